//! What a page costs, counted in steps of SQLite's machine: the thousandth page as much as the first.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use riskgate_model::{Cursor, Direction, Entity, Field, Filter, Id, Operand, Order, Query, SignIn, SignInField, TenantId, Test, UserId};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::store;
use crate::{
    Store,
    limits::{WALK, WALK_EACH},
    read::{Parents, sqlite::groups},
    table::Stored,
};

/// Rows in the table: the thousandth page begins in it, and more than two budgets of a walk.
const ROWS: u32 = 26_000;

/// A page of the default size.
const PAGE: u32 = 25;

/// Fills the table of sign-ins by SQL alone: all of one user.
pub(super) async fn fill(store: &Store, rows: u32) {
    let sql = format!(
        "with recursive n(n) as (select 1 union all select n + 1 from n where n < {rows})
        insert into sign_ins (tenant, id, created, user_id, app_display_name, conditional_access_rank, authentication_rank, risk_state_rank,
            risk_level_rank, risk_level_during_rank, is_risky, record)
        select 't', 's' || n, n / 3, 'u', 'app ' || (n % 5), n % 4, n % 3, n % 6, n % 5, n % 5, n % 2, '{{}}' from n"
    );
    store.writer.execute_unprepared(&sql).await.expect("rows");
}

/// How many steps SQLite's machine takes for a statement.
pub(super) async fn steps(store: &Store, statement: Statement) -> u64 {
    let steps = Arc::new(AtomicU64::new(0));
    let counter = steps.clone();
    let mut connection = store.writer.get_sqlite_connection_pool().acquire().await.expect("the writer");
    connection.lock_handle().await.expect("its handle").set_progress_handler(1, move || {
        counter.fetch_add(1, Ordering::Relaxed);
        true
    });
    drop(connection);
    store.writer.query_one_raw(statement).await.expect("an answer");
    steps.load(Ordering::Relaxed)
}

/// The place of the row at `offset` in this order.
async fn place(store: &Store, order: Order<SignInField>, offset: u32) -> Cursor {
    let word = if order.direction == Direction::Descending { "desc" } else { "asc" };
    let by = SignIn::column(order.field).key.unwrap_or("created");
    let columns = format!("{by} {word}, created {word}, id {word}, tenant {word}");
    let sql = format!("select json_array({by}, created, id, tenant) from sign_ins order by {columns} limit 1 offset {offset}");
    let row = store.writer.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.expect("an answer").expect("a row");
    let (by, date, object, tenant) = serde_json::from_str(&row.try_get_by_index::<String>(0).expect("a place")).expect("a place");
    Cursor { by: Some(by).filter(|_| order.field != SignInField::DATE), date, object, tenant }
}

fn query(filter: Filter<SignInField>, order: Order<SignInField>, after: Option<Cursor>) -> Query<SignIn> {
    Query { filter, order, after, fields: <SignIn as Entity>::Fields::NONE, first: PAGE }
}

fn user() -> [UserId; 1] {
    [UserId::new(TenantId::new("t"), "u")]
}

#[tokio::test]
async fn page_one_thousand_takes_the_steps_of_page_one() {
    let (store, _directory) = store().await;
    fill(&store, ROWS).await;
    let user = user();
    let of_user = || Parents::of("user_id", &user);
    let mut lists = Vec::new();
    for field in SignInField::ALL.iter().copied().filter(|field| field.is_sortable()) {
        for direction in [Direction::Ascending, Direction::Descending] {
            lists.push((Parents::None, Filter::All, Order { field, direction }));
        }
    }
    let newest = Order::default();
    lists.push((of_user(), Filter::All, newest));
    lists.push((of_user(), Filter::eq(SignInField::IsRisky, Operand::Flag(true)), newest));
    lists.push((Parents::None, Filter::eq(SignInField::AppDisplayName, Operand::Text("App 3".to_owned())), newest));
    lists.push((
        Parents::None,
        Filter::eq(SignInField::AppDisplayName, Operand::Text("App 3".to_owned())),
        Order { field: SignInField::AppDisplayName, direction: Direction::Ascending },
    ));
    for (parents, filter, order) in lists {
        let mut far = place(&store, order, (PAGE * 999) - 1).await;
        if let (Filter::Is(SignInField::AppDisplayName, _), Some(by)) = (&filter, &mut far.by) {
            *by = riskgate_model::SortKey::Text("app 3".to_owned());
        }
        let first = steps(&store, groups(&parents, &query(filter.clone(), order, None))).await;
        let later = steps(&store, groups(&parents, &query(filter, order, Some(far)))).await;
        // The cursor itself is compared with each row; walking the pages before would take more than a hundred times as many.
        assert!(later <= first * 2, "{order:?}: {later} steps after {first}");
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_takes_no_more_steps_in_a_longer_table() {
    let never = || Filter::Is(SignInField::City, Test::Contains("nowhere".to_owned()));
    for (parents, budget) in [(Parents::None, WALK), (Parents::of("user_id", &user()), WALK_EACH)] {
        let mut taken = Vec::new();
        for rows in [budget + 1_000, ROWS] {
            let (store, _directory) = store().await;
            fill(&store, rows).await;
            taken.push(steps(&store, groups(&parents, &query(never(), Order::default(), None))).await);
        }
        assert_eq!(taken[0], taken[1], "a budget of {budget} rows");
    }
}
