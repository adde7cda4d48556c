//! `Cargo.lock` 1 to 4. Format: `cargo::core::resolver::encode`.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::tree::{entries, items, required, root_with, text};
use crate::packages::survey::folder_of;
use crate::packages::without_credentials;
use crate::packages::{Algorithm, Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// The registry that needs no mention, in both its protocols.
const CRATES_IO: [&str; 2] = ["registry+https://github.com/rust-lang/crates.io-index", "sparse+https://index.crates.io/"];

/// Reads a lock file of Cargo; `manifests` are the `Cargo.toml` beside it and those of its members.
pub(crate) fn read(document: &Document, manifests: &[Document]) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, direct_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["package", "version", "root", "metadata"])? else {
        return without_packages(document, manifests, file);
    };
    file.format_version = text(root, "version").map(str::to_owned);
    let nodes: Vec<Node<'_>> = items(root, "root_node").chain(root.get("root")).chain(items(root, "package")).collect();
    if nodes.is_empty() {
        return without_packages(document, manifests, file);
    }
    for &node in &nodes {
        let package = package(node)?;
        file.push(package);
    }
    checksums_of_version_1(root, &mut file);
    let by_name = Names::of(&file);
    for (id, node) in nodes.iter().enumerate() {
        for dependency in items(*node, "dependencies") {
            let target = by_name.resolve(&file, dependency.text());
            match target {
                Some(target) => file.packages[id].dependencies.push(target),
                None => file.missing(dependency.text(), dependency.span()),
            }
        }
    }
    folders(&mut file, document, manifests);
    project(&mut file, manifests);
    scopes(&mut file, manifests, &by_name);
    Ok(file)
}

/// Cargo writes at least the package of the manifest: a file beside one that names none was emptied, and says nothing about what is installed.
fn without_packages(document: &Document, manifests: &[Document], file: LockFile) -> Result<LockFile, SyntaxError> {
    if !manifests.iter().any(|manifest| manifest.root().get("package").is_some()) {
        return Ok(file);
    }
    let source = document.source();
    let message = "it names no package, not even the one of the manifest beside it";
    Err(SyntaxError::new(source, source.span(0, 0), message).with_help("run `cargo generate-lockfile`"))
}

fn package(node: Node<'_>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::Cargo, required(node, "name")?, Some(required(node, "version")?), node.span());
    match text(node, "source") {
        None => (package.kind, package.origin) = (Kind::Member, Origin::Path(String::new())),
        Some(source) => package.origin = origin(source),
    }
    if let Some(checksum) = text(node, "checksum") {
        package.add_hex(Algorithm::Sha256, checksum, None);
    }
    Ok(package)
}

fn origin(source: &str) -> Origin {
    if CRATES_IO.contains(&source) {
        return Origin::Registry;
    }
    let (kind, url) = source.split_once('+').unwrap_or(("", source));
    let (place, commit) = url.split_once('#').map_or((url, None), |(place, commit)| (place, Some(commit)));
    match kind {
        "git" => {
            Origin::Repository { url: without_credentials(place.split('?').next().unwrap_or(place)), commit: commit.map(str::to_owned) }
        }
        _ => Origin::OtherRegistry(without_credentials(place)),
    }
}

/// `[metadata] "checksum name version (source)" = "…"`.
fn checksums_of_version_1(root: Node<'_>, file: &mut LockFile) {
    let sums: HashMap<&str, &str> = entries(root, "metadata")
        .filter_map(|entry| Some((entry.name().strip_prefix("checksum ")?.split(" (").next()?, entry.value.text())))
        .collect();
    for package in file.packages.iter_mut().filter(|package| package.kind == Kind::Foreign && !sums.is_empty()) {
        let key = format!("{} {}", package.name, package.version.as_deref().unwrap_or(""));
        if let Some(sum) = sums.get(key.as_str()) {
            package.add_hex(Algorithm::Sha256, sum, None);
        }
    }
}

/// Name → packages of that name.
struct Names(HashMap<String, Vec<PackageId>>);

impl Names {
    fn of(file: &LockFile) -> Names {
        let mut names: HashMap<String, Vec<PackageId>> = HashMap::new();
        for (id, package) in (0u32..).zip(&file.packages) {
            names.entry(package.name.clone()).or_default().push(id);
        }
        Names(names)
    }

    /// `name`, `name version` or `name version (source)`: as much as it takes to be unique.
    fn resolve(&self, file: &LockFile, reference: &str) -> Option<PackageId> {
        let mut words = reference.split(' ');
        let candidates = self.0.get(words.next()?)?;
        let (version, source) = (words.next(), words.next());
        let mut fitting = candidates.iter().copied().filter(|&id| {
            let package = &file.packages[id as usize];
            let origin_fits =
                source.is_none_or(|source| origin(source.trim_matches(['(', ')'])) == package.origin || candidates.len() == 1);
            version.is_none_or(|version| package.version.as_deref() == Some(version)) && origin_fits
        });
        fitting.next().or_else(|| {
            version
                .and_then(|version| candidates.iter().copied().find(|&id| file.packages[id as usize].version.as_deref() == Some(version)))
        })
    }
}

