//! The changelog as a page: no script, no request, light and dark, good on paper.

use minijinja::{AutoEscape, Environment};
use serde_json::{Value, json};

use super::super::clean::one_line;
use super::super::html::STYLE;
use super::super::{View, place};
use super::{Changelog, Kind, SHARED, Section, decision, reasons, sentence, uses};

const PAGE: &str = include_str!("../../../../templates/report/changelog.html");

pub(super) fn render(view: &View<'_>, logs: &[Changelog<'_>]) -> String {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = json!({
        "style": STYLE,
        "several": logs.len() > 1,
        "reasons": reasons(view).map(one_line).collect::<Vec<_>>(),
        "logs": logs.iter().map(log_value).collect::<Vec<_>>(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let page = environment.render_str(PAGE, minijinja::value::Serde(page));
    page.unwrap_or_else(|why| format!("<!doctype html><title>ent</title><p>The page could not be made: {why}</p>"))
}

fn log_value(log: &Changelog<'_>) -> Value {
    json!({
        "path": one_line(&log.compared.path), "versions": one_line(&log.versions()), "summary": log.summary(), "bump": log.bump.as_str(),
        "suggested": log.step.suggested(), "note": log.step.note().map(one_line),
        "sections": log.sections.iter().map(section_value).collect::<Vec<_>>(),
    })
}

fn section_value(section: &Section<'_>) -> Value {
    let class = match section.kind {
        Kind::Breaking => "error",
        Kind::Look => "warning",
        Kind::Compatible => "info",
    };
    let operations = section.operations.iter().map(|(operation, changes)| {
        let changes = changes.iter().map(|finding| {
            let uses: Vec<String> =
                if *operation == SHARED { uses(finding).iter().map(|text| one_line(text)).collect() } else { Vec::new() };
            json!({
                "message": one_line(sentence(finding)), "rule": finding.rule, "place": place(&finding.location), "uses": uses,
                "decision": decision(finding).map(|text| one_line(&text)),
            })
        });
        json!({"operation": one_line(operation), "changes": changes.collect::<Vec<_>>()})
    });
    json!({
        "heading": section.kind.heading(), "class": class, "count": section.count(), "open": section.kind != Kind::Compatible,
        "operations": operations.collect::<Vec<_>>(),
    })
}
