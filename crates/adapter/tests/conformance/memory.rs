//! The adapter over records in memory keeps every law.

use riskgate_adapter::conformance::{Law, World, check};

use crate::patient::Patient;

#[tokio::test]
async fn memory_keeps_every_law() {
    let report = check(&Patient::default()).await;
    report.assert();
    assert_eq!(report.results.len(), 19, "every law of adapters is told");
    let waits = |kind| format!("no call for {kind} waits for anything, so that none can be given up half-way");
    let kinds = [
        "users",
        "service_principals",
        "sign_ins",
        "detections",
        "risk_history",
        "directory_audits",
        "named_locations",
        "conditional_access_policies",
        "alerts",
        "incidents",
    ];
    let reasons = kinds.map(waits).join("; ");
    assert_eq!(report.not_judged(), [(Law::CancellationIsHarmless, reasons.as_str())]);
    assert!(report.to_string().starts_with("memory 0.1.0: 18 laws hold, 0 are broken, 1 were not judged, 0 only in part\n"), "{report}");
}

#[tokio::test]
async fn a_law_is_told_in_snake_case_with_its_verdict() {
    let report = check(&Patient::default()).await;
    let json = serde_json::to_value(&report).expect("plain data");
    assert_eq!(json["results"][0]["law"], Law::ManifestIsSane.name());
    assert_eq!(json["results"][0]["verdict"], "passed");
    for law in Law::ALL {
        assert_eq!(serde_json::to_value(law).expect("a word"), law.name());
    }
}

#[test]
fn the_world_has_what_the_laws_need() {
    let world = World::new();
    let busiest = world.sign_ins.iter().filter(|it| it.user_id.as_ref().is_some_and(|id| id.to_string() == "north/u1")).count();
    assert!(busiest >= 9, "{busiest} sign-ins of one user are several pages");
    let moments: std::collections::BTreeSet<_> = world.sign_ins.iter().map(|it| it.created_date_time).collect();
    assert!(moments.len() < world.sign_ins.len(), "sign-ins share moments");
    let states: std::collections::BTreeSet<_> = world.users.iter().map(|user| user.risk.state.clone()).collect();
    assert!(states.len() >= 6, "{states:?}");
    assert!(world.users.iter().any(|user| user.claims.iter().any(|claim| claim.closed.is_some() || claim.since.is_some())));
    assert!(world.sign_ins.iter().any(|it| it.risk.state != it.risk_state), "a risk was closed, or withdrawn");
    let named = |count| world.directory_audits.iter().filter(|it| it.identities().len() == count).count();
    assert!(named(0) > 0 && named(1) > 0 && named(2) > 0, "audits name nobody, one and several");
    let locations = &world.named_locations;
    assert!(locations.iter().any(|it| it.kind.is_none()) && locations.iter().any(|it| it.modified().is_none()), "{locations:?}");
    let policies = &world.conditional_access_policies;
    assert!(policies.iter().any(|it| it.conditions.is_none()) && policies.iter().any(|it| it.grant_controls.is_none()), "{policies:?}");
}
