//! TOML through `toml_edit`, which knows the place of every key and value.

use toml_edit::{ArrayOfTables, InlineTable, Item, Key, TableLike, Value};

use crate::arena::Text;
use crate::builder::{Builder, Built, Fault};
use crate::node::{Kind, Style};

/// Reads the one table of `text`, which begins at byte `base` of the source.
pub(crate) fn read(builder: &mut Builder, text: &str, base: usize) -> Built<()> {
    // The parser does not take a byte order mark with the text.
    let (text, base) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, base + text.len() - rest.len()),
        None => (text, base),
    };
    let document = toml_edit::Document::parse(text).map_err(|error| fault(&error, text.len(), base))?;
    let mut reader = Reader { text, base, builder };
    let table = document.as_table();
    reader.mapping(table, 0, text.len())
}

fn fault(error: &toml_edit::TomlError, length: usize, base: usize) -> Box<Fault> {
    let span = error.span().unwrap_or(0..0);
    let (start, end) = (span.start.min(length), span.end.min(length));
    let message = match error.message() {
        message if message.contains("recurs") => "nested deeper than the 80 levels that TOML is read to",
        message => message,
    };
    Fault::new(base + start, base + end, message.trim_end())
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    builder: &'a mut Builder,
}

impl Reader<'_> {
    fn mapping(&mut self, table: &dyn TableLike, start: usize, end: usize) -> Built<()> {
        self.builder.open(Kind::Mapping, Style::Plain, self.base + start, self.base + end)?;
        for (name, item) in table.iter() {
            if let Some(key) = table.key(name) {
                self.key(key)?;
                let place = key.span().map_or(start, |span| span.start);
                self.item(item, place)?;
            }
        }
        self.builder.close(self.base + end);
        Ok(())
    }

    fn key(&mut self, key: &Key) -> Built<()> {
        let span = key.span().unwrap_or(0..0);
        let written = self.text.get(span.clone()).unwrap_or("");
        let style = if written.starts_with(['"', '\'']) { Style::Quoted } else { Style::Plain };
        let text = self.keep(key.get(), span.start, span.end);
        self.builder.scalar(Kind::String, style, self.base + span.start, self.base + span.end, text)?;
        Ok(())
    }

    /// `place` is where its key stands, for tables that are only implied by their children.
    fn item(&mut self, item: &Item, place: usize) -> Built<()> {
        match item {
            Item::Value(value) => self.value(value),
            Item::Table(table) => {
                let (start, end) = extent(item).unwrap_or((place, place));
                self.mapping(table, start, end)
            }
            Item::ArrayOfTables(tables) => self.tables(tables, extent(item).unwrap_or((place, place))),
            Item::None => {
                self.scalar(Kind::Null, place, place, "")?;
                Ok(())
            }
        }
    }

    fn tables(&mut self, tables: &ArrayOfTables, (start, end): (usize, usize)) -> Built<()> {
        self.builder.open(Kind::Sequence, Style::Plain, self.base + start, self.base + end)?;
        for table in tables {
            let (start, end) = table_extent(table, table.span()).unwrap_or((start, start));
            self.mapping(table, start, end)?;
        }
        self.builder.close(self.base + end);
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Built<()> {
        let (start, end) = value_extent(value).unwrap_or((0, 0));
        match value {
            Value::String(string) => {
                let written = self.text.get(start..end).unwrap_or("");
                let block = written.starts_with("\"\"\"") || written.starts_with("'''");
                let text = self.keep(string.value(), start, end);
                let style = if block { Style::Block } else { Style::Quoted };
                self.builder.scalar(Kind::String, style, self.base + start, self.base + end, text)?;
            }
            Value::Integer(number) => self.scalar(Kind::Integer, start, end, &number.value().to_string())?,
            Value::Float(number) => self.scalar(Kind::Float, start, end, &number.value().to_string())?,
            Value::Boolean(value) => self.scalar(Kind::Bool, start, end, &value.value().to_string())?,
            Value::Datetime(value) => self.scalar(Kind::Datetime, start, end, &value.value().to_string())?,
            Value::Array(array) => {
                self.builder.open(Kind::Sequence, Style::Plain, self.base + start, self.base + end)?;
                array.iter().try_for_each(|value| self.value(value))?;
                self.builder.close(self.base + end);
            }
            Value::InlineTable(table) => self.mapping(table, start, end)?,
        }
        Ok(())
    }

    /// A scalar without quotes, as written; `meant` where its place is not known.
    fn scalar(&mut self, kind: Kind, start: usize, end: usize, meant: &str) -> Built<()> {
        let text = if start < end {
            Text::Source { start: (self.base + start) as u32, end: (self.base + end) as u32 }
        } else {
            self.builder.side(meant)
        };
        self.builder.scalar(kind, Style::Plain, self.base + start, self.base + end, text)?;
        Ok(())
    }

    /// The text within the quotes where it is what is meant, a copy else.
    fn keep(&mut self, meant: &str, start: usize, end: usize) -> Text {
        for quotes in [0, 1, 3] {
            let (from, to) = (start + quotes, end.saturating_sub(quotes));
            if self.text.get(from..to) == Some(meant) {
                return Text::Source { start: (self.base + from) as u32, end: (self.base + to) as u32 };
            }
        }
        self.builder.side(meant)
    }
}

