//! The changelog on a terminal.

use std::fmt::Write;

use super::super::clean::one_line;
use super::super::{View, place, terminal};
use super::{Changelog, Kind, SHARED, Section, decision, sentence, uses};

/// Operations named in one line; how many more there are stands behind them.
const NAMED: usize = 5;

pub(super) fn render(view: &View<'_>, logs: &[Changelog<'_>]) -> String {
    let mut out = String::new();
    if !view.look.quiet {
        logs.iter().for_each(|log| one(view, log, &mut out));
    }
    terminal::close(view, &mut out);
    out
}

fn one(view: &View<'_>, log: &Changelog<'_>, out: &mut String) {
    let _ = writeln!(out, "{} · {} · {}", one_line(&log.compared.path), one_line(&log.versions()), log.summary());
    match log.step.suggested() {
        Some(version) => {
            let _ = writeln!(out, "suggested step: {} (at least {version})", log.bump.as_str());
        }
        None => {
            let _ = writeln!(out, "suggested step: {}", log.bump.as_str());
        }
    }
    if let Some(note) = log.step.note() {
        let _ = writeln!(out, "note: {}", one_line(note));
    }
    out.push('\n');
    for section in &log.sections {
        lines(view, section, out);
    }
}

fn lines(view: &View<'_>, section: &Section<'_>, out: &mut String) {
    let severity = match section.kind {
        Kind::Breaking => rule::Severity::Error,
        Kind::Look => rule::Severity::Warning,
        Kind::Compatible => rule::Severity::Info,
    };
    let title = format!("{} ({})", section.kind.heading(), section.count());
    let _ = writeln!(out, "{}", terminal::in_severity(view, severity, &title));
    for (operation, changes) in &section.operations {
        let _ = writeln!(out, "  {}", one_line(operation));
        for finding in changes {
            let _ = write!(out, "    - {} [{}]", one_line(sentence(finding)), place(&finding.location));
            if let Some(decision) = decision(finding) {
                let _ = write!(out, " ({})", one_line(&decision));
            }
            out.push('\n');
            if *operation == SHARED {
                let _ = writeln!(out, "      in {}", one_line(&named(&uses(finding), NAMED)));
            }
        }
    }
    out.push('\n');
}

/// The first operations, and how many more there are.
pub(super) fn named(uses: &[&str], most: usize) -> String {
    let first = uses.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    if uses.len() > most { format!("{first} and {} more", uses.len() - most) } else { first }
}
