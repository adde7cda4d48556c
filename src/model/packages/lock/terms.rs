//! Terms of Elixir and Erlang, as far as `mix.lock` and `rebar.lock` use them: texts, atoms, numbers, tuples, lists, maps, keyword pairs.

use document::{Source, Span, SyntaxError};

use crate::packages::lock_file::error_at;

/// Deepest nesting that is read.
const DEPTH: u32 = 64;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// `"text"`, `<<"text">>`.
    Text(String),
    /// `:name`, `name`, `true`, `nil`.
    Atom(String),
    /// A number, as written.
    Number(String),
    /// `{a, b}`.
    Tuple(Vec<Term>),
    /// `[a, b]`; a keyword pair is a tuple of two.
    List(Vec<Term>),
    /// `%{"key": value}`.
    Map(Vec<(Term, Term)>),
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) value: Value,
    pub(crate) span: Span,
}

impl Term {
    /// The text of a text or an atom.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Atom(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a tuple or a list.
    pub(crate) fn items(&self) -> &[Term] {
        match &self.value {
            Value::Tuple(items) | Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key of a keyword list (`[hex: :name]`, `[{key, value}]`).
    pub(crate) fn keyword(&self, key: &str) -> Option<&Term> {
        self.items().iter().find_map(|item| match item.items() {
            [name, value] if name.text() == Some(key) => Some(value),
            _ => None,
        })
    }
}

/// Reads the one term of an Elixir file.
pub(crate) fn elixir(source: &Source) -> Result<Option<Term>, SyntaxError> {
    let mut reader = Reader::new(source, '#');
    reader.space();
    if reader.rest().is_empty() {
        return Ok(None);
    }
    let term = reader.term(0)?;
    reader.space();
    if !reader.rest().is_empty() {
        return Err(reader.error("expected the end of the file"));
    }
    Ok(Some(term))
}

/// Reads the terms of an Erlang file, each followed by a full stop.
pub(crate) fn erlang(source: &Source) -> Result<Vec<Term>, SyntaxError> {
    let mut reader = Reader::new(source, '%');
    let mut terms = Vec::new();
    loop {
        reader.space();
        if reader.rest().is_empty() {
            return Ok(terms);
        }
        terms.push(reader.term(0)?);
        reader.expect(".")?;
    }
}

struct Reader<'s> {
    source: &'s Source,
    at: usize,
    comment: char,
}

impl<'s> Reader<'s> {
    fn new(source: &'s Source, comment: char) -> Self {
        let at = if source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { source, at, comment }
    }

    fn rest(&self) -> &'s str {
        &self.source.text()[self.at..]
    }

    fn error(&self, message: &str) -> SyntaxError {
        error_at(self.source, self.source.span(self.at, self.at + 1), message)
    }

    fn space(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with(self.comment) || (self.comment == '%' && trimmed.starts_with("%{")) {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), SyntaxError> {
        if self.take(token) { Ok(()) } else { Err(self.error(&format!("expected `{token}`"))) }
    }

    fn term(&mut self, depth: u32) -> Result<Term, SyntaxError> {
        if depth > DEPTH {
            return Err(self.error("nested too deeply"));
        }
        self.space();
        let start = self.at;
        let value = if self.take("%{") {
            Value::Map(self.pairs(depth)?)
        } else if self.take("{") {
            Value::Tuple(self.sequence("}", depth)?)
        } else if self.take("[") {
            Value::List(self.sequence("]", depth)?)
        } else if self.take("<<") {
            let text = if self.rest().starts_with('"') { self.quoted()? } else { String::new() };
            self.expect(">>")?;
            Value::Text(text)
        } else if self.rest().starts_with('"') {
            Value::Text(self.quoted()?)
        } else {
            self.word()?
        };
        Ok(Term { value, span: self.source.span(start, self.at) })
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        if self.take(":") && self.rest().starts_with('"') {
            return Ok(Value::Atom(self.quoted()?));
        }
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '@' | '?' | '!' | '-'))).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error("expected a value"));
        }
        self.at += end;
        let text = rest[..end].to_owned();
        Ok(if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') { Value::Number(text) } else { Value::Atom(text) })
    }

    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let (start, mut text, mut escaped) = (self.at, String::new(), false);
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                _ if escaped => {
                    text.push(c);
                    escaped = false;
                }
                '\\' => escaped = true,
                '"' => {
                    self.at = start + at + 1;
                    return Ok(text);
                }
                _ => text.push(c),
            }
        }
        Err(self.error("expected `\"` at the end of a text"))
    }

    /// Items up to the closing token; `key: value` is a tuple of two.
    fn sequence(&mut self, close: &str, depth: u32) -> Result<Vec<Term>, SyntaxError> {
        let mut items = Vec::new();
        while !self.take(close) {
            let item = self.term(depth + 1)?;
            let span = item.span;
            items.push(match self.colon() {
                true => Term { value: Value::Tuple(vec![item, self.term(depth + 1)?]), span },
                false => item,
            });
            if !self.take(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }

    fn colon(&mut self) -> bool {
        let found = self.rest().starts_with(':') && self.rest()[1..].starts_with([' ', '\n', '\t', '\r']);
        self.at += usize::from(found);
        found
    }

    fn pairs(&mut self, depth: u32) -> Result<Vec<(Term, Term)>, SyntaxError> {
        let mut pairs = Vec::new();
        while !self.take("}") {
            let key = self.term(depth + 1)?;
            if !self.take("=>") {
                self.expect(":")?;
            }
            pairs.push((key, self.term(depth + 1)?));
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn keyword_lists_and_maps() {
        let source = Source::new(
            SourceId(0),
            "mix.lock",
            "%{\n  \"a\": {:hex, :a, \"1.0\", [:mix], [{:b, \"~> 1\", [hex: :b, optional: true]}]},\n}\n",
        );
        let term = elixir(&source).unwrap().unwrap();
        let Value::Map(pairs) = term.value else { panic!("a map") };
        let dependency = &pairs[0].1.items()[4].items()[0];
        assert_eq!(dependency.items()[2].keyword("hex").and_then(Term::text), Some("b"));
    }

    #[test]
    fn deep_nesting_and_half_files_are_errors() {
        let read = |text: &str| elixir(&Source::new(SourceId(0), "mix.lock", text));
        assert!(read(&"[".repeat(10_000)).is_err());
        assert!(read("%{\"a\": {:hex,").is_err());
        assert!(read("%{} x").is_err());
        assert!(read("").unwrap().is_none());
    }

    #[test]
    fn erlang_terms_end_with_a_full_stop() {
        let source =
            Source::new(SourceId(0), "rebar.lock", "{\"1.2.0\",\n[{<<\"cowlib\">>,{pkg,<<\"cowlib\">>,<<\"2.11.0\">>},1}]}.\n[].\n");
        assert_eq!(erlang(&source).unwrap().len(), 2);
    }
}
