//! `pdm.lock`. Format: PDM's "Lock file" page, `lock_version` 3 and 4.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::python::{add_files, normal_name, requirement_name};
use super::tree::{entries, items, required, root_with, text, texts};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a lock file of PDM; `manifest` is the `pyproject.toml` beside it.
pub(crate) fn read(document: &Document, manifest: Option<&Document>) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["package", "metadata"])? else { return Ok(file) };
    let metadata = root.get("metadata");
    file.format_version = metadata.and_then(|node| text(node, "lock_version")).map(str::to_owned);
    // Before version 4 the hashes stand apart, keyed by `name version`.
    let apart: HashMap<&str, Node<'_>> =
        metadata.into_iter().flat_map(|node| entries(node, "files")).map(|entry| (entry.key.text(), entry.value)).collect();
    let mut by_name: HashMap<String, Vec<PackageId>> = HashMap::new();
    let mut wants: Vec<(PackageId, String)> = Vec::new();
    for node in items(root, "package") {
        let mut package = package(node)?;
        let key = format!("{} {}", text(node, "name").unwrap_or(""), package.version.as_deref().unwrap_or(""));
        if let Some(files) = node.get("files").or_else(|| apart.get(key.as_str()).copied()) {
            add_files(&mut package, files);
        }
        // A package with extras stands twice: once by itself, once with what the extras need.
        let known = by_name
            .get(&normal_name(&package.name))
            .into_iter()
            .flatten()
            .copied()
            .find(|&id| file.packages[id as usize].version == package.version);
        let id = match known {
            Some(id) => {
                let scope = file.packages[id as usize].scope;
                file.packages[id as usize].scope = [scope, package.scope].into_iter().flatten().min();
                id
            }
            None => {
                let id = file.packages.len() as PackageId;
                by_name.entry(normal_name(&package.name)).or_default().push(id);
                file.push(package)
            }
        };
        wants.extend(items(node, "dependencies").map(|need| (id, normal_name(requirement_name(need.text())))));
    }
    if metadata.is_none() {
        file.cut(document.source(), "it has no `[metadata]`");
    }
    for (from, name) in wants {
        file.packages[from as usize].dependencies.extend(by_name.get(&name).into_iter().flatten());
    }
    if let Some(manifest) = manifest {
        super::poetry::join(&mut file, manifest.root(), &by_name);
    }
    Ok(file)
}

fn package(node: Node<'_>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::PyPi, required(node, "name")?, text(node, "version"), node.span());
    (package.kind, package.origin) = match (text(node, "git"), text(node, "path"), text(node, "url")) {
        (Some(url), _, _) => {
            (Kind::Foreign, Origin::Repository { url: without_credentials(url), commit: text(node, "revision").map(str::to_owned) })
        }
        (None, Some(path), _) => (Kind::Path, Origin::Path(path.to_owned())),
        (None, None, Some(url)) => (Kind::Foreign, Origin::Url(without_credentials(url))),
        (None, None, None) => (Kind::Foreign, Origin::Registry),
    };
    let groups = texts(node.get("groups"));
    package.scope = match groups.iter().any(|group| group == "default") {
        true => Some(Scope::Runtime),
        // Whether another group is an extra or one for development stands only in the manifest.
        false if groups.iter().any(|group| matches!(group.as_str(), "dev" | "test" | "tests" | "lint" | "doc" | "docs")) => {
            Some(Scope::Development)
        }
        false => None,
    };
    Ok(package)
}
