//! What can be asked of Microsoft Graph live: the filters known to work, by its documentation and by what others saw.

use riskgate_adapter::{Beyond, Offer};
use riskgate_model::{
    AlertField, DetectionField, Direction, DirectoryAuditField, Field, IncidentField, RiskChangeField, ServicePrincipalField, SignInField,
    UserField,
};

use super::{
    MOST_KEYS,
    clause::{By, Known},
};

/// The plan that alerts and incidents take.
const DEFENDER: &str = "Microsoft Defender XDR";

/// Filters of `signIns`.
pub(super) const SIGN_INS: &[Known<SignInField>] = &[
    Known { field: SignInField::CreatedDateTime, path: "createdDateTime", by: By::Time },
    Known { field: SignInField::UserId, path: "userId", by: By::Equality },
    Known { field: SignInField::UserDisplayName, path: "userDisplayName", by: By::Beginning },
    Known { field: SignInField::UserPrincipalName, path: "userPrincipalName", by: By::Beginning },
    Known { field: SignInField::AppId, path: "appId", by: By::Equality },
    Known { field: SignInField::AppDisplayName, path: "appDisplayName", by: By::Beginning },
    Known { field: SignInField::ResourceId, path: "resourceId", by: By::Equality },
    Known { field: SignInField::ResourceDisplayName, path: "resourceDisplayName", by: By::Equality },
    Known { field: SignInField::ClientAppUsed, path: "clientAppUsed", by: By::Equality },
    Known { field: SignInField::IpAddress, path: "ipAddress", by: By::Beginning },
    Known { field: SignInField::City, path: "location/city", by: By::Beginning },
    Known { field: SignInField::State, path: "location/state", by: By::Beginning },
    Known { field: SignInField::CountryOrRegion, path: "location/countryOrRegion", by: By::Beginning },
    Known { field: SignInField::Browser, path: "deviceDetail/browser", by: By::Beginning },
    Known { field: SignInField::OperatingSystem, path: "deviceDetail/operatingSystem", by: By::Beginning },
    Known { field: SignInField::ErrorCode, path: "status/errorCode", by: By::Equality },
    Known { field: SignInField::ConditionalAccessStatus, path: "conditionalAccessStatus", by: By::Equality },
    Known { field: SignInField::CorrelationId, path: "correlationId", by: By::Equality },
    Known { field: SignInField::RiskState, path: "riskState", by: By::Equality },
    Known { field: SignInField::RiskLevelAggregated, path: "riskLevelAggregated", by: By::Level(Some("riskState")) },
    Known { field: SignInField::RiskLevelDuringSignIn, path: "riskLevelDuringSignIn", by: By::Equality },
    Known { field: SignInField::RiskDetail, path: "riskDetail", by: By::Equality },
    Known { field: SignInField::RiskEventTypes, path: "riskEventTypes_v2", by: By::Any },
];

/// Filters of `riskyUsers`.
pub(super) const USERS: &[Known<UserField>] = &[
    Known { field: UserField::RiskLastUpdatedDateTime, path: "riskLastUpdatedDateTime", by: By::TimeBelow },
    Known { field: UserField::RiskState, path: "riskState", by: By::Equality },
    Known { field: UserField::RiskLevel, path: "riskLevel", by: By::Level(Some("riskState")) },
    Known { field: UserField::RiskDetail, path: "riskDetail", by: By::Equality },
    Known { field: UserField::DisplayName, path: "userDisplayName", by: By::Equality },
    Known { field: UserField::UserPrincipalName, path: "userPrincipalName", by: By::Equality },
];

/// Filters of `users`.
pub(super) const DIRECTORY: &[Known<UserField>] = &[
    Known { field: UserField::DisplayName, path: "displayName", by: By::Equality },
    Known { field: UserField::UserPrincipalName, path: "userPrincipalName", by: By::Equality },
];

/// Filters of `riskyServicePrincipals`.
pub(super) const SERVICE_PRINCIPALS: &[Known<ServicePrincipalField>] = &[
    Known { field: ServicePrincipalField::RiskLastUpdatedDateTime, path: "riskLastUpdatedDateTime", by: By::TimeBelow },
    Known { field: ServicePrincipalField::RiskState, path: "riskState", by: By::Equality },
    Known { field: ServicePrincipalField::RiskLevel, path: "riskLevel", by: By::Level(Some("riskState")) },
    Known { field: ServicePrincipalField::RiskDetail, path: "riskDetail", by: By::Equality },
];

/// Filters of `riskDetections`; those of users but for, `servicePrincipalRiskDetections` has them, too.
pub(super) const DETECTIONS: &[Known<DetectionField>] = &[
    Known { field: DetectionField::DetectedDateTime, path: "detectedDateTime", by: By::TimeSince },
    Known { field: DetectionField::ActivityDateTime, path: "activityDateTime", by: By::TimeSince },
    Known { field: DetectionField::UserId, path: "userId", by: By::Equality },
    Known { field: DetectionField::UserPrincipalName, path: "userPrincipalName", by: By::Equality },
    Known { field: DetectionField::RiskEventType, path: "riskEventType", by: By::Equality },
    Known { field: DetectionField::RiskLevel, path: "riskLevel", by: By::Level(None) },
    Known { field: DetectionField::DetectionTimingType, path: "detectionTimingType", by: By::Equality },
];

