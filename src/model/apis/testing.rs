//! Small descriptions for tests.

use std::collections::HashMap;
use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};

use super::Opener;

/// A text as a tree: JSON where it begins with a brace, else YAML.
pub(super) fn parse(text: &str) -> Document {
    named("openapi.yaml", text)
}

/// The same under a name.
pub(super) fn named(path: &str, text: &str) -> Document {
    let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Yaml };
    document::parse(Arc::new(Source::new(SourceId(0), path, text)), format, &Limits::default()).unwrap()
}

/// Documents by path.
pub(super) struct Shelf(HashMap<String, Document>);

impl Shelf {
    pub(super) fn new<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Shelf {
        Shelf(files.into_iter().map(|(path, text)| (path.to_string(), named(path, text))).collect())
    }

    pub(super) fn document(&self, path: &str) -> &Document {
        &self.0[path]
    }
}

impl<'d> Opener<'d> for &'d Shelf {
    fn open(&mut self, path: &str) -> Result<&'d Document, String> {
        self.0.get(path).ok_or_else(|| "there is no such file".to_string())
    }
}
