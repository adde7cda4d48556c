//! Spectral: rules that a ruleset switches off, everywhere or in `overrides` for files and places.

use document::{Entry, Kind, Node, SyntaxError};
use rule::strict;

use super::comments::comment_at;
use super::{Import, Surroundings, joined, line_of, list_of};
use crate::policy::NewWaiver;

pub(super) fn read(root: Node<'_>, around: &Surroundings<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    let root = strict::mapping(root, "a ruleset")?;
    for extended in root.get("extends").map(list_of).unwrap_or_default() {
        let parts: Vec<&str> = extended.items().map(Node::text).collect();
        if parts.get(1) == Some(&"off") {
            import.leave(line_of(extended), format!("extends {} off", parts[0]), "which rules run is no exception: `rules:` in ent.yaml");
        }
    }
    for entry in root.get("rules").map(Node::entries).unwrap_or_default() {
        rule(&entry, &Place::default(), around, &mut import);
    }
    for item in root.get("overrides").into_iter().flat_map(Node::items) {
        let files = strict::required(strict::mapping(item, "an override")?, "files")?;
        for file in list_of(files) {
            let place = Place::of(file.text(), around);
            for entry in item.get("rules").map(Node::entries).unwrap_or_default() {
                rule(&entry, &place, around, &mut import);
            }
        }
        for key in ["extends", "parserOptions", "aliases"] {
            if let Some(entry) = item.entry(key) {
                import.leave(line_of(entry.key), format!("overrides: {key}"), "it changes which rules there are, and is no exception");
            }
        }
    }
    // The spelling of Spectral 5.
    for entry in root.get("except").map(Node::entries).unwrap_or_default() {
        let place = Place::of(entry.name(), around);
        list_of(entry.value).into_iter().for_each(|name| off(name.text(), line_of(name), name, &place, around, &mut import));
    }
    Ok(import)
}

/// Where a rule is off.
#[derive(Default)]
struct Place {
    path: Option<String>,
    pointer: Option<String>,
}

impl Place {
    /// `openapi.yaml#/paths/~1users`: a glob of files and, behind `#`, a pointer that may be percent-encoded.
    fn of(text: &str, around: &Surroundings<'_>) -> Place {
        let (files, pointer) = text.split_once('#').map_or((text, None), |(files, pointer)| (files, Some(decoded(pointer))));
        let everywhere = files.is_empty() || matches!(files, "**" | "**/*") && around.folder.is_empty();
        Place { path: (!everywhere).then(|| joined(around.folder, files)), pointer: pointer.filter(|pointer| !pointer.is_empty()) }
    }
}

/// A percent-encoded text; what is no code stays as written.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let code =
            (byte == b'%').then(|| std::str::from_utf8(behind.get(..2)?).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok())).flatten();
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One entry of `rules`: off, a severity, or a definition.
fn rule(entry: &Entry<'_>, place: &Place, around: &Surroundings<'_>, import: &mut Import) {
    let value = entry.value;
    let severity = value.get("severity").filter(|_| value.get("given").is_none()).unwrap_or(value);
    let severity = if value.is_sequence() { value.items().next().unwrap_or(value) } else { severity };
    let is_off = matches!(severity.text(), "off" | "-1") || severity.as_bool() == Some(false);
    let line = line_of(entry.key);
    if is_off {
        return off(entry.name(), line, entry.key, place, around, import);
    }
    // A definition, or a rule switched on.
    let scalar = !matches!(value.kind(), Kind::Mapping | Kind::Sequence | Kind::Bool);
    if scalar {
        let what = format!("{}: {}", entry.name(), severity.text());
        import.leave(line, what, "a severity is no exception: it belongs under `rules:` in ent.yaml");
    }
}

fn off(name: &str, line: u32, node: Node<'_>, place: &Place, around: &Surroundings<'_>, import: &mut Import) {
    let rules = (around.rules_of)(&format!("spectral:{name}"));
    if rules.is_empty() {
        return import.leave(line, name, "no rule of ent does the same");
    }
    let reason = comment_at(node.document().source().text(), line).unwrap_or_default();
    for rule in rules {
        let mut waiver = NewWaiver::default();
        waiver.set("rule", rule.as_str()).set("reason", reason.as_str());
        waiver.set("paths", place.path.iter().cloned().collect::<Vec<_>>()).set("pointer", place.pointer.as_deref().unwrap_or_default());
        import.carry(line, waiver);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pointers_are_decoded() {
        for (text, plain) in [("/paths/~1a%7Bid%7D", "/paths/~1a{id}"), ("/a%2", "/a%2"), ("/a%zz", "/a%zz"), ("/%C3%A9", "/é")] {
            assert_eq!(super::decoded(text), plain);
        }
    }
}
