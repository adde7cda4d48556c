//! Reading our own files strictly: an unknown key, a wrong type or a missing value is an error at its place, with the nearest right name.

use document::{Kind, Node, Span, SyntaxError};

/// The error for a place of a document.
pub fn error_at(node: Node<'_>, message: impl Into<String>, help: Option<String>) -> SyntaxError {
    error_in(node, node.span(), message, help)
}

fn error_in(node: Node<'_>, span: Span, message: impl Into<String>, help: Option<String>) -> SyntaxError {
    let source = node.document().source();
    SyntaxError { span, position: source.position(span.start), path: source.path().into(), message: message.into(), help }
}

/// Refuses keys that are not in `known` and keys that stand twice.
pub fn check_keys(mapping: Node<'_>, known: &[&str]) -> Result<(), SyntaxError> {
    let mut seen: Vec<&str> = Vec::new();
    for entry in mapping.raw_entries() {
        let name = entry.name();
        if !known.contains(&name) && !entry.is_merge() {
            let help = did_you_mean(name, known.iter().copied()).or_else(|| Some(format!("known keys: {}", known.join(", "))));
            return Err(error_at(entry.key, format!("unknown key `{name}`"), help));
        }
        if seen.contains(&name) {
            return Err(error_at(entry.key, format!("the key `{name}` stands twice"), Some("keep one of them".into())));
        }
        seen.push(name);
    }
    Ok(())
}

/// The mapping itself, or an error that names what was expected.
pub fn mapping<'d>(node: Node<'d>, what: &str) -> Result<Node<'d>, SyntaxError> {
    expect(node, node.is_mapping(), what, "a mapping")
}

/// The text of a string (numbers and dates are taken as written), or an error.
pub fn text<'d>(node: Node<'d>, what: &str) -> Result<&'d str, SyntaxError> {
    let scalar = matches!(node.resolve().kind(), Kind::String | Kind::Integer | Kind::Float | Kind::Datetime);
    expect(node, scalar && !node.text().trim().is_empty(), what, "a text").map(Node::text)
}

/// The boolean, or an error.
pub fn boolean(node: Node<'_>, what: &str) -> Result<bool, SyntaxError> {
    node.as_bool().ok_or_else(|| error_at(node, format!("`{what}` takes true or false"), None))
}

/// The texts of a sequence (one text stands for a sequence of one), or an error.
pub fn texts(node: Node<'_>, what: &str) -> Result<Vec<String>, SyntaxError> {
    if node.is_sequence() {
        return node.items().map(|item| text(item, what).map(str::to_string)).collect();
    }
    Ok(vec![text(node, what)?.to_string()])
}

/// The value of a key that has to be there.
pub fn required<'d>(mapping: Node<'d>, key: &str) -> Result<Node<'d>, SyntaxError> {
    mapping.get(key).filter(|value| !value.is_null()).ok_or_else(|| error_at(mapping, format!("the key `{key}` is missing"), None))
}

fn expect<'d>(node: Node<'d>, holds: bool, what: &str, kind: &str) -> Result<Node<'d>, SyntaxError> {
    if holds { Ok(node.resolve()) } else { Err(error_at(node, format!("`{what}` takes {kind}"), None)) }
}

/// "did you mean `x`?" where a known word is close enough.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|best| format!("did you mean `{best}`?"))
}

/// The known word nearest to a mistyped one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(score, _)| *score > 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, best)| best)
}
