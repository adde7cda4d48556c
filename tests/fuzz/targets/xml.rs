//! Any text as XML: read or refused with a place inside the text, never a panic.
#![no_main]

use document::{Limits, Source, SourceId, xml};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let source = Source::new(SourceId(0), "fuzz", text);
    match xml::parse(&source, &Limits::default()) {
        Ok(document) => {
            for element in document.elements() {
                assert!(source.slice(element.name_span()).ends_with(element.name()));
                let _ = (element.text(), element.text_span(), element.attributes().count());
            }
        }
        Err(error) => assert!(error.span.end as usize <= text.len() && error.position.line >= 1),
    }
});
