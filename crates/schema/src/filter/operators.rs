//! The operators that the conditions of each kind of value have.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::conditions::{
    Condition, Operators, above, add, at_least, at_most, below, contains, differs, equals, has_no_value, none_of, one_of, starts_with,
    within,
};
use crate::{scalar::DateTime, vocabulary as words, vocabulary::Words};

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident { $($(#[$operator_doc:meta])* $operator:ident $graphql:tt $value:ty => $build:ident,)* })*) => { $(
        $(#[$doc])*
        #[derive(InputObject)]
        pub(crate) struct $name {
            $($(#[$operator_doc])* #[graphql(name = $graphql)] $operator: MaybeUndefined<$value>,)*
        }

        impl Operators for $name {
            fn conditions(self) -> Vec<Condition> {
                let mut conditions = Vec::new();
                $(add(&mut conditions, $graphql, self.$operator, $build);)*
                conditions
            }
        }
    )* };
}

operators! {
    /// Conditions on a text, compared in any case of ASCII letters. All that are given must hold.
    StringFilter {
        /// Equals this.
        eq "eq" String => equals,
        /// Equals not this, or has no value.
        ne "ne" String => differs,
        /// Equals one of these; at most 500.
        one_of "in" Vec<String> => one_of,
        /// Equals none of these, or has no value; at most 500.
        none_of "notIn" Vec<String> => none_of,
        /// Starts with this.
        starts_with "startsWith" String => starts_with,
        /// Contains this.
        contains "contains" String => contains,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on several texts, compared in any case of ASCII letters; any of them may meet each. All that are given must hold.
    StringListFilter {
        /// One of them equals this.
        eq "eq" String => equals,
        /// One of them equals one of these; at most 500.
        one_of "in" Vec<String> => one_of,
        /// One of them contains this.
        contains "contains" String => contains,
        /// There is none, or, with false, there is one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on an id. Give ids as riskgate shows them or as Microsoft Entra does. All that are given must hold.
    IdFilter {
        /// Equals this.
        eq "eq" ID => equals,
        /// Equals not this, or has no value.
        ne "ne" ID => differs,
        /// Equals one of these; at most 500.
        one_of "in" Vec<ID> => one_of,
        /// Equals none of these, or has no value; at most 500.
        none_of "notIn" Vec<ID> => none_of,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on a moment. All that are given must hold, so that two make a range.
    DateTimeFilter {
        /// Is this moment.
        eq "eq" DateTime => equals,
        /// Is not this moment, or has no value.
        ne "ne" DateTime => differs,
        /// Earlier.
        lt "lt" DateTime => below,
        /// Earlier, or this moment.
        le "le" DateTime => at_most,
        /// Later.
        gt "gt" DateTime => above,
        /// Later, or this moment.
        ge "ge" DateTime => at_least,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on a whole number. All that are given must hold.
    IntFilter {
        /// Equals this.
        eq "eq" i64 => equals,
        /// Equals not this, or has no value.
        ne "ne" i64 => differs,
        /// Equals one of these; at most 500.
        one_of "in" Vec<i64> => one_of,
        /// Equals none of these, or has no value; at most 500.
        none_of "notIn" Vec<i64> => none_of,
        /// Lower.
        lt "lt" i64 => below,
        /// Lower, or this.
        le "le" i64 => at_most,
        /// Higher.
        gt "gt" i64 => above,
        /// Higher, or this.
        ge "ge" i64 => at_least,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on yes or no. All that are given must hold.
    BooleanFilter {
        /// Equals this.
        eq "eq" bool => equals,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }

    /// Conditions on an IP address. All that are given must hold.
    IpAddressFilter {
        /// Is written like this.
        eq "eq" String => equals,
        /// Is written like one of these; at most 500.
        one_of "in" Vec<String> => one_of,
        /// Lies in this range in CIDR notation, such as `203.0.113.0/24` or `2001:db8::/32`.
        cidr "cidr" String => within,
        /// Its text starts with this, such as `203.0.`.
        starts_with "startsWith" String => starts_with,
        /// Has no value, or, with false, has one.
        is_null "isNull" bool => has_no_value,
    }
}

/// Conditions on a word of a vocabulary. All that are given must hold.
#[derive(InputObject)]
#[graphql(
    concrete(name = "ActivityTypeFilter", params(words::ActivityType)),
    concrete(name = "AlertClassificationFilter", params(words::AlertClassification)),
    concrete(name = "AlertDeterminationFilter", params(words::AlertDetermination)),
    concrete(name = "AlertSeverityFilter", params(words::AlertSeverity)),
    concrete(name = "AlertStatusFilter", params(words::AlertStatus)),
    concrete(name = "AuthenticationRequirementFilter", params(words::AuthenticationRequirement)),
    concrete(name = "ConditionalAccessPolicyStateFilter", params(words::ConditionalAccessPolicyState)),
    concrete(name = "ConditionalAccessStatusFilter", params(words::ConditionalAccessStatus)),
    concrete(name = "IncidentStatusFilter", params(words::IncidentStatus)),
    concrete(name = "NamedLocationTypeFilter", params(words::NamedLocationType)),
    concrete(name = "OperationResultFilter", params(words::AuditResult)),
    concrete(name = "RiskDetailFilter", params(words::RiskDetail)),
    concrete(name = "RiskDetectionTimingTypeFilter", params(words::DetectionTiming)),
    concrete(name = "RiskLevelFilter", params(words::RiskLevel)),
    concrete(name = "RiskStateFilter", params(words::RiskState)),
    concrete(name = "ServiceSourceFilter", params(words::ServiceSource)),
    concrete(name = "SignInEventTypeFilter", params(words::SignInEventType)),
    concrete(name = "TokenIssuerTypeFilter", params(words::TokenIssuerType))
)]
pub(crate) struct WordFilter<W: Words> {
    /// Is this; `UNKNOWN` is every word that this version does not know.
    eq: MaybeUndefined<W>,
    /// Is not this, or has no value.
    ne: MaybeUndefined<W>,
    /// Is one of these.
    #[graphql(name = "in")]
    one_of: MaybeUndefined<Vec<W>>,
    /// Is none of these, or has no value.
    #[graphql(name = "notIn")]
    none_of: MaybeUndefined<Vec<W>>,
    /// Has no value, or, with false, has one.
    is_null: MaybeUndefined<bool>,
}

impl<W: Words> Operators for WordFilter<W> {
    fn conditions(self) -> Vec<Condition> {
        let mut conditions = Vec::new();
        add(&mut conditions, "eq", self.eq, equals);
        add(&mut conditions, "ne", self.ne, differs);
        add(&mut conditions, "in", self.one_of, one_of);
        add(&mut conditions, "notIn", self.none_of, none_of);
        add(&mut conditions, "isNull", self.is_null, has_no_value);
        conditions
    }
}
