//! `Package.resolved` of the Swift package manager, versions 1 to 3. Format: `PackageModel`'s pins store.

use document::{Document, Node, SyntaxError};

use super::tree::{error, root_with, text};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, Scope};

/// Reads the pins.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["pins", "object"])? else { return Ok(LockFile::default()) };
    let mut file = LockFile { format_version: text(root, "version").map(str::to_owned), ..LockFile::default() };
    let pins = root.path(["object", "pins"]).or_else(|| root.get("pins"));
    if !pins.is_some_and(Node::is_sequence) {
        return Err(error(root, "expected a list `pins`"));
    }
    for pin in pins.into_iter().flat_map(Node::items) {
        file.push(package(pin)?);
    }
    Ok(file)
}

fn package(pin: Node<'_>) -> Result<Package, SyntaxError> {
    let state = pin.get("state").ok_or_else(|| error(pin, "this pin has no `state`"))?;
    let location = text(pin, "location").or_else(|| text(pin, "repositoryURL")).unwrap_or("");
    let identity = text(pin, "identity").or_else(|| text(pin, "package")).unwrap_or("");
    let name = if location.is_empty() { identity.replacen('.', "/", 1) } else { place(location) };
    let mut package = Package::new(Ecosystem::Swift, name, text(state, "version"), pin.span());
    package.scope = Some(Scope::Runtime);
    if text(pin, "kind") == Some("localSourceControl") || location.starts_with('/') {
        (package.kind, package.origin) = (Kind::Path, Origin::Path(location.to_owned()));
    } else if !location.is_empty() {
        let commit = text(state, "revision").map(str::to_owned);
        package.origin = Origin::Repository { url: without_credentials(location), commit };
    }
    if let Some(branch) = text(state, "branch") {
        package.properties.push(("swift:branch", branch.to_owned()));
    }
    Ok(package)
}

/// `host/owner/name` of a repository's URL, in whatever way it is written.
fn place(url: &str) -> String {
    let url = without_credentials(url);
    let bare = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("git@").unwrap_or(bare);
    let bare = bare.trim_end_matches('/');
    bare.strip_suffix(".git").unwrap_or(bare).replacen(':', "/", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_repositories() {
        assert_eq!(place("https://github.com/apple/swift-nio.git"), "github.com/apple/swift-nio");
        assert_eq!(place("git@github.com:apple/swift-nio.git"), "github.com/apple/swift-nio");
        assert_eq!(place("ssh://git@example.org/a/b"), "example.org/a/b");
    }
}
