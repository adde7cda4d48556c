//! `deno.lock`, versions 3 to 5. Format: `deno_lockfile`.

use std::collections::HashMap;

use document::{Document, Node, Span, SyntaxError};

use super::npm_name::Descriptor;
use super::tree::{entries, items, root_with, text};
use crate::packages::{Algorithm, Ecosystem, LockFile, Origin, Package, PackageId};

/// Reads a lock file of Deno.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["version"])? else { return Ok(LockFile::default()) };
    let mut file = LockFile { format_version: text(root, "version").map(str::to_owned), edges_known: true, ..LockFile::default() };
    let version = text(root, "version").unwrap_or_default();
    if version.parse::<u32>().is_err() {
        return Err(super::tree::error(root, format!("`{version}` is no version of Deno's lock file")));
    }
    // Version 3 keeps the packages one level deeper.
    let packages = root.get("packages").unwrap_or(root);
    let mut by_key: HashMap<String, PackageId> = HashMap::new();
    let mut wants: Vec<(PackageId, Ecosystem, Node<'_>)> = Vec::new();
    for (section, ecosystem) in [("npm", Ecosystem::Npm), ("jsr", Ecosystem::Jsr)] {
        let section = packages.get(section).map(|node| node.path(["packages"]).unwrap_or(node));
        for entry in section.into_iter().flat_map(Node::raw_entries) {
            let id = file.push(package(ecosystem, entry.name(), entry.value, entry.key.span()));
            by_key.insert(format!("{ecosystem:?}:{}", entry.name()), id);
            wants.push((id, ecosystem, entry.value));
        }
    }
    for (from, ecosystem, value) in wants {
        // A list of keys or requirements, or in version 3 name → key.
        let keys = items(value, "dependencies").map(Node::text).chain(entries(value, "dependencies").map(|entry| entry.value.text()));
        let targets: Vec<PackageId> = keys.filter_map(|key| resolve(&by_key, root, packages, ecosystem, key)).collect();
        file.packages[from as usize].dependencies = targets;
    }
    for entry in entries(root, "remote") {
        let mut package = Package::new(Ecosystem::Generic, entry.name(), None, entry.key.span());
        package.origin = Origin::Url(crate::packages::without_credentials(entry.name()));
        package.add_hex(Algorithm::Sha256, entry.value.text(), None);
        file.push(package);
    }
    direct(&mut file, root, packages, &by_key);
    Ok(file)
}

fn package(ecosystem: Ecosystem, key: &str, value: Node<'_>, span: Span) -> Package {
    let descriptor = Descriptor::of(key);
    // Peers follow the version after an underscore.
    let version = descriptor.range.split('_').next();
    let mut package = Package::new(ecosystem, descriptor.alias, version, span);
    let integrity = text(value, "integrity").unwrap_or("");
    match ecosystem {
        Ecosystem::Npm => package.add_integrity(integrity),
        // The hash of the package's manifest at jsr.io.
        _ => package.properties.extend(Some(("jsr:manifest_sha256", integrity.to_owned())).filter(|(_, hash)| !hash.is_empty())),
    }
    package
}

/// `npm:a@^1` → `npm:a@1.2.0` stands under `specifiers`; keys stand for themselves; a bare name means its only version.
fn resolve(by_key: &HashMap<String, PackageId>, root: Node<'_>, packages: Node<'_>, ecosystem: Ecosystem, key: &str) -> Option<PackageId> {
    let (ecosystem, bare) = match key.split_once(':') {
        Some(("npm", rest)) => (Ecosystem::Npm, rest),
        Some(("jsr", rest)) => (Ecosystem::Jsr, rest),
        _ => (ecosystem, key),
    };
    let find = |key: &str| by_key.get(&format!("{ecosystem:?}:{key}")).copied();
    let specifier = [root, packages].iter().find_map(|node| text(node.get("specifiers")?, key));
    let resolved = specifier.map(|target| match target.split_once(':') {
        Some((_, key)) => key.to_owned(),
        None => format!("{}@{target}", Descriptor::of(bare).alias),
    });
    find(bare).or_else(|| find(&resolved?)).or_else(|| {
        let prefix = format!("{ecosystem:?}:{bare}@");
        let mut fitting = by_key.iter().filter(|(key, _)| key.starts_with(&prefix));
        let only = fitting.next()?;
        fitting.next().is_none().then_some(*only.1)
    })
}

fn direct(file: &mut LockFile, root: Node<'_>, packages: Node<'_>, by_key: &HashMap<String, PackageId>) {
    let workspace = root.get("workspace").into_iter();
    let asked: Vec<&str> = workspace
        .flat_map(|node| {
            items(node, "dependencies").chain(node.path(["packageJson"]).into_iter().flat_map(|node| items(node, "dependencies")))
        })
        .map(Node::text)
        .collect();
    file.direct_known = !asked.is_empty();
    file.direct = asked.into_iter().filter_map(|key| resolve(by_key, root, packages, Ecosystem::Npm, key)).collect();
}
