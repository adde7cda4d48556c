//! `bun.lock` (text). Format: packages are tuples, keyed by their place in `node_modules`: `parent/name`.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::npm_name::{Descriptor, origin_of, repository};
use super::tree::{entries, error, root_with, text};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Sections of a workspace, with what they mean for the project.
const SECTIONS: [(&str, Scope); 4] = [
    ("dependencies", Scope::Runtime),
    ("peerDependencies", Scope::Runtime),
    ("optionalDependencies", Scope::Optional),
    ("devDependencies", Scope::Development),
];

#[derive(Default)]
struct Reader<'d> {
    file: LockFile,
    by_key: HashMap<&'d str, PackageId>,
    wants: Vec<(PackageId, &'d str, Node<'d>)>,
    roots: Vec<(PackageId, Scope)>,
}

/// Reads a lock file of Bun.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["lockfileVersion", "workspaces", "packages"])? else { return Ok(LockFile::default()) };
    let mut reader = Reader::default();
    reader.file.format_version = text(root, "lockfileVersion").map(str::to_owned);
    reader.file.edges_known = true;
    for entry in entries(root, "packages") {
        reader.package(entry.name(), entry.value)?;
    }
    for (from, key, info) in std::mem::take(&mut reader.wants) {
        for need in SECTIONS[..3].iter().flat_map(|(section, _)| entries(info, section)) {
            if let Some(to) = reader.resolve(key, need.name()) {
                reader.file.packages[from as usize].dependencies.push(to);
            }
        }
    }
    for entry in entries(root, "workspaces") {
        reader.workspace(entry.name(), entry.value);
    }
    let roots = std::mem::take(&mut reader.roots);
    reader.file.spread_scopes(&roots);
    Ok(reader.file)
}

impl<'d> Reader<'d> {
    fn package(&mut self, key: &'d str, tuple: Node<'d>) -> Result<(), SyntaxError> {
        let Some(id) = tuple.items().next().and_then(Node::as_str) else { return Err(error(tuple, "expected `[\"name@version\", …]`")) };
        let descriptor = Descriptor::of(id);
        let version = Some(descriptor.range).filter(|range| range.starts_with(|c: char| c.is_ascii_digit()));
        let mut package = Package::new(Ecosystem::Npm, descriptor.alias, version, tuple.span());
        (package.kind, package.origin) = self.origin(version, descriptor.range, tuple);
        // A path package that is the project itself (`root:`) or a member keeps no hash.
        let integrity = tuple.items().skip(1).filter_map(Node::as_str).last().unwrap_or("");
        package.add_integrity(integrity);
        let info = tuple.items().find(|item| item.is_mapping());
        let id = self.file.push(package);
        self.by_key.insert(key, id);
        self.wants.extend(info.map(|info| (id, key, info)));
        Ok(())
    }

    fn origin(&self, version: Option<&str>, range: &str, tuple: Node<'d>) -> (Kind, Origin) {
        if version.is_some() {
            let registry = tuple.items().nth(1).and_then(Node::as_str).unwrap_or("");
            return origin_of(Some(registry).filter(|url| url.contains("://")), "");
        }
        match (range.strip_prefix("root:"), repository(range)) {
            (Some(path), _) => (Kind::Project, Origin::Path(path.to_owned())),
            (None, Some(origin)) => (Kind::Foreign, origin),
            (None, None)
                if range.starts_with("workspace:") || range.starts_with("file:") || range.starts_with("link:") || range.contains("://") =>
            {
                origin_of(None, range)
            }
            // A path without a protocol (`name@../x.tgz`).
            (None, None) => (Kind::Path, Origin::Path(range.to_owned())),
        }
    }

    /// The package that a name means below a key: the nearest upwards.
    fn resolve(&self, key: &str, name: &str) -> Option<PackageId> {
        let mut base = key;
        loop {
            let candidate = if base.is_empty() { name.to_owned() } else { format!("{base}/{name}") };
            if let Some(&id) = self.by_key.get(candidate.as_str()) {
                return Some(id);
            }
            if base.is_empty() {
                return None;
            }
            base = parent(base);
        }
    }

    fn workspace(&mut self, path: &str, workspace: Node<'d>) {
        let name = text(workspace, "name");
        let member = if path.is_empty() {
            self.file.project = name.map(str::to_owned);
            self.file.project_version = text(workspace, "version").map(str::to_owned);
            self.file.direct_known = true;
            None
        } else {
            name.and_then(|name| self.by_key.get(name)).copied()
        };
        if let Some(id) = member {
            let package = &mut self.file.packages[id as usize];
            package.version = text(workspace, "version").map(str::to_owned);
            self.roots.push((id, Scope::Runtime));
            self.file.direct.push(id);
        }
        for (section, scope) in SECTIONS {
            for need in entries(workspace, section) {
                let Some(to) = self.resolve(if member.is_some() { name.unwrap_or("") } else { "" }, need.name()) else { continue };
                self.roots.push((to, scope));
                match member {
                    Some(member) => self.file.packages[member as usize].dependencies.push(to),
                    None => self.file.direct.push(to),
                }
            }
        }
    }
}

/// The key above: `a/@s/b/c` → `a/@s/b` → `a`.
fn parent(key: &str) -> &str {
    let Some((above, _)) = key.rsplit_once('/') else { return "" };
    match above.rsplit_once('/') {
        Some((before, last)) if last.starts_with('@') => before,
        None if above.starts_with('@') => "",
        _ => above,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_above() {
        assert_eq!(parent("a/@s/b/c"), "a/@s/b");
        assert_eq!(parent("a/@s/b"), "a");
        assert_eq!(parent("@s/b"), "");
        assert_eq!(parent("a"), "");
    }
}
