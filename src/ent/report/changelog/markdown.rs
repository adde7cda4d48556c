//! The changelog for release notes and pull requests.

use std::fmt::Write;

use super::super::View;
use super::super::markdown::{cell, code};
use super::text::named;
use super::{Changelog, SHARED, decision, reasons, sentence, uses};

/// Operations named in one line.
const NAMED: usize = 20;

pub(super) fn render(view: &View<'_>, logs: &[Changelog<'_>]) -> String {
    let mut out = String::from("# API changelog\n");
    for reason in reasons(view) {
        let _ = writeln!(out, "\n> {}", cell(reason));
    }
    for log in logs {
        one(log, logs.len() > 1, &mut out);
    }
    out
}

fn one(log: &Changelog<'_>, several: bool, out: &mut String) {
    if several {
        let _ = writeln!(out, "\n## {}", code(&log.compared.path));
    }
    let _ = writeln!(out, "\n{}: {}.", cell(&log.versions()), log.summary());
    let least = log.step.suggested().map(|version| format!(", {version} at least")).unwrap_or_default();
    let _ = writeln!(out, "\nSuggested step: **{}**{least}.", log.bump.as_str());
    if let Some(note) = log.step.note() {
        let _ = writeln!(out, "\n> {}", cell(note));
    }
    let level = if several { "###" } else { "##" };
    for section in &log.sections {
        let _ = writeln!(out, "\n{level} {} ({})", section.kind.heading(), section.count());
        for (operation, changes) in &section.operations {
            let _ = writeln!(out, "\n{level}# {}\n", cell(operation));
            for finding in changes {
                let _ = write!(out, "- {}", cell(sentence(finding)));
                if *operation == SHARED {
                    let _ = write!(out, " In {}.", cell(&named(&uses(finding), NAMED)));
                }
                if let Some(decision) = decision(finding) {
                    let _ = write!(out, " _({})_", cell(&decision));
                }
                let _ = writeln!(out, " (`{}`)", finding.rule);
            }
        }
    }
}
