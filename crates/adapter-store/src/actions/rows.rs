//! Actions and their steps in their tables.

use std::collections::{BTreeSet, HashMap};

use riskgate_adapter::Claimed;
use riskgate_model::{
    Act, Action, ActionContent, ActionId, ActionKind, Actor, Decision, Id as _, Progress, Step, StepError, StepErrorCode, StepState,
    Target, TargetKind, Task, TenantId, Time,
};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, QueryResult};

use crate::{
    error::StoreError,
    keys::Keys,
    sink::{
        rows::{self, Row},
        together::{self, TOGETHER},
    },
    sql::Sql,
};

/// What makes a step the same one.
const STEP: &[&str] = &["action", "tenant", "number"];

/// The columns that [`action_of`] reads.
pub(super) const ACTION: &str =
    "select it.tenant, it.id, it.kind, it.requested, it.requested_by, it.acting_for, it.reason, it.refused, it.arguments, it.content";

/// The columns that [`claimed_of`] reads.
pub(super) const STEPS: &str = "select it.tenant, it.action, it.number, it.target_kind, it.target, it.act, it.state, it.since, it.due, \
    it.claims, it.sends, it.looks, it.error, it.code, actions.requested, actions.requested_by, actions.acting_for, actions.reason, \
    actions.content";

/// The action that each step is of.
pub(super) const ITS_ACTION: &str = " join actions on actions.id = it.action and actions.tenant = it.tenant";

/// The action of this id, with its steps and the digest of its arguments.
pub(super) async fn action(transaction: &DatabaseTransaction, id: &ActionId) -> Result<Option<(Action, String)>, StoreError> {
    let backend = transaction.get_database_backend();
    let mut sql = Sql::new(backend, ACTION);
    sql.push(" from actions it where it.id = ").bind(id.object()).push(" and it.tenant = ").bind(id.tenant().as_str());
    let Some(row) = transaction.query_one_raw(sql.statement()).await? else { return Ok(None) };
    let mut sql = steps(backend);
    sql.push(" where it.action = ").bind(id.object()).push(" and it.tenant = ").bind(id.tenant().as_str()).push(" order by it.number");
    let mut action = action_of(&row)?;
    for row in transaction.query_all_raw(sql.statement()).await? {
        action.steps.push(step_of(claimed_of(&row)?));
    }
    Ok(Some((action, row.try_get_by_index(8)?)))
}

/// An action without its steps.
pub(super) fn action_of(row: &QueryResult) -> Result<Action, StoreError> {
    let kind: String = row.try_get_by_index(2)?;
    Ok(Action {
        id: ActionId::new(TenantId::new(&row.try_get_by_index::<String>(0)?), &row.try_get_by_index::<String>(1)?),
        kind: ActionKind::named(&kind).ok_or_else(|| foreign("kind", &kind))?,
        requested: Time::from_nanos(row.try_get_by_index(3)?),
        requested_by: Actor { name: row.try_get_by_index(4)?, object: row.try_get_by_index(5)? },
        reason: row.try_get_by_index(6)?,
        steps: Vec::new(),
        refused: serde_json::from_str(&row.try_get_by_index::<String>(7)?)?,
        content: content_of(row, 9)?,
    })
}

/// A step as its action has it.
pub(super) fn step_of(step: Claimed) -> Step {
    Step { target: step.target, act: step.act, progress: step.progress }
}

/// The steps, each beside its action.
fn steps(backend: DbBackend) -> Sql {
    let mut sql = Sql::new(backend, STEPS);
    sql.push(" from action_steps it").push(ITS_ACTION);
    sql
}

