//! Checks a JSON tree against the shapes of a version: as strict as the official schema, with a place and words for each complaint.

use std::collections::HashMap;

use document::Node;

use super::formats;
use super::notation::{json_schema, spdx_schema};
use super::shape::{Constraint, Pattern, Record, Schema, Shape};
use super::tree::{Tree, TreeKind, equal, fingerprint};
use crate::bom::SpecVersion;

/// Something that the specification forbids.
#[derive(Clone, Debug)]
pub struct Violation<T> {
    /// The value that is meant, or the object that lacks something.
    pub at: T,
    /// Whether the key of the value is meant: it should not be there.
    pub key: bool,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that can be said.
    pub help: Option<String>,
}

/// What the specification of a version forbids in a JSON document.
pub fn check_json(root: Node<'_>, version: SpecVersion) -> Vec<Violation<Node<'_>>> {
    check(root, version)
}

/// Whether a value is a document of a version.
pub(crate) fn fits(value: &serde_json::Value, version: SpecVersion) -> bool {
    check(value, version).is_empty()
}

/// Keys that the specification of a version tolerates and does not know: CycloneDX 1.2 and 1.3 forbid them only in a stricter schema.
pub fn strangers(root: Node<'_>, version: SpecVersion) -> Vec<Violation<Node<'_>>> {
    let mut checker = Checker::new(version);
    checker.closed = true;
    let mut found = Vec::new();
    checker.value(&Shape::Record(checker.schema.root), root, &mut found);
    found.retain(|violation| violation.key && violation.at.key().is_none_or(|key| key.text() != "$schema"));
    found
}

/// What SPDX 2.2 (0) or 2.3 (1) forbids in a JSON document.
pub(crate) fn check_spdx(root: Node<'_>, version: usize) -> Vec<Violation<Node<'_>>> {
    let name = if version == 0 { "SPDX 2.2" } else { "SPDX 2.3" };
    let checker = Checker { schema: spdx_schema(version), version: SpecVersion::V1_2, name: name.to_owned(), closed: false };
    let mut found = Vec::new();
    checker.value(&Shape::Record(checker.schema.root), root, &mut found);
    found
}

/// Whether CycloneDX knows a kind of link.
pub(crate) fn is_link_kind(kind: &str) -> bool {
    let schema = json_schema(SpecVersion::V1_6);
    let record = schema.records.iter().find(|record| record.name == "externalReference");
    match record.and_then(|record| record.field("type")).map(|field| &field.shape) {
        Some(Shape::Enum(index)) => schema.enums[*index].iter().any(|word| word == kind),
        _ => false,
    }
}

/// The same for any tree.
pub(crate) fn check<'t, T: Tree<'t>>(root: T, version: SpecVersion) -> Vec<Violation<T>> {
    let checker = Checker::new(version);
    let mut found = Vec::new();
    checker.value(&Shape::Record(checker.schema.root), root, &mut found);
    found
}

pub(crate) struct Checker {
    pub(crate) schema: &'static Schema,
    pub(crate) version: SpecVersion,
    /// Name and version of the specification, for messages.
    pub(crate) name: String,
    /// Whether unknown keys are complaints even where they are tolerated.
    pub(crate) closed: bool,
}

impl Checker {
    /// A checker for CycloneDX JSON.
    pub(crate) fn new(version: SpecVersion) -> Self {
        Checker { schema: json_schema(version), version, name: format!("CycloneDX {version}"), closed: false }
    }

    /// Whether a value has a shape.
    pub(crate) fn fits<'t, T: Tree<'t>>(&self, shape: &Shape, node: T) -> bool {
        let mut found = Vec::new();
        self.value(shape, node, &mut found);
        found.is_empty()
    }

    pub(crate) fn value<'t, T: Tree<'t>>(&self, shape: &Shape, node: T, found: &mut Vec<Violation<T>>) {
        let wrong = match shape {
            Shape::Any => None,
            Shape::Never => Some("nothing may stand here".to_owned()),
            Shape::Bool => (node.kind() != TreeKind::Bool).then(|| must("true or false", node)),
            Shape::Text { min, max } => text(node, *min, *max),
            Shape::Pattern(pattern) => matches(node, *pattern),
            Shape::Const(word) => (node.kind() != TreeKind::Text || node.text() != *word).then(|| must(&format!("`{word}`"), node)),
            Shape::Integer { min, max } => integer(node, *min, *max),
            Shape::Number { min, max } => number(node, *min, *max),
            Shape::Enum(index) => return self.word(*index, node, found),
            Shape::List { item, unique, min, max } => return self.list(node, item, *unique, (*min, *max), found),
            Shape::Record(index) => return self.record(*index, node, found),
            Shape::OneOf(shapes) => return self.choice(shapes, true, node, found),
            Shape::AnyOf(shapes) => return self.choice(shapes, false, node, found),
        };
        let help = || match shape {
            Shape::Pattern(Pattern::LicenseId) => formats::license_help(node.text()),
            _ => None,
        };
        found.extend(wrong.map(|message| Violation { at: node, key: false, message, help: help() }));
    }

    fn word<'t, T: Tree<'t>>(&self, index: usize, node: T, found: &mut Vec<Violation<T>>) {
        let words = &self.schema.enums[index];
        if node.kind() != TreeKind::Text {
            found.push(Violation { at: node, key: false, message: must("text", node), help: None });
            return;
        }
        if words.binary_search_by(|word| word.as_str().cmp(node.text())).is_ok() {
            return;
        }
        let message = format!("`{}` is none of the words that {} allows here", shorten(node.text()), self.name);
        let help = match nearest(node.text(), words.iter().map(String::as_str)) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("use one of: {}", words.iter().take(16).cloned().collect::<Vec<_>>().join(", ")),
        };
        found.push(Violation { at: node, key: false, message, help: Some(help) });
    }

    fn list<'t, T: Tree<'t>>(&self, node: T, item: &Shape, unique: bool, size: (usize, Option<usize>), found: &mut Vec<Violation<T>>) {
        if node.kind() != TreeKind::List {
            found.push(Violation { at: node, key: false, message: must("a list", node), help: None });
            return;
        }
        let items = node.items();
        if items.len() < size.0 {
            found.push(Violation { at: node, key: false, message: "the list may not be empty".into(), help: None });
        }
        if let Some(max) = size.1.filter(|max| items.len() > *max) {
            found.push(Violation { at: node, key: false, message: format!("the list may hold no more than {max}"), help: None });
        }
        let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
        for (place, one) in items.iter().enumerate() {
            self.value(item, *one, found);
            if !unique {
                continue;
            }
            let alike = seen.entry(fingerprint(*one)).or_default();
            if let Some(first) = alike.iter().find(|other| equal(items[**other], *one)) {
                let message = format!("the same entry stands twice: it equals number {} of this list", first + 1);
                found.push(Violation { at: *one, key: false, message, help: Some("remove one of the two".into()) });
            }
            alike.push(place);
        }
    }

    fn record<'t, T: Tree<'t>>(&self, index: usize, node: T, found: &mut Vec<Violation<T>>) {
        let record = &self.schema.records[index];
        if node.kind() != TreeKind::Object {
            found.push(Violation { at: node, key: false, message: must(&format!("an object ({})", record.noun()), node), help: None });
            return;
        }
        for field in record.fields.iter().filter(|field| field.required && node.get(field.name).is_none()) {
            let message = format!("`{}` is missing from this {}", field.name, record.noun());
            found.push(Violation { at: node, key: false, message, help: None });
        }
        for (name, value) in node.entries() {
            match record.field(name) {
                Some(field) => self.value(&field.shape, value, found),
                None if !record.open || self.closed => found.push(self.unknown(index, record, name, value)),
                None => {}
            }
        }
        for constraint in &record.constraints {
            if let Some(message) = broken(constraint, node) {
                found.push(Violation { at: node, key: false, message, help: None });
            }
        }
    }

    fn unknown<T>(&self, index: usize, record: &Record, name: &str, at: T) -> Violation<T> {
        let message = format!("{} knows no `{}` in this {}", self.name, shorten(name), record.noun());
        let known = self.schema.known.iter().find(|((of, known), _)| *of == index && *known == name).map(|(_, versions)| *versions);
        let help = match known.and_then(|versions| SpecVersion::ALL.into_iter().find(|version| versions.has(*version as usize))) {
            Some(first) if first > self.version && self.name.starts_with("Cyclone") => {
                Some(format!("`{name}` came with CycloneDX {first}"))
            }
            Some(_) if self.name.starts_with("Cyclone") => Some(format!("{} has dropped `{name}`", self.name)),
            _ => nearest(name, record.fields.iter().map(|field| field.name)).map(|field| format!("did you mean `{field}`?")),
        };
        Violation { at, key: true, message, help }
    }

    fn choice<'t, T: Tree<'t>>(&self, shapes: &[Shape], exactly: bool, node: T, found: &mut Vec<Violation<T>>) {
        let mut outcomes: Vec<(usize, Vec<Violation<T>>)> = Vec::new();
        for shape in shapes {
            let mut complaints = Vec::new();
            self.value(shape, node, &mut complaints);
            outcomes.push((self.distance(shape, node), complaints));
        }
        let fitting = outcomes.iter().filter(|(_, complaints)| complaints.is_empty()).count();
        if fitting == 1 || fitting > 1 && !exactly {
            return;
        }
        if fitting > 1 {
            let message = "this fits more than one of the forms that are allowed here, and must fit exactly one".into();
            found.push(Violation { at: node, key: false, message, help: None });
            return;
        }
        // The form that was meant: of the same kind, with the keys that are there.
        let nearest = outcomes.into_iter().min_by_key(|(distance, complaints)| (*distance, complaints.len()));
        found.extend(nearest.into_iter().flat_map(|(_, complaints)| complaints));
    }

    /// How far a value is from a form: 0 the same kind, more for each key the form has no place for.
    pub(crate) fn distance<'t, T: Tree<'t>>(&self, shape: &Shape, node: T) -> usize {
        const OTHER_KIND: usize = 1000;
        match (shape, node.kind()) {
            (Shape::Record(index), TreeKind::Object) => {
                let record = &self.schema.records[*index];
                let strangers = node.entries().into_iter().filter(|(name, _)| record.field(name).is_none()).count();
                strangers + record.fields.iter().filter(|field| field.required && node.get(field.name).is_none()).count()
            }
            (Shape::List { item, .. }, TreeKind::List) => node.items().into_iter().map(|one| self.distance(item, one)).sum(),
            (Shape::OneOf(shapes) | Shape::AnyOf(shapes), _) => {
                shapes.iter().map(|shape| self.distance(shape, node)).min().unwrap_or(OTHER_KIND)
            }
            (Shape::Record(_) | Shape::List { .. }, _) | (_, TreeKind::Object | TreeKind::List) => OTHER_KIND,
            _ => 0,
        }
    }
}

/// What a text should have been.
pub(super) fn must_be(what: &str, text: &str) -> String {
    format!("this must be {what}, not `{}`", shorten(text))
}

fn must<'t, T: Tree<'t>>(what: &str, node: T) -> String {
    match node.kind() {
        TreeKind::Text => must_be(what, node.text()),
        kind => format!("this must be {what}, not {}", kind.noun()),
    }
}

fn text<'t, T: Tree<'t>>(node: T, min: usize, max: Option<usize>) -> Option<String> {
    if node.kind() != TreeKind::Text {
        return Some(must("text", node));
    }
    let length = node.text().chars().count();
    match max {
        _ if length < min && min == 1 => Some("this may not be empty".into()),
        _ if length < min => Some(format!("this must have at least {min} characters, not {length}")),
        Some(max) if length > max => Some(format!("this may have at most {max} characters, not {length}")),
        _ => None,
    }
}

fn matches<'t, T: Tree<'t>>(node: T, pattern: Pattern) -> Option<String> {
    if node.kind() != TreeKind::Text {
        return Some(must("text", node));
    }
    (!formats::matches(node.text(), pattern)).then(|| format!("`{}` is not {}", shorten(node.text()), formats::noun(pattern)))
}

fn integer<'t, T: Tree<'t>>(node: T, min: Option<i64>, max: Option<i64>) -> Option<String> {
    match node.number().filter(|_| node.kind() == TreeKind::Number) {
        Some(value) if value.fract() == 0.0 => range(value, min.map(|min| min as f64), max.map(|max| max as f64)),
        _ => Some(must("a whole number", node)),
    }
}

fn number<'t, T: Tree<'t>>(node: T, min: Option<f64>, max: Option<f64>) -> Option<String> {
    match node.number().filter(|_| node.kind() == TreeKind::Number) {
        Some(value) => range(value, min, max),
        None => Some(must("a number", node)),
    }
}

fn range(value: f64, min: Option<f64>, max: Option<f64>) -> Option<String> {
    match (min, max) {
        (Some(min), _) if value < min => Some(format!("{value} is less than {min}, the least that is allowed")),
        (_, Some(max)) if value > max => Some(format!("{value} is more than {max}, the most that is allowed")),
        _ => None,
    }
}

fn broken<'t, T: Tree<'t>>(constraint: &Constraint, node: T) -> Option<String> {
    let has = |name: &&'static str| node.get(name).is_some();
    let present = |groups: &[Vec<&'static str>]| groups.iter().filter(|group| group.iter().all(has)).count();
    let list =
        |groups: &[Vec<&'static str>]| groups.iter().map(|group| format!("`{}`", group.join("` with `"))).collect::<Vec<_>>().join(", ");
    match constraint {
        Constraint::One(groups) if present(groups) != 1 => Some(format!("exactly one of these must be given: {}", list(groups))),
        Constraint::Any(groups) if present(groups) == 0 => Some(format!("at least one of these must be given: {}", list(groups))),
        Constraint::Not(a, b) if has(a) && has(b) => Some(format!("`{a}` and `{b}` may not both be given")),
        Constraint::True(a, b) if has(b) && node.get(a).and_then(Tree::truth) != Some(true) => {
            Some(format!("`{b}` may be given only where `{a}` is true"))
        }
        _ => None,
    }
}

/// Long texts are no help in a message, and a document's text may hold what a terminal obeys.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// The candidate that a typing error could have been meant for.
pub(super) fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let scored = candidates.map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate));
    scored.min().filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4).map(|(_, candidate)| candidate)
}
