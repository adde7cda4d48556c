//! Checks an XML document against the types of a version: as strict as the official schema.

use std::collections::HashMap;

use document::Span;
use document::xml::{Attribute, Element};

use super::check::{must_be, nearest, shorten};
use super::formats;
use super::shape::{Pattern, Shape};
use super::xml_notation::{ElementType, Foreign, Occurs, Particle, XmlSchema, XmlType, xml_schema};
use crate::bom::SpecVersion;

const NAMESPACES: &str = "http://cyclonedx.org/schema/bom/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Something in an XML document that the specification forbids.
#[derive(Clone, Debug)]
pub struct XmlViolation {
    /// The tag, attribute or text that is meant.
    pub span: Span,
    /// Names of the elements down to it, and of the attribute: what does not move when lines do.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that can be said.
    pub help: Option<String>,
}

/// The version that the namespace of the outermost element names.
pub fn xml_version(root: Element<'_, '_>) -> Option<SpecVersion> {
    SpecVersion::parse(root.namespace()?.strip_prefix(NAMESPACES)?)
}

/// What the specification of a version forbids in an XML document.
pub fn check_xml(root: Element<'_, '_>, version: SpecVersion) -> Vec<XmlViolation> {
    let mut checker = Checker { schema: xml_schema(version), version, namespace: root.namespace(), path: Vec::new(), found: Vec::new() };
    if root.name() != "bom" || xml_version(root) != Some(version) {
        checker.complain(root.name_span(), format!("the outermost element must be `bom` of the namespace `{NAMESPACES}{version}`"), None);
        return checker.found;
    }
    checker.path.push("bom".into());
    checker.complex(root, checker.schema.root);
    checker.unique_references(root);
    checker.found
}

struct Checker<'n> {
    schema: &'static XmlSchema,
    version: SpecVersion,
    namespace: Option<&'n str>,
    path: Vec<String>,
    found: Vec<XmlViolation>,
}

