//! From the text of a file to rows: JSON Lines, a JSON document, or CSV.

use std::sync::Arc;

use document::{Format, Limits, Position, Source, SourceId, SyntaxError};

use super::defect::{DefectKind, Defects};
use super::item::{Item, Value};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One JSON object per line.
    JsonLines,
    /// One JSON document: a list of objects, or one object.
    Json,
    /// Comma-separated values with a header.
    Csv,
}

impl Layout {
    /// The layout by the name of the file, else by how it begins: `[` and a `{` that its line does not close begin a document, `{` a line,
    /// anything else is CSV.
    pub fn guess(name: &str, text: &str) -> Layout {
        let lower = name.to_ascii_lowercase();
        let begins = text.trim_start_matches('\u{feff}').trim_start();
        match () {
            () if lower.ends_with(".csv") => Layout::Csv,
            () if lower.ends_with(".jsonl") || lower.ends_with(".ndjson") => Layout::JsonLines,
            () if begins.starts_with('[') => Layout::Json,
            () if begins.starts_with('{') && (lower.ends_with(".json") || is_spread(begins)) => Layout::Json,
            () if begins.starts_with('{') || begins.is_empty() => Layout::JsonLines,
            () => Layout::Csv,
        }
    }
}

/// Whether an object goes on after its first line.
fn is_spread(begins: &str) -> bool {
    begins.lines().next().is_some_and(|line| !line.trim_end().ends_with('}'))
}

/// The rows of a text. Defects of syntax are noted; the other rows are still read.
pub fn rows(name: &str, text: &str, layout: Layout, defects: &mut Defects) -> Vec<Item> {
    match layout {
        Layout::JsonLines => json_lines(name, text, defects),
        Layout::Json => json_document(name, text, defects),
        Layout::Csv => super::csv::rows(name, text, defects),
    }
}

fn parse(name: &str, text: &str, lines: u32) -> Result<Item, SyntaxError> {
    let source = Arc::new(Source::new(SourceId(0), name, text));
    let document = document::parse(source, Format::Json, &Limits::default())?;
    Ok(Item::of(document.root(), lines))
}

fn json_lines(name: &str, text: &str, defects: &mut Defects) -> Vec<Item> {
    let mut items = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let lines = number as u32;
        match parse(name, line, lines) {
            Ok(item @ Item { value: Value::Map(_), .. }) => items.push(item),
            Ok(item) => defects.add(DefectKind::Syntax, name, item.at, "a line of JSON Lines is an object: { … }"),
            Err(error) => defects.add(DefectKind::Syntax, name, shifted(&error, lines), error.message),
        }
    }
    items
}

fn shifted(error: &SyntaxError, lines: u32) -> Position {
    Position { line: error.position.line + lines, column: error.position.column }
}

fn json_document(name: &str, text: &str, defects: &mut Defects) -> Vec<Item> {
    match parse(name, text, 0) {
        Ok(Item { value: Value::List(items), .. }) => items,
        Ok(item) => vec![item],
        Err(error) => {
            defects.add(DefectKind::Syntax, name, error.position, error.message);
            Vec::new()
        }
    }
}
