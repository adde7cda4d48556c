//! `yarn.lock` of Yarn 2 and later: YAML, keyed by lists of descriptors.

use std::collections::{HashMap, HashSet};

use document::{Document, Node, SyntaxError};

use super::npm_name::{Descriptor, origin_of};
use super::tree::{entries, error, root, text};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Version that Yarn gives to whatever is part of the workspace.
const LOCAL: &str = "0.0.0-use.local";

#[derive(Default)]
struct Reader<'d> {
    file: LockFile,
    by_descriptor: HashMap<&'d str, PackageId>,
    wants: Vec<(PackageId, Node<'d>)>,
}

/// Reads a lock file of Yarn 2 or later; `manifest` gives the `package.json` of a folder of the workspace.
pub(crate) fn read(document: &Document, manifest: &dyn Fn(&str) -> Option<Document>) -> Result<LockFile, SyntaxError> {
    let root = root(document)?;
    let mut reader = Reader::default();
    reader.file.edges_known = true;
    reader.file.format_version = root.get("__metadata").and_then(|node| text(node, "version")).map(str::to_owned);
    for entry in root.raw_entries().filter(|entry| entry.name() != "__metadata") {
        reader.package(entry.key, entry.value)?;
    }
    let names: HashSet<&str> = reader.by_descriptor.keys().map(|key| Descriptor::of(key).alias).collect();
    for (from, node) in std::mem::take(&mut reader.wants) {
        for (section, need) in
            ["dependencies", "peerDependencies"].iter().flat_map(|section| entries(node, section).map(move |need| (section, need)))
        {
            match reader.resolve(need.name(), need.value.text()) {
                Some(to) => reader.file.packages[from as usize].dependencies.push(to),
                // `resolutions` of a manifest put one range in the place of another; peers need not be there.
                None if *section != "dependencies" || names.contains(need.name()) => {}
                None => reader.file.missing(need.name(), need.key.span()),
            }
        }
    }
    reader.file.cut_in_a_line(document.source());
    reader.scopes(manifest);
    Ok(reader.file)
}

impl<'d> Reader<'d> {
    fn package(&mut self, key: Node<'d>, value: Node<'d>) -> Result<(), SyntaxError> {
        let Some(resolution) = text(value, "resolution") else { return Err(error(key, "this entry has no `resolution`")) };
        let resolution = unpatched(resolution);
        let Descriptor { alias: name, range } = Descriptor::of(&resolution);
        let mut package = Package::new(Ecosystem::Npm, name, text(value, "version"), key.span());
        (package.kind, package.origin) = match range.strip_prefix("npm:") {
            Some(_) => (Kind::Foreign, registry(range)),
            None => origin_of(None, range.split("::").next().unwrap_or(range)),
        };
        if package.kind == Kind::Path {
            // `file:../x#../x::hash=…&locator=…`
            if let Origin::Path(path) = &mut package.origin {
                path.truncate(path.find('#').unwrap_or(path.len()));
            }
        }
        if package.kind == Kind::Member && matches!(&package.origin, Origin::Path(path) if path == ".") {
            package.kind = Kind::Project;
            self.file.project = Some(package.name.clone());
        }
        if let Some(checksum) = text(value, "checksum") {
            // The hash of the archive that Yarn makes, not of the one that the registry delivers.
            package.properties.push(("yarn:checksum", checksum.to_owned()));
        }
        let id = self.file.push(package);
        for descriptor in key.text().split(", ") {
            self.by_descriptor.insert(descriptor, id);
        }
        self.wants.push((id, value));
        Ok(())
    }

    /// Ranges without a protocol are of npm; before Yarn 4 the protocol is left out.
    fn resolve(&self, name: &str, range: &str) -> Option<PackageId> {
        let spellings = [format!("{name}@{range}"), format!("{name}@npm:{range}")];
        let found = spellings.iter().find_map(|text| self.by_descriptor.get(text.as_str())).copied();
        // Descriptors that are bound to a place (`patch:`, `file:`) have `::locator=…` at the end.
        found.or_else(|| {
            let bound = format!("{name}@{range}::");
            let mut keys: Vec<_> = self
                .by_descriptor
                .iter()
                .filter(|(key, _)| range.contains(':') && !range.starts_with("npm:") && key.starts_with(&bound))
                .collect();
            keys.sort();
            keys.first().map(|(_, id)| **id)
        })
    }

