//! The rules of the house: which crate may depend on which, and what a source file looks like.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The arrows between crates, as `crates/README.md` draws them.
const ARROWS: &[(&str, &[&str])] = &[
    ("riskgate-model", &[]),
    ("riskgate-wire", &["riskgate-model"]),
    ("riskgate-adapter", &["riskgate-model"]),
    ("riskgate-migrations", &[]),
    ("riskgate-adapter-store", &["riskgate-adapter", "riskgate-migrations", "riskgate-model"]),
    ("riskgate-adapter-files", &["riskgate-adapter", "riskgate-model", "riskgate-wire"]),
    ("riskgate-msgraph-client", &["riskgate-model"]),
    ("riskgate-adapter-msgraph", &["riskgate-adapter", "riskgate-model", "riskgate-msgraph-client", "riskgate-wire"]),
    ("riskgate-engine", &["riskgate-adapter", "riskgate-model"]),
    ("riskgate-schema", &["riskgate-adapter", "riskgate-model"]),
    (
        "riskgate-gateway",
        &[
            "riskgate-adapter",
            "riskgate-adapter-files",
            "riskgate-adapter-msgraph",
            "riskgate-adapter-store",
            "riskgate-engine",
            "riskgate-model",
            "riskgate-msgraph-client",
            "riskgate-schema",
            "riskgate-test-msgraph",
            "riskgate-wire",
        ],
    ),
    ("riskgate-test-msgraph", &["riskgate-model"]),
    ("riskgate-test-postgres", &[]),
    ("riskgate-tests", &["riskgate-adapter", "riskgate-adapter-store", "riskgate-gateway", "riskgate-model", "riskgate-test-postgres"]),
];

/// What a crate must not reach, by whatever way.
const WALLS: &[(&str, &[&str])] = &[
    ("riskgate-model", &["tokio", "sea-orm", "async-graphql", "axum", "reqwest"]),
    ("riskgate-wire", &["tokio", "sea-orm", "async-graphql", "axum", "reqwest"]),
    ("riskgate-msgraph-client", &["async-graphql", "axum", "sea-orm", "riskgate-adapter"]),
    ("riskgate-adapter-msgraph", &["async-graphql", "axum", "sea-orm", "riskgate-adapter-store"]),
    ("riskgate-engine", &["async-graphql", "axum", "sea-orm", "reqwest"]),
    ("riskgate-schema", &["sea-orm", "reqwest", "axum"]),
    ("riskgate-adapter", &["async-graphql", "axum", "sea-orm"]),
    ("riskgate-adapter-store", &["async-graphql", "axum", "riskgate-adapter-files"]),
    ("riskgate-adapter-files", &["async-graphql", "axum", "riskgate-adapter-store"]),
];

#[test]
fn crates_depend_only_along_the_arrows() {
    for (name, allowed) in ARROWS {
        for needed in needed_by(name, Depth::Direct).iter().filter(|needed| needed.starts_with("riskgate-")) {
            assert!(allowed.contains(&needed.as_str()), "{name} must not depend on {needed}");
        }
    }
}

#[test]
fn every_crate_has_its_arrows_drawn() {
    let mut drawn: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    drawn.sort_unstable();
    let mut members: Vec<String> = manifests().iter().map(|manifest| package_name(manifest)).collect();
    members.sort_unstable();
    assert_eq!(drawn, members);
}

#[test]
fn walls_between_crates_stand() {
    for (name, walls) in WALLS {
        let reached = needed_by(name, Depth::Whole);
        for wall in *walls {
            assert!(!reached.contains(*wall), "{name} must not reach {wall}");
        }
    }
}

#[test]
fn every_source_file_opens_with_a_sentence_and_is_short() {
    let files = sources();
    assert!(files.len() > 50, "the sources were not found");
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable source file");
        assert!(text.starts_with("//! "), "{} does not open with a `//!` line", file.display());
        assert!(text.lines().count() <= 400, "{} is longer than 400 lines", file.display());
    }
}

#[test]
fn nothing_is_left_undone_or_silenced() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("d", "bg!("),
        concat!("#[", "allow("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    for file in sources() {
        let text = fs::read_to_string(&file).expect("a readable source file");
        for mark in marks {
            assert!(!text.contains(mark), "{} contains {mark}", file.display());
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace").to_owned()
}

/// The packages that `name` is built with: those it names itself, or all of them.
fn needed_by(name: &str, depth: Depth) -> BTreeSet<String> {
    let mut arguments =
        vec!["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", name];
    if depth == Depth::Direct {
        arguments.extend(["--depth", "1"]);
    }
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("cargo writes text");
    let packages = tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
    packages.filter(|package| package != name).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Direct,
    Whole,
}

fn manifests() -> Vec<PathBuf> {
    let crates = fs::read_dir(root().join("crates")).expect("the folder of crates");
    let crates = crates.map(|entry| entry.expect("a readable entry").path()).filter(|path| path.is_dir());
    let others = ["migrations", "tests", "tests/msgraph", "tests/postgres"].map(|folder| root().join(folder));
    crates.chain(others).map(|folder| folder.join("Cargo.toml")).collect()
}

fn package_name(manifest: &Path) -> String {
    let text = fs::read_to_string(manifest).expect("a readable manifest");
    let line = text.lines().find(|line| line.starts_with("name = ")).expect("a package has a name");
    line.trim_start_matches("name = ").trim_matches('"').to_owned()
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("crates"), root().join("migrations"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}
