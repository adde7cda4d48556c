use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use model::bom::from_json;

use super::*;

fn judge(text: &str, profile: Option<Profile>) -> Score {
    let document: Document =
        document::parse(Arc::new(Source::new(SourceId(0), "bom.json", text)), Format::Json, &Limits::default()).unwrap();
    score(&from_json(&document), profile)
}

const GOOD: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {"timestamp": "2026-01-31T12:00:00Z", "lifecycles": [{"phase": "build"}],
    "tools": {"components": [{"type": "application", "name": "ent", "version": "0.1.0"}]},
    "authors": [{"name": "Ana", "email": "ana@example.org"}],
    "component": {"type": "application", "bom-ref": "shop", "name": "shop", "version": "2.0.0", "purl": "pkg:npm/shop@2.0.0",
      "supplier": {"name": "Acme"}, "licenses": [{"license": {"id": "MIT"}}], "hashes": [{"alg": "SHA-256", "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}},
  "components": [{"type": "library", "bom-ref": "a", "name": "a", "version": "1.0.0", "purl": "pkg:npm/a@1.0.0",
      "supplier": {"name": "Acme"}, "licenses": [{"license": {"id": "MIT"}}], "hashes": [{"alg": "SHA-256", "content": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}],
  "dependencies": [{"ref": "shop", "dependsOn": ["a"]}, {"ref": "a"}]}"#;

#[test]
fn a_document_with_all_elements_has_the_full_score() {
    for profile in [Profile::Ntia, Profile::Cisa2025] {
        let score = judge(GOOD, Some(profile));
        assert_eq!(score.value, Some(10.0), "{:?}", score.elements.iter().flat_map(|one| &one.missing).collect::<Vec<_>>());
    }
}

#[test]
fn each_missing_element_names_its_component() {
    let score = judge(&GOOD.replace("\"version\": \"1.0.0\", ", ""), Some(Profile::Ntia));
    let missing: Vec<_> = score.elements.iter().flat_map(|one| &one.missing).collect();
    assert_eq!(missing, [&Missing { pointer: "/components/0".into(), message: "`a` has no version".into() }]);
    assert!((score.value.unwrap() - 10.0 * 6.5 / 7.0).abs() < 1e-9);
}

#[test]
fn the_german_guideline_asks_for_more() {
    let score = judge(GOOD, Some(Profile::Bsi21));
    let lacking: Vec<&str> = score.elements.iter().filter(|one| !one.missing.is_empty()).map(|one| one.name).collect();
    assert_eq!(
        lacking,
        [
            "component creator",
            "filename",
            "completeness",
            "hash value of the deployable component",
            "executable property",
            "archive property",
            "structured property"
        ]
    );
    assert!((score.value.unwrap() - 10.0 * 7.0 / 14.0).abs() < 1e-9);
}

/// Worked out by hand after the weights of the specification.
#[test]
fn the_weighted_score_follows_its_weights() {
    let score = judge(GOOD, None);
    let values: Vec<(&str, f64)> = score.categories.iter().map(|one| (one.name, (one.value.unwrap() * 1000.0).round() / 1000.0)).collect();
    assert_eq!(
        values,
        [
            ("identification", 10.0),
            ("provenance", 8.5),
            ("integrity", 9.0),
            ("completeness", 7.0),
            ("licensing", 7.917),
            ("vulnerability", 5.0),
            ("structural", 10.0)
        ]
    );
    let expected = (100.0 + 8.5 * 12.0 + 9.0 * 15.0 + 7.0 * 12.0 + 9.5 / 1.2 * 15.0 + 50.0 + 80.0) / 82.0;
    assert!((score.value.unwrap() - expected).abs() < 1e-9);
    assert_eq!((grade(9.0), grade(8.99), grade(5.0), grade(4.9)), ("A", "B", "D", "F"));
}
