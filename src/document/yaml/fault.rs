//! The parser's errors in words that say what to do.

use granit_parser::{ErrorKind, ScanError};

use crate::builder::{Builder, Fault};

/// The fault for an error of the parser.
pub(crate) fn from_scan(error: &ScanError, text: &str, base: usize, builder: &Builder) -> Box<Fault> {
    let marker = error.marker();
    let offset = marker.byte_offset().unwrap_or_else(|| byte_of(text, marker.index())).min(text.len());
    let rest = text.get(offset..).unwrap_or("");
    let end = rest.chars().next().map_or(offset, |c| offset + c.len_utf8());
    let (start, end) = (base + offset, base + end);
    let line_start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let (before, line) =
        (text.get(line_start..offset).unwrap_or(""), text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or(""));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return builder.too_deep(start, end);
    }
    let (message, help) =
        of_structure(error.kind(), before).or_else(|| of_scalar(error.kind())).unwrap_or_else(|| (error.kind().to_string(), ""));
    // The parser tells the colon; people look for the key.
    let misplaced_key = *error.kind() == ErrorKind::MappingValueNotAllowed && !before.contains(": ");
    let start = if misplaced_key { start - before.trim_start().len() } else { start };
    let fault = Fault::new(start, end, message);
    if line.contains("{{") || line.contains("{%") {
        return fault.help("this looks like a template: it is YAML only once it is rendered");
    }
    if help.is_empty() { fault } else { fault.help(help) }
}

type Words = Option<(String, &'static str)>;

fn say(message: &str, help: &'static str) -> Words {
    Some((message.to_owned(), help))
}

const NEIGHBOURS: &str = "indent the line as its neighbours are";
const QUOTES: &str = "put quotes around the value if it is a text";
const SPACES: &str = "YAML is indented with spaces only";

/// Errors of mappings, lists and brackets. `before` is the line up to the place.
fn of_structure(kind: &ErrorKind, before: &str) -> Words {
    match kind {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => say("a tab indents this line", SPACES),
        ErrorKind::TabInPlainScalar => say("a tab indents a line of this value", SPACES),
        ErrorKind::MappingValueNotAllowed if before.contains(": ") => {
            say("a second `:` makes this value a mapping where none may stand", "put quotes around a value that holds `: `")
        }
        ErrorKind::MappingValueNotAllowed => {
            say("this key does not fit the lines above", "indent it as its neighbours are, and look for a missing `:` above it")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            say("this line is no key with a `:`", "add the `:`, or indent the line so that it goes on with the value above")
        }
        ErrorKind::ExpectedBlockMappingKey => say("a key was expected here", NEIGHBOURS),
        ErrorKind::ExpectedBlockSequenceEntry => say("`- ` was expected here", NEIGHBOURS),
        ErrorKind::BlockSequenceEntryNotAllowed => say("a list cannot begin here", "begin it on a line of its own"),
        ErrorKind::BlockEntryInFlowCollection => {
            say("`- ` begins a list inside brackets", "separate items by `,`, or write the list without brackets")
        }
        ErrorKind::InvalidColonPlacement | ErrorKind::ExpectedFlowMappingSeparator => {
            say("`,` or `}` was expected here", "a bracket above may not be closed")
        }
        ErrorKind::ExpectedFlowSequenceSeparator => say("`,` or `]` was expected here", "a bracket above may not be closed"),
        ErrorKind::MisplacedFlowCollectionEnd => say("this bracket closes nothing", QUOTES),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => Some((format!("`{close}` does not close `{open}`"), "")),
        ErrorKind::UnclosedFlowCollection { open } => {
            Some((format!("`{open}` is not closed"), "close it, or put quotes around the value if it is a text"))
        }
        ErrorKind::CommentInterceptedScalar => {
            say("the value above goes on behind a comment", "correct the indentation, or move the comment")
        }
        ErrorKind::ExpectedDocumentStart => {
            say("this does not belong to the document above", "correct the indentation, or begin a document with `---`")
        }
        ErrorKind::MissingDocumentEndBeforeDirective => say("a directive stands inside a document", "end the document above with `...`"),
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => say("a value was expected here", QUOTES),
        _ => None,
    }
}

/// Errors of values: quotes, escapes, block texts, names.
fn of_scalar(kind: &ErrorKind) -> Words {
    match kind {
        ErrorKind::UnclosedQuotedScalar => say("this quote is not closed", "close it, or write the text without quotes"),
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            say("text follows the closing quote", "write a quote inside single quotes twice: `it''s`")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            say("text follows the closing quote", "write a quote inside double quotes as `\\\"`")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            say("this is no escape of a double-quoted text", "write a backslash as `\\\\`, or use single quotes")
        }
        ErrorKind::InvalidQuotedScalarHexEscape | ErrorKind::InvalidUnicodeEscape => {
            say("an escape of this text is not complete", "write a backslash as `\\\\`, or use single quotes")
        }
        ErrorKind::InvalidQuotedScalarIndent => say("this line of a quoted text is not indented enough", NEIGHBOURS),
        ErrorKind::InvalidBlockScalarHeader => {
            say("text follows `|` or `>` on its line", "begin the text on the next line, or put quotes around it")
        }
        ErrorKind::InvalidBlockScalarIndent => say("this line is indented less than its block text", "indent all lines of the text alike"),
        ErrorKind::MissingAnchorOrAliasName => say("a name is missing after `&` or `*`", QUOTES),
        ErrorKind::UndeclaredTagHandle => say("the handle of this tag is not declared", "write a tag of your own with one `!`: `!name`"),
        ErrorKind::UnexpectedCharacter { character: '`' } => say("a plain value cannot begin with a backtick", "put quotes around it"),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => Some((
            format!("the control character U+{:04X} stands in the text as it is", *character as u32),
            "write it as an escape in double quotes: `\\x1b`",
        )),
        ErrorKind::UnexpectedCharacter { character } => {
            Some((format!("a plain value cannot begin with `{character}`"), "put quotes around it"))
        }
        _ => None,
    }
}

fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}
