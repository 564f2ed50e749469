//! The laws of feeds, judged over every list. Details are not judged: what they read is the store's to say, which hears of each history that
//! was recorded.

use riskgate_adapter::{
    Feed, Part,
    conformance::{Verdict, check_feed},
};
use riskgate_adapter_msgraph::SyncOptions;
use riskgate_model::Time;
use riskgate_test_msgraph::{Size, World};
use serde_json::json;

use crate::graph::{BEGIN, Graph, read};

/// A world in which every list has several rows, also of the last day.
fn world() -> World {
    let size =
        Size { sign_ins: 300, unattended: 50, detections: 200, alerts: 60, days: 6, ..Size::small(Time::from_seconds(BEGIN - 3_600)) };
    let mut world = World::sized(size);
    for number in 0..6 {
        let id = format!("5f1c7bde-0000-4000-a000-00000000010{number}");
        let location = json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "id": id, "displayName": "Office", "isTrusted": true});
        world.named_locations.push(location);
        world.policies.push(json!({"id": id, "displayName": "Policy", "state": "enabled", "conditions": {}}));
    }
    world
}

#[tokio::test]
async fn every_list_keeps_them() {
    let graph = Graph::of(world()).await;
    for beta_sign_ins in [false, true] {
        let options = SyncOptions { beta_sign_ins, defender: true, ..SyncOptions::default() };
        let feeds = graph.feeds(&options).into_iter().filter(|feed| feed.part != Part::Details);
        for name in feeds.map(|feed| feed.name).collect::<Vec<_>>() {
            let again = || graph.feeds(&options).into_iter().find(|feed| feed.name == name).expect("it is there");
            graph.stand_in.settle(|settings| settings.page_most = None);
            let rows = read(again()).await.ids.len();
            // So that a stretch has several pages.
            graph.stand_in.settle(|settings| settings.page_most = Some((rows / 5).max(1)));
            let report = check_feed(|| -> Box<dyn Feed> { again().feed }).await;
            report.assert();
            let whole = |verdict: &Verdict| matches!(verdict, Verdict::Passed { note: None, .. });
            assert!(report.results.iter().all(|judged| whole(&judged.verdict)), "{name}, {rows} rows: {report}");
        }
    }
}
