//! What a field needs is asked for: an answer that holds no more than was asked equals the full one.

use std::sync::Arc;

use riskgate_model::{
    Alert, AlertFields, AuditInitiator, ConditionalAccessPolicy, ConditionalAccessPolicyFields, Detection, DetectionFields, DirectoryAudit,
    DirectoryAuditFields, Entity, FieldSet, Incident, IncidentFields, KeptRefusal, NamedLocation, NamedLocationFields, RefusalFields,
    RiskChange, RiskChangeFields, ServicePrincipal, ServicePrincipalFields, SignIn, SignInFields, TargetResource, User, UserFields,
};
use serde_json::Value;

use super::{ask_graph, ask_of, graph, leaves::Types, spy::Spy, world};

/// A record without what was not asked for, by the groups that `model` documents.
pub(super) trait Bare: Entity {
    fn bare(self, fields: Self::Fields) -> Self;
}

impl Bare for User {
    fn bare(self, fields: UserFields) -> Self {
        let mut bare = Self { id: self.id, ..Self::default() };
        bare.risk.updated = self.risk.updated;
        if fields.contains(UserFields::PROFILE) {
            (bare.display_name, bare.user_principal_name) = (self.display_name, self.user_principal_name);
            (bare.user_type, bare.is_deleted) = (self.user_type, self.is_deleted);
        }
        if fields.contains(UserFields::RISK) {
            (bare.risk, bare.is_processing) = (self.risk, self.is_processing);
        }
        if fields.contains(UserFields::CLAIMS) {
            bare.claims = self.claims;
        }
        if fields.contains(UserFields::ENTRA) {
            bare.entra = self.entra;
        }
        if fields.contains(UserFields::DIRECTORY) {
            bare.directory = self.directory;
        }
        bare
    }
}

impl Bare for ServicePrincipal {
    fn bare(self, fields: ServicePrincipalFields) -> Self {
        let mut bare = Self { id: self.id, ..Self::default() };
        bare.risk.updated = self.risk.updated;
        if fields.contains(ServicePrincipalFields::PROFILE) {
            (bare.display_name, bare.app_id) = (self.display_name, self.app_id);
            (bare.service_principal_type, bare.is_enabled) = (self.service_principal_type, self.is_enabled);
        }
        if fields.contains(ServicePrincipalFields::RISK) {
            (bare.risk, bare.is_processing) = (self.risk, self.is_processing);
        }
        if fields.contains(ServicePrincipalFields::CLAIMS) {
            bare.claims = self.claims;
        }
        if fields.contains(ServicePrincipalFields::ENTRA) {
            bare.entra = self.entra;
        }
        bare
    }
}

impl Bare for SignIn {
    fn bare(self, fields: SignInFields) -> Self {
        let full = self.clone();
        let everything_else = fields.contains(SignInFields::RECORD);
        let mut bare = if everything_else { self } else { Self { id: self.id, ..Self::default() } };
        (bare.created_date_time, bare.user_id, bare.service_principal_id) =
            (full.created_date_time, full.user_id, full.service_principal_id);
        let has = |group| fields.contains(group);
        let text = |group, value: Option<String>| value.filter(|_| has(group));
        bare.user_display_name = text(SignInFields::IDENTITY, full.user_display_name);
        bare.user_principal_name = text(SignInFields::IDENTITY, full.user_principal_name);
        bare.user_type = text(SignInFields::IDENTITY, full.user_type);
        bare.service_principal_name = text(SignInFields::IDENTITY, full.service_principal_name);
        bare.app_id = text(SignInFields::APPLICATION, full.app_id);
        bare.app_display_name = text(SignInFields::APPLICATION, full.app_display_name);
        bare.resource_id = text(SignInFields::APPLICATION, full.resource_id);
        bare.resource_display_name = text(SignInFields::APPLICATION, full.resource_display_name);
        bare.client_app_used = text(SignInFields::APPLICATION, full.client_app_used);
        bare.ip_address = full.ip_address.filter(|_| has(SignInFields::LOCATION));
        bare.autonomous_system_number = full.autonomous_system_number.filter(|_| has(SignInFields::LOCATION));
        bare.location = full.location.filter(|_| has(SignInFields::LOCATION));
        bare.device_detail = full.device_detail.filter(|_| has(SignInFields::DEVICE));
        bare.user_agent = text(SignInFields::DEVICE, full.user_agent);
        bare.status = full.status.filter(|_| has(SignInFields::OUTCOME));
        bare.conditional_access_status = full.conditional_access_status.filter(|_| has(SignInFields::OUTCOME));
        bare.authentication_requirement = full.authentication_requirement.filter(|_| has(SignInFields::OUTCOME));
        bare.is_interactive = full.is_interactive.filter(|_| has(SignInFields::OUTCOME));
        bare.sign_in_event_types = if has(SignInFields::OUTCOME) { full.sign_in_event_types } else { Vec::new() };
        bare.correlation_id = text(SignInFields::OUTCOME, full.correlation_id);
        bare.risk = if has(SignInFields::RISK) { full.risk } else { riskgate_model::Risk::default() };
        bare.risk_level_during_sign_in = full.risk_level_during_sign_in.filter(|_| has(SignInFields::RISK));
        bare
    }
}

