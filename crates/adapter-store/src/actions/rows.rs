//! Actions and their steps in their tables.

use riskgate_adapter::Claimed;
use riskgate_model::{Act, Action, ActionId, ActionKind, Actor, Id, Progress, Step, StepState, Target, TargetKind, Task, TenantId, Time};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use crate::{
    error::StoreError,
    sink::rows::{self, Row},
    sql::Sql,
};

/// What makes a step the same one.
const STEP: &[&str] = &["action", "tenant", "number"];

/// The columns that [`claimed_of`] reads.
const COLUMNS: &str = "select it.tenant, it.action, it.number, it.target_kind, it.target, it.act, it.state, it.since, it.due, it.claims, \
    it.sends, it.looks, it.error, actions.requested, actions.requested_by, actions.acting_for, actions.reason from action_steps it join actions on actions.id = it.action and actions.tenant = it.tenant";

/// The action of this id, with its steps and the digest of its arguments.
pub(super) async fn action(database: &impl ConnectionTrait, id: &ActionId) -> Result<Option<(Action, String)>, StoreError> {
    let backend = database.get_database_backend();
    let mut sql =
        Sql::new(backend, "select kind, arguments, requested, requested_by, acting_for, reason, refused from actions where id = ");
    sql.bind(id.object()).push(" and tenant = ").bind(id.tenant().as_str());
    let Some(row) = database.query_one_raw(sql.statement()).await? else { return Ok(None) };
    let kind: String = row.try_get_by_index(0)?;
    let mut sql = Sql::new(backend, COLUMNS);
    sql.push(" where it.action = ").bind(id.object()).push(" and it.tenant = ").bind(id.tenant().as_str()).push(" order by it.number");
    let steps = database.query_all_raw(sql.statement()).await?;
    let step = |row: &QueryResult| claimed_of(row).map(|it| Step { target: it.target, act: it.act, progress: it.progress });
    let action = Action {
        id: id.clone(),
        kind: ActionKind::named(&kind).ok_or_else(|| foreign("kind", &kind))?,
        requested: Time::from_nanos(row.try_get_by_index(2)?),
        requested_by: Actor { name: row.try_get_by_index(3)?, object: row.try_get_by_index(4)? },
        reason: row.try_get_by_index(5)?,
        steps: steps.iter().map(step).collect::<Result<_, _>>()?,
        refused: serde_json::from_str(&row.try_get_by_index::<String>(6)?)?,
    };
    Ok(Some((action, row.try_get_by_index(1)?)))
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
    ];
    rows::upsert(transaction, "actions", &["id", "tenant"], vec![row], "").await?;
    let steps = (0..action.steps.len()).map(|number| {
        let mut row = row_of(&claimed(action, number));
        row.push(("action_number", (last + 1).into()));
        row
    });
    rows::upsert(transaction, "action_steps", STEP, steps.collect(), "").await
}

/// The step of this number, as who takes it up sees it.
pub(super) fn claimed(action: &Action, number: usize) -> Claimed {
    let Step { target, act, progress } = action.steps[number].clone();
    Claimed {
        action: action.id.clone(),
        number: u32::try_from(number).expect("so many steps have no place in memory"),
        target,
        act,
        requested: action.requested,
        by: action.requested_by.clone(),
        reason: action.reason.clone(),
        task: Task::Send,
        progress,
    }
}

/// Writes how far a step is.
pub(super) async fn write(transaction: &DatabaseTransaction, step: &Claimed) -> Result<(), StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "update action_steps set ");
    for (column, value) in progress(&step.progress) {
        sql.push(column).push(" = ").bind(value).push(if column == "error" { "" } else { ", " });
    }
    sql.push(" where action = ").bind(step.action.object()).push(" and tenant = ").bind(step.action.tenant().as_str());
    sql.push(" and number = ").bind(i64::from(step.number));
    transaction.execute_raw(sql.statement()).await?;
    Ok(())
}