/// Filters of `directoryAudits`.
pub(super) const DIRECTORY_AUDITS: &[Known<DirectoryAuditField>] = &[
    Known { field: DirectoryAuditField::ActivityDateTime, path: "activityDateTime", by: By::Time },
    Known { field: DirectoryAuditField::ActivityDisplayName, path: "activityDisplayName", by: By::Beginning },
    Known { field: DirectoryAuditField::Category, path: "category", by: By::Equality },
    Known { field: DirectoryAuditField::CorrelationId, path: "correlationId", by: By::Equality },
];

/// Filters of `alerts_v2`. Of determinations Graph has older and newer words for the same, and is not asked for them.
pub(super) const ALERTS: &[Known<AlertField>] = &[
    Known { field: AlertField::LastUpdateDateTime, path: "lastUpdateDateTime", by: By::Time },
    Known { field: AlertField::CreatedDateTime, path: "createdDateTime", by: By::Time },
    Known { field: AlertField::Status, path: "status", by: By::Equality },
    Known { field: AlertField::Classification, path: "classification", by: By::Set },
    Known { field: AlertField::Severity, path: "severity", by: By::Equality },
    Known { field: AlertField::ServiceSource, path: "serviceSource", by: By::Equality },
    Known { field: AlertField::AssignedTo, path: "assignedTo", by: By::Equality },
];

/// Filters of `incidents`.
pub(super) const INCIDENTS: &[Known<IncidentField>] = &[
    Known { field: IncidentField::LastUpdateDateTime, path: "lastUpdateDateTime", by: By::Time },
    Known { field: IncidentField::CreatedDateTime, path: "createdDateTime", by: By::Time },
    Known { field: IncidentField::Status, path: "status", by: By::Equality },
    Known { field: IncidentField::Classification, path: "classification", by: By::Set },
    Known { field: IncidentField::Severity, path: "severity", by: By::Equality },
    Known { field: IncidentField::AssignedTo, path: "assignedTo", by: By::Equality },
];

/// The filters of detections that those of service principals have no property for.
pub(super) const OF_USERS: &[DetectionField] = &[DetectionField::UserId, DetectionField::UserPrincipalName];

/// What can be asked of users: of those that Entra has a record of risk of, but for by their ids.
pub(super) fn users() -> Offer<UserField> {
    offer(USERS, &["IdentityRiskyUser.Read.All", "User.Read.All", "Microsoft Entra ID P2"])
}

/// What can be asked of service principals.
pub(super) fn service_principals() -> Offer<ServicePrincipalField> {
    offer(SERVICE_PRINCIPALS, &["IdentityRiskyServicePrincipal.Read.All", "Microsoft Entra Workload ID Premium"])
}

/// What can be asked of detections.
pub(super) fn detections() -> Offer<DetectionField> {
    Offer { retention_days: Some(90), ..offer(DETECTIONS, &["IdentityRiskEvent.Read.All", "Microsoft Entra ID P1 or P2"]) }
}

/// What can be asked of histories of risks: everything, since each is read whole.
pub(super) fn risk_history() -> Offer<RiskChangeField> {
    let needs = ["IdentityRiskyUser.Read.All", "IdentityRiskyServicePrincipal.Read.All", "Microsoft Entra ID P2"];
    let Offer { filters, combines, .. } = Offer::everything();
    Offer { filters, combines, only_direction: None, retention_days: Some(90), ..offer(&[], &needs) }
}

/// What can be asked of sign-ins.
pub(super) fn sign_ins() -> Offer<SignInField> {
    Offer { retention_days: Some(30), ..offer(SIGN_INS, &["AuditLog.Read.All", "Microsoft Entra ID P1 or P2"]) }
}

/// What can be asked of directory audits.
pub(super) fn directory_audits() -> Offer<DirectoryAuditField> {
    Offer { retention_days: Some(30), ..offer(DIRECTORY_AUDITS, &["AuditLog.Read.All"]) }
}

/// What can be asked of alerts, by date in both directions; those of an incident come with it, and take its permission.
pub(super) fn alerts() -> Offer<AlertField> {
    Offer {
        only_direction: None,
        retention_days: Some(180),
        ..offer(ALERTS, &["SecurityAlert.Read.All", "SecurityIncident.Read.All", DEFENDER])
    }
}

/// What can be asked of incidents, likewise.
pub(super) fn incidents() -> Offer<IncidentField> {
    Offer { only_direction: None, retention_days: Some(180), ..offer(INCIDENTS, &["SecurityIncident.Read.All", DEFENDER]) }
}

/// The offer of these filters, newest first, nothing of which is tested by the host: Graph is not crawled.
fn offer<F: Field>(known: &[Known<F>], needs: &[&str]) -> Offer<F> {
    let offer = Offer {
        only_direction: Some(Direction::Descending),
        keys: MOST_KEYS,
        beyond: Beyond::Refused,
        scan: 0,
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        ..Offer::default()
    };
    known.iter().fold(offer, |offer, known| offer.filter(known.field, known.by.operators()))
}
