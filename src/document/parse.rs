//! From a text to its tree.

use std::sync::Arc;

use crate::builder::Builder;
use crate::{Document, Format, Limits, Source, SyntaxError, json, markdown, toml, yaml};

/// Reads a source as a language, within limits.
///
/// A text that holds nothing (0 bytes, only comments) is a `null` root. Keys that stand twice are no error: see [`Document::duplicates`].
///
/// # Errors
/// The first place where the text is not of the language, or where it passes a limit.
pub fn parse(source: Arc<Source>, format: Format, limits: &Limits) -> Result<Document, SyntaxError> {
    let size = source.text().len() as u64;
    if size > limits.bytes || size >= u64::from(u32::MAX) {
        return Err(crate::source::too_large(&source, size, limits));
    }
    let mut builder = Builder::new(Arc::clone(&source), format, limits);
    let text = source.text();
    let done = match format {
        Format::Json => json::read::<false>(&mut builder, text),
        Format::Json5 => json::read::<true>(&mut builder, text),
        Format::Yaml => yaml::read(&mut builder, text, 0),
        Format::Toml => toml::read(&mut builder, text, 0),
        Format::Markdown => markdown::read(&mut builder, &source),
    };
    match done {
        Ok(()) => Ok(builder.finish()),
        Err(fault) => Err(conflict(&source).unwrap_or_else(|| fault.into_error(&source))),
    }
}

/// The mark that Git leaves where a merge could not decide: it explains whatever error follows from it.
fn conflict(source: &Source) -> Option<SyntaxError> {
    const MARK: &str = "<<<<<<< ";
    let text = source.text();
    let start = if text.starts_with(MARK) { 0 } else { memchr::memmem::find(text.as_bytes(), b"\n<<<<<<< ")? + 1 };
    let error = SyntaxError::new(source, source.span(start, start + MARK.len() - 1), "a conflict of a merge is left in this file");
    Some(error.with_help("decide for one side, and remove the lines of `<<<<<<<`, `=======` and `>>>>>>>`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceId;

    #[test]
    fn conflicts_of_a_merge_are_named() {
        let texts = [
            (Format::Yaml, "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n"),
            (Format::Json, "{\n<<<<<<< HEAD\n}"),
            (Format::Toml, "a = 1\n<<<<<<< HEAD\n"),
        ];
        for (format, text) in texts {
            let source = Arc::new(Source::new(SourceId(0), "a", text));
            let error = parse(source, format, &Limits::default()).unwrap_err();
            assert_eq!(error.to_string(), "a:2:1: a conflict of a merge is left in this file");
        }
    }
}
