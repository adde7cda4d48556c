//! References inside a document: every name stands once, and every reference leads to one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Finder;

pub(super) fn find(finder: &mut Finder<'_, '_>) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut twice: Vec<(String, String, String)> = Vec::new();
    collect(&finder.opened.value, "", &mut |name, pointer| match names.get(name) {
        Some(first) => twice.push((name.to_owned(), pointer.to_owned(), first.clone())),
        None => drop(names.insert(name.to_owned(), pointer.to_owned())),
    });
    for (name, pointer, first) in twice {
        let message = format!("the `bom-ref` `{name}` is used for two things");
        finder.report("sbom/reference-duplicated", &format!("{pointer}/bom-ref"), message).help =
            Some(format!("give each its own; the other is {first}"));
    }
    for (pointer, reference) in references(finder) {
        // BOM-Links lead into other documents.
        if !names.contains_key(&reference) && !reference.starts_with("urn:cdx:") {
            finder.report("sbom/reference-dangling", &pointer, format!("`{reference}` is not the `bom-ref` of anything in this document"));
        }
    }
}

/// Every `bom-ref`, with the pointer of what bears it.
fn collect(value: &Value, pointer: &str, seen: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object.get("bom-ref").and_then(Value::as_str) {
                seen(name, pointer);
            }
            for (key, child) in object {
                if child.is_array() || child.is_object() {
                    collect(child, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), seen);
                }
            }
        }
        Value::Array(items) => {
            for (place, child) in items.iter().enumerate() {
                collect(child, &format!("{pointer}/{place}"), seen);
            }
        }
        _ => {}
    }
}

/// Every reference of the parts that are lists of references.
fn references(finder: &Finder<'_, '_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |pointer: String, list: &[String]| {
        all.extend(list.iter().enumerate().map(|(place, reference)| (format!("{pointer}/{place}"), reference.clone())));
    };
    let bom = finder.bom;
    for (place, one) in bom.dependencies.iter().enumerate() {
        add(format!("/dependencies/{place}/dependsOn"), &one.depends_on);
        add(format!("/dependencies/{place}/provides"), &one.provides);
    }
    for (place, one) in bom.compositions.iter().enumerate() {
        add(format!("/compositions/{place}/assemblies"), &one.assemblies);
        add(format!("/compositions/{place}/dependencies"), &one.dependencies);
        add(format!("/compositions/{place}/vulnerabilities"), &one.vulnerabilities);
    }
    for (place, one) in bom.annotations.iter().enumerate() {
        add(format!("/annotations/{place}/subjects"), &one.subjects);
    }
    all.extend(bom.dependencies.iter().enumerate().map(|(place, one)| (format!("/dependencies/{place}/ref"), one.reference.clone())));
    for (place, one) in bom.vulnerabilities.iter().enumerate() {
        all.extend(
            one.affects
                .iter()
                .enumerate()
                .map(|(at, target)| (format!("/vulnerabilities/{place}/affects/{at}/ref"), target.reference.clone())),
        );
    }
    all
}
