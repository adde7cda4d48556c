//! Reads the notation of `json.txt` (explained in its head) and resolves it for one version.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::shape::{Constraint, Field, Pattern, Record, Schema, Shape, Versions};
use crate::bom::SpecVersion;

const JSON: &str = include_str!("json.txt");
const SPDX: &str = include_str!("spdx.txt");

/// The shapes of CycloneDX JSON in one version.
pub(crate) fn json_schema(version: SpecVersion) -> &'static Schema {
    static SCHEMAS: [OnceLock<Schema>; 6] = [const { OnceLock::new() }; 6];
    SCHEMAS[version as usize].get_or_init(|| resolve(json_blocks(), version as usize))
}

/// The shapes of SPDX JSON; 0 is version 2.2 and 1 is 2.3.
pub(crate) fn spdx_schema(version: usize) -> &'static Schema {
    static SCHEMAS: [OnceLock<Schema>; 2] = [const { OnceLock::new() }; 2];
    SCHEMAS[version.min(1)].get_or_init(|| resolve(&blocks(SPDX), version.min(1)))
}

/// The blocks of the table for JSON.
pub(super) fn json_blocks() -> &'static [Block] {
    static BLOCKS: OnceLock<Vec<Block>> = OnceLock::new();
    BLOCKS.get_or_init(|| blocks(JSON))
}

/// A block of the notation: its head and its body, one line each.
pub(super) struct Block {
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) head: &'static str,
    pub(super) body: Vec<&'static str>,
}

pub(super) fn blocks(text: &'static str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.starts_with(' ') {
            if let Some(block) = blocks.last_mut() {
                block.body.push(line.trim());
            }
            continue;
        }
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (kind, rest) = if matches!(first, "type" | "enum") { (first, rest) } else { ("record", line) };
        let (name, head) = rest.split_once(' ').unwrap_or((rest, ""));
        blocks.push(Block { kind, name, head, body: Vec::new() });
    }
    blocks
}

/// Names of one version, resolved to numbers while shapes are read.
pub(super) struct Names {
    pub(super) version: usize,
    pub(super) records: HashMap<&'static str, usize>,
    pub(super) enums: HashMap<&'static str, usize>,
    pub(super) types: HashMap<&'static str, String>,
}

fn resolve(blocks: &[Block], version: usize) -> Schema {
    let names = Names {
        version,
        records: number(blocks, "record"),
        enums: number(blocks, "enum"),
        types: blocks.iter().filter(|block| block.kind == "type").map(|block| (block.name, type_text(block))).collect(),
    };
    let of_kind = |kind| blocks.iter().filter(move |block| block.kind == kind);
    let records: Vec<Record> = of_kind("record").map(|block| record(block, &names)).collect();
    Schema {
        root: names.records.get("bom").or(names.records.get("document")).copied().unwrap_or_default(),
        enums: of_kind("enum").map(|block| words(block, version)).collect(),
        known: of_kind("record").enumerate().flat_map(|(index, block)| known(index, block)).collect(),
        records,
    }
}

pub(super) fn number(blocks: &[Block], kind: &str) -> HashMap<&'static str, usize> {
    blocks.iter().filter(|block| block.kind == kind).enumerate().map(|(index, block)| (block.name, index)).collect()
}

fn type_text(block: &Block) -> String {
    let first = block.head.trim_start_matches('=').trim();
    std::iter::once(first).chain(block.body.iter().copied()).collect::<Vec<_>>().join(" ")
}

pub(super) fn words(block: &Block, version: usize) -> Vec<String> {
    let mut all = Vec::new();
    for line in &block.body {
        let (mut prefix, mut in_version) = ("", true);
        for word in line.split(' ') {
            if let Some(range) = word.strip_prefix('@') {
                in_version = versions(range).has(version);
            } else if let Some(front) = word.strip_suffix('*').filter(|front| front.ends_with('/')) {
                prefix = front;
            } else if in_version {
                all.push(format!("{prefix}{}", word.replace('␠', " ")));
            }
        }
    }
    all.sort();
    all
}

