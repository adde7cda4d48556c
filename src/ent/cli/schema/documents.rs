//! Schemas of a rule's file and of what the verbs write as JSON.

use serde_json::{Value, json};

use crate::report::report_schema;

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

fn text() -> Value {
    json!({"type": "string"})
}

fn texts() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

fn one_or_more() -> Value {
    json!({"anyOf": [text(), texts()]})
}

/// An object with these properties, all of them required, and no others.
fn closed(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}

fn titled(mut schema: Value, title: &str) -> Value {
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(title);
    schema
}

/// A rule of the repository's own.
pub(super) fn rule() -> Value {
    let then = json!({"type": "object", "required": ["function"], "additionalProperties": false,
        "properties": {"field": text(), "function": text(), "options": {"type": "object"}}});
    let member =
        json!({"type": "object", "additionalProperties": false, "properties": {"title": text(), "fix": text(), "aliases": one_or_more()}});
    let schema = json!({
        "type": "object",
        "required": ["id", "title", "why", "fix"],
        "additionalProperties": false,
        "properties": {
            "$schema": text(),
            "id": {"type": "string", "pattern": "^[a-z0-9-]+/[A-Za-z0-9._/-]+$"},
            "title": text(), "why": text(), "fix": text(),
            "controls": one_or_more(), "aliases": one_or_more(),
            "members": {"type": "object", "additionalProperties": member},
            "severity": {"enum": ["error", "warning", "info"]},
            "default": {"type": "boolean"},
            "files": one_or_more(),
            "given": one_or_more(),
            "then": {"anyOf": [then.clone(), {"type": "array", "items": then}]},
            "message": text(),
            "matrix": {"type": "object", "additionalProperties": one_or_more()},
            "member": text(),
            "examples": {"type": ["object", "null"], "additionalProperties": false, "properties": {
                "file": text(), "with": {"type": "object"}, "now": text(), "bad": {"type": "array"}, "good": {"type": "array"}}},
        },
        "dependencies": {"given": ["then", "message", "severity"], "matrix": ["member"], "member": ["matrix"]},
    });
    titled(without_own_schema(schema), "Rule of ent (.ent/rules/GATE/NAME.yaml)")
}

/// The rule reader knows no `$schema`: the comment on the first line names it.
fn without_own_schema(mut schema: Value) -> Value {
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.remove("$schema");
    }
    schema
}

/// `ent rules list --format json`.
pub(super) fn rules() -> Value {
    let rule = closed(json!({
        "id": text(), "gate": text(), "area": {"type": "integer", "minimum": 1, "maximum": 14}, "severity": {"enum": ["error", "warning", "info"]},
        "title": text(), "why": text(), "fix": text(), "aliases": texts(), "default": {"type": "boolean"},
        "family": {"type": ["string", "null"]}, "controls": texts(),
    }));
    titled(json!({"type": "array", "items": rule}), "Rules of ent")
}

/// `ent blueprint --format json`.
pub(super) fn blueprint() -> Value {
    let levels = ["absent", "found", "stale", "valid", "enforced", "proven", "not_applicable"];
    let row = closed(json!({
        "row": {"type": "string", "pattern": "^\\d{1,2}\\.\\d{1,2}[a-z]?$"}, "area": {"type": "integer", "minimum": 1, "maximum": 14}, "title": text(),
        "level": {"enum": levels}, "reason": text(), "evidence": texts(), "next": {"type": ["string", "null"]},
    }));
    let count = json!({"type": "integer", "minimum": 0});
    let counts: serde_json::Map<String, Value> = levels.iter().map(|level| ((*level).to_string(), count.clone())).collect();
    let schema = closed(json!({
        "schema_version": {"const": 1},
        "rows": {"type": "array", "items": row},
        "counts": {"type": "object", "additionalProperties": false, "properties": counts},
    }));
    titled(schema, "Blueprint of ent, schema version 1")
}

/// `ent inventory --format json`.
pub(super) fn inventory() -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    let file = closed(json!({"path": text(), "kinds": texts(), "guessed": texts(), "certain": {"type": "boolean"}, "size": count.clone()}));
    let schema = closed(json!({
        "schema_version": {"const": 1},
        "counts": {"type": "object", "additionalProperties": count},
        "files": {"type": "array", "items": file},
        "skipped": {"type": "array", "items": closed(json!({"path": text(), "why": text(), "reason": text()}))},
        "ignored": texts(),
    }));
    titled(schema, "Inventory of ent, schema version 1")
}

/// `ent report diff --format json`.
pub(super) fn comparison() -> Value {
    let report = report_schema();
    let (verdict, findings) = (&report["properties"]["verdict"], &report["properties"]["findings"]);
    let schema = closed(json!({"old_verdict": verdict, "new_verdict": verdict, "new": findings, "gone": findings}));
    titled(schema, "Comparison of two runs of ent")
}
