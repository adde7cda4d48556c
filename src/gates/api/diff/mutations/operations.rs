//! Single edits of an operation, and what each weighs: written from the direction table.

use rule::Severity;
use serde_json::Value;

use super::{effect, told, verdict};
use crate::diff::law::{Direction, severity};
use crate::diff::policy::Policy;
use crate::diff::testing::changes;

/// The operation that is edited: every construct the table speaks of.
const OPERATION: &str = r#"{
  "operationId": "op", "tags": ["a"], "summary": "words",
  "parameters": [
    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 9}},
    {"name": "list", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
    {"name": "deep", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object", "properties": {"a": {"type": "string"}}}},
    {"name": "json", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}},
    {"name": "X-H", "in": "header", "required": true, "schema": {"type": "integer"}},
    {"name": "pin", "in": "cookie", "schema": {"type": "string", "enum": ["a", "b"]}},
    {"name": "n", "in": "query", "schema": {"type": "integer"}}
  ],
  "requestBody": {"content": {
    "application/json": {"schema": {"type": "object", "properties": {"s": {"type": "string"}}}},
    "application/xml": {"schema": {"type": "object"}},
    "text/csv": {},
    "multipart/form-data": {
      "schema": {"type": "object", "properties": {"file": {"type": "string"}, "meta": {"type": "object"}, "ids": {"type": "array", "items": {"type": "string"}}}},
      "encoding": {"file": {"contentType": "image/png, image/jpeg", "headers": {"X-A": {"schema": {"type": "string"}}}}, "ids": {"style": "form", "explode": true}}
    }
  }},
  "responses": {
    "200": {
      "description": "d",
      "headers": {"X-Must": {"required": true, "schema": {"type": "integer", "maximum": 9}}, "X-May": {"schema": {"type": "string"}}},
      "content": {"application/json": {"schema": {"type": "object", "properties": {"s": {"type": "string"}}}}, "application/xml": {"schema": {"type": "object"}}, "text/csv": {}},
      "links": {"next": {"operationId": "op"}}
    },
    "404": {"description": "d"},
    "5XX": {"description": "d", "content": {"application/json": {"schema": {"type": "object"}}}},
    "default": {"description": "d"}
  }
}"#;

