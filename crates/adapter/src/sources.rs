//! The questions that adapters answer.

use std::collections::HashMap;

use async_trait::async_trait;
use riskgate_model::{
    ConditionalAccessPolicy, ConditionalAccessPolicyField, ConditionalAccessPolicyFields, ConditionalAccessPolicyId, Detection,
    DetectionField, DetectionFields, DetectionId, DirectoryAudit, DirectoryAuditField, DirectoryAuditFields, DirectoryAuditId, Filter,
    Identity, NamedLocation, NamedLocationField, NamedLocationFields, NamedLocationId, Page, Query, RiskChange, RiskChangeField,
    ServicePrincipal, ServicePrincipalField, ServicePrincipalFields, ServicePrincipalId, SignIn, SignInField, SignInFields, SignInId, User,
    UserField, UserFields, UserId,
};

use crate::{Answer, Grouped};

/// Answers questions about users.
#[async_trait]
pub trait UserSource: Send + Sync {
    /// The users of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn users_by_id(&self, ids: &[UserId], fields: UserFields) -> Answer<HashMap<UserId, User>>;

    /// One page of users.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn users(&self, query: &Query<User>) -> Answer<Page<User>>;

    /// How many users meet the condition; none where counting would read more than the source allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_users(&self, filter: &Filter<UserField>) -> Answer<Option<u64>> {
        let _ = filter;
        Ok(None)
    }
}

/// Answers questions about service principals.
#[async_trait]
pub trait ServicePrincipalSource: Send + Sync {
    /// The service principals of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn service_principals_by_id(
        &self,
        ids: &[ServicePrincipalId],
        fields: ServicePrincipalFields,
    ) -> Answer<HashMap<ServicePrincipalId, ServicePrincipal>>;

    /// One page of service principals.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn service_principals(&self, query: &Query<ServicePrincipal>) -> Answer<Page<ServicePrincipal>>;

    /// How many service principals meet the condition; none where counting would read more than the source allows itself, and by
    /// default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_service_principals(&self, filter: &Filter<ServicePrincipalField>) -> Answer<Option<u64>> {
        let _ = filter;
        Ok(None)
    }
}

/// Answers questions about sign-ins.
#[async_trait]
pub trait SignInSource: Send + Sync {
    /// The sign-ins of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn sign_ins_by_id(&self, ids: &[SignInId], fields: SignInFields) -> Answer<HashMap<SignInId, SignIn>>;

    /// For each user one page of sign-ins.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn sign_ins_by_user(&self, users: &[UserId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>>;

    /// For each service principal one page of sign-ins; by default none has any.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn sign_ins_by_service_principal(&self, principals: &[ServicePrincipalId], query: &Query<SignIn>) -> Answer<Grouped<SignIn>> {
        let _ = query;
        Ok(Grouped::none(principals.len()))
    }

    /// One page of all sign-ins.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn sign_ins(&self, query: &Query<SignIn>) -> Answer<Page<SignIn>>;

    /// How many sign-ins meet the condition, for each parent of the scope; none where counting would read more than the source
    /// allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_sign_ins(&self, scope: SignInScope<'_>, filter: &Filter<SignInField>) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; scope.parts()])
    }
}

/// Whose sign-ins are counted.
#[derive(Clone, Copy, Debug)]
pub enum SignInScope<'a> {
    /// All of them; the answer is one number.
    All,
    /// Those of each user.
    Users(&'a [UserId]),
    /// Those of each service principal.
    ServicePrincipals(&'a [ServicePrincipalId]),
}

impl SignInScope<'_> {
    /// How many numbers the answer has.
    pub fn parts(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Users(ids) => ids.len(),
            Self::ServicePrincipals(ids) => ids.len(),
        }
    }
}

/// Answers questions about detections.
#[async_trait]
pub trait DetectionSource: Send + Sync {
    /// The detections of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn detections_by_id(&self, ids: &[DetectionId], fields: DetectionFields) -> Answer<HashMap<DetectionId, Detection>>;

    /// For each user one page of detections.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn detections_by_user(&self, users: &[UserId], query: &Query<Detection>) -> Answer<Grouped<Detection>>;

    /// For each service principal one page of detections; by default none has any.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn detections_by_service_principal(
        &self,
        principals: &[ServicePrincipalId],
        query: &Query<Detection>,
    ) -> Answer<Grouped<Detection>> {
        let _ = query;
        Ok(Grouped::none(principals.len()))
    }

    /// For each sign-in one page of the detections that name it.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn detections_by_sign_in(&self, sign_ins: &[SignInId], query: &Query<Detection>) -> Answer<Grouped<Detection>>;

    /// One page of all detections.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn detections(&self, query: &Query<Detection>) -> Answer<Page<Detection>>;

    /// How many detections meet the condition, for each parent of the scope; none where counting would read more than the source
    /// allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_detections(&self, scope: DetectionScope<'_>, filter: &Filter<DetectionField>) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; scope.parts()])
    }
}

