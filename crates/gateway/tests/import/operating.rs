//! `riskgate config`, `doctor`, `backup`, `healthcheck`, `completions` and `--version`: what operators ask.

use serde_json::{Value, json};

use crate::place::{Place, Run, page, run, sign_ins};

fn riskgate(place: &Place, words: &[&str]) -> Run {
    run(&mut place.riskgate(words))
}

/// What was found, by check.
fn found(doctor: &Run, check: &str) -> Value {
    let findings = doctor.json();
    let found = findings.as_array().expect("findings").iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("{doctor:?}"))["state"].clone()
}

#[test]
fn the_settings_that_are_written_out_are_right_and_are_not_written_over_others() {
    let place = Place::new();
    assert_eq!(riskgate(&place, &["config", "init", "--output", "riskgate.toml"]).code, Some(0));
    let again = riskgate(&place, &["config", "init", "--output", "riskgate.toml"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.errors.contains("riskgate.toml is there already, and nothing was overwritten"), "{again:?}");
    let checked = riskgate(&place, &["config", "check", "--config", "riskgate.toml"]);
    assert_eq!((checked.code, checked.output.as_str()), (Some(0), "The settings are right.\n"), "{checked:?}");
    assert_eq!(riskgate(&place, &["config", "init"]).output, std::fs::read_to_string(place.path("riskgate.toml")).expect("the file"));
}

#[test]
fn a_bad_setting_is_told_with_file_and_line_and_a_route_to_nobody_by_name() {
    let place = Place::new();
    for (text, told) in [
        ("[http]\n\nbody_bytes = \"many\"\n", "`http.body_bytes` cannot be \"many\" (bad.toml, line 3)"),
        ("graphql = { introspection = 7 }\n", "`graphql.introspection` cannot be 7 (bad.toml, line 1)"),
        ("[http]\nlisen = 1\n", "There is no setting `http.lisen` (bad.toml, line 2)"),
        ("[routes]\nusers = \"archive\"\n", "`routes.users` is \"archive\", and there is no adapter of that name"),
        ("[http\n", "bad.toml, line 1, is not TOML"),
    ] {
        place.write("bad.toml", text);
        let checked = riskgate(&place, &["config", "check", "--config", "bad.toml"]);
        assert_eq!(checked.code, Some(2), "{checked:?}");
        assert!(checked.errors.contains(told), "{told}: {checked:?}");
    }
    assert!(!place.path("riskgate.db").exists(), "nothing is opened");
}

#[test]
fn the_settings_that_hold_are_shown_without_passwords() {
    let place = Place::new();
    place.write(
        "a.toml",
        "[database]\nurl = \"postgres://ada:hidden@db.example/x\"\n[adapters.old]\nkind = \"store\"\nurl = \"sqlite://old.db\"\n",
    );
    let shown = riskgate(&place, &["config", "show", "--origin", "--config", "a.toml"]);
    assert!(
        shown
            .output
            .contains("[database]\nauto_migrate = false # the default\nurl = \"postgres://ada:***@db.example/x\" # a.toml, line 2\n"),
        "{shown:?}"
    );
    assert!(shown.output.contains("[adapters.old]\nkind = \"store\" # a.toml, line 4\n"), "{shown:?}");
    // What is shown is TOML that could be read again.
    place.write("shown.toml", riskgate(&place, &["config", "show"]).output);
    assert_eq!(riskgate(&place, &["config", "check", "--config", "shown.toml"]).code, Some(0));
}

#[test]
fn the_doctor_finds_a_fresh_place_well_and_makes_nothing() {
    let place = Place::new();
    let doctor = riskgate(&place, &["doctor", "--json"]);
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    assert_eq!(found(&doctor, "database"), "warning");
    assert!(!place.path("riskgate.db").exists());
}

#[test]
fn the_doctor_asks_for_a_token_before_there_is_a_database_and_misses_who_may_act() {
    let place = Place::new();
    let tenant = "tenant_id = \"5d1b0d6c-3f57-4c52-9d0c-6f5a3f4e8a11\"\nclient_id = \"0f8fad5b-d9cb-469f-a165-70867728950e\"";
    let nobody = "base_url = \"http://127.0.0.1:1\"\nauthority = \"http://127.0.0.1:1\"\nclient_secret = \"swordfish\"";
    place.write("a.toml", format!("[msgraph]\n{tenant}\n{nobody}\n"));
    let doctor = riskgate(&place, &["doctor", "--json", "--config", "a.toml"]);
    assert_eq!(
        (doctor.code, found(&doctor, "msgraph"), found(&doctor, "acting")),
        (Some(1), json!("failed"), json!("warning")),
        "{doctor:?}"
    );
}

#[test]
fn the_doctor_looks_at_everything_a_gateway_needs() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(2)));
    place.imported(&["export"]);
    let doctor = riskgate(&place, &["doctor", "--json"]);
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    for check in ["settings", "database", "migrations", "clock", "adapter store", "routes"] {
        assert_eq!(found(&doctor, check), "ok", "{check}");
    }
    assert_ne!(found(&doctor, "disk"), "failed");
    assert!(riskgate(&place, &["doctor"]).output.contains("ok       clock "));
}

