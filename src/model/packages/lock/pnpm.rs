//! `pnpm-lock.yaml` 5 to 9. Format: github.com/pnpm/spec, lockfile/.

use std::collections::HashMap;

use document::{Document, Node, Span, SyntaxError};

use super::npm_name::Descriptor;
use super::tree::{entries, is_true, root, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Sections of an importer and of a package, with what they mean for the project.
const SECTIONS: [(&str, Scope); 3] =
    [("dependencies", Scope::Runtime), ("optionalDependencies", Scope::Optional), ("devDependencies", Scope::Development)];

struct Reader<'d> {
    file: LockFile,
    by_key: HashMap<String, PackageId>,
    roots: Vec<(PackageId, Scope)>,
    /// Since version 9 packages and what they need stand apart.
    snapshots: Option<Node<'d>>,
    by_importer: HashMap<&'d str, PackageId>,
    /// Since version 6 keys are `name@version`.
    since_6: bool,
}

/// Reads a lock file of pnpm.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let root = root(document)?;
    if text(root, "lockfileVersion").is_none() {
        return Err(super::tree::error(root, "this file has no `lockfileVersion`"));
    }
    let mut reader = Reader {
        file: LockFile { edges_known: true, direct_known: true, ..LockFile::default() },
        by_key: HashMap::new(),
        roots: Vec::new(),
        snapshots: root.get("snapshots").filter(|node| node.is_mapping()),
        by_importer: HashMap::new(),
        since_6: text(root, "lockfileVersion")
            .and_then(|version| version.split('.').next()?.parse::<u32>().ok())
            .is_some_and(|major| major >= 6),
    };
    reader.file.format_version = text(root, "lockfileVersion").map(str::to_owned);
    for entry in entries(root, "packages") {
        reader.package(entry.name(), entry.value, entry.key.span());
    }
    match reader.snapshots {
        Some(snapshots) => reader.edges(snapshots),
        None => root.get("packages").into_iter().for_each(|packages| reader.edges(packages)),
    }
    reader.importers(root);
    let roots = std::mem::take(&mut reader.roots);
    reader.file.spread_scopes(&roots);
    Ok(reader.file)
}

impl<'d> Reader<'d> {
    fn package(&mut self, key: &'d str, value: Node<'d>, span: Span) {
        let named = text(value, "name").zip(text(value, "version")).or_else(|| name_and_version(key, self.since_6));
        let resolution = value.get("resolution");
        let (kind, origin) = resolution.map_or((Kind::Foreign, Origin::Registry), |node| origin_of(key, node));
        let Some((name, version)) = named.map(|(name, version)| (name, Some(version))).or_else(|| without_version(key, &origin)) else {
            return;
        };
        let name = text(value, "name").unwrap_or(name);
        let mut package = Package::new(Ecosystem::Npm, name, text(value, "version").or(version), span);
        (package.kind, package.origin) = (kind, origin);
        package.add_integrity(resolution.and_then(|node| text(node, "integrity")).unwrap_or(""));
        if let Some(dev) = value.get("dev").and_then(Node::as_bool) {
            package.scope = Some(match dev {
                true => Scope::Development,
                false if is_true(value, "optional") => Scope::Optional,
                false => Scope::Runtime,
            });
        }
        let id = self.file.push(package);
        self.by_key.insert(key.to_owned(), id);
    }

    /// Edges of packages (5, 6) or of snapshots (9), whose keys add the peers to the package's key.
    fn edges(&mut self, packages: Node<'d>) {
        let mut wants = Vec::new();
        for entry in packages.raw_entries() {
            let base = entry.name().split('(').next().unwrap_or_default();
            let Some(&id) = self.by_key.get(entry.name()).or_else(|| self.by_key.get(base)) else { continue };
            if self.snapshots.is_some() && !self.by_key.contains_key(entry.name()) {
                self.by_key.insert(entry.name().to_owned(), id);
            }
            for (section, _) in &SECTIONS[..2] {
                wants.extend(entries(entry.value, section).map(|need| (id, need)));
            }
        }
        for (from, need) in wants {
            let reference = need.value.text();
            match self.resolve(need.name(), reference) {
                Some(to) => self.file.packages[from as usize].dependencies.push(to),
                None if reference.starts_with("link:") => {}
                None => self.file.missing(need.name(), need.key.span()),
            }
        }
    }

    /// A reference is a key, or a version (with peers) to which the name belongs.
    fn resolve(&self, name: &str, reference: &str) -> Option<PackageId> {
        let keys = [reference.to_owned(), format!("/{name}/{reference}"), format!("/{name}@{reference}"), format!("{name}@{reference}")];
        let found = keys.iter().find_map(|key| self.by_key.get(key)).copied();
        found.or_else(|| {
            self.by_key
                .get(reference.split('(').next()?)
                .or_else(|| self.by_key.get(&format!("{name}@{}", reference.split('(').next()?)))
                .copied()
        })
    }

