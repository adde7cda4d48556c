//! The project's files, and what Cargo says about its packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::code::{test_files, tokens};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace's folder")
}

/// All files below `folder` (relative to the root), sorted, as `/`-separated paths relative to the root.
pub(crate) fn files(folder: &str) -> Vec<String> {
    let root = root();
    let mut found = Vec::new();
    let mut waiting = vec![root.join(folder)];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.map(|entry| entry.expect("an entry of a folder")) {
            let kind = entry.file_type().expect("the kind of an entry");
            if kind.is_dir() && entry.file_name() != "target" {
                waiting.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let path = path.strip_prefix(&root).expect("a path below the root");
                found.push(path.to_str().expect("a path in UTF-8").replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// One of the project's own Rust files.
pub(crate) struct RustFile {
    pub(crate) path: String,
    pub(crate) text: String,
    /// Whether it is compiled only for tests.
    pub(crate) test: bool,
}

/// The project's own Rust files.
pub(crate) fn rust_files() -> Vec<RustFile> {
    let mut paths = files("src");
    paths.extend(files("tests"));
    let read = |path: String| RustFile { text: read(&path), test: path.starts_with("tests/"), path };
    let mut found: Vec<RustFile> = paths.into_iter().filter(|path| path.ends_with(".rs")).map(read).collect();
    let tests: Vec<String> = found.iter().flat_map(|file| test_files(&file.path, &tokens(&file.text))).collect();
    for file in &mut found {
        let inside = |module: &String| file.path.strip_prefix(module.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'));
        file.test = file.test || tests.iter().any(inside);
    }
    found
}

/// The text of a file, by its path relative to the root.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What `cargo metadata` says of the workspace's own packages.
pub(crate) fn own_packages() -> serde_json::Value {
    cargo_metadata(&["--no-deps", "--offline"]).unwrap_or_else(|error| panic!("{error}"))
}

/// What `cargo metadata` says of all packages: those of every platform, or where these are not at hand, of this one.
pub(crate) fn all_packages() -> serde_json::Value {
    let found = cargo_metadata(&[]).or_else(|_| cargo_metadata(&["--offline", "--filter-platform", &host()]));
    found.unwrap_or_else(|error| panic!("{error}"))
}

fn cargo_metadata(arguments: &[&str]) -> Result<serde_json::Value, String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked"]).args(arguments).current_dir(root());
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The platform that rustc compiles for, such as `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc).arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("rustc prints UTF-8");
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

/// Fails with every complaint on a line of its own.
pub(crate) fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
