//! The steps that are due are taken up along their index, each beside those of its target alone, whatever the statistics say.

use riskgate_model::Time;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{Planned, explain};
use crate::{
    actions::due,
    read::tests::{due::steps, postgres_store},
};

#[tokio::test]
async fn postgresql_takes_up_the_first_steps_and_reads_no_others() {
    let Some((store, _database)) = postgres_store().await else { return };
    store.writer.execute_unprepared(&steps("old", "succeeded", 10_000)).await.expect("steps");
    let statement = due(DbBackend::Postgres, Time::from_seconds(1), 240);
    let action = "insert into actions (tenant, id, number, kind, arguments, requested, requested_by, refused) values ";
    let actions =
        ["none", "few", "many"].iter().zip(1..).map(|(id, number)| format!("('t', '{id}', {number}, 'blockUsers', '', 0, '', '[]')"));
    let actions = actions.collect::<Vec<_>>().join(", ");
    store.writer.execute_unprepared(&format!("{action}{actions}")).await.expect("actions");
    for (count, action) in [(0, "none"), (2_000, "few"), (20_000, "many")] {
        // The statistics of a time when nothing was to be done stay for a while.
        if count == 0 {
            store.writer.execute_unprepared("vacuum analyze action_steps").await.expect("statistics");
        }
        store.writer.execute_unprepared(&steps(action, "queued", count)).await.expect("steps");
        let plan = explain(&store, &statement, Planned::Once, "analyze, costs off, timing off, summary off").await;
        let read = |alias: &str| {
            let mut lines = plan.iter().filter(|line| line.contains(&format!(" on action_steps {alias} ")));
            lines.next().unwrap_or_else(|| panic!("{alias}: {plan:#?}")).trim().to_owned()
        };
        assert!(!plan.iter().any(|line| line.contains("Sort") || line.contains("Seq Scan")), "{count} steps: {plan:#?}");
        let rows = count.min(240);
        let walked = format!("->  Index Scan using action_steps_is_open_by_action_number on action_steps it (actual rows={rows} loops=1)");
        assert_eq!(read("it"), walked, "{count} steps: {plan:#?}");
        assert!(read("older").starts_with("->  Index Scan using action_steps_by_target on action_steps older"), "{count} steps: {plan:#?}");
    }
}
