//! Whose alerts claim something: what was folded by another rule is folded anew, whoever said it and whenever it was interrupted.

use std::sync::Arc;

use riskgate_adapter::UserSource;
use riskgate_adapter_store::Store;
use riskgate_model::{
    Alert, CLAIM_SOURCES, Detection, Id, Kept, MsgraphRecord, Record, RiskyUser,
    ServiceSource::{self, AzureAdIdentityProtection, MicrosoftDefenderForEndpoint, MicrosoftDefenderForIdentity},
    TenantId, UserFields, UserId, Word,
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend};
use serde_json::{Value, json};

use crate::bench::{Bench, Still, connection, texts};

fn kept<T: MsgraphRecord + std::fmt::Debug>(properties: &Value) -> Kept<T> {
    Kept::read(properties.as_object().expect("an object").clone(), &TenantId::new("t"), None).expect("a record")
}

fn alert(number: usize, source: &str, status_of: &[&str]) -> Record {
    let (id, user) = (format!("a{number}"), format!("u{number}"));
    let mut alert = json!({
        "id": id, "serviceSource": source, "severity": "low", "status": "resolved", "classification": "falsePositive",
        "lastUpdateDateTime": "2024-05-01T09:00:00Z",
        "evidence": [{"userAccount": {"azureAdUserId": user}}, {"requestId": format!("s{number}")}],
    });
    if !status_of.is_empty() {
        alert["statusOf"] = json!(status_of);
    }
    Record::Alert(Box::new(kept::<Alert>(&alert)))
}

/// Users with a detection each, and an alert of each product about each.
fn told() -> Vec<Record> {
    let sources = ["azureAdIdentityProtection", "microsoftDefenderForEndpoint", "MicrosoftDefenderForIdentity", "strange"];
    let alerts = sources.iter().enumerate().map(|(number, source)| alert(number, source, &[]));
    let of_statuses = [alert(4, "microsoftDefenderForEndpoint", &["u1", "other"]), alert(5, "azureAdIdentityProtection", &["u1"])];
    let users = (0..6).flat_map(|number| {
        let (user, at) = (format!("u{number}"), "2024-05-01T08:00:00Z");
        let risky = json!({"id": user, "riskState": "atRisk", "riskLevel": "high", "riskLastUpdatedDateTime": at});
        let detection = json!({
            "id": format!("d{number}"), "userId": user, "requestId": format!("s{number}"), "detectedDateTime": at, "riskState": "atRisk",
            "riskLevel": "medium", "lastUpdatedDateTime": at,
        });
        [Record::RiskyUser(kept::<RiskyUser>(&risky)), Record::Detection(Box::new(kept::<Detection>(&detection)))]
    });
    alerts.chain(of_statuses).chain(users).collect()
}

/// Everything in a store that was told these products before it was told anything else.
async fn from_the_start(sources: &[ServiceSource], records: &[Record]) -> Option<Vec<String>> {
    let bench = Bench::new().await?;
    bench.store.claim_from(sources).await.expect("it is kept");
    bench.record(records).await;
    Some(bench.dump().await)
}

async fn state(store: &Store, user: &str) -> String {
    let id = UserId::new(TenantId::new("t"), user);
    let user = store.users_by_id(std::slice::from_ref(&id), UserFields::ALL).await.expect("users").remove(&id).expect("the user");
    user.risk.state.as_ref().map_or("", Word::as_str).to_owned()
}

#[tokio::test]
async fn a_store_that_is_told_other_products_comes_to_what_it_would_be_had_it_known_them_from_the_start() {
    let told = told();
    let Some(bench) = Bench::of(&told).await else { return };
    let by_default = bench.dump().await;
    assert_eq!(from_the_start(&CLAIM_SOURCES, &told).await.expect("an engine"), by_default, "the default is one like others");
    // The first user's alert is of Identity Protection, the second's of Defender for Endpoint.
    for (sources, states) in [
        (&[MicrosoftDefenderForEndpoint][..], ["atRisk", "confirmedSafe"]),
        (&[][..], ["atRisk", "atRisk"]),
        (&[MicrosoftDefenderForIdentity, AzureAdIdentityProtection][..], ["confirmedSafe", "atRisk"]),
        (&CLAIM_SOURCES[..], ["confirmedSafe", "atRisk"]),
    ] {
        bench.store.claim_from(sources).await.expect("it is folded anew");
        assert_eq!([state(&bench.store, "u0").await, state(&bench.store, "u1").await], states, "{sources:?}");
        let expected = from_the_start(sources, &told).await.expect("an engine");
        assert_eq!(bench.dump().await, expected, "{sources:?}");
    }
    assert_eq!(bench.dump().await, by_default);
}

#[tokio::test]
async fn only_alerts_of_products_that_came_or_went_are_folded_anew_and_only_once() {
    let Some(bench) = Bench::of(&told()).await else { return };
    let claim = async |sources: &[ServiceSource]| bench.store.claim_from(sources).await.expect("it is folded anew");
    assert_eq!(claim(&CLAIM_SOURCES).await, 6, "nobody has said by which rule they were folded");
    assert_eq!(claim(&CLAIM_SOURCES).await, 0);
    let backwards: Vec<_> = CLAIM_SOURCES.into_iter().rev().chain(CLAIM_SOURCES).collect();
    assert_eq!(claim(&backwards).await, 0, "order and repetition mean nothing");
    assert_eq!(claim(&[AzureAdIdentityProtection]).await, 1, "one is of Defender for Identity");
    assert_eq!(claim(&[]).await, 2);
}

