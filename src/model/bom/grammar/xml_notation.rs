//! Reads the notation of `xml.txt` (explained in its head) and resolves it for one version.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::notation::{Block, Names, blocks, json_blocks, number, ranged, shape, split_outside, words};
use super::shape::Shape;
use crate::bom::SpecVersion;

const XML: &str = include_str!("xml.txt");

/// Which attributes beside the named ones an element may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    None,
    Other,
    Any,
}

/// A named attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// What an element is made of.
#[derive(Clone, Debug)]
pub(crate) enum ElementType {
    Any,
    /// A text; one that is empty may stand for a word.
    Text(Shape, Option<&'static str>),
    Complex(usize),
}

/// A part of a content.
#[derive(Clone, Debug)]
pub(crate) enum Particle {
    Element { name: &'static str, key: &'static str, kind: ElementType },
    Foreign,
    Sequence(Vec<Occurs>),
    Choice(Vec<Occurs>),
}

/// A part, and how often it may stand there.
#[derive(Clone, Debug)]
pub(crate) struct Occurs {
    pub(crate) particle: Particle,
    pub(crate) min: usize,
    pub(crate) many: bool,
}

/// A type of elements.
#[derive(Clone, Debug)]
pub(crate) struct XmlType {
    pub(crate) name: &'static str,
    pub(crate) mixed: bool,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) foreign: Foreign,
    pub(crate) text: Option<Shape>,
    pub(crate) content: Option<Occurs>,
}

/// All types of one version.
#[derive(Debug)]
pub(crate) struct XmlSchema {
    pub(crate) types: Vec<XmlType>,
    pub(crate) enums: Vec<Vec<String>>,
    pub(crate) root: usize,
}

/// The types of CycloneDX XML in one version.
pub(crate) fn xml_schema(version: SpecVersion) -> &'static XmlSchema {
    static SCHEMAS: [OnceLock<XmlSchema>; 6] = [const { OnceLock::new() }; 6];
    SCHEMAS[version as usize].get_or_init(|| Resolver::resolve(version as usize))
}

struct Resolver {
    names: Names,
    types: HashMap<&'static str, usize>,
    /// Contents written in place, numbered behind the named types.
    inline: Vec<XmlType>,
    named: usize,
}

impl Resolver {
    fn resolve(version: usize) -> XmlSchema {
        let (own, shared) = (blocks(XML), json_blocks());
        let mut enums = number(shared, "enum");
        let shared_enums = enums.len();
        enums.extend(number(&own, "enum").into_iter().map(|(name, index)| (name, index + shared_enums)));
        let types = number(&own, "record");
        let mut resolver = Resolver {
            names: Names { version, records: HashMap::new(), enums, types: HashMap::new() },
            named: types.len(),
            types,
            inline: Vec::new(),
        };
        let mut all: Vec<XmlType> = of_kind(&own, "record").map(|block| resolver.block(block)).collect();
        all.append(&mut resolver.inline);
        XmlSchema {
            root: resolver.types.get("bom").copied().unwrap_or_default(),
            types: all,
            enums: of_kind(shared, "enum").chain(of_kind(&own, "enum")).map(|block| words(block, version)).collect(),
        }
    }

    fn block(&mut self, block: &Block) -> XmlType {
        let mut kind = blank(block.name, block.head == "mixed");
        for statement in statements(block) {
            if let Some(rest) = statement.strip_prefix("@ ") {
                self.attributes(rest, &mut kind);
            } else if let Some(rest) = statement.strip_prefix("= ") {
                let (text, range) = ranged(rest);
                if range.has(self.names.version) {
                    kind.text = Some(shape(text, &self.names));
                }
            } else if let Some((head, body)) = statement.split_once(": ") {
                let (head, range) = ranged(head);
                if range.has(self.names.version) {
                    kind.content = Some(self.group(head, body));
                }
            }
        }
        kind
    }

