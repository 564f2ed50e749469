//! Embeds the explorer that `just explorer` has built. Where it was not, none is embedded.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// Where it is built. The folder itself is part of the repository: cargo would build this crate anew each time, were it not there.
const FOLDER: &str = "explorer/dist";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={FOLDER}");
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

#[expect(clippy::disallowed_methods, reason = "cargo says it no other way")]
fn out() -> PathBuf {
    env::var_os("OUT_DIR").expect("cargo sets it").into()
}
