//! What cannot be read, and what is said of it.

use serde_json::json;

use crate::place::{Place, page, sign_ins};

/// Good sign-ins around one with a time that is none.
fn with_a_bad_record() -> String {
    let bad = r#"{"id":"bad","createdDateTime":"yesterday","ipAddress":"192.0.2.1","appId":"a"}"#;
    page("auditLogs/signIns", sign_ins(2).chain([bad.to_owned()]).chain(sign_ins(4).skip(2)))
}

#[test]
fn a_bad_record_is_refused_by_file_and_place_and_kept_and_stops_nothing() {
    let place = Place::new();
    place.write("export", with_a_bad_record());
    let told = place.import(&["export"]);
    assert_eq!(told.code, Some(1), "{told:?}");
    assert!(told.output.contains("export: refused value[2].createdDateTime: "), "{told:?}");
    assert!(told.output.contains("yesterday"), "{told:?}");

    let kept = "select source || '|' || place || '|' || kind || '|' || json_extract(record, '$.id') from refusals";
    assert_eq!(place.ask(kept), ["export|value[2].createdDateTime|signIns|bad"]);
    assert!(place.ask("select reason from refusals").concat().contains("yesterday"));
    assert_eq!(place.ask("select count(*) || '' from sign_ins"), ["4"]);

    let run = place.import(&["--json", "export"]);
    let summary = run.json();
    assert_eq!(summary["records"]["signIns"], json!({"new": 0, "changed": 0, "unchanged": 4, "refused": 1}));
    assert_eq!(summary["files"][0]["refusals"][0]["place"], "value[2].createdDateTime");
    assert_eq!(place.ask("select count(*) || '' from refusals"), ["1"]);
}