impl Bare for Detection {
    fn bare(self, fields: DetectionFields) -> Self {
        let full = self.clone();
        let everything_else = fields.contains(DetectionFields::RECORD);
        let mut bare = if everything_else { self } else { Self { id: self.id, ..Self::default() } };
        (bare.detected_date_time, bare.user_id) = (full.detected_date_time, full.user_id);
        (bare.service_principal_id, bare.request_id) = (full.service_principal_id, full.request_id);
        let has = |group| fields.contains(group);
        let text = |group, value: Option<String>| value.filter(|_| has(group));
        bare.user_display_name = text(DetectionFields::IDENTITY, full.user_display_name);
        bare.user_principal_name = text(DetectionFields::IDENTITY, full.user_principal_name);
        bare.service_principal_display_name = text(DetectionFields::IDENTITY, full.service_principal_display_name);
        bare.app_id = text(DetectionFields::IDENTITY, full.app_id);
        bare.risk_event_type = text(DetectionFields::KIND, full.risk_event_type);
        bare.correlation_id = text(DetectionFields::KIND, full.correlation_id);
        bare.source = text(DetectionFields::KIND, full.source);
        bare.activity_date_time = full.activity_date_time.filter(|_| has(DetectionFields::KIND));
        // Entra's own risk is dated by it.
        bare.last_updated_date_time = full.last_updated_date_time.filter(|_| has(DetectionFields::KIND) || everything_else);
        bare.detection_timing_type = full.detection_timing_type.filter(|_| has(DetectionFields::KIND));
        bare.activity = full.activity.filter(|_| has(DetectionFields::KIND));
        bare.ip_address = full.ip_address.filter(|_| has(DetectionFields::LOCATION));
        bare.location = full.location.filter(|_| has(DetectionFields::LOCATION));
        bare.risk = if has(DetectionFields::RISK) { full.risk } else { riskgate_model::Risk::default() };
        bare
    }
}

impl Bare for RiskChange {
    fn bare(self, _: RiskChangeFields) -> Self {
        self
    }
}

impl Bare for DirectoryAudit {
    fn bare(self, fields: DirectoryAuditFields) -> Self {
        let full = self.clone();
        let has = |group| fields.contains(group);
        let targets = full.target_resources.iter().map(TargetResource::key).collect();
        let mut bare = if has(DirectoryAuditFields::RECORD) {
            self
        } else {
            Self { id: self.id, activity_date_time: self.activity_date_time, target_resources: targets, ..Self::default() }
        };
        let text = |group, value: Option<String>| value.filter(|_| has(group));
        bare.activity_display_name = text(DirectoryAuditFields::ACTIVITY, full.activity_display_name);
        bare.category = text(DirectoryAuditFields::ACTIVITY, full.category);
        bare.operation_type = text(DirectoryAuditFields::ACTIVITY, full.operation_type);
        bare.logged_by_service = text(DirectoryAuditFields::ACTIVITY, full.logged_by_service);
        bare.correlation_id = text(DirectoryAuditFields::ACTIVITY, full.correlation_id);
        bare.result = full.result.filter(|_| has(DirectoryAuditFields::RESULT));
        bare.result_reason = text(DirectoryAuditFields::RESULT, full.result_reason);
        let ids = full.initiated_by.as_ref().and_then(AuditInitiator::ids);
        bare.initiated_by = if has(DirectoryAuditFields::INITIATOR) { full.initiated_by } else { ids };
        bare
    }
}

