//! What alerts say of users, service principals, sign-ins and detections.

use std::collections::{BTreeMap, BTreeSet};

use riskgate_model::{
    Alert, AlertId, AlertStanding, DetectionId, Id, Identity, Observation, RiskLevel, RiskState, ServicePrincipalId, SignInId, TenantId,
    Time, UserId, Vocabulary, Word,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{error::StoreError, keys::Keys, sql::Sql};

/// What alerts say of a subject.
#[derive(Default)]
pub(super) struct Said {
    /// What they say.
    pub(super) observations: Vec<Observation>,
    /// Those that cover all of its detections that stand open.
    pub(super) alerts: BTreeSet<AlertId>,
}

/// A kind of subjects: where it is written which alerts speak about them, and which detections are theirs.
struct Subjects {
    links: &'static str,
    column: &'static str,
    /// Which links are meant.
    condition: &'static str,
    /// Which detections are the subject's.
    owned: &'static str,
}

const USERS: Subjects = Subjects {
    links: "alert_identities",
    column: "identity_id",
    condition: "it.identity_kind = 'user' and it.is_about = 1",
    owned: "its.user_id = it.identity_id",
};

/// A detection that names both a user and a service principal is the user's, here as wherever risks are folded.
const SERVICE_PRINCIPALS: Subjects = Subjects {
    links: "alert_identities",
    column: "identity_id",
    condition: "it.identity_kind = 'servicePrincipal' and it.is_about = 1",
    owned: "its.service_principal_id = it.identity_id and its.user_id is null",
};

const SIGN_INS: Subjects =
    Subjects { links: "alert_sign_ins", column: "sign_in_id", condition: "alert.speaks = 1", owned: "its.request_id = it.sign_in_id" };

const DETECTIONS: Subjects =
    Subjects { links: "alert_detections", column: "detection_id", condition: "alert.speaks = 1", owned: "its.id = it.detection_id" };

/// What alerts say of these sign-ins.
pub(super) async fn of_sign_ins(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<SignInId, Said>, StoreError> {
    SIGN_INS.hear(transaction, keys).await
}

/// What alerts say of these detections.
pub(super) async fn of_detections(transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<DetectionId, Said>, StoreError> {
    DETECTIONS.hear(transaction, keys).await
}

/// What alerts say of these identities.
pub(super) async fn of_identities(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<Identity>,
) -> Result<BTreeMap<Identity, Said>, StoreError> {
    let (users, principals) = apart(wanted);
    let users = USERS.hear::<UserId>(transaction, &Keys::of(users)).await?;
    let principals = SERVICE_PRINCIPALS.hear::<ServicePrincipalId>(transaction, &Keys::of(principals)).await?;
    let users = users.into_iter().map(|(id, said)| (Identity::User(id), said));
    Ok(users.chain(principals.into_iter().map(|(id, said)| (Identity::ServicePrincipal(id), said))).collect())
}

/// The sign-ins, of these, that alerts speak about.
pub(super) async fn spoken_of_sign_ins(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<SignInId>,
) -> Result<BTreeSet<SignInId>, StoreError> {
    SIGN_INS.spoken_of(transaction, &Keys::of(wanted)).await
}

/// The identities, of these, that alerts speak about.
pub(super) async fn spoken_of_identities(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<Identity>,
) -> Result<BTreeSet<Identity>, StoreError> {
    let (users, principals) = apart(wanted);
    let users: BTreeSet<UserId> = USERS.spoken_of(transaction, &Keys::of(users)).await?;
    let principals: BTreeSet<ServicePrincipalId> = SERVICE_PRINCIPALS.spoken_of(transaction, &Keys::of(principals)).await?;
    Ok(users.into_iter().map(Identity::User).chain(principals.into_iter().map(Identity::ServicePrincipal)).collect())
}

fn apart(identities: &BTreeSet<Identity>) -> (Vec<&UserId>, Vec<&ServicePrincipalId>) {
    let (mut users, mut principals) = (Vec::new(), Vec::new());
    for identity in identities {
        match identity {
            Identity::User(id) => users.push(id),
            Identity::ServicePrincipal(id) => principals.push(id),
        }
    }
    (users, principals)
}

impl Subjects {
    async fn hear<I: Id>(&self, transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeMap<I, Said>, StoreError> {
        let mut heard: BTreeMap<I, Said> = BTreeMap::new();
        if keys.is_empty() {
            return Ok(heard);
        }
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.");
        sql.push(self.column)
            .push(", it.id, alert.severity, alert.standings, (select max(covered.level_rank) from alert_detections covered");
        sql.push(if sql.is_postgres() { " join" } else { " cross join" });
        sql.push(" detections its on its.id = covered.detection_id and its.tenant = covered.tenant where covered.id = it.id");
        sql.push(" and covered.tenant = it.tenant and ").push(self.owned);
        sql.push("), cast(case when exists (select 1 from detections its where ").push(self.owned).push(" and its.tenant = it.tenant");
        sql.push(" and its.risk_state_rank >= ")
            .bind(RiskState::AtRisk.rank())
            .push(" and not exists (select 1 from alert_detections covered");
        sql.push(
            " where covered.id = it.id and covered.tenant = it.tenant and covered.detection_id = its.id)) then 1 else 0 end as bigint)",
        );
        self.from(&mut sql, keys);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
            let id: String = row.try_get_by_index(1)?;
            let said = heard.entry(I::new(tenant.clone(), &id)).or_default();
            let alert = AlertId::new(tenant, &row.try_get_by_index::<String>(2)?);
            said.observations.extend(observations(&row, &alert)?);
            if row.try_get_by_index::<i64>(6)? == 0 {
                said.alerts.insert(alert);
            }
        }
        Ok(heard)
    }

    async fn spoken_of<I: Id>(&self, transaction: &DatabaseTransaction, keys: &Keys<'_>) -> Result<BTreeSet<I>, StoreError> {
        let mut spoken_of = BTreeSet::new();
        if keys.is_empty() {
            return Ok(spoken_of);
        }
        let mut sql = Sql::new(transaction.get_database_backend(), "select distinct it.tenant, it.");
        self.from(sql.push(self.column), keys);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            spoken_of.insert(I::new(TenantId::new(&tenant), &id));
        }
        Ok(spoken_of)
    }

    /// Adds the links to those of the alerts that speak.
    fn from(&self, sql: &mut Sql, keys: &Keys<'_>) {
        sql.wanted(keys, self.links, &["tenant", self.column]);
        sql.beside("alerts", "alert", "alert.id = it.id and alert.tenant = it.tenant").push(" where ").push(self.condition);
    }
}

/// What one alert says, from the cells of its severity, where it stood, and the gravest level of what it covers.
fn observations(row: &QueryResult, id: &AlertId) -> Result<Vec<Observation>, StoreError> {
    let severity = row.try_get_by_index::<Option<String>>(3)?.map(|word| Word::read(&word));
    let standings: Vec<(Option<i64>, String, String)> = serde_json::from_str(&row.try_get_by_index::<String>(4)?)?;
    let stated = row.try_get_by_index::<Option<i64>>(5)?;
    let stated = RiskLevel::WORDS.iter().map(|(level, _)| *level).find(|level| Some(level.rank()) == stated);
    let level = stated.or_else(|| Alert { severity, ..Alert::default() }.level());
    let observation = |(at, status, classification): (Option<i64>, String, String)| {
        let standing = AlertStanding { id: id.clone(), status: Word::read(&status), classification: Word::read(&classification) };
        standing.observation(at.map(Time::from_nanos), level)
    };
    Ok(standings.into_iter().map(observation).collect())
}
