//! Whom acts are done to, as the store knows them.

use std::collections::{BTreeSet, HashMap, HashSet};

use riskgate_model::{
    Id, Identity, RiskDetail, RiskLevel, RiskState, ServicePrincipalId, SignInId, TenantId, UserId, Vocabulary as _, Word,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{
    error::StoreError,
    keys::Keys,
    sql::Sql,
    table::{identity_kind, identity_of},
};

/// A user or service principal, as shown.
pub(super) struct KnownIdentity {
    pub(super) state: Option<Word<RiskState>>,
    pub(super) level: Option<Word<RiskLevel>>,
    pub(super) detail: Option<Word<RiskDetail>>,
    /// Whether Entra has a risk record of it.
    pub(super) is_entras: bool,
}

/// A sign-in, as shown.
pub(super) struct KnownSignIn {
    pub(super) state: Option<Word<RiskState>>,
    /// Whose it is, if it says so.
    pub(super) identity: Option<Identity>,
}

/// Those of the identities that are known.
pub(super) async fn identities<'a>(
    transaction: &DatabaseTransaction,
    wanted: impl IntoIterator<Item = &'a Identity>,
) -> Result<HashMap<Identity, KnownIdentity>, StoreError> {
    let wanted: BTreeSet<&Identity> = wanted.into_iter().collect();
    let (users, principals): (Vec<&Identity>, Vec<&Identity>) = wanted.into_iter().partition(|it| matches!(it, Identity::User(_)));
    let mut known = HashMap::new();
    for (table, identities) in [("users", users), ("service_principals", principals)] {
        // No ids, no statement.
        let Some(kind) = identities.first().map(|identity| identity_kind(identity)) else { continue };
        let columns =
            "select it.tenant, it.id, it.risk_state, it.risk_level, it.risk_detail, case when it.entra is null then null else '' end";
        let mut sql = Sql::new(transaction.get_database_backend(), columns);
        sql.wanted(&Keys::identities(identities), table, &["tenant", "id"]);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let shown = KnownIdentity {
                state: text(&row, 2)?.map(|word| Word::read(&word)),
                level: text(&row, 3)?.map(|word| Word::read(&word)),
                detail: text(&row, 4)?.map(|word| Word::read(&word)),
                is_entras: text(&row, 5)?.is_some(),
            };
            known.insert(identity_of(kind, TenantId::new(&tenant), &id), shown);
        }
    }
    Ok(known)
}

/// Those of the sign-ins that are known.
pub(super) async fn sign_ins<'a>(
    transaction: &DatabaseTransaction,
    wanted: impl IntoIterator<Item = &'a SignInId>,
) -> Result<HashMap<SignInId, KnownSignIn>, StoreError> {
    let keys = Keys::of(wanted.into_iter().collect::<BTreeSet<_>>());
    let mut known = HashMap::new();
    // No ids, no statement.
    if keys.is_empty() {
        return Ok(known);
    }
    let columns = "select it.tenant, it.id, it.risk_state, it.user_id, it.service_principal_id";
    let mut sql = Sql::new(transaction.get_database_backend(), columns);
    sql.wanted(&keys, "sign_ins", &["tenant", "id"]);
    for row in transaction.query_all_raw(sql.statement()).await? {
        let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let tenant = TenantId::new(&tenant);
        let user = text(&row, 3)?.map(|user| Identity::User(UserId::new(tenant.clone(), &user)));
        let principal = text(&row, 4)?.map(|it| Identity::ServicePrincipal(ServicePrincipalId::new(tenant.clone(), &it)));
        let shown = KnownSignIn { state: text(&row, 2)?.map(|word| Word::read(&word)), identity: user.or(principal) };
        known.insert(SignInId::new(tenant, &id), shown);
    }
    Ok(known)
}

/// Those of the identities of which a sign-in or detection is known whose risk is open.
pub(super) async fn with_open_events(transaction: &DatabaseTransaction, wanted: &[&Identity]) -> Result<HashSet<Identity>, StoreError> {
    let (users, principals): (Vec<&Identity>, Vec<&Identity>) = wanted.iter().partition(|it| matches!(it, Identity::User(_)));
    let mut found = HashSet::new();
    for (column, identities) in [("user_id", users), ("service_principal_id", principals)] {
        // No ids, no statement.
        let Some(kind) = identities.first().map(|identity| identity_kind(identity)) else { continue };
        for table in ["sign_ins", "detections"] {
            let mut sql = Sql::new(transaction.get_database_backend(), "select distinct it.tenant, it.");
            sql.push(column).wanted(&Keys::identities_alike(identities.iter().copied()), table, &["tenant", column]);
            sql.push(" and it.risk_state in (")
                .bind_all([RiskState::AtRisk, RiskState::ConfirmedCompromised].map(RiskState::word))
                .push(")");
            for row in transaction.query_all_raw(sql.statement()).await? {
                let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                found.insert(identity_of(kind, TenantId::new(&tenant), &id));
            }
        }
    }
    Ok(found)
}

/// Whether the state is an open one.
pub(super) fn is_open(state: Option<&Word<RiskState>>) -> bool {
    matches!(state.and_then(Word::known), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised))
}

fn text(row: &QueryResult, column: usize) -> Result<Option<String>, StoreError> {
    Ok(row.try_get_by_index(column)?)
}
