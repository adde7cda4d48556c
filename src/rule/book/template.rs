//! The words of a declarative rule's message, with places for values.

use document::Node;

/// Fills `{{ name }}` with the text at that path below the node; `{{ @key }}` and `{{ @value }}` are the selected node's key and text.
pub(super) fn fill(template: &str, node: Node<'_>, value: Option<Node<'_>>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        filled.push_str(before);
        filled.push_str(&lookup(name.trim(), node, value));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

fn lookup(name: &str, node: Node<'_>, value: Option<Node<'_>>) -> String {
    let text = match name {
        "@key" => node.key().map(Node::text),
        "@value" => value.map(Node::text),
        path => node.path(path.split('.')).map(Node::text),
    };
    text.filter(|text| !text.is_empty()).unwrap_or("(unnamed)").to_string()
}
