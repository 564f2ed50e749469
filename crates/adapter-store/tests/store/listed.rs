//! The same question for every kind of record, so that a law is written once.

use std::collections::HashMap;

use riskgate_adapter::{Adapter, AlertScope, Answer, DetectionScope, DirectoryAuditScope, Grouped, IncidentScope, SignInScope};
use riskgate_model::{
    Alert, ConditionalAccessPolicy, Detection, DetectionId, DirectoryAudit, Filter, Id, Identity, Incident, IncidentId, NamedLocation,
    Page, Query, RiskChange, ServicePrincipal, ServicePrincipalId, SignIn, SignInId, TenantId, User, UserId,
};

use crate::{
    masked::Masked,
    world::{DETECTIONS, INCIDENTS, PRINCIPALS, SIGN_INS, TENANTS, USERS},
};

/// Whose rows are asked for.
#[derive(Clone, Debug)]
pub(crate) enum Scope {
    All,
    Users(Vec<UserId>),
    ServicePrincipals(Vec<ServicePrincipalId>),
    SignIns(Vec<SignInId>),
    Identities(Vec<Identity>),
    Detections(Vec<DetectionId>),
    Incidents(Vec<IncidentId>),
}

impl Scope {
    /// Users of a world, and one that nobody knows.
    pub(crate) fn users() -> Self {
        Self::Users(ids(&USERS))
    }

    /// Service principals of a world, and one that nobody knows.
    pub(crate) fn principals() -> Self {
        Self::ServicePrincipals(ids(&PRINCIPALS))
    }

    /// Sign-ins of a world, and one that nobody knows.
    pub(crate) fn sign_ins() -> Self {
        Self::SignIns(ids(&SIGN_INS))
    }

    /// All identities of a world, and those that nobody knows.
    pub(crate) fn identities() -> Self {
        let users = ids(&USERS).into_iter().map(Identity::User);
        Self::Identities(users.chain(ids(&PRINCIPALS).into_iter().map(Identity::ServicePrincipal)).collect())
    }

    /// Detections of a world, and one that nobody knows.
    pub(crate) fn detections() -> Self {
        Self::Detections(ids(&DETECTIONS))
    }

    /// Incidents of a world, and one that nobody knows.
    pub(crate) fn incidents() -> Self {
        Self::Incidents(ids(&INCIDENTS))
    }

    /// Each parent alone.
    pub(crate) fn singles(&self) -> Vec<Self> {
        match self {
            Self::All => vec![Self::All],
            Self::Users(ids) => ids.iter().map(|id| Self::Users(vec![id.clone()])).collect(),
            Self::ServicePrincipals(ids) => ids.iter().map(|id| Self::ServicePrincipals(vec![id.clone()])).collect(),
            Self::SignIns(ids) => ids.iter().map(|id| Self::SignIns(vec![id.clone()])).collect(),
            Self::Identities(ids) => ids.iter().map(|id| Self::Identities(vec![id.clone()])).collect(),
            Self::Detections(ids) => ids.iter().map(|id| Self::Detections(vec![id.clone()])).collect(),
            Self::Incidents(ids) => ids.iter().map(|id| Self::Incidents(vec![id.clone()])).collect(),
        }
    }
}

fn ids<I: Id>(objects: &[&str]) -> Vec<I> {
    let known = TENANTS.iter().flat_map(|tenant| objects.iter().map(|object| I::new(TenantId::new(tenant), object)));
    known.chain([I::new(TenantId::new("t1"), "nobody")]).collect()
}

/// A kind of record that an adapter lists.
pub(crate) trait Listed: Masked + PartialEq + std::fmt::Debug {
    /// The scopes it is listed in.
    fn scopes() -> Vec<Scope>;

    /// One page for each parent of the scope.
    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>>;

    /// How many there are for each parent of the scope.
    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>>;

    /// Those of these ids.
    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self>;
}

fn one<T>(page: Page<T>) -> Grouped<T> {
    let mut grouped = Grouped { as_of: page.as_of, ..Grouped::default() };
    grouped.push(page.rows, page.next);
    grouped
}

impl Listed for User {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All]
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.users.as_ref().expect("users").users(query).await.map(one)
    }

    async fn count(adapter: &Adapter, _: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        vec![adapter.users.as_ref().expect("users").count_users(filter).await.expect("a count")]
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.users.as_ref().expect("users").users_by_id(ids, fields).await.expect("users")
    }
}

impl Listed for ServicePrincipal {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All]
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.service_principals.as_ref().expect("principals").service_principals(query).await.map(one)
    }

    async fn count(adapter: &Adapter, _: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let source = adapter.service_principals.as_ref().expect("principals");
        vec![source.count_service_principals(filter).await.expect("a count")]
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.service_principals.as_ref().expect("principals").service_principals_by_id(ids, fields).await.expect("principals")
    }
}

impl Listed for SignIn {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All, Scope::users(), Scope::principals()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.sign_ins.as_ref().expect("sign-ins");
        match scope {
            Scope::Users(ids) => source.sign_ins_by_user(ids, query).await,
            Scope::ServicePrincipals(ids) => source.sign_ins_by_service_principal(ids, query).await,
            _ => source.sign_ins(query).await.map(one),
        }
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let scope = match scope {
            Scope::Users(ids) => SignInScope::Users(ids),
            Scope::ServicePrincipals(ids) => SignInScope::ServicePrincipals(ids),
            _ => SignInScope::All,
        };
        adapter.sign_ins.as_ref().expect("sign-ins").count_sign_ins(scope, filter).await.expect("a count")
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.sign_ins.as_ref().expect("sign-ins").sign_ins_by_id(ids, fields).await.expect("sign-ins")
    }
}