impl Bare for NamedLocation {
    fn bare(mut self, fields: NamedLocationFields) -> Self {
        self.record.take_if(|_| !fields.contains(NamedLocationFields::RECORD));
        self
    }
}

impl Bare for ConditionalAccessPolicy {
    fn bare(mut self, fields: ConditionalAccessPolicyFields) -> Self {
        self.record.take_if(|_| !fields.contains(ConditionalAccessPolicyFields::RECORD));
        self
    }
}

impl Bare for Alert {
    fn bare(self, fields: AlertFields) -> Self {
        self.filled_for(fields)
    }
}

impl Bare for Incident {
    fn bare(self, fields: IncidentFields) -> Self {
        self.filled_for(fields)
    }
}

impl Bare for KeptRefusal {
    fn bare(mut self, fields: RefusalFields) -> Self {
        if !fields.contains(RefusalFields::TEXT) {
            self.refusal.text.clear();
        }
        self
    }
}

#[tokio::test]
async fn every_leaf_alone_is_answered_from_the_groups_it_asks_for() {
    let types = Types::read().await;
    let standing = |spy: Spy| {
        let spy = Arc::new(spy);
        (graph(&spy), spy)
    };
    let (full, frugal) = (standing(Spy::over(world::small())), standing(Spy::over(world::small()).frugal()));
    let lists = [
        ("User", r#"users(filter: {objectId: {eq: "u1"}})"#),
        ("ServicePrincipal", "servicePrincipals"),
        ("SignIn", r#"signIns(filter: {requestId: {eq: "r1"}})"#),
        ("Detection", r#"detections(filter: {detectionId: {eq: "d1"}})"#),
        ("DirectoryAudit", r#"directoryAudits(filter: {directoryAuditId: {eq: "a1"}})"#),
        ("NamedLocation", r#"namedLocations(filter: {namedLocationId: {eq: "l1"}})"#),
        ("ConditionalAccessPolicy", r#"conditionalAccessPolicies(filter: {conditionalAccessPolicyId: {eq: "ca-1"}})"#),
        ("Alert", r#"alerts(filter: {alertId: {eq: "al1"}})"#),
        ("Incident", r#"incidents(filter: {incidentId: {eq: "77"}})"#),
        ("Refusal", r#"refusals(filter: {kind: {eq: "signins"}})"#),
    ];
    for (name, list) in lists {
        for leaf in types.leaves(name) {
            let query = format!("{{ {list} {{ nodes {{ {leaf} }} }} }}");
            let answer = ask_graph(&full.0, &full.1, &query, Value::Null).await;
            let bare = ask_graph(&frugal.0, &frugal.1, &query, Value::Null).await;
            assert_eq!(bare.data(), answer.data(), "{leaf}");
        }
    }
}

#[tokio::test]
async fn a_source_is_asked_for_what_is_selected_and_no_more() {
    let query = "{ users { nodes { id ...U } edges { node { signIns { nodes { appDisplayName user { mail } } } } } } }
                 fragment U on User { displayName ... { claims { riskState } } }";
    let calls = ask_of(Spy::over(world::small()), query).await.calls;
    let user = |fields: UserFields| format!("{fields:?}");
    assert_eq!(calls[0], format!("users {}", user(UserFields::PROFILE.with(UserFields::CLAIMS))));
    assert_eq!(calls[1], format!("sign_ins_by_user of 5, {:?}", SignInFields::APPLICATION));
    assert_eq!(calls[2], format!("users_by_id of 2, {}", user(UserFields::DIRECTORY)));
}

#[tokio::test]
async fn a_cursor_has_the_value_it_is_ordered_by_though_it_is_not_selected() {
    let query = "{ signIns(first: 2, orderBy: [{field: APP_DISPLAY_NAME, direction: ASC}]) { pageInfo { endCursor } edges { cursor } } }";
    let full = ask_of(Spy::over(world::small()), query).await;
    let frugal = ask_of(Spy::over(world::small()).frugal(), query).await;
    assert_eq!(frugal.data(), full.data());
}
