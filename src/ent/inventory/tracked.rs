//! Files that version control tracks although it ignores their name: added by force, or before the rule was written. A tracked `.env` is the
//! classic; what is in the repository is looked at, whatever `.gitignore` says.
//!
//! The index is read as it lies on the disk (gitformat-index(5), versions 2 to 4), without Git. What is no index gives nothing.

use std::path::{Path, PathBuf};

use super::classify::Classifier;
use super::folder::plain;
use super::vendored;
use super::{Inventory, Skipped, Why, head};

/// The longest index that is read, in bytes; about two million files.
const LIMIT: u64 = 256 << 20;

/// Moves what is tracked from `ignored` to `files`. The inventory is not sorted afterwards.
pub(super) fn restore(root: &Path, repository: &Path, inventory: &mut Inventory) {
    if inventory.ignored.is_empty() {
        return;
    }
    let Some(prefix) = root.strip_prefix(repository).ok().and_then(super::links::relative) else { return };
    let tracked = tracked(repository, &prefix);
    if tracked.is_empty() {
        return;
    }
    let mut classifier = Classifier::new();
    let ignored = std::mem::take(&mut inventory.ignored);
    for entry in ignored {
        let inside = if entry.ends_with('/') { entry.as_str() } else { "" };
        let from = tracked.partition_point(|path| path.as_str() < entry.as_str());
        let hits = tracked[from..].iter().take_while(|path| **path == entry || (!inside.is_empty() && path.starts_with(inside)));
        let mut is_listed = false;
        for path in hits {
            is_listed |= list(root, path, &mut classifier, inventory) && *path == entry;
        }
        if !is_listed {
            inventory.ignored.push(entry);
        }
    }
}

/// Lists one tracked file; whether it is there as a file of its own.
fn list(root: &Path, path: &str, classifier: &mut Classifier, inventory: &mut Inventory) -> bool {
    let full = root.join(path);
    let folder = full.parent().unwrap_or(root);
    let lies_there = folder.canonicalize().is_ok_and(|actual| actual == folder);
    let Some(metadata) = full.symlink_metadata().ok().filter(|metadata| metadata.is_file() && lies_there) else { return false };
    let parts = || path.split('/').rev().skip(1);
    if parts().any(|part| vendored::what(part, |_| false, |_| false).is_some() || vendored::VERSION_CONTROL.contains(&part)) {
        return false;
    }
    let (file, error) = classifier.file(path.to_owned(), &full, || Ok(metadata));
    if let Some(error) = error {
        inventory.skipped.push(Skipped { path: path.to_owned(), why: Why::Unreadable(plain(&error)) });
    }
    inventory.files.push(file);
    true
}

