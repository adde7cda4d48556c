//! Real lock files beside the repository, where they are at hand: every expected set has to come out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Limits, Source, SourceId};

use super::{Input, NoCompanions, read};
use crate::packages::{Kind, LockFile, format_of};

/// Two sets lack packages that their files and the tests they were read from hold (see "Two expected sets" in docs/design/sbom.md):
/// what those tests expect besides.
const LACKING: [(&str, &[&str]); 2] = [
    ("python-uvlock-one-package.lock", &["emoji 2.14.0"]),
    (
        "python-uvlock-grouped-packages.lock",
        &[
            "colorama 0.4.6",
            "emoji 2.14.0",
            "mccabe 0.7.0",
            "mypy-extensions 1.0.0",
            "packaging 24.2",
            "pathspec 0.12.1",
            "platformdirs 4.3.6",
            "pycodestyle 2.12.1",
            "pyflakes 3.2.0",
            "tomli 2.2.1",
            "typing-extensions 4.12.2",
        ],
    ),
];

/// The folder of real data, if this machine has it.
fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("ENT_SHARED").map(PathBuf::from);
    named.into_iter().chain([root.join("../shared")]).map(|shared| shared.join("data/lockfiles/cases")).find(|cases| cases.is_dir())
}

fn file_below(folder: &Path) -> PathBuf {
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    if entry.is_dir() { file_below(&entry) } else { entry }
}

/// Names as the expected sets write them, from package URLs, so that both are tested.
fn identity(package: &crate::packages::Package) -> Option<(String, Option<String>)> {
    let purl = package.purl()?;
    let separator = if purl.kind() == "maven" { ":" } else { "/" };
    let name = match purl.namespace() {
        Some(namespace) => format!("{namespace}{separator}{}", purl.name()),
        None => purl.name().to_owned(),
    };
    Some((name, purl.version().map(str::to_owned)))
}

fn check(case: &Path) -> Result<(), String> {
    let expected: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let input = case.join("input");
    let path = file_below(&input);
    let shown = path.strip_prefix(&input).unwrap().to_str().unwrap().to_owned();
    let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
    let source = Arc::new(Source::new(SourceId(0), shown.clone(), text));
    let format = format_of(&shown).ok_or("no format")?;
    let read = read(format, &Input { source: &source, limits: &Limits::default(), companions: &NoCompanions });
    match (read, expected["malformed"].as_bool() == Some(true)) {
        (Err(_), true) => Ok(()),
        (Ok(_), true) => Err("was read, although it is malformed".into()),
        (Err(defect), false) => Err(defect.error().to_string()),
        (Ok(file), false) => {
            let (missing, more) = compare(&file, &expected);
            let name = case.file_name().unwrap().to_str().unwrap();
            let lacking = LACKING.iter().find(|(lacking, _)| *lacking == name).map_or(&[] as &[&str], |(_, packages)| packages);
            let surplus: Vec<String> = more.iter().map(|(name, at)| format!("{name} {}", at.as_deref().unwrap_or("-"))).collect();
            if missing.is_empty() && surplus == lacking { Ok(()) } else { Err(format!("missing {missing:?}, too many {more:?}")) }
        }
    }
}

/// What is missing, and what nobody expects.
fn compare(file: &LockFile, expected: &serde_json::Value) -> (Vec<String>, BTreeSet<(String, Option<String>)>) {
    let lower = |name: &str| name.to_lowercase();
    let local: Vec<&str> = expected["local"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    let mut found: BTreeSet<(String, Option<String>)> =
        file.packages.iter().filter(|package| package.kind != Kind::Project).filter_map(identity).collect();
    let mut missing = Vec::new();
    for package in expected["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let (version, commit) = (package["version"].as_str(), package["commit"].as_str());
        let fits = found.iter().find(|(found, at)| {
            lower(found) == lower(name)
                && (version.is_none() && at.is_none()
                    || at.as_deref() == version
                    || (commit.is_some() && at.as_deref() == commit)
                    || version.is_none() && commit.is_none())
        });
        match fits.cloned() {
            Some(fits) => {
                found.remove(&fits);
            }
            None if local.contains(&name) => {}
            None => missing.push(format!("{name} {version:?} {commit:?}")),
        }
    }
    found.retain(|(name, _)| !local.contains(&name.as_str()));
    (missing, found)
}

#[test]
#[allow(clippy::print_stderr, reason = "whoever runs the tests should know what was not tested")]
fn expected_sets_of_real_lock_files_come_out() {
    let Some(cases) = shared() else {
        eprintln!("skipped: ../shared/data/lockfiles is not here");
        return;
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let failures: Vec<String> =
        folders.iter().filter_map(|case| check(case).err().map(|why| format!("{}: {why}", case.file_name().unwrap().display()))).collect();
    assert!(folders.len() >= 110);
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), folders.len(), failures.join("\n"));
}