/// Pointer into the operation, new value (nothing: removed), what it weighs: `R`/`S` and an effect by the law for what the client or the server
/// sends, or two fixed weights, forwards and backwards.
type Edit = (&'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    // Parameters.
    ("/parameters/0", "", "R-"),
    ("/parameters/3", "", "R-"),
    ("/parameters/5", "", "R-"),
    ("/parameters/7", r#"{"name": "new", "in": "query", "schema": {"type": "string"}}"#, "R+"),
    ("/parameters/7", r#"{"name": "new", "in": "query", "required": true, "schema": {"type": "string"}}"#, "R!"),
    ("/parameters/7", r#"{"name": "new", "in": "header", "required": true, "schema": {"type": "string", "default": "a"}}"#, "R!"),
    ("/parameters/0/required", "true", "Rn"),
    ("/parameters/0/required", "false", "R0"),
    ("/parameters/4/required", "false", "Rw"),
    ("/parameters/4/name", "\"x-h\"", "R0"),
    ("/parameters/0/schema/maxLength", "5", "Rn"),
    ("/parameters/0/schema/maxLength", "", "Rw"),
    ("/parameters/0/schema/minLength", "2", "Rn"),
    ("/parameters/0/schema/pattern", "\"^a\"", "Rn"),
    ("/parameters/0/schema/enum", r#"["a"]"#, "Rn"),
    ("/parameters/5/schema/enum", r#"["a"]"#, "Rn"),
    ("/parameters/5/schema/enum", r#"["a", "b", "c"]"#, "Rw"),
    ("/parameters/5/schema/enum", "", "Rw"),
    ("/parameters/6/schema/minimum", "0", "Rn"),
    ("/parameters/6/schema/type", "\"number\"", "Rw"),
    ("/parameters/6/schema/type", "\"string\"", "Rw"),
    ("/parameters/6/schema/type", "\"boolean\"", "Ri"),
    ("/parameters/6/schema", r#"{"type": "array", "items": {"type": "integer"}}"#, "Rw"),
    ("/parameters/4/schema", r#"{"type": "array", "items": {"type": "integer"}}"#, "Ri"),
    ("/parameters/4/schema/type", "\"string\"", "Rw"),
    ("/parameters/0/explode", "false", "R0"),
    ("/parameters/0/explode", "true", "R0"),
    ("/parameters/1/explode", "false", "Ri"),
    ("/parameters/1/explode", "true", "R0"),
    ("/parameters/1/style", "\"form\"", "R0"),
    ("/parameters/1/style", "\"pipeDelimited\"", "Ri"),
    ("/parameters/2/style", "\"form\"", "Ri"),
    ("/parameters/4/explode", "true", "R0"),
    ("/parameters/4/style", "\"simple\"", "R0"),
    ("/parameters/0/allowReserved", "true", "Rw"),
    ("/parameters/0/allowReserved", "false", "R0"),
    ("/parameters/0/allowEmptyValue", "true", "Rw"),
    ("/parameters/0/allowEmptyValue", "false", "R0"),
    ("/parameters/1/schema/maxItems", "3", "Rn"),
    ("/parameters/1/schema/items/maxLength", "3", "Rn"),
    ("/parameters/1/schema/uniqueItems", "true", "Rn"),
    ("/parameters/2/schema/required", r#"["a"]"#, "Rn"),
    ("/parameters/2/schema/properties/a/maxLength", "3", "Rn"),
    ("/parameters/3/content", r#"{"application/xml": {"schema": {"type": "integer"}}}"#, "Ri"),
    ("/parameters/3/content/application~1json/schema/maximum", "5", "Rn"),
    ("/parameters/3", r#"{"name": "json", "in": "query", "schema": {"type": "integer"}}"#, "R0"),
    ("/parameters/2", r#"{"name": "deep", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}"#, "Ri"),
    ("/parameters/0/description", "\"words\"", "R0"),
    ("/parameters/0/schema/format", "\"uuid\"", "Rn"),
    // Request body.
    ("/requestBody", "", "E/I"),
    ("/requestBody/required", "true", "Rn"),
    ("/requestBody/required", "false", "R0"),
    ("/requestBody/description", "\"words\"", "R0"),
    ("/requestBody/content/application~1xml", "", "Rn"),
    ("/requestBody/content/text~1plain", "{}", "Rw"),
    ("/requestBody/content/text~1csv/schema", r#"{"type": "string"}"#, "Rn"),
    ("/requestBody/content/application~1json/schema", "", "Rw"),
    ("/requestBody/content/application~1json/schema/required", r#"["s"]"#, "Rn"),
    ("/requestBody/content/application~1json/schema/properties/s/type", "\"integer\"", "Ri"),
    ("/requestBody/content/multipart~1form-data/encoding/file/contentType", "\"image/png\"", "Rn"),
    ("/requestBody/content/multipart~1form-data/encoding/file/contentType", "\"image/png, image/jpeg, image/gif\"", "Rw"),
    ("/requestBody/content/multipart~1form-data/encoding/file/contentType", "\"image/gif\"", "Ri"),
    ("/requestBody/content/multipart~1form-data/encoding/file/headers/X-A", "", "E/I"),
    ("/requestBody/content/multipart~1form-data/encoding/ids/explode", "false", "Ri"),
    ("/requestBody/content/multipart~1form-data/encoding/ids/style", "\"pipeDelimited\"", "Ri"),
    ("/requestBody/content/multipart~1form-data/encoding/meta", r#"{"contentType": "application/json"}"#, "R0"),
    ("/requestBody/content/multipart~1form-data/schema/required", r#"["file"]"#, "Rn"),
    // Responses.
    ("/responses/201", r#"{"description": "d"}"#, "I/E"),
    ("/responses/404", "", "I/I"),
    ("/responses/409", r#"{"description": "d"}"#, "I/I"),
    ("/responses/default", "", "W/I"),
    ("/responses/200/description", "\"words\"", "S0"),
    ("/responses/200/headers/X-Must", "", "Sw"),
    ("/responses/200/headers/X-May", "", "S0"),
    ("/responses/200/headers/X-New", r#"{"schema": {"type": "string"}}"#, "S0"),
    ("/responses/200/headers/X-New", r#"{"required": true, "schema": {"type": "string"}}"#, "Sn"),
    ("/responses/200/headers/X-Must/required", "false", "Sw"),
    ("/responses/200/headers/X-May/required", "true", "Sn"),
    ("/responses/200/headers/X-Must/schema/maximum", "5", "Sn"),
    ("/responses/200/headers/X-Must/schema/maximum", "", "Sw"),
    ("/responses/200/headers/X-Must/schema/minimum", "1", "Sn"),
    ("/responses/200/headers/X-Must", r#"{"required": true, "content": {"application/json": {"schema": {"type": "integer"}}}}"#, "Si"),
    ("/responses/200/headers/X-May/schema/enum", r#"["a"]"#, "Sn"),
    ("/responses/200/headers/X-Must/explode", "false", "S0"),
    ("/responses/200/content/application~1xml", "", "E/I"),
    ("/responses/200/content/text~1plain", "{}", "I/E"),
    ("/responses/200/content/text~1csv/schema", r#"{"type": "string"}"#, "Sn"),
    ("/responses/200/content/application~1json/schema", "", "Sw"),
    ("/responses/200/content/application~1json/schema/required", r#"["s"]"#, "Sn"),
    ("/responses/200/content/application~1json/schema/properties/s/maxLength", "3", "Sn"),
    ("/responses/200/content/application~1json/schema/properties/s/type", "\"integer\"", "Si"),
    ("/responses/5XX/content/application~1json/schema/required", r#"["code"]"#, "Sn"),
    ("/responses/200/links/next", "", "W/I"),
    ("/responses/200/links/next/operationId", "\"other\"", "W/W"),
    // Words.
    ("/operationId", "\"other\"", "I/I"),
    ("/operationId", "", "I/I"),
    ("/tags", r#"["b"]"#, "I/I"),
    ("/summary", "\"others\"", "I/I"),
    ("/description", "\"words\"", "I/I"),
    ("/deprecated", "true", "I/I"),
    ("/x-internal", "true", "I/I"),
    ("/externalDocs", r#"{"url": "https://example.com"}"#, "I/I"),
];

/// Sets, adds or removes the value at a pointer.
fn edit(value: &mut Value, pointer: &str, to: &str) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let key = key.replace("~1", "/");
    let parent = value.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer} has no parent"));
    let new: Option<Value> = (!to.is_empty()).then(|| serde_json::from_str(to).unwrap_or_else(|error| panic!("{to}: {error}")));
    match (parent, new) {
        (Value::Object(map), Some(new)) => {
            map.insert(key, new);
        }
        (Value::Object(map), None) => {
            map.remove(&key).unwrap_or_else(|| panic!("{pointer} is not there"));
        }
        (Value::Array(list), Some(new)) => {
            let at: usize = key.parse().expect("an index");
            if at < list.len() { list[at] = new } else { list.push(new) }
        }
        (Value::Array(list), None) => {
            list.remove(key.parse().expect("an index"));
        }
        (other, _) => panic!("{pointer}: {other}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Plain,
    Webhook,
    Callback,
}

/// A description whose operation at this place is the given one.
fn description(frame: Frame, operation: &Value) -> String {
    let mut description: Value = serde_json::from_str(
        r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": {"responses": {"200": {"description": "d"}}}}}, "webhooks": {}}"#,
    )
    .expect("JSON");
    let place = match frame {
        Frame::Plain => "/paths/~1a",
        Frame::Webhook => {
            description["webhooks"]["event"] = serde_json::json!({});
            "/webhooks/event"
        }
        Frame::Callback => {
            description["paths"]["/a"]["post"]["callbacks"] = serde_json::json!({"done": {"{$request.body#/url}": {}}});
            "/paths/~1a/post/callbacks/done/{$request.body#~1url}"
        }
    };
    description.pointer_mut(place).expect("a place")["post"] = operation.clone();
    description.to_string()
}

/// Weights forwards and backwards.
fn wanted(rule: &str, frame: Frame) -> (Severity, Severity) {
    let named = |letter: &str| match letter {
        "E" => Severity::Error,
        "W" => Severity::Warning,
        _ => Severity::Info,
    };
    if let Some((forwards, backwards)) = rule.split_once('/') {
        return (named(forwards), named(backwards));
    }
    let (label, code) = rule.split_at(1);
    let label = if label == "R" { Direction::Request } else { Direction::Response };
    let direction = if frame == Frame::Plain { label } else { label.flipped() };
    let request = direction == Direction::Request;
    let policy = if request { Severity::Warning } else { Severity::Info };
    match code {
        // Something optional goes: policy where it is ignored, nothing where nobody could count on it.
        "-" => (policy, Severity::Info),
        "+" => (Severity::Info, policy),
        "!" => (severity(effect('n'), direction), if request { Severity::Warning } else { Severity::Error }),
        code => {
            let effect = effect(code.chars().next().expect("a code"));
            (severity(effect, direction), severity(effect.inverted(), direction))
        }
    }
}

#[test]
fn edits_of_operations_weigh_what_the_table_says() {
    let base: Value = serde_json::from_str(OPERATION).expect("JSON");
    let mut wrong = Vec::new();
    for (pointer, to, rule) in EDITS {
        let mut edited = base.clone();
        edit(&mut edited, pointer, to);
        for frame in [Frame::Plain, Frame::Webhook, Frame::Callback] {
            let (old, new) = (description(frame, &base), description(frame, &edited));
            let (forwards, backwards) = wanted(rule, frame);
            for (way, from, to_text, wanted) in [("→", &old, &new, forwards), ("←", &new, &old, backwards)] {
                let found = changes(from, to_text, &Policy::default());
                let unlisted = found.iter().find(|change| crate::diff::ids::listed(&change.id).is_none());
                if verdict(&found) != wanted || unlisted.is_some() {
                    wrong.push(format!("{frame:?} {pointer} {way} {to}: {wanted} expected{}", told(&found)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} runs went wrong:\n{}", wrong.len(), EDITS.len() * 6, wrong.join("\n"));
}
