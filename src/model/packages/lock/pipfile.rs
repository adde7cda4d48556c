//! `Pipfile.lock`. Format: pipenv's specification 6.

use document::{Document, Node, SyntaxError};

use super::python::origin_of_url;
use super::tree::{items, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, Scope};

/// Reads a lock file of Pipenv.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let Some(root) = root_with(document, &["_meta", "default", "develop"])? else { return Ok(file) };
    file.format_version = root.path(["_meta", "pipfile-spec"]).map(|node| node.text().to_owned());
    for section in root.raw_entries().filter(|section| section.name() != "_meta") {
        let scope = match section.name() {
            "default" => Some(Scope::Runtime),
            "develop" => Some(Scope::Development),
            _ => None,
        };
        for entry in section.value.raw_entries() {
            let mut package = package(entry.name(), entry.value, entry.key.span());
            package.scope = scope;
            file.push(package);
        }
    }
    Ok(file)
}

fn package(name: &str, value: Node<'_>, span: document::Span) -> Package {
    let version = text(value, "version").or_else(|| value.as_str());
    let version = version.map(|version| version.trim_start_matches('=').trim()).filter(|version| *version != "*");
    let mut package = Package::new(Ecosystem::PyPi, name, version, span);
    if let Some(url) = text(value, "git") {
        package.origin = Origin::Repository { url: without_credentials(url), commit: text(value, "ref").map(str::to_owned) };
    } else if let Some(path) = text(value, "path") {
        (package.kind, package.origin) = (Kind::Path, Origin::Path(path.to_owned()));
    } else if let Some(url) = text(value, "file") {
        (package.kind, package.origin) = origin_of_url(url);
    }
    items(value, "hashes").for_each(|hash| package.add_prefixed(hash.text(), None));
    package
}
