//! What the targets of this folder share.

use std::sync::Arc;

use document::{Document, Format, Limits, Node, Source, SourceId};

/// Reads bytes as a language; a refusal must have a place inside the text.
pub fn read(bytes: &[u8], format: Format) -> Option<Document> {
    let limits = Limits { bytes: 1 << 20, ..Limits::default() };
    let source = Arc::new(Source::from_bytes(SourceId(0), "fuzz", bytes, &limits).ok()?);
    let length = source.text().len() as u32;
    match document::parse(source, format, &limits) {
        Ok(document) => Some(document),
        Err(error) => {
            assert!(error.span.start <= error.span.end && error.span.end <= length && error.position.line >= 1);
            None
        }
    }
}

/// Walks all there is, aliases followed: every place is inside the text, on whole characters.
pub fn walk(document: &Document) {
    let mut due: Vec<Node<'_>> = document.roots().collect();
    while let Some(node) = due.pop() {
        let span = node.span();
        assert!(document.source().text().get(span.start as usize..span.end as usize).is_some());
        due.extend(node.items());
        for entry in node.entries() {
            assert!(node.get(entry.name()).is_some());
            due.push(entry.value);
        }
    }
    let _ = document.root().to_json();
}
