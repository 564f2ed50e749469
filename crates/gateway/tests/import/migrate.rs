//! `riskgate migrate`: what it prints, its exit codes, and what it leaves alone.

use riskgate_migrations::MIGRATIONS;
use riskgate_test_postgres::{Database, database};

use crate::place::{Place, Run, ask_at, run};

/// A folder, and a database with nothing in it. There is none where there is no PostgreSQL: then the test is skipped.
fn place() -> Option<(Place, Database)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime is made");
    Some((Place::new(), runtime.block_on(database())?))
}

fn migrate(place: &Place, words: &[&str]) -> Run {
    run(&mut place.riskgate(&[&["migrate"], words].concat()))
}

/// The lines of the status in which a word stands behind each migration.
fn each(word: &str) -> Vec<String> {
    MIGRATIONS.iter().map(|migration| format!("{} {word}", migration.name)).collect()
}

/// The first two words of each line.
fn lines(run: &Run) -> Vec<String> {
    let first = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    run.output.lines().map(first).collect()
}

fn shows_plans_and_migrates(place: &Place, url: &str) {
    let at = ["--database", url];
    let status = migrate(place, &[&["status"], &at[..]].concat());
    assert_eq!((status.code, lines(&status)), (Some(1), each("pending")), "{status:?}");

    let plan = migrate(place, &[&["plan"], &at[..]].concat());
    assert_eq!(plan.code, Some(0), "{plan:?}");
    assert!(plan.output.starts_with("begin") && plan.output.ends_with("commit;\n"), "{}", plan.output);
    for migration in MIGRATIONS {
        assert!(plan.output.contains(&format!("-- {}\n", migration.name)), "{}", plan.output);
    }
    let status = migrate(place, &[&["status"], &at[..]].concat());
    assert_eq!((status.code, lines(&status)), (Some(1), each("pending")), "a plan changes nothing: {status:?}");

    let up = migrate(place, &[&["up"], &at[..]].concat());
    assert_eq!((up.code, lines(&up)), (Some(0), each("applied")), "{up:?}");
    let status = migrate(place, &[&["status"], &at[..]].concat());
    assert_eq!((status.code, lines(&status)), (Some(0), each("applied")), "{status:?}");
    let up = migrate(place, &[&["up"], &at[..]].concat());
    assert_eq!((up.code, up.output.as_str()), (Some(0), "Nothing is pending.\n"), "{up:?}");
    let plan = migrate(place, &[&["plan"], &at[..]].concat());
    assert_eq!((plan.code, plan.output.as_str()), (Some(0), ""), "{plan:?}");
}

#[test]
fn postgresql_is_shown_planned_and_migrated() {
    let Some((place, database)) = place() else { return };
    shows_plans_and_migrates(&place, &database.url);
}

#[test]
fn sqlite_is_shown_planned_and_migrated() {
    shows_plans_and_migrates(&Place::new(), "sqlite://riskgate.db");
}

#[test]
fn the_database_may_be_named_by_the_settings() {
    let Some((place, database)) = place() else { return };
    let by_setting = |task: &str| run(place.riskgate(&["migrate", task]).env("RISKGATE_DATABASE__URL", &database.url));
    assert_eq!(by_setting("up").code, Some(0));
    assert_eq!(by_setting("status").code, Some(0));
}

#[test]
fn a_database_of_a_newer_version_is_refused_in_one_sentence() {
    let Some((place, database)) = place() else { return };
    let at = ["--database", &database.url];
    migrate(&place, &[&["up"], &at[..]].concat());
    ask_at(&database.url, "insert into seaql_migrations (version, applied_at) values ('m9999_tomorrow', 0) returning version::text");
    for task in ["status", "up", "plan"] {
        let refused = migrate(&place, &[&[task], &at[..]].concat());
        assert_eq!((refused.code, refused.output.as_str()), (Some(1), ""), "{refused:?}");
        assert!(refused.errors.contains("newer version of riskgate (its last migration is m9999_tomorrow)"), "{refused:?}");
    }
}

#[test]
fn a_database_that_says_what_is_there_already_fills_no_log() {
    let Some((place, database)) = place() else { return };
    for _ in 0..2 {
        let up = migrate(&place, &["up", "--database", &database.url]);
        assert_eq!((up.code, up.errors.as_str()), (Some(0), ""), "{up:?}");
    }
}

#[test]
fn an_address_with_a_number_sign_is_refused_with_the_way_to_write_it() {
    let place = Place::new();
    let refused = migrate(&place, &["status", "--database", "postgres://ada:se#cret@localhost/x"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.errors.contains("in a password it is written %23") && !refused.errors.contains("cret"), "{refused:?}");
}

#[test]
fn the_plan_of_sqlite_has_a_shell_to_be_run_by() {
    let help = run(&mut Place::new().riskgate(&["migrate", "plan", "--help"]));
    assert!(help.output.contains("| sqlite3 -bail riskgate.db"), "{help:?}");
}

#[test]
fn an_address_is_never_repeated() {
    let place = Place::new();
    for (url, code) in
        [("postgres://ada:secret@host:port/x", 2), ("mysql://ada:secret@host/x", 2), ("postgres://ada:secret@localhost/x?host=/nowhere", 1)]
    {
        for task in ["status", "up", "plan"] {
            let refused = migrate(&place, &[task, "--database", url]);
            assert_eq!((refused.code, refused.output.as_str()), (Some(code), ""), "{refused:?}");
            assert!(!refused.errors.contains("secret") && !refused.errors.contains("nowhere"), "{refused:?}");
        }
    }
}

#[test]
fn a_gateway_does_not_start_on_tables_that_are_behind() {
    let Some((place, database)) = place() else { return };
    let mut serve = place.riskgate(&["serve", "--database", &database.url]);
    let refused = run(serve.env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0"));
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.errors.contains("run `riskgate migrate up`"), "{refused:?}");
}

#[test]
fn a_gateway_that_may_migrate_starts() {
    use std::io::{BufRead as _, BufReader};

    let Some((place, database)) = place() else { return };
    let mut serve = place.riskgate(&["serve", "--auto-migrate", "--database", &database.url]);
    let mut serve = serve.env("RISKGATE_HTTP__LISTEN", "127.0.0.1:0").spawn().expect("the binary runs");
    let log = BufReader::new(serve.stderr.take().expect("standard error is piped"));
    let listens = log.lines().map(|line| line.expect("the log is read")).any(|line| line.contains("listening on"));
    serve.kill().expect("it is ended");
    serve.wait().expect("it ends");
    assert!(listens);
    assert_eq!(migrate(&place, &["status", "--database", &database.url]).code, Some(0));
}
