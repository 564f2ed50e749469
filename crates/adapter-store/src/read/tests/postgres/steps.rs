//! What a page costs, counted in the blocks that PostgreSQL looks at: the thousandth page as much as the first.

use riskgate_model::{Filter, Order, SignInField, Test};
use riskgate_test_postgres::Database;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::Value;

use super::{Planned, explain, groups};
use crate::{
    Store,
    limits::{WALK, WALK_EACH},
    read::{
        Parents,
        tests::{
            far::{PAGE, ROWS, fill, never, pages, query, user},
            postgres_store,
        },
    },
};

/// A store with a long table, and what is known of it.
async fn long_store() -> Option<(Store, Database)> {
    let (store, database) = postgres_store().await?;
    fill(&store, ROWS).await;
    store.writer.execute_unprepared("vacuum analyze sign_ins").await.expect("statistics");
    Some((store, database))
}

/// What a statement took.
struct Taken {
    /// Blocks it looked at.
    blocks: i64,
    /// Rows it read along the index of sign-ins.
    walked: i64,
}

async fn taken(store: &Store, statement: &Statement) -> Taken {
    let told = explain(store, statement, Planned::Once, "analyze, buffers, timing off, format json").await;
    let told: Value = serde_json::from_str(&told[0]).expect("JSON");
    let plan = &told[0]["Plan"];
    let blocks = ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|name| plan[name].as_i64()).sum();
    Taken { blocks, walked: walked(plan) }
}

/// The rows read by the scans of sign-ins below this node.
fn walked(node: &Value) -> i64 {
    let own = if node["Relation Name"] == "sign_ins" { rows(node) } else { 0 };
    let below = node["Plans"].as_array().map_or(0, |plans| plans.iter().map(walked).sum());
    own + below
}

/// The rows of one node; PostgreSQL tells the mean of its loops, and newer versions with a fraction.
fn rows(node: &Value) -> i64 {
    let number = |name: &str| node[name].as_f64().expect("a number");
    #[expect(clippy::cast_possible_truncation, reason = "the tables of these tests are small")]
    let rows = (number("Actual Rows") * number("Actual Loops")).round() as i64;
    rows
}

#[tokio::test]
async fn page_one_thousand_looks_at_as_many_blocks_as_page_one() {
    let Some((store, _database)) = long_store().await else { return };
    for (parents, first, later) in pages(&store, &user()).await {
        let order = later.order;
        let first = taken(&store, &groups(&parents, &first)).await;
        let later = taken(&store, &groups(&parents, &later)).await;
        assert_eq!(first.walked, i64::from(PAGE) + 1, "{order:?}");
        assert!(later.walked <= first.walked, "{order:?}: {} rows after {}", later.walked, first.walked);
        // Rows of one page may lie in blocks of their own; walking the pages before would look at hundreds.
        assert!(later.blocks <= first.blocks + i64::from(PAGE), "{order:?}: {} blocks after {}", later.blocks, first.blocks);
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_reads_as_many_as_its_budget() {
    let Some((store, _database)) = long_store().await else { return };
    for (parents, budget) in [(Parents::None, WALK), (Parents::of("user_id", &user()), WALK_EACH)] {
        let taken = taken(&store, &groups(&parents, &query(never(), Order::default(), None))).await;
        assert_eq!(taken.walked, i64::from(budget));
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_ends_with_the_page() {
    let Some((store, _database)) = long_store().await else { return };
    let always = Filter::Is(SignInField::AppDisplayName, Test::Contains("app".to_owned()));
    let taken = taken(&store, &groups(&Parents::None, &query(always, Order::default(), None))).await;
    assert_eq!(taken.walked, i64::from(PAGE) + 1);
}
