//! One line per finding: for editors, agents and `grep`.

use std::fmt::Write;

use super::View;
use super::clean::one_line;

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    for finding in &view.report.findings {
        let at = &finding.location;
        let _ = write!(out, "{}", one_line(&at.path));
        if let (Some(line), Some(column)) = (at.line, at.column) {
            let _ = write!(out, ":{line}:{column}");
        }
        let state = if finding.disposition.is_open() { String::new() } else { format!(" ({})", finding.disposition.as_str()) };
        let _ = write!(out, ": {}{state} {}: {}", finding.severity, finding.rule, one_line(&finding.message));
        match view.help(finding) {
            Some(help) => drop(writeln!(out, " — {}", one_line(&help))),
            None => out.push('\n'),
        }
    }
    let _ = writeln!(out, "{}", super::terminal::verdict_line(view.report));
    out
}
