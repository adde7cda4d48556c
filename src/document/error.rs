//! What is wrong with a text that is not of its language.

use crate::{Position, Source, Span};

/// A defect of a text, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes.
    pub span: Span,
    /// Where, as people count.
    pub position: Position,
    /// Name of the source.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that can be said.
    pub help: Option<String>,
}

impl SyntaxError {
    /// A defect at a span of a source.
    pub fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        SyntaxError { span, position: source.position(span.start), path: source.path().to_owned(), message: message.into(), help: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path, self.position.line, self.position.column, self.message)
    }
}

impl std::error::Error for SyntaxError {}