    /// The lock file tells the kinds of dependencies of nobody: the manifests of the workspace do.
    fn scopes(&mut self, manifest: &dyn Fn(&str) -> Option<Document>) {
        let mut roots: Vec<(PackageId, Scope)> = Vec::new();
        let mut complete = true;
        let own: Vec<usize> =
            (0..self.file.packages.len()).filter(|&id| matches!(self.file.packages[id].kind, Kind::Project | Kind::Member)).collect();
        for &id in &own {
            let Origin::Path(folder) = self.file.packages[id].origin.clone() else { continue };
            let Some(document) = manifest(&folder) else {
                complete = false;
                continue;
            };
            let root = document.root();
            if self.file.packages[id].version.as_deref() == Some(LOCAL) && text(root, "version").is_some() {
                self.file.packages[id].version = text(root, "version").map(str::to_owned);
            }
            for (section, scope) in
                [("dependencies", Scope::Runtime), ("optionalDependencies", Scope::Optional), ("devDependencies", Scope::Development)]
            {
                for need in entries(root, section) {
                    roots.extend(self.resolve(need.name(), need.value.text()).map(|to| (to, scope)));
                }
            }
        }
        self.direct(&own);
        if complete && !own.is_empty() {
            let edges: Vec<_> = own.iter().map(|&id| std::mem::take(&mut self.file.packages[id].dependencies)).collect();
            self.file.spread_scopes(&roots);
            for (&id, dependencies) in own.iter().zip(edges) {
                self.file.packages[id].dependencies = dependencies;
                self.file.packages[id].scope = Some(Scope::Runtime);
            }
        }
    }

    fn direct(&mut self, own: &[usize]) {
        self.file.direct_known = !own.is_empty();
        for &id in own {
            match self.file.packages[id].kind {
                Kind::Project => {
                    self.file.project_version = self.file.packages[id].version.clone().filter(|version| version != LOCAL);
                    let dependencies = self.file.packages[id].dependencies.clone();
                    self.file.direct.extend(dependencies);
                }
                _ => self.file.direct.push(id as PackageId),
            }
        }
    }
}

/// What a `patch:` or `virtual:` wraps: `a@patch:a@npm%3A1.0.0#…` → `a@npm:1.0.0`.
fn unpatched(resolution: &str) -> String {
    let descriptor = Descriptor::of(resolution);
    if let Some(inner) = descriptor.range.strip_prefix("patch:") {
        let inner = inner.split('#').next().unwrap_or(inner);
        let inner = inner.split("::").next().unwrap_or(inner);
        return inner.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%40", "@");
    }
    if let Some((_, inner)) = descriptor.range.strip_prefix("virtual:").and_then(|text| text.split_once('#')) {
        return format!("{}@{inner}", descriptor.alias);
    }
    resolution.to_owned()
}

/// `npm:1.0.0::__archiveUrl=https%3A%2F%2Fregistry…` names another registry.
fn registry(range: &str) -> Origin {
    match range.split_once("__archiveUrl=") {
        Some((_, url)) => {
            origin_of(Some(&url.split('&').next().unwrap_or(url).replace("%3A", ":").replace("%2F", "/").replace("%40", "@")), "").1
        }
        None => Origin::Registry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_and_virtual_packages_are_what_they_wrap() {
        assert_eq!(unpatched("a@patch:a@npm%3A1.0.0#~/x.patch::version=1.0.0&hash=abc"), "a@npm:1.0.0");
        assert_eq!(unpatched("a@patch:a@1.0.0#./x.patch"), "a@1.0.0");
        assert_eq!(unpatched("a@virtual:0123#npm:1.0.0"), "a@npm:1.0.0");
        assert_eq!(
            registry("npm:1.0.0::__archiveUrl=https%3A%2F%2Fnpm.example.org%2Fa%2F-%2Fa-1.0.0.tgz"),
            Origin::OtherRegistry("https://npm.example.org".into())
        );
    }
}
