//! The parser's errors in words that say what to do.

use granit_parser::{ErrorKind, ScanError};

use crate::builder::{Builder, Fault};

/// The fault for an error of the parser.
pub(crate) fn from_scan(error: &ScanError, text: &str, base: usize, builder: &Builder) -> Box<Fault> {
    let marker = error.marker();
    let offset = marker.byte_offset().unwrap_or_else(|| byte_of(text, marker.index())).min(text.len());
    let end = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(offset, |c| offset + c.len_utf8());
    let (start, end) = (base + offset, base + end);
    let (message, help) = match error.kind() {
        ErrorKind::RecursionLimitExceeded => return builder.too_deep(start, end),
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            ("a tab indents this line".to_owned(), Some("YAML is indented with spaces only"))
        }
        ErrorKind::MappingValueNotAllowed => (
            "a second `:` makes this value a mapping where none may stand".to_owned(),
            Some("put quotes around a value that holds `: `, or correct the indentation"),
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("this line is no key with a `:`".to_owned(), Some("add the `:`, or indent the line so that it goes on with the value above"))
        }
        ErrorKind::ExpectedBlockMappingKey => ("a key was expected here".to_owned(), Some("indent the line as its neighbours are")),
        ErrorKind::ExpectedBlockSequenceEntry => ("`- ` was expected here".to_owned(), Some("indent the line as its neighbours are")),
        ErrorKind::UnclosedQuotedScalar => ("this quote is not closed".to_owned(), Some("close it, or write the text without quotes")),
        ErrorKind::UnclosedFlowCollection { open } => {
            (format!("`{open}` is not closed"), Some("close it, or put quotes around the value if it is a text"))
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            ("this is no escape of a double-quoted text".to_owned(), Some("write a backslash as `\\\\`, or use single quotes"))
        }
        ErrorKind::UnexpectedCharacter { character: character @ ('@' | '`' | '%') } => {
            (format!("a plain value cannot begin with `{character}`"), Some("put quotes around it"))
        }
        kind => (kind.to_string(), None),
    };
    let fault = Fault::new(start, end, message);
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}
