//! The operators of tests, and which of them make sense for which kind of property.

use serde::Serialize;

use crate::{FieldKind, Test};

/// What a [`Test`] does, without what it compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    /// Equals one of several.
    In,
    /// Is lower.
    Lt,
    /// Is lower or equal.
    Le,
    /// Is higher.
    Gt,
    /// Is higher or equal.
    Ge,
    /// Starts with.
    StartsWith,
    /// Contains.
    Contains,
    /// Lies in a range of addresses.
    Within,
    /// Has no value.
    IsNull,
}

impl Operator {
    /// The name, as filters of the schema spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::StartsWith => "startsWith",
            Self::Contains => "contains",
            Self::Within => "cidr",
            Self::IsNull => "isNull",
        }
    }
}

impl Test {
    /// What it does.
    pub const fn operator(&self) -> Operator {
        match self {
            Self::In(_) => Operator::In,
            Self::Lt(_) => Operator::Lt,
            Self::Le(_) => Operator::Le,
            Self::Gt(_) => Operator::Gt,
            Self::Ge(_) => Operator::Ge,
            Self::StartsWith(_) => Operator::StartsWith,
            Self::Contains(_) => Operator::Contains,
            Self::Within(_) => Operator::Within,
            Self::IsNull => Operator::IsNull,
        }
    }
}

impl FieldKind {
    /// The operators that can find something in values of this kind.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{Contains, Ge, Gt, In, IsNull, Le, Lt, StartsWith, Within};
        match self {
            Self::Text | Self::Texts => &[In, StartsWith, Contains, IsNull],
            Self::Word | Self::Words | Self::Flag => &[In, IsNull],
            Self::Number | Self::Time => &[In, Lt, Le, Gt, Ge, IsNull],
            Self::Address => &[In, StartsWith, Contains, Within, IsNull],
        }
    }
}