impl Listed for Detection {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All, Scope::users(), Scope::principals(), Scope::sign_ins()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.detections.as_ref().expect("detections");
        match scope {
            Scope::Users(ids) => source.detections_by_user(ids, query).await,
            Scope::ServicePrincipals(ids) => source.detections_by_service_principal(ids, query).await,
            Scope::SignIns(ids) => source.detections_by_sign_in(ids, query).await,
            _ => source.detections(query).await.map(one),
        }
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let scope = match scope {
            Scope::Users(ids) => DetectionScope::Users(ids),
            Scope::ServicePrincipals(ids) => DetectionScope::ServicePrincipals(ids),
            Scope::SignIns(ids) => DetectionScope::SignIns(ids),
            _ => DetectionScope::All,
        };
        adapter.detections.as_ref().expect("detections").count_detections(scope, filter).await.expect("a count")
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.detections.as_ref().expect("detections").detections_by_id(ids, fields).await.expect("detections")
    }
}

impl Listed for RiskChange {
    fn scopes() -> Vec<Scope> {
        vec![Scope::identities()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let Scope::Identities(identities) = scope else { unreachable!("histories are asked for by identity") };
        adapter.risk_history.as_ref().expect("histories").risk_history(identities, query).await
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let Scope::Identities(identities) = scope else { unreachable!("histories are asked for by identity") };
        adapter.risk_history.as_ref().expect("histories").count_risk_history(identities, filter).await.expect("a count")
    }

    async fn by_id(_: &Adapter, _: &[Self::Id], _: Self::Fields) -> HashMap<Self::Id, Self> {
        HashMap::new()
    }
}

impl Listed for DirectoryAudit {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All, Scope::identities()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.directory_audits.as_ref().expect("audits");
        match scope {
            Scope::Identities(identities) => source.directory_audits_by_identity(identities, query).await,
            _ => source.directory_audits(query).await.map(one),
        }
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let scope = match scope {
            Scope::Identities(identities) => DirectoryAuditScope::Identities(identities),
            _ => DirectoryAuditScope::All,
        };
        adapter.directory_audits.as_ref().expect("audits").count_directory_audits(scope, filter).await.expect("a count")
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.directory_audits.as_ref().expect("audits").directory_audits_by_id(ids, fields).await.expect("audits")
    }
}

impl Listed for NamedLocation {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All]
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.named_locations.as_ref().expect("locations").named_locations(query).await.map(one)
    }

    async fn count(adapter: &Adapter, _: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let source = adapter.named_locations.as_ref().expect("locations");
        vec![source.count_named_locations(filter).await.expect("a count")]
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.named_locations.as_ref().expect("locations").named_locations_by_id(ids, fields).await.expect("locations")
    }
}

impl Listed for ConditionalAccessPolicy {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All]
    }

    async fn groups(adapter: &Adapter, _: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        adapter.conditional_access_policies.as_ref().expect("policies").conditional_access_policies(query).await.map(one)
    }

    async fn count(adapter: &Adapter, _: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let source = adapter.conditional_access_policies.as_ref().expect("policies");
        vec![source.count_conditional_access_policies(filter).await.expect("a count")]
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter
            .conditional_access_policies
            .as_ref()
            .expect("policies")
            .conditional_access_policies_by_id(ids, fields)
            .await
            .expect("policies")
    }
}

impl Listed for Alert {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All, Scope::identities(), Scope::sign_ins(), Scope::detections(), Scope::incidents()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.alerts.as_ref().expect("alerts");
        match scope {
            Scope::Identities(ids) => source.alerts_by_identity(ids, query).await,
            Scope::SignIns(ids) => source.alerts_by_sign_in(ids, query).await,
            Scope::Detections(ids) => source.alerts_by_detection(ids, query).await,
            Scope::Incidents(ids) => source.alerts_by_incident(ids, query).await,
            _ => source.alerts(query).await.map(one),
        }
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let scope = match scope {
            Scope::Identities(ids) => AlertScope::Identities(ids),
            Scope::SignIns(ids) => AlertScope::SignIns(ids),
            Scope::Detections(ids) => AlertScope::Detections(ids),
            Scope::Incidents(ids) => AlertScope::Incidents(ids),
            _ => AlertScope::All,
        };
        adapter.alerts.as_ref().expect("alerts").count_alerts(scope, filter).await.expect("a count")
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.alerts.as_ref().expect("alerts").alerts_by_id(ids, fields).await.expect("alerts")
    }
}

impl Listed for Incident {
    fn scopes() -> Vec<Scope> {
        vec![Scope::All, Scope::identities()]
    }

    async fn groups(adapter: &Adapter, scope: &Scope, query: &Query<Self>) -> Answer<Grouped<Self>> {
        let source = adapter.incidents.as_ref().expect("incidents");
        match scope {
            Scope::Identities(ids) => source.incidents_by_identity(ids, query).await,
            _ => source.incidents(query).await.map(one),
        }
    }

    async fn count(adapter: &Adapter, scope: &Scope, filter: &Filter<Self::Field>) -> Vec<Option<u64>> {
        let scope = match scope {
            Scope::Identities(ids) => IncidentScope::Identities(ids),
            _ => IncidentScope::All,
        };
        adapter.incidents.as_ref().expect("incidents").count_incidents(scope, filter).await.expect("a count")
    }

    async fn by_id(adapter: &Adapter, ids: &[Self::Id], fields: Self::Fields) -> HashMap<Self::Id, Self> {
        adapter.incidents.as_ref().expect("incidents").incidents_by_id(ids, fields).await.expect("incidents")
    }
}
