//! From a tree to its packages: which files hold them, what each holds, and what is not covered.

mod coverage;
#[cfg(test)]
mod damage;
mod files;
pub mod installed;
mod twins;

use document::Limits;
use rayon::prelude::*;

use super::lock::{self, Defect, Input};
use super::{LockFile, LockFormat, Role};

pub use coverage::{Gap, GapKind, inside_packages};
pub use files::{Files, Folder, Paths, Unreadable, folder_of};

use files::Beside;

/// One file that holds packages, or should.
#[derive(Debug)]
pub struct PackageFile {
    /// Where it is, relative to the root.
    pub path: String,
    /// Its format.
    pub format: &'static LockFormat,
    /// What it holds, or why that is not known.
    pub content: Result<LockFile, Unread>,
}

/// Why what a file holds is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// Its text is not of its format.
    Defect(Defect),
    /// Its text could not be had.
    Unreadable(Unreadable),
}

/// What was read in one folder: its files, and what is not covered there.
#[derive(Debug, Default)]
pub struct Found {
    /// Files that hold packages, by path.
    pub files: Vec<PackageFile>,
    /// What is not covered.
    pub gaps: Vec<Gap>,
}

/// Reads every file of a known format, folder by folder in parallel; `take` gets each folder's result as soon as it is there, in no order,
/// so that nobody has to keep what he does not need.
pub fn survey(paths: &Paths, files: &dyn Files, limits: &Limits, take: &(dyn Fn(Found) + Sync)) {
    let known: Vec<(&str, &'static LockFormat)> = paths.iter().filter_map(|path| Some((path, paths.format_of(path)?))).collect();
    // Other people's pipelines and containers say nothing at all.
    let known = known.into_iter().filter(|(path, format)| format.role != Role::Reference || !is_installed_copy(path, format));
    let (inside, mut own): (Vec<_>, Vec<_>) = known.partition(|(path, format)| is_installed_copy(path, format));
    take(Found { files: Vec::new(), gaps: coverage::of_tree(paths, &inside, files, limits) });
    let locks: Vec<&str> = own.iter().filter(|(_, format)| format.role == Role::Lock).map(|(path, _)| *path).collect();
    own.retain(|(path, format)| !is_superseded(path, format, &locks));
    own.sort_by_key(|(path, _)| (folder_of(path), *path));
    let folders: Vec<&[(&str, &'static LockFormat)]> = own.chunk_by(|a, b| folder_of(a.0) == folder_of(b.0)).collect();
    folders.par_iter().for_each(|folder| take(read_folder(folder, paths, files, limits)));
}

fn read_folder(folder: &[(&str, &'static LockFormat)], paths: &Paths, files: &dyn Files, limits: &Limits) -> Found {
    let mut found = Found::default();
    for (path, format) in folder {
        let content = read_file(path, format, paths, files, limits);
        if let Ok(file) = &content {
            found.gaps.extend(coverage::of_notes(path, file));
            found.gaps.extend(coverage::of_emptied(path, file, paths, files, limits));
        }
        found.files.push(PackageFile { path: (*path).to_owned(), format, content });
    }
    found.gaps.extend(found.files.iter().filter_map(coverage::of_unread));
    found.gaps.extend(twins::disagreements(&found.files));
    twins::leave_out_shadowed(&mut found.files);
    found
}

fn read_file(path: &str, format: &'static LockFormat, paths: &Paths, files: &dyn Files, limits: &Limits) -> Result<LockFile, Unread> {
    let source = files.source(path).map_err(Unread::Unreadable)?;
    let companions = Beside { folder: folder_of(path), paths, files };
    lock::read(format, &Input { source: &source, limits, companions: &companions }).map_err(Unread::Defect)
}

/// Lock files of other people's packages came along with them and say nothing about what is used.
fn is_installed_copy(path: &str, format: &LockFormat) -> bool {
    format.role != Role::Installed && folder_of(path).split('/').any(|part| part == "node_modules")
}

/// A manifest adds nothing where a lock file of the same build says more.
fn is_superseded(path: &str, format: &LockFormat, locks: &[&str]) -> bool {
    let (base, better): (&str, &[&str]) = match format.id {
        "gradle-catalog" => (folder_of(folder_of(path)), &["gradle.lockfile", "verification-metadata.xml"]),
        "nuget-central" => (folder_of(path), &["packages.lock.json", "paket.lock"]),
        _ => return false,
    };
    locks.iter().any(|lock| (base.is_empty() || lock.starts_with(&format!("{base}/"))) && better.iter().any(|name| lock.ends_with(name)))
}
