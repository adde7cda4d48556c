//! `package-lock.json` 1 to 3, `npm-shrinkwrap.json` and `node_modules/.package-lock.json`. Format: "package-lock.json" of the npm documentation.

use std::collections::HashMap;

use document::{Document, Node, Span, SyntaxError};

use super::npm_name::{aliased, origin_of, repository};
use super::tree::{entries, is_true, root_with, text, texts};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Deepest nesting of version 1 that is read.
const DEPTH: u32 = 100;
/// Where npm installs packages.
const INSTALLED: &str = "node_modules/";

#[derive(Default)]
struct Reader<'d> {
    file: LockFile,
    /// Place in the tree of `node_modules` → package.
    by_path: HashMap<String, PackageId>,
    /// What each package asks for, with the place it asks from.
    wants: Vec<(PackageId, String, Node<'d>)>,
    root: Option<Node<'d>>,
    links: Vec<(String, &'d str)>,
}

/// The fields of an entry that name what it needs. Members and the project have the ones for development too.
const NEEDS: [&str; 3] = ["dependencies", "optionalDependencies", "peerDependencies"];

/// Reads a lock file of npm; `manifest` is the `package.json` beside it.
pub(crate) fn read(document: &Document, manifest: Option<&Document>) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["lockfileVersion", "packages", "dependencies"])? else { return Ok(LockFile::default()) };
    let mut reader = Reader::default();
    reader.file.format_version = text(root, "lockfileVersion").map(str::to_owned);
    reader.file.project = text(root, "name").map(str::to_owned);
    reader.file.project_version = text(root, "version").map(str::to_owned);
    reader.file.edges_known = true;
    match root.get("packages") {
        Some(packages) if packages.is_mapping() => reader.packages(packages),
        _ => root.get("dependencies").into_iter().try_for_each(|dependencies| reader.nested(dependencies, "", 0))?,
    }
    Ok(reader.finish(manifest))
}

impl<'d> Reader<'d> {
    /// Versions 2 and 3: places in the tree → packages.
    fn packages(&mut self, packages: Node<'d>) {
        for entry in packages.raw_entries() {
            let (place, value) = (entry.name(), entry.value);
            if place.is_empty() {
                self.root = Some(value);
                self.file.project = text(value, "name").map(str::to_owned).or(self.file.project.take());
                self.file.project_version = text(value, "version").map(str::to_owned).or(self.file.project_version.take());
            } else if is_true(value, "link") {
                self.links.push((place.to_owned(), text(value, "resolved").unwrap_or("")));
            } else {
                self.package(place, value, entry.key.span());
            }
        }
    }

    fn package(&mut self, place: &str, value: Node<'d>, span: Span) {
        let installed = place.rfind(INSTALLED).map(|at| &place[at + INSTALLED.len()..]);
        let name = text(value, "name").or(installed).unwrap_or_else(|| place.rsplit('/').next().unwrap_or(place));
        let mut package = Package::new(Ecosystem::Npm, name, text(value, "version"), span);
        if installed.is_some() {
            (package.kind, package.origin) = origin_of(text(value, "resolved"), "");
            package.add_integrity(text(value, "integrity").unwrap_or(""));
            package.scope = Some(scope_of(value));
        } else {
            (package.kind, package.origin) = (Kind::Member, Origin::Path(place.to_owned()));
            package.scope = Some(Scope::Runtime);
        }
        package.licenses = texts(value.get("license"));
        if is_true(value, "inBundle") {
            package.properties.push(("npm:bundled", "true".to_owned()));
        }
        let id = self.file.push(package);
        self.by_path.insert(place.to_owned(), id);
        self.wants.push((id, place.to_owned(), value));
    }

    /// Version 1: packages within packages.
    fn nested(&mut self, dependencies: Node<'d>, within: &str, depth: u32) -> Result<(), SyntaxError> {
        if depth > DEPTH {
            return Err(super::tree::error(dependencies, "nested too deeply"));
        }
        for entry in dependencies.raw_entries() {
            let separator = if within.is_empty() { "" } else { "/" };
            let place = format!("{within}{separator}{INSTALLED}{}", entry.name());
            let value = entry.value;
            let id = self.file.push(package_of_version_1(entry.name(), value, entry.key.span()));
            self.by_path.insert(place.clone(), id);
            self.wants.push((id, place.clone(), value));
            if let Some(inner) = value.get("dependencies") {
                self.nested(inner, &place, depth + 1)?;
            }
        }
        Ok(())
    }

