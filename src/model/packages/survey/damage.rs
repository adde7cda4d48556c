//! Damaged files: whatever happens to a file of any format, either nothing of it is lost or somebody is told.

use std::path::{Path, PathBuf};

use document::Limits;

use super::{Folder, Paths, survey};
use crate::packages::materials::{Collector, Materials};
use crate::packages::{FORMATS, Role};

/// What cannot be seen: a format, a damage, and why.
const INVISIBLE: &[(&str, &str, &str)] = &[
    ("requirements", "empty", "people write such files, and one may be empty"),
    ("requirements", "blank", "people write such files, and one may be empty"),
    ("requirements", "half", "nothing marks the end of a list that people write"),
    ("requirements", "half of its lines", "nothing marks the end of a list that people write"),
    ("gradle-catalog", "empty", "people write such files, and one may be empty"),
    ("gradle-catalog", "blank", "people write such files, and one may be empty"),
    ("gradle-catalog", "half of its lines", "nothing marks the end of a list that people write"),
    ("go", "half", "without a go.sum nothing says which modules there are"),
    ("go", "half of its lines", "without a go.sum nothing says which modules there are"),
    ("go-vendor", "half of its lines", "nothing marks the end of the list"),
    ("go-sum", "half of its lines", "without a go.mod nothing says which modules there are"),
    ("cabal", "half of its lines", "nothing marks the end of the list"),
    ("pdm", "half of its lines", "nothing marks the end of the list"),
    ("pylock", "half of its lines", "nothing marks the end of the list"),
    ("paket", "half of its lines", "nothing marks the end of the list"),
    ("uv", "half of its lines", "the packages before the cut need none after it"),
    ("yarn", "half of its lines", "the packages before the cut need none after it"),
    ("python-installed", "half", "name and version stand at the beginning"),
    ("python-installed", "half of its lines", "name and version stand at the beginning"),
    ("cargo", "half of its lines", "the packages before the cut need none after it"),
    ("npm-package", "of another kind", "a name is all that such a file needs"),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/lockfiles")
}

fn files_below(folder: &Path, root: &Path, into: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, root, into);
        } else if path.file_name().is_some_and(|name| name != "expected.txt") {
            into.push((path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"), std::fs::read(&path).unwrap()));
        }
    }
}

fn paths(files: &[(String, Vec<u8>)]) -> Paths {
    let all: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let objects = all.iter().filter(|path| path.ends_with("deployment.yaml")).cloned().collect();
    Paths::new(all).with_kubernetes(objects)
}

fn read(files: &[(String, Vec<u8>)], limits: Limits) -> Materials {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let at = folder.path().join(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, bytes).unwrap();
    }
    let paths = paths(files);
    let collector = Collector::default();
    survey(&paths, &Folder::new(folder.path(), limits), &limits, &|found| collector.add(found));
    collector.finish()
}

/// What a document would show of the packages.
fn shown(materials: &Materials) -> Vec<String> {
    let all = |one: &crate::packages::materials::Material| {
        let hashes: Vec<&str> = one.package.hashes.iter().map(|hash| hash.hex.as_str()).collect();
        let sums: Vec<&str> = one.package.properties.iter().map(|(_, value)| value.as_str()).collect();
        format!("{} {hashes:?} {sums:?} {:?} {:?}", one.reference, one.dependencies, one.package.licenses)
    };
    materials.components.iter().map(all).collect()
}

/// Every damage with its name.
fn damages(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let middle = lines.len() / 2;
    let conflict = [
        lines[..middle].concat(),
        b"<<<<<<< HEAD\n".to_vec(),
        lines[middle].to_vec(),
        b"=======\n>>>>>>> topic\n".to_vec(),
        lines[middle + 1..].concat(),
    ];
    let noise: Vec<u8> = (0..600u32).map(|at| b"abcxyz {}[]:,\"=\n-"[(at.wrapping_mul(2_654_435_761) >> 20) as usize % 17]).collect();
    let binary: Vec<u8> = (0..600u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    vec![
        ("empty", Vec::new()),
        ("blank", b"  \n\n \n".to_vec()),
        ("half", bytes[..bytes.len() / 2].to_vec()),
        ("half of its lines", lines[..middle].concat()),
        ("in the middle of a merge", conflict.concat()),
        ("prose", b"this is no lock file, but a note about one\nwith two lines\n".to_vec()),
        ("a page", b"<!DOCTYPE html>\n<html><head><title>404</title></head><body><p>not found</p></body></html>\n".to_vec()),
        ("noise", noise),
        ("binary", binary),
        ("an empty list", b"[]\n".to_vec()),
        ("an empty mapping", b"{}\n".to_vec()),
        ("of another kind", b"{\"name\": \"x\", \"items\": [1, 2, 3]}\n".to_vec()),
        ("another table", b"[tool]\nname = \"x\"\n".to_vec()),
        ("another mapping", b"name: x\nitems:\n  - a\n".to_vec()),
    ]
}

/// What is lost without a word, for every file of a fixture.
fn silently_lost(case: &Path, seen: &mut Vec<&'static str>) -> Vec<String> {
    let mut files = Vec::new();
    files_below(case, case, &mut files);
    let whole = shown(&read(&files, Limits::default()));
    let mut lost = Vec::new();
    for index in 0..files.len() {
        let Some(format) = paths(&files).format_of(&files[index].0) else { continue };
        seen.push(format.id);
        let bytes = files[index].1.clone();
        for (damage, damaged) in damages(&bytes) {
            files[index].1 = damaged;
            let materials = read(&files, Limits::default());
            let told = materials.gaps.iter().any(|gap| gap.path.rsplit('/').nth(1) == files[index].0.rsplit('/').nth(1));
            let known = INVISIBLE.iter().any(|(id, name, _)| *id == format.id && *name == damage);
            // People write pipelines and containers: what their tools take may hold anything.
            let known = known || (format.role == Role::Reference && damage != "in the middle of a merge" && damage != "binary");
            if !told && !known && shown(&materials) != whole {
                lost.push(format!("{} ({}) {damage}", case.file_name().unwrap().display(), files[index].0));
            }
        }
        files[index].1 = bytes;
        let limits = Limits { bytes: files[index].1.len() as u64 - 1, ..Limits::default() };
        if !read(&files, limits).gaps.iter().any(|gap| gap.kind == super::GapKind::TooLarge && gap.path == files[index].0) {
            lost.push(format!("{} ({}) over the limit", case.file_name().unwrap().display(), files[index].0));
        }
    }
    lost
}

#[test]
fn nothing_is_lost_in_silence() {
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let mut seen = Vec::new();
    let lost: Vec<String> = cases.iter().flat_map(|case| silently_lost(case, &mut seen)).collect();
    for format in FORMATS.iter().filter(|format| format.versions != "refused") {
        assert!(seen.contains(&format.id), "no fixture of {}", format.id);
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}
