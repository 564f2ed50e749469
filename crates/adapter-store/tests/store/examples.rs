//! Recording, by example.

use riskgate_adapter::{SignInSource, UserSource};
use riskgate_model::{Id, Identity, Kept, Query, Record, RiskState, SignIn, SignInFields, TenantId, Time, User, UserFields, UserId};
use serde_json::{Value, json};

use crate::bench::Bench;

fn kept<T: riskgate_model::MsgraphRecord>(properties: &Value, as_of: Option<i64>) -> Kept<T> {
    let properties = properties.as_object().expect("an object").clone();
    Kept::read(properties, &TenantId::new("t"), as_of.map(Time::from_seconds)).expect("a record")
}

fn sign_in(state: &str, as_of: Option<i64>) -> Record {
    let properties =
        json!({"id": "s", "createdDateTime": "1970-01-01T00:00:05Z", "userId": "u", "userDisplayName": "Ada", "riskState": state});
    Record::SignIn(Box::new(kept(&properties, as_of)))
}

fn history(state: &str, at: i64) -> Record {
    let item = json!({"riskState": state, "riskLastUpdatedDateTime": Time::from_seconds(at).to_string()});
    Record::RiskHistoryItem(Identity::User(UserId::new(TenantId::new("t"), "u")), kept(&item, None))
}

async fn the_sign_in(bench: &Bench) -> SignIn {
    let page = bench.store.sign_ins(&Query::first(2)).await.expect("a page");
    assert_eq!(page.rows.len(), 1);
    page.rows.into_iter().next().expect("one")
}

async fn the_user(bench: &Bench) -> User {
    let page = bench.store.users(&Query { fields: UserFields::ALL, ..Query::first(2) }).await.expect("a page");
    assert_eq!(page.rows.len(), 1);
    page.rows.into_iter().next().expect("one")
}

fn state(sign_in: &SignIn) -> Option<RiskState> {
    sign_in.risk.state.as_ref().and_then(riskgate_model::Word::known)
}

#[tokio::test]
async fn a_dismissal_of_the_user_closes_the_sign_ins_before_it_and_an_earlier_one_does_not() {
    let Some(bench) = Bench::of(&[sign_in("atRisk", Some(6))]).await else { return };
    assert_eq!(state(&the_sign_in(&bench).await), Some(RiskState::AtRisk));
    bench.record(&[history("dismissed", 5)]).await;
    assert_eq!(state(&the_sign_in(&bench).await), Some(RiskState::AtRisk));
    bench.record(&[history("dismissed", 9)]).await;
    let closed = the_sign_in(&bench).await;
    assert_eq!((state(&closed), closed.risk.updated), (Some(RiskState::Dismissed), Some(Time::from_seconds(9))));
    bench.record(&[history("confirmedSafe", 7)]).await;
    let closed = the_sign_in(&bench).await;
    assert_eq!((state(&closed), closed.risk.updated), (Some(RiskState::ConfirmedSafe), Some(Time::from_seconds(7))));
    assert_eq!(closed.risk_state.and_then(|state| state.known()), Some(RiskState::AtRisk), "what Microsoft said stays");
}

#[tokio::test]
async fn mondays_export_after_fridays_reopens_nothing_even_without_times() {
    for (monday, friday) in [(Some(1), Some(5)), (None, None), (Some(5), Some(5))] {
        let Some(bench) = Bench::of(&[sign_in("atRisk", friday)]).await else { return };
        bench.record(&[sign_in("none", monday)]).await;
        let shown = the_sign_in(&bench).await;
        assert_eq!((state(&shown), shown.risk_state.and_then(|state| state.known())), (Some(RiskState::AtRisk), Some(RiskState::AtRisk)));
        let Some(bench) = Bench::of(&[sign_in("remediated", friday)]).await else { return };
        bench.record(&[sign_in("atRisk", monday)]).await;
        let shown = the_sign_in(&bench).await;
        assert_eq!(state(&shown), Some(RiskState::Remediated));
        assert_eq!(shown.risk_state.and_then(|state| state.known()), Some(RiskState::Remediated), "Entra's own word, too");
    }
}

#[tokio::test]
async fn a_user_known_only_from_sign_ins_has_names_and_no_risk() {
    let Some(bench) = Bench::of(&[sign_in("atRisk", None)]).await else { return };
    let user = the_user(&bench).await;
    assert_eq!((user.display_name.as_deref(), user.risk, user.is_deleted), (Some("Ada"), riskgate_model::Risk::default(), None));
    assert_eq!((user.claims, user.entra, user.directory), (Vec::new(), None, None));
}

#[tokio::test]
async fn what_the_directory_says_of_a_name_goes_before_what_entra_and_sign_ins_say() {
    let entra = || Record::RiskyUser(kept(&json!({"id": "u", "userDisplayName": "Ada L.", "isDeleted": true}), None));
    let directory = || Record::DirectoryUser(kept(&json!({"id": "U", "displayName": "Ada Lovelace"}), None));
    let Some(bench) = Bench::of(&[sign_in("none", None)]).await else { return };
    for (record, name) in [(entra(), "Ada L."), (directory(), "Ada Lovelace"), (sign_in("atRisk", None), "Ada Lovelace")] {
        bench.record(&[record]).await;
        assert_eq!(the_user(&bench).await.display_name.as_deref(), Some(name));
    }
    assert_eq!(the_user(&bench).await.is_deleted, Some(true));
}

#[tokio::test]
async fn a_number_is_kept_to_its_last_digit() {
    let place = json!({"geoCoordinates": {"longitude": -112.786_999_819_263_57}});
    let properties = json!({"id": "s", "createdDateTime": "1970-01-01T00:00:05Z", "location": place});
    let Some(bench) = Bench::of(&[Record::SignIn(Box::new(kept(&properties, None)))]).await else { return };
    let kept = the_sign_in(&bench).await.record.expect("the whole record");
    assert!(kept.as_str().contains("-112.78699981926357"), "{kept:?}");
    for fields in [SignInFields::LOCATION, SignInFields::ALL] {
        let rows = bench.store.sign_ins(&Query { fields, ..Query::first(1) }).await.expect("a page").rows;
        let point = rows[0].location.as_ref().and_then(|place| place.geo_coordinates.as_ref()).expect("a point");
        assert_eq!(point.longitude, Some(-112.786_999_819_263_57));
    }
}

#[tokio::test]
async fn a_later_version_adds_what_it_says_and_keeps_what_it_does_not() {
    let Some(bench) = Bench::of(&[sign_in("atRisk", Some(6))]).await else { return };
    let later = json!({"id": "S", "createdDateTime": "1970-01-01T00:00:05Z", "userDisplayName": "Ada L.", "unknown": 1});
    bench.record(&[Record::SignIn(Box::new(kept(&later, Some(7))))]).await;
    let shown = the_sign_in(&bench).await;
    assert_eq!((shown.user_display_name.as_deref(), shown.user_id.is_some()), (Some("Ada L."), true));
    assert!(shown.record.expect("the whole record").as_str().contains("\"unknown\":1"));
    let few = bench.store.sign_ins(&Query { fields: SignInFields::IDENTITY, ..Query::first(1) }).await.expect("a page").rows;
    assert_eq!((few[0].user_display_name.as_deref(), &few[0].record), (Some("Ada L."), &None));
}
