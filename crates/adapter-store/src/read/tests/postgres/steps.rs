//! What a page costs, counted in the blocks that PostgreSQL looks at: the thousandth page as much as the first.

use riskgate_model::{Cursor, Direction, Entity, Field, Filter, Id, Operand, Order, Query, SignIn, SignInField, TenantId, Test, UserId};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;

use super::{Planned, explain};
use crate::{
    Store,
    limits::{WALK, WALK_EACH},
    read::{Parents, postgres::groups, tests::postgres_store},
    table::Stored,
};

/// Rows in the table: the thousandth page begins in it, and more than two budgets of a walk.
const ROWS: u32 = 26_000;

/// A page of the default size.
const PAGE: u32 = 25;

/// Fills the table of sign-ins by SQL alone: all of one user.
async fn fill(store: &Store, rows: u32) {
    let sql = format!(
        "insert into sign_ins (tenant, id, created, user_id, app_display_name, conditional_access_rank, authentication_rank,
            risk_state_rank, risk_level_rank, risk_level_during_rank, is_risky, record)
        select 't', 's' || n, n / 3, 'u', 'app ' || (n % 5), n % 4, n % 3, n % 6, n % 5, n % 5, n % 2, '{{}}'
        from generate_series(1, {rows}) n"
    );
    store.writer.execute_unprepared(&sql).await.expect("rows");
    store.writer.execute_unprepared("vacuum analyze sign_ins").await.expect("statistics");
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

/// The place of the row at `offset` in this order.
async fn place(store: &Store, order: Order<SignInField>, offset: u32) -> Cursor {
    let word = if order.direction == Direction::Descending { "desc" } else { "asc" };
    let by = SignIn::column(order.field).key.unwrap_or("created");
    let columns = format!("{by} {word}, created {word}, id {word}, tenant {word}");
    let sql = format!("select json_build_array({by}, created, id, tenant)::text from sign_ins order by {columns} limit 1 offset {offset}");
    let row = store.writer.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.expect("an answer").expect("a row");
    let (by, date, object, tenant) = serde_json::from_str(&row.try_get_by_index::<String>(0).expect("a place")).expect("a place");
    Cursor { by: Some(by).filter(|_| order.field != SignInField::DATE), date, object, tenant }
}

fn query(filter: Filter<SignInField>, order: Order<SignInField>, after: Option<Cursor>) -> Query<SignIn> {
    Query { filter, order, after, fields: <SignIn as Entity>::Fields::NONE, first: PAGE }
}

#[tokio::test]
async fn page_one_thousand_looks_at_as_many_blocks_as_page_one() {
    let Some((store, _database)) = postgres_store().await else { return };
    fill(&store, ROWS).await;
    let user = [UserId::new(TenantId::new("t"), "u")];
    let of_user = || Parents::of("user_id", &user);
    let app = || Filter::eq(SignInField::AppDisplayName, Operand::Text("App 3".to_owned()));
    let mut lists = Vec::new();
    for field in SignInField::ALL.iter().copied().filter(|field| field.is_sortable()) {
        for direction in [Direction::Ascending, Direction::Descending] {
            lists.push((Parents::None, Filter::All, Order { field, direction }));
        }
    }
    let newest = Order::default();
    lists.push((of_user(), Filter::All, newest));
    lists.push((of_user(), Filter::eq(SignInField::IsRisky, Operand::Flag(true)), newest));
    lists.push((Parents::None, app(), newest));
    lists.push((Parents::None, app(), Order { field: SignInField::AppDisplayName, direction: Direction::Ascending }));
    for (parents, filter, order) in lists {
        let mut far = place(&store, order, (PAGE * 999) - 1).await;
        if let (Filter::Is(SignInField::AppDisplayName, _), Some(by)) = (&filter, &mut far.by) {
            *by = riskgate_model::SortKey::Text("app 3".to_owned());
        }
        let first = taken(&store, &groups(&parents, &query(filter.clone(), order, None))).await;
        let later = taken(&store, &groups(&parents, &query(filter, order, Some(far)))).await;
        assert_eq!(first.walked, i64::from(PAGE) + 1, "{order:?}");
        assert!(later.walked <= first.walked, "{order:?}: {} rows after {}", later.walked, first.walked);
        // Rows of one page may lie in blocks of their own; walking the pages before would look at hundreds.
        assert!(later.blocks <= first.blocks + i64::from(PAGE), "{order:?}: {} blocks after {}", later.blocks, first.blocks);
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_reads_as_many_as_its_budget() {
    let never = || Filter::Is(SignInField::City, Test::Contains("nowhere".to_owned()));
    let user = [UserId::new(TenantId::new("t"), "u")];
    let Some((store, _database)) = postgres_store().await else { return };
    fill(&store, ROWS).await;
    for (parents, budget) in [(Parents::None, WALK), (Parents::of("user_id", &user), WALK_EACH)] {
        let taken = taken(&store, &groups(&parents, &query(never(), Order::default(), None))).await;
        assert_eq!(taken.walked, i64::from(budget));
    }
}

#[tokio::test]
async fn a_walk_that_tests_rows_ends_with_the_page() {
    let Some((store, _database)) = postgres_store().await else { return };
    fill(&store, ROWS).await;
    let always = Filter::Is(SignInField::AppDisplayName, Test::Contains("app".to_owned()));
    let taken = taken(&store, &groups(&Parents::None, &query(always, Order::default(), None))).await;
    assert_eq!(taken.walked, i64::from(PAGE) + 1);
}
