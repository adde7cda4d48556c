//! I-Regexp (RFC 9485) by the `regex` crate: `.` does not match line breaks, the rest is the same language or a part of it.

use regex::{Regex, RegexBuilder};

/// Bytes that one compiled pattern may take.
const PATTERN_SIZE: usize = 4 << 20;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern; of `match` it covers the whole text.
    pub(crate) fn new(pattern: &str, whole: bool) -> Result<Pattern, String> {
        let translated = translate(pattern);
        let anchored = if whole { format!(r"\A(?:{translated})\z") } else { translated };
        let built = RegexBuilder::new(&anchored).size_limit(PATTERN_SIZE).build();
        built.map(|regex| Pattern { regex }).map_err(|error| short(&error))
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// The reason without the drawing that the crate puts above it.
fn short(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned()
}

/// `.` outside of brackets becomes `[^\n\r]`.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(chars.next());
            }
            '.' if !in_class => out.push_str(r"[^\n\r]"),
            '[' => {
                in_class = true;
                out.push(c);
            }
            ']' => {
                in_class = false;
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}
