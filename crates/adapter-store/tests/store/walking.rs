//! Filters that no index answers: a walk ends after its budget, and the list goes on behind it.

use riskgate_adapter::SignInSource;
use riskgate_model::{Filter, Id, Operand, Query, SignIn, SignInField};

use crate::{
    bench::Bench,
    crowd::{FIELDS, crowd, users},
};

fn from_oslo(first: u32) -> Query<SignIn> {
    Query { filter: Filter::eq(SignInField::City, Operand::Text("oslo".into())), fields: FIELDS, ..Query::first(first) }
}

fn objects(rows: &[SignIn]) -> Vec<String> {
    rows.iter().map(|row| row.id.object().to_owned()).collect()
}

#[tokio::test]
async fn short_pages_lead_through_the_whole_list_and_end() {
    let Some(bench) = Bench::new().await else { return };
    crowd(&bench.url(), 1, 25_000, 9_000).await;
    let (mut found, mut pages) = (Vec::new(), Vec::new());
    let mut query = from_oslo(2);
    loop {
        let page = bench.store.sign_ins(&query).await.expect("a page");
        found.extend(objects(&page.rows));
        pages.push(page.rows.len());
        let Some(next) = page.next else { break };
        query.after = Some(next);
    }
    assert_eq!(found, ["s18000", "s9000", "s0"]);
    assert_eq!(pages, [1, 1, 1], "three walks of at most 10,000 rows");
}

#[tokio::test]
async fn a_page_may_be_empty_and_go_on() {
    let Some(bench) = Bench::new().await else { return };
    crowd(&bench.url(), 1, 10_001, 20_000).await;
    let first = bench.store.sign_ins(&from_oslo(25)).await.expect("a page");
    assert_eq!((first.rows.len(), first.next.is_some()), (0, true));
    let last = bench.store.sign_ins(&Query { after: first.next, ..from_oslo(25) }).await.expect("a page");
    assert_eq!((objects(&last.rows), last.next), (vec!["s0".to_owned()], None));
}

#[tokio::test]
async fn a_parents_page_is_the_same_alone_and_among_fifty() {
    let Some(bench) = Bench::new().await else { return };
    crowd(&bench.url(), 50, 20, 7).await;
    crowd_of_one(&bench).await;
    let parents = users(51);
    let mut query = from_oslo(3);
    let mut short = 0;
    for _ in 0..3 {
        let among = bench.store.sign_ins_by_user(&parents, &query).await.expect("pages");
        for ((parent, group), next) in parents.iter().zip(among.groups()).zip(&among.next) {
            let alone = bench.store.sign_ins_by_user(std::slice::from_ref(parent), &query).await.expect("a page");
            assert_eq!((alone.rows.as_slice(), &alone.next[0]), (group, next), "{parent}");
            short += usize::from(group.len() < 3 && next.is_some());
        }
        query.after = among.next.last().cloned().flatten();
    }
    assert!(short > 0, "the last user's pages are short and go on");
}

/// A user with more sign-ins than are walked for one parent.
async fn crowd_of_one(bench: &Bench) {
    use sea_orm::ConnectionTrait;
    let connection = crate::bench::connection(&bench.url()).await;
    crowd(&bench.url(), 0, 0, 1).await;
    let sql = "with recursive n(n) as (select 0 union all select n + 1 from n where n < 5000)
        insert into sign_ins (tenant, id, created, user_id, city, conditional_access_rank, authentication_rank, risk_state_rank,
            risk_level_rank, risk_level_during_rank, is_risky, record)
        select 't', 'x' || n, n, 'u50', case when n % 1500 = 0 then 'Oslo' else 'Bergen' end, -1, -1, -1, -1, -1, 0, '{}' from n";
    connection.execute_unprepared(sql).await.expect("rows");
}
