//! Orders as clients write them: one table a kind of record.

use async_graphql::{Enum, InputObject, InputType};
use riskgate_model::{self as model, Direction, Field, Order};

use crate::error::Fault;

/// The properties that records can be ordered by, as an enum of the schema.
pub(crate) trait Sortable: InputType + Copy + PartialEq + 'static {
    /// `model`'s.
    type Field: Field;

    /// Every one.
    #[cfg(test)]
    const ALL: &'static [Self];

    /// The property.
    fn field(self) -> Self::Field;
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "OrderDirection")]
pub(crate) enum OrderDirection {
    /// From low to high, from old to new, from A to Z; what has no value comes first.
    #[graphql(name = "ASC")]
    Ascending,
    /// From high to low, from new to old, from Z to A; what has no value comes last.
    #[graphql(name = "DESC")]
    Descending,
}

/// What to order a list by. Every list is ordered by one property, then by its date, then by id, all in one direction.
#[derive(Clone, Copy, InputObject)]
#[graphql(
    concrete(name = "UserOrder", params(UserOrderField)),
    concrete(name = "ServicePrincipalOrder", params(ServicePrincipalOrderField)),
    concrete(name = "SignInOrder", params(SignInOrderField)),
    concrete(name = "DetectionOrder", params(DetectionOrderField)),
    concrete(name = "DirectoryAuditOrder", params(DirectoryAuditOrderField)),
    concrete(name = "NamedLocationOrder", params(NamedLocationOrderField)),
    concrete(name = "ConditionalAccessPolicyOrder", params(ConditionalAccessPolicyOrderField)),
    concrete(name = "AlertOrder", params(AlertOrderField)),
    concrete(name = "IncidentOrder", params(IncidentOrderField))
)]
pub(crate) struct OrderBy<F: Sortable> {
    /// The property.
    field: F,
    /// The direction.
    direction: OrderDirection,
}

/// Reads an order; none is newest first.
///
/// # Errors
/// When it is another than by one property, then by the date in the same direction.
pub(crate) fn read<F: Sortable>(order_by: Option<&[OrderBy<F>]>) -> Result<Order<F::Field>, Fault> {
    let order = |by: &OrderBy<F>| Order { field: by.field.field(), direction: by.direction.into() };
    match order_by.unwrap_or_default() {
        [] => Ok(Order::default()),
        [one] => Ok(order(one)),
        [one, date] if date.field.field() == F::Field::DATE && date.direction == one.direction => Ok(order(one)),
        _ => Err(Fault::input(format!(
            "`orderBy`: give one property; every list is ordered by it, then by `{}` in the same direction, then by id",
            F::Field::DATE.name()
        ))),
    }
}

/// The order of a list that has parents: by date.
pub(crate) fn by_date<F: Field>(direction: Option<OrderDirection>) -> Order<F> {
    Order { field: F::DATE, direction: direction.unwrap_or(OrderDirection::Descending).into() }
}

/// The order of an incident's alerts: as the attack unfolded.
pub(crate) fn by_first_activity(direction: Option<OrderDirection>) -> Order<model::AlertField> {
    Order { field: model::AlertField::FirstActivityDateTime, direction: direction.unwrap_or(OrderDirection::Ascending).into() }
}

impl From<OrderDirection> for Direction {
    fn from(direction: OrderDirection) -> Self {
        match direction {
            OrderDirection::Ascending => Self::Ascending,
            OrderDirection::Descending => Self::Descending,
        }
    }
}

impl From<Direction> for OrderDirection {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Ascending => Self::Ascending,
            Direction::Descending => Self::Descending,
        }
    }
}

