//! An adapter over records in memory: for tests, and as the plainest example of one.

mod alerts;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use riskgate_model::{
    Alert, ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Detection,
    DetectionField, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId, Entity,
    Filter, Identity, Incident, KeptRefusal, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Page, Query,
    RefusalField, RefusalFields, RefusalId, RiskChange, RiskChangeField, ServicePrincipal, ServicePrincipalField, ServicePrincipalFields,
    ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, Time, User, UserField, UserFields, UserId,
};

use crate::{
    Adapter, Answer, ConditionalAccessPolicySource, DetectionScope, DetectionSource, DirectoryAuditScope, DirectoryAuditSource, Freshness,
    Grouped, Health, HealthProbe, Manifest, NamedLocationSource, RefusalSource, RiskHistorySource, ServicePrincipalSource, SignInScope,
    SignInSource, UserSource, rows,
};

/// Records in memory. Every filter and every order is answered, by the reference of `model`.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Users.
    pub users: Vec<User>,
    /// Service principals.
    pub service_principals: Vec<ServicePrincipal>,
    /// Sign-ins.
    pub sign_ins: Vec<SignIn>,
    /// Detections.
    pub detections: Vec<Detection>,
    /// Changes of risks.
    pub risk_changes: Vec<RiskChange>,
    /// Directory audits.
    pub directory_audits: Vec<DirectoryAudit>,
    /// Named locations.
    pub named_locations: Vec<NamedLocation>,
    /// Conditional Access policies.
    pub conditional_access_policies: Vec<ConditionalAccessPolicy>,
    /// Alerts.
    pub alerts: Vec<Alert>,
    /// Incidents.
    pub incidents: Vec<Incident>,
    /// What was refused.
    pub refusals: Vec<KeptRefusal>,
    /// The state that these records show.
    pub as_of: Option<Time>,
}

impl Memory {
    /// The adapter over these records, under this name.
    pub fn into_adapter(self, name: &str) -> Adapter {
        let memory = Arc::new(self);
        let manifest = Manifest { freshness: Freshness::Recorded, ..Manifest::of_everything(name, env!("CARGO_PKG_VERSION")) };
        Adapter {
            manifest,
            health: memory.clone(),
            users: Some(memory.clone()),
            service_principals: Some(memory.clone()),
            sign_ins: Some(memory.clone()),
            detections: Some(memory.clone()),
            risk_history: Some(memory.clone()),
            directory_audits: Some(memory.clone()),
            named_locations: Some(memory.clone()),
            conditional_access_policies: Some(memory.clone()),
            alerts: Some(memory.clone()),
            incidents: Some(memory),
        }
    }

    fn page<E: Entity>(&self, rows: &[E], query: &Query<E>) -> Answer<Page<E>> {
        Ok(Page { as_of: self.as_of, ..rows::page(rows, query)? })
    }

    fn groups<E: Entity, K>(&self, rows: &[E], parents: &[K], query: &Query<E>, is_child: impl Fn(&E, &K) -> bool) -> Answer<Grouped<E>> {
        Ok(Grouped { as_of: self.as_of, ..rows::grouped(rows, parents, query, is_child)? })
    }
}

fn count<'a, E: Entity>(rows: impl Iterator<Item = &'a E>, filter: &Filter<E::Field>) -> u64 {
    rows.filter(|row| filter.matches(row)).count() as u64
}

#[async_trait]
impl HealthProbe for Memory {
    async fn health(&self) -> Health {
        Health { as_of: self.as_of, ..Health::up() }
    }
}

#[async_trait]
impl UserSource for Memory {
    async fn users_by_id(&self, ids: &[UserId], _: UserFields) -> Answer<HashMap<UserId, User>> {
        Ok(rows::by_id(&self.users, ids))
    }

    async fn users(&self, query: &Query<User>) -> Answer<Page<User>> {
        self.page(&self.users, query)
    }

    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        Ok(Some(count(self.users.iter(), filter)))
    }
}

#[async_trait]
impl ServicePrincipalSource for Memory {
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        _: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>> {
        Ok(rows::by_id(&self.service_principals, ids))
    }

    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>> {
        self.page(&self.service_principals, query)
    }

    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        Ok(Some(count(self.service_principals.iter(), filter)))
    }
}

