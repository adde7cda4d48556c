//! `Manifest.toml` of Julia, formats 1 and 2. Format: "Project.toml and Manifest.toml" of the Pkg documentation.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::tree::{entries, error, required, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId};

/// Reads a manifest of Julia; `project` is the `Project.toml` beside it.
pub(crate) fn read(document: &Document, project: Option<&Document>) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &[])? else { return Ok(file) };
    file.format_version = text(root, "manifest_format").map(str::to_owned);
    // Format 1 has no `deps` table: every table is a package.
    let packages = root.get("deps").filter(|deps| deps.is_mapping()).unwrap_or(root);
    let mut by_name: HashMap<&str, Vec<PackageId>> = HashMap::new();
    let mut by_uuid: HashMap<&str, PackageId> = HashMap::new();
    let mut nodes = Vec::new();
    for entry in packages.raw_entries() {
        let of_format = matches!(entry.name(), "julia_version" | "manifest_format" | "project_hash");
        if !entry.value.is_sequence() && !of_format {
            return Err(error(entry.key, "expected packages, each with a `uuid`"));
        }
        for node in entry.value.items() {
            required(node, "uuid")?;
            let id = file.push(package(entry.key.text(), node));
            by_name.entry(entry.key.text()).or_default().push(id);
            by_uuid.extend(text(node, "uuid").map(|uuid| (uuid, id)));
            nodes.push(node);
        }
    }
    for (id, node) in nodes.iter().enumerate() {
        let Some(deps) = node.get("deps") else { continue };
        // A list of names, or name → uuid where a name means several.
        let listed = deps.items().map(|name| (name, by_name.get(name.text()).into_iter().flatten().copied().collect::<Vec<_>>()));
        let mapped = deps.raw_entries().map(|entry| (entry.key, by_uuid.get(entry.value.text()).copied().into_iter().collect()));
        for (need, targets) in listed.chain(mapped) {
            if targets.is_empty() {
                file.missing(need.text(), need.span());
            }
            file.packages[id].dependencies.extend(targets);
        }
    }
    if let Some(project) = project.map(Document::root) {
        file.project = text(project, "name").map(str::to_owned);
        file.project_version = text(project, "version").map(str::to_owned);
        file.direct_known = true;
        file.direct = entries(project, "deps").filter_map(|entry| by_uuid.get(entry.value.text()).copied()).collect();
    }
    Ok(file)
}

fn package(name: &str, node: Node<'_>) -> Package {
    let mut package = Package::new(Ecosystem::Julia, name, text(node, "version"), node.span());
    package.qualifiers.extend(text(node, "uuid").map(|uuid| ("uuid", uuid.to_owned())));
    package.properties.extend(text(node, "git-tree-sha1").map(|tree| ("julia:git-tree-sha1", tree.to_owned())));
    if let Some(path) = text(node, "path") {
        (package.kind, package.origin) = (Kind::Path, Origin::Path(path.to_owned()));
    } else if let Some(url) = text(node, "repo-url") {
        package.origin = Origin::Repository { url: without_credentials(url), commit: None };
        package.properties.extend(text(node, "repo-rev").map(|revision| ("julia:repo-rev", revision.to_owned())));
    } else if text(node, "git-tree-sha1").is_none() {
        // Part of Julia itself.
        package.origin = Origin::Toolchain;
    }
    package
}
