//! Importing into PostgreSQL: as into SQLite, but for its tables, which are changed only when that is asked for.

use riskgate_test_postgres::{Database, database};
use serde_json::Value;

use crate::place::{Place, Run, ask_at, fixture, page, run, sign_ins};

const FILES: [&str; 6] =
    ["users.json", "riskyUsers.json", "riskDetections.json", "signIns.json", "namedLocations.json", "conditionalAccessPolicies.json"];

/// A place with files, and a database for them. There is none where there is no PostgreSQL: then the test is skipped.
fn place() -> Option<(Place, Database)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
    let database = runtime.block_on(database())?;
    let place = Place::new();
    for name in FILES {
        place.write(name, fixture(name));
    }
    Some((place, database))
}

fn import(place: &Place, database: &Database, words: &[&str]) -> Run {
    run(place.command(words).env("RISKGATE_DATABASE__URL", &database.url))
}

fn counts(run: &Run, name: &str) -> u64 {
    let kinds = run.json();
    let kinds = kinds["records"].as_object().expect("counts by kind").values().map(|counts| counts[name].as_u64().expect("a count"));
    kinds.sum()
}

#[test]
fn tables_that_are_not_there_are_made_when_it_is_asked_for() {
    let Some((place, database)) = place() else { return };
    let refused = import(&place, &database, &["users.json"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.errors.contains("run `riskgate migrate up`"), "{refused:?}");
    assert!(!refused.errors.contains(&database.url), "{refused:?}");

    let made = import(&place, &database, &["users.json", "--auto-migrate"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let there = import(&place, &database, &["users.json", "--auto-migrate"]);
    assert_eq!(there.code, Some(0), "{there:?}");
}

#[test]
fn the_setting_makes_tables_too() {
    let Some((place, database)) = place() else { return };
    let mut command = place.command(&["users.json"]);
    command.env("RISKGATE_DATABASE__URL", &database.url).env("RISKGATE_DATABASE__AUTO_MIGRATE", "true");
    let made = run(&mut command);
    assert_eq!(made.code, Some(0), "{made:?}");
}

#[test]
fn files_are_counted_as_on_sqlite_and_unchanged_the_second_time() {
    let Some((place, database)) = place() else { return };
    let words = [&FILES[..], &["--json"]].concat();
    let first = import(&place, &database, &[&words[..], &["--auto-migrate"]].concat());
    let on_sqlite = place.import(&words);
    assert_eq!((first.code, first.json()), (on_sqlite.code, on_sqlite.json()));
    let second = import(&place, &database, &words);
    assert_eq!((second.code, counts(&second, "new"), counts(&second, "changed")), (Some(0), 0, 0), "{second:?}");
    assert_eq!(counts(&second, "unchanged"), ["new", "changed", "unchanged"].map(|name| counts(&first, name)).iter().sum::<u64>());
}

#[test]
fn exit_codes_are_those_of_sqlite() {
    let Some((place, database)) = place() else { return };
    place.write("broken", "[{\"id\":\"x\",\"createdDateTime\":\"soon\",\"ipAddress\":\"1\",\"appId\":\"a\"}]");
    assert_eq!(import(&place, &database, &["users.json", "broken", "--auto-migrate"]).code, Some(1));
    assert_eq!(import(&place, &database, &["broken"]).code, Some(2));
    let elsewhere = run(place.command(&["users.json"]).env("RISKGATE_DATABASE__URL", "postgres://ada:secret@localhost/x?host=/nowhere"));
    assert_eq!(elsewhere.code, Some(1), "{elsewhere:?}");
    let nonsense = run(place.command(&["users.json"]).env("RISKGATE_DATABASE__URL", "postgres://ada:secret@host:port/x"));
    assert_eq!(nonsense.code, Some(2), "{nonsense:?}");
    assert!(!elsewhere.errors.contains("secret") && !nonsense.errors.contains("secret"), "{elsewhere:?} {nonsense:?}");
}

/// The file is a pipe that stays open, so that the import cannot end before it is killed.
#[cfg(unix)]
#[test]
fn a_killed_import_run_again_loses_nothing() {
    use std::{fs, io::Write as _};

    const COUNT: u64 = 3_500;
    let Some((place, database)) = place() else { return };
    import(&place, &database, &["users.json", "--auto-migrate"]);
    let export = page("auditLogs/signIns", sign_ins(COUNT));
    place.make_pipe("export");
    let mut child = place.command(&["export"]).env("RISKGATE_DATABASE__URL", &database.url).spawn().expect("the binary runs");
    let mut pipe = fs::File::options().write(true).open(place.path("export")).expect("the pipe opens");
    pipe.write_all(&export.as_bytes()[..export.len() / 2]).expect("the pipe is written");
    let held = || -> u64 { ask_at(&database.url, "select count(*)::text from sign_ins").concat().parse().expect("a count") };
    while held() == 0 {
        assert!(child.try_wait().expect("the binary is looked at").is_none(), "the import ended before it was killed");
    }
    child.kill().expect("the binary is killed");
    child.wait().expect("the binary ends");
    drop(pipe);

    fs::remove_file(place.path("export")).expect("the pipe is removed");
    place.write("export", &export);
    let again = import(&place, &database, &["export", "--json"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let sign_ins: &Value = &again.json()["records"]["signIns"];
    let (new, unchanged) = (sign_ins["new"].as_u64().expect("a count"), sign_ins["unchanged"].as_u64().expect("a count"));
    assert!(new > 0 && unchanged > 0 && new + unchanged == COUNT, "{sign_ins}");
    assert_eq!(held(), COUNT);
}
