//! Spoiled descriptions: whatever the text, it is loaded and compared without a panic, and nothing differs from itself.

use document::{Document, Format, Limits, Source, SourceId};
use model::apis::{Alone, Api, Files, defects};
use proptest::prelude::*;

use super::policy::Policy;
use super::testing::TODAY;
use super::walk::compare;

const WHOLE: &str = include_str!("../../../../fixtures/api/orders/before/openapi.yaml");
const MODEL: &str = include_str!("../../../../fixtures/api/orders/before/models/order.yaml");

/// Words that mean something in a description: put where they do not belong.
const WORDS: &[&str] = &[
    "$ref: '#/components/schemas/Order'",
    "$ref: '#'",
    "$ref: ../../etc/passwd",
    "type: [string, 'null']",
    "allOf: [{$ref: '#/components/schemas/Order'}]",
    "oneOf: []",
    "enum: [1, a, null]",
    "pattern: '(['",
    "maximum: 1e999",
    "required: true",
    "properties: {$ref: 1}",
    "discriminator: {propertyName: type}",
    "null",
    "[]",
    "- ",
    "{}",
    "$dynamicRef: '#x'",
    "$id: https://example.org/a",
];

fn parse(text: &str) -> Option<Document> {
    let source = std::sync::Arc::new(Source::new(SourceId(0), "openapi.yaml", text));
    document::parse(source, Format::Yaml, &Limits::default()).ok()
}

/// The description in one file, with its schemas among the components.
fn whole() -> String {
    let model: String = MODEL.lines().map(|line| format!("      {line}\n")).collect();
    let text = format!("{WHOLE}components:\n  schemas:\n    Order:\n{model}");
    text.replace("models/order.yaml#/$defs/NewOrder", "'#/components/schemas/Order/$defs/NewOrder'")
        .replace("models/order.yaml", "'#/components/schemas/Order'")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_descriptions_are_compared_without_a_panic(spots in prop::collection::vec((0usize..60, 0usize..WORDS.len(), 0u8..4), 1..6)) {
        let mut lines: Vec<String> = whole().lines().map(str::to_string).collect();
        for (spot, word, how) in spots {
            let at = spot % lines.len();
            let indent: String = lines[at].chars().take_while(|c| *c == ' ').collect();
            match how {
                0 => lines[at] = format!("{indent}{}", WORDS[word]),
                1 => lines.insert(at, format!("{indent}{}", WORDS[word])),
                2 => { lines.remove(at); }
                _ => {
                    let key = lines[at].split(':').next().unwrap_or_default().to_string();
                    lines[at] = format!("{key}: {{{}}}", WORDS[word]);
                }
            }
        }
        let spoiled = lines.join("\n");
        let (Some(base), Some(revision)) = (parse(&whole()), parse(&spoiled)) else { return Ok(()) };
        let (old, new) = (Files::load("openapi.yaml", &base, &mut Alone), Files::load("openapi.yaml", &revision, &mut Alone));
        let _ = (defects(&new), new.urls());
        let (Some(mut old), Some(mut new)) = (Api::read(&old), Api::read(&new)) else { return Ok(()) };
        let same = compare(&new, &new, &Policy::default(), TODAY);
        prop_assert!(same.is_empty(), "{same:?}\n{spoiled}");
        new.set_aside(&mut old);
        let _ = compare(&old, &new, &Policy::default(), TODAY);
        let _ = compare(&new, &old, &Policy::default(), TODAY);
    }
}
