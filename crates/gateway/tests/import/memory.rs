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

/// The most memory that an import of these sign-ins takes, in kilobytes. After them comes a pipe, at which the process waits to be measured.
fn peak_of(count: usize, sign_ins: impl Iterator<Item = String>) -> u64 {
    let place = Place::new();
    place.write("export", page("auditLogs/signIns", sign_ins));
    place.make_pipe("pipe");
    let mut child = place.command(&["export", "pipe"]).spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error is piped")).lines();
    let done = format!("export: {count} records");
    assert!(lines.any(|line| line.expect("the line is read") == done), "the file is read");
    let peak = peak(child.id());
    fs::write(place.path("pipe"), "[]").expect("the pipe is written");
    assert!(child.wait().expect("the binary ends").success());
    peak
}

#[test]
fn sixty_thousand_sign_ins_on_one_line_stay_under_150_megabytes() {
    let peak = peak_of(60_000, sign_ins(60_000));
    assert!(peak < 150_000, "{peak} kB");
}

#[test]
fn sign_ins_under_sixty_policies_stay_under_150_megabytes() {
    let policy = r#"{"id":"p","displayName":"Require multifactor authentication","enforcedGrantControls":["mfa"],"enforcedSessionControls":[],"result":"success","conditionsSatisfied":"application,users","conditionsNotSatisfied":"none"}"#;
    let policies = format!(r#""appliedConditionalAccessPolicies":[{}],"status""#, [policy; 60].join(","));
    let peak = peak_of(2_000, sign_ins(2_000).map(|sign_in| sign_in.replace("\"status\"", &policies)));
    assert!(peak < 150_000, "{peak} kB");
}