/// The items of a record's body: `field shape @versions`, separated by commas.
fn items(block: &Block) -> Vec<&'static str> {
    let lines = block.body.iter().filter(|line| !line.starts_with(": "));
    lines.flat_map(|line| line.split(", ")).map(|item| item.trim_end_matches(',')).collect()
}

fn record(block: &Block, names: &Names) -> Record {
    let open = block.head.strip_prefix("open").is_some_and(|range| {
        let range = range.trim();
        range.is_empty() || versions(range).has(names.version)
    });
    let fields = items(block).into_iter().filter_map(|item| {
        let (name, rest) = item.split_once(' ')?;
        let (text, range) = ranged(rest);
        let shape = range.has(names.version).then(|| shape(text, names))?;
        (shape != Shape::Never).then(|| Field { name: name.trim_end_matches('!'), required: name.ends_with('!'), shape })
    });
    let constraints = block.body.iter().filter_map(|line| constraint(line.strip_prefix(": ")?, names.version));
    Record { name: block.name, open, fields: fields.collect(), constraints: constraints.collect() }
}

fn known(index: usize, block: &Block) -> Vec<((usize, &'static str), Versions)> {
    let mut known: HashMap<&'static str, u8> = HashMap::new();
    for item in items(block) {
        if let Some((name, rest)) = item.split_once(' ') {
            *known.entry(name.trim_end_matches('!')).or_default() |= ranged(rest).1.0;
        }
    }
    known.into_iter().map(|(name, bits)| ((index, name), Versions(bits))).collect()
}

fn constraint(line: &'static str, version: usize) -> Option<Constraint> {
    let (text, range) = ranged(line);
    if !range.has(version) {
        return None;
    }
    let (word, rest) = text.split_once(' ')?;
    let groups = || rest.split(' ').map(|group| group.split('+').collect()).collect();
    let pair = rest.split_once(' ');
    match word {
        "one" => Some(Constraint::One(groups())),
        "any" => Some(Constraint::Any(groups())),
        "not" => pair.map(|(a, b)| Constraint::Not(a, b)),
        "true" => pair.map(|(a, b)| Constraint::True(a, b)),
        _ => None,
    }
}

pub(super) fn ranged(text: &str) -> (&str, Versions) {
    match text.rsplit_once(" @") {
        Some((text, range)) => (text.trim(), versions(range)),
        None => (text.trim(), Versions::ALL),
    }
}

/// `1.4`, `1.4-1.6`, `1.5+`.
fn versions(range: &str) -> Versions {
    let index = |text: &str| SpecVersion::parse(text).map_or(usize::from(text == "2.3"), |version| version as usize);
    let (from, to) = match (range.strip_suffix('+'), range.split_once('-')) {
        (Some(from), _) => (index(from), 5),
        (None, Some((from, to))) => (index(from), index(to)),
        (None, None) => (index(range), index(range)),
    };
    Versions((from..=to).fold(0, |bits, version| bits | 1 << version))
}

pub(super) fn shape(text: &str, names: &Names) -> Shape {
    let text = text.trim();
    for (separator, make) in [(" ^ ", Shape::OneOf as fn(Vec<Shape>) -> Shape), (" | ", Shape::AnyOf)] {
        let parts = split_outside(text, separator);
        if parts.len() > 1 {
            return make(parts.into_iter().map(|part| shape(part, names)).collect());
        }
    }
    if let Some(rest) = text.strip_prefix('[') {
        return list(rest, names);
    }
    if let Some(word) = text.strip_prefix('=') {
        return Shape::Const(constant(word));
    }
    if let Some(name) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return names.enums.get(name).map_or(Shape::Never, |index| Shape::Enum(*index));
    }
    simple(text).unwrap_or_else(|| named(text, names))
}

/// Constants are part of the table itself: found there again, they need no copy.
fn constant(word: &str) -> &'static str {
    let within = |table: &'static str| table.find(&format!("={word}")).and_then(|at| table.get(at + 1..at + 1 + word.len()));
    [JSON, SPDX].into_iter().find_map(within).unwrap_or("")
}

