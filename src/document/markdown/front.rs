//! Finding the front matter.

use crate::Format;

/// Where front matter stands: the text between its lines, and where the body begins. All in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) format: Format,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) body: usize,
}

/// The front matter of a text. A text that merely begins with a line across (`---`) has none: what stands between must look like
/// settings.
pub(crate) fn find(text: &str) -> Option<Found> {
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (first, mut at) = line(text, begin)?;
    let format = match first.trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return None,
    };
    let fence = first.trim_end();
    let start = at;
    let mut settings = 0;
    let mut others = 0;
    while let Some((content, next)) = line(text, at) {
        let trimmed = content.trim_end();
        if trimmed == fence || (format == Format::Yaml && trimmed == "...") {
            return (settings > 0 || others == 0).then_some(Found { format, start, end: at, body: next });
        }
        if is_setting(trimmed, format) {
            settings += 1;
        } else if !trimmed.trim_start().is_empty() && !trimmed.trim_start().starts_with('#') {
            others += 1;
        }
        at = next;
    }
    None
}

/// `key:` or `key =` at the beginning of a line, or the header of a table.
fn is_setting(line: &str, format: Format) -> bool {
    let separator = if format == Format::Yaml { ':' } else { '=' };
    if format == Format::Toml && line.starts_with('[') {
        return true;
    }
    let Some((key, rest)) = line.split_once(separator) else { return false };
    let key = key.trim_end().trim_matches(['"', '\'']);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | ' ');
    !key.is_empty()
        && !line.starts_with(char::is_whitespace)
        && key.chars().all(word)
        && (separator == '=' || rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The line at a byte with its break, and where the next begins.
fn line(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
    Some((&rest[..end], at + end))
}