type Extent = (usize, usize);

/// From the first to the last byte of an item; of a table with its header, of an implied one from its first child on.
fn extent(item: &Item) -> Option<Extent> {
    match item {
        Item::None => None,
        Item::Value(value) => value_extent(value),
        Item::Table(table) => table_extent(table, table.span()),
        Item::ArrayOfTables(tables) => {
            tables.iter().filter_map(|table| table_extent(table, table.span())).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        }
    }
}

fn value_extent(value: &Value) -> Option<Extent> {
    match value {
        Value::InlineTable(table) => inline_extent(table),
        _ => value.span().map(|span| (span.start, span.end)),
    }
}

/// An inline table that dotted keys imply has no braces of its own.
fn inline_extent(table: &InlineTable) -> Option<Extent> {
    match table.span() {
        Some(span) if !table.is_dotted() => Some((span.start, span.end)),
        span => table_extent(table, span),
    }
}

fn table_extent(table: &dyn TableLike, header: Option<std::ops::Range<usize>>) -> Option<Extent> {
    let own = header.map(|span| (span.start, span.end));
    let children = table.iter().filter_map(|(name, item)| {
        let key = table.key(name).and_then(Key::span);
        let inner = extent(item).or_else(|| key.clone().map(|span| (span.start, span.end)));
        inner.map(|(start, end)| (key.map_or(start, |span| span.start.min(start)), end))
    });
    children.chain(own).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{Document, Format, Kind, Limits, Source, SourceId, Style, SyntaxError, parse};

    fn read(text: &str) -> Result<Document, SyntaxError> {
        parse(Arc::new(Source::new(SourceId(0), "a.toml", text)), Format::Toml, &Limits::default())
    }

    #[test]
    fn tables_dotted_keys_and_arrays_of_tables_are_nested_mappings() {
        let text = "'título' = 'ação'\n[a.b]\nx.y = 0x_1F\nx.z = {q = 1, r.s = 2}\n[[c]]\nd = 1979-05-27T07:32:00Z\n[[c]]\n\"é\" = [1, 2.5, true]\n\
                    e = \"\"\"\nlong\n\"\"\"\nf = \"t\\tb\"\n";
        let text = text.replace("0x_1F", "0x1_F");
        let document = read(&text).unwrap();
        let root = document.root();
        let written = |path: &[&str]| document.source().slice(root.path(path.iter().copied()).unwrap().span());
        assert_eq!(written(&["título"]), "'ação'");
        assert_eq!(root.get("título").unwrap().text(), "ação");
        assert_eq!(root.path(["a", "b", "x", "y"]).unwrap().as_i64(), Some(31));
        assert_eq!(written(&["a", "b", "x", "z"]), "{q = 1, r.s = 2}");
        assert_eq!(root.path(["a", "b", "x", "z", "r", "s"]).unwrap().as_i64(), Some(2));
        assert!(written(&["a"]).starts_with("[a.b]\nx.y"), "{}", written(&["a"]));
        assert_eq!(document.source().slice(root.entry("a").unwrap().key.span()), "a");
        let rows: Vec<_> = root.get("c").unwrap().items().collect();
        let date = rows[0].get("d").unwrap();
        assert_eq!((rows.len(), date.kind(), date.text()), (2, Kind::Datetime, "1979-05-27T07:32:00Z"));
        let kinds: Vec<_> = rows[1].get("é").unwrap().items().map(|item| item.kind()).collect();
        assert_eq!(kinds, [Kind::Integer, Kind::Float, Kind::Bool]);
        assert_eq!((rows[1].get("e").unwrap().style(), rows[1].get("e").unwrap().text()), (Style::Block, "long\n"));
        assert_eq!(rows[1].get("f").unwrap().text(), "t\tb");
        assert_eq!(document.source().slice(rows[0].span()), "[[c]]\nd = 1979-05-27T07:32:00Z");
    }

    #[test]
    fn mistakes_have_places() {
        for (text, place) in
            [("a = \n", "1:5"), ("a = 1\na = 2\n", "2:1"), ("é = 1\n", "1:1"), ("'é' = 'x\n", "1:9"), ("[a\n", "1:3"), ("a = 1 2\n", "1:5")]
        {
            let error = read(text).expect_err(text);
            assert_eq!(format!("{}:{}", error.position.line, error.position.column), place, "{text:?}: {error}");
        }
    }

    #[test]
    fn marks_line_breaks_and_hostile_depth() {
        let document = read("\u{feff}a = 1\r\n[b]\r\nc = 'x'\r\n").unwrap();
        assert_eq!(document.source().slice(document.root().path(["b", "c"]).unwrap().span()), "'x'");
        assert!(read("").unwrap().root().is_mapping());
        for text in
            [format!("a = {}", "[".repeat(100_000)), format!("a = {}", "{b=".repeat(100_000)), vec!["a"; 100_000].join(".") + " = 1"]
        {
            let error = read(&text).unwrap_err();
            assert!(error.message.contains("nested deeper"), "{}", error.message);
        }
    }
}
