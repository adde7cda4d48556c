//! `packages.lock.json`, `project.assets.json` and `*.deps.json` of NuGet and .NET.

use std::collections::HashMap;

use document::{Document, Node, Span, SyntaxError};

use super::tree::{entries, error, root_with, text};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId};

/// Packages of one file: each (name, version) once, whatever the number of target frameworks.
#[derive(Default)]
struct Reader {
    file: LockFile,
    by_identity: HashMap<(String, String), PackageId>,
}

impl Reader {
    fn intern(&mut self, name: &str, version: Option<&str>, span: Span) -> PackageId {
        let key = (name.to_lowercase(), version.unwrap_or("").to_lowercase());
        if let Some(&id) = self.by_identity.get(&key) {
            return id;
        }
        let id = self.file.push(Package::new(Ecosystem::NuGet, name, version, span));
        self.by_identity.insert(key, id);
        id
    }

    fn package(&mut self, id: PackageId) -> &mut Package {
        &mut self.file.packages[id as usize]
    }
}

/// Reads a `packages.lock.json`, versions 1 and 2.
pub(crate) fn read_lock(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["dependencies"])? else { return Ok(LockFile::default()) };
    let mut reader = Reader::default();
    reader.file.format_version = text(root, "version").map(str::to_owned);
    (reader.file.edges_known, reader.file.direct_known) = (true, true);
    for framework in entries(root, "dependencies") {
        let mut here: HashMap<String, PackageId> = HashMap::new();
        for entry in framework.value.raw_entries() {
            if !entry.value.is_mapping() {
                return Err(error(entry.key, "expected packages of a target framework"));
            }
            let id = reader.intern(entry.name(), text(entry.value, "resolved"), entry.key.span());
            here.insert(entry.name().to_lowercase(), id);
            let kind = text(entry.value, "type").unwrap_or("");
            let package = reader.package(id);
            if kind.eq_ignore_ascii_case("project") {
                (package.kind, package.origin) = (Kind::Member, Origin::Path(entry.name().to_owned()));
            }
            package.add_base64("sha512", text(entry.value, "contentHash").unwrap_or(""));
            if kind.eq_ignore_ascii_case("direct") || kind.eq_ignore_ascii_case("project") {
                reader.file.direct.push(id);
            }
        }
        edges(&mut reader, &here, framework.value, |name| name);
    }
    Ok(reader.file)
}

fn edges(reader: &mut Reader, here: &HashMap<String, PackageId>, framework: Node<'_>, name_of: impl Fn(&str) -> &str) {
    for entry in framework.raw_entries() {
        let Some(&from) = here.get(&name_of(entry.name()).to_lowercase()) else { continue };
        let targets: Vec<PackageId> =
            entries(entry.value, "dependencies").filter_map(|need| here.get(&need.name().to_lowercase()).copied()).collect();
        reader.package(from).dependencies.extend(targets);
    }
}

/// Reads `targets` and `libraries` of `project.assets.json` and of `*.deps.json`: keys are `Name/version`.
pub(crate) fn read_assets(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["libraries", "targets"])? else { return Ok(LockFile::default()) };
    let mut reader = Reader::default();
    reader.file.edges_known = true;
    for library in entries(root, "libraries") {
        let Some((name, version)) = library.name().split_once('/') else { continue };
        let id = reader.intern(name, Some(version), library.key.span());
        let package = reader.package(id);
        if text(library.value, "type") == Some("project") {
            (package.kind, package.origin) = (Kind::Member, Origin::Path(text(library.value, "path").unwrap_or(name).to_owned()));
        }
        let sha512 = text(library.value, "sha512").unwrap_or("");
        package.add_base64("sha512", sha512.strip_prefix("sha512-").unwrap_or(sha512));
    }
    for target in entries(root, "targets") {
        let name_of = |key: &str| key.split('/').next().unwrap_or_default().to_lowercase();
        let here: HashMap<String, PackageId> = target
            .value
            .raw_entries()
            .filter_map(|entry| {
                let (name, version) = entry.name().split_once('/')?;
                Some((name_of(entry.name()), *reader.by_identity.get(&(name.to_lowercase(), version.to_lowercase()))?))
            })
            .collect();
        edges(&mut reader, &here, target.value, |key| key.split('/').next().unwrap_or(key));
    }
    project(&mut reader.file, root);
    Ok(reader.file)
}

/// `project` of `project.assets.json` names the project and what it asks for.
fn project(file: &mut LockFile, root: Node<'_>) {
    let Some(project) = root.get("project") else { return };
    file.project = project.path(["restore", "projectName"]).map(|node| node.text().to_owned());
    file.project_version = text(project, "version").map(str::to_owned);
    file.direct_known = true;
    let asked: Vec<String> = entries(project, "frameworks")
        .flat_map(|framework| entries(framework.value, "dependencies").map(|need| need.name().to_lowercase()).collect::<Vec<_>>())
        .collect();
    file.direct =
        (0u32..).zip(&file.packages).filter(|(_, package)| asked.contains(&package.name.to_lowercase())).map(|(id, _)| id).collect();
}
