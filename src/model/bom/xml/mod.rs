//! CycloneDX XML: the same nouns as the JSON form, in elements and attributes. Both tables together say how one becomes the other.

mod read;
mod write;

#[cfg(test)]
pub(crate) use read::XmlReading;
pub(crate) use read::read;
pub(crate) use write::write;

use crate::bom::grammar::{ElementType, Occurs, Particle, XmlType};

/// The namespace of the XML form, without the version at its end.
pub(crate) const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// The key that a text stands under where an element has attributes beside it.
const TEXT_KEYS: [&str; 5] = ["content", "value", "classification", "expression", "text"];

/// `content-type` is `contentType` in JSON; `bom-ref` and `mime-type` stay.
fn camel(name: &str) -> String {
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |mut whole, part| {
        let mut chars = part.chars();
        whole.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        whole.push_str(chars.as_str());
        whole
    })
}

/// The elements of a content, in order, each with its key and whether it may be repeated by itself.
fn elements(content: &Occurs) -> Vec<(&'static str, &'static str, &ElementType, bool)> {
    let mut all = Vec::new();
    collect(content, &mut all);
    all
}

fn collect<'o>(part: &'o Occurs, all: &mut Vec<(&'static str, &'static str, &'o ElementType, bool)>) {
    match &part.particle {
        Particle::Element { name, key, kind } => all.push((name, key, kind, part.many)),
        Particle::Foreign => {}
        Particle::Sequence(parts) | Particle::Choice(parts) => parts.iter().for_each(|part| collect(part, all)),
    }
}

/// Whether a type only holds a list: no attributes, no text, one repeated element (or one of several).
fn is_wrapper(kind: &XmlType) -> bool {
    let Some(content) = kind.content.as_ref().filter(|_| kind.attributes.is_empty() && kind.text.is_none()) else { return false };
    let elements = elements(content);
    let repeated = content.many || is_repeated(content);
    repeated && (elements.len() == 1 || has_choice(content))
}

fn is_repeated(part: &Occurs) -> bool {
    match &part.particle {
        Particle::Element { .. } => part.many,
        Particle::Foreign => false,
        Particle::Sequence(parts) | Particle::Choice(parts) => part.many || parts.iter().any(is_repeated),
    }
}

fn has_choice(part: &Occurs) -> bool {
    match &part.particle {
        Particle::Sequence(parts) => parts.len() == 1 && parts.iter().all(has_choice),
        Particle::Choice(_) => true,
        _ => false,
    }
}