    fn finish(mut self, manifest: Option<&Document>) -> LockFile {
        for (place, target) in std::mem::take(&mut self.links) {
            if let Some(&id) = self.by_path.get(target) {
                self.by_path.insert(place, id);
            }
        }
        for (id, place, value) in std::mem::take(&mut self.wants) {
            let member = self.file.packages[id as usize].kind == Kind::Member;
            let needs = NEEDS.iter().chain(member.then_some(&"devDependencies")).flat_map(|key| entries(value, key));
            // In version 1 `dependencies` holds packages, not needs.
            let in_version_1 = value.get("requires").is_some();
            let targets: Vec<PackageId> = match in_version_1 {
                true => entries(value, "requires").filter_map(|need| self.resolve(&place, need.name())).collect(),
                false => needs.filter(|need| !need.value.is_mapping()).filter_map(|need| self.resolve(&place, need.name())).collect(),
            };
            self.file.packages[id as usize].dependencies = targets;
        }
        self.direct(manifest);
        self.file
    }

    /// What the project asks for: the root entry says it, in version 1 only the manifest does. Members of a workspace are asked for too.
    fn direct(&mut self, manifest: Option<&Document>) {
        let Some(root) = self.root.or_else(|| manifest.map(Document::root)) else { return };
        self.file.direct_known = true;
        let keys = NEEDS.iter().chain(&["devDependencies"]);
        let asked: Vec<PackageId> = keys.flat_map(|key| entries(root, key)).filter_map(|need| self.resolve("", need.name())).collect();
        let members = (0u32..).zip(&self.file.packages).filter(|(_, package)| package.kind == Kind::Member).map(|(id, _)| id);
        self.file.direct = asked.into_iter().chain(members.collect::<Vec<_>>()).collect();
    }

    /// The package that `name` means for code at a place: the nearest `node_modules` upwards, as Node looks it up.
    fn resolve(&self, place: &str, name: &str) -> Option<PackageId> {
        let mut base = place;
        let mut candidate = String::with_capacity(place.len() + name.len() + 16);
        loop {
            candidate.clear();
            if !base.is_empty() {
                candidate.push_str(base);
                candidate.push('/');
            }
            candidate.push_str(INSTALLED);
            candidate.push_str(name);
            if let Some(&id) = self.by_path.get(&candidate) {
                return Some(id);
            }
            if base.is_empty() {
                return None;
            }
            base = parent(base);
        }
    }
}

/// The place above: `node_modules/a/node_modules/b` → `node_modules/a` → the project.
fn parent(place: &str) -> &str {
    match place.rfind("node_modules/") {
        Some(0) => "",
        Some(at) => place[..at].trim_end_matches('/'),
        None => place.rsplit_once('/').map_or("", |(above, _)| above),
    }
}

/// What the flags of an entry say. `devOptional`: needed for development, and optional for the product.
fn scope_of(value: Node<'_>) -> Scope {
    match value {
        _ if is_true(value, "dev") => Scope::Development,
        _ if is_true(value, "optional") || is_true(value, "devOptional") => Scope::Optional,
        _ => Scope::Runtime,
    }
}

fn package_of_version_1(key: &str, value: Node<'_>, span: Span) -> Package {
    let version = text(value, "version").unwrap_or("");
    let (name, number) = match aliased(version) {
        Some((name, number)) => (name, Some(number)),
        None => (key, Some(version).filter(|version| version.starts_with(|c: char| c.is_ascii_digit()))),
    };
    let mut package = Package::new(Ecosystem::Npm, name, number, span);
    (package.kind, package.origin) = match repository(version) {
        Some(origin) => (Kind::Foreign, origin),
        None => origin_of(text(value, "resolved"), version),
    };
    package.add_integrity(text(value, "integrity").unwrap_or(""));
    package.scope = Some(scope_of(value));
    if is_true(value, "bundled") {
        package.properties.push(("npm:bundled", "true".to_owned()));
    }
    package
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_above() {
        assert_eq!(parent("node_modules/a/node_modules/@s/b"), "node_modules/a");
        assert_eq!(parent("node_modules/a"), "");
        assert_eq!(parent("packages/web"), "packages");
        assert_eq!(parent("packages/web/node_modules/x"), "packages/web");
    }
}
