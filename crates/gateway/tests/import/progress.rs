//! What an import says while it runs.

use crate::place::{Place, page, sign_ins};

#[test]
fn without_a_terminal_plain_lines_go_to_standard_error() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(3)));
    place.write("empty", "[]");
    let run = place.import(&["export", "empty"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), "export: 3 records\nempty: 0 records\n"), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_nothing_is_left_of_the_bar_but_the_summary() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(3)));
    let mut command = std::process::Command::new("script");
    command.args(["--quiet", "--return", "--command", concat!(env!("CARGO_BIN_EXE_riskgate"), " import export"), "/dev/null"]);
    // What is said to the tests is no setting of the gateway.
    command.env_clear().env("TERM", "xterm").current_dir(place.path("")).stdin(std::process::Stdio::null());
    // Not every machine has it.
    let Ok(output) = command.output() else { return };
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{screen}");
    assert!(screen.contains('%') && screen.contains("left"), "{screen:?}");
    let last = screen.rsplit("\u{1b}[2K").next().unwrap_or_default();
    assert!(last.trim_start().starts_with("new ") && last.contains("signIns"), "{screen:?}");
    assert!(!screen.contains("Applying"), "{screen:?}");
}

#[cfg(unix)]
#[test]
fn a_closed_standard_output_is_told_and_not_a_panic() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(3)));
    let mut child = place.command(&["--json", "export"]).spawn().expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("cannot write to standard output"), "{told}");
    assert_eq!(place.ask("select count(*) || '' from sign_ins"), ["3"]);
}
