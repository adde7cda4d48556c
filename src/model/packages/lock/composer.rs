//! `composer.lock`. Format: `Composer\Package\Locker`.

use std::collections::HashMap;

use document::{Document, Node, SyntaxError};

use super::tree::{entries, items, required, root_with, text, texts};
use crate::packages::without_credentials;
use crate::packages::{Algorithm, Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope};

/// Reads a lock file of Composer; `manifest` is the `composer.json` beside it.
pub(crate) fn read(document: &Document, manifest: Option<&Document>) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["packages", "packages-dev"])? else { return Ok(LockFile::default()) };
    if !root.get("packages").is_some_and(Node::is_sequence) {
        return Err(super::tree::error(root, "expected a list `packages`"));
    }
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    file.format_version = text(root, "plugin-api-version").map(str::to_owned);
    let mut by_name: HashMap<String, PackageId> = HashMap::new();
    let mut nodes = Vec::new();
    for (section, scope) in [("packages", Scope::Runtime), ("packages-dev", Scope::Development)] {
        for node in items(root, section) {
            let mut package = package(node)?;
            package.scope = Some(scope);
            let name = package.name.to_lowercase();
            let id = file.push(package);
            // Others may stand in for a name: `replace` and `provide`.
            for virtual_name in ["replace", "provide"].iter().flat_map(|key| entries(node, key)) {
                by_name.entry(virtual_name.name().to_lowercase()).or_insert(id);
            }
            by_name.insert(name, id);
            nodes.push(node);
        }
    }
    for (id, node) in nodes.iter().enumerate() {
        let targets: Vec<PackageId> =
            entries(*node, "require").filter_map(|need| by_name.get(&need.name().to_lowercase()).copied()).collect();
        file.packages[id].dependencies = targets;
    }
    if let Some(manifest) = manifest.map(Document::root) {
        file.project = text(manifest, "name").map(str::to_owned);
        file.project_version = text(manifest, "version").map(str::to_owned);
        file.direct_known = true;
        let asked = ["require", "require-dev"].into_iter().flat_map(|key| entries(manifest, key));
        file.direct = asked.filter_map(|need| by_name.get(&need.name().to_lowercase()).copied()).collect();
    }
    Ok(file)
}

fn package(node: Node<'_>) -> Result<Package, SyntaxError> {
    let mut package = Package::new(Ecosystem::Composer, required(node, "name")?, Some(required(node, "version")?), node.span());
    let (dist, source) = (node.get("dist"), node.get("source"));
    if let Some(dist) = dist {
        if text(dist, "type") == Some("path") {
            (package.kind, package.origin) = (Kind::Path, Origin::Path(text(dist, "url").unwrap_or("").to_owned()));
        }
        package.add_hex(Algorithm::Sha1, text(dist, "shasum").unwrap_or(""), text(dist, "url"));
    }
    if let Some(url) = source.and_then(|source| text(source, "url")) {
        package.properties.push(("composer:source", without_credentials(url)));
    }
    if let Some(reference) = source.or(dist).and_then(|node| text(node, "reference")) {
        package.properties.push(("composer:reference", reference.to_owned()));
    }
    package.licenses = texts(node.get("license"));
    Ok(package)
}