/// The tracked paths below `prefix` (without a slash at the end; empty: all), relative to it, sorted.
fn tracked(repository: &Path, prefix: &str) -> Vec<String> {
    let Some(bytes) = index_file(repository).and_then(|path| head::small_bytes(&path, LIMIT)) else { return Vec::new() };
    // An index says nowhere how long its hashes are.
    let Some(paths) = parse(&bytes, 20).or_else(|| parse(&bytes, 32)) else { return Vec::new() };
    let below = |path: Vec<u8>| {
        let path = String::from_utf8(path).ok()?;
        if prefix.is_empty() { Some(path) } else { path.strip_prefix(prefix)?.strip_prefix('/').map(str::to_owned) }
    };
    let mut paths: Vec<String> = paths.into_iter().filter_map(below).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Where the index lies: in `.git`, or where the file `.git` of a worktree or submodule points.
fn index_file(repository: &Path) -> Option<PathBuf> {
    let git = repository.join(".git");
    if git.symlink_metadata().ok()?.is_dir() {
        return Some(git.join("index"));
    }
    let text = head::small_text(&git, 4096)?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(repository.join(folder).join("index"))
}

/// The paths of an index whose hashes have `hash` bytes; nothing if it does not read as one.
fn parse(bytes: &[u8], hash: usize) -> Option<Vec<Vec<u8>>> {
    let version = number(bytes, 4)?;
    if !bytes.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let mut at = 12;
    let mut last: Vec<u8> = Vec::new();
    let mut paths = Vec::new();
    for _ in 0..number(bytes, 8)? {
        let flags = at + 40 + hash;
        let extended = version >= 3 && bytes.get(flags)? & 0x40 != 0;
        let name = flags + 2 + if extended { 2 } else { 0 };
        let (path, end) = if version == 4 { packed(bytes, name, &last)? } else { plain_name(bytes, at, name)? };
        // Entries are sorted; several stages of one path follow each other.
        if path.is_empty() || path < last {
            return None;
        }
        paths.push(path.clone());
        (at, last) = (end, path);
    }
    Some(paths)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

/// A name that ends in one to eight zeros, so that the entry is a multiple of eight bytes long; and where the next entry begins.
fn plain_name(bytes: &[u8], start: usize, name: usize) -> Option<(Vec<u8>, usize)> {
    let length = bytes.get(name..)?.iter().position(|byte| *byte == 0)?;
    let end = name + length;
    Some((bytes[name..end].to_vec(), start + (end - start) / 8 * 8 + 8))
}

/// A name as the number of bytes to drop from the one before, and what follows them; and where the next entry begins.
fn packed(bytes: &[u8], at: usize, last: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut drop, mut at) = (usize::from(*bytes.get(at)? & 0x7f), at);
    while bytes[at] & 0x80 != 0 {
        at += 1;
        drop = drop.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(*bytes.get(at)? & 0x7f))?;
    }
    let rest = bytes.get(at + 1..)?;
    let length = rest.iter().position(|byte| *byte == 0)?;
    let mut path = last.get(..last.len().checked_sub(drop)?)?.to_vec();
    path.extend_from_slice(&rest[..length]);
    Some((path, at + 1 + length + 1))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::tests::tree::{paths, write};
    use super::super::{Options, walk};
    use super::*;

    fn git(folder: &Path, arguments: &[&str]) {
        let done = Command::new("git").arg("-C").arg(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn what_is_tracked_is_listed_though_ignored() {
        for (format, version) in [("sha1", "2"), ("sha1", "4"), ("sha256", "2"), ("sha256", "4")] {
            let root = tempfile::tempdir().unwrap();
            git(root.path(), &["init", "-q", &format!("--object-format={format}")]);
            write(root.path(), ".gitignore", ".env\n/out/\n*.log\nnode_modules/\n");
            for path in [".env", "out/a.yaml", "out/b.yaml", "out/sub/c.log", "x.log", "sub/.env", "node_modules/p/index.js", "z.txt"] {
                write(root.path(), path, "A=1\n");
            }
            git(root.path(), &["update-index", "--index-version", version]);
            git(root.path(), &["add", "."]);
            git(root.path(), &["add", "-f", ".env", "out/a.yaml", "out/sub/c.log", "node_modules/p/index.js", "sub/.env"]);
            let inventory = walk(root.path(), &Options::default()).unwrap();
            assert_eq!(paths(&inventory), [".env", ".gitignore", "out/a.yaml", "out/sub/c.log", "sub/.env", "z.txt"], "{format} {version}");
            assert_eq!(inventory.ignored, ["node_modules/", "out/", "x.log"], "{format} {version}");
            let sub = walk(&root.path().join("sub"), &Options::default()).unwrap();
            assert_eq!(paths(&sub), [".env"], "{format} {version}");
        }
    }

    #[test]
    fn what_is_no_index_gives_nothing() {
        let header = |version: u8, count: u8| [b"DIRC\0\0\0".as_slice(), &[version, 0, 0, 0, count]].concat();
        assert_eq!(parse(&header(2, 0), 20), Some(vec![]));
        for bytes in [b"".to_vec(), b"DIRC".to_vec(), header(5, 0), header(2, 1), header(4, 200), [header(4, 3), vec![0xff; 400]].concat()]
        {
            assert_eq!(parse(&bytes, 20), None);
        }
        assert_eq!(parse(&[header(2, 2), vec![0; 400]].concat(), 20), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_tracked_path_that_leads_through_a_link_is_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        let root = tempfile::tempdir().unwrap();
        git(root.path(), &["init", "-q"]);
        write(root.path(), ".gitignore", "out\n");
        write(root.path(), "out/a.yaml", "x\n");
        write(outside.path(), "a.yaml", "secret\n");
        git(root.path(), &["add", "-f", "out/a.yaml"]);
        std::fs::remove_dir_all(root.path().join("out")).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("out")).unwrap();
        assert_eq!(paths(&walk(root.path(), &Options::default()).unwrap()), [".gitignore"]);
    }
}
