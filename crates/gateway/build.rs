//! Embeds the explorer that `just explorer` has built, where it was, and in releases the commit that they are made of.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// Where it is built. The folder itself is part of the repository: cargo would build this crate anew each time, were it not there.
const FOLDER: &str = "explorer/dist";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={FOLDER}");
    // Cargo gives it to what `cargo run` and `cargo test` start as well, where RISKGATE_ would make it a setting.
    println!("cargo:rustc-env=GATEWAY_VERSION={}", version());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    // The page is written last, so there is nothing unfinished.
    let files = if folder.join("index.html").is_file() { files(&folder)? } else { Vec::new() };
    let path = |name| format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{FOLDER}/\", {name:?})");
    let files = files.iter().map(|name| format!("({name:?}, include_bytes!({})),\n", path(name)));
    fs::write(out().join("explorer.rs"), format!("&[\n{}]\n", files.collect::<String>()))
}

/// The names of the files that were built.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<String>>>()?;
    names.retain(|name| !name.starts_with('.'));
    names.sort_unstable();
    Ok(names)
}

/// The version, and of a release the commit. Other builds would be made anew with each commit.
fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    if variable("PROFILE") != "release" {
        return version.to_owned();
    }
    // The log of HEAD changes with whatever is checked out or committed.
    if let Some(log) = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"]) {
        println!("cargo:rerun-if-changed={log}");
    }
    git(&["rev-parse", "--short=12", "HEAD"]).map_or_else(|| version.to_owned(), |commit| format!("{version} (commit {commit})"))
}

/// What git answers, if this is a clone.
fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

fn out() -> PathBuf {
    variable("OUT_DIR").into()
}

#[expect(clippy::disallowed_methods, reason = "cargo says it no other way")]
fn variable(name: &str) -> String {
    env::var(name).expect("cargo sets it")
}
