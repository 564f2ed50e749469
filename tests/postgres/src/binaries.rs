//! Where PostgreSQL's binaries are.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest version that riskgate runs on.
const OLDEST: u32 = 15;

/// What a cluster is made and run with.
const NEEDED: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The folder of the binaries: the first on the path, else the newest that a package has installed.
pub(crate) fn binaries() -> Result<PathBuf, String> {
    let on_path = folders_on_path();
    let mut installed: Vec<(u32, PathBuf)> = installed().filter_map(|folder| Some((version(&folder)?, folder))).collect();
    installed.sort_unstable();
    let newest = installed.into_iter().rev().map(|(_, folder)| folder);
    let mut found = on_path.into_iter().chain(newest).chain(told_by_pg_config());
    found
        .find(|folder| version(folder).is_some_and(|version| version >= OLDEST))
        .ok_or_else(|| format!("no initdb, pg_ctl and postgres of version {OLDEST} or newer were found"))
}

#[expect(clippy::disallowed_methods, reason = "programs are found on the path")]
fn folders_on_path() -> Vec<PathBuf> {
    env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

/// Where the packages of Debian and of the PostgreSQL project put them.
fn installed() -> impl Iterator<Item = PathBuf> {
    let debian = children("/usr/lib/postgresql").into_iter();
    let others =
        children("/usr").into_iter().filter(|folder| folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"pgsql-")));
    debian.chain(others).map(|folder| folder.join("bin"))
}

fn children(folder: &str) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
}

fn told_by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end()))
}

/// The version of the server in this folder, if all that is needed is there.
fn version(folder: &Path) -> Option<u32> {
    if !NEEDED.iter().all(|name| folder.join(name).is_file()) {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    // Such as `postgres (PostgreSQL) 15.18 (Debian 15.18-1)`, or `17beta1`.
    text.split(' ').find_map(|word| word.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok())
}