#[async_trait]
impl SignInSource for Memory {
    async fn sign_ins_by_id(&self, ids: &[SignInId], _: SignInFields) -> Answer<HashMap<SignInId, SignIn>> {
        Ok(rows::by_id(&self.sign_ins, ids))
    }

    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.groups(&self.sign_ins, users, query, |row, user| row.user_id.as_ref() == Some(user))
    }

    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        self.groups(&self.sign_ins, principals, query, |row, principal| row.service_principal_id.as_ref() == Some(principal))
    }

    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>> {
        self.page(&self.sign_ins, query)
    }

    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        let counts = |is_child: &dyn Fn(&SignIn) -> bool| Some(count(self.sign_ins.iter().filter(|row| is_child(row)), filter));
        Ok(match scope {
            SignInScope::All => vec![counts(&|_| true)],
            SignInScope::Users(ids) => ids.iter().map(|id| counts(&|row| row.user_id.as_ref() == Some(id))).collect(),
            SignInScope::ServicePrincipals(ids) => {
                ids.iter().map(|id| counts(&|row| row.service_principal_id.as_ref() == Some(id))).collect()
            }
        })
    }
}

#[async_trait]
impl DetectionSource for Memory {
    async fn detections_by_id(&self, ids: &[DetectionId], _: DetectionFields) -> Answer<HashMap<DetectionId, Detection>> {
        Ok(rows::by_id(&self.detections, ids))
    }

    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.groups(&self.detections, users, query, |row, user| row.user_id.as_ref() == Some(user))
    }

    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        self.groups(&self.detections, principals, query, |row, principal| row.service_principal_id.as_ref() == Some(principal))
    }

    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>> {
        self.groups(&self.detections, sign_ins, query, |row, sign_in| row.request_id.as_ref() == Some(sign_in))
    }

    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>> {
        self.page(&self.detections, query)
    }

    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        let counts = |is_child: &dyn Fn(&Detection) -> bool| Some(count(self.detections.iter().filter(|row| is_child(row)), filter));
        Ok(match scope {
            DetectionScope::All => vec![counts(&|_| true)],
            DetectionScope::Users(ids) => ids.iter().map(|id| counts(&|row| row.user_id.as_ref() == Some(id))).collect(),
            DetectionScope::ServicePrincipals(ids) => {
                ids.iter().map(|id| counts(&|row| row.service_principal_id.as_ref() == Some(id))).collect()
            }
            DetectionScope::SignIns(ids) => ids.iter().map(|id| counts(&|row| row.request_id.as_ref() == Some(id))).collect(),
        })
    }
}

#[async_trait]
impl RiskHistorySource for Memory {
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>> {
        self.groups(&self.risk_changes, identities, query, |row, identity| row.identity == *identity)
    }

    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        let counts = |identity: &Identity| Some(count(self.risk_changes.iter().filter(|row| row.identity == *identity), filter));
        Ok(identities.iter().map(counts).collect())
    }
}

#[async_trait]
impl DirectoryAuditSource for Memory {
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        _: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>> {
        Ok(rows::by_id(&self.directory_audits, ids))
    }

    async fn directory_audits_by_identity(
        &self,
        identities: &[Identity],
        query: &Query<DirectoryAudit>,
    ) -> Answer<Grouped<DirectoryAudit>> {
        self.groups(&self.directory_audits, identities, query, |row, identity| row.identities().contains(identity))
    }

    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>> {
        self.page(&self.directory_audits, query)
    }

    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        let rows = &self.directory_audits;
        let counts = |identity: &Identity| Some(count(rows.iter().filter(|row| row.identities().contains(identity)), filter));
        Ok(match scope {
            DirectoryAuditScope::All => vec![Some(count(rows.iter(), filter))],
            DirectoryAuditScope::Identities(identities) => identities.iter().map(counts).collect(),
        })
    }
}

#[async_trait]
impl NamedLocationSource for Memory {
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        _: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>> {
        Ok(rows::by_id(&self.named_locations, ids))
    }

    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>> {
        self.page(&self.named_locations, query)
    }

    async fn count_named_locations(&self, filter: &Filter<NamedLocationField>) -> Answer<Option<u64>> {
        Ok(Some(count(self.named_locations.iter(), filter)))
    }
}

#[async_trait]
impl ConditionalAccessPolicySource for Memory {
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        _: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>> {
        Ok(rows::by_id(&self.conditional_access_policies, ids))
    }

    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>> {
        self.page(&self.conditional_access_policies, query)
    }

    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        Ok(Some(count(self.conditional_access_policies.iter(), filter)))
    }
}

#[async_trait]
impl RefusalSource for Memory {
    async fn refusals_by_id(&self, ids: &[RefusalId], _: RefusalFields) -> Answer<HashMap<RefusalId, KeptRefusal>> {
        Ok(rows::by_id(&self.refusals, ids))
    }

    async fn refusals(&self, query: &Query<KeptRefusal>) -> Answer<Page<KeptRefusal>> {
        self.page(&self.refusals, query)
    }

    async fn count_refusals(&self, filter: &Filter<RefusalField>) -> Answer<Option<u64>> {
        Ok(Some(count(self.refusals.iter(), filter)))
    }
}
