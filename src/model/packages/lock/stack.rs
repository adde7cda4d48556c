//! `stack.yaml.lock` of Stack (Haskell). Format: "Lock files" of the Stack documentation.

use document::{Document, Node, Span, SyntaxError};

use super::tree::{error, items, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, LockFile, Origin, Package};

/// Reads a lock file of Stack: the packages beside the snapshot, whose own packages no file of the tree names.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["packages", "snapshots"])? else { return Ok(file) };
    for item in items(root, "packages") {
        let completed = item.get("completed").ok_or_else(|| error(item, "this package is not `completed`"))?;
        let package = package(completed, item.span()).ok_or_else(|| error(completed, "expected `hackage`, `git` or `url` with a name"))?;
        let id = file.push(package);
        file.direct.push(id);
    }
    if root.get("snapshots").is_none() {
        file.cut(document.source(), "it ends without `snapshots`");
    }
    Ok(file)
}

fn package(completed: Node<'_>, span: Span) -> Option<Package> {
    if let Some(hackage) = text(completed, "hackage") {
        let (identity, revision) = hackage.split_once('@').map_or((hackage, None), |(identity, revision)| (identity, Some(revision)));
        let (name, version) = identity.rsplit_once('-')?;
        let mut package = Package::new(Ecosystem::Hackage, name, Some(version), span);
        // The hash of the cabal file of that revision, not of the archive.
        package.properties.extend(revision.map(|revision| ("hackage:cabal_file", revision.to_owned())));
        return Some(package);
    }
    let mut package = Package::new(Ecosystem::Hackage, text(completed, "name")?, text(completed, "version"), span);
    match (text(completed, "git").or_else(|| text(completed, "hg")), text(completed, "url")) {
        (Some(url), _) => {
            package.origin = Origin::Repository { url: without_credentials(url), commit: text(completed, "commit").map(str::to_owned) };
        }
        (None, Some(url)) => {
            package.origin = Origin::Url(without_credentials(url));
            package.add_hex(crate::packages::Algorithm::Sha256, text(completed, "sha256").unwrap_or(""), None);
        }
        (None, None) => {}
    }
    Some(package)
}