    fn attributes(&self, text: &str, kind: &mut XmlType) {
        for item in text.split(", ") {
            match item {
                "*" => kind.foreign = Foreign::Other,
                "**" => kind.foreign = Foreign::Any,
                _ => {
                    let Some((name, rest)) = item.split_once(' ') else { continue };
                    let (text, range) = ranged(rest);
                    if range.has(self.names.version) {
                        let bare = interned(name.trim_end_matches('!'));
                        kind.attributes.push(Attribute { name: bare, required: name.ends_with('!'), shape: shape(text, &self.names) });
                    }
                }
            }
        }
    }

    /// `seq*` or `one` with its items.
    fn group(&mut self, head: &str, body: &str) -> Occurs {
        let choice = head.starts_with("one");
        let items = split_outside(body, if choice { " | " } else { ", " });
        let parts: Vec<Occurs> = items.into_iter().filter_map(|item| self.item(item)).collect();
        let particle = if choice { Particle::Choice(parts) } else { Particle::Sequence(parts) };
        occurs(particle, &head[3..])
    }

    fn item(&mut self, item: &str) -> Option<Occurs> {
        let (text, range) = ranged(item);
        if !range.has(self.names.version) {
            return None;
        }
        if text == "**" {
            return Some(Occurs { particle: Particle::Foreign, min: 0, many: true });
        }
        if let Some(rest) = text.strip_prefix("( ") {
            let (inner, mark) = rest.rsplit_once(" )")?;
            let head = if split_outside(inner, " | ").len() > 1 { "one" } else { "seq" };
            return Some(self.group(&format!("{head}{mark}"), inner));
        }
        let (head, rest) = text.split_once(' ')?;
        let mark = head.find(['?', '*', '+']).map_or("", |at| &head[at..]);
        let (name, key) = head
            .trim_end_matches(['?', '*', '+'])
            .split_once('=')
            .map_or_else(|| (interned(head.trim_end_matches(['?', '*', '+'])), None), |(name, key)| (interned(name), Some(interned(key))));
        let particle = Particle::Element { name, key: key.unwrap_or(name), kind: self.kind(rest) };
        Some(occurs(particle, mark))
    }

    fn kind(&mut self, text: &str) -> ElementType {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let content = self.group("seq", inner.trim());
            let mut kind = blank("", false);
            kind.content = Some(content);
            self.inline.push(kind);
            return ElementType::Complex(self.named + self.inline.len() - 1);
        }
        if text == "any" {
            return ElementType::Any;
        }
        match self.types.get(text) {
            Some(index) => ElementType::Complex(*index),
            None => {
                let (text, default) = text.split_once(" else ").map_or((text, None), |(text, word)| (text, Some(interned(word))));
                ElementType::Text(shape(text, &self.names), default)
            }
        }
    }
}

fn of_kind<'b>(blocks: &'b [Block], kind: &'static str) -> impl Iterator<Item = &'b Block> {
    blocks.iter().filter(move |block| block.kind == kind)
}

fn blank(name: &'static str, mixed: bool) -> XmlType {
    XmlType { name, mixed, attributes: Vec::new(), foreign: Foreign::None, text: None, content: None }
}

fn occurs(particle: Particle, mark: &str) -> Occurs {
    Occurs { particle, min: usize::from(!mark.contains(['?', '*'])), many: mark.contains(['*', '+']) }
}

/// Joins the lines of each statement of a block.
fn statements(block: &Block) -> Vec<String> {
    let mut statements: Vec<String> = Vec::new();
    for line in &block.body {
        if line.starts_with(['@', '=']) || line.starts_with("seq") && line.contains(": ") || line.starts_with("one") && line.contains(": ")
        {
            statements.push((*line).to_owned());
        } else if let Some(last) = statements.last_mut() {
            last.push(' ');
            last.push_str(line);
        }
    }
    statements
}

/// Names are part of the table itself: found there again, they need no copy.
fn interned(name: &str) -> &'static str {
    XML.find(name).and_then(|at| XML.get(at..at + name.len())).unwrap_or("")
}