/// Adds an action, the last one so far, and its steps.
pub(super) async fn insert(transaction: &DatabaseTransaction, action: &Action, arguments: &str) -> Result<(), StoreError> {
    let last = Sql::new(transaction.get_database_backend(), "select coalesce(max(number), 0) from actions").statement();
    let last = transaction.query_one_raw(last).await?.map_or(Ok(0), |row| row.try_get_by_index::<i64>(0))?;
    let row = vec![
        ("id", action.id.object().into()),
        ("tenant", action.id.tenant().as_str().into()),
        ("number", (last + 1).into()),
        ("kind", action.kind.name().into()),
        ("arguments", arguments.into()),
        ("requested", rows::time(Some(action.requested))),
        ("requested_by", action.requested_by.name.as_str().into()),
        ("acting_for", rows::text(action.requested_by.object.as_deref())),
        ("reason", rows::text(action.reason.as_deref())),
        ("refused", serde_json::to_string(&action.refused)?.into()),
        ("content", rows::json(action.content.as_ref())?),
    ];
    rows::upsert(transaction, "actions", &["id", "tenant"], vec![row], "").await?;
    let steps = (0..action.steps.len()).map(|number| {
        let mut row = row_of(&claimed(action, number));
        row.push(("action_number", (last + 1).into()));
        row
    });
    together::upsert(transaction, "action_steps", STEP, &steps.collect::<Vec<_>>()).await
}

/// The step of this number, as who takes it up sees it.
pub(super) fn claimed(action: &Action, number: usize) -> Claimed {
    let Step { target, act, progress } = action.steps[number].clone();
    Claimed {
        action: action.id.clone(),
        number: u32::try_from(number).expect("so many steps have no place in memory"),
        target,
        act,
        content: action.content.clone(),
        requested: action.requested,
        by: action.requested_by.clone(),
        reason: action.reason.clone(),
        task: Task::Send,
        progress,
    }
}

/// Writes how far steps are.
pub(super) async fn write<'a>(transaction: &DatabaseTransaction, steps: impl IntoIterator<Item = &'a Claimed>) -> Result<(), StoreError> {
    let row = |step: &Claimed| {
        let mut row = key_of(step);
        row.extend(progress(&step.progress));
        row
    };
    together::update(transaction, "action_steps", STEP, &steps.into_iter().map(row).collect::<Vec<_>>()).await
}

/// How often each of these steps was taken up.
pub(super) async fn claims(transaction: &DatabaseTransaction, steps: &[Claimed]) -> Result<HashMap<(ActionId, u32), u32>, StoreError> {
    let mut claims = HashMap::with_capacity(steps.len());
    for steps in steps.chunks(TOGETHER) {
        let mut sql = Sql::new(transaction.get_database_backend(), "select it.tenant, it.action, it.number, it.claims");
        together::wanted(&mut sql, &steps.iter().map(key_of).collect::<Vec<_>>(), "action_steps")?;
        for row in transaction.query_all_raw(sql.statement()).await? {
            let (tenant, action): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            claims.insert((ActionId::new(TenantId::new(&tenant), &action), number(&row, 2)?), number(&row, 3)?);
        }
    }
    Ok(claims)
}

/// The steps that are due, the oldest first: of each target none before an older one was sent. After a new password nothing is sent before it
/// is seen: it ends the risk of its user, and so would end what is decided meanwhile. What changes a risk waits until older changes of it are
/// seen: whoever looks for one after the next has come finds it gone.
pub(super) async fn due(transaction: &DatabaseTransaction, now: Time, most: usize) -> Result<Vec<Claimed>, StoreError> {
    let risk = || Act::ALL.iter().filter(|act| act.changes_risk()).map(|act| act.name());
    let mut sql = steps(transaction.get_database_backend());
    sql.push(" where it.is_open = 1 and it.due <= ").bind(now.nanos());
    sql.push(
        " and not exists (select 1 from action_steps older where older.target = it.target and older.target_kind = it.target_kind \
        and older.tenant = it.tenant and older.is_open = 1 and (older.state <> 'accepted' or older.act = ",
    );
    sql.bind(Act::ResetUserPassword.name()).push(" or it.state = 'queued' and it.act").any_of(risk());
    sql.push(" and older.act").any_of(risk());
    sql.push(") and (older.action_number, older.number) < (it.action_number, it.number)) order by it.action_number, it.number limit ");
    sql.bind(i64::try_from(most).unwrap_or(i64::MAX));
    transaction.query_all_raw(sql.statement()).await?.iter().map(claimed_of).collect()
}

