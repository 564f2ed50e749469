//! Importing once more: the same files, in another order, or after the process was killed.

use crate::place::{Place, fixture, page, sign_ins};

/// Everything there are fixtures of.
const ALL: [&str; 12] = [
    "users.json",
    "riskyUsers.json",
    "riskyUsersHistory.json",
    "riskDetections.json",
    "signIns.json",
    "riskyServicePrincipals.json",
    "riskyServicePrincipalsHistory.json",
    "servicePrincipalRiskDetections.json",
    "diagnostic.ndjson",
    "directoryAudits.json",
    "namedLocations.json",
    "conditionalAccessPolicies.json",
];

/// A place with all of them, and with later and broken versions of some.
fn place() -> Place {
    let place = Place::new();
    for name in ALL {
        place.write(name, fixture(name));
    }
    place.write("later-users", fixture("riskyUsers.json").replace("T09:10:11.1234567Z", "T19:00:00Z").replace("atRisk", "remediated"));
    place.write("later-signIns", fixture("signIns.json").replace("\"riskState\": \"atRisk\"", "\"riskState\": \"remediated\""));
    place.write("later-names", fixture("users.json").replace("Bo Lind", "Bo Lindqvist"));
    let policies = fixture("conditionalAccessPolicies.json");
    place.write("later-policies", policies.replace("2024-04-01T12:00:00Z", "2024-04-02T12:00:00Z").replace("everyTime", "timeBased"));
    place.write("broken", "[{\"id\":\"x\",\"createdDateTime\":\"soon\",\"ipAddress\":\"1\",\"appId\":\"a\"},{\"what\":\"is this\"},{");
    place
}

fn names() -> Vec<&'static str> {
    [&ALL[..], &["later-users", "later-signIns", "later-names", "later-policies", "broken"]].concat()
}

#[test]
fn a_second_time_everything_is_unchanged_and_so_is_the_store() {
    let place = place();
    let first = place.import(&[names(), vec!["--json"]].concat());
    assert_eq!(first.code, Some(1), "{first:?}");
    let held = place.dump();
    let second = place.import(&[names(), vec!["--json"]].concat());
    assert_eq!(second.code, Some(1), "{second:?}");
    assert_eq!(place.dump(), held);

    let (first, second) = (first.json(), second.json());
    for (kind, counts) in first["records"].as_object().expect("counts by kind") {
        let count = |name: &str| counts[name].as_u64().expect("a count");
        let again = &second["records"][kind];
        assert_eq!((&again["new"], &again["changed"]), (&0.into(), &0.into()), "{kind}");
        assert_eq!(again["unchanged"], count("new") + count("changed") + count("unchanged"), "{kind}");
        assert_eq!(again["refused"], count("refused"), "{kind}");
    }
}

#[test]
fn files_in_any_order_at_once_or_one_by_one_come_to_the_same_store() {
    let reference = place();
    reference.import(&names());
    let held = reference.dump();
    assert!(held.matches("versions: ").count() > 2 && held.matches("refusals: ").count() == 2, "{held}");

    let reversed: Vec<&str> = names().into_iter().rev().collect();
    let halves = names().len() / 2;
    let turned = [&names()[halves..], &names()[..halves]].concat();
    let shuffled: Vec<&str> = (0..names().len()).map(|position| names()[position * 5 % names().len()]).collect();
    for order in [reversed, turned, shuffled] {
        let (at_once, one_by_one) = (place(), place());
        at_once.import(&order);
        assert_eq!(at_once.dump(), held, "{order:?}");
        for name in &order {
            one_by_one.import(&[name]);
        }
        assert_eq!(one_by_one.dump(), held, "{order:?}");
    }
}

#[test]
fn the_same_record_twice_in_a_file_is_unchanged_the_second_time() {
    let place = Place::new();
    let records: Vec<String> = sign_ins(1).chain(sign_ins(1)).collect();
    place.write("export", page("auditLogs/signIns", records));
    let counts = &place.imported(&["export"])["records"]["signIns"];
    assert_eq!(*counts, serde_json::json!({"new": 1, "changed": 0, "unchanged": 1, "refused": 0}));
}

/// The file is a pipe that stays open, so that the import cannot end before it is killed.
#[cfg(unix)]
#[test]
fn a_killed_import_run_again_comes_to_the_same_store() {
    use std::{fs, io::Write as _};

    const COUNT: u64 = 3_500;
    let export = page("auditLogs/signIns", sign_ins(COUNT));
    let undisturbed = Place::new();
    undisturbed.write("export", &export);
    undisturbed.imported(&["export"]);

    let place = Place::new();
    place.make_database();
    place.make_pipe("export");
    let mut child = place.command(&["export"]).spawn().expect("the binary runs");
    let mut pipe = fs::File::options().write(true).open(place.path("export")).expect("the pipe opens");
    pipe.write_all(&export.as_bytes()[..export.len() / 2]).expect("the pipe is written");
    while held(&place) == 0 {}
    child.kill().expect("the binary is killed");
    child.wait().expect("the binary ends");
    drop(pipe);
    let before = held(&place);
    assert!(before > 0 && before < COUNT, "{before}");

    fs::remove_file(place.path("export")).expect("the pipe is removed");
    place.write("export", &export);
    let counts = &place.imported(&["export"])["records"]["signIns"];
    assert_eq!((&counts["unchanged"], &counts["new"]), (&before.into(), &(COUNT - before).into()));
    assert_eq!(place.dump(), undisturbed.dump());
}

/// How many sign-ins the database holds.
#[cfg(unix)]
fn held(place: &Place) -> u64 {
    let count = place.ask("select count(*) || '' from sign_ins").concat();
    count.parse().expect("a count is a number")
}
