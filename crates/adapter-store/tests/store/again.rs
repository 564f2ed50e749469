//! A record that is observed again and again, as feeds that read the same days do.

use riskgate_adapter::{Counts, SignInSource};
use riskgate_model::{Kept, Query, Record, RecordKind, SignIn, SignInFields, TenantId, Time};
use serde_json::json;

use crate::bench::{Bench, connection, texts};

/// The sign-in in this state, observed then.
fn sign_in(state: &str, at: i64) -> Record {
    let properties = json!({"id": "s", "createdDateTime": "2024-05-01T08:00:00Z", "userId": "u", "riskState": state});
    let properties = properties.as_object().expect("an object").clone();
    Record::SignIn(Box::new(Kept::read(properties, &TenantId::new("t"), Some(Time::from_seconds(at))).expect("a sign-in")))
}

async fn shown(bench: &Bench) -> SignIn {
    let page = bench.store.sign_ins(&Query { fields: SignInFields::ALL, ..Query::first(2) }).await.expect("a page");
    let [shown] = page.rows.try_into().expect("one sign-in");
    shown
}

async fn versions(bench: &Bench) -> usize {
    texts(&connection(&bench.url()).await, "select id from versions").await.len()
}

#[tokio::test]
async fn what_has_not_changed_adds_no_version_and_keeps_its_first_moment() {
    let Some(bench) = Bench::of(&[sign_in("atRisk", 50)]).await else { return };
    for at in [60, 70, 55] {
        let recorded = bench.record(&[sign_in("atRisk", at)]).await;
        assert_eq!(recorded.0[&RecordKind::SignIns], Counts { unchanged: 1, ..Counts::default() });
    }
    assert_eq!((shown(&bench).await.risk.updated, versions(&bench).await), (Some(Time::from_seconds(50)), 0));
}

#[tokio::test]
async fn what_goes_back_to_what_it_was_is_shown_as_it_is_in_every_order() {
    let told = [sign_in("atRisk", 50), sign_in("dismissed", 60), sign_in("atRisk", 70), sign_in("atRisk", 80)];
    let Some(reference) = Bench::of(&told).await else { return };
    let risk = shown(&reference).await.risk;
    let state = risk.state.expect("a state");
    assert_eq!((state.as_str(), risk.updated), ("atRisk", Some(Time::from_seconds(80))));
    assert_eq!(versions(&reference).await, 2);
    for order in [[3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let Some(bench) = Bench::new().await else { return };
        for place in order {
            bench.record(&[told[place].clone()]).await;
        }
        assert_eq!(bench.dump().await, reference.dump().await, "{order:?}");
    }
}

#[tokio::test]
async fn moments_that_an_older_version_kept_in_rows_of_their_own_are_one_version() {
    let told = [sign_in("atRisk", 50), sign_in("dismissed", 60)];
    let Some(bench) = Bench::of(&told).await else { return };
    let copy = "insert into versions (kind, tenant, id, digest, observed, record)
        select kind, tenant, id, record, 40000000000, record from versions where record like '%atRisk%'";
    let copy = if bench.url().starts_with("sqlite") { copy.to_owned() } else { copy.replace(", id, record,", ", id, record::bytea,") };
    sea_orm::ConnectionTrait::execute_unprepared(&connection(&bench.url()).await, &copy).await.expect("a copy");
    bench.record(&[sign_in("atRisk", 70)]).await;
    let first = "select (observed / 1000000000) || '-' || (observed_again / 1000000000) from versions
        where record like '%atRisk%' and length(digest) = 32";
    assert_eq!(texts(&connection(&bench.url()).await, first).await, ["40-70"]);
}
