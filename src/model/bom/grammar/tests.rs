use serde_json::json;

use super::check::check;
use super::notation::json_schema;
use super::*;
use crate::bom::SpecVersion;

fn complaints(value: &serde_json::Value, version: SpecVersion) -> Vec<String> {
    check(value, version).into_iter().map(|violation| violation.message).collect()
}

#[test]
fn records_have_the_keys_of_their_version() {
    let count =
        |version, name: &str| json_schema(version).records.iter().find(|record| record.name == name).map(|record| record.fields.len());
    assert_eq!(count(SpecVersion::V1_7, "component"), Some(36));
    assert_eq!(count(SpecVersion::V1_2, "component"), Some(21));
    assert_eq!(count(SpecVersion::V1_7, "hash"), Some(2));
}

#[test]
fn complaints_name_the_place_and_the_way_out() {
    let document = json!({"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1, "components": [
        {"type": "libary", "name": "a", "evidense": {}, "tags": ["x"]}, {"name": 3}]});
    let found = check(&document, SpecVersion::V1_4);
    let words: Vec<_> = found.iter().map(|violation| (violation.message.as_str(), violation.help.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        words,
        [
            ("`libary` is none of the words that CycloneDX 1.4 allows here", "did you mean `library`?"),
            ("CycloneDX 1.4 knows no `evidense` in this component", "did you mean `evidence`?"),
            ("CycloneDX 1.4 knows no `tags` in this component", "`tags` came with CycloneDX 1.6"),
            ("`type` is missing from this component", ""),
            ("this must be text, not a number", ""),
        ]
    );
}

#[test]
fn one_of_two_forms_is_taken_by_the_keys_that_are_there() {
    let with = |licenses| json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "file", "name": "a", "licenses": licenses}]});
    assert!(complaints(&with(json!([{"license": {"id": "MIT"}}])), SpecVersion::V1_6).is_empty());
    assert!(complaints(&with(json!([{"expression": "MIT"}])), SpecVersion::V1_6).is_empty());
    let both = with(json!([{"license": {"id": "MIT", "name": "MIT"}}]));
    assert_eq!(complaints(&both, SpecVersion::V1_6), ["exactly one of these must be given: `id`, `name`"]);
    let unlisted = with(json!([{"license": {"id": "Acme"}}]));
    assert_eq!(complaints(&unlisted, SpecVersion::V1_6), ["`Acme` is not an id of the SPDX licence list"]);
}

#[test]
fn what_an_older_version_cannot_hold_is_taken_out_and_named() {
    let mut document = json!({"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
        "metadata": {"lifecycles": [{"phase": "build"}], "timestamp": "2020-01-01T00:00:00Z"},
        "components": [{"type": "data", "name": "a"}, {"type": "library", "name": "b", "tags": ["x"],
            "hashes": [{"alg": "Streebog-256", "content": "00"}]}]});
    let lost: Vec<String> = prune(&mut document, SpecVersion::V1_4).into_iter().map(|loss| loss.pointer).collect();
    assert_eq!(lost, ["/metadata/lifecycles", "/components/0/type", "/components/1/tags", "/components/1/hashes/0"]);
    assert_eq!(document["components"][0]["type"], "file");
    assert!(complaints(&document, SpecVersion::V1_4).is_empty());
}

#[test]
fn what_older_versions_say_in_another_way_is_said_so() {
    let newest = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"manufacturer": {"name": "Acme"}, "component": {"type": "application", "name": "a"},
            "tools": {"components": [{"type": "application", "group": "acme", "name": "ent", "version": "1"}]}},
        "components": [{"type": "library", "name": "b", "authors": [{"name": "Ana"}, {"name": "Bo"}],
            "evidence": {"identity": [{"field": "purl"}]}, "externalReferences": [{"type": "rfc-9116", "url": "https://example.org"}]}]});
    let (mut middle, mut oldest) = (newest.clone(), newest.clone());
    prune(&mut middle, SpecVersion::V1_5);
    assert!(complaints(&middle, SpecVersion::V1_5).is_empty());
    assert_eq!(middle["components"][0]["evidence"]["identity"], json!({"field": "purl"}));
    assert_eq!(middle["components"][0]["externalReferences"][0]["type"], "other");
    let lost: Vec<String> = prune(&mut oldest, SpecVersion::V1_2).into_iter().map(|loss| loss.pointer).collect();
    assert!(complaints(&oldest, SpecVersion::V1_2).is_empty());
    assert_eq!(oldest["metadata"]["tools"], json!([{"vendor": "acme", "name": "ent", "version": "1"}]));
    assert_eq!(oldest["metadata"]["component"]["version"], "");
    assert_eq!(oldest["components"][0]["author"], "Ana, Bo");
    assert_eq!(lost, ["/metadata/manufacturer", "/components/0/evidence", "/components/0/externalReferences/0/type"]);
}

#[test]
fn small_languages_are_told_apart() {
    for good in
        ["https://example.org/a?b#c", "../relative", "urn:uuid:x", "mailto:a@b", "", "http://[::1]:80/", "https://ex.org/é", "a/b:c"]
    {
        assert!(is_iri_reference(good), "{good}");
    }
    for bad in ["https://exa mple.org", "1:2", "http://[::1", "https://a/%zz", "http://a:b/", "a\\b", "<x>"] {
        assert!(!is_iri_reference(bad), "{bad}");
    }
    for good in ["2024-02-29T23:59:60Z", "2020-01-01t00:00:00.5+05:30", "2020-06-30T18:59:60-05:00"] {
        assert!(is_date_time(good), "{good}");
    }
    for bad in ["2023-02-29T00:00:00Z", "2020-01-01T00:00:00", "2020-01-01 00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T10:00:60Z"] {
        assert!(!is_date_time(bad), "{bad}");
    }
    assert!(is_cpe("cpe:2.3:a:acme:widget\\:x:1.0:*:*:*:*:*:*:*") && is_cpe("cpe:/a:acme:widget:1.0"));
    assert!(!is_cpe("cpe:2.3:a:acme:widget") && !is_cpe("cpe:/x:acme") && !is_cpe("acme"));
}
