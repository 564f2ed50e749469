//! The steps that are due are taken up along their index, each beside those of its target alone.

use riskgate_model::Time;
use sea_orm::{ConnectionTrait, DbBackend};

use super::{plans::explain, store};
use crate::actions::due;

/// The statement that adds so many steps of an action, each with another target.
pub(super) fn steps(action: &str, state: &str, count: i64) -> String {
    let is_open = i64::from(state == "queued");
    format!(
        "insert into action_steps (tenant, action, number, action_number, target_kind, target, act, state, is_open, since, due, claims, sends, \
        looks) with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < {count}) select 't', '{action}', n, \
        {count}, 'user', 'u' || n, 'blockUser', '{state}', {is_open}, 0, 0, 0, 0, 0 from numbers where n < {count}"
    )
}

#[tokio::test]
async fn the_first_steps_are_taken_up_without_sorting_the_others() {
    let (store, _directory) = store().await;
    for analysed in ["select 1", "analyze"] {
        store.writer.execute_unprepared(analysed).await.expect("statistics");
        let plan = explain(&store, due(DbBackend::Sqlite, Time::from_seconds(1), 240)).await;
        assert!(plan[0].starts_with("SCAN it USING INDEX action_steps_is_open_by_action_number"), "{plan:#?}");
        assert!(plan.iter().any(|line| line.starts_with("SEARCH older USING INDEX action_steps_by_target (target=?")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "it sorts: {plan:#?}");
        store.writer.execute_unprepared(&steps(analysed, "succeeded", 10_000)).await.expect("steps");
    }
}
