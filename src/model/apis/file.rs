//! One file of a description: where references, ids and anchors stand in it.

use std::collections::HashMap;

use document::{Document, Kind, Node, NodeId};

use super::reference::{is_remote, join_uri};

/// One file, indexed in one walk.
#[derive(Debug)]
pub(super) struct File<'d> {
    pub(super) path: String,
    pub(super) document: &'d Document,
    /// Mappings with `$ref` or `$dynamicRef`, and the text node of it.
    references: Vec<(NodeId, NodeId)>,
    /// `$id` and `$self`, as written and resolved against what encloses them → the resource that carries it.
    pub(super) ids: HashMap<String, NodeId>,
    /// `$anchor` and `$dynamicAnchor` → the schemas that carry it.
    anchors: HashMap<String, Vec<NodeId>>,
    /// Dynamic anchors that stand more than once, so that the place of the caller decides.
    pub(super) ambiguous: Vec<String>,
}

impl<'d> File<'d> {
    pub(super) fn new(path: String, document: &'d Document) -> File<'d> {
        let mut file = File { path, document, references: Vec::new(), ids: HashMap::new(), anchors: HashMap::new(), ambiguous: Vec::new() };
        file.index();
        file
    }

    /// Texts of all references with the mapping that carries them, in document order.
    pub(super) fn references(&self) -> impl Iterator<Item = (NodeId, &'d str)> {
        self.references.iter().map(|&(holder, value)| (holder, self.document.node(value).text()))
    }

    /// Whether `$id`, `$anchor` or `$dynamicAnchor` stands in it.
    pub(super) fn has_anchors(&self) -> bool {
        !self.ids.is_empty() || !self.anchors.is_empty()
    }

    /// One walk over all mappings: where references, ids and anchors stand.
    fn index(&mut self) {
        let document = self.document;
        let mut ids = Vec::new();
        let mut dynamic = HashMap::new();
        for node in document.nodes().filter(|node| node.kind() == Kind::Mapping) {
            for entry in node.raw_entries() {
                if !entry.name().starts_with('$') {
                    continue;
                }
                let Some(text) = entry.value.as_str() else { continue };
                match entry.name() {
                    "$ref" | "$dynamicRef" => self.references.push((node.id(), entry.value.id())),
                    // Old drafts wrote anchors so.
                    "$id" if text.starts_with('#') => self.anchors.entry(text[1..].to_string()).or_default().push(node.id()),
                    "$id" | "$self" => ids.push((node.id(), text)),
                    "$anchor" => self.anchors.entry(text.to_string()).or_default().push(node.id()),
                    "$dynamicAnchor" => {
                        self.anchors.entry(text.to_string()).or_default().push(node.id());
                        *dynamic.entry(text).or_insert(0_u32) += 1;
                    }
                    _ => {}
                }
            }
        }
        self.ambiguous = dynamic.into_iter().filter(|(_, times)| *times > 1).map(|(text, _)| text.to_string()).collect();
        for (holder, text) in ids {
            self.ids.entry(without_fragment(text).to_string()).or_insert(holder);
            if let Some(whole) = self.base_uri(holder) {
                self.ids.entry(whole).or_insert(holder);
            }
        }
    }

    /// The schema with an anchor: the one in the same resource, else the first one.
    pub(super) fn anchor(&self, resource: NodeId, name: &str) -> Option<NodeId> {
        let all = self.anchors.get(name)?;
        all.iter().copied().find(|&node| self.resource_root(node) == resource).or(all.first().copied())
    }

    /// Root of the schema resource a node stands in: the nearest node upwards with `$id`, else the document.
    pub(super) fn resource_root(&self, node: NodeId) -> NodeId {
        let root = self.document.root().id();
        if self.ids.is_empty() {
            return root;
        }
        self.upwards(node).find(|node| own_id(*node).is_some()).map_or(root, |node| node.id())
    }

    /// The URI against which references in a node are resolved, where the enclosing ids say one.
    pub(super) fn base_uri(&self, node: NodeId) -> Option<String> {
        let mut relative: Vec<&str> = Vec::new();
        for id in self.upwards(node).filter_map(own_id) {
            if is_remote(id) {
                return relative.iter().rev().try_fold(id.to_string(), |base, id| join_uri(&base, id));
            }
            relative.push(id);
        }
        None
    }

    fn upwards(&self, node: NodeId) -> impl Iterator<Item = Node<'d>> {
        std::iter::successors(Some(self.document.node(node)), |node| node.parent())
    }
}

/// `$id` (of a whole document of 3.2: `$self`) of a node, without an empty fragment. One that is a mere fragment is an anchor of old drafts.
fn own_id(node: Node<'_>) -> Option<&str> {
    let id = node.get("$id").or_else(|| node.get("$self"))?.as_str()?;
    (!id.starts_with('#')).then(|| without_fragment(id))
}

fn without_fragment(id: &str) -> &str {
    id.strip_suffix('#').unwrap_or(id)
}

/// Keys whose values are data, not description: a `$ref` in them refers to nothing.
const DATA: &[&str] = &["const", "dataValue", "default", "enum", "example", "examples"];

/// Keys whose values map names that somebody chose.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "webhooks",
];

/// Whether a node stands in an example, a default, an enumeration or an extension.
pub(super) fn is_data(node: Node<'_>) -> bool {
    let mut here = Some(node);
    while let Some(node) = here {
        here = node.parent();
        let Some(key) = node.key().map(Node::text) else { continue };
        if !DATA.contains(&key) && !key.starts_with("x-") {
            continue;
        }
        let named = here.and_then(Node::key).is_some_and(|map| NAMES.contains(&map.text()));
        // `x-webhooks` is read as `webhooks`.
        if !named && key != "x-webhooks" {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::testing::parse;
    use super::*;

    fn node<'d>(document: &'d Document, pointer: &str) -> Node<'d> {
        document.at_pointer(pointer).unwrap()
    }

    #[test]
    fn data_is_told_from_names_that_somebody_chose() {
        let document = parse(
            "components:\n  responses: {default: {$ref: a}}\n  schemas: {x-a: {$ref: a}, b: {properties: {example: {$ref: a}}, example: {$ref: a}}}\n\
             x-internal: {a: {$ref: a}}\nx-webhooks: {a: {$ref: a}}\npaths: {/a: {get: {responses: {default: {$ref: a}}}}}\n",
        );
        let root = &document;
        for (pointer, data) in [
            ("/components/responses/default", false),
            ("/components/schemas/x-a", false),
            ("/components/schemas/b/properties/example", false),
            ("/components/schemas/b/example", true),
            ("/x-internal/a", true),
            ("/x-webhooks/a", false),
            ("/paths/~1a/get/responses/default", false),
        ] {
            assert_eq!(is_data(node(root, pointer)), data, "{pointer}");
        }
    }

    #[test]
    fn ids_are_resolved_against_what_encloses_them() {
        let document =
            parse("$id: https://example.org/a/root.json\n$defs:\n  b: {$id: b.json, $defs: {c: {$id: sub/c.json}, d: {$id: '#d'}}}\n");
        let file = File::new("root.yaml".into(), &document);
        let found = |id: &str| file.ids.get(id).map(|&id| document.node(id).pointer());
        assert_eq!(found("https://example.org/a/sub/c.json").as_deref(), Some("/$defs/b/$defs/c"));
        assert_eq!(found("b.json").as_deref(), Some("/$defs/b"));
        assert_eq!(file.resource_root(node(&document, "/$defs/b/$defs/d").id()), node(&document, "/$defs/b").id());
    }
}
