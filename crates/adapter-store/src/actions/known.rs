//! Whom acts are done to, as the store knows them.

use std::collections::{BTreeSet, HashMap};

use riskgate_model::{
    Alert, AlertId, Body, BodyError, Id, Identity, Kept, RiskDetail, RiskLevel, RiskState, ServicePrincipalId, SignInId, TenantId, UserId,
    Vocabulary as _, Word,
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

/// The identity, if it is known.
pub(super) async fn identity(transaction: &DatabaseTransaction, identity: &Identity) -> Result<Option<KnownIdentity>, StoreError> {
    Ok(identities(transaction, [identity]).await?.remove(identity))
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

/// The sign-in, if it is known.
pub(super) async fn sign_in(transaction: &DatabaseTransaction, id: &SignInId) -> Result<Option<KnownSignIn>, StoreError> {
    Ok(sign_ins(transaction, [id]).await?.remove(id))
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

/// The alert as all its versions come to, if it is known.
pub(super) async fn alert(transaction: &DatabaseTransaction, id: &AlertId) -> Result<Option<Kept<Alert>>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.record from alerts it where it.id = ");
    sql.bind(id.object()).push(" and it.tenant = ").bind(id.tenant().as_str());
    let Some(row) = transaction.query_one_raw(sql.statement()).await? else { return Ok(None) };
    let body = Body::kept(row.try_get_by_index(0)?);
    let content = |_: BodyError| StoreError::Content("a kept alert is not the record it should be".to_owned());
    let value: Alert = body.read(id.tenant()).map_err(content)?;
    let observed = value.updated();
    Ok(Some(Kept { value, body, observed }))
}

/// Whether a sign-in or detection of the identity is known whose risk is open.
pub(super) async fn has_open_events(transaction: &DatabaseTransaction, identity: &Identity) -> Result<bool, StoreError> {
    let column = match identity {
        Identity::User(_) => "user_id",
        Identity::ServicePrincipal(_) => "service_principal_id",
    };
    for table in ["sign_ins", "detections"] {
        let mut sql = Sql::new(transaction.get_database_backend(), "select 1 from ");
        sql.push(table).push(" where ").push(column).push(" = ").bind(identity.object());
        sql.push(" and tenant = ").bind(identity.tenant().as_str()).push(" and risk_state in (");
        sql.bind_all([RiskState::AtRisk, RiskState::ConfirmedCompromised].map(RiskState::word)).push(") limit 1");
        if transaction.query_one_raw(sql.statement()).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the state is an open one.
pub(super) fn is_open(state: Option<&Word<RiskState>>) -> bool {
    matches!(state.and_then(Word::known), Some(RiskState::AtRisk | RiskState::ConfirmedCompromised))
}

fn text(row: &QueryResult, column: usize) -> Result<Option<String>, StoreError> {
    Ok(row.try_get_by_index(column)?)
}
