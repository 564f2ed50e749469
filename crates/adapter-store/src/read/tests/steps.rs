//! What a page costs, counted in steps of SQLite's machine: the thousandth page as much as the first.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use riskgate_model::Order;
use sea_orm::{ConnectionTrait, Statement};

use super::{
    far::{ROWS, fill, never, pages, query, user},
    store,
};
use crate::{
    Store,
    limits::{WALK, WALK_EACH},
    read::{Parents, sqlite::groups},
};

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

#[tokio::test]
async fn page_one_thousand_takes_the_steps_of_page_one() {
    let (store, _directory) = store().await;
    fill(&store, ROWS).await;
    for (parents, first, later) in pages(&store, &user()).await {
        let order = later.order;
        let first = steps(&store, groups(&parents, &first)).await;
        let later = steps(&store, groups(&parents, &later)).await;
        // The cursor itself is compared with each row; walking the pages before would take more than a hundred times as many.
        assert!(later <= first * 2, "{order:?}: {later} steps after {first}");
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_takes_no_more_steps_in_a_longer_table() {
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
