//! A fixture of every format, written after its tool's documentation, with all that comes out of it: package URL, scope, hashes, licence, place, edges.
//! `ENT_BLESS=1` writes the expected texts anew; look at the difference before you commit it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use document::Limits;

use super::{Collector, Material, Materials};
use crate::packages::survey::{Folder, Paths, survey};
use crate::packages::{FORMATS, Kind};

const EXPECTED: &str = "expected.txt";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/lockfiles")
}

fn files_below(folder: &Path, root: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, root, into);
        } else if path.file_name().is_some_and(|name| name != EXPECTED) {
            into.push(path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

/// Fixtures of Kubernetes are called so: their format has no names.
fn paths(files: &[String]) -> Paths {
    Paths::new(files.to_vec()).with_kubernetes(files.iter().filter(|path| path.ends_with("deployment.yaml")).cloned().collect())
}

fn read(case: &Path) -> (Materials, Vec<String>) {
    let mut files = Vec::new();
    files_below(case, case, &mut files);
    let collector = Collector::default();
    let limits = Limits::default();
    survey(&paths(&files), &Folder::new(case, limits), &limits, &|found| collector.add(found));
    (collector.finish(), files)
}

fn line(one: &Material, all: &Materials) -> String {
    let package = &one.package;
    let mut text = one.purl.clone().unwrap_or_else(|| format!("({})", one.reference));
    let scope = package.scope.map_or("scope unknown", |scope| scope.name());
    let _ = write!(text, "\n  {scope}");
    if package.kind != Kind::Foreign {
        let _ = write!(text, ", {:?}", package.kind);
    }
    for license in &package.licenses {
        let _ = write!(text, ", {license}");
    }
    for (path, line) in &one.occurrences {
        let _ = write!(text, ", {path}:{line}");
    }
    let hashes: BTreeSet<String> = package.hashes.iter().map(|hash| format!("{} {}…", hash.algorithm.name(), &hash.hex[..8])).collect();
    for hash in hashes {
        let _ = write!(text, "\n  {hash}");
    }
    for (name, value) in &package.properties {
        let _ = write!(text, "\n  {name} = {value}");
    }
    for &to in &one.dependencies {
        let _ = write!(text, "\n  -> {}", all.components[to as usize].reference);
    }
    if !one.edges_known {
        text.push_str("\n  edges unknown");
    }
    text
}

fn shown(materials: &Materials) -> String {
    let mut text = String::new();
    for project in &materials.projects {
        let direct: Vec<&str> = project.direct.iter().map(|&id| materials.components[id as usize].reference.as_str()).collect();
        let known = if project.direct_known { "asks for" } else { "may ask for" };
        let _ = writeln!(text, "{} {} {known} {}\n", project.name().unwrap_or("-"), project.version().unwrap_or("-"), direct.join(", "));
    }
    for one in &materials.components {
        let _ = writeln!(text, "{}\n", line(one, materials));
    }
    for gap in &materials.gaps {
        let _ = writeln!(text, "{:?} {}: `{}` {}\n", gap.kind, gap.path, gap.subject, gap.message);
    }
    text
}

#[test]
fn every_fixture_gives_what_is_expected() {
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        let text = shown(&read(case).0);
        if std::env::var_os("ENT_BLESS").is_some() {
            std::fs::write(case.join(EXPECTED), &text).unwrap();
        }
        let expected = std::fs::read_to_string(case.join(EXPECTED)).unwrap_or_default();
        if text != expected {
            wrong.push(format!("{}:\n{text}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every row of the table has a fixture, and carries what the table says that it carries.
#[test]
fn the_table_tells_the_truth() {
    let mut seen: std::collections::BTreeMap<&str, [bool; 4]> = std::collections::BTreeMap::new();
    for case in std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let (materials, files) = read(&case);
        for file in &files {
            let Some(format) = paths(&files).format_of(file) else { continue };
            let own = || materials.components.iter().filter(|one| one.occurrences.iter().any(|(path, _)| **path == **file));
            let carries = seen.entry(format.id).or_default();
            carries[0] |= own().any(|one| !one.package.hashes.is_empty());
            carries[1] |= own().any(|one| !one.dependencies.is_empty());
            carries[2] |= own().any(|one| one.package.scope.is_some());
            carries[3] |= own().any(|one| !one.package.licenses.is_empty());
        }
    }
    for format in FORMATS.iter().filter(|format| format.versions != "refused") {
        let Some(found) = seen.get(format.id) else { panic!("no fixture of {}", format.id) };
        let said = format.carries;
        for (name, said, found) in [
            ("hashes", said.hashes, found[0]),
            ("edges", said.edges, found[1]),
            ("scope", said.scope, found[2]),
            ("licences", said.licenses, found[3]),
        ] {
            assert!(found || !said, "{} should carry {name}", format.id);
        }
    }
}
