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
        Err(fault) => Err(fault.into_error(&source)),
    }
}
