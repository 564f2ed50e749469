//! A source that notes what it is asked, and can fail or answer no more than was asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use riskgate_adapter::{
    Adapter, AdapterError, Answer, ConditionalAccessPolicySource, Counts, DetectionScope, DetectionSource, DirectoryAuditScope,
    DirectoryAuditSource, ErrorKind, Grouped, Health, HealthProbe, Manifest, Memory, NamedLocationSource, Recorded, RefusalSource,
    RiskHistorySource, ServicePrincipalSource, SignInScope, SignInSource, Sink, UserSource,
};
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Detection,
    DetectionField, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId, Entity,
    Filter, Id, Identity, KeptRefusal, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Page, Query, Record,
    RecordKind, Refusal, RefusalField, RefusalFields, RefusalId, RiskChange, RiskChangeField, ServicePrincipal, ServicePrincipalField,
    ServicePrincipalFields, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, Time, User, UserField, UserFields, UserId,
};

use super::projection::Bare;

mod alerts;

#[derive(Default)]
pub(crate) struct Spy {
    memory: Memory,
    calls: Mutex<Vec<String>>,
    /// Calls that fail: those whose name contains this.
    failing: Option<&'static str>,
    /// The object id of the one parent whose group fails.
    failing_parent: Option<&'static str>,
    /// Whether what was not asked stays at its default.
    frugal: bool,
    /// What was recorded.
    recorded: Mutex<Vec<Record>>,
    /// Whether pages come empty and the first count is none, each as if its budget of rows had ended there.
    hasty: bool,
}

impl Spy {
    pub(super) fn over(memory: Memory) -> Self {
        Self { memory, ..Self::default() }
    }

    pub(super) fn failing(self, call: &'static str) -> Self {
        Self { failing: Some(call), ..self }
    }

    pub(super) fn failing_parent(self, object: &'static str) -> Self {
        Self { failing_parent: Some(object), ..self }
    }

    pub(super) fn frugal(self) -> Self {
        Self { frugal: true, ..self }
    }

    pub(super) fn hasty(self) -> Self {
        Self { hasty: true, ..self }
    }

    pub(super) fn recorded(&self) -> Vec<Record> {
        self.recorded.lock().unwrap().clone()
    }

    pub(super) fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    pub(super) fn adapter(self: &Arc<Self>, manifest: Manifest) -> Adapter {
        Adapter {
            manifest,
            health: self.clone(),
            users: Some(self.clone()),
            service_principals: Some(self.clone()),
            sign_ins: Some(self.clone()),
            detections: Some(self.clone()),
            risk_history: Some(self.clone()),
            directory_audits: Some(self.clone()),
            named_locations: Some(self.clone()),
            conditional_access_policies: Some(self.clone()),
            alerts: Some(self.clone()),
            incidents: Some(self.clone()),
        }
    }

    fn note(&self, call: &'static str, what: &str) -> Answer<()> {
        self.calls.lock().unwrap().push(format!("{call} {what}").trim().to_owned());
        match self.failing {
            Some(failing) if call.contains(failing) => {
                let cause = std::io::Error::other("secret.internal refused the connection");
                Err(AdapterError::new("memory", ErrorKind::Unavailable).caused_by(cause))
            }
            _ => Ok(()),
        }
    }

    fn found<E: Bare>(&self, found: HashMap<E::Id, E>, fields: E::Fields) -> HashMap<E::Id, E> {
        let bare = |(id, record): (E::Id, E)| (id, if self.frugal { record.bare(fields) } else { record });
        found.into_iter().map(bare).collect()
    }

    fn rows<E: Bare>(&self, rows: Vec<E>, query: &Query<E>) -> Vec<E> {
        let bare = |record: E| if self.frugal { record.bare(query.needed()) } else { record };
        rows.into_iter().map(bare).collect()
    }

    fn page<E: Bare>(&self, page: Page<E>, query: &Query<E>) -> Page<E> {
        if self.hasty {
            let next = page.rows.last().map(|last| query.order.position(last));
            return Page { rows: Vec::new(), next, ..page };
        }
        Page { rows: self.rows(page.rows, query), ..page }
    }

    fn grouped<E: Bare, I: Id>(&self, grouped: Grouped<E>, parents: &[I], query: &Query<E>) -> Grouped<E> {
        let mut grouped = Grouped { rows: self.rows(grouped.rows, query), ..grouped };
        let failed = parents.iter().position(|parent| Some(parent.object()) == self.failing_parent);
        grouped.failed.extend(failed.map(|at| (u32::try_from(at).unwrap(), AdapterError::new("memory", ErrorKind::Timeout))));
        grouped
    }
}

fn about<E: Entity>(parents: usize, query: &Query<E>) -> String {
    format!("of {parents}, {:?}", query.fields)
}

#[async_trait]
impl HealthProbe for Spy {
    async fn health(&self) -> Health {
        tokio::task::yield_now().await;
        Health { as_of: Some(Time::from_seconds(1_000)), ..self.failing.map_or_else(Health::up, Health::down) }
    }
}

