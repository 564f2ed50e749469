//! The filters of what Microsoft Defender tells.

use async_graphql::InputObject;
use riskgate_model as model;

use super::{Conditions, DateTimeFilter, IdFilter, Operators, Parts, StringFilter, WordFilter, words};

filters! {
    /// Which alerts. Everything that is given must hold.
    AlertFilter of AlertField {
        /// When it last changed, or was raised if it never did.
        last_update_date_time: DateTimeFilter => LastUpdateDateTime,
        /// When it was raised.
        created_date_time: DateTimeFilter => CreatedDateTime,
        /// "First activity": when what it tells of began, or else when it was raised.
        first_activity_date_time: DateTimeFilter => FirstActivityDateTime,
        /// "Status".
        status: WordFilter<words::AlertStatus> => Status,
        /// "Classification".
        classification: WordFilter<words::AlertClassification> => Classification,
        /// "Determination".
        determination: WordFilter<words::AlertDetermination> => Determination,
        /// "Severity".
        severity: WordFilter<words::AlertSeverity> => Severity,
        /// "Service source".
        service_source: WordFilter<words::ServiceSource> => ServiceSource,
        /// "Category", such as `CredentialAccess`.
        category: StringFilter => Category,
        /// "Alert name".
        title: StringFilter => Title,
        /// "Assigned to".
        assigned_to: StringFilter => AssignedTo,
        /// The id of its incident.
        incident_id: IdFilter => IncidentId,
        /// The id in the product that noticed it.
        provider_alert_id: IdFilter => ProviderAlertId,
        /// The alert's id in Microsoft Defender.
        alert_id: IdFilter => AlertId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }

    /// Which incidents. Everything that is given must hold.
    IncidentFilter of IncidentField {
        /// When it last changed, or began if it never did.
        last_update_date_time: DateTimeFilter => LastUpdateDateTime,
        /// When it began.
        created_date_time: DateTimeFilter => CreatedDateTime,
        /// "Status".
        status: WordFilter<words::IncidentStatus> => Status,
        /// "Classification".
        classification: WordFilter<words::AlertClassification> => Classification,
        /// "Determination".
        determination: WordFilter<words::AlertDetermination> => Determination,
        /// "Severity".
        severity: WordFilter<words::AlertSeverity> => Severity,
        /// "Incident name".
        display_name: StringFilter => DisplayName,
        /// "Assigned to".
        assigned_to: StringFilter => AssignedTo,
        /// "Incident ID".
        incident_id: IdFilter => IncidentId,
        /// The tenant.
        tenant_id: IdFilter => TenantId,
    }
}
