//! Tests of the portal's rows.

use riskgate_model::{Detection, Kept, Record, RecordKind, SignIn, TenantId};

use super::*;
use crate::{Refused, TableHead};

fn recognised(cells: &[(&str, &str)]) -> Recognised {
    let head = TableHead::new(cells.iter().map(|(header, _)| *header));
    let defaults = RecordDefaults { tenant: TenantId::new("home"), as_of: None };
    head.recognise(cells.iter().map(|(_, cell)| Value::from(*cell)).collect(), &defaults)
}

fn body(cells: &[(&str, &str)]) -> Value {
    let body = match recognised(cells) {
        Recognised::Record(Record::RiskyUser(kept)) => kept.body,
        Recognised::Record(Record::RiskyServicePrincipal(kept)) => kept.body,
        Recognised::Record(Record::SignIn(kept)) => kept.body,
        Recognised::Record(Record::Detection(kept)) => kept.body,
        other => panic!("{cells:?} became {other:?}"),
    };
    serde_json::from_str(body.as_str()).expect("JSON")
}

fn sign_in(cells: &[(&str, &str)]) -> Kept<SignIn> {
    let Recognised::Record(Record::SignIn(kept)) = recognised(&[&SIGN_IN[..], cells].concat()) else { panic!("a sign-in") };
    *kept
}

fn detection(cells: &[(&str, &str)]) -> Kept<Detection> {
    let Recognised::Record(Record::Detection(kept)) = recognised(&[&DETECTION[..], cells].concat()) else { panic!("a detection") };
    *kept
}

fn refusal(cells: &[(&str, &str)]) -> Refused {
    let Recognised::Refused(refused) = recognised(cells) else { panic!("{cells:?}") };
    refused
}

const SIGN_IN: [(&str, &str); 3] = [("Date (UTC)", "2024-05-01T08:00:00Z"), ("Request ID", "R-1"), ("Status", "Success")];
const DETECTION: [(&str, &str); 2] = [("Detection time", "2024-05-01T08:00:00Z"), ("Detection type", "Unfamiliar sign-in properties")];

#[test]
fn the_portals_words_become_graphs() {
    for (label, word) in [
        ("Unfamiliar sign-in properties", "unfamiliarFeatures"),
        ("Anonymous IP address", "anonymizedIPAddress"),
        ("Malicious IP address", "maliciousIPAddress"),
        ("Impossible travel", "impossibleTravel"),
        ("Atypical travel", "unlikelyTravel"),
        ("Leaked Credentials", "leakedCredentials"),
        ("Possible attempt to access Primary Refresh Token (PRT)", "attemptedPrtAccess"),
        ("Attacker in the Middle", "attackerinTheMiddle"),
        ("A kind of tomorrow", "A kind of tomorrow"),
    ] {
        let body = body(&[("Detection time", "2024-05-01T08:00:00Z"), ("Detection type", label), ("User ID", "u")]);
        assert_eq!(body["riskEventType"], word, "{label}");
    }
    let risk = body(&[
        ("User ID", "u"),
        ("Risk state", "Confirmed compromised"),
        ("Risk level", "High"),
        ("Risk detail", "User performed secured password reset"),
        ("Status", "Deleted"),
    ]);
    let graphs = json!({"id": "u", "riskState": "confirmedCompromised", "riskLevel": "high",
        "riskDetail": "userPerformedSecuredPasswordReset", "isDeleted": true});
    assert_eq!(risk, graphs);
}

#[test]
fn a_hyphen_is_no_risk_and_nothing_elsewhere() {
    let body = body(&[("User ID", "u"), ("Username", "-"), ("Risk state", "Dismissed"), ("Risk level", "-"), ("Type", "-")]);
    assert_eq!(body, json!({"id": "u", "riskState": "dismissed", "riskLevel": "none"}));
}

#[test]
fn a_place_is_read_from_the_outside_in() {
    for (text, place) in [
        ("Oslo, Oslo, NO", json!({"city": "Oslo", "state": "Oslo", "countryOrRegion": "NO"})),
        ("Oslo, NO", json!({"city": "Oslo", "countryOrRegion": "NO"})),
        ("NO", json!({"countryOrRegion": "NO"})),
        (", , NO", json!({"countryOrRegion": "NO"})),
        (
            "Washington, District of Columbia, etc., US",
            json!({"city": "Washington", "state": "District of Columbia, etc.", "countryOrRegion": "US"}),
        ),
        ("{\"city\":\"Oslo\"}", json!({"city": "Oslo"})),
    ] {
        assert_eq!(body(&[&SIGN_IN[..], &[("Location", text)]].concat())["location"], place, "{text}");
    }
}