#[tokio::test]
async fn what_is_recorded_later_follows_whoever_said_it_last_in_every_process() {
    let Some(bench) = Bench::new().await else { return };
    bench.store.claim_from(&CLAIM_SOURCES).await.expect("it is kept");
    let other = Store::open(&bench.url(), Arc::new(Still)).await.expect("the same store");
    other.claim_from(&[MicrosoftDefenderForEndpoint]).await.expect("it is folded anew");
    bench.record(&told()).await;
    other.close().await.expect("it closes");
    let expected = from_the_start(&[MicrosoftDefenderForEndpoint], &told()).await.expect("an engine");
    assert_eq!(bench.dump().await, expected);
}

/// Has the database do this to the rule that is being written: `when`, as of the row before and after, a statement of SQLite, and what
/// PostgreSQL does to the row.
async fn meddle(database: &DatabaseConnection, when: &str, sqlite: &str, postgres: &str) {
    let statements = match database.get_database_backend() {
        DbBackend::Sqlite => vec![format!("create trigger meddling after update on claim_sources when {when} begin {sqlite}; end")],
        _ => vec![
            format!("create function meddle() returns trigger language plpgsql as $$ begin {postgres}; return new; end $$"),
            format!("create trigger meddling before update on claim_sources for each row when ({when}) execute function meddle()"),
        ],
    };
    for statement in statements {
        database.execute_unprepared(&statement).await.expect("it is made");
    }
}

async fn meddle_no_more(database: &DatabaseConnection) {
    let statement = match database.get_database_backend() {
        DbBackend::Sqlite => "drop trigger meddling",
        _ => "drop function meddle() cascade",
    };
    database.execute_unprepared(statement).await.expect("it is dropped");
}

/// So many alerts of Defender for Endpoint, each about another user.
fn of_endpoints(count: usize) -> Vec<Record> {
    (0..count).map(|number| alert(number, "microsoftDefenderForEndpoint", &[])).collect()
}

#[tokio::test]
async fn folding_anew_that_is_interrupted_goes_on_where_it_was() {
    let alerts = of_endpoints(1_200);
    let Some(bench) = Bench::of(&alerts).await else { return };
    bench.store.claim_from(&CLAIM_SOURCES).await.expect("it is kept");
    let database = connection(&bench.url()).await;
    let is_second = "old.after_id <> ''";
    meddle(&database, is_second, "select raise(abort, 'interrupted')", "raise exception 'interrupted'").await;
    bench.store.claim_from(&[MicrosoftDefenderForEndpoint]).await.expect_err("it is interrupted");
    let place = "select after_id from claim_sources where after_id is not null";
    assert_eq!(texts(&database, place).await.len(), 1, "the first five hundred are folded");
    meddle_no_more(&database).await;
    assert_eq!(bench.store.claim_from(&[MicrosoftDefenderForEndpoint]).await.expect("it goes on"), 700);
    assert_eq!(texts(&database, place).await, [""; 0]);
    database.close().await.expect("it closes");
    let expected = from_the_start(&[MicrosoftDefenderForEndpoint], &alerts).await.expect("an engine");
    assert_eq!(bench.dump().await, expected);
}

#[tokio::test]
async fn whoever_says_another_rule_meanwhile_decides_for_all() {
    let alerts = of_endpoints(600);
    let Some(bench) = Bench::of(&alerts).await else { return };
    bench.store.claim_from(&CLAIM_SOURCES).await.expect("it is kept");
    let database = connection(&bench.url()).await;
    // As another process does it between two steps of this one.
    let sqlite = r#"update claim_sources set sources = '["azureAdIdentityProtection"]', after_id = '', after_tenant = ''"#;
    let postgres = r#"new.sources := '["azureAdIdentityProtection"]'; new.after_id := ''; new.after_tenant := ''"#;
    meddle(&database, "new.after_id <> ''", sqlite, postgres).await;
    assert_eq!(bench.store.claim_from(&[MicrosoftDefenderForEndpoint]).await.expect("it leaves off"), 500);
    assert_eq!(texts(&database, "select sources from claim_sources").await, [r#"["azureAdIdentityProtection"]"#]);
    meddle_no_more(&database).await;
    database.close().await.expect("it closes");
    assert_eq!(
        bench.store.claim_from(&[AzureAdIdentityProtection]).await.expect("the other goes on"),
        500,
        "it takes back what was folded"
    );
    assert_eq!(bench.dump().await, from_the_start(&[AzureAdIdentityProtection], &alerts).await.expect("an engine"));
}

#[tokio::test]
async fn a_rule_that_is_half_folded_is_begun_anew_by_another_one() {
    let Some(bench) = Bench::of(&told()).await else { return };
    bench.store.claim_from(&[AzureAdIdentityProtection]).await.expect("it is folded anew");
    // As another process leaves it that has begun to fold by its own rule, and was killed.
    let look = connection(&bench.url()).await;
    let begun = r#"update claim_sources set sources = '["microsoftDefenderForEndpoint"]', after_id = '', after_tenant = ''"#;
    look.execute_unprepared(begun).await.expect("it is written");
    look.close().await.expect("it closes");
    // Its rule is begun anew by whoever says another, and nothing is left of it.
    bench.store.claim_from(&[AzureAdIdentityProtection]).await.expect("it is folded anew");
    assert_eq!(bench.dump().await, from_the_start(&[AzureAdIdentityProtection], &told()).await.expect("an engine"));
}
