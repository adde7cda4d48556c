//! What newer versions say in another way is said in the older way, before what is left has to go.

use serde_json::{Map, Value, json};

use super::check::Checker;
use super::shape::{Record, Shape};
use crate::bom::Loss;

/// Rewrites the keys of one record for the version of the checker.
pub(super) fn adapt(checker: &Checker, record: &Record, object: &mut Map<String, Value>, pointer: &str, lost: &mut Vec<Loss>) {
    match record.name {
        "component" => component(checker, record, object, pointer, lost),
        "metadata" | "vulnerability" => tools(record, object),
        "externalReference" => kind(checker, record, object, pointer, "other", lost),
        "evidence" => {
            // Several identities came with 1.6.
            if let (Some(Shape::Record(_)), Some(Value::Array(list))) = (shape(record, "identity"), object.get_mut("identity"))
                && !list.is_empty()
            {
                for place in 1..list.len() {
                    lost.push(Loss { pointer: format!("{pointer}/identity/{place}"), what: "there is room for one identity".into() });
                }
                let first = list.swap_remove(0);
                object.insert("identity".into(), first);
            }
        }
        _ => {}
    }
}

fn shape<'r>(record: &'r Record, key: &str) -> Option<&'r Shape> {
    record.field(key).map(|field| &field.shape)
}

fn component(checker: &Checker, record: &Record, object: &mut Map<String, Value>, pointer: &str, lost: &mut Vec<Loss>) {
    let stand_in = if object.get("type").and_then(Value::as_str) == Some("data") { "file" } else { "library" };
    kind(checker, record, object, pointer, stand_in, lost);
    // Until 1.3 every component has a version, if only an empty one.
    if record.field("version").is_some_and(|field| field.required) && !object.contains_key("version") {
        object.insert("version".into(), json!(""));
    }
    // Until 1.5 the authors are one text.
    if record.field("authors").is_none()
        && !object.contains_key("author")
        && let Some(Value::Array(authors)) = object.get("authors")
    {
        let names: Vec<&str> = authors.iter().filter_map(|author| author.get("name").or(author.get("email"))?.as_str()).collect();
        if !names.is_empty() && names.len() == authors.len() {
            object.insert("author".into(), json!(names.join(", ")));
            object.shift_remove("authors");
        }
    }
}

/// A word that the version does not know becomes the most general one that it knows.
fn kind(checker: &Checker, record: &Record, object: &mut Map<String, Value>, pointer: &str, stand_in: &str, lost: &mut Vec<Loss>) {
    let (Some(shape), Some(Value::String(word))) = (shape(record, "type"), object.get("type")) else { return };
    if checker.fits(shape, &object["type"]) {
        return;
    }
    lost.push(Loss { pointer: format!("{pointer}/type"), what: format!("{} has no `{word}`; written as `{stand_in}`", checker.name) });
    object.insert("type".into(), json!(stand_in));
}

/// Until 1.4 tools are a list of their own kind.
fn tools(record: &Record, object: &mut Map<String, Value>) {
    let (Some(Shape::List { .. }), Some(Value::Object(listed))) = (shape(record, "tools"), object.get("tools")) else { return };
    let parts = ["components", "services"].into_iter().filter_map(|key| listed.get(key)?.as_array()).flatten();
    let legacy: Vec<Value> = parts.map(tool).collect();
    object.insert("tools".into(), json!(legacy));
}

fn tool(part: &Value) -> Value {
    let vendor = ["supplier", "manufacturer", "provider"].into_iter().find_map(|key| part.get(key)?.get("name"));
    let vendor = vendor.or(part.get("publisher")).or(part.get("group"));
    let mut tool = Map::new();
    for (key, value) in [
        ("vendor", vendor),
        ("name", part.get("name")),
        ("version", part.get("version")),
        ("hashes", part.get("hashes")),
        ("externalReferences", part.get("externalReferences")),
    ] {
        tool.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
    Value::Object(tool)
}
