//! A table of findings: one row each, worst first.

use std::fmt::Write;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

use super::View;
use super::clean::one_line;
use super::place;

/// Rows shown without `-v`.
const SHOWN: usize = 50;

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    let open = view.worst_first();
    if !view.look.quiet && !open.is_empty() {
        let shown = if view.look.verbose { open.len() } else { open.len().min(SHOWN) };
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(view.look.width.max(60)).unwrap_or(100)).set_header(["severity", "rule", "place", "message"]);
        for finding in &open[..shown] {
            table.add_row([finding.severity.as_str(), &finding.rule, &place(&finding.location), &one_line(&finding.message)]);
        }
        if let Some(column) = table.column_mut(0) {
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(10)));
        }
        let _ = writeln!(out, "{table}");
        if shown < open.len() {
            let _ = writeln!(out, "… and {} more (-v shows all)", open.len() - shown);
        }
    }
    super::terminal::close(view, &mut out);
    out
}