impl Checker<'_> {
    fn complain(&mut self, span: Span, message: String, help: Option<String>) {
        self.found.push(XmlViolation { span, path: self.path.join("/"), message, help });
    }

    fn complex(&mut self, element: Element<'_, '_>, index: usize) {
        let kind = &self.schema.types[index];
        self.attributes(element, kind);
        let children: Vec<Element<'_, '_>> = element.children().collect();
        if let Some(shape) = &kind.text {
            if let Some(child) = children.first() {
                self.complain(child.name_span(), format!("`{}` holds text alone, no `{}`", element.name(), child.name()), None);
            }
            self.text(&element.whole_text(), shape, element.text_span().unwrap_or(element.name_span()));
            return;
        }
        let empty = kind.content.is_none() && !element.whole_text().is_empty();
        if !kind.mixed && (empty || !element.text().is_empty()) {
            let span = element.text_span().unwrap_or(element.name_span());
            let what = if kind.content.is_none() { "must be empty" } else { "holds elements, no text" };
            self.complain(span, format!("`{}` {what}", element.name()), None);
        }
        self.structure(element, kind, &children);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let namespace = self.namespace;
        for child in children.iter().filter(|child| child.namespace() == namespace) {
            let place = counts.entry(child.name()).and_modify(|count| *count += 1).or_insert(1);
            if let Some(kind) = kind.content.as_ref().and_then(|content| content.find(child.name())) {
                self.path.push(if *place > 1 { format!("{}[{place}]", child.name()) } else { child.name().to_owned() });
                self.element(*child, kind);
                self.path.pop();
            }
        }
    }

    fn element(&mut self, element: Element<'_, '_>, kind: &'static ElementType) {
        match kind {
            ElementType::Any => {}
            ElementType::Complex(index) => self.complex(element, *index),
            ElementType::Text(_, Some(_)) if element.whole_text().is_empty() && element.children().next().is_none() => {}
            ElementType::Text(shape, _) => {
                if let Some(child) = element.children().next() {
                    self.complain(child.name_span(), format!("`{}` holds text alone, no `{}`", element.name(), child.name()), None);
                }
                for attribute in element.attributes().filter(|attribute| attribute.namespace != Some(INSTANCE)) {
                    self.complain(attribute.span, format!("`{}` has no attribute `{}`", element.name(), attribute.name), None);
                }
                self.text(&element.whole_text(), shape, element.text_span().unwrap_or(element.name_span()));
            }
        }
    }

    fn attributes(&mut self, element: Element<'_, '_>, kind: &'static XmlType) {
        let given: Vec<Attribute<'_>> = element.attributes().filter(|attribute| attribute.namespace != Some(INSTANCE)).collect();
        for wanted in kind.attributes.iter().filter(|wanted| wanted.required) {
            if !given.iter().any(|attribute| attribute.namespace.is_none() && attribute.name == wanted.name) {
                self.complain(element.name_span(), format!("`{}` needs the attribute `{}`", element.name(), wanted.name), None);
            }
        }
        for attribute in given {
            let known = kind.attributes.iter().find(|known| attribute.namespace.is_none() && known.name == attribute.name);
            self.path.push(format!("@{}", attribute.name));
            match (known, attribute.namespace) {
                (Some(known), _) => self.text(attribute.value, &known.shape, attribute.value_span),
                (None, None) if kind.foreign != Foreign::Any => {
                    let help = nearest(attribute.name, kind.attributes.iter().map(|known| known.name))
                        .map(|name| format!("did you mean `{name}`?"));
                    self.complain(
                        attribute.span,
                        format!("CycloneDX {} knows no attribute `{}` of `{}`", self.version, shorten(attribute.name), element.name()),
                        help,
                    );
                }
                (None, Some(namespace))
                    if kind.foreign == Foreign::None || kind.foreign == Foreign::Other && Some(namespace) == self.namespace =>
                {
                    self.complain(attribute.span, format!("`{}` may have no attributes of other namespaces", element.name()), None);
                }
                _ => {}
            }
            self.path.pop();
        }
    }

    fn structure(&mut self, element: Element<'_, '_>, kind: &'static XmlType, children: &[Element<'_, '_>]) {
        let mut walk = Walk { children, namespace: self.namespace, furthest: 0, expected: Vec::new() };
        let end = kind.content.as_ref().map_or(Some(0), |content| walk.occurs(content, 0));
        if end == Some(children.len()) {
            return;
        }
        let expected = walk.expected.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match children.get(walk.furthest) {
            Some(child) => {
                let known = kind.content.as_ref().is_some_and(|content| content.find(child.name()).is_some());
                let message = match (known, child.namespace() == self.namespace) {
                    (true, true) => format!("`{}` stands in the wrong place of `{}`, or too often", child.name(), element.name()),
                    (false, true) => format!("CycloneDX {} knows no `{}` in `{}`", self.version, shorten(child.name()), element.name()),
                    (_, false) => format!("`{}` may hold no element of another namespace here", element.name()),
                };
                let help = (!expected.is_empty()).then(|| format!("expected here: {expected}"));
                self.complain(child.name_span(), message, help);
            }
            None => self.complain(element.name_span(), format!("`{}` lacks {expected}", element.name()), None),
        }
    }

    /// Blanks around words and numbers do not count; enumerations are taken as written.
    fn text(&mut self, text: &str, shape: &'static Shape, span: Span) {
        let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
        let wrong = match shape {
            Shape::Any => None,
            Shape::Text { min, max } => {
                let length = text.chars().count();
                if length < *min {
                    Some(if *min == 1 { "this may not be empty".to_owned() } else { format!("this must have at least {min} characters") })
                } else {
                    max.filter(|max| length > *max).map(|max| format!("this may have at most {max} characters, not {length}"))
                }
            }
            Shape::Bool => (!matches!(trimmed, "true" | "false" | "1" | "0")).then(|| must_be("true or false", text)),
            Shape::Integer { min, max } => integer(trimmed, *min, *max),
            Shape::Number { min, max } => number(trimmed, *min, *max),
            Shape::Const(word) => (text != *word).then(|| must_be(&format!("`{word}`"), text)),
            Shape::Enum(index) => {
                let words = &self.schema.enums[*index];
                if words.iter().any(|word| word == text) {
                    return;
                }
                let help = match nearest(trimmed, words.iter().map(String::as_str)) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("use one of: {}", words.iter().take(16).cloned().collect::<Vec<_>>().join(", ")),
                };
                let message = format!("`{}` is none of the words that CycloneDX {} allows here", shorten(text), self.version);
                return self.complain(span, message, Some(help));
            }
            Shape::Pattern(pattern) => self.pattern(text, trimmed, *pattern),
            Shape::List { .. } | Shape::Record(_) | Shape::OneOf(_) | Shape::AnyOf(_) | Shape::Never => {
                Some("nothing may stand here".to_owned())
            }
        };
        if let Some(message) = wrong {
            let license = matches!(shape, Shape::Pattern(Pattern::LicenseId));
            self.complain(span, message, if license { formats::license_help(trimmed) } else { None });
        }
    }

    fn pattern(&self, text: &str, trimmed: &str, pattern: Pattern) -> Option<String> {
        let fine = match pattern {
            Pattern::Time => formats::is_xml_date_time(trimmed),
            Pattern::Date => formats::is_xml_date(trimmed),
            // The type of URLs in XML Schema takes nearly every text.
            Pattern::Uri | Pattern::Iri => true,
            Pattern::Digest | Pattern::MediaType => formats::matches(trimmed, pattern),
            other => formats::matches(text, other),
        };
        (!fine).then(|| must_be(formats::noun(pattern), text))
    }

    /// The identity constraint of the schemas: no `bom-ref` twice.
    fn unique_references(&mut self, root: Element<'_, '_>) {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        for element in root.descendants().skip(1) {
            let Some(reference) = element.attributes().find(|attribute| attribute.namespace.is_none() && attribute.name == "bom-ref")
            else {
                continue;
            };
            if let Some(line) = seen.insert(reference.value, element.position().line) {
                self.path = vec![format!("@bom-ref={}", reference.value)];
                self.complain(
                    reference.value_span,
                    format!("the `bom-ref` `{}` is already used on line {line}", shorten(reference.value)),
                    None,
                );
            }
        }
    }
}

