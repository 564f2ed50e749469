//! One operator with its value: the test it stands for.

use async_graphql::MaybeUndefined;
use riskgate_model::{AddressRange, Operand, Test};

use crate::{scalar::DateTime, vocabulary::Words};

/// One operator of one property's condition.
pub(super) struct Condition {
    /// The operator as the schema spells it.
    pub(super) operator: &'static str,
    /// The test; where there can be none, why.
    pub(super) test: Result<Test, String>,
    /// Whether the test must fail.
    pub(super) is_negated: bool,
}

/// The conditions of one property.
pub(super) trait Operators {
    /// Every operator that was given a value.
    fn conditions(self) -> Vec<Condition>;
}

/// A value that a client compares with.
pub(super) trait Comparable {
    /// The same for `model`.
    fn operand(self) -> Operand;
}

impl Comparable for String {
    fn operand(self) -> Operand {
        Operand::Text(self)
    }
}

impl Comparable for async_graphql::ID {
    fn operand(self) -> Operand {
        Operand::Text(self.0)
    }
}

impl Comparable for i64 {
    fn operand(self) -> Operand {
        Operand::Number(self)
    }
}

impl Comparable for bool {
    fn operand(self) -> Operand {
        Operand::Flag(self)
    }
}

impl Comparable for DateTime {
    fn operand(self) -> Operand {
        let Self(time) = self;
        Operand::Time(time)
    }
}

/// An enum of a vocabulary.
impl<W: Words> Comparable for W {
    fn operand(self) -> Operand {
        Words::operand(self)
    }
}

/// What a builder makes of an operator's value: the test, and whether it must fail.
type Built = (Result<Test, String>, bool);

pub(super) fn equals<V: Comparable>(value: V) -> Built {
    (Ok(Test::In(vec![value.operand()])), false)
}

pub(super) fn differs<V: Comparable>(value: V) -> Built {
    (Ok(Test::In(vec![value.operand()])), true)
}

pub(super) fn one_of<V: Comparable>(values: Vec<V>) -> Built {
    (Ok(Test::In(values.into_iter().map(Comparable::operand).collect())), false)
}

pub(super) fn none_of<V: Comparable>(values: Vec<V>) -> Built {
    (Ok(Test::In(values.into_iter().map(Comparable::operand).collect())), true)
}

pub(super) fn below<V: Comparable>(value: V) -> Built {
    (Ok(Test::Lt(value.operand())), false)
}

pub(super) fn at_most<V: Comparable>(value: V) -> Built {
    (Ok(Test::Le(value.operand())), false)
}

pub(super) fn above<V: Comparable>(value: V) -> Built {
    (Ok(Test::Gt(value.operand())), false)
}

pub(super) fn at_least<V: Comparable>(value: V) -> Built {
    (Ok(Test::Ge(value.operand())), false)
}

pub(super) fn starts_with(text: String) -> Built {
    (Ok(Test::StartsWith(text)), false)
}

pub(super) fn contains(text: String) -> Built {
    (Ok(Test::Contains(text)), false)
}

#[expect(clippy::needless_pass_by_value, reason = "a builder takes its operator's value, as the others do")]
pub(super) fn within(range: String) -> Built {
    (AddressRange::parse(&range).map(Test::Within).map_err(|error| error.to_string()), false)
}

pub(super) fn has_no_value(is_null: bool) -> Built {
    (Ok(Test::IsNull), !is_null)
}

/// Adds the condition of an operator that was given.
///
/// A null is refused: read as "no condition" it would widen the answer to records nobody asked for.
pub(super) fn add<V>(conditions: &mut Vec<Condition>, operator: &'static str, value: MaybeUndefined<V>, build: fn(V) -> Built) {
    let (test, is_negated) = match value {
        MaybeUndefined::Undefined => return,
        MaybeUndefined::Null => (Err("null compares with nothing; leave it out, or use `isNull`".to_owned()), false),
        MaybeUndefined::Value(value) => build(value),
    };
    conditions.push(Condition { operator, test, is_negated });
}
