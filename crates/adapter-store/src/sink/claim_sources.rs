//! Whose alerts claim something of risks: one rule for all who write the store, kept in it. Who says another folds anew what is stored.

use std::collections::BTreeSet;

use riskgate_model::{AlertId, CLAIM_SOURCES, DEFENDER_TABLE_VERSION, Id, ServiceSource, TenantId, Vocabulary as _, Word};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Statement};

use super::{alerts, links, patience::Patience, rows, together::HELD, touched::Touched, verdicts};
use crate::{error::StoreError, keys::Keys, sql::Sql, store::Store};

const SELECT: &str = "select sources, table_version, is_of_all, after_id, after_tenant from claim_sources where id = 1";

/// The rule as it is kept.
struct Kept {
    sources: String,
    table_version: i64,
    is_of_all: bool,
    /// The alert up to which everything is folded by it, if not all is.
    after: Option<(String, String)>,
}

/// How far folding anew has come.
enum Step {
    /// So many alerts were folded, and there may be more.
    More(u64),
    /// So many were folded, and there are no more.
    Done(u64),
    /// Another process has said another rule since, and folds by that one.
    Overruled,
}

impl Store {
    /// Lets the alerts of these products claim something of risks, whoever records from now on, and folds anew what the store holds of
    /// alerts where it was folded otherwise: a few at once, between the batches of others, and from where it was if it was interrupted.
    /// Answers how many alerts were folded anew.
    ///
    /// Of several processes the last one that says it decides for all: nobody goes on by another rule.
    ///
    /// # Errors
    /// When the database cannot be written. What was folded stays, and the rest is folded the next time.
    pub async fn claim_from(&self, sources: &[ServiceSource]) -> Result<u64, StoreError> {
        let sources = written(sources);
        let held = self.rows(Statement::from_string(self.backend(), SELECT)).await?;
        if held.first().map(Kept::read).transpose()?.is_some_and(|kept| kept.after.is_none() && kept.is(&sources)) {
            return Ok(0);
        }
        let (mut patience, mut folded, mut is_begun) = (Patience::new(), 0, false);
        loop {
            match self.step(&sources, is_begun).await {
                Ok(Step::More(alerts)) => {
                    (patience, is_begun) = (Patience::new(), true);
                    folded += alerts;
                }
                Ok(Step::Done(alerts)) => return Ok(folded + alerts),
                Ok(Step::Overruled) => return Ok(folded),
                Err(error) if patience.is_left(error.fault()).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Folds the next alerts by this rule.
    async fn step(&self, sources: &str, is_begun: bool) -> Result<Step, StoreError> {
        let transaction = self.begin().await?;
        let kept = Kept::load(&transaction).await?;
        let mut now = match kept {
            Some(kept) if kept.is(sources) => kept,
            Some(_) if is_begun => return Ok(Step::Overruled),
            kept => Kept::begun(sources, kept),
        };
        let Some((id, tenant)) = now.after.take() else { return Ok(Step::Done(0)) };
        let alerts = Looked::after(&transaction, &id, &tenant).await?;
        let by = read(sources)?;
        let others: BTreeSet<AlertId> =
            alerts.iter().filter(|alert| now.is_of_all || alert.speaks != alert.is_of(&by)).map(|alert| alert.id.clone()).collect();
        fold(&transaction, &others, &by).await?;
        let is_more = alerts.len() == HELD;
        now.after = alerts.last().filter(|_| is_more).map(|last| (last.id.object().to_owned(), last.id.tenant().to_string()));
        now.write(&transaction).await?;
        if !others.is_empty() {
            rows::touch(&transaction, self.clock.now()).await?;
        }
        transaction.commit().await?;
        let folded = others.len() as u64;
        Ok(if is_more { Step::More(folded) } else { Step::Done(folded) })
    }
}

/// Whose alerts claim something now: those that were said last, else those that do unless others are said.
pub(super) async fn now(transaction: &DatabaseTransaction) -> Result<Vec<ServiceSource>, StoreError> {
    Kept::load(transaction).await?.map_or_else(|| Ok(CLAIM_SOURCES.to_vec()), |kept| read(&kept.sources))
}

/// Folds these alerts anew: what they spoke about before, and what they speak about now.
async fn fold(transaction: &DatabaseTransaction, ids: &BTreeSet<AlertId>, sources: &[ServiceSource]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut touched = Touched::begin(transaction).await?;
    touched.due.add(transaction, &Keys::of(ids)).await?;
    let alerts = links::load(transaction, &Keys::of(ids)).await?;
    for speaks in [true, false] {
        let alike = alerts.values().filter(|alert| alert.speaks(sources) == speaks);
        let keys = Keys::of(alike.map(|alert| &alert.id));
        let mut sql = Sql::new(transaction.get_database_backend(), "update alerts set speaks = ");
        sql.bind(i64::from(speaks)).push(" where (tenant, id) in (select ");
        sql.cell(&keys, "wanted", 0).push(", ").cell(&keys, "wanted", 1).push(" from ").keys(&keys, "wanted").push(")");
        transaction.execute_raw(sql.statement()).await?;
    }
    alerts::write_names(transaction, alerts.values(), sources).await?;
    touched.alerts.extend(ids.iter().cloned());
    verdicts::settle(transaction, touched).await
}

/// An alert, as far as it is looked at to know whether it claims something.
struct Looked {
    id: AlertId,
    source: Option<Word<ServiceSource>>,
    speaks: bool,
}

impl Looked {
    /// The next alerts, by their keys.
    async fn after(transaction: &DatabaseTransaction, id: &str, tenant: &str) -> Result<Vec<Self>, StoreError> {
        let mut sql =
            Sql::new(transaction.get_database_backend(), "select tenant, id, service_source, speaks from alerts where (id, tenant) > (");
        sql.bind_all([id.to_owned(), tenant.to_owned()]).push(&format!(") order by id, tenant limit {HELD}"));
        let read = |row: &QueryResult| {
            let (tenant, id): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let source = row.try_get_by_index::<Option<String>>(2)?.map(|word| Word::read(&word));
            Ok(Self { id: AlertId::new(TenantId::new(&tenant), &id), source, speaks: row.try_get_by_index::<i64>(3)? != 0 })
        };
        transaction.query_all_raw(sql.statement()).await?.iter().map(read).collect()
    }

    fn is_of(&self, sources: &[ServiceSource]) -> bool {
        self.source.as_ref().and_then(Word::known).is_some_and(|source| sources.contains(&source))
    }
}

impl Kept {
    /// The rule, of which nothing is folded yet, in place of another or of none.
    fn begun(sources: &str, before: Option<Self>) -> Self {
        let table_version = i64::from(DEFENDER_TABLE_VERSION);
        let is_of_all = before.is_none_or(|before| before.table_version != table_version || (before.after.is_some() && before.is_of_all));
        Self { sources: sources.to_owned(), table_version, is_of_all, after: Some(Default::default()) }
    }

    fn is(&self, sources: &str) -> bool {
        self.sources == sources && self.table_version == i64::from(DEFENDER_TABLE_VERSION)
    }

    async fn load(transaction: &DatabaseTransaction) -> Result<Option<Self>, StoreError> {
        let statement = Statement::from_string(transaction.get_database_backend(), SELECT);
        transaction.query_one_raw(statement).await?.as_ref().map(Self::read).transpose()
    }

    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let after: (Option<String>, Option<String>) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        Ok(Self {
            sources: row.try_get_by_index(0)?,
            table_version: row.try_get_by_index(1)?,
            is_of_all: row.try_get_by_index::<i64>(2)? != 0,
            after: after.0.zip(after.1),
        })
    }

    async fn write(&self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        let after = |of: fn(&(String, String)) -> &str| rows::text(self.after.as_ref().map(of));
        let row = vec![
            ("id", 1_i64.into()),
            ("sources", self.sources.as_str().into()),
            ("table_version", self.table_version.into()),
            ("is_of_all", i64::from(self.is_of_all).into()),
            ("after_id", after(|(id, _)| id)),
            ("after_tenant", after(|(_, tenant)| tenant)),
        ];
        rows::upsert(transaction, "claim_sources", &["id"], vec![row], "").await
    }
}

/// Products as they are kept: equal ones are written alike.
fn written(sources: &[ServiceSource]) -> String {
    let words: BTreeSet<&str> = sources.iter().map(|source| source.word()).collect();
    serde_json::to_string(&words).expect("texts are always JSON")
}

/// The products, but for those of a newer version that this one does not know: it reads no alert as one of theirs.
fn read(sources: &str) -> Result<Vec<ServiceSource>, StoreError> {
    let words: Vec<String> = serde_json::from_str(sources)?;
    Ok(words.iter().filter_map(|word| Word::read(word).known()).collect())
}
