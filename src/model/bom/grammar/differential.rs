//! The house's verdict against the official schemas, on their own test documents and on mutations of the valid ones.
#![allow(clippy::print_stderr)]

use std::path::PathBuf;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::check::check;
use crate::bom::SpecVersion;

fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("ENT_SHARED").map_or_else(beside, PathBuf::from).join("data/cyclonedx");
    folder.is_dir().then_some(folder)
}

fn read(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn judge(folder: &std::path::Path, version: SpecVersion) -> Validator {
    let mut registry = Registry::new();
    for name in ["spdx", "jsf-0.82", "cryptography-defs"] {
        let schema = read(folder.join(format!("schema/{name}.schema.json")));
        registry = registry.add(format!("http://cyclonedx.org/schema/{name}.schema.json"), schema).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let schema = read(folder.join(format!("schema/bom-{version}.schema.json")));
    jsonschema::options()
        .with_registry(&registry)
        .should_validate_formats(true)
        .with_format("idn-email", is_address)
        .build(&schema)
        .unwrap()
}

/// The library checks this format only with tables of international domain names, which the house does not carry.
fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace))
}

fn documents(folder: &std::path::Path, version: SpecVersion) -> Vec<(String, Value)> {
    let files = std::fs::read_dir(folder.join(version.as_str())).unwrap().map(|file| file.unwrap().path());
    let mut documents: Vec<(String, Value)> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(path)))
        .collect();
    documents.sort_by(|a, b| a.0.cmp(&b.0));
    documents
}

#[test]
fn official_documents_and_their_mutations_get_the_verdict_of_the_official_schemas() {
    let Some(folder) = shared() else { return eprintln!("skipped: no CycloneDX documents beside the project") };
    let (mut judged, mut apart) = (0_usize, Vec::new());
    for version in SpecVersion::ALL {
        let official = judge(&folder, version);
        for (name, document) in documents(&folder, version) {
            let ours = check(&document, version);
            assert_eq!(ours.is_empty(), name.starts_with("valid"), "{name}: {:?}", ours.first().map(|violation| &violation.message));
            assert_eq!(official.is_valid(&document), name.starts_with("valid"), "{name} as the official schema has it");
            for (what, mutant) in if ours.is_empty() { mutants(&document) } else { Vec::new() } {
                judged += 1;
                let ours = check(&mutant, version);
                if official.is_valid(&mutant) != ours.is_empty() {
                    apart.push(format!("{name} {what}: {:?}", ours.first().map(|violation| &violation.message)));
                }
            }
        }
    }
    eprintln!("{judged} mutants judged, {} apart", apart.len());
    assert!(judged > 10_000 && apart.is_empty(), "{:#?}", &apart[..apart.len().min(40)]);
}

#[test]
fn official_xml_documents_are_judged_as_their_names_say() {
    let Some(folder) = shared() else { return eprintln!("skipped: no CycloneDX documents beside the project") };
    let (mut judged, mut wrong) = (0, Vec::new());
    for version in SpecVersion::ALL {
        for path in std::fs::read_dir(folder.join(version.as_str())).unwrap().map(|file| file.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".xml") {
                continue;
            }
            judged += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let source = document::Source::new(document::SourceId(0), name.as_str(), text);
            let read = document::xml::parse(&source, &document::Limits::default()).unwrap();
            let found = super::check_xml(read.root(), version);
            if found.is_empty() != name.starts_with("valid") {
                wrong.push(format!(
                    "{name}: {:?}",
                    found.iter().map(|one| format!("{} {} {:?}", one.path, one.message, one.help)).collect::<Vec<_>>()
                ));
            }
        }
    }
    assert!(judged > 100 && wrong.is_empty(), "{judged} judged: {wrong:#?}");
}

/// Keys that XML has no place for, and empty lists that it cannot tell from none.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .iter()
                .filter(|(key, _)| !matches!(key.as_str(), "$schema" | "signature"))
                .map(|(key, one)| (key.clone(), bare(one)))
                .map(|(key, one)| if key == "identity" && one.is_object() { (key, json!([one])) } else { (key, one) })
                .filter(|(key, one)| *one != json!([]) && *one != json!({}) && (key != "value" || *one != json!("")))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