#[async_trait]
impl UserSource for Spy {
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>> {
        self.note("users_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        tokio::task::yield_now().await;
        Ok(self.found(self.memory.users_by_id(ids, fields).await?, fields))
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        self.note("users", &format!("{:?}", query.fields))?;
        tokio::task::yield_now().await;
        Ok(self.page(self.memory.users(query).await?, query))
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        self.note("count_users", "")?;
        if self.hasty {
            return Ok(None);
        }
        self.memory.count_users(filter).await
    }
}

#[async_trait]
impl ServicePrincipalSource for Spy {
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        fields: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>> {
        self.note("service_principals_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.service_principals_by_id(ids, fields).await?, fields))
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        self.note("service_principals", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.service_principals(query).await?, query))
    }

    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        self.note("count_service_principals", "")?;
        self.memory.count_service_principals(filter).await
    }
}

#[async_trait]
impl SignInSource for Spy {
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        self.note("sign_ins_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.sign_ins_by_id(ids, fields).await?, fields))
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.note("sign_ins_by_user", &about(users.len(), query))?;
        tokio::task::yield_now().await;
        Ok(self.grouped(self.memory.sign_ins_by_user(users, query).await?, users, query))
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.note("sign_ins_by_service_principal", &about(principals.len(), query))?;
        Ok(self.grouped(self.memory.sign_ins_by_service_principal(principals, query).await?, principals, query))
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.note("sign_ins", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.sign_ins(query).await?, query))
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        self.note("count_sign_ins", "")?;
        let mut counts = self.memory.count_sign_ins(scope, filter).await?;
        if self.hasty {
            counts[0] = None;
        }
        Ok(counts)
    }
}

#[async_trait]
impl DetectionSource for Spy {
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        self.note("detections_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.detections_by_id(ids, fields).await?, fields))
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.note("detections_by_user", &about(users.len(), query))?;
        Ok(self.grouped(self.memory.detections_by_user(users, query).await?, users, query))
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        self.note("detections_by_service_principal", &about(principals.len(), query))?;
        Ok(self.grouped(self.memory.detections_by_service_principal(principals, query).await?, principals, query))
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.note("detections_by_sign_in", &about(sign_ins.len(), query))?;
        tokio::task::yield_now().await;
        Ok(self.grouped(self.memory.detections_by_sign_in(sign_ins, query).await?, sign_ins, query))
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.note("detections", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.detections(query).await?, query))
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        self.note("count_detections", "")?;
        self.memory.count_detections(scope, filter).await
    }
}

#[async_trait]
impl RiskHistorySource for Spy {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        self.note("risk_history", &about(identities.len(), query))?;
        self.memory.risk_history(identities, query).await
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        self.note("count_risk_history", "")?;
        self.memory.count_risk_history(identities, filter).await
    }
}

#[async_trait]
impl DirectoryAuditSource for Spy {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        fields: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        self.note("directory_audits_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.directory_audits_by_id(ids, fields).await?, fields))
    }

    async fn directory_audits_by_identity(
        &self,
        identities: &[Identity],
        query: &Query<DirectoryAudit>,
    ) -> Answer<Grouped<DirectoryAudit>> {
        self.note("directory_audits_by_identity", &about(identities.len(), query))?;
        let grouped = self.memory.directory_audits_by_identity(identities, query).await?;
        Ok(Grouped { rows: self.rows(grouped.rows, query), ..grouped })
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        self.note("directory_audits", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.directory_audits(query).await?, query))
    }

    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        self.note("count_directory_audits", "")?;
        self.memory.count_directory_audits(scope, filter).await
    }
}

#[async_trait]
impl NamedLocationSource for Spy {
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        fields: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>> {
        self.note("named_locations_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.named_locations_by_id(ids, fields).await?, fields))
    }

    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>> {
        self.note("named_locations", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.named_locations(query).await?, query))
    }

    async fn count_named_locations(&self, filter: &Filter<NamedLocationField>) -> Answer<Option<u64>> {
        self.note("count_named_locations", "")?;
        self.memory.count_named_locations(filter).await
    }
}

#[async_trait]
impl ConditionalAccessPolicySource for Spy {
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        fields: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>> {
        self.note("conditional_access_policies_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.conditional_access_policies_by_id(ids, fields).await?, fields))
    }

    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>> {
        self.note("conditional_access_policies", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.conditional_access_policies(query).await?, query))
    }

    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        self.note("count_conditional_access_policies", "")?;
        self.memory.count_conditional_access_policies(filter).await
    }
}

#[async_trait]
impl Sink for Spy {
    async fn record(&self, records: &[Record], _: &[Refusal]) -> Answer<Recorded> {
        self.note("record", &records.len().to_string())?;
        self.recorded.lock().unwrap().extend_from_slice(records);
        let counts = Counts { new: records.len() as u64, ..Counts::default() };
        Ok(Recorded([(RecordKind::Alerts, counts)].into()))
    }
}

#[async_trait]
impl RefusalSource for Spy {
    async fn refusals_by_id(&self, ids: &[RefusalId], fields: RefusalFields) -> Answer<HashMap<RefusalId, KeptRefusal>> {
        self.note("refusals_by_id", &format!("of {}, {fields:?}", ids.len()))?;
        Ok(self.found(self.memory.refusals_by_id(ids, fields).await?, fields))
    }

    async fn refusals(&self, query: &Query<KeptRefusal>) -> Answer<Page<KeptRefusal>> {
        self.note("refusals", &format!("{:?}", query.fields))?;
        Ok(self.page(self.memory.refusals(query).await?, query))
    }

    async fn count_refusals(&self, filter: &Filter<RefusalField>) -> Answer<Option<u64>> {
        self.note("count_refusals", "")?;
        self.memory.count_refusals(filter).await
    }
}