/// The older decisions of the action's targets that wait to be sent.
pub(super) async fn waiting_decisions(transaction: &DatabaseTransaction, action: &Action) -> Result<Vec<Claimed>, StoreError> {
    let decided: BTreeSet<Decision> = action.steps.iter().filter_map(|step| step.act.decides()).collect();
    let targets: BTreeSet<&Target> = action.steps.iter().map(|step| &step.target).collect();
    if decided.is_empty() {
        return Ok(Vec::new());
    }
    let same = Act::ALL.iter().filter(|act| act.decides().is_some_and(|decision| decided.contains(&decision)));
    let mut sql = Sql::new(transaction.get_database_backend(), STEPS);
    sql.wanted(&Keys::targets(targets), "action_steps", &["tenant", "target"]).push(ITS_ACTION);
    sql.push(" where it.target_kind = ").bind(action.kind.on().name()).push(" and it.state = ").bind(StepState::Queued.word());
    sql.push(" and it.act").any_of(same.map(|act| act.name())).push(" order by it.action_number, it.number");
    transaction.query_all_raw(sql.statement()).await?.iter().map(claimed_of).collect()
}

fn row_of(step: &Claimed) -> Row {
    let mut row = key_of(step);
    row.extend([
        ("target_kind", step.target.kind().name().into()),
        ("target", step.target.object().into()),
        ("act", step.act.name().into()),
    ]);
    row.extend(progress(&step.progress));
    row
}

/// The columns that say which step it is.
fn key_of(step: &Claimed) -> Row {
    vec![
        ("tenant", step.action.tenant().as_str().into()),
        ("action", step.action.object().into()),
        ("number", i64::from(step.number).into()),
    ]
}

/// The columns of how far a step is.
fn progress(progress: &Progress) -> Row {
    vec![
        ("state", progress.state.word().into()),
        ("is_open", i64::from(!progress.state.is_end()).into()),
        ("since", progress.since.nanos().into()),
        ("due", progress.due.nanos().into()),
        ("claims", i64::from(progress.claims).into()),
        ("sends", i64::from(progress.sends).into()),
        ("looks", i64::from(progress.looks).into()),
        ("code", rows::text(progress.error.as_ref().map(|error| error.code.word()))),
        ("error", rows::text(progress.error.as_ref().map(|error| error.message.as_str()))),
    ]
}

pub(super) fn claimed_of(row: &QueryResult) -> Result<Claimed, StoreError> {
    let text = |column| row.try_get_by_index::<String>(column);
    let time = |column| row.try_get_by_index(column).map(Time::from_nanos);
    let tenant = TenantId::new(&text(0)?);
    let (kind, act, state) = (text(3)?, text(5)?, text(6)?);
    let kind = TargetKind::named(&kind).ok_or_else(|| foreign("target_kind", &kind))?;
    Ok(Claimed {
        action: ActionId::new(tenant.clone(), &text(1)?),
        number: number(row, 2)?,
        target: Target::new(kind, tenant, &text(4)?),
        act: Act::named(&act).ok_or_else(|| foreign("act", &act))?,
        content: content_of(row, 18)?,
        requested: time(14)?,
        by: Actor { name: text(15)?, object: row.try_get_by_index(16)? },
        reason: row.try_get_by_index(17)?,
        task: Task::Send,
        progress: Progress {
            state: StepState::of_word(&state).ok_or_else(|| foreign("state", &state))?,
            since: time(7)?,
            due: time(8)?,
            claims: number(row, 9)?,
            sends: number(row, 10)?,
            looks: number(row, 11)?,
            error: error_of(row.try_get_by_index(12)?, row.try_get_by_index(13)?),
        },
    })
}

/// What of an action its kind does not say.
fn content_of(row: &QueryResult, column: usize) -> Result<Option<ActionContent>, StoreError> {
    let kept: Option<String> = row.try_get_by_index(column)?;
    Ok(kept.map(|kept| serde_json::from_str(&kept)).transpose()?)
}

/// Why a step has not succeeded. A code of a newer version, or from before there were codes, is what can least be done about.
fn error_of(message: Option<String>, code: Option<String>) -> Option<StepError> {
    let code = code.and_then(|code| StepErrorCode::of_word(&code)).unwrap_or(StepErrorCode::Refused);
    message.map(|message| StepError { code, message })
}

fn number(row: &QueryResult, column: usize) -> Result<u32, StoreError> {
    let number: i64 = row.try_get_by_index(column)?;
    u32::try_from(number).map_err(|_| foreign("number", &number.to_string()))
}

/// A word that this version has not written.
fn foreign(column: &str, word: &str) -> StoreError {
    StoreError::Content(format!("the action log has {word:?} as {column}"))
}
