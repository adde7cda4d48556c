//! `Podfile.lock` of CocoaPods. Format: `Pod::Lockfile`.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::tree::{error, items, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a lock file of CocoaPods.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["PODS", "DEPENDENCIES", "COCOAPODS"])? else { return Ok(LockFile::default()) };
    let mut file = LockFile { edges_known: true, direct_known: true, ..LockFile::default() };
    file.format_version = text(root, "COCOAPODS").map(str::to_owned);
    let mut by_name: HashMap<&str, PackageId> = HashMap::new();
    let mut wants = Vec::new();
    for item in items(root, "PODS") {
        let entry = item.raw_entries().next();
        let head = entry.map_or(item, |entry| entry.key);
        let Some((name, version)) = name_and_version(head.text()) else { return Err(error(head, "expected `Name (version)`")) };
        let (pod, subspec) = name.split_once('/').map_or((name, None), |(pod, subspec)| (pod, Some(subspec)));
        let mut package = Package::new(Ecosystem::CocoaPods, pod, Some(version), head.span());
        package.subpath = subspec.map(str::to_owned);
        package.scope = Some(Scope::Runtime);
        external(&mut package, root);
        // The hash of the specification, not of what is delivered.
        let checksum = root.get("SPEC CHECKSUMS").and_then(|sums| text(sums, pod));
        package.properties.extend(checksum.map(|sum| ("cocoapods:spec_checksum", sum.to_owned())));
        let id = file.push(package);
        by_name.insert(name, id);
        wants.extend(entry.into_iter().flat_map(|entry| entry.value.items()).map(|need| (id, need.text())));
    }
    for (from, need) in wants {
        let name = need.split(" (").next().unwrap_or(need);
        match by_name.get(name) {
            Some(&to) => file.packages[from as usize].dependencies.push(to),
            None => file.missing(name, file.packages[from as usize].span),
        }
    }
    if root.get("COCOAPODS").is_none() {
        file.cut(document.source(), "it ends without `COCOAPODS`");
    }
    for need in items(root, "DEPENDENCIES") {
        let name = need.text().split([' ', '(']).next().unwrap_or("");
        file.direct.extend(by_name.get(name));
    }
    Ok(file)
}

fn name_and_version(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(" (")?;
    Some((name.trim(), rest.split_once(')')?.0.trim_start_matches('=').trim()))
}

/// `EXTERNAL SOURCES` say where from, `CHECKOUT OPTIONS` at which commit.
fn external(package: &mut Package, root: Node<'_>) {
    let Some(source) = root.get("EXTERNAL SOURCES").and_then(|sources| sources.get(&package.name)) else { return };
    let checkout = root.get("CHECKOUT OPTIONS").and_then(|options| options.get(&package.name));
    let field = |key: &str| checkout.and_then(|node| text(node, key)).or_else(|| text(source, key));
    if let Some(url) = field(":git") {
        package.origin = Origin::Repository { url: without_credentials(url), commit: field(":commit").map(str::to_owned) };
    } else if let Some(path) = field(":path") {
        (package.kind, package.origin) = (Kind::Path, Origin::Path(path.to_owned()));
    } else if let Some(url) = field(":http").or(field(":podspec")) {
        package.origin = Origin::Url(without_credentials(url));
    }
}
