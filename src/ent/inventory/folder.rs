//! One folder of the walk: its entries, sorted out by what they are before anything is opened.

use std::collections::HashSet;
use std::fs::{DirEntry, FileType};
use std::io;
use std::path::PathBuf;

use rule::File;

use super::classify::{Classifier, as_template};
use super::ignored::{Rules, Verdict};
use super::vendored;
use super::{Inventory, Skipped, Why};

/// How many folders deep the walk goes.
pub(super) const DEPTH: usize = 256;

/// A folder still to be read.
#[derive(Debug)]
pub(super) struct Folder {
    full: PathBuf,
    /// Relative to the root, with a slash at the end; empty at the root.
    path: String,
    depth: usize,
    /// The rules of the folders above it.
    rules: Rules,
    /// Whether it lies in the `templates` folder of a Helm chart.
    templates: bool,
}

impl Folder {
    /// The root of the walk.
    pub(super) fn root(full: PathBuf, rules: Rules) -> Folder {
        Folder { full, path: String::new(), depth: 0, rules, templates: false }
    }
}

/// A symbolic link, judged when all files are known.
#[derive(Debug)]
pub(super) struct Link {
    /// Where it is, relative to the root.
    pub(super) path: String,
    /// Where it is, from the root of the file system.
    pub(super) full: PathBuf,
}

/// What one thread found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<File>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) ignored: Vec<String>,
    pub(super) links: Vec<Link>,
}

impl Found {
    /// All that another thread found, too.
    pub(super) fn merge(&mut self, other: Found) {
        self.files.extend(other.files);
        self.skipped.extend(other.skipped);
        self.ignored.extend(other.ignored);
        self.links.extend(other.links);
    }

    /// The inventory, unsorted and without links; and the links.
    pub(super) fn into_parts(self) -> (Inventory, Vec<Link>) {
        (Inventory { files: self.files, skipped: self.skipped, ignored: self.ignored }, self.links)
    }

    fn skip(&mut self, path: String, why: Why) {
        self.skipped.push(Skipped { path, why });
    }
}

/// One entry of a folder, named and known by kind.
struct Entry {
    entry: DirEntry,
    kind: FileType,
    name: String,
}

/// Reads a folder: what it holds goes to `found`, the folders in it to `inner`.
pub(super) fn read(folder: &Folder, classifier: &mut Classifier, found: &mut Found, inner: &mut Vec<Folder>) {
    let entries = match entries(folder, found) {
        Ok(entries) => entries,
        Err(error) => return found.skip(folder.path.clone(), Why::Unreadable(plain(&error))),
    };
    let has_rules = entries.iter().any(|entry| entry.name == ".gitignore" && entry.kind.is_file());
    let rules = if has_rules { folder.rules.inside(&folder.full) } else { folder.rules.clone() };
    let folders = entries.iter().any(|entry| entry.kind.is_dir());
    let names: HashSet<&str> = if folders { entries.iter().map(|entry| entry.name.as_str()).collect() } else { HashSet::new() };
    for entry in &entries {
        take(folder, entry, &rules, &names, classifier, found, inner);
    }
}

fn entries(folder: &Folder, found: &mut Found) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(&folder.full)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        match entry.file_name().into_string() {
            Ok(name) => entries.push(Entry { entry, kind, name }),
            Err(name) => {
                let slash = if kind.is_dir() { "/" } else { "" };
                found.skip(format!("{}{}{slash}", folder.path, name.to_string_lossy()), Why::NameNotUtf8);
            }
        }
    }
    Ok(entries)
}

fn take(
    folder: &Folder,
    entry: &Entry,
    rules: &Rules,
    names: &HashSet<&str>,
    classifier: &mut Classifier,
    found: &mut Found,
    inner: &mut Vec<Folder>,
) {
    if vendored::VERSION_CONTROL.contains(&entry.name.as_str()) {
        return;
    }
    let full = entry.entry.path();
    let path = format!("{}{}", folder.path, entry.name);
    let is_folder = entry.kind.is_dir();
    if !rules.is_empty() {
        let listed = || if is_folder { format!("{path}/") } else { path.clone() };
        match rules.verdict(&full, is_folder) {
            Verdict::Taken => {}
            Verdict::Ignored => return found.ignored.push(listed()),
            Verdict::Excluded => return found.skip(listed(), Why::Excluded),
        }
    }
    if is_folder {
        enter(folder, entry, full, format!("{path}/"), rules, names, found, inner);
    } else if entry.kind.is_symlink() {
        found.links.push(Link { path, full });
    } else if entry.kind.is_file() {
        let (file, error) = classifier.file(path, &full, || entry.entry.metadata());
        if let Some(error) = error {
            found.skip(file.path.clone(), Why::Unreadable(plain(&error)));
        }
        found.files.push(if folder.templates { as_template(file) } else { file });
    } else {
        found.skip(path, Why::Special(special(entry.kind)));
    }
}

#[allow(clippy::too_many_arguments)]
fn enter(
    folder: &Folder,
    entry: &Entry,
    full: PathBuf,
    path: String,
    rules: &Rules,
    names: &HashSet<&str>,
    found: &mut Found,
    inner: &mut Vec<Folder>,
) {
    let beside = |name: &str| names.contains(name);
    let inside = |name: &str| full.join(name).symlink_metadata().is_ok();
    if let Some(what) = vendored::what(&entry.name, beside, inside) {
        return found.skip(path, Why::Vendored(what));
    }
    if folder.depth + 1 > DEPTH {
        return found.skip(path, Why::TooDeep);
    }
    let templates = folder.templates || (entry.name == "templates" && beside("Chart.yaml"));
    inner.push(Folder { full, path, depth: folder.depth + 1, rules: rules.clone(), templates });
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "FIFO"
    } else if kind.is_socket() {
        "socket"
    } else if kind.is_block_device() || kind.is_char_device() {
        "device"
    } else {
        "special file"
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "special file"
}

/// The system's words without its number.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