/// How often a step was taken up.
pub(super) async fn claims(transaction: &DatabaseTransaction, step: &Claimed) -> Result<Option<u32>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), "select claims from action_steps where action = ");
    sql.bind(step.action.object()).push(" and tenant = ").bind(step.action.tenant().as_str());
    sql.push(" and number = ").bind(i64::from(step.number));
    let row = transaction.query_one_raw(sql.statement()).await?;
    row.map(|row| number(&row, 0)).transpose()
}

/// The steps that are due, the oldest first: of each target none before an older one was sent.
pub(super) async fn due(transaction: &DatabaseTransaction, now: Time, most: usize) -> Result<Vec<Claimed>, StoreError> {
    let mut sql = Sql::new(transaction.get_database_backend(), COLUMNS);
    sql.push(" where it.is_open = 1 and it.due <= ").bind(now.nanos());
    sql.push(
        " and not exists (select 1 from action_steps older where older.target = it.target and older.target_kind = it.target_kind \
        and older.tenant = it.tenant and older.is_open = 1 and older.state <> 'accepted' \
        and (older.action_number, older.number) < (it.action_number, it.number)) order by it.action_number, it.number limit ",
    );
    sql.bind(i64::try_from(most).unwrap_or(i64::MAX));
    transaction.query_all_raw(sql.statement()).await?.iter().map(claimed_of).collect()
}

/// The older decisions of the action's targets that wait to be sent.
pub(super) async fn waiting_decisions(transaction: &DatabaseTransaction, action: &Action) -> Result<Vec<Claimed>, StoreError> {
    let mut waiting = Vec::new();
    for step in action.steps.iter().filter(|step| step.act.decides().is_some()) {
        let mut sql = Sql::new(transaction.get_database_backend(), COLUMNS);
        sql.push(" where it.target = ").bind(step.target.object()).push(" and it.target_kind = ").bind(step.target.kind().name());
        sql.push(" and it.tenant = ")
            .bind(step.target.tenant().as_str())
            .push(" and it.state = 'queued' order by it.action_number, it.number");
        for row in transaction.query_all_raw(sql.statement()).await? {
            let older = claimed_of(&row)?;
            if older.act.decides() == step.act.decides() {
                waiting.push(older);
            }
        }
    }
    Ok(waiting)
}

fn row_of(step: &Claimed) -> Row {
    let mut row = vec![
        ("tenant", step.action.tenant().as_str().into()),
        ("action", step.action.object().into()),
        ("number", i64::from(step.number).into()),
        ("target_kind", step.target.kind().name().into()),
        ("target", step.target.object().into()),
        ("act", step.act.name().into()),
    ];
    row.extend(progress(&step.progress));
    row
}

/// The columns of how far a step is, `error` last.
fn progress(progress: &Progress) -> Row {
    vec![
        ("state", progress.state.word().into()),
        ("is_open", i64::from(!progress.state.is_end()).into()),
        ("since", progress.since.nanos().into()),
        ("due", progress.due.nanos().into()),
        ("claims", i64::from(progress.claims).into()),
        ("sends", i64::from(progress.sends).into()),
        ("looks", i64::from(progress.looks).into()),
        ("error", rows::text(progress.error.as_deref())),
    ]
}

fn claimed_of(row: &QueryResult) -> Result<Claimed, StoreError> {
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
        requested: time(13)?,
        by: Actor { name: text(14)?, object: row.try_get_by_index(15)? },
        reason: row.try_get_by_index(16)?,
        task: Task::Send,
        progress: Progress {
            state: StepState::of_word(&state).ok_or_else(|| foreign("state", &state))?,
            since: time(7)?,
            due: time(8)?,
            claims: number(row, 9)?,
            sends: number(row, 10)?,
            looks: number(row, 11)?,
            error: row.try_get_by_index(12)?,
        },
    })
}

fn number(row: &QueryResult, column: usize) -> Result<u32, StoreError> {
    let number: i64 = row.try_get_by_index(column)?;
    u32::try_from(number).map_err(|_| foreign("number", &number.to_string()))
}

/// A word that this version has not written.
fn foreign(column: &str, word: &str) -> StoreError {
    StoreError::Content(format!("the action log has {word:?} as {column}"))
}
