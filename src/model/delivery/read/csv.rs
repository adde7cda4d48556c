//! Comma-separated values (RFC 4180) with the place of every cell. A cell that begins with `[` or `{` is JSON.

use std::sync::Arc;

use document::{Format, Limits, Position, Source, SourceId};

use super::defect::{DefectKind, Defects};
use super::item::{Item, Value};

struct Cell {
    at: Position,
    text: String,
    quoted: bool,
}

/// The rows below the header, each a map from column to cell; an empty cell that is not quoted is nothing.
pub(super) fn rows(name: &str, text: &str, defects: &mut Defects) -> Vec<Item> {
    let mut reader = Reader::new(text);
    let Some(header) = reader.row(name, defects) else { return Vec::new() };
    let columns: Vec<String> = header.into_iter().map(|cell| cell.text.trim().to_string()).collect();
    let mut items = Vec::new();
    while let Some(cells) = reader.row(name, defects) {
        let at = cells.first().map_or(Position { line: 1, column: 1 }, |cell| cell.at);
        if cells.len() == 1 && cells[0].text.trim().is_empty() {
            continue;
        }
        if cells.len() != columns.len() {
            let message = format!("the row has {} cells, the header has {}", cells.len(), columns.len());
            defects.add(DefectKind::Invalid, name, at, message);
            continue;
        }
        let entries = columns.iter().cloned().zip(cells.into_iter().map(|cell| item(name, cell, defects)));
        items.push(Item { at, value: Value::Map(entries.collect()) });
    }
    items
}

fn item(name: &str, cell: Cell, defects: &mut Defects) -> Item {
    let Cell { at, text, quoted } = cell;
    let trimmed = text.trim();
    if trimmed.is_empty() && !quoted {
        return Item { at, value: Value::Null };
    }
    if trimmed.starts_with(['[', '{']) {
        let source = Arc::new(Source::new(SourceId(0), name, trimmed));
        match document::parse(source, Format::Json, &Limits::default()) {
            Ok(document) => return moved(Item::of(document.root(), 0), at),
            Err(error) => defects.add(DefectKind::Syntax, name, at, format!("the cell looks like JSON: {}", error.message)),
        }
    }
    let value = match trimmed {
        "true" | "TRUE" | "True" => Value::Bool(true),
        "false" | "FALSE" | "False" => Value::Bool(false),
        _ => Value::Text(trimmed.into()),
    };
    Item { at, value }
}

/// Inside a cell the place of the cell is the best that can be said: quotes are doubled there.
fn moved(mut item: Item, at: Position) -> Item {
    item.at = at;
    match &mut item.value {
        Value::List(items) => *items = std::mem::take(items).into_iter().map(|item| moved(item, at)).collect(),
        Value::Map(entries) => {
            *entries = std::mem::take(entries).into_iter().map(|(name, item)| (name, moved(item, at))).collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => {}
    }
    item
}

struct Reader<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    at: Position,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let rest = text.trim_start_matches('\u{feff}').chars().peekable();
        Reader { rest, at: Position { line: 1, column: 1 } }
    }

    fn next(&mut self) -> Option<char> {
        let mut next = self.rest.next()?;
        if next == '\r' {
            self.rest.next_if_eq(&'\n');
            next = '\n';
        }
        if next == '\n' {
            self.at = Position { line: self.at.line + 1, column: 1 };
        } else {
            self.at.column += 1;
        }
        Some(next)
    }

    fn row(&mut self, name: &str, defects: &mut Defects) -> Option<Vec<Cell>> {
        self.rest.peek()?;
        let mut cells = Vec::new();
        loop {
            let (cell, more) = self.cell(name, defects);
            cells.push(cell);
            if !more {
                return Some(cells);
            }
        }
    }

    /// A cell, and whether another one follows in the row.
    fn cell(&mut self, name: &str, defects: &mut Defects) -> (Cell, bool) {
        let mut cell = Cell { at: self.at, text: String::new(), quoted: false };
        if self.rest.peek() == Some(&'"') {
            self.next();
            cell.quoted = true;
            self.quoted(&mut cell, name, defects);
        }
        loop {
            match self.next() {
                Some(',') => return (cell, true),
                Some('\n') | None => return (cell, false),
                Some(other) => cell.text.push(other),
            }
        }
    }

    fn quoted(&mut self, cell: &mut Cell, name: &str, defects: &mut Defects) {
        loop {
            match self.next() {
                Some('"') if self.rest.peek() == Some(&'"') => {
                    self.next();
                    cell.text.push('"');
                }
                Some('"') => return,
                Some(other) => cell.text.push(other),
                None => return defects.add(DefectKind::Syntax, name, cell.at, "the quoted cell never ends"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_line_breaks_and_json_cells() {
        let mut defects = Defects::default();
        let text = "id,note,list\r\n1,\"a \"\"b\"\",\nc\",\"[{\"\"sha\"\":\"\"x\"\"}]\"\r\n\r\n2,,\n";
        let items = rows("d.csv", text, &mut defects);
        assert_eq!(defects, Defects::default());
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].text_at(["note"]).unwrap(), "a \"b\",\nc");
        assert_eq!(items[0].get("list").unwrap().items()[0].text_at(["sha"]).unwrap(), "x");
        assert_eq!(items[1].at, Position { line: 5, column: 1 });
        assert!(items[1].get("note").is_none());
    }

    #[test]
    fn a_short_row_and_an_open_quote_are_defects_at_their_place() {
        let mut defects = Defects::default();
        rows("d.csv", "a,b\n1\n2,\"x", &mut defects);
        let seen: Vec<String> = defects.kept.iter().map(ToString::to_string).collect();
        assert_eq!(seen, ["d.csv:2:1: the row has 1 cells, the header has 2", "d.csv:3:3: the quoted cell never ends"]);
    }
}