#[test]
fn a_code_wins_over_the_word_for_it_and_no_word_makes_one_up() {
    let code = |cells: &[(&str, &str)]| sign_in(cells).value.status.and_then(|status| status.error_code);
    assert_eq!(code(&[]), Some(0));
    let failed = [("Date (UTC)", "2024-05-01T08:00:00Z"), ("Request ID", "r"), ("Status", "Failure")];
    let code = |cells: &[(&str, &str)]| body(&[&failed[..], cells].concat())["status"]["errorCode"].clone();
    assert_eq!(code(&[("Sign-in error code", "50126")]), 50126);
    assert_eq!(code(&[("Sign-in error code", "")]), Value::Null);
}

#[test]
fn flags_and_numbers_of_the_portal_are_read() {
    let kept = sign_in(&[
        ("Compliant", "Yes"),
        ("Managed", "False"),
        ("Latency", "95 ms"),
        ("MFA required", "No"),
        ("Autonomous system  number", "64500"),
    ]);
    let device = kept.value.device_detail.expect("a device");
    assert_eq!((device.is_compliant, device.is_managed), (Some(true), Some(false)));
    assert_eq!((kept.value.processing_time_in_milliseconds, kept.value.autonomous_system_number), (Some(95), Some(64500)));
    assert!(kept.body.as_str().contains(r#""authenticationRequirement":"singleFactorAuthentication""#), "{}", kept.body.as_str());
}

#[test]
fn what_stands_for_no_property_is_kept_and_of_two_columns_both() {
    let kept = sign_in(&[
        ("Resource owner tenant ID", "t"),
        ("Incoming token type", "none"),
        ("Incoming token type", "Primary refresh token"),
        ("Application ID ", "app"),
        ("Application ID", "app"),
    ]);
    assert_eq!((kept.value.incoming_token_type.as_deref(), kept.value.app_id.as_deref()), (Some("none"), Some("app")));
    let body: Value = serde_json::from_str(kept.body.as_str()).expect("JSON");
    assert_eq!(body[OTHERS], json!({"Resource owner tenant ID": "t", "Incoming token type": "Primary refresh token"}));
}

#[test]
fn an_impossible_address_is_kept_as_it_came() {
    let kept = detection(&[("Request ID", "r"), ("IP address", "123.456.7.89")]);
    assert_eq!(kept.value.ip_address.map(|address| address.as_str().to_owned()), Some("123.456.7.89".into()));
}

#[test]
fn a_detection_without_an_id_gets_one_of_its_request_else_of_whose_it_is() {
    for (cells, id) in [
        (&[("Request ID", "R-1"), ("User ID", "u")][..], "home/unnamed:request:r-1:unfamiliarfeatures:1714550400"),
        (&[("Request ID", ""), ("User ID", "u")], "home/unnamed:user:u:unfamiliarfeatures:1714550400"),
        (&[("Service principal ID", "s")], "home/unnamed:serviceprincipal:s:unfamiliarfeatures:1714550400"),
        (&[("User ID", "u"), ("Detection ID", "D1")], "home/d1"),
    ] {
        let kept = detection(cells);
        assert_eq!(kept.value.id.to_string(), id);
        assert_eq!(kept.body.read::<Detection>(&TenantId::new("home")).expect("what was kept"), kept.value);
    }
}

#[test]
fn a_row_that_does_not_say_whose_it_is_is_refused_by_its_header() {
    for (cells, kind, path) in [
        (&[("User", "Ann Berg"), ("Username", "a@b.example"), ("Risk state", "At risk")][..], RecordKind::RiskyUsers, "User ID"),
        (&[("Service principal name", "Robot"), ("Risk state", "At risk")], RecordKind::RiskyServicePrincipals, "Service principal ID"),
        (&[("Date", "2024-05-01T08:00:00Z"), ("Application", "Payroll"), ("Status", "Success")], RecordKind::SignIns, "Request ID"),
        (&[DETECTION[0], DETECTION[1], ("User", "Ann Berg")], RecordKind::RiskDetections, "Request ID"),
    ] {
        let refused = refusal(cells);
        assert_eq!((refused.kind, refused.path.as_str()), (Some(kind), path));
        assert!(refused.reason.starts_with("is missing") && refused.reason.contains("show the column"), "{}", refused.reason);
    }
}

#[test]
fn what_cannot_be_is_refused_by_its_header() {
    for (cells, path, reason) in [
        (("Latency", "long"), "Latency", "\"long\" is not a whole number"),
        (("Compliant", "perhaps"), "Compliant", "\"perhaps\" is not true or false"),
        (("Date (UTC)", "03/04/2026 08:00:00"), "Date", "could be 4 March or 3 April; export it again as JSON, or with times in UTC"),
        (("Date (UTC)", "2026-04-03T08:00:00Z)"), "Date", "is not a time"),
        (("Date (Local)", "2026-04-03T08:00:00"), "Date", "export it again with times in UTC"),
    ] {
        let refused = refusal(&[&[cells], &SIGN_IN[usize::from(path == "Date")..]].concat());
        assert_eq!(refused.path, path);
        assert!(refused.reason.contains(reason), "{}", refused.reason);
    }
}
