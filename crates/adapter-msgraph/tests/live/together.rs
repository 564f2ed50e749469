//! Several questions at once, which share the limits of Microsoft Graph: each is answered, or refused before its time is up.

use std::time::Duration;

use riskgate_adapter::{Adapter, AdapterError, ErrorKind};
use riskgate_model::{Id as _, Identity, Query, TenantId, UserFields, UserId};
use riskgate_msgraph_client::{Limit, Limits};
use riskgate_test_msgraph::{Collection, Histories, Limits as StandInLimits, World};
use serde_json::{Value, json};

use crate::graph::{Asked, TENANT, graph};

/// How many times as fast as Microsoft's the limits are here.
const FASTER: u32 = 10;

/// The client's limits in a faster world. Microsoft's are twice as fast there: on a busy machine calls arrive less evenly than they go.
fn faster() -> Limits {
    let faster = |limit: Limit| Limit { per: limit.per / FASTER, ..limit };
    let Limits { identity_protection, audit_logs, security, directory } = Limits::default();
    Limits {
        identity_protection: faster(identity_protection),
        audit_logs: faster(audit_logs),
        security: faster(security),
        directory: faster(directory),
    }
}

/// Users with a history each, and a detection.
fn world() -> World {
    let (mut histories, at) = (Histories::default(), "2025-11-20T00:00:00Z");
    let named = |number: usize| format!("u{number}");
    for number in 0..10 {
        let item = json!({"id": named(number), "userId": named(number), "riskState": "atRisk", "riskLevel": "low",
            "riskLastUpdatedDateTime": at});
        histories.push(&named(number), item);
    }
    let risky = |number| json!({"id": named(number), "riskState": "atRisk", "riskLevel": "low", "riskLastUpdatedDateTime": at});
    let detected = |number| {
        json!({"id": format!("d{number}"), "userId": named(number), "riskEventType": "passwordSpray",
        "riskState": "atRisk", "riskLevel": "low", "detectedDateTime": at})
    };
    World {
        risky_users: (0..10).map(risky).collect::<Vec<Value>>().into(),
        risk_detections: (0..10).map(detected).collect::<Vec<Value>>().into(),
        histories,
        ..World::default()
    }
}

fn users(count: usize) -> Vec<UserId> {
    (0..count).map(|number| UserId::new(TenantId::new(TENANT), &format!("u{number}"))).collect()
}

/// How many rows come of the histories of so many users.
async fn histories(adapter: &Adapter, count: usize) -> Result<usize, AdapterError> {
    let identities: Vec<Identity> = users(count).into_iter().map(Identity::User).collect();
    let source = adapter.risk_history.as_deref().expect("it answers");
    Ok(source.risk_history(&identities, &Query::first(5)).await?.rows.len())
}

async fn detections(adapter: &Adapter) -> Result<usize, AdapterError> {
    let source = adapter.detections.as_deref().expect("it answers");
    Ok(source.detections_by_user(&users(10), &Query::first(5)).await?.rows.len())
}

async fn risky_users(adapter: &Adapter) -> Result<usize, AdapterError> {
    let source = adapter.users.as_deref().expect("it answers");
    Ok(source.users(&Query { fields: UserFields::RISK, ..Query::first(20) }).await?.rows.len())
}

/// Calls and time of a refusal for its price.
fn price(refused: Result<usize, AdapterError>) -> (u64, u128) {
    match refused.expect_err("it is refused").kind {
        ErrorKind::TooExpensive { calls, takes, .. } => (calls, takes.as_millis()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_branch_beside_ten_histories_is_answered_or_refused_for_its_price_and_never_late() {
    // Eleven calls about risks go in a second and a tenth, with half a second for the last answer and half a second of margin.
    let asked = Asked { limits: faster, deadline: Duration::from_millis(2_150), ..Asked::default() };
    let (stand_in, adapter) = graph(world(), asked).await;
    stand_in.settle(|settings| settings.limits = StandInLimits::real().faster(2 * FASTER));
    assert_eq!(risky_users(&adapter).await.expect("a page"), 10);
    let (ten, beside, after) = tokio::join!(histories(&adapter, 10), detections(&adapter), risky_users(&adapter));
    assert_eq!(ten.expect("it was promised to it"), 10);
    for refused in [beside, after] {
        let (calls, takes) = price(refused);
        assert!(calls == 1 && (1_000..=1_300).contains(&takes), "{calls} calls, {takes} ms");
    }
    let calls = [Collection::RiskyUsers, Collection::RiskyUserHistory, Collection::RiskDetections].map(|it| stand_in.calls(it));
    assert_eq!(calls, [1, 10, 0], "nobody asked without being answered");
    assert_eq!(detections(&adapter).await.expect("what was promised is over"), 10);
}

#[tokio::test]
async fn many_who_ask_at_once_are_answered_as_far_as_the_time_goes() {
    let asked = Asked { limits: faster, deadline: Duration::from_millis(2_150), ..Asked::default() };
    let (stand_in, adapter) = graph(world(), asked).await;
    stand_in.settle(|settings| settings.limits = StandInLimits::real().faster(2 * FASTER));
    let adapter = std::sync::Arc::new(adapter);
    let asked = (0..30).map(|number| {
        let adapter = adapter.clone();
        tokio::spawn(async move {
            match number % 3 {
                0 => histories(&adapter, 3).await,
                1 => detections(&adapter).await,
                _ => risky_users(&adapter).await,
            }
        })
    });
    let (mut answered, mut refused) = (0, 0);
    for asked in asked.collect::<Vec<_>>() {
        match asked.await.expect("no panic") {
            Ok(_) => answered += 1,
            refusal => {
                price(refusal);
                refused += 1;
            }
        }
    }
    assert!(answered >= 4 && refused >= 10, "{answered} answered, {refused} refused");
}
