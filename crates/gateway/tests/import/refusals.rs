//! `riskgate refusals`: what was refused, looked at and read again.

use std::sync::Arc;

use riskgate_adapter::Sink as _;
use riskgate_adapter_store::Store;
use riskgate_gateway::clock::SystemClock;
use riskgate_model::{Refusal, RefusalContext, TenantId, Time};
use serde_json::json;

use crate::place::{Place, Run, now, page, run, sign_ins};

const RISKY_USER: &str = r##"{"@odata.type":"#microsoft.graph.riskyUser","id":"u9","riskState":"atRisk","riskLevel":"high"}"##;

fn refusals(place: &Place, words: &[&str]) -> Run {
    run(&mut place.riskgate(&[&["refusals"], words].concat()))
}

/// A page with one good sign-in, one without a time, and one of which nothing is known.
fn with_two_refused(place: &Place) {
    let [good] = sign_ins(1).collect::<Vec<_>>().try_into().expect("one");
    let bad = r#"{"id":"bad","createdDateTime":"yesterday"}"#.to_owned();
    place.write("export", format!("{good}\n{{\"nothing\":\"known\"}}\n"));
    place.write("page", page("auditLogs/signIns", [bad]));
    assert_eq!(place.import(&["export", "page"]).code, Some(1));
}

/// Refusals as an older version may have left them: this one can read them, in what was known around them.
fn readable(place: &Place, refusals: &[Refusal]) {
    now(async {
        let store = Store::open(&place.url(), Arc::new(SystemClock)).await.expect("the store opens");
        store.record(&[], refusals).await.expect("they are kept");
        store.close().await.expect("the store closes");
    });
}

fn refusal(text: &str, context: RefusalContext) -> Refusal {
    let (source, place, reason) = ("old".to_owned(), "line 1".to_owned(), "was not known then".to_owned());
    Refusal { source, place, reason, text: text.to_owned(), kind: None, context }
}

#[test]
fn refusals_are_listed_with_place_and_reason_and_filtered() {
    let place = Place::new();
    let absent = refusals(&place, &["list"]);
    assert_eq!((absent.code, place.path("riskgate.db").exists()), (Some(2), false), "{absent:?}");
    place.make_database();
    assert_eq!(refusals(&place, &["list"]).output, "Nothing was refused.\n");
    with_two_refused(&place);
    let all = refusals(&place, &["list", "--json"]).json();
    assert_eq!(all.as_array().map(Vec::len), Some(2), "{all}");
    let some = refusals(&place, &["list", "--json", "--source", "page", "--kind", "signins"]).json();
    assert_eq!(some[0]["place"], "value[0].createdDateTime");
    assert_eq!((&some[0]["kind"], some.as_array().map(Vec::len)), (&"signIns".into(), Some(1)));
    let told = refusals(&place, &["list", "--limit", "1"]).output;
    assert!(told.ends_with("1 of 2; --limit shows more.\n"), "{told}");
}

#[test]
fn a_refusal_is_shown_with_its_text_and_an_unknown_one_is_told() {
    let place = Place::new();
    with_two_refused(&place);
    let listed = refusals(&place, &["list", "--json", "--source", "page"]).json();
    let id = listed[0]["id"].as_str().expect("an id");
    let shown = refusals(&place, &["show", id, "nothing", "--json"]);
    assert_eq!(shown.code, Some(1), "{shown:?}");
    assert_eq!(shown.json()[0]["text"], r#"{"id":"bad","createdDateTime":"yesterday"}"#);
    assert!(shown.errors.contains(r#"there is no refusal "nothing""#), "{shown:?}");
    assert_eq!(refusals(&place, &["show", id]).code, Some(0));
}

#[test]
fn what_can_be_read_now_is_recorded_in_what_was_known_around_it_and_its_refusal_is_gone() {
    let place = Place::new();
    with_two_refused(&place);
    let context = RefusalContext {
        tenant: TenantId::new("5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11"),
        as_of: Some(Time::from_seconds(1_700_000_000)),
        page: Some("https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns".to_owned()),
    };
    // Only the page says what it is.
    let of_a_page = refusal(r#"{"id":"s9","createdDateTime":"2024-05-01T00:00:00Z"}"#, context);
    readable(&place, &[of_a_page, refusal(RISKY_USER, RefusalContext::default())]);

    let retried = refusals(&place, &["retry", "--json"]);
    assert_eq!(retried.code, Some(1), "two are still refused: {retried:?}");
    let one = json!({"new": 1, "changed": 0, "unchanged": 0, "refused": 0});
    assert_eq!(retried.json(), json!({"records": {"signIns": one, "riskyUsers": one}, "settled": 2, "refused": 2}));
    assert_eq!(place.ask("select tenant from sign_ins where id = 's9'"), ["5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11"]);
    assert_eq!(place.ask("select observed || '' from sign_ins where id = 's9'"), ["1700000000000000000"]);
    assert_eq!(place.ask("select tenant from users where id = 'u9'"), ["00000000-0000-0000-0000-000000000000"]);
    assert_eq!(place.ask("select count(*) || '' from refusals"), ["2"]);
}

#[test]
fn a_retry_that_was_killed_before_it_forgot_finds_its_records_unchanged() {
    let place = Place::new();
    readable(&place, &[refusal(RISKY_USER, RefusalContext::default())]);
    place.write("same", RISKY_USER);
    place.imported(&["same"]);
    let retried = refusals(&place, &["retry"]);
    assert_eq!(retried.output, "riskyUsers: 0 new, 0 changed, 1 unchanged\n1 read after all, 0 still refused.\n");
    assert_eq!(retried.code, Some(0));
    assert_eq!(place.ask("select count(*) || '' from refusals"), ["0"]);
}

#[test]
fn only_the_refusals_that_are_named_are_read_again() {
    let place = Place::new();
    with_two_refused(&place);
    readable(&place, &[refusal(RISKY_USER, RefusalContext::default())]);
    let listed = refusals(&place, &["list", "--json"]).json();
    let of =
        |source: &str| listed.as_array().expect("refusals").iter().find(|it| it["source"] == source).expect("it is listed")["id"].clone();
    let named = |id: serde_json::Value| refusals(&place, &["retry", "--json", id.as_str().expect("an id")]).json();
    assert_eq!(named(of("page")), json!({"records": {}, "settled": 0, "refused": 1}));
    assert_eq!(named(of("old"))["settled"], 1);
    assert_eq!(refusals(&place, &["retry", "--json"]).json(), json!({"records": {}, "settled": 0, "refused": 2}));
}

#[test]
fn refusals_of_older_versions_keep_their_texts_through_the_migration() {
    let place = Place::new();
    place.make_database();
    // The table as it was before the tenth migration, with one refusal.
    for statement in [
        "drop table refusals",
        "create table refusals (digest blob not null primary key, source text not null, place text not null, reason text not null, \
         kind text, record text not null, refused_at integer not null)",
        "insert into refusals values (x'00112233445566778899aabbccddeeff0011', 'f', 'line 1', 'r', 'signIns', '{}', 5)",
        "delete from seaql_migrations where version = 'm0010_refusal_contexts'",
    ] {
        place.ask(statement);
    }
    let listed = refusals(&place, &["list", "--json"]).json();
    let expected = json!([{
        "id": "00112233445566778899aabbccddeeff", "refusedAt": "1970-01-01T00:00:00.000000005Z",
        "source": "f", "place": "line 1", "kind": "signIns", "reason": "r",
    }]);
    assert_eq!(listed, expected);
}
