//! The words of a query: blanks, names, numbers, strings.

use super::PathError;
use super::expression::Literal;

/// Largest integer of I-JSON: 2^53 - 1.
const LARGEST: i64 = (1 << 53) - 1;

/// A place in the text of a query.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    pub(crate) at: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Cursor { text, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn error<T>(&self, message: impl Into<String>) -> Result<T, PathError> {
        self.error_at(self.at, message)
    }

    pub(crate) fn error_at<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, PathError> {
        Err(PathError { offset, message: message.into() })
    }

    /// The error of finding something else than what was due.
    pub(crate) fn expected<T>(&self, due: &str) -> Result<T, PathError> {
        match self.peek() {
            Some(found) => self.error(format!("expected {due}, found `{}`", found.escape_debug())),
            None => self.error(format!("expected {due}, found the end")),
        }
    }

    pub(crate) fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    pub(crate) fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(crate) fn need(&mut self, token: &str) -> Result<(), PathError> {
        if self.take(token) { Ok(()) } else { self.expected(&format!("`{token}`")) }
    }

    /// The name of `.name`.
    pub(crate) fn member_name(&mut self) -> Result<String, PathError> {
        let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        if !self.peek().is_some_and(first) {
            return self.expected("a name, `*` or `[`");
        }
        Ok(self.take_while(|c| first(c) || c.is_ascii_digit()).to_owned())
    }

    pub(crate) fn take_while(&mut self, allowed: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !allowed(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// An integer of an index or a slice, if one stands here.
    pub(crate) fn integer(&mut self) -> Result<Option<i64>, PathError> {
        let start = self.at;
        let negative = self.take("-");
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return if negative { self.expected("a digit") } else { Ok(None) };
        }
        if (digits.len() > 1 || negative) && digits.starts_with('0') {
            return self.error_at(start, "an integer has no leading zero and no `-0`");
        }
        match digits.parse::<i64>() {
            Ok(value) if value <= LARGEST => Ok(Some(if negative { -value } else { value })),
            _ => self.error_at(start, "an integer lies between -(2^53-1) and 2^53-1"),
        }
    }

    /// A literal of a comparison, if one stands here.
    pub(crate) fn literal(&mut self) -> Result<Option<Literal>, PathError> {
        match self.peek() {
            Some('"' | '\'') => Ok(Some(Literal::String(self.string()?))),
            Some('-' | '0'..='9') => self.number().map(Some),
            Some('t' | 'f' | 'n') => Ok(self.word()),
            _ => Ok(None),
        }
    }

    fn word(&mut self) -> Option<Literal> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        if rest[end..].starts_with('(') {
            return None;
        }
        let literal = match &rest[..end] {
            "true" => Literal::Bool(true),
            "false" => Literal::Bool(false),
            "null" => Literal::Null,
            _ => return None,
        };
        self.at += end;
        Some(literal)
    }

    fn number(&mut self) -> Result<Literal, PathError> {
        let start = self.at;
        self.take("-");
        let whole = self.take_while(|c| c.is_ascii_digit());
        if whole.is_empty() {
            return self.expected("a digit");
        }
        if whole.len() > 1 && whole.starts_with('0') {
            return self.error_at(start, "a number has no leading zero");
        }
        let mut float = false;
        if self.take(".") {
            float = true;
            if self.take_while(|c| c.is_ascii_digit()).is_empty() {
                return self.expected("a digit after the point");
            }
        }
        if self.take("e") || self.take("E") {
            float = true;
            let _ = self.take("+") || self.take("-");
            if self.take_while(|c| c.is_ascii_digit()).is_empty() {
                return self.expected("a digit in the exponent");
            }
        }
        let text = &self.text[start..self.at];
        if !float && let Ok(value) = text.parse() {
            return Ok(Literal::Integer(value));
        }
        match text.parse() {
            Ok(value) => Ok(Literal::Float(value)),
            Err(_) => self.error_at(start, "this is no number"),
        }
    }

    /// A string in either quotes.
    pub(crate) fn string(&mut self) -> Result<String, PathError> {
        let Some(quote @ ('"' | '\'')) = self.peek() else { return self.expected("a string") };
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            match self.peek() {
                None => return self.error_at(start, "this string is not closed"),
                Some(c) if c == quote => break,
                Some('\\') => out.push(self.escape(quote)?),
                Some(c) if (c as u32) < 0x20 => return self.error("control characters of a string are written as escapes"),
                Some(c) => {
                    out.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        self.at += 1;
        Ok(out)
    }

    fn escape(&mut self, quote: char) -> Result<char, PathError> {
        let start = self.at;
        self.at += 1;
        let Some(kind) = self.peek() else { return self.error_at(start, "this string is not closed") };
        let simple = match kind {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' | '\\' => kind,
            '"' | '\'' if kind == quote => kind,
            'u' => {
                self.at += 1;
                return self.unicode(start);
            }
            _ => return self.error_at(start, format!("`\\{}` is no escape here", kind.escape_debug())),
        };
        self.at += 1;
        Ok(simple)
    }

    fn unicode(&mut self, start: usize) -> Result<char, PathError> {
        let unit = self.hex(start)?;
        let code = match unit {
            0xd800..=0xdbff => {
                if !self.take("\\u") {
                    return self.error_at(start, "half of a surrogate pair stands alone");
                }
                let low = self.hex(start)?;
                if !(0xdc00..=0xdfff).contains(&low) {
                    return self.error_at(start, "half of a surrogate pair stands alone");
                }
                0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => unit,
        };
        match char::from_u32(code) {
            Some(decoded) => Ok(decoded),
            None => self.error_at(start, "half of a surrogate pair stands alone"),
        }
    }

    fn hex(&mut self, start: usize) -> Result<u32, PathError> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                self.at += 4;
                Ok(value)
            }
            None => self.error_at(start, "`\\u` is followed by four hexadecimal digits"),
        }
    }
}
