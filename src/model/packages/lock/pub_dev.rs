//! `pubspec.lock` of Dart and Flutter. Format: `pub`'s `lock_file.dart`.

use document::{Document, Entry, Node, SyntaxError};

use super::tree::{entries, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Algorithm, Ecosystem, Kind, LockFile, Origin, Package, Scope};

/// The registries that need no mention.
const PUB_DEV: [&str; 2] = ["https://pub.dev", "https://pub.dartlang.org"];

/// Reads a lock file of pub.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["packages", "sdks"])? else { return Ok(LockFile::default()) };
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    for entry in entries(root, "packages") {
        let direct = text(entry.value, "dependency").unwrap_or("");
        let mut package = package(entry);
        // A transitive package may be of either kind: the file does not say it.
        package.scope = match direct {
            "direct main" | "direct overridden" => Some(Scope::Runtime),
            "direct dev" => Some(Scope::Development),
            _ => None,
        };
        let id = file.push(package);
        if direct.starts_with("direct") {
            file.direct.push(id);
        }
    }
    if root.get("sdks").or_else(|| root.get("sdk")).is_none() {
        file.cut(document.source(), "it ends without `sdks`");
    }
    Ok(file)
}

fn package(entry: Entry<'_>) -> Package {
    let value = entry.value;
    let mut package = Package::new(Ecosystem::Pub, entry.name(), text(value, "version"), entry.key.span());
    let description = value.get("description");
    let detail = |key: &str| description.and_then(|node: Node<'_>| text(node, key)).unwrap_or("");
    match text(value, "source") {
        Some("git") => {
            package.origin = Origin::Repository {
                url: without_credentials(detail("url")),
                commit: Some(detail("resolved-ref").to_owned()).filter(|commit| !commit.is_empty()),
            };
            package.subpath = Some(detail("path").to_owned()).filter(|path| !path.is_empty() && path != ".");
        }
        Some("path") => (package.kind, package.origin) = (Kind::Path, Origin::Path(detail("path").to_owned())),
        Some("sdk") => package.origin = Origin::Toolchain,
        _ => {
            if !detail("url").is_empty() && !PUB_DEV.contains(&detail("url").trim_end_matches('/')) {
                package.origin = Origin::OtherRegistry(without_credentials(detail("url")));
            }
            package.add_hex(Algorithm::Sha256, detail("sha256"), None);
        }
    }
    package
}
