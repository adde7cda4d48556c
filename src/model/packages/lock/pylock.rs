//! `pylock.toml`. Format: PEP 751 ("pylock.toml specification" of the Python Packaging User Guide).

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::python::{add_file, add_files, normal_name, registry};
use super::tree::{items, required, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a `pylock.toml`.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let Some(root) = root_with(document, &["lock-version"])? else { return Ok(file) };
    file.format_version = text(root, "lock-version").map(str::to_owned);
    let mut by_name: HashMap<String, Vec<PackageId>> = HashMap::new();
    let nodes: Vec<Node<'_>> = items(root, "packages").collect();
    for &node in &nodes {
        let package = package(node)?;
        by_name.entry(normal_name(&package.name)).or_default().push(file.packages.len() as PackageId);
        file.push(package);
    }
    for (id, &node) in nodes.iter().enumerate() {
        for need in items(node, "dependencies") {
            file.edges_known = true;
            let candidates = text(need, "name").and_then(|name| by_name.get(&normal_name(name)));
            let version = text(need, "version");
            let targets = candidates.into_iter().flatten().copied();
            let targets: Vec<PackageId> = targets
                .filter(|&to| version.is_none_or(|version| file.packages[to as usize].version.as_deref() == Some(version)))
                .collect();
            file.packages[id].dependencies.extend(targets);
        }
    }
    Ok(file)
}

fn package(node: Node<'_>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::PyPi, required(node, "name")?, text(node, "version"), node.span());
    if let Some(vcs) = node.get("vcs") {
        let url = without_credentials(text(vcs, "url").or_else(|| text(vcs, "path")).unwrap_or(""));
        package.origin = Origin::Repository { url, commit: text(vcs, "commit-id").map(str::to_owned) };
    } else if let Some(directory) = node.get("directory") {
        let path = text(directory, "path").unwrap_or(".");
        let kind = if path == "." { Kind::Project } else { Kind::Path };
        (package.kind, package.origin) = (kind, Origin::Path(path.to_owned()));
    } else if let Some(archive) = node.get("archive") {
        (package.kind, package.origin) = match (text(archive, "url"), text(archive, "path")) {
            (Some(url), _) => (Kind::Foreign, Origin::Url(without_credentials(url))),
            (None, path) => (Kind::Path, Origin::Path(path.unwrap_or("").to_owned())),
        };
        add_file(&mut package, archive);
    } else {
        package.origin = registry(text(node, "index").unwrap_or(""));
    }
    node.get("sdist").into_iter().for_each(|file| add_file(&mut package, file));
    node.get("wheels").into_iter().for_each(|files| add_files(&mut package, files));
    package.scope = text(node, "marker").and_then(scope);
    Ok(package)
}

/// Markers that name groups or extras say what a package is for.
fn scope(marker: &str) -> Option<Scope> {
    let groups = marker.contains("dependency_groups");
    let extras = marker.contains("extras");
    match (groups, extras) {
        (true, _) if marker.contains("\"default\"") || marker.contains("'default'") => Some(Scope::Runtime),
        (_, true) => Some(Scope::Optional),
        (true, false) => Some(Scope::Development),
        (false, false) => None,
    }
}