/// Where the members are: their manifests say it.
fn folders(file: &mut LockFile, document: &Document, manifests: &[Document]) {
    let root = folder_of(document.source().path());
    for manifest in manifests {
        let Some(name) = manifest.root().path(["package", "name"]).map(Node::text) else { continue };
        let Some(folder) = folder_of(manifest.source().path()).strip_prefix(root).map(|rest| rest.trim_start_matches('/')) else {
            continue;
        };
        let own = file.packages.iter_mut().filter(|package| package.kind == Kind::Member && package.name == name);
        own.for_each(|package| package.origin = Origin::Path(folder.to_owned()));
    }
}

/// Which member is the project: the one that the manifest beside the lock file names, or the only one.
fn project(file: &mut LockFile, manifests: &[Document]) {
    let named = manifests.first().and_then(|manifest| text(manifest.root().get("package")?, "name"));
    let virtual_workspace = named.is_none() && !manifests.is_empty();
    let members: Vec<usize> = (0..file.packages.len()).filter(|&id| file.packages[id].kind == Kind::Member).collect();
    let root = match named {
        Some(name) => members.iter().copied().find(|&id| file.packages[id].name == name),
        None if members.len() == 1 && !virtual_workspace => Some(members[0]),
        None => None,
    };
    match root {
        Some(root) => {
            file.packages[root].kind = Kind::Project;
            file.project = Some(file.packages[root].name.clone());
            file.project_version = file.packages[root].version.clone();
            file.direct = file.packages[root].dependencies.clone();
            // Members that the root does not need are part of the project all the same.
            file.direct.extend(members.iter().filter(|&&id| id != root).map(|&id| id as PackageId));
        }
        None => file.direct = members.iter().map(|&id| id as PackageId).collect(),
    }
}

/// Sections of a manifest and what they are for.
const SECTIONS: [(&str, Scope); 3] =
    [("dependencies", Scope::Runtime), ("build-dependencies", Scope::Build), ("dev-dependencies", Scope::Development)];

/// The lock file tells no kinds of dependencies: the manifests of all members do. Without every one of them nothing is claimed.
fn scopes(file: &mut LockFile, manifests: &[Document], names: &Names) {
    let own: Vec<usize> = (0..file.packages.len()).filter(|&id| file.packages[id].kind != Kind::Foreign).collect();
    let manifest_of = |name: &str| manifests.iter().find(|one| one.root().path(["package", "name"]).map(Node::text) == Some(name));
    if own.is_empty() || own.iter().any(|&id| manifest_of(&file.packages[id].name).is_none()) {
        return;
    }
    let mut roots = Vec::new();
    let workspace = manifests.first().and_then(|manifest| manifest.root().path(["workspace", "dependencies"]));
    for &id in &own {
        let Some(manifest) = manifest_of(&file.packages[id].name) else { return };
        for (name, scope) in needs(manifest.root(), workspace) {
            let target = file.packages[id].dependencies.iter().copied().find(|&to| names.0.get(name).is_some_and(|ids| ids.contains(&to)));
            roots.extend(target.map(|target| (target, scope)));
        }
    }
    // Members pass nothing on by themselves: what they need for tests is no part of the product.
    let edges: Vec<(usize, Vec<PackageId>)> = own.iter().map(|&id| (id, std::mem::take(&mut file.packages[id].dependencies))).collect();
    file.spread_scopes(&roots);
    for (id, dependencies) in edges {
        file.packages[id].dependencies = dependencies;
        file.packages[id].scope = Some(Scope::Runtime);
    }
}

/// Names of packages that a manifest asks for, with what for; `package = "real"` renames, there or in the workspace's own list.
fn needs<'d>(root: Node<'d>, workspace: Option<Node<'d>>) -> Vec<(&'d str, Scope)> {
    let targets = entries(root, "target").map(|target| target.value);
    let tables: Vec<Node<'d>> = std::iter::once(root).chain(targets).collect();
    let mut needs = Vec::new();
    for table in tables {
        for (section, scope) in SECTIONS {
            for entry in entries(table, section) {
                let optional = super::tree::is_true(entry.value, "optional") && scope == Scope::Runtime;
                let shared = workspace.filter(|_| super::tree::is_true(entry.value, "workspace")).and_then(|list| list.get(entry.name()));
                let renamed = text(entry.value, "package").or_else(|| shared.and_then(|shared| text(shared, "package")));
                let name = renamed.unwrap_or_else(|| entry.name());
                needs.push((name, if optional { Scope::Optional } else { scope }));
            }
        }
    }
    needs
}

/// Folders of the members that a workspace names, patterns as written.
pub(crate) fn members(manifest: Node<'_>) -> Vec<String> {
    manifest.path(["workspace", "members"]).into_iter().flat_map(Node::items).map(|item| item.text().to_owned()).collect()
}
