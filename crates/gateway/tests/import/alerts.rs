//! Alerts in files: what they may not say, and whose claim something.

use crate::place::{Place, page, run};

const ALERT: &str = r#"{"id":"a1","serviceSource":"microsoftDefenderForEndpoint","status":"inProgress","classification":"truePositive",
    "lastUpdateDateTime":"2026-03-01T08:00:00Z","statusOf":["u2"],"evidence":[{"userAccount":{"azureAdUserId":"u1"}}]}"#;

const USERS: &str = "select id || ' ' || coalesce(risk_state, 'nobody spoke') from users order by id";

fn with_an_alert() -> Place {
    let place = Place::new();
    place.write("alerts", page("security/alerts_v2", [ALERT.to_owned()]));
    place.imported(&["alerts"]);
    place
}

#[test]
fn a_file_cannot_say_about_whom_riskgate_was_told_a_status() {
    let place = with_an_alert();
    assert_eq!(place.ask(USERS), ["u1 nobody spoke"]);
    assert_eq!(place.ask("select record from alerts where record like '%statusOf%'"), [""; 0]);
}

#[test]
fn what_is_stored_is_folded_anew_when_the_products_whose_alerts_claim_something_are_others() {
    let place = with_an_alert();
    let mut other = place.command(&["alerts"]);
    other.env("RISKGATE_DEFENDER__CLAIM_SOURCES", r#"["microsoftDefenderForEndpoint"]"#);
    let told = run(&mut other);
    assert_eq!((told.code, place.ask(USERS)), (Some(0), vec!["u1 confirmedCompromised".to_owned()]), "{told:?}");
    place.imported(&["alerts"]);
    assert_eq!(place.ask(USERS), ["u1 nobody spoke"]);
}