    /// The projects that share the lock file; without a list, the file itself is the one.
    fn importers(&mut self, root: Node<'d>) {
        let Some(importers) = root.get("importers").filter(|node| node.is_mapping()) else {
            self.importer(root, None);
            return;
        };
        for entry in importers.raw_entries().filter(|entry| entry.name() != ".") {
            let mut member = Package::new(Ecosystem::Npm, entry.name(), None, entry.key.span());
            (member.kind, member.origin) = (Kind::Member, Origin::Path(entry.name().to_owned()));
            member.scope = Some(Scope::Runtime);
            let id = self.file.push(member);
            self.by_importer.insert(entry.name(), id);
            self.file.direct.push(id);
        }
        for entry in importers.raw_entries() {
            self.importer(entry.value, self.by_importer.get(entry.name()).copied());
        }
    }

    fn importer(&mut self, importer: Node<'d>, member: Option<PackageId>) {
        for (section, scope) in SECTIONS {
            for need in entries(importer, section) {
                let reference = text(need.value, "version").unwrap_or_else(|| need.value.text());
                let Some(to) = self.resolve(need.name(), reference) else {
                    if !reference.starts_with("link:") && !reference.is_empty() {
                        self.file.missing(need.name(), need.key.span());
                    }
                    continue;
                };
                self.roots.push((to, scope));
                match member {
                    Some(member) => self.file.packages[member as usize].dependencies.push(to),
                    None => self.file.direct.push(to),
                }
            }
        }
    }
}

/// Name and version of a key; `None` where a key has no version that looks like one. Any key may have a registry's host in front.
fn name_and_version(key: &str, since_6: bool) -> Option<(&str, &str)> {
    let bare = key.split('(').next()?;
    let path = bare.strip_prefix('/').unwrap_or(bare);
    if since_6 {
        // `name@version`.
        let at = path.rfind('@').filter(|&at| at > 0)?;
        return is_version(&path[at + 1..]).then(|| (without_host(&path[..at]), &path[at + 1..]));
    }
    // `name/version_peers`, where peers may hold `@` and, encoded as `+`, slashes.
    let segments: Vec<&str> = path.split('/').collect();
    let at = segments.iter().position(|segment| is_version(segment))?;
    let name = segments.get(at.checked_sub(1)?)?;
    let start = segments[..at].iter().map(|segment| segment.len() + 1).sum::<usize>() - 1;
    let scoped = at >= 2 && segments[at - 2].starts_with('@');
    let length = if scoped { segments[at - 2].len() + 1 + name.len() } else { name.len() };
    let version = segments[at].split('_').next()?;
    Some((&path[start - length..start], version))
}

fn without_host(name: &str) -> &str {
    match name.find('@') {
        Some(at) => &name[at..],
        None => name.rsplit('/').next().unwrap_or(name),
    }
}

fn is_version(text: &str) -> bool {
    let number = text.split(['_', '-', '+']).next().unwrap_or(text);
    number.contains('.')
        && number.split('.').take(3).all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && number.split('.').count() >= 3
}

/// A package without a version that still is one: a repository or an archive.
fn without_version<'k>(key: &'k str, origin: &Origin) -> Option<(&'k str, Option<&'k str>)> {
    if matches!(origin, Origin::Registry) {
        return None;
    }
    let name = Descriptor::of(key);
    let bare = key.split(['#', '?']).next().unwrap_or(key).trim_end_matches('/');
    let last = bare.rsplit('/').next().unwrap_or(bare);
    Some((if name.range.is_empty() || name.alias.contains('/') && !name.alias.starts_with('@') { last } else { name.alias }, None))
}

fn origin_of(key: &str, resolution: Node<'_>) -> (Kind, Origin) {
    if let Some(url) = text(resolution, "repo") {
        let url = without_credentials(url.strip_prefix("git+").unwrap_or(url));
        return (Kind::Foreign, Origin::Repository { url, commit: text(resolution, "commit").map(str::to_owned) });
    }
    if let Some(path) = text(resolution, "directory") {
        return (Kind::Path, Origin::Path(path.to_owned()));
    }
    match text(resolution, "tarball") {
        Some(path) if path.starts_with("file:") => (Kind::Path, Origin::Path(path[5..].to_owned())),
        Some(url) => super::npm_name::origin_of(Some(url), ""),
        None if key.contains("file:") => (Kind::Path, Origin::Path(key.split("file:").nth(1).unwrap_or("").to_owned())),
        None => (Kind::Foreign, Origin::Registry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_all_versions() {
        let cases = [
            ("/foo/1.0.0", Some(("foo", "1.0.0"))),
            ("/@foo/bar/1.0.0", Some(("@foo/bar", "1.0.0"))),
            ("npm.example.org/@foo/bar/1.1.0", Some(("@foo/bar", "1.1.0"))),
            ("example.com/foo/1.3.0_bar@2.0.0", Some(("foo", "1.3.0"))),
            ("/foo/1.4.0_@types+babel__core@7.1.14", Some(("foo", "1.4.0"))),
            ("/@a/b@1.0.0(c@2.0.0)", Some(("@a/b", "1.0.0"))),
            ("@a/b@1.0.0-rc.1", Some(("@a/b", "1.0.0-rc.1"))),
            ("react_x@1.0.0", Some(("react_x", "1.0.0"))),
            ("/foo/bar", None),
            ("github.com/kevva/is-positive", None),
        ];
        for (key, expected) in cases {
            let since_6 = key.contains("@1.0.0");
            assert_eq!(name_and_version(key, since_6), expected, "{key}");
        }
    }
}
