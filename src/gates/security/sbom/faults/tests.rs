use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use model::bom::from_json;
use serde_json::{Value, json};

use super::find;

fn parse(value: &Value) -> Document {
    let source = Source::new(SourceId(0), "bom.json", serde_json::to_string_pretty(value).unwrap());
    document::parse(Arc::new(source), Format::Json, &Limits::default()).unwrap()
}

fn rules(value: &Value) -> Vec<&'static str> {
    let document = parse(value);
    find(&from_json(&document)).into_iter().map(|fault| fault.rule).collect()
}

fn shop() -> Value {
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"timestamp": "2026-01-31T12:00:00Z", "component": {"type": "application", "bom-ref": "shop", "name": "shop"}},
        "components": [
            {"type": "library", "bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:npm/a@1", "cpe": "cpe:2.3:a:x:a:1:*:*:*:*:*:*:*",
             "hashes": [{"alg": "SHA-1", "content": "0".repeat(40)}], "licenses": [{"expression": "MIT OR Apache-2.0"}]},
            {"type": "library", "bom-ref": "b", "name": "b", "components": [{"type": "library", "bom-ref": "c", "name": "c"}]},
        ],
        "services": [{"bom-ref": "s", "name": "s"}],
        "dependencies": [{"ref": "shop", "dependsOn": ["a", "b"]}, {"ref": "a"}, {"ref": "b", "dependsOn": ["s"]}],
        "compositions": [{"aggregate": "complete", "dependencies": ["shop"]}],
        "vulnerabilities": [{"id": "CVE-2020-1", "affects": [{"ref": "a"}]}],
    })
}

#[test]
fn a_sound_document_has_no_fault() {
    assert_eq!(rules(&shop()), [""; 0]);
}

#[test]
fn each_fault_is_found_at_its_place() {
    for (pointer, value, rule) in [
        ("/components/0/purl", json!("pkg:npm/a@2"), "sbom/purl-mismatch"),
        ("/components/0/purl", json!("pkg:npm/"), "sbom/purl-invalid"),
        ("/components/0/cpe", json!("cpe:2.3:a:x"), "sbom/cpe-invalid"),
        ("/components/0/hashes/0/alg", json!("SHA-256"), "sbom/hash-length-wrong"),
        ("/components/0/licenses/0/expression", json!("MIT OR"), "sbom/license-expression-invalid"),
        ("/components/0/licenses/0/expression", json!("GPL-2.0"), "sbom/license-deprecated"),
        ("/components/1/components/0/bom-ref", json!("a"), "sbom/reference-duplicated"),
        ("/vulnerabilities/0/affects/0/ref", json!("z"), "sbom/reference-dangling"),
        ("/compositions/0/dependencies/0", json!("z"), "sbom/reference-dangling"),
        ("/dependencies/2/dependsOn/0", json!("b"), "sbom/dependency-cycle"),
        ("/dependencies/0/dependsOn/0", json!("s"), "sbom/component-unreachable"),
        ("/dependencies/0/ref", json!("b"), "sbom/primary-component-missing"),
        ("/components/0/type", json!("libary"), "sbom/document-invalid"),
    ] {
        let mut document = shop();
        *document.pointer_mut(pointer).unwrap() = value;
        assert!(rules(&document).contains(&rule), "{pointer}: {:?}", rules(&document));
    }
    let mut twice = shop();
    let mut copy = twice["components"][0].clone();
    copy["bom-ref"] = json!("d");
    copy["hashes"][0]["content"] = json!("1".repeat(40));
    twice["components"].as_array_mut().unwrap().push(copy);
    twice["dependencies"][0]["dependsOn"].as_array_mut().unwrap().push(json!("d"));
    assert_eq!(rules(&twice), ["sbom/hash-conflict"]);
}

/// As the usual scanners write them.
#[test]
fn usual_spellings_of_other_tools_are_no_mismatch() {
    for (name, version, purl) in [
        ("stdlib", "go1.20.3", "pkg:golang/stdlib@1.20.3"),
        ("github.com/acme/tool", "v1.2.3", "pkg:golang/github.com/acme/tool@v1.2.3"),
        ("bash", "0:5.1-2.el9", "pkg:rpm/rhel/bash@5.1-2.el9?arch=x86_64&epoch=0"),
        ("Firebase/Core", "1.0", "pkg:cocoapods/Firebase@1.0#Core"),
        ("My_Pkg.Core", "1.0", "pkg:pypi/my-pkg-core@1.0"),
        ("nginx", "sha256:ab", "pkg:oci/other@sha256:cd"),
    ] {
        let mut document = shop();
        let component = &mut document["components"][0];
        (component["name"], component["version"], component["purl"]) = (json!(name), json!(version), json!(purl));
        assert_eq!(rules(&document), [""; 0], "{purl}");
    }
}

#[test]
fn links_into_other_documents_do_not_dangle() {
    let mut document = shop();
    document["vulnerabilities"][0]["affects"][0]["ref"] = json!("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a");
    assert_eq!(rules(&document), [""; 0]);
}

#[test]
fn no_damage_of_any_part_is_too_much() {
    let whole = shop();
    let mut pointers = Vec::new();
    collect(&whole, "", &mut pointers);
    for pointer in pointers {
        for other in [json!(null), json!(-1.5), json!(""), json!("\u{1b}[31m\u{0}é"), json!([[]]), json!({"é": {}})] {
            let mut damaged = whole.clone();
            *damaged.pointer_mut(&pointer).unwrap() = other;
            let _ = rules(&damaged);
        }
    }
}

fn collect(value: &Value, here: &str, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(place, one)| (place.to_string(), one)).collect(),
        Value::Object(object) => object.iter().map(|(key, one)| (key.clone(), one)).collect(),
        _ => return,
    };
    for (key, child) in children {
        all.push(format!("{here}/{key}"));
        collect(child, &format!("{here}/{key}"), all);
    }
}
