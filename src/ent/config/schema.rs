//! The JSON Schema of `ent.yaml`, from the same tables as the check.

use rule::{GateInfo, Setting, SettingKind};
use serde_json::{Map, Value, json};

use super::keys::{GATE_KEYS, ROOT_KEYS};

/// The JSON Schema (draft-07, as editors prefer) of `ent.yaml`.
pub fn schema(gates: &[&GateInfo]) -> Value {
    let mut properties = Map::new();
    for key in ROOT_KEYS {
        let mut value = root_value(key.key, gates);
        value["description"] = json!(key.doc);
        properties.insert(key.key.into(), value);
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of ent (ent.yaml)",
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn root_value(key: &str, gates: &[&GateInfo]) -> Value {
    let texts = || json!({"type": "array", "items": {"type": "string"}});
    let whole = || json!({"type": "integer", "minimum": 1});
    match key {
        "version" => json!({"const": 1}),
        "required_version" => json!({"type": "string"}),
        "extends" => json!({"anyOf": [{"type": "string"}, texts()]}),
        "services" => json!({"type": "array", "items": {
            "type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {"name": {"type": "string"}, "paths": texts(), "critical": {"type": "boolean"}, "owner": {"type": "string"}, "tags": {"type": "string"}},
        }}),
        "teams" | "exclude" => texts(),
        "gates" => json!({"type": "object", "additionalProperties": false, "properties": gate_values(gates)}),
        "rules" => json!({"type": "object", "additionalProperties": {"enum": ["off", "on", "info", "warning", "error", true, false]}}),
        "blueprint" => json!({"type": "object", "additionalProperties": {
            "type": "object", "required": ["not_applicable"], "additionalProperties": false, "properties": {"not_applicable": {"type": "string"}},
        }}),
        "waivers" => json!({"type": "object", "additionalProperties": false,
            "properties": {"strict": {"type": "boolean"}, "max_days": whole(), "max_active": whole(), "max_renewals": {"type": "integer", "minimum": 0}}}),
        "limits" => json!({"type": "object", "additionalProperties": false, "properties": {"file_bytes": whole()}}),
        "fail_on" => json!({"enum": ["error", "warning", "never"]}),
        "strict" => json!({"type": "boolean"}),
        _ => json!({"type": "object"}),
    }
}

fn gate_values(gates: &[&GateInfo]) -> Map<String, Value> {
    let mut values = Map::new();
    for info in gates {
        let mut gate = json!({"type": "object", "additionalProperties": false, "description": info.summary, "properties": {}});
        for setting in GATE_KEYS.iter().chain(info.settings) {
            insert(&mut gate, setting.key, setting);
        }
        values.insert(info.name.into(), gate);
    }
    values
}

fn insert(object: &mut Value, key: &str, setting: &Setting) {
    match key.split_once('.') {
        None => object["properties"][key] = setting_value(setting),
        Some((first, rest)) => {
            if object["properties"][first].is_null() {
                object["properties"][first] = json!({"type": "object", "additionalProperties": false, "properties": {}});
            }
            insert(&mut object["properties"][first], rest, setting);
        }
    }
}

fn setting_value(setting: &Setting) -> Value {
    let mut value = match setting.kind {
        SettingKind::Bool => json!({"type": "boolean"}),
        SettingKind::Integer => json!({"type": "integer"}),
        SettingKind::Number => json!({"type": "number"}),
        SettingKind::String => json!({"type": ["string", "number"]}),
        SettingKind::Choice(words) => json!({"enum": words}),
        SettingKind::Strings => json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
        SettingKind::Duration => json!({"type": "string"}),
        SettingKind::Map => json!({"type": "object"}),
        SettingKind::Any => json!({}),
    };
    value["description"] = json!(format!("{} Default: {}.", setting.doc, setting.default));
    value
}