fn named(name: &str, names: &Names) -> Shape {
    if let Some(text) = names.types.get(name) {
        let variants = split_outside(text, ", ");
        let fitting = variants.into_iter().map(ranged).find(|(_, range)| range.has(names.version));
        return fitting.map_or(Shape::Never, |(text, _)| shape(text, names));
    }
    names.records.get(name).map_or(Shape::Never, |index| Shape::Record(*index))
}

fn list(rest: &str, names: &Names) -> Shape {
    let Some(end) = rest.rfind(']') else { return Shape::Never };
    let (inner, marks) = (&rest[..end], &rest[end + 1..]);
    Shape::List {
        item: Box::new(shape(inner, names)),
        unique: marks.contains('!'),
        min: usize::from(marks.contains(['+', '1'])),
        max: marks.contains('1').then_some(1),
    }
}

fn simple(text: &str) -> Option<Shape> {
    let pattern = |pattern| Some(Shape::Pattern(pattern));
    match text {
        "any" => Some(Shape::Any),
        "bool" => Some(Shape::Bool),
        "text" => Some(Shape::Text { min: 0, max: None }),
        "text+" => Some(Shape::Text { min: 1, max: None }),
        "line" => pattern(Pattern::Line),
        "time" => pattern(Pattern::Time),
        "date" => pattern(Pattern::Date),
        "iri" => pattern(Pattern::Iri),
        "uri" => pattern(Pattern::Uri),
        "email" => pattern(Pattern::Email),
        "license-id" => pattern(Pattern::LicenseId),
        "~serial" => pattern(Pattern::Serial),
        "~media-type" => pattern(Pattern::MediaType),
        "~digest" => pattern(Pattern::Digest),
        "~locale" => pattern(Pattern::Locale),
        "~country" => pattern(Pattern::Country),
        "~patent-number" => pattern(Pattern::PatentNumber),
        "~cre" => pattern(Pattern::Cre),
        "~bom-link" => pattern(Pattern::BomLink),
        "~serial-xml" => pattern(Pattern::SerialXml),
        "~cpe" => pattern(Pattern::Cpe),
        "~spdx-id" => pattern(Pattern::SpdxId),
        "~spdx-time" => pattern(Pattern::SpdxTime),
        "~document-ref" => pattern(Pattern::DocumentRef),
        "~creator" => pattern(Pattern::Creator),
        "~agent" => pattern(Pattern::Agent),
        _ => bounded(text),
    }
}

fn bounded(text: &str) -> Option<Shape> {
    let split = text.find(|c: char| c.is_ascii_digit() || c == '-').unwrap_or(text.len());
    let (word, bounds) = text.split_at(split);
    let (low, high) = bounds.split_once("..").unwrap_or(("", ""));
    match word {
        "text" => Some(Shape::Text { min: low.parse().ok()?, max: high.parse().ok() }),
        "int" => Some(Shape::Integer { min: low.parse().ok(), max: high.parse().ok() }),
        "num" => Some(Shape::Number { min: low.parse().ok(), max: high.parse().ok() }),
        _ => None,
    }
}

/// Splits where no bracket is open.
pub(super) fn split_outside<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ if depth == 0 && at >= from && text[at..].starts_with(separator) => {
                parts.push(&text[from..at]);
                from = at + separator.len();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A misspelt name would silently forbid what it stands for.
    #[test]
    fn every_name_of_the_table_leads_somewhere() {
        let blocks = json_blocks();
        let names = |version| Names {
            version,
            records: number(blocks, "record"),
            enums: number(blocks, "enum"),
            types: blocks.iter().filter(|block| block.kind == "type").map(|block| (block.name, type_text(block))).collect(),
        };
        for version in 0..6 {
            let names = names(version);
            for block in blocks.iter().filter(|block| block.kind == "record") {
                for item in items(block) {
                    let (name, rest) = item.split_once(' ').unwrap();
                    let (text, range) = ranged(rest);
                    let dead = range.has(version) && format!("{:?}", shape(text, &names)).contains("Never");
                    assert!(!dead, "{} {name} {text} in {version}", block.name);
                }
            }
        }
    }
}
