//! From the text of a query to its parts, with the checks of types (RFC 9535, 2.4.3).

use super::expression::{Comparable, Literal, Logical, Operator, PatternArgument, Query, is_singular};
use super::literal::Cursor;
use super::regexp::Pattern;
use super::{PathError, Segment, Selector};

/// Deepest nesting of brackets, parentheses and functions.
const DEEPEST: u32 = 64;

pub(crate) fn parse(text: &str) -> Result<Vec<Segment>, PathError> {
    let mut parser = Parser { cursor: Cursor::new(text), depth: 0 };
    if !parser.cursor.take("$") {
        return parser.cursor.expected("`$`");
    }
    let segments = parser.segments()?;
    if parser.cursor.rest().is_empty() { Ok(segments) } else { parser.cursor.expected("`.`, `[` or the end") }
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    depth: u32,
}

/// What a function of the standard gives.
enum Called {
    Value(Comparable),
    Logical(Logical),
}

impl Parser<'_> {
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, PathError>) -> Result<T, PathError> {
        if self.depth >= DEEPEST {
            return self.cursor.error(format!("nested deeper than {DEEPEST} levels"));
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn segments(&mut self) -> Result<Vec<Segment>, PathError> {
        let mut segments = Vec::new();
        loop {
            let before = self.cursor.at;
            self.cursor.blanks();
            if self.cursor.take("..") {
                segments.push(self.after_dots(true)?);
            } else if self.cursor.take(".") {
                segments.push(self.after_dots(false)?);
            } else if self.cursor.peek() == Some('[') {
                let selectors = self.brackets()?;
                segments.push(Segment { descendant: false, selectors });
            } else {
                self.cursor.at = before;
                return Ok(segments);
            }
        }
    }

    fn after_dots(&mut self, descendant: bool) -> Result<Segment, PathError> {
        let selectors = if descendant && self.cursor.peek() == Some('[') {
            self.brackets()?
        } else if self.cursor.take("*") {
            vec![Selector::Wildcard]
        } else {
            vec![Selector::Name(self.cursor.member_name()?)]
        };
        Ok(Segment { descendant, selectors })
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, PathError> {
        self.cursor.need("[")?;
        let mut selectors = Vec::new();
        loop {
            self.cursor.blanks();
            selectors.push(self.deeper(Self::selector)?);
            self.cursor.blanks();
            if self.cursor.take("]") {
                return Ok(selectors);
            }
            if !self.cursor.take(",") {
                return self.cursor.expected("`,` or `]`");
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, PathError> {
        match self.cursor.peek() {
            Some('"' | '\'') => Ok(Selector::Name(self.cursor.string()?)),
            Some('*') => {
                self.cursor.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.cursor.at += 1;
                self.cursor.blanks();
                Ok(Selector::Filter(Box::new(self.or()?)))
            }
            Some('-' | ':' | '0'..='9') => self.index_or_slice(),
            _ => self.cursor.expected("a selector: a name in quotes, an index, a slice, `*` or `?`"),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, PathError> {
        let start = self.cursor.integer()?;
        let after = self.cursor.at;
        self.cursor.blanks();
        if !self.cursor.take(":") {
            self.cursor.at = after;
            return match start {
                Some(index) => Ok(Selector::Index(index)),
                None => self.cursor.expected("an index"),
            };
        }
        self.cursor.blanks();
        let end = self.cursor.integer()?;
        self.cursor.blanks();
        let mut step = None;
        if self.cursor.take(":") {
            self.cursor.blanks();
            step = self.cursor.integer()?;
        }
        Ok(Selector::Slice { start, end, step: step.unwrap_or(1) })
    }

    fn or(&mut self) -> Result<Logical, PathError> {
        self.chain("||", Self::and, Logical::Or)
    }

    fn and(&mut self) -> Result<Logical, PathError> {
        self.chain("&&", Self::basic, Logical::And)
    }

    fn chain(
        &mut self,
        operator: &str,
        part: fn(&mut Self) -> Result<Logical, PathError>,
        whole: fn(Vec<Logical>) -> Logical,
    ) -> Result<Logical, PathError> {
        let mut parts = vec![part(self)?];
        loop {
            let before = self.cursor.at;
            self.cursor.blanks();
            if !self.cursor.take(operator) {
                self.cursor.at = before;
                break;
            }
            self.cursor.blanks();
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { whole(parts) })
    }

    /// A parenthesis, a test or a comparison.
    fn basic(&mut self) -> Result<Logical, PathError> {
        if self.cursor.take("!") {
            self.cursor.blanks();
            let negated = if self.cursor.peek() == Some('(') { self.parenthesis()? } else { self.test()? };
            return Ok(Logical::Not(Box::new(negated)));
        }
        if self.cursor.peek() == Some('(') {
            return self.parenthesis();
        }
        let start = self.cursor.at;
        if let Some(literal) = self.cursor.literal()? {
            return self.comparison(start, Comparable::Literal(literal));
        }
        if let Some(query) = self.query()? {
            return match self.operator() {
                Some(operator) => self.compare(self.singular(start, query)?, operator),
                None => Ok(Logical::Exists(query)),
            };
        }
        match self.function()? {
            Called::Logical(logical) => match self.operator() {
                Some(_) => self.cursor.error_at(start, "`match` and `search` give no value to compare"),
                None => Ok(logical),
            },
            Called::Value(value) => self.comparison(start, value),
        }
    }

    fn parenthesis(&mut self) -> Result<Logical, PathError> {
        self.cursor.need("(")?;
        self.cursor.blanks();
        let inner = self.deeper(Self::or)?;
        self.cursor.blanks();
        self.cursor.need(")")?;
        Ok(inner)
    }

    fn test(&mut self) -> Result<Logical, PathError> {
        let start = self.cursor.at;
        if let Some(query) = self.query()? {
            return Ok(Logical::Exists(query));
        }
        match self.function()? {
            Called::Logical(logical) => Ok(logical),
            Called::Value(_) => self.cursor.error_at(start, "this function gives a value: compare it"),
        }
    }

    /// The rest of a comparison whose left side is known.
    fn comparison(&mut self, start: usize, left: Comparable) -> Result<Logical, PathError> {
        match self.operator() {
            Some(operator) => self.compare(left, operator),
            None => self.cursor.error_at(start, "a value alone is neither true nor false: compare it"),
        }
    }

    fn compare(&mut self, left: Comparable, operator: Operator) -> Result<Logical, PathError> {
        self.cursor.blanks();
        let right = self.comparable()?;
        Ok(Logical::Compare(left, operator, right))
    }

    fn operator(&mut self) -> Option<Operator> {
        const OPERATORS: [(&str, Operator); 6] = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let before = self.cursor.at;
        self.cursor.blanks();
        let found = OPERATORS.iter().find(|(token, _)| self.cursor.take(token)).map(|&(_, operator)| operator);
        if found.is_none() {
            self.cursor.at = before;
        }
        found
    }

    fn comparable(&mut self) -> Result<Comparable, PathError> {
        let start = self.cursor.at;
        if let Some(literal) = self.cursor.literal()? {
            return Ok(Comparable::Literal(literal));
        }
        if let Some(query) = self.query()? {
            return self.singular(start, query);
        }
        match self.function()? {
            Called::Value(value) => Ok(value),
            Called::Logical(_) => self.cursor.error_at(start, "`match` and `search` give no value to compare"),
        }
    }

    fn singular(&self, start: usize, query: Query) -> Result<Comparable, PathError> {
        if is_singular(&query.segments) {
            Ok(Comparable::Singular(query))
        } else {
            self.cursor
                .error_at(start, "this query may give several nodes and cannot be compared: use names and indices only, or `value()`")
        }
    }

    fn query(&mut self) -> Result<Option<Query>, PathError> {
        let absolute = self.cursor.take("$");
        if !absolute && !self.cursor.take("@") {
            return Ok(None);
        }
        let segments = self.deeper(Self::segments)?;
        Ok(Some(Query { absolute, segments }))
    }

    fn function(&mut self) -> Result<Called, PathError> {
        let start = self.cursor.at;
        let name = self.cursor.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if name.is_empty() || !self.cursor.take("(") {
            self.cursor.at = start;
            return self.cursor.expected("a query, a literal or a function");
        }
        self.cursor.blanks();
        let called = self.deeper(|parser| match name {
            "length" => Ok(Called::Value(Comparable::Length(Box::new(parser.comparable()?)))),
            "count" => Ok(Called::Value(Comparable::Count(parser.nodes()?))),
            "value" => Ok(Called::Value(Comparable::Value(parser.nodes()?))),
            "match" => parser.pattern(true).map(Called::Logical),
            "search" => parser.pattern(false).map(Called::Logical),
            _ => parser.cursor.error_at(start, format!("there is no function `{name}`")),
        })?;
        self.cursor.blanks();
        if !self.cursor.take(")") {
            return self.cursor.expected("`)`");
        }
        Ok(called)
    }

    fn nodes(&mut self) -> Result<Query, PathError> {
        match self.query()? {
            Some(query) => Ok(query),
            None => self.cursor.expected("a query"),
        }
    }

    fn pattern(&mut self, whole: bool) -> Result<Logical, PathError> {
        let text = self.comparable()?;
        self.cursor.blanks();
        self.cursor.need(",")?;
        self.cursor.blanks();
        let start = self.cursor.at;
        let pattern = match self.comparable()? {
            Comparable::Literal(Literal::String(pattern)) => match Pattern::new(&pattern, whole) {
                Ok(pattern) => PatternArgument::Compiled(pattern),
                Err(why) => return self.cursor.error_at(start, format!("this is no regular expression: {why}")),
            },
            other => PatternArgument::Computed(other),
        };
        Ok(Logical::Match { text, pattern, whole })
    }
}
