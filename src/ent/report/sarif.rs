//! SARIF 2.1.0 (OASIS standard): every finding, with suppressions for those that do not count.

use std::collections::BTreeMap;

use rule::{Disposition, Finding, Location, Severity};
use serde_json::{Value, json};

use super::View;
use crate::engine::{Status, Verdict};

pub(super) fn render(view: &View<'_>) -> String {
    let ids: BTreeMap<&str, usize> = view.words.keys().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let results: Vec<Value> = view
        .report
        .findings
        .iter()
        .filter(|finding| !view.look.open_only || finding.disposition.is_open())
        .map(|finding| result(view, finding, &ids))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ent",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules(view),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"ROOT": {"description": {"text": "The directory the run looked at."}}},
            "invocations": [invocation(view)],
            "results": results,
        }]
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn rules(view: &View<'_>) -> Vec<Value> {
    let rule = |(id, (info, words)): (&String, &(rule::RuleInfo, rule::book::Words))| {
        let mut properties = json!({"tags": words.controls, "area": info.area});
        if let Some(score) = worst_score(view, id) {
            properties["security-severity"] = json!(format!("{score:.1}"));
        }
        json!({
            "id": id,
            "shortDescription": {"text": or(&words.title, id)},
            "fullDescription": {"text": or(&words.why, or(&words.title, id))},
            "help": {"text": or(&words.fix, "See `ent explain`."), "markdown": format!("{}\n\n{}", words.why, words.fix)},
            "defaultConfiguration": {"level": level(info.severity)},
            "properties": properties,
        })
    };
    view.words.iter().map(rule).collect()
}

fn or<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.is_empty() { otherwise } else { text }
}

fn worst_score(view: &View<'_>, id: &str) -> Option<f64> {
    let scores = view.report.findings.iter().filter(|finding| finding.rule == id).filter_map(|finding| finding.score);
    scores.filter(|score| *score > 0.0).max_by(f64::total_cmp)
}

fn result(view: &View<'_>, finding: &Finding, ids: &BTreeMap<&str, usize>) -> Value {
    let text = match view.help(finding) {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [location(&finding.location)],
        "partialFingerprints": {"ent/v1": finding.fingerprint},
    });
    if let Some(index) = ids.get(finding.rule.as_ref()) {
        result["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(id, related)| {
            let mut at = location(&related.location);
            at["id"] = json!(id);
            at["message"] = json!({"text": related.message});
            at
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(suppression) = suppression(&finding.disposition) {
        result["suppressions"] = json!([suppression]);
    }
    if finding.disposition == Disposition::Baselined {
        result["baselineState"] = json!("unchanged");
    }
    if !finding.properties.is_empty() {
        result["properties"] = json!(finding.properties);
    }
    result
}

fn suppression(disposition: &Disposition) -> Option<Value> {
    match disposition {
        Disposition::Open => None,
        Disposition::Ignored { reason } => Some(json!({"kind": "inSource", "status": "accepted", "justification": reason})),
        Disposition::Waived(waiver) => Some(json!({
            "kind": "external", "status": "accepted",
            "justification": format!("{} (waiver {} of {}, until {})", waiver.reason, waiver.name, waiver.owner, waiver.expires),
        })),
        Disposition::Baselined => Some(json!({"kind": "external", "status": "accepted", "justification": "in the baseline"})),
    }
}

fn location(at: &Location) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&at.path), "uriBaseId": "ROOT"}});
    if let Some(line) = at.line {
        let mut region = json!({"startLine": line});
        let parts = [("startColumn", at.column), ("endLine", at.end_line), ("endColumn", at.end_column)];
        for (name, value) in parts {
            if let Some(value) = value {
                region[name] = json!(value);
            }
        }
        physical["region"] = region;
    }
    json!({"physicalLocation": physical})
}

/// A relative path as a URI reference (RFC 3986): what is no path character is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' | b'+' | b',' | b'=' => {
                uri.push(byte as char)
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What was not judged is said in the machine format too.
fn invocation(view: &View<'_>) -> Value {
    let report = view.report;
    let notes = report.gates.iter().filter_map(|gate| {
        let reason = gate.reason.as_ref()?;
        let level = if gate.status == Status::Inconclusive { "error" } else { "note" };
        Some(json!({"level": level, "message": {"text": format!("{}: {}: {reason}", gate.gate, gate.status.as_str())}}))
    });
    json!({
        "executionSuccessful": !matches!(report.verdict, Verdict::Inconclusive),
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notes.collect::<Vec<_>>(),
        "properties": {"verdict": report.verdict},
    })
}