fn integer(text: &str, min: Option<i64>, max: Option<i64>) -> Option<String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(must_be("a whole number", text));
    }
    number(text, min.map(|min| min as f64), max.map(|max| max as f64))
}

fn number(text: &str, min: Option<f64>, max: Option<f64>) -> Option<String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
    match text.parse::<f64>().ok().filter(|_| plain) {
        None => Some(must_be("a number", text)),
        Some(value) if min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max) => {
            let bounds = [min.map(|min| format!("at least {min}")), max.map(|max| format!("at most {max}"))];
            Some(format!("{value} is out of bounds: {}", bounds.into_iter().flatten().collect::<Vec<_>>().join(" and ")))
        }
        Some(_) => None,
    }
}

/// Goes through the children of an element along its content. The official content models are deterministic: no step is ever taken back.
struct Walk<'e, 'd, 's> {
    children: &'e [Element<'d, 's>],
    namespace: Option<&'e str>,
    furthest: usize,
    expected: Vec<&'static str>,
}

impl Walk<'_, '_, '_> {
    /// The place after this part, or nothing if it does not fit.
    fn occurs(&mut self, part: &Occurs, mut at: usize) -> Option<usize> {
        let mut count = 0;
        while count == 0 || part.many {
            match self.particle(&part.particle, at) {
                Some(next) if next > at => at = next,
                Some(_) => return Some(at),
                None if count == 0 && part.min > 0 => return None,
                None => return Some(at),
            }
            count += 1;
        }
        Some(at)
    }

    fn particle(&mut self, particle: &Particle, at: usize) -> Option<usize> {
        match particle {
            Particle::Element { name, .. } => {
                let fits = self.children.get(at).is_some_and(|child| child.name() == *name && child.namespace() == self.namespace);
                self.step(at, fits, Some(name))
            }
            Particle::Foreign => {
                let fits = self.children.get(at).is_some_and(|child| child.namespace().is_some() && child.namespace() != self.namespace);
                self.step(at, fits, None)
            }
            Particle::Sequence(parts) => parts.iter().try_fold(at, |at, part| self.occurs(part, at)),
            Particle::Choice(parts) => {
                let mut empty = None;
                for part in parts {
                    match self.occurs(part, at) {
                        Some(next) if next > at => return Some(next),
                        Some(next) => empty = Some(next),
                        None => {}
                    }
                }
                empty
            }
        }
    }

    fn step(&mut self, at: usize, fits: bool, name: Option<&'static str>) -> Option<usize> {
        if at > self.furthest {
            self.furthest = at;
            self.expected.clear();
        }
        if fits {
            return Some(at + 1);
        }
        if let Some(name) = name.filter(|name| at == self.furthest && !self.expected.contains(name)) {
            self.expected.push(name);
        }
        None
    }
}

impl Occurs {
    /// The type of the element of a name, wherever it may stand in this content.
    pub(crate) fn find(&self, name: &str) -> Option<&ElementType> {
        match &self.particle {
            Particle::Element { name: known, kind, .. } => (*known == name).then_some(kind),
            Particle::Foreign => None,
            Particle::Sequence(parts) | Particle::Choice(parts) => parts.iter().find_map(|part| part.find(name)),
        }
    }
}