#[test]
fn official_documents_survive_the_way_to_xml_and_back() {
    let Some(folder) = shared() else { return eprintln!("skipped: no CycloneDX documents beside the project") };
    let mut complaints = Vec::new();
    for version in SpecVersion::ALL {
        for (name, document) in documents(&folder, version).into_iter().filter(|(name, _)| name.starts_with("valid")) {
            let (text, lost) = crate::bom::xml::write(&document, version);
            let source = document::Source::new(document::SourceId(0), name.as_str(), text.clone());
            let read = document::xml::parse(&source, &document::Limits::default()).unwrap();
            // One of the official documents uses a `bom-ref` twice, which only the XML schemas forbid.
            for found in super::check_xml(read.root(), version).iter().filter(|found| !found.path.ends_with("workflow-1")) {
                complaints.push(format!("{name}: {} {} {:?}", found.path, found.message, found.help));
            }
            for loss in lost.iter().filter(|loss| !loss.pointer.ends_with("/signature")) {
                complaints.push(format!("{name}: lost {} {}", loss.pointer, loss.what));
            }
            let back = crate::bom::xml::read(read.root(), version);
            let (before, after) = (bare(&document), bare(&back.value));
            if before != after {
                complaints.push(format!("{name}: {}", difference("", &before, &after)));
            }
        }
    }
    assert!(complaints.is_empty(), "{} {complaints:#?}", complaints.len());
}

#[test]
fn official_xml_documents_survive_the_way_to_json_and_back() {
    let Some(folder) = shared() else { return eprintln!("skipped: no CycloneDX documents beside the project") };
    let mut complaints = Vec::new();
    for version in SpecVersion::ALL {
        for path in std::fs::read_dir(folder.join(version.as_str())).unwrap().map(|file| file.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.starts_with("valid") || !name.ends_with(".xml") {
                continue;
            }
            let once = from_xml(&std::fs::read_to_string(&path).unwrap(), version);
            // What is signed in XML stays signed there: one form of a signatory needs the signature.
            for found in check(&once.value, version).into_iter().filter(|found| found.at.get("role").is_none()) {
                complaints.push(format!("{name}: {} at {}", found.message, found.at));
            }
            for loss in once.lost.iter().filter(|loss| !loss.what.contains("another namespace") && !name.contains("random-attributes")) {
                complaints.push(format!("{name}: lost {} {}", loss.pointer, loss.what));
            }
            let (text, lost) = crate::bom::xml::write(&once.value, version);
            let twice = from_xml(&text, version);
            if once.value != twice.value || !lost.is_empty() {
                complaints.push(format!("{name}: {lost:?} {}", difference("", &once.value, &twice.value)));
            }
        }
    }
    assert!(complaints.is_empty(), "{} {complaints:#?}", complaints.len());
}

fn from_xml(text: &str, version: SpecVersion) -> crate::bom::xml::XmlReading {
    let source = document::Source::new(document::SourceId(0), "bom.xml", text);
    let read = document::xml::parse(&source, &document::Limits::default()).unwrap();
    crate::bom::xml::read(read.root(), version)
}

fn difference(here: &str, before: &Value, after: &Value) -> String {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let apart = keys.into_iter().filter(|key| a.get(*key) != b.get(*key));
            apart
                .map(|key| difference(&format!("{here}/{key}"), a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null)))
                .collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let apart = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b);
            apart.map(|(place, (a, b))| difference(&format!("{here}/{place}"), a, b)).collect()
        }
        _ => format!("{here}: {before} became {after}; "),
    }
}

fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(place, one)| (place.to_string(), one)).collect(),
        Value::Object(object) => object.iter().map(|(key, one)| (key.replace('~', "~0").replace('/', "~1"), one)).collect(),
        _ => return,
    };
    for (key, child) in children {
        let pointer = format!("{here}/{key}");
        all.push(pointer.clone());
        pointers(child, &pointer, all);
    }
}

/// Drops, retypes, renames and duplicates each node.
fn mutants(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let mut mutants = Vec::new();
    for pointer in all {
        for other in [json!(null), json!(1.5), json!(""), json!("x y"), json!(true), json!([]), json!({}), json!(["a"]), json!(-1)] {
            let mut mutant = document.clone();
            *mutant.pointer_mut(&pointer).unwrap() = other.clone();
            mutants.push((format!("{pointer} = {other}"), mutant));
        }
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        for way in ["drop", "rename", "duplicate"] {
            let mut mutant = document.clone();
            mutate(mutant.pointer_mut(parent).unwrap(), &key.replace("~1", "/").replace("~0", "~"), way);
            mutants.push((format!("{way} {pointer}"), mutant));
        }
    }
    mutants
}

fn mutate(parent: &mut Value, key: &str, way: &str) {
    match (parent, way) {
        (Value::Object(object), "drop") => drop(object.shift_remove(key)),
        (Value::Object(object), way) => {
            let value = if way == "rename" { object.shift_remove(key).unwrap() } else { object[key].clone() };
            object.insert(format!("{key}X"), value);
        }
        (Value::Array(items), "drop") => drop(items.remove(key.parse().unwrap())),
        (Value::Array(items), "duplicate") => items.push(items[key.parse::<usize>().unwrap()].clone()),
        _ => {}
    }
}
