//! When records were observed: an older export does not undo a newer one, whichever is imported first.

use crate::place::{Place, page};

const MONDAY: &str = "2024-04-29T06:00:00Z";
const FRIDAY: &str = "2024-05-03T06:00:00Z";

/// A sign-in, which has no update time of its own, in this state.
fn sign_in(state: &str) -> String {
    format!(
        r#"{{"id":"s1","createdDateTime":"2024-04-28T08:00:00Z","userId":"u1","appId":"a","ipAddress":"192.0.2.1","riskState":"{state}"}}"#
    )
}

fn logged(state: &str, time: &str) -> String {
    format!(r#"{{"time":"{time}","category":"SignInLogs","properties":{}}}"#, sign_in(state))
}

fn risky_user(state: &str, updated: &str) -> String {
    format!(
        r#"{{"id":"u1","riskState":"{state}","riskLevel":"high","riskLastUpdatedDateTime":"{updated}","userPrincipalName":"a@exports.example"}}"#
    )
}

/// The state of the sign-in after imports of exports, each with the words before it.
fn state_after<'a>(imports: impl IntoIterator<Item = (&'a [&'a str], &'a str)>) -> String {
    let place = Place::new();
    for (words, export) in imports {
        place.write("export", export);
        place.imported(&[words, &["export"]].concat());
    }
    place.ask("select risk_state from sign_ins").concat()
}

#[test]
fn mondays_export_after_fridays_reopens_nothing() {
    let (monday, friday) = (sign_in("atRisk"), sign_in("remediated"));
    let (as_of_monday, as_of_friday) = (["--as-of", MONDAY], ["--as-of", FRIDAY]);
    for imports in [
        [(&as_of_friday[..], friday.as_str()), (&as_of_monday[..], monday.as_str())],
        [(&as_of_monday[..], monday.as_str()), (&as_of_friday[..], friday.as_str())],
        [(&[][..], friday.as_str()), (&[][..], monday.as_str())],
        [(&[][..], monday.as_str()), (&[][..], friday.as_str())],
    ] {
        assert_eq!(state_after(imports), "remediated", "{imports:?}");
    }
}

#[test]
fn what_was_reopened_by_friday_is_open_though_mondays_export_comes_later() {
    let (monday, friday) = (sign_in("dismissed"), sign_in("atRisk"));
    let (as_of_monday, as_of_friday) = (["--as-of", MONDAY], ["--as-of", FRIDAY]);
    for imports in [
        [(&as_of_friday[..], friday.as_str()), (&as_of_monday[..], monday.as_str())],
        [(&as_of_monday[..], monday.as_str()), (&as_of_friday[..], friday.as_str())],
    ] {
        assert_eq!(state_after(imports), "atRisk", "{imports:?}");
    }
}

#[test]
fn the_time_of_an_envelope_wins_over_the_argument() {
    let (monday, friday) = (logged("dismissed", MONDAY), logged("atRisk", FRIDAY));
    // The argument says the opposite.
    let imports = [(&["--as-of", MONDAY][..], friday.as_str()), (&["--as-of", FRIDAY], monday.as_str())];
    assert_eq!(state_after(imports), "atRisk");
}

#[test]
fn a_record_with_an_update_time_of_its_own_needs_no_other() {
    for words in [&[][..], &["--as-of", FRIDAY]] {
        let place = Place::new();
        place.write("friday", page("riskyUsers", [risky_user("remediated", "2024-05-02T08:00:00Z")]));
        place.write("monday", page("riskyUsers", [risky_user("atRisk", "2024-04-28T08:00:00Z")]));
        place.imported(&[words, &["friday"]].concat());
        let summary = place.imported(&[words, &["monday"]].concat());
        assert_eq!(summary["records"]["riskyUsers"]["changed"], 1);
        assert_eq!(place.ask("select risk_state from users"), ["remediated"]);
    }
}
