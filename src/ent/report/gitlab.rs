//! GitLab's code-quality report: the open findings, in its five severities.

use rule::{Finding, Severity};
use serde_json::{Value, json};

use super::View;
use super::clean::one_line;

pub(super) fn render(view: &View<'_>) -> String {
    let open = view.report.findings.iter().filter(|finding| finding.disposition.is_open());
    let issues: Vec<Value> = open.map(|finding| issue(view, finding)).collect();
    format!("{}\n", serde_json::to_string_pretty(&issues).unwrap_or_default())
}

fn issue(view: &View<'_>, finding: &Finding) -> Value {
    let description = match view.help(finding) {
        Some(help) => format!("{} {help}", finding.message),
        None => finding.message.clone(),
    };
    let begin = finding.location.line.unwrap_or(1);
    json!({
        // One line, as the platform shows it.
        "description": one_line(&description),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": severity(finding),
        "location": {"path": view.in_checkout(&finding.location.path), "lines": {"begin": begin, "end": finding.location.end_line.unwrap_or(begin)}},
    })
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.severity, finding.score) {
        (_, Some(score)) if score >= 9.0 => "blocker",
        (Severity::Error, Some(score)) if score >= 7.0 => "critical",
        (Severity::Error, _) => "major",
        (Severity::Warning, _) => "minor",
        (Severity::Info, _) => "info",
    }
}
