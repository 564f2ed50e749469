//! What the store itself did: kept like observations, so that whatever is imported before or after is folded with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use riskgate_adapter::{Asked, Claimed};
use riskgate_model::{
    Act, ActionId, AlertId, Claimant, Closing, Id, Identity, Observation, RiskDetail, RiskLevel, RiskState, SignInId, TenantId, Time, Word,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use super::{
    rows::{self, Row, word},
    together::{self, TOGETHER},
};
use crate::{
    effect::Effect,
    error::StoreError,
    keys::Keys,
    sql::Sql,
    table::{identity_kind, identity_of},
};

/// What makes it the same one.
const KEY: &[&str] = &["action", "step", "subject_kind", "tenant"];

/// The word for sign-ins in the table.
const SIGN_IN: &str = "signIn";

/// The word for alerts in the table.
const ALERT: &str = "alert";

/// The columns that [`observation`] reads from this position on.
const SAID: &str = "it.done, it.risk_state, it.risk_level, it.risk_detail";

/// Something that was done, and of whom it says what.
pub(crate) struct Deed<'a> {
    pub(crate) asked: &'a Asked,
    pub(crate) act: Act,
    pub(crate) subject: Subject,
    pub(crate) done: Time,
    /// What it leaves of the subject's risk, if it says something of it.
    pub(crate) effect: Option<Effect>,
}

/// Whom a deed is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A sign-in.
    SignIn(SignInId),
    /// A user or service principal.
    Identity(Identity),
    /// An alert, of whose risks it says nothing here: that follows from where the alert stands.
    Alert(AlertId),
}

/// What a step was to an identity.
#[derive(Clone)]
pub(crate) struct Done {
    pub(crate) identity: Identity,
    pub(crate) at: Time,
    /// Whether it says something of the identity's risk.
    pub(crate) says: bool,
}

/// What an act says of an identity.
pub(super) struct Said {
    pub(super) observation: Observation,
    /// Whether it is the identity that was acted on. Else it was a sign-in, and nothing is said of the others.
    is_target: bool,
}

impl Subject {
    fn cells(&self) -> (&'static str, &str) {
        match self {
            Self::SignIn(id) => (SIGN_IN, id.object()),
            Self::Identity(identity) => (identity_kind(identity), identity.object()),
            Self::Alert(id) => (ALERT, id.object()),
        }
    }
}

impl Said {
    /// How it closes what belongs to the identity, if it does.
    pub(super) fn closing(&self) -> Option<Closing> {
        Closing::of(&self.observation).filter(|_| self.is_target)
    }
}

/// Keeps something that was done.
pub(crate) async fn write(transaction: &DatabaseTransaction, deed: &Deed<'_>) -> Result<(), StoreError> {
    let (kind, subject) = deed.subject.cells();
    let effect = deed.effect;
    let row = vec![
        ("tenant", deed.asked.action.tenant().as_str().into()),
        ("action", deed.asked.action.object().into()),
        ("step", i64::from(deed.asked.number).into()),
        ("subject_kind", kind.into()),
        ("subject", subject.into()),
        ("is_target", i64::from(kind == deed.asked.target.kind().name()).into()),
        ("act", deed.act.name().into()),
        ("done", deed.done.nanos().into()),
        ("risk_state", word(effect.map(|effect| effect.state.into()).as_ref())),
        ("risk_level", word(effect.map(|effect| effect.level.into()).as_ref())),
        ("risk_detail", word(effect.map(|effect| effect.detail.into()).as_ref())),
    ];
    rows::upsert(transaction, "acts", KEY, vec![row], "").await
}

/// Which of these steps were done.
pub(crate) async fn are_done(database: &impl ConnectionTrait, asked: &[Asked]) -> Result<HashSet<(ActionId, u32)>, StoreError> {
    let mut done = HashSet::new();
    for asked in asked.chunks(TOGETHER) {
        let keys: Vec<Row> = asked.iter().map(|asked| key_of(&asked.action, asked.number)).collect();
        let mut sql = Sql::new(database.get_database_backend(), "select distinct it.tenant, it.action, it.step");
        together::wanted(&mut sql, &keys, "acts")?;
        for row in database.query_all_raw(sql.statement()).await? {
            let (tenant, action): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            done.insert((ActionId::new(TenantId::new(&tenant), &action), step_number(&row, 2)?));
        }
    }
    Ok(done)
}

