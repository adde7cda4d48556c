//! Markdown for pull requests, job summaries and wikis.

use std::fmt::Write;

use rule::Finding;

use super::View;
use super::clean::one_line;
use super::{place, status_word, target, terminal};
use crate::engine::{Status, Verdict};

/// Findings listed; the counts stand in the table of gates.
const SHOWN: usize = 100;

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    let mark = match view.report.verdict {
        Verdict::Passed => "✅",
        Verdict::Failed => "❌",
        _ => "⚠️",
    };
    let _ = writeln!(out, "## {mark} ent: {}\n", terminal::verdict_line(view.report));
    gates(view, &mut out);
    measures(view, &mut out);
    findings(view, &mut out);
    out
}

fn gates(view: &View<'_>, out: &mut String) {
    let shown: Vec<_> = view
        .report
        .gates
        .iter()
        .filter(|gate| {
            gate.status != Status::Skipped || gate.required || gate.reason.as_deref().is_some_and(|reason| reason.starts_with("not judged"))
        })
        .collect();
    if shown.is_empty() {
        return;
    }
    let _ = writeln!(out, "| gate | status | errors | warnings | notes | waived | not judged |\n|---|---|--:|--:|--:|--:|---|");
    for gate in shown {
        let counts = &gate.counts;
        let waived = counts.waived + counts.baselined + counts.ignored;
        let reason = gate.reason.as_deref().map(cell).unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {waived} | {reason} |",
            gate.gate,
            gate.status.as_str(),
            counts.error,
            counts.warning,
            counts.info
        );
    }
    out.push('\n');
}

fn measures(view: &View<'_>, out: &mut String) {
    let limited: Vec<_> = view.report.measures.iter().filter(|measure| measure.limit.is_some()).collect();
    if limited.is_empty() {
        return;
    }
    let _ = writeln!(out, "| measure | value | target | |\n|---|--:|--:|---|");
    for measure in limited {
        let labels: Vec<String> = measure.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let value = measure.value.map_or_else(
            || format!("unknown: {}", measure.reason.as_deref().unwrap_or("")),
            |value| format!("{} {}", terminal::number(value), measure.unit),
        );
        let target = measure.limit.map_or(String::new(), target);
        let word = status_word(measure.status);
        let _ = writeln!(out, "| {} {} | {} | {target} | {word} |", cell(&measure.name), cell(&labels.join(" ")), cell(&value));
    }
    out.push('\n');
}

fn findings(view: &View<'_>, out: &mut String) {
    let open = view.worst_first();
    if open.is_empty() {
        return;
    }
    let _ = writeln!(out, "| severity | rule | place | finding | what to do |\n|---|---|---|---|---|");
    for finding in open.iter().take(SHOWN) {
        row(view, finding, out);
    }
    if open.len() > SHOWN {
        let _ = writeln!(out, "\n… and {} more findings, left out here; `--format json` holds all of them.", open.len() - SHOWN);
    }
}

fn row(view: &View<'_>, finding: &Finding, out: &mut String) {
    let help = view.help(finding).unwrap_or_default();
    let _ = writeln!(
        out,
        "| {} | `{}` | {} | {} | {} |",
        finding.severity,
        finding.rule,
        code(&place(&finding.location)),
        cell(&finding.message),
        cell(&help)
    );
}

/// Text inside a table: on one line, without anything that Markdown or HTML would act on.
pub(super) fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        match c {
            '|' => out.push_str("\\|"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("@\u{2060}"),
            c => out.push(c),
        }
    }
    out
}

/// A piece of code inside a line.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'").replace('|', "\\|"))
}
