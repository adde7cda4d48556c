//! The report of the contract: always complete, schema version 1, additive changes only.

use rule::{Disposition, Finding, Measure};
use serde_json::{Value, json};

use super::View;
use crate::engine::Report;

/// Version of the report's schema.
pub(super) const SCHEMA_VERSION: u32 = 1;

pub(super) fn render(view: &View<'_>) -> String {
    let help = |finding: &Finding| view.help(finding);
    let mut text = serde_json::to_string_pretty(&to_json(view.report, &help)).unwrap_or_default();
    text.push('\n');
    text
}

/// A run as JSON. `help` says what to do about a finding.
pub fn to_json(report: &Report, help: &dyn Fn(&Finding) -> Option<String>) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ent", "version": env!("CARGO_PKG_VERSION")},
        "verdict": report.verdict,
        "exit_code": report.exit_code,
        "gates": report.gates,
        "findings": report.findings.iter().map(|finding| finding_json(finding, help(finding))).collect::<Vec<_>>(),
        "measures": report.measures.iter().map(measure_json).collect::<Vec<_>>(),
    })
}

/// One finding as it stands in the report.
pub fn finding_json(finding: &Finding, help: Option<String>) -> Value {
    let at = &finding.location;
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let at = &related.location;
            json!({"message": related.message, "path": at.path, "line": at.line, "column": at.column})
        })
        .collect();
    let waiver = match &finding.disposition {
        Disposition::Waived(waiver) => json!(waiver),
        _ => Value::Null,
    };
    let mut value = json!({
        "rule": finding.rule, "gate": finding.gate, "severity": finding.severity, "score": finding.score,
        "message": finding.message, "path": at.path, "line": at.line, "column": at.column,
        "end_line": at.end_line, "end_column": at.end_column, "pointer": at.pointer, "related": related,
        "help": help, "fingerprint": finding.fingerprint, "disposition": finding.disposition.as_str(), "waiver": waiver,
        "properties": finding.properties,
    });
    if let Disposition::Ignored { reason } = &finding.disposition {
        value["ignore_reason"] = json!(reason);
    }
    value
}

fn measure_json(measure: &Measure) -> Value {
    // A value that is no number has no JSON: it is unknown, and says so.
    let finite = measure.value.filter(|value| value.is_finite());
    let reason = match (measure.value, finite) {
        (Some(_), None) => Some("the value is not finite".to_string()),
        _ => measure.reason.clone(),
    };
    json!({
        "gate": measure.gate, "name": measure.name, "value": finite, "unit": measure.unit, "labels": measure.labels,
        "limit": measure.limit, "status": measure.status, "reason": reason,
    })
}

/// The JSON Schema (draft 2020-12) of the report.
pub fn report_schema() -> Value {
    let nullable = |kind: &str| json!({"type": [kind, "null"]});
    let count = || json!({"type": "integer", "minimum": 0});
    let text = || json!({"type": "string"});
    let gate = strict_object(json!({
        "gate": text(), "area": {"type": "integer", "minimum": 1, "maximum": 14}, "required": {"type": "boolean"},
        "status": {"enum": ["passed", "failed", "skipped", "inconclusive"]}, "reason": nullable("string"),
        "counts": strict_object(json!({
            "error": count(), "warning": count(), "info": count(), "waived": count(), "baselined": count(), "ignored": count()
        })),
        "inputs": {"type": "array", "items": strict_object(json!({"path": text(), "sha256": {"type": "string", "pattern": "^([0-9a-f]{64})?$"}}))},
        "duration_ms": count(),
    }));
    let position = || json!({"type": ["integer", "null"], "minimum": 1});
    let related = strict_object(json!({"message": text(), "path": text(), "line": position(), "column": position()}));
    let waiver = strict_object(json!({"name": text(), "owner": text(), "reason": text(), "expires": text()}));
    let mut finding = strict_object(json!({
        "rule": {"type": "string", "pattern": "^[a-z0-9-]+/[A-Za-z0-9._/-]+$"}, "gate": text(), "severity": {"enum": ["error", "warning", "info"]},
        "score": nullable("number"), "message": text(), "path": text(), "line": position(), "column": position(),
        "end_line": position(), "end_column": position(), "pointer": nullable("string"),
        "related": {"type": "array", "items": related}, "help": nullable("string"),
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "disposition": {"enum": ["open", "ignored", "waived", "baselined"]},
        "waiver": {"anyOf": [{"type": "null"}, waiver]}, "properties": {"type": "object"},
    }));
    finding["properties"]["ignore_reason"] = text();
    let limit = strict_object(json!({"op": {"enum": ["<=", ">="]}, "value": {"type": "number"}}));
    let measure = strict_object(json!({
        "gate": text(), "name": text(), "value": nullable("number"), "unit": text(),
        "labels": {"type": "object", "additionalProperties": text()}, "limit": {"anyOf": [{"type": "null"}, limit]},
        "status": {"enum": ["met", "missed", "unknown", "none"]}, "reason": nullable("string"),
    }));
    let mut schema = strict_object(json!({
        "schema_version": {"const": SCHEMA_VERSION}, "tool": strict_object(json!({"name": {"const": "ent"}, "version": text()})),
        "verdict": {"enum": ["passed", "failed", "inconclusive", "nothing_to_check"]}, "exit_code": {"enum": [0, 1, 2, 3, 4, 70]},
        "gates": {"type": "array", "items": gate}, "findings": {"type": "array", "items": finding}, "measures": {"type": "array", "items": measure},
    }));
    // Only `ent api changelog` adds it.
    schema["properties"]["changelog"] = super::changelog::schema();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Report of ent, schema version 1");
    schema
}

fn strict_object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
    json!({"type": "object", "required": required, "additionalProperties": false, "properties": properties})
}
