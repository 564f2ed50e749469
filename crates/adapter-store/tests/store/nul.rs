//! U+0000, which PostgreSQL cannot keep: whoever sends it must not be lost by it.

use riskgate_adapter::{SignInSource, Sink};
use riskgate_model::{
    Cursor, Filter, Id, Kept, Operand, Order, Query, Record, RecordKind, Refusal, SignInField, SignInFields, SignInId, SortKey, TenantId,
    Test,
};
use serde_json::json;

use crate::bench::Bench;

fn sign_in() -> Record {
    let properties = json!({
        "id": "s\0", "createdDateTime": "1970-01-01T00:00:05Z", "userId": "u\0", "userAgent": "a\0b", "appDisplayName": "z\0z",
        "deviceDetail": {"displayName": "\0"}, "signInEventTypes": ["\0"], "riskState": "\0",
    });
    let properties = properties.as_object().expect("an object").clone();
    Record::SignIn(Box::new(Kept::read(properties, &TenantId::new("t"), None).expect("a sign-in")))
}

#[tokio::test]
async fn a_sign_in_with_nul_is_recorded_found_and_kept_as_it_came() {
    let Some(bench) = Bench::of(&[sign_in()]).await else { return };
    let id = |object| SignInId::new(TenantId::new("t"), object);
    let found = bench.store.sign_ins_by_id(&[id("s\0"), id("\0")], SignInFields::ALL).await.expect("an answer");
    assert_eq!(found.len(), 1);
    let sign_in = &found[&id("s\u{fffd}")];
    assert_eq!(sign_in.user_agent.as_deref(), Some("a\u{fffd}b"));
    assert!(sign_in.record.as_ref().expect("the whole record").as_str().contains(r#""userAgent":"a\u0000b""#));
    for (field, test, matches) in [
        (SignInField::UserAgent, Test::In(vec![Operand::Text("A\0B".into())]), true),
        (SignInField::UserAgent, Test::Contains("\0".into()), true),
        (SignInField::UserAgent, Test::Lt(Operand::Text("a\0b".into())), false),
        (SignInField::UserAgent, Test::Le(Operand::Text("a\0b".into())), true),
        (SignInField::AppDisplayName, Test::In(vec![Operand::Text("z\0z".into())]), true),
        (SignInField::AppDisplayName, Test::StartsWith("z\0a".into()), false),
        (SignInField::SignInEventType, Test::In(vec![Operand::UnknownWord]), true),
        (SignInField::RequestId, Test::In(vec![Operand::Text("\0".into())]), false),
    ] {
        let filter = Filter::Is(field, test);
        let rows = bench.store.sign_ins(&Query { filter: filter.clone(), ..Query::first(5) }).await.expect("a page").rows;
        assert_eq!(rows.iter().map(|row| filter.matches(row)).collect::<Vec<_>>(), vec![true; usize::from(matches)], "{filter:?}");
    }
}

#[tokio::test]
async fn a_cursor_with_nul_is_a_place_like_any_other() {
    let Some(bench) = Bench::of(&[sign_in()]).await else { return };
    let after = Cursor { by: Some(SortKey::Text("\0".into())), date: 0, object: "\0".into(), tenant: "\0".into() };
    let order = Order { field: SignInField::AppDisplayName, ..Order::default() };
    let page = bench.store.sign_ins(&Query { order, after: Some(after), ..Query::first(5) }).await.expect("a page");
    assert_eq!(page.rows.len(), 1);
}

#[tokio::test]
async fn what_is_refused_may_hold_nul() {
    let Some(bench) = Bench::new().await else { return };
    let kind = Some(RecordKind::SignIns);
    let refusal = Refusal {
        source: "a\0".into(),
        place: "1".into(),
        reason: "it is no JSON".into(),
        text: "\0\0".into(),
        kind,
        ..Refusal::default()
    };
    let recorded = bench.store.record(&[], &[refusal]).await.expect("it is kept");
    assert_eq!(recorded.0[&RecordKind::SignIns].refused, 1);
}