/// When something was last done to, or with a word of, one of these.
pub(crate) async fn last(transaction: &DatabaseTransaction, subjects: &[Subject], tenant: &TenantId) -> Result<Option<Time>, StoreError> {
    let mut last = None;
    for subject in subjects {
        let (kind, subject) = subject.cells();
        let mut sql = Sql::new(transaction.get_database_backend(), "select max(it.done) from acts it where it.subject = ");
        sql.bind(subject).push(" and it.subject_kind = ").bind(kind).push(" and it.tenant = ").bind(tenant.as_str());
        let row = transaction.query_one_raw(sql.statement()).await?;
        let done: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        last = last.max(done.map(Time::from_nanos));
    }
    Ok(last)
}

/// What these steps were to an identity; without those that the store has not done, or to nobody who is known.
pub(crate) async fn done(transaction: &DatabaseTransaction, steps: &[&Claimed]) -> Result<HashMap<(ActionId, u32), Done>, StoreError> {
    let mut done = HashMap::new();
    for steps in steps.chunks(TOGETHER) {
        let keys: Vec<Row> = steps.iter().map(|step| key_of(&step.action, step.number)).collect();
        let columns = "select it.tenant, it.action, it.step, it.subject_kind, it.subject, ";
        let mut sql = Sql::new(transaction.get_database_backend(), columns);
        together::wanted(sql.push(SAID), &keys, "acts")?.push(" where it.subject_kind <> ").bind(SIGN_IN);
        for row in transaction.query_all_raw(sql.statement()).await? {
            let (tenant, action): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let (kind, id): (String, String) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
            let tenant = TenantId::new(&tenant);
            let was = Done {
                identity: identity_of(&kind, tenant.clone(), &id),
                at: Time::from_nanos(row.try_get_by_index(5)?),
                says: observation(&row, 5)?.is_some(),
            };
            done.insert((ActionId::new(tenant, &action), step_number(&row, 2)?), was);
        }
    }
    Ok(done)
}

/// What acts say of these identities.
pub(super) async fn of_identities(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<Identity>,
) -> Result<BTreeMap<Identity, Vec<Said>>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.subject_kind, it.subject, it.is_target, ");
    sql.push(SAID).wanted(&Keys::identities(wanted), "acts", &["tenant", "subject", "subject_kind"]);
    let mut said: BTreeMap<Identity, Vec<Said>> = BTreeMap::new();
    for row in transaction.query_all_raw(sql.statement()).await? {
        let Some(observation) = observation(&row, 4)? else { continue };
        let tenant = TenantId::new(&row.try_get_by_index::<String>(0)?);
        let (kind, id): (String, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let is_target = row.try_get_by_index::<i64>(3)? != 0;
        said.entry(identity_of(&kind, tenant, &id)).or_default().push(Said { observation, is_target });
    }
    Ok(said)
}

/// What acts say of these sign-ins.
pub(super) async fn of_sign_ins(
    transaction: &DatabaseTransaction,
    wanted: &BTreeSet<SignInId>,
) -> Result<HashMap<SignInId, Vec<Observation>>, StoreError> {
    let mut said: HashMap<SignInId, Vec<Observation>> = HashMap::new();
    if wanted.is_empty() {
        return Ok(said);
    }
    let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.subject, ");
    sql.push(SAID).wanted(&Keys::of(wanted), "acts", &["tenant", "subject"]).push(" and it.subject_kind = ").bind(SIGN_IN);
    for row in transaction.query_all_raw(sql.statement()).await? {
        let Some(observation) = observation(&row, 2)? else { continue };
        let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        said.entry(SignInId::new(TenantId::new(&tenant), &id)).or_default().push(observation);
    }
    Ok(said)
}

/// The columns that say which step was done.
fn key_of(action: &ActionId, number: u32) -> Row {
    vec![("tenant", action.tenant().as_str().into()), ("action", action.object().into()), ("step", i64::from(number).into())]
}

fn step_number(row: &QueryResult, column: usize) -> Result<u32, StoreError> {
    let number: i64 = row.try_get_by_index(column)?;
    u32::try_from(number).map_err(|_| StoreError::Content(format!("an act is kept as one of step {number}")))
}

fn observation(row: &QueryResult, first: usize) -> Result<Option<Observation>, StoreError> {
    let text = |column| row.try_get_by_index::<Option<String>>(first + column);
    let Some(state) = text(1)? else { return Ok(None) };
    Ok(Some(Observation {
        claimant: Claimant::Administrator,
        at: Some(Time::from_nanos(row.try_get_by_index(first)?)),
        state: Word::<RiskState>::read(&state),
        level: text(2)?.map(|word| Word::<RiskLevel>::read(&word)),
        detail: text(3)?.map(|word| Word::<RiskDetail>::read(&word)),
        alert: None,
    }))
}
