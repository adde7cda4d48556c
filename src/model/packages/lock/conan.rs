//! `conan.lock` of Conan 1 (a graph) and 2 (lists of references). Format: "Lockfiles" of the Conan documentation.

use std::collections::HashMap;

use document::{Document, Node, Span, SyntaxError};

use super::tree::{entries, items, root_with, text};
use crate::packages::{Ecosystem, LockFile, Package, PackageId, Scope};

/// The lists of Conan 2, with what they hold.
const LISTS: [(&str, Scope); 4] =
    [("requires", Scope::Runtime), ("build_requires", Scope::Build), ("python_requires", Scope::Build), ("config_requires", Scope::Build)];

/// Reads a lock file of Conan.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["graph_lock", "requires", "build_requires", "python_requires"])? else {
        return Ok(LockFile::default());
    };
    let mut file = LockFile { format_version: text(root, "version").map(str::to_owned), ..LockFile::default() };
    match root.path(["graph_lock", "nodes"]) {
        Some(nodes) => graph(&mut file, nodes),
        None => {
            if !LISTS.iter().any(|(list, _)| root.get(list).is_some_and(Node::is_sequence)) {
                return Err(super::tree::error(root, "expected a graph or lists of references"));
            }
            for (list, scope) in LISTS {
                for item in items(root, list) {
                    let Some(mut package) = package(item.text(), item.span()) else { continue };
                    package.scope = Some(scope);
                    file.push(package);
                }
            }
        }
    }
    Ok(file)
}

/// Conan 1: nodes by number; the one with a path to a recipe is the project.
fn graph(file: &mut LockFile, nodes: Node<'_>) {
    (file.edges_known, file.direct_known) = (true, true);
    let mut by_node: HashMap<&str, PackageId> = HashMap::new();
    let mut wants = Vec::new();
    for node in nodes.raw_entries() {
        let value = node.value;
        let reference = text(value, "ref").or_else(|| text(value, "pref")).unwrap_or("");
        let consumer = text(value, "path").is_some() || reference.is_empty();
        if consumer {
            let (name, version) = reference.split(['#', ':', '@']).next().unwrap_or("").split_once('/').unwrap_or(("", ""));
            file.project = Some(name.to_owned()).filter(|name| !name.is_empty() && name != "None");
            file.project_version = Some(version.to_owned()).filter(|version| !version.is_empty() && version != "None");
            wants.push((None, value));
            continue;
        }
        let Some(mut package) = package(reference, node.key.span()) else { continue };
        if let Some(prev) = text(value, "prev") {
            package.qualifiers.push(("prev", prev.to_owned()));
        }
        package.scope = Some(if text(value, "context") == Some("build") { Scope::Build } else { Scope::Runtime });
        let id = file.push(package);
        by_node.insert(node.key.text(), id);
        wants.push((Some(id), value));
    }
    for (from, value) in wants {
        let targets: Vec<PackageId> =
            ["requires", "build_requires"].iter().flat_map(|key| targets(value, key)).filter_map(|key| by_node.get(key).copied()).collect();
        match from {
            Some(id) => file.packages[id as usize].dependencies = targets,
            None => file.direct.extend(targets),
        }
    }
}

/// A list of node numbers, or before 0.3 a mapping from references to them.
fn targets<'d>(value: Node<'d>, key: &str) -> Vec<&'d str> {
    let list = items(value, key).map(Node::text);
    list.chain(entries(value, key).map(|entry| entry.value.text())).collect()
}

/// `name/version@user/channel#recipe-revision:package-id#package-revision%time`.
fn package(reference: &str, span: Span) -> Option<Package> {
    let recipe = reference.split([':', '%']).next()?;
    let (identity, revision) = recipe.split_once('#').map_or((recipe, None), |(identity, revision)| (identity, Some(revision)));
    let (name_and_version, place) = identity.split_once('@').map_or((identity, None), |(name, place)| (name, Some(place)));
    let (name, version) = name_and_version.split_once('/')?;
    let mut package = Package::new(Ecosystem::Conan, name, Some(version), span);
    if let Some((user, channel)) = place.and_then(|place| place.split_once('/')) {
        package.qualifiers.extend([("channel", channel.to_owned()), ("user", user.to_owned())]);
    }
    package.qualifiers.extend(revision.map(|revision| ("rrev", revision.to_owned())));
    Some(package)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn references_in_full() {
        let span = Span::new(SourceId(0), 0, 0);
        let package = package("zlib/1.2.11@me/stable#abc%1667396813.184", span).unwrap();
        assert_eq!((package.name.as_str(), package.version.as_deref()), ("zlib", Some("1.2.11")));
        let qualifiers = [("channel", "stable"), ("user", "me"), ("rrev", "abc")].map(|(key, value)| (key, value.to_owned()));
        assert_eq!(package.qualifiers, qualifiers);
    }
}