/// Whose detections are counted.
#[derive(Clone, Copy, Debug)]
pub enum DetectionScope<'a> {
    /// All of them; the answer is one number.
    All,
    /// Those of each user.
    Users(&'a [UserId]),
    /// Those of each service principal.
    ServicePrincipals(&'a [ServicePrincipalId]),
    /// Those of each sign-in.
    SignIns(&'a [SignInId]),
}

impl DetectionScope<'_> {
    /// How many numbers the answer has.
    pub fn parts(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Users(ids) => ids.len(),
            Self::ServicePrincipals(ids) => ids.len(),
            Self::SignIns(ids) => ids.len(),
        }
    }
}

/// Answers questions about the history of risks.
#[async_trait]
pub trait RiskHistorySource: Send + Sync {
    /// For each identity one page of the changes of its risk.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn risk_history(&self, identities: &[Identity], query: &Query<RiskChange>) -> Answer<Grouped<RiskChange>>;

    /// How many changes of each identity's risk meet the condition; none where counting would read more than the source
    /// allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_risk_history(&self, identities: &[Identity], filter: &Filter<RiskChangeField>) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; identities.len()])
    }
}

/// Answers questions about directory audits.
#[async_trait]
pub trait DirectoryAuditSource: Send + Sync {
    /// The directory audits of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn directory_audits_by_id(
        &self,
        ids: &[DirectoryAuditId],
        fields: DirectoryAuditFields,
    ) -> Answer<HashMap<DirectoryAuditId, DirectoryAudit>>;

    /// For each identity one page of the directory audits of what it did, or of what was done to it
    /// ([`DirectoryAudit::identities`]).
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn directory_audits_by_identity(&self, identities: &[Identity], query: &Query<DirectoryAudit>)
    -> Answer<Grouped<DirectoryAudit>>;

    /// One page of all directory audits.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn directory_audits(&self, query: &Query<DirectoryAudit>) -> Answer<Page<DirectoryAudit>>;

    /// How many directory audits meet the condition, for each parent of the scope; none where counting would read more than the source
    /// allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_directory_audits(
        &self,
        scope: DirectoryAuditScope<'_>,
        filter: &Filter<DirectoryAuditField>,
    ) -> Answer<Vec<Option<u64>>> {
        let _ = filter;
        Ok(vec![None; scope.parts()])
    }
}

/// Whose directory audits are counted.
#[derive(Clone, Copy, Debug)]
pub enum DirectoryAuditScope<'a> {
    /// All of them; the answer is one number.
    All,
    /// Those of each identity.
    Identities(&'a [Identity]),
}

impl DirectoryAuditScope<'_> {
    /// How many numbers the answer has.
    pub fn parts(&self) -> usize {
        match self {
            Self::All => 1,
            Self::Identities(identities) => identities.len(),
        }
    }
}

/// Answers questions about named locations.
#[async_trait]
pub trait NamedLocationSource: Send + Sync {
    /// The named locations of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn named_locations_by_id(
        &self,
        ids: &[NamedLocationId],
        fields: NamedLocationFields,
    ) -> Answer<HashMap<NamedLocationId, NamedLocation>>;

    /// One page of named locations.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn named_locations(&self, query: &Query<NamedLocation>) -> Answer<Page<NamedLocation>>;

    /// How many named locations meet the condition; none where counting would read more than the source allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_named_locations(&self, filter: &Filter<NamedLocationField>) -> Answer<Option<u64>> {
        let _ = filter;
        Ok(None)
    }
}

/// Answers questions about Conditional Access policies.
#[async_trait]
pub trait ConditionalAccessPolicySource: Send + Sync {
    /// The policies of these ids; unknown ones are absent.
    ///
    /// # Errors
    /// When the source cannot answer.
    async fn conditional_access_policies_by_id(
        &self,
        ids: &[ConditionalAccessPolicyId],
        fields: ConditionalAccessPolicyFields,
    ) -> Answer<HashMap<ConditionalAccessPolicyId, ConditionalAccessPolicy>>;

    /// One page of policies.
    ///
    /// # Errors
    /// When the source cannot answer, or not this query.
    async fn conditional_access_policies(&self, query: &Query<ConditionalAccessPolicy>) -> Answer<Page<ConditionalAccessPolicy>>;

    /// How many policies meet the condition; none where counting would read more than the source allows itself, and by default.
    ///
    /// # Errors
    /// When the source cannot answer, or not this filter.
    async fn count_conditional_access_policies(&self, filter: &Filter<ConditionalAccessPolicyField>) -> Answer<Option<u64>> {
        let _ = filter;
        Ok(None)
    }
}