#[test]
fn a_bad_line_is_refused_by_its_number() {
    let place = Place::new();
    let [one, two] = sign_ins(2).collect::<Vec<_>>().try_into().expect("two");
    place.write("lines", format!("{one}\n{{\"id\":oops}}\n{{\"nothing\":\"known\"}}\n{two}\n"));
    let run = place.import(&["--json", "lines"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let summary = run.json();
    assert_eq!((&summary["notUnderstood"], &summary["records"]["signIns"]["new"]), (&2.into(), &2.into()));
    let refusals = &summary["files"][0]["refusals"];
    assert_eq!((&refusals[0]["place"], &refusals[1]["place"]), (&"line 2".into(), &"line 3".into()));
    assert!(refusals[1]["reason"].as_str().is_some_and(|reason| reason.contains("expected a user, risky user")), "{refusals}");
    assert_eq!(place.ask("select place || coalesce(kind, '-') from refusals order by place"), ["line 2-", "line 3-"]);
}

#[test]
fn a_time_out_of_range_is_told_the_range() {
    let place = Place::new();
    place.write("export", with_a_bad_record().replace("yesterday", "9999-12-31T23:59:59Z"));
    let run = place.import(&["export"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.output.contains("value[2].createdDateTime: \"9999-12-31T23:59:59Z\" is out of range; expected a time between 1677-"),
        "{run:?}"
    );
}

#[test]
fn an_id_that_no_store_has_room_for_is_refused_by_file_and_place() {
    let place = Place::new();
    let user = |id: &str| {
        format!(r#"{{"id":"s-{}","createdDateTime":"2024-05-01T08:00:00Z","userId":"{id}","appId":"a","ipAddress":"192.0.2.1"}}"#, id.len())
    };
    place.write("export", page("auditLogs/signIns", [user(&"x".repeat(256)), user(&"x".repeat(257))]));
    let run = place.import(&["export"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.output.contains("export: refused value[1].userId: is longer than the 256 bytes of an id\n"), "{run:?}");
    let kept = "select source || '|' || place || '|' || kind from refusals";
    assert_eq!(place.ask(kept), ["export|value[1].userId|signIns"]);
}

#[test]
fn a_record_over_four_mebibytes_is_refused() {
    let place = Place::new();
    let [one, long, two] = sign_ins(3).collect::<Vec<_>>().try_into().expect("three");
    let long = long.replace("Payroll", &"x".repeat(4 << 20));
    place.write("export", page("auditLogs/signIns", [one, long, two]));
    let run = place.import(&["export"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.output.contains("export: refused value[1]: is larger than 4 MiB"), "{run:?}");
    assert_eq!(place.ask("select count(*) || '' from sign_ins"), ["2"]);
}

#[test]
fn the_first_refusals_are_told_and_the_others_counted() {
    let place = Place::new();
    let unknown = (0..9).map(|number| format!(r#"{{"number":{number}}}"#));
    place.write("export", page("somethingElse", sign_ins(1).chain(unknown)).replace("@odata.context", "context"));
    let run = place.import(&["export"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.output.matches("export: refused value[").count(), 5, "{run:?}");
    assert!(run.output.contains("export: and 4 more refused\n"), "{run:?}");
    assert_eq!(place.ask("select count(*) || '' from refusals"), ["9"]);
}

#[test]
fn broken_json_is_named_by_line_and_column_and_what_came_before_stays() {
    let place = Place::new();
    let [one, two, three] = sign_ins(3).collect::<Vec<_>>().try_into().expect("three");
    place.write("broken", format!("[{one},\n{two},\n  {{\"id\" 7}},{three}]"));
    place.write("cut", format!("[{one},\n{three}"));
    place.write("good", &three);
    let run = place.import(&["broken", "cut", "good"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.output.contains("broken: line 3, column 9: expected `:`, found `7`\n"), "{run:?}");
    assert!(run.output.contains("cut: line 2, column "), "{run:?}");
    assert!(run.output.contains(": expected `,` or `]`, found the end of the file\n"), "{run:?}");
    assert_eq!(place.ask("select count(*) || '' from sign_ins"), ["3"]);
}

#[test]
fn where_nothing_can_be_read_the_exit_code_is_2() {
    let place = Place::new();
    std::fs::create_dir(place.path("folder")).expect("a folder is made");
    place.write("empty", "");
    place.write("blank", " \n\n");
    place.write("table.csv", "time,category\n");
    place.write("binary", [0, 159, 146, 150]);
    place.write("wide", [0xff, 0xfe, b'{', 0, b'}']);
    place.write("number", "7");
    for (name, told) in [
        ("missing", "cannot be opened: No such file or directory (os error 2)"),
        ("folder", "cannot be opened: is a directory"),
        ("empty", "line 1, column 1: expected a JSON object or array, found the end of the file"),
        ("blank", "line 3, column 1: expected a JSON object or array, found the end of the file"),
        (
            "table.csv",
            "line 1, column 1: `time`, `category` are the columns of no table that riskgate knows; expected the headers of Log Analytics, of \
             a report of the portal (downloaded in English), or the names of Microsoft Graph's properties",
        ),
        ("binary", "line 1, column 1: expected a JSON object or array, found the byte 0x00"),
        ("wide", "cannot be read past line 1, column 2: it is no UTF-16 text"),
        ("number", "line 1, column 1: expected a JSON object or array, found `7`"),
    ] {
        let run = place.import(&[name]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.output.ends_with(&format!("{name}: {told}\n")), "{run:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let place = Place::new();
    place.write("good", page("auditLogs/signIns", sign_ins(2)));
    let run = place.import(&["--json", "missing", "good"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let summary = run.json();
    assert_eq!(summary["records"]["signIns"]["new"], 2);
    assert!(summary["files"][0]["error"].as_str().is_some_and(|error| error.starts_with("cannot be opened")), "{summary}");
    assert_eq!(summary["files"][1]["error"], json!(null));
}

#[test]
fn a_file_of_which_nothing_is_understood_says_what_was_expected() {
    let place = Place::new();
    place.write("other", r#"[{"colour":"red"},{"colour":"blue"}]"#);
    let run = place.import(&["other"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.output.contains("other: refused [0]: is no record that riskgate knows; expected a user"), "{run:?}");
}

#[test]
fn a_database_that_cannot_be_opened_is_an_error_of_the_run() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(1)));
    let run = place.import(&["--database", "sqlite://nowhere/riskgate.db", "export"]);
    assert_eq!((run.code, run.output.as_str()), (Some(1), ""), "{run:?}");
    assert!(run.errors.contains("The store cannot be used.\n  because: "), "{run:?}");
}
