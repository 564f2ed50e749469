//! The summary, for people and for programs.

use serde_json::json;

use crate::place::{Place, fixture, page, sign_ins};

fn place() -> Place {
    let place = Place::new();
    place.write("users", fixture("riskyUsers.json"));
    place.write("log", r#"{"time":"2024-05-01T00:00:00Z","category":"MicrosoftGraphActivityLogs","properties":{}}"#);
    let bad = r#"{"id":"","createdDateTime":"2024-05-01T08:00:00Z"}"#.to_owned();
    place.write("signIns", page("auditLogs/signIns", sign_ins(3).chain([bad])));
    place
}

#[test]
fn people_get_a_table() {
    let run = place().import(&["users", "log", "signIns"]);
    let expected = "                                 new     changed   unchanged     refused
riskyUsers                         2           0           0           0
signIns                            3           0           0           1
MicrosoftGraphActivityLogs: 1 recognised, not loaded by this version
signIns: refused value[3].id: is missing
";
    assert_eq!((run.code, run.output.as_str()), (Some(1), expected), "{run:?}");
}

#[test]
fn programs_get_json() {
    let place = place();
    let run = place.import(&["--json", "users", "log", "signIns"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let risky_users = json!({"riskyUsers": {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}});
    let sign_ins = json!({"new": 3, "changed": 0, "unchanged": 0, "refused": 1});
    let nothing = json!({});
    assert_eq!(
        run.json(),
        json!({
            "records": {"riskyUsers": risky_users["riskyUsers"], "signIns": sign_ins},
            "notUnderstood": 0,
            "skipped": {"MicrosoftGraphActivityLogs": 1},
            "files": [
                {"file": "users", "records": risky_users, "notUnderstood": 0, "skipped": nothing, "refusals": [], "error": null},
                {"file": "log", "records": nothing, "notUnderstood": 0, "skipped": {"MicrosoftGraphActivityLogs": 1}, "refusals": [], "error": null},
                {
                    "file": "signIns",
                    "records": {"signIns": sign_ins},
                    "notUnderstood": 0,
                    "skipped": nothing,
                    "refusals": [{"place": "value[3].id", "reason": "is missing"}],
                    "error": null,
                },
            ],
        })
    );
}

#[test]
fn what_changed_is_counted_so() {
    let place = place();
    place.imported(&["users"]);
    place.write("users", fixture("riskyUsers.json").replace("\"high\"", "\"low\""));
    let summary = place.imported(&["users"]);
    assert_eq!(summary["records"]["riskyUsers"], json!({"new": 0, "changed": 1, "unchanged": 1, "refused": 0}));
}

#[test]
fn the_help_documents_every_key_of_the_json() {
    let place = place();
    let help = place.import(&["--help"]);
    let summary = place.import(&["--json", "users", "signIns"]).json();
    let keys = |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let file = &summary["files"][1];
    for key in [keys(&summary), keys(file), keys(&file["records"]["signIns"]), keys(&file["refusals"][0])].concat() {
        assert!(help.output.contains(&key), "{key}: {help:?}");
    }
}