macro_rules! orders {
    ($($(#[$doc:meta])* $name:ident of $field:ident { $($(#[$value_doc:meta])* $variant:ident $value:tt,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub(crate) enum $name {
            $($(#[$value_doc])* #[graphql(name = $value)] $variant,)*
        }

        impl Sortable for $name {
            type Field = model::$field;
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn field(self) -> Self::Field {
                match self { $(Self::$variant => model::$field::$variant,)* }
            }
        }
    )* };
}

orders! {
    /// What users can be ordered by.
    UserOrderField of UserField {
        /// "Risk last updated"; the default, newest first.
        RiskLastUpdatedDateTime "RISK_LAST_UPDATED_DATE_TIME",
        /// "Risk state", from none to confirmed compromised.
        RiskState "RISK_STATE",
        /// "Risk level", from none to high.
        RiskLevel "RISK_LEVEL",
        /// "Risk detail".
        RiskDetail "RISK_DETAIL",
        /// "Status": active before deleted.
        IsDeleted "IS_DELETED",
        /// "Name".
        DisplayName "DISPLAY_NAME",
        /// "Username".
        UserPrincipalName "USER_PRINCIPAL_NAME",
        /// "Type".
        UserType "USER_TYPE",
    }

    /// What service principals can be ordered by.
    ServicePrincipalOrderField of ServicePrincipalField {
        /// "Risk last updated"; the default, newest first.
        RiskLastUpdatedDateTime "RISK_LAST_UPDATED_DATE_TIME",
        /// "Risk state", from none to confirmed compromised.
        RiskState "RISK_STATE",
        /// "Risk level", from none to high.
        RiskLevel "RISK_LEVEL",
        /// "Risk detail".
        RiskDetail "RISK_DETAIL",
        /// "Status": disabled before enabled.
        IsEnabled "IS_ENABLED",
        /// "Service principal name".
        DisplayName "DISPLAY_NAME",
        /// "App ID".
        AppId "APP_ID",
        /// "Type".
        ServicePrincipalType "SERVICE_PRINCIPAL_TYPE",
    }

    /// What sign-ins can be ordered by. The other columns of the report ("Username", "Location", "Sign-in type", "Detection type(s)",
    /// "Risk detail", "Client app", "Request ID", "Correlation ID") can only be filtered: each order costs an index over all sign-ins.
    SignInOrderField of SignInField {
        /// "Date"; the default, newest first.
        CreatedDateTime "CREATED_DATE_TIME",
        /// "User".
        UserDisplayName "USER_DISPLAY_NAME",
        /// "Application".
        AppDisplayName "APP_DISPLAY_NAME",
        /// "IP address", as text.
        IpAddress "IP_ADDRESS",
        /// "Sign-in error code".
        ErrorCode "ERROR_CODE",
        /// "Conditional Access".
        ConditionalAccessStatus "CONDITIONAL_ACCESS_STATUS",
        /// "Authentication requirement", by which the report says "MFA required".
        AuthenticationRequirement "AUTHENTICATION_REQUIREMENT",
        /// "Risk state", from none to confirmed compromised.
        RiskState "RISK_STATE",
        /// "Risk level (aggregate)", from none to high.
        RiskLevelAggregated "RISK_LEVEL_AGGREGATED",
        /// "Risk level (real-time)", from none to high.
        RiskLevelDuringSignIn "RISK_LEVEL_DURING_SIGN_IN",
    }

    /// What detections can be ordered by.
    DetectionOrderField of DetectionField {
        /// "Detection time"; the default, newest first.
        DetectedDateTime "DETECTED_DATE_TIME",
        /// "Activity time".
        ActivityDateTime "ACTIVITY_DATE_TIME",
        /// "Last updated".
        LastUpdatedDateTime "LAST_UPDATED_DATE_TIME",
        /// "Detection type", by Microsoft's own words.
        RiskEventType "RISK_EVENT_TYPE",
        /// "Detection timing".
        DetectionTimingType "DETECTION_TIMING_TYPE",
        /// "Source".
        Source "SOURCE",
        /// "User".
        UserDisplayName "USER_DISPLAY_NAME",
        /// "Username".
        UserPrincipalName "USER_PRINCIPAL_NAME",
        /// "Service principal name".
        ServicePrincipalDisplayName "SERVICE_PRINCIPAL_DISPLAY_NAME",
        /// "Request ID".
        RequestId "REQUEST_ID",
        /// "IP address", as text.
        IpAddress "IP_ADDRESS",
        /// "Risk state", from none to confirmed compromised.
        RiskState "RISK_STATE",
        /// "Risk level", from none to high.
        RiskLevel "RISK_LEVEL",
        /// "Risk detail".
        RiskDetail "RISK_DETAIL",
    }

    /// What directory audits can be ordered by.
    DirectoryAuditOrderField of DirectoryAuditField {
        /// "Date"; the default, newest first.
        ActivityDateTime "ACTIVITY_DATE_TIME",
        /// "Activity".
        ActivityDisplayName "ACTIVITY_DISPLAY_NAME",
        /// "Category".
        Category "CATEGORY",
        /// "Service".
        LoggedByService "LOGGED_BY_SERVICE",
        /// "Status", from success to failure.
        Result "RESULT",
    }

    /// What named locations can be ordered by.
    NamedLocationOrderField of NamedLocationField {
        /// When it was last modified, or made; the default, newest first.
        ModifiedDateTime "MODIFIED_DATE_TIME",
        /// "Name".
        DisplayName "DISPLAY_NAME",
    }

    /// What Conditional Access policies can be ordered by.
    ConditionalAccessPolicyOrderField of ConditionalAccessPolicyField {
        /// "Modified date"; the default, newest first.
        ModifiedDateTime "MODIFIED_DATE_TIME",
        /// "Policy name".
        DisplayName "DISPLAY_NAME",
    }

    /// What alerts can be ordered by.
    AlertOrderField of AlertField {
        /// When it last changed, or was raised; the default, newest first.
        LastUpdateDateTime "LAST_UPDATE_DATE_TIME",
        /// When it was raised.
        CreatedDateTime "CREATED_DATE_TIME",
        /// "First activity": when what it tells of began, or else when it was raised.
        FirstActivityDateTime "FIRST_ACTIVITY_DATE_TIME",
        /// "Status", from new to resolved.
        Status "STATUS",
        /// "Classification", from not set to true positive.
        Classification "CLASSIFICATION",
        /// "Severity", from informational to high.
        Severity "SEVERITY",
    }

    /// What incidents can be ordered by.
    IncidentOrderField of IncidentField {
        /// When it last changed, or began; the default, newest first.
        LastUpdateDateTime "LAST_UPDATE_DATE_TIME",
        /// When it began.
        CreatedDateTime "CREATED_DATE_TIME",
        /// "Status", from active to resolved.
        Status "STATUS",
        /// "Classification", from not set to true positive.
        Classification "CLASSIFICATION",
        /// "Severity", from informational to high.
        Severity "SEVERITY",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use riskgate_model::{SignInField, UserField};

    fn covers<F: Sortable>() {
        let offered: Vec<_> = F::ALL.iter().map(|value| value.field()).collect();
        let sortable: Vec<_> = F::Field::ALL.iter().copied().filter(|field| field.is_sortable()).collect();
        assert_eq!(offered, sortable);
    }

    #[test]
    fn every_sortable_property_is_offered_and_no_other() {
        covers::<UserOrderField>();
        covers::<ServicePrincipalOrderField>();
        covers::<SignInOrderField>();
        covers::<DetectionOrderField>();
        covers::<DirectoryAuditOrderField>();
        covers::<NamedLocationOrderField>();
        covers::<ConditionalAccessPolicyOrderField>();
        covers::<AlertOrderField>();
        covers::<IncidentOrderField>();
    }

    #[test]
    fn values_have_the_letters_of_their_property() {
        for value in SignInOrderField::ALL {
            let async_graphql::Value::Enum(name) = value.to_value() else { panic!("an enum") };
            assert_eq!(name.replace('_', "").to_ascii_lowercase(), value.field().name().to_ascii_lowercase());
        }
    }

    #[test]
    fn an_order_is_one_property_perhaps_followed_by_the_date() {
        let by = |field, direction| OrderBy { field, direction };
        let state = by(SignInOrderField::RiskState, OrderDirection::Ascending);
        let date = |direction| by(SignInOrderField::CreatedDateTime, direction);
        let expected = Order { field: SignInField::RiskState, direction: Direction::Ascending };
        assert_eq!(read(Some(&[state])).ok(), Some(expected));
        assert_eq!(read(Some(&[state, date(OrderDirection::Ascending)])).ok(), Some(expected));
        assert_eq!(read::<UserOrderField>(None).ok(), Some(Order::<UserField>::default()));
        for refused in [
            vec![state, date(OrderDirection::Descending)],
            vec![date(OrderDirection::Ascending), state],
            vec![state, date(OrderDirection::Ascending), date(OrderDirection::Ascending)],
        ] {
            let error: async_graphql::Error = read(Some(&refused)).expect_err("another order").into();
            assert!(error.message.contains("createdDateTime"), "{}", error.message);
        }
    }
}
