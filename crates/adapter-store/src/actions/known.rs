//! Whom acts are done to, as the store knows them.

use riskgate_model::{Id, Identity, RiskDetail, RiskLevel, RiskState, ServicePrincipalId, SignInId, UserId, Vocabulary as _, Word};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{error::StoreError, sql::Sql};

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
    let table = match identity {
        Identity::User(_) => "users",
        Identity::ServicePrincipal(_) => "service_principals",
    };
    let columns = "select risk_state, risk_level, risk_detail, case when entra is null then null else '' end from ";
    let mut sql = Sql::new(transaction.get_database_backend(), columns);
    sql.push(table).push(" where id = ").bind(identity.object()).push(" and tenant = ").bind(identity.tenant().as_str());
    let Some(row) = transaction.query_one_raw(sql.statement()).await? else { return Ok(None) };
    Ok(Some(KnownIdentity {
        state: text(&row, 0)?.map(|word| Word::read(&word)),
        level: text(&row, 1)?.map(|word| Word::read(&word)),
        detail: text(&row, 2)?.map(|word| Word::read(&word)),
        is_entras: text(&row, 3)?.is_some(),
    }))
}

/// The sign-in, if it is known.
pub(super) async fn sign_in(transaction: &DatabaseTransaction, id: &SignInId) -> Result<Option<KnownSignIn>, StoreError> {
    let backend = transaction.get_database_backend();
    let mut sql = Sql::new(backend, "select risk_state, user_id, service_principal_id from sign_ins where id = ");
    sql.bind(id.object()).push(" and tenant = ").bind(id.tenant().as_str());
    let Some(row) = transaction.query_one_raw(sql.statement()).await? else { return Ok(None) };
    let user = text(&row, 1)?.map(|user| Identity::User(UserId::new(id.tenant().clone(), &user)));
    let principal = text(&row, 2)?.map(|it| Identity::ServicePrincipal(ServicePrincipalId::new(id.tenant().clone(), &it)));
    Ok(Some(KnownSignIn { state: text(&row, 0)?.map(|word| Word::read(&word)), identity: user.or(principal) }))
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
