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

/// The root, where an empty file is no defect.
pub(crate) fn root_or_nothing(document: &Document) -> Result<Option<Node<'_>>, SyntaxError> {
    if document.root().is_null() { Ok(None) } else { root(document).map(Some) }
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
