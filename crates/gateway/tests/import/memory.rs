//! An import's memory does not grow with its files.

#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
};

use crate::place::{Place, page, sign_ins};

/// The most memory that a process ever held, in kilobytes.
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok()).expect("the system knows its memory")
}

/// The second file is a pipe, at which the process waits to be measured.
#[test]
fn sixty_thousand_sign_ins_on_one_line_stay_under_150_megabytes() {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins(60_000)));
    place.make_pipe("pipe");
    let mut child = place.command(&["export", "pipe"]).spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines();
    let done = |line: &str| line == "export: 60000 records";
    assert!(lines.any(|line| done(&line.expect("the line is read"))), "the file is read");
    let peak = peak(child.id());
    fs::write(place.path("pipe"), "[]").expect("the pipe is written");
    assert!(child.wait().expect("the binary ends").success());
    assert!(peak < 150_000, "{peak} kB");
}
