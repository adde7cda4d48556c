//! The JSON Schemas of `.ent/waivers.yaml` and `.ent/baseline.json`, from the tables that check them.

use serde_json::{Map, Value, json};

use super::waiver_file::{CATEGORIES, KEYS, SCOPE_KEYS, VEX_JUSTIFICATIONS};

/// The JSON Schema (draft-07, as editors prefer) of `.ent/waivers.yaml`.
pub fn waivers_schema() -> Value {
    let properties: Map<String, Value> = KEYS.iter().map(|key| ((*key).to_string(), key_schema(key))).collect();
    let required = |key: &str| json!({"required": [key]});
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Waivers of ent (.ent/waivers.yaml)",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "version": {},
            "waivers": {"type": ["array", "null"], "items": {
                "type": "object",
                "required": ["owner", "reason", "expires"],
                "anyOf": [required("rule"), required("id"), required("fingerprint")],
                "additionalProperties": false,
                "properties": properties,
            }},
        },
    })
}

fn key_schema(key: &str) -> Value {
    let text = || json!({"type": ["string", "number"]});
    let texts = || json!({"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]});
    let date = || json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"});
    let (mut value, words) = match key {
        "name" => (text(), "What reports call it; unique."),
        "rule" => (text(), "A rule's id, or `GATE/*`."),
        "id" => (text(), "An advisory, by its id or any alias."),
        "package" => (text(), "The package of the finding."),
        "version" => (text(), "The one version of the package."),
        "path" | "paths" => (texts(), "Paths, folders or globs of the findings."),
        "services" => (texts(), "Services of the findings, as ent.yaml names them."),
        "environments" => (texts(), "Environments of the findings that say one."),
        "purls" => (texts(), "Package URLs; without a version: every version."),
        "operation" => (text(), "An operation of an API: `GET /users/{id}`."),
        "pointer" => (text(), "A node of the document (RFC 6901) and everything below it."),
        "names" => (texts(), "Names that the finding has to be about, all of them."),
        "scope" => (scope_schema(), "Keys of the scope, which may stand in the waiver itself as well."),
        "fingerprint" => (text(), "One finding."),
        "owner" => (text(), "Who answers for it: a person or a team."),
        "reason" => (text(), "Why it is right."),
        "category" => (json!({"enum": CATEGORIES}), "What kind of exception it is."),
        "vex_justification" => (json!({"enum": VEX_JUSTIFICATIONS}), "The justification of OpenVEX."),
        "approved_by" => (texts(), "Who agreed; somebody else than the owner."),
        "ticket" => (text(), "The ticket that tracks it."),
        "compensating_controls" => (texts(), "Controls that stand in for what is waived."),
        "created" => (date(), "The day it was written."),
        "not_before" => (date(), "The first day on which it holds."),
        "expires" => (date(), "The last day on which it holds."),
        "renewals" => (json!({"type": "integer", "minimum": 0}), "How often it was prolonged; see `waivers.max_renewals`."),
        "revoke_if" => (revocation_schema(), "What ends it before its last day."),
        _ => (json!({}), ""),
    };
    value["description"] = json!(words);
    value
}

fn scope_schema() -> Value {
    let properties: Map<String, Value> = SCOPE_KEYS.iter().map(|key| ((*key).to_string(), key_schema(key))).collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn revocation_schema() -> Value {
    let score = json!({"type": "object", "required": ["score_at_least"], "additionalProperties": false,
        "properties": {"score_at_least": {"type": "number", "minimum": 0, "maximum": 10}}});
    let one = json!({"anyOf": [{"const": "fix_available"}, score]});
    json!({"anyOf": [one.clone(), {"type": "array", "items": one}]})
}

/// The JSON Schema of `.ent/baseline.json`.
pub fn baseline_schema() -> Value {
    let text = || json!({"type": "string"});
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Baseline of ent (.ent/baseline.json), schema version 1",
        "type": "object",
        "required": ["schema_version", "findings"],
        "additionalProperties": false,
        "properties": {
            "$schema": text(),
            "schema_version": {"const": 1},
            "findings": {"type": "array", "items": {
                "type": "object",
                "required": ["rule", "path", "fingerprint"],
                "additionalProperties": false,
                "properties": {"rule": text(), "path": text(), "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
            }},
        },
    })
}
