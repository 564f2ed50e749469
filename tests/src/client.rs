//! Clients that others wrote: those of `tests/clients`, on Node, on Python, and in a browser.
//!
//! Where a program is not on this machine the tests that need it are skipped, and the reason is written to standard error; with
//! `RISKGATE_REQUIRE_CLIENTS` that is a failure.

use std::{
    env,
    fs::File,
    io::{Write as _, stderr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tokio::task::spawn_blocking;

/// The names that Chromium and its relatives are installed under.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// What one of the scripts of `tests/clients/package.json` prints. There is none where Node or the clients are not on this machine: then the
/// test is skipped.
pub async fn npm(script: &'static str, arguments: &[&str]) -> Option<String> {
    let npm = or_skip(program(&["npm"]).ok_or("no npm, which comes with Node, is on the path"))?;
    let installed = folder().join("node_modules/.package-lock.json").is_file();
    or_skip(installed.then_some(()).ok_or("the clients are not installed; `just clients` does it"))?;
    let mut command = Command::new(npm);
    command.args(["run", "--silent", script, "--"]).args(arguments);
    Some(printed(command, Stdio::null()).await)
}

/// What a script of `tests/clients` prints when Python runs it on an `input`. There is none where Python is not on this machine: then the test
/// is skipped.
pub async fn python(script: &str, arguments: &[&str], input: &str) -> Option<String> {
    let python = or_skip(program(&["python3"]).ok_or("no python3 is on the path"))?;
    let mut file = tempfile::NamedTempFile::new().expect("a file for the input");
    file.write_all(input.as_bytes()).expect("the input is written");
    let input = File::open(file.path()).expect("the input is read");
    let mut command = Command::new(python);
    command.args(["-I", script]).args(arguments);
    Some(printed(command, input.into()).await)
}

/// Where Chromium is. It is nowhere where the test is to be skipped.
pub fn browser() -> Option<PathBuf> {
    or_skip(program(&BROWSERS).ok_or("no Chromium is on the path"))
}

/// What there is, or else the reason on standard error, where the test harness does not hide it.
#[expect(clippy::disallowed_methods, reason = "whether tests need clients is no setting of the gateway")]
pub fn or_skip<T>(found: Result<T, &str>) -> Option<T> {
    let reason = match found {
        Ok(found) => return Some(found),
        Err(reason) => reason,
    };
    assert!(env::var_os("RISKGATE_REQUIRE_CLIENTS").is_none(), "tests need clients: {reason}");
    // If nobody can be told, the test is skipped all the same.
    let _ = writeln!(stderr(), "a test with a client is skipped: {reason}");
    None
}

/// The first of these programs that is on the path.
#[expect(clippy::disallowed_methods, reason = "programs are found on the path")]
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|program| program.is_file())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// What a command prints that ends well. The gateway answers it meanwhile.
async fn printed(mut command: Command, input: Stdio) -> String {
    command.current_dir(folder()).stdin(input);
    let output = spawn_blocking(move || command.output()).await.expect("it does not panic").expect("the program runs");
    let [printed, told] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}\n{printed}\n{told}", output.status);
    printed
}
