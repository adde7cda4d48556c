//! `poetry.lock` 1.x and 2.x. Format: `poetry.packages.locker`.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::python::{add_files, normal_name, registry, requirement_name};
use super::tree::{entries, is_true, items, required, root_with, text, texts};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a lock file of Poetry; `manifest` is the `pyproject.toml` beside it.
pub(crate) fn read(document: &Document, manifest: Option<&Document>) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["package", "metadata"])? else { return Ok(file) };
    let metadata = root.get("metadata");
    file.format_version = metadata.and_then(|node| text(node, "lock-version")).map(str::to_owned);
    let old_files: HashMap<String, Node<'_>> =
        metadata.into_iter().flat_map(|node| entries(node, "files")).map(|entry| (normal_name(entry.name()), entry.value)).collect();
    let mut by_name: HashMap<String, Vec<PackageId>> = HashMap::new();
    let mut nodes = Vec::new();
    for node in items(root, "package") {
        let package = package(node, &old_files)?;
        by_name.entry(normal_name(&package.name)).or_default().push(file.packages.len() as PackageId);
        file.push(package);
        nodes.push(node);
    }
    for (id, node) in nodes.iter().enumerate() {
        for need in entries(*node, "dependencies") {
            let targets = by_name.get(&normal_name(need.name())).cloned().unwrap_or_default();
            if targets.is_empty() && is_locked(need.value) {
                file.missing(need.name(), need.key.span());
            }
            let targets = fitting(&file, targets, need.value);
            file.packages[id].dependencies.extend(targets);
        }
    }
    if metadata.is_none() {
        file.cut(document.source(), "it ends without `[metadata]`");
    }
    if let Some(manifest) = manifest {
        join(&mut file, manifest.root(), &by_name);
    }
    Ok(file)
}

/// Whether a dependency has to be in the file: one of an extra is there only when somebody asks for the extra.
fn is_locked(need: Node<'_>) -> bool {
    !is_true(need, "optional") && text(need, "markers").is_none() && !need.items().any(|choice| text(choice, "markers").is_some())
}

fn package(node: Node<'_>, old_files: &HashMap<String, Node<'_>>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::PyPi, required(node, "name")?, Some(required(node, "version")?), node.span());
    if let Some(source) = node.get("source") {
        if !source.is_mapping() {
            return Err(super::tree::error(source, "expected a table with `type` and `url`"));
        }
        (package.kind, package.origin) = origin(source);
    }
    if let Some(files) = node.get("files").or_else(|| old_files.get(&normal_name(&package.name)).copied()) {
        add_files(&mut package, files);
    }
    package.scope = scope(node);
    Ok(package)
}

fn origin(source: Node<'_>) -> (Kind, Origin) {
    let url = text(source, "url").unwrap_or("");
    match text(source, "type") {
        Some("git") => {
            let commit = text(source, "resolved_reference").map(str::to_owned);
            (Kind::Foreign, Origin::Repository { url: without_credentials(url), commit })
        }
        Some("directory" | "file") => (Kind::Path, Origin::Path(url.to_owned())),
        Some("url") => (Kind::Foreign, Origin::Url(without_credentials(url))),
        _ => (Kind::Foreign, registry(url)),
    }
}

/// `category` of Poetry 1.0 to 1.4, `groups` since 2.0, nothing between.
fn scope(node: Node<'_>) -> Option<Scope> {
    let groups = texts(node.get("groups"));
    let main = groups.iter().any(|group| group == "main") || text(node, "category") == Some("main");
    let known = !groups.is_empty() || text(node, "category").is_some();
    match (main, known) {
        (true, _) if is_true(node, "optional") => Some(Scope::Optional),
        (true, _) => Some(Scope::Runtime),
        (false, true) => Some(Scope::Development),
        (false, false) => None,
    }
}

/// Where a name is locked in several versions, those that an exact requirement names; else all of them.
fn fitting(file: &LockFile, targets: Vec<PackageId>, requirement: Node<'_>) -> Vec<PackageId> {
    if targets.len() < 2 {
        return targets;
    }
    let wanted: Vec<&str> =
        requirement.items().chain([requirement]).filter_map(|node| node.as_str().or_else(|| text(node, "version"))).collect();
    let exact = |id: &PackageId| {
        let version = file.packages[*id as usize].version.as_deref().unwrap_or("");
        wanted.iter().any(|wanted| wanted.trim_start_matches('=').trim() == version)
    };
    let found: Vec<PackageId> = targets.iter().copied().filter(exact).collect();
    if found.is_empty() { targets } else { found }
}

/// The manifest says what the project is and asks for.
pub(crate) fn join(file: &mut LockFile, manifest: Node<'_>, by_name: &HashMap<String, Vec<PackageId>>) {
    let poetry = manifest.path(["tool", "poetry"]);
    let project = manifest.get("project");
    for place in [project, poetry].into_iter().flatten() {
        file.project = file.project.take().or_else(|| text(place, "name").map(str::to_owned));
        file.project_version = file.project_version.take().or_else(|| text(place, "version").map(str::to_owned));
    }
    let roots: Vec<(PackageId, Scope)> = asked_for(manifest)
        .into_iter()
        .flat_map(|(name, scope)| by_name.get(&normal_name(name)).into_iter().flatten().map(move |&id| (id, scope)))
        .collect();
    if roots.is_empty() {
        return;
    }
    file.direct_known = true;
    file.direct = roots.iter().map(|(id, _)| *id).collect();
    file.spread_scopes(&roots);
}

/// What a `pyproject.toml` asks for, in the keys of Poetry, of PEP 621 and of PEP 735.
fn asked_for<'d>(manifest: Node<'d>) -> Vec<(&'d str, Scope)> {
    let list = |node: Node<'d>, scope| node.items().filter_map(text_of).map(move |name| (name, scope));
    let mut asked: Vec<(&str, Scope)> = Vec::new();
    if let Some(project) = manifest.get("project") {
        asked.extend(project.get("dependencies").into_iter().flat_map(|node| list(node, Scope::Runtime)));
        asked.extend(entries(project, "optional-dependencies").flat_map(|entry| list(entry.value, Scope::Optional)));
    }
    asked.extend(entries(manifest, "dependency-groups").flat_map(|entry| list(entry.value, Scope::Development)));
    if let Some(poetry) = manifest.path(["tool", "poetry"]) {
        let table = |entry: document::Entry<'_>, scope: Scope| if is_true(entry.value, "optional") { Scope::Optional } else { scope };
        asked.extend(
            entries(poetry, "dependencies")
                .filter(|entry| entry.name() != "python")
                .map(|entry| (entry.key.text(), table(entry, Scope::Runtime))),
        );
        asked.extend(entries(poetry, "dev-dependencies").map(|entry| (entry.key.text(), Scope::Development)));
        for group in entries(poetry, "group") {
            asked.extend(entries(group.value, "dependencies").map(|entry| (entry.key.text(), Scope::Development)));
        }
    }
    asked
}

fn text_of(item: Node<'_>) -> Option<&str> {
    item.as_str().map(requirement_name)
}
