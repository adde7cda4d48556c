//! One page that a manager can open: no script, no request, light and dark, good on paper.

use minijinja::{AutoEscape, Environment};
use rule::{Disposition, Finding};
use serde_json::{Value, json};

use super::View;
use super::masked::masked_line;
use super::{clean, place, status_word, target, terminal};
use crate::engine::{GateReport, Status};

const PAGE: &str = include_str!("../../../templates/report/run.html");
/// Shared by every page that `ent` writes.
pub const STYLE: &str = include_str!("../../../templates/report/style.css");
/// Findings listed per gate; the counts stand above them.
const SHOWN: usize = 200;

pub(super) fn render(view: &View<'_>) -> String {
    let environment = pages();
    let gates: Vec<Value> = view.report.gates.iter().map(|gate| gate_value(view, gate)).collect();
    let (judged, skipped): (Vec<_>, Vec<_>) = gates.into_iter().partition(|gate| gate["status"] != "skipped" || gate["required"] == true);
    let page = json!({
        "style": STYLE,
        "verdict": view.report.verdict.as_str(),
        "line": terminal::verdict_line(view.report),
        "judged": judged,
        "skipped": skipped,
        "measures": view.report.measures.iter().filter(|measure| measure.limit.is_some()).map(measure_value).collect::<Vec<_>>(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let page = environment.render_str(PAGE, minijinja::value::Serde(page));
    page.unwrap_or_else(|why| format!("<!doctype html><title>ent</title><p>The page could not be made: {why}</p>"))
}

/// What fills the pages: every value is escaped, and the filter `code` shows text between backticks as code.
pub fn pages<'e>() -> Environment<'e> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("code", |text: &str| minijinja::Value::from_safe_string(with_code(text)));
    environment
}

fn with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let mut html = String::new();
    for (index, part) in parts.iter().enumerate() {
        let is_closed = index + 1 < parts.len();
        match index % 2 == 1 {
            true if is_closed => html.push_str(&format!("<code>{}</code>", escaped(part))),
            // A backtick without its pair is one.
            true => html.push_str(&format!("`{}", escaped(part))),
            false => html.push_str(&escaped(part)),
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#x27;")
}

fn gate_value(view: &View<'_>, gate: &GateReport) -> Value {
    let mut findings: Vec<&Finding> = view.report.findings.iter().filter(|finding| finding.gate == gate.gate).collect();
    findings.sort_by_key(|finding| (!finding.disposition.is_open(), std::cmp::Reverse(finding.severity)));
    let open = matches!(gate.status, Status::Failed | Status::Inconclusive);
    json!({
        "name": gate.gate, "area": gate.area, "status": gate.status.as_str(), "required": gate.required, "reason": gate.reason, "open": open,
        "counts": gate.counts, "files": gate.inputs.len(), "left": findings.len().saturating_sub(SHOWN),
        "findings": findings.iter().take(SHOWN).map(|finding| finding_value(view, finding)).collect::<Vec<_>>(),
    })
}

fn finding_value(view: &View<'_>, finding: &Finding) -> Value {
    let state = match &finding.disposition {
        Disposition::Open => None,
        Disposition::Ignored { reason } => Some(format!("ignored: {reason}")),
        Disposition::Waived(waiver) => Some(format!("waived until {} by {}: {}", waiver.expires, waiver.owner, waiver.reason)),
        Disposition::Baselined => Some("in the baseline".to_string()),
    };
    // A place without its bytes is one whose text must not be shown.
    let store = view.store.filter(|_| finding.location.span.is_some());
    let line = store.and_then(|store| store.known_source(&finding.location.path)).zip(finding.location.line);
    let excerpt = line.map(|(source, line)| clean(&masked_line(source, line)).chars().take(300).collect::<String>());
    json!({
        "rule": finding.rule, "severity": finding.severity, "message": clean(&finding.message), "place": place(&finding.location),
        "help": view.help(finding), "state": state, "excerpt": excerpt.filter(|text| !text.trim().is_empty()),
    })
}

fn measure_value(measure: &rule::Measure) -> Value {
    let labels: Vec<String> = measure.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let limit = measure.limit.map(target);
    json!({
        "gate": measure.gate, "name": measure.name, "labels": labels.join(" "), "unit": measure.unit, "limit": limit,
        "value": measure.value.map(terminal::number), "reason": measure.reason,
        "status": status_word(measure.status),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_between_backticks_is_code_and_nothing_escapes() {
        let cases = [
            ("`a` & <b>", "<code>a</code> &amp; &lt;b&gt;"),
            ("`<script>`", "<code>&lt;script&gt;</code>"),
            ("one ` alone", "one ` alone"),
            ("`a` and `b", "<code>a</code> and `b"),
            ("it's \"x\"", "it&#x27;s &quot;x&quot;"),
        ];
        for (text, html) in cases {
            assert_eq!(super::with_code(text), html);
        }
    }
}
