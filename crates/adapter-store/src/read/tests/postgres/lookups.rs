//! What recording looks up, it finds by an index: as PostgreSQL itself tells its plans.

use sea_orm::ConnectionTrait;

use super::{Planned, explain};
use crate::read::tests::{
    lookups::{lookups, records},
    postgres_store,
};

#[tokio::test]
async fn postgresql_looks_up_by_an_index() {
    let Some((mut store, _database)) = postgres_store().await else { return };
    let mut seen = 0;
    for count in [300, 320] {
        for statement in lookups(&mut store, &records(count)).await {
            // Of the tables that hold nothing here each plan is as good. Whether there are alerts is asked for without a key.
            let is_filled = ["alert", "incident", "detections", "sign_ins"].iter().any(|table| statement.sql.contains(table));
            if !is_filled || statement.values.is_none() {
                continue;
            }
            let plan = explain(&store, &statement, Planned::Once, "costs off").await;
            for word in ["Seq Scan", "Bitmap", "Hash", "Merge Join"] {
                assert!(!plan.iter().any(|line| line.contains(word)), "{word}: {}: {plan:#?}", statement.sql);
            }
            let scans: Vec<&String> = plan.iter().filter(|line| line.contains("Index Scan") || line.contains("Index Only Scan")).collect();
            let conditions = plan.iter().filter(|line| line.contains("Index Cond:")).count();
            assert_eq!(scans.len(), conditions, "each index is asked for keys: {}: {plan:#?}", statement.sql);
            seen += 1;
        }
        store.writer.execute_unprepared("analyze").await.expect("statistics");
    }
    assert!(seen > 30, "only {seen} were seen");
}