#[test]
fn the_doctor_finds_a_clock_that_is_behind_and_an_adapter_that_is_away() {
    let place = Place::new();
    place.make_database();
    place.ask("insert into freshness (id, recorded_at) values (1, 9000000000000000000)");
    let doctor = riskgate(&place, &["doctor", "--json"]);
    assert_eq!((doctor.code, found(&doctor, "clock")), (Some(1), json!("failed")), "{doctor:?}");
    place.write("a.toml", "[adapters.old]\nkind = \"store\"\nurl = \"sqlite://missing.db\"\n");
    let doctor = riskgate(&place, &["doctor", "--json", "--config", "a.toml"]);
    assert_eq!((doctor.code, found(&doctor, "adapters")), (Some(1), json!("failed")), "{doctor:?}");
}

#[test]
fn the_doctor_tells_a_database_that_is_none() {
    let place = Place::new();
    place.write("riskgate.db", "this is no database, but it is long enough to look like a page of one".repeat(100));
    let doctor = riskgate(&place, &["doctor", "--json"]);
    assert_eq!((doctor.code, found(&doctor, "database")), (Some(1), json!("failed")), "{doctor:?}");
}

#[test]
fn a_backup_is_the_database_and_is_not_written_over_another() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(20)));
    place.imported(&["export"]);
    let copied = riskgate(&place, &["backup", "copy.db"]);
    assert_eq!(copied.code, Some(0), "{copied:?}");
    assert!(copied.output.starts_with("copy.db: "), "{copied:?}");
    let again = riskgate(&place, &["backup", "copy.db"]);
    let told = "riskgate: The file copy.db is there already, and nothing was overwritten: name another, or move it away.\n";
    assert_eq!((again.code, &*again.errors), (Some(1), told));
    // The copy is a store: what it holds is unchanged by the same import.
    let summary = place.imported(&["export", "--database", "sqlite://copy.db"]);
    assert_eq!(summary["records"]["signIns"], json!({"new": 0, "changed": 0, "unchanged": 20, "refused": 0}));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.make_database();
    assert_eq!(riskgate(&place, &["backup", "copy.db"]).code, Some(0));
    let mode = std::fs::metadata(place.path("copy.db")).expect("the copy").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_backup_of_what_is_not_there_makes_nothing() {
    let place = Place::new();
    let missing = riskgate(&place, &["backup", "copy.db"]);
    assert_eq!(missing.code, Some(2), "{missing:?}");
    assert!(missing.errors.contains("there is no store at its address"), "{missing:?}");
    let left = std::fs::read_dir(place.path(".")).expect("the folder").count();
    assert_eq!(left, 0);
}

#[test]
fn a_healthcheck_of_nobody_fails_and_of_another_kind_of_address_is_refused() {
    let place = Place::new();
    // A port that was just free.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
    let nobody = riskgate(&place, &["healthcheck", &format!("http://127.0.0.1:{port}/readyz")]);
    assert_eq!(nobody.code, Some(1), "{nobody:?}");
    for address in ["https://127.0.0.1:1/", "127.0.0.1:80"] {
        let refused = riskgate(&place, &["healthcheck", address]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
    }
}

#[test]
fn shells_complete_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let printed = riskgate(&place, &["completions", shell]);
        assert!(printed.output.contains("refusals") && printed.output.contains("doctor"), "{shell}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let printed = riskgate(&Place::new(), &["--version"]).output;
    let version = concat!("riskgate ", env!("CARGO_PKG_VERSION"));
    // A release says its commit as well.
    let rest = printed.strip_prefix(version).and_then(|rest| rest.strip_suffix('\n')).expect(&printed);
    let commit = rest.strip_prefix(" (commit ").and_then(|rest| rest.strip_suffix(')'));
    assert!(if cfg!(debug_assertions) { rest.is_empty() } else { commit.is_none_or(|commit| commit.len() == 12) }, "{printed}");
}
