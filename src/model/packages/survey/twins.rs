//! Lock files of one folder that answer the same question: do they agree, and which of them counts?

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{Gap, GapKind};
use super::{PackageFile, folder_of};
use crate::packages::{LockFile, printable};

/// Formats that lock what one manifest asks for.
const FAMILIES: [&[&str]; 2] = [&["npm", "yarn", "pnpm", "bun"], &["poetry", "uv", "pdm", "pipfile"]];
/// How many packages a finding names.
const NAMED: usize = 3;

/// Pairs of lock files that lock the same package at versions of which none is the same.
pub(super) fn disagreements(files: &[PackageFile]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for family in FAMILIES {
        let read: Vec<(&PackageFile, &LockFile)> = files
            .iter()
            .filter(|file| family.contains(&file.format.id))
            .filter_map(|file| Some((file, file.content.as_ref().ok()?)))
            .collect();
        for (index, (first, first_content)) in read.iter().enumerate() {
            for (second, second_content) in &read[index + 1..] {
                let differing = differing(first_content, second_content);
                if !differing.is_empty() {
                    gaps.push(gap(first, second, &differing));
                }
            }
        }
    }
    gaps
}

fn gap(first: &PackageFile, second: &PackageFile, differing: &[String]) -> Gap {
    let named = differing.iter().take(NAMED).map(|name| printable(name)).collect::<Vec<_>>().join(", ");
    let more = differing.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let name = first.path.rsplit('/').next().unwrap_or(&first.path);
    let mut gap = Gap::of_file(GapKind::LocksDisagree, &second.path, format!("it and `{name}` lock other versions of {named}{rest}"));
    gap.subject = first.path.clone();
    gap
}

/// Names that both hold, at versions of which none is the same. What is asked for directly counts, where both say it; else everything.
fn differing(first: &LockFile, second: &LockFile) -> Vec<String> {
    let direct = first.direct_known && second.direct_known;
    let (first, second) = (versions(first, direct), versions(second, direct));
    let apart = |name: &&String| second.get(*name).is_some_and(|others| first[*name].is_disjoint(others));
    first.keys().filter(apart).cloned().collect()
}

fn versions(file: &LockFile, direct: bool) -> BTreeMap<String, BTreeSet<&str>> {
    let mut versions: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let direct: BTreeSet<u32> = if direct { file.direct.iter().copied().collect() } else { (0..file.packages.len() as u32).collect() };
    for package in direct.iter().filter_map(|&id| file.package(id)).filter(|package| package.is_foreign()) {
        if let Some(version) = &package.version {
            versions.entry(package.name.to_lowercase().replace(['_', '.'], "-")).or_default().insert(version);
        }
    }
    versions
}

/// npm reads `npm-shrinkwrap.json` and then no `package-lock.json`.
pub(super) fn leave_out_shadowed(files: &mut Vec<PackageFile>) {
    let shrinkwrap = |path: &str| path.rsplit('/').next() == Some("npm-shrinkwrap.json");
    let folders: Vec<String> = files.iter().filter(|file| shrinkwrap(&file.path)).map(|file| folder_of(&file.path).to_owned()).collect();
    files.retain(|file| file.format.id != "npm" || shrinkwrap(&file.path) || !folders.iter().any(|folder| folder == folder_of(&file.path)));
}
