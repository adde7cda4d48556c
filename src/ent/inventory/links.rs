//! Symbolic links. None is followed during the walk; here each is judged by where it ends.
//!
//! A link never makes a file appear twice: where the walk lists its target, the link only adds the classes that its own name gives; a target in the
//! tree that the walk does not list (because version control ignores it, say) is listed once, under the first link that leads to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rule::{File, FileKind};

use super::classes::TEMPLATE;
use super::classify::{Classifier, as_template};
use super::folder::{Link, plain};
use super::vendored::VERSION_CONTROL;
use super::{Inventory, Skipped, Why};

/// Adds what the links lead to, and says what they do not. `inventory.files` is sorted and stays so.
pub(super) fn resolve(root: &Path, mut links: Vec<Link>, inventory: &mut Inventory) {
    links.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let mut classifier = Classifier::new();
    let mut added: BTreeMap<PathBuf, File> = BTreeMap::new();
    for link in links {
        let why = judge(root, &link, inventory, &mut added, &mut classifier);
        if let Some(why) = why {
            inventory.skipped.push(Skipped { path: link.path, why });
        }
    }
    inventory.files.extend(added.into_values());
    inventory.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
}

/// Why the link itself is not listed; nothing if it is.
fn judge(
    root: &Path,
    link: &Link,
    inventory: &mut Inventory,
    added: &mut BTreeMap<PathBuf, File>,
    classifier: &mut Classifier,
) -> Option<Why> {
    let Ok(target) = link.full.canonicalize() else { return Some(Why::LinkBroken) };
    let Ok(within) = target.strip_prefix(root) else { return Some(Why::LinkOutside) };
    let Some(path) = relative(within) else { return Some(Why::NameNotUtf8) };
    let metadata = match target.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) => return Some(Why::Unreadable(plain(&error))),
    };
    if metadata.is_dir() {
        return Some(Why::LinkWithin(if path.is_empty() { "the root".to_owned() } else { format!("{path}/") }));
    }
    if !metadata.is_file() || path.split('/').any(|part| VERSION_CONTROL.contains(&part)) {
        return Some(Why::LinkToSkipped(path));
    }
    if let Ok(at) = inventory.files.binary_search_by(|file| file.path.as_str().cmp(&path)) {
        let (named, _) = classifier.file(link.path.clone(), &target, || Ok(metadata));
        add_kinds(&mut inventory.files[at], &named);
        return Some(Why::LinkWithin(path));
    }
    if let Some(first) = added.get_mut(&target) {
        let (named, _) = classifier.file(link.path.clone(), &target, || Ok(metadata));
        add_kinds(first, &named);
        return Some(Why::LinkWithin(first.path.clone()));
    }
    let (file, error) = classifier.file(link.path.clone(), &target, || Ok(metadata));
    added.insert(target, file);
    error.map(|error| Why::Unreadable(plain(&error)))
}

/// The path with `/`; nothing if it is not UTF-8.
pub(super) fn relative(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Adds to a file the classes that another name of it gives.
fn add_kinds(file: &mut File, named: &File) {
    if file.is(TEMPLATE) {
        return;
    }
    if named.is(TEMPLATE) {
        *file = as_template(std::mem::take(file));
        return;
    }
    let sure: Vec<FileKind> =
        file.kinds.iter().chain(&named.kinds).copied().filter(|kind| file.is_certainly(*kind) || named.is_certainly(*kind)).collect();
    file.kinds.extend(&named.kinds);
    file.kinds.sort_unstable();
    file.kinds.dedup();
    file.guessed = file.kinds.iter().copied().filter(|kind| !sure.contains(kind)).collect();
    file.certain = file.kinds.len() > file.guessed.len();
}
