//! Small questions to trees, for the formats that are YAML, JSON or TOML.

use document::{Document, Kind, Node, SyntaxError};

use crate::packages::lock_file::error_at;

/// An error at a node.
pub(crate) fn error(node: Node<'_>, message: impl Into<String>) -> SyntaxError {
    error_at(node.document().source(), node.span(), message)
}

/// The root, which has to be a mapping: a list or a mere text under the name of a lock file is none.
pub(crate) fn root(document: &Document) -> Result<Node<'_>, SyntaxError> {
    let root = document.root();
    if root.is_mapping() { Ok(root) } else { Err(error(root, "expected a mapping at the top of this file")) }
}

/// The root of a format that is known by its keys: it holds at least one of them. `None` for a file that holds nothing at all.
pub(crate) fn root_with<'d>(document: &'d Document, keys: &[&str]) -> Result<Option<Node<'d>>, SyntaxError> {
    let node = document.root();
    if node.is_null() || (node.is_mapping() && node.raw_entries().next().is_none()) {
        return Ok(None);
    }
    let root = root(document)?;
    if keys.is_empty() || keys.iter().any(|key| root.get(key).is_some()) {
        return Ok(Some(root));
    }
    let name = document.source().path().rsplit('/').next().unwrap_or_default();
    let known = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    Err(error(root, format!("this is no `{name}`: it has none of the keys {known}")))
}

/// The text of a scalar under a key: of numbers too, as written; nothing for null and collections.
pub(crate) fn text<'d>(node: Node<'d>, key: &str) -> Option<&'d str> {
    node.get(key).and_then(scalar)
}

/// The text of a scalar; nothing for null and collections.
pub(crate) fn scalar(node: Node<'_>) -> Option<&str> {
    match node.resolve().kind() {
        Kind::Null | Kind::Sequence | Kind::Mapping | Kind::Alias => None,
        _ => Some(node.text()),
    }
}

/// The text under a key that has to be there.
pub(crate) fn required<'d>(node: Node<'d>, key: &str) -> Result<&'d str, SyntaxError> {
    text(node, key).filter(|text| !text.is_empty()).ok_or_else(|| error(node, format!("this entry has no `{key}`")))
}

/// Whether the value under a key is `true`.
pub(crate) fn is_true(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

/// The items of a sequence under a key.
pub(crate) fn items<'d>(node: Node<'d>, key: &str) -> impl Iterator<Item = Node<'d>> {
    node.get(key).into_iter().flat_map(Node::items)
}

/// The entries of a mapping under a key.
pub(crate) fn entries<'d>(node: Node<'d>, key: &str) -> impl Iterator<Item = document::Entry<'d>> {
    node.get(key).into_iter().flat_map(Node::raw_entries)
}

/// Texts of a list, or one text alone (`license: MIT`, `license: [MIT, ISC]`, `license: {type: MIT}`).
pub(crate) fn texts(node: Option<Node<'_>>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    match node.resolve().kind() {
        Kind::Sequence => node.items().flat_map(|item| texts(Some(item))).collect(),
        Kind::Mapping => texts(node.get("type")),
        Kind::Null => Vec::new(),
        _ => Some(node.text().trim()).filter(|text| !text.is_empty()).map(str::to_owned).into_iter().collect(),
    }
}
