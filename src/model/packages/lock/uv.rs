//! `uv.lock`. Format: `uv_resolver::lock` (version 1).

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::python::{add_file, add_files, normal_name, registry};
use super::tree::{entries, items, required, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a lock file of uv.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["version", "package", "distribution"])? else { return Ok(file) };
    file.format_version = text(root, "version").map(str::to_owned);
    let nodes: Vec<Node<'_>> = items(root, "package").chain(items(root, "distribution")).collect();
    let mut by_name: HashMap<String, Vec<PackageId>> = HashMap::new();
    for &node in &nodes {
        let package = package(node)?;
        by_name.entry(normal_name(&package.name)).or_default().push(file.packages.len() as PackageId);
        file.push(package);
    }
    let mut roots = Vec::new();
    for (id, &node) in nodes.iter().enumerate() {
        let own = file.packages[id].kind != Kind::Foreign;
        for (need, scope) in needs(node) {
            let Some(to) = resolve(&file, &by_name, need) else {
                file.missing(text(need, "name").unwrap_or(""), need.span());
                continue;
            };
            file.packages[id].dependencies.push(to);
            if own {
                roots.push((to, scope));
            }
        }
    }
    direct(&mut file);
    scopes(&mut file, &roots);
    Ok(file)
}

fn package(node: Node<'_>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::PyPi, required(node, "name")?, text(node, "version"), node.span());
    if let Some(source) = node.get("source") {
        if !source.is_mapping() {
            return Err(super::tree::error(source, "expected a table such as `{ registry = \"…\" }`"));
        }
        (package.kind, package.origin) = origin(source);
    }
    if let Some(sdist) = node.get("sdist") {
        add_file(&mut package, sdist);
    }
    if let Some(wheels) = node.get("wheels") {
        add_files(&mut package, wheels);
    }
    Ok(package)
}

fn origin(source: Node<'_>) -> (Kind, Origin) {
    for key in ["virtual", "editable"] {
        if let Some(path) = text(source, key) {
            let kind = if path == "." { Kind::Project } else { Kind::Member };
            return (kind, Origin::Path(path.to_owned()));
        }
    }
    if let Some(path) = text(source, "directory").or_else(|| text(source, "path")) {
        return (Kind::Path, Origin::Path(path.to_owned()));
    }
    if let Some(url) = text(source, "git") {
        let (place, commit) = url.split_once('#').map_or((url, None), |(place, commit)| (place, Some(commit.to_owned())));
        let place = place.split('?').next().unwrap_or(place);
        return (Kind::Foreign, Origin::Repository { url: without_credentials(place), commit });
    }
    match text(source, "url") {
        Some(url) => (Kind::Foreign, Origin::Url(without_credentials(url))),
        None => (Kind::Foreign, registry(text(source, "registry").unwrap_or(""))),
    }
}

/// Everything an entry asks for, with what for. Extras of somebody else's package are a part of it.
fn needs(node: Node<'_>) -> Vec<(Node<'_>, Scope)> {
    let groups = ["dev-dependencies", "dependency-groups"].into_iter().flat_map(move |key| entries(node, key));
    let plain = items(node, "dependencies").map(|need| (need, Scope::Runtime));
    let optional = entries(node, "optional-dependencies").flat_map(|extra| extra.value.items()).map(|need| (need, Scope::Optional));
    plain.chain(optional).chain(groups.flat_map(|group| group.value.items()).map(|need| (need, Scope::Development))).collect()
}

/// A need names its version and source only where the name alone means several packages.
fn resolve(file: &LockFile, by_name: &HashMap<String, Vec<PackageId>>, need: Node<'_>) -> Option<PackageId> {
    let candidates = by_name.get(&normal_name(text(need, "name")?))?;
    let version = text(need, "version");
    let source = need.get("source").map(origin);
    let fits = |id: &&PackageId| {
        let package = &file.packages[**id as usize];
        version.is_none_or(|version| package.version.as_deref() == Some(version))
            && source.as_ref().is_none_or(|(_, origin)| *origin == package.origin)
    };
    candidates.iter().find(fits).or(candidates.first()).copied()
}

fn direct(file: &mut LockFile) {
    let project = file.packages.iter().position(|package| package.kind == Kind::Project);
    if let Some(project) = project.map(|id| &file.packages[id]) {
        file.project = Some(project.name.clone());
        file.project_version = project.version.clone();
        file.direct = project.dependencies.clone();
    }
    let members = (0u32..).zip(&file.packages).filter(|(_, package)| package.kind == Kind::Member).map(|(id, _)| id);
    file.direct_known = true;
    file.direct.extend(members.collect::<Vec<_>>());
}

fn scopes(file: &mut LockFile, roots: &[(PackageId, Scope)]) {
    let own: Vec<usize> = (0..file.packages.len()).filter(|&id| file.packages[id].kind != Kind::Foreign).collect();
    let edges: Vec<_> = own.iter().map(|&id| std::mem::take(&mut file.packages[id].dependencies)).collect();
    file.spread_scopes(roots);
    for (&id, dependencies) in own.iter().zip(edges) {
        file.packages[id].dependencies = dependencies;
        file.packages[id].scope = Some(Scope::Runtime);
    }
}
