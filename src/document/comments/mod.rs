//! Comments in the text of any usual language, found by a small lexer that knows strings, so that `"# no comment"` is none.
//!
//! It is no parser: an unclosed string of one line ends with the line, and what stands inside a here-document is read as code.

mod ignore;
mod language;
mod lexer;
#[cfg(test)]
mod tests;

use crate::{Source, Span};

pub use ignore::{Ignore, ignores};

/// How a language writes comments and strings.
#[derive(Debug, PartialEq, Eq)]
pub struct Syntax {
    pub(crate) line: &'static [LineMark],
    pub(crate) block: &'static [BlockMark],
    pub(crate) strings: &'static [StringMark],
    pub(crate) special: Special,
}

/// What begins a comment that ends with its line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineMark {
    pub(crate) mark: &'static str,
    pub(crate) at: Start,
}

/// Where a mark counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Anywhere,
    /// At the beginning of a line, or after a blank.
    AfterBlank,
    /// At the beginning of a line, blanks before it allowed.
    FirstOnLine,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BlockMark {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) nests: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StringMark {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    /// A backslash takes the next character with it.
    pub(crate) escapes: bool,
    pub(crate) lines: bool,
}

/// What no table can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    None,
    /// Regular expressions between slashes.
    JavaScript,
    /// Lifetimes, and raw strings with any number of `#`.
    Rust,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// With its marks; without the line break after it.
    pub span: Span,
    /// Without its marks.
    pub text: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub alone: bool,
}

impl Syntax {
    /// The syntax of a file, by its name or its extension; nothing for files without comments (JSON, plain text) and unknown ones.
    pub fn of_path(path: &str) -> Option<&'static Syntax> {
        language::of_path(path)
    }
}

/// The comments of a source, in order.
pub fn find(source: &Source, syntax: &Syntax) -> Vec<Comment> {
    lexer::find(source, syntax)
}
