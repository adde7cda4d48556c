//! Schemas of the records that `ent dora` reads: one JSON object per line. Fields that nobody knows are no error.

use model::delivery::{DeployKind, Status};
use serde_json::{Map, Value, json};

fn record(title: &str, required: &[&str], properties: Value) -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "type": "object",
        "required": required,
        "properties": properties,
    })
}

fn text() -> Value {
    json!({"type": ["string", "null"]})
}

/// A time with an offset.
fn time() -> Value {
    json!({"type": ["string", "null"], "pattern": "^\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?([Zz]|[+-]\\d{2}:?\\d{2})$"})
}

fn flag() -> Value {
    json!({"type": ["boolean", "null"]})
}

fn names<T>(names: &[(&'static str, T)]) -> Value {
    let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    json!({"enum": names})
}

fn with(mut properties: Map<String, Value>, more: Value) -> Value {
    if let Value::Object(more) = more {
        properties.extend(more);
    }
    Value::Object(properties)
}

fn texts_of(keys: &[&str]) -> Map<String, Value> {
    keys.iter().map(|key| ((*key).to_string(), text())).collect()
}

/// One record of a file of deployments.
pub(super) fn deployment() -> Value {
    let change = json!({"type": "object", "required": ["sha", "committed_at"], "properties": with(texts_of(&["sha", "author"]), json!({
        "committed_at": time(), "authored_at": time(), "bot": flag()}))});
    let properties = with(
        texts_of(&["service", "environment", "repo", "sha", "ref", "version", "artifact", "team", "url"]),
        json!({
            "kind": {"const": "deployment"}, "id": {"type": ["string", "integer"]}, "status": names(Status::NAMES), "deploy_kind": names(DeployKind::NAMES),
            "created_at": time(), "started_at": time(), "finished_at": time(), "unplanned": flag(), "caused_failure": flag(),
            "changes": {"type": ["array", "null"], "items": {"anyOf": [{"type": "string"}, change]}},
        }),
    );
    record(
        "One deployment, as ent dora reads it (JSON Lines)",
        &["id", "service", "environment", "status", "sha", "finished_at"],
        properties,
    )
}

/// One record of a file of incidents.
pub(super) fn incident() -> Value {
    let cause = json!({"anyOf": [{"type": ["string", "null"]}, {"type": "object", "properties": {"deployment": text(), "sha": text()}}]});
    let properties = with(
        texts_of(&["service", "environment", "severity", "status", "cause", "ticket", "postmortem"]),
        json!({
            "kind": {"const": "incident"}, "id": {"type": ["string", "integer"]}, "services": {"type": ["array", "null"], "items": {"type": "string"}},
            "started_at": time(), "detected_at": time(), "acknowledged_at": time(), "mitigated_at": time(), "resolved_at": time(),
            "caused_by": cause,
        }),
    );
    record("One incident, as ent dora reads it (JSON Lines)", &["id", "started_at"], properties)
}
