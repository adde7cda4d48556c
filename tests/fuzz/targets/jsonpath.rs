//! Any text as a query, asked of a small document within a budget.
#![no_main]

mod shared;

use document::jsonpath::{Path, normalized_path};

const DOCUMENT: &[u8] = br#"{"a":[1,2,{"b":"x","c":null}],"d":{"e":[true,1.5,"\u00e9"],"f":{}},"":[[[[0]]]]}"#;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(path) = Path::parse(text) else { return };
    let Some(document) = shared::read(DOCUMENT, document::Format::Json) else { return };
    shared::walk(&document);
    for node in path.try_select(document.root(), 100_000).unwrap_or_default() {
        let address = Path::parse(&normalized_path(node)).expect("a normalized path is a path");
        assert_eq!(address.select(document.root()), [node]);
    }
});
