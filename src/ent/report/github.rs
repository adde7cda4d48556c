//! Workflow commands of GitHub Actions: annotations worst first within the platform's limits, then one notice that counts the rest. The full
//! table goes to the job summary, the human report stays in the log.

use std::fmt::Write;

use rule::{Finding, Severity};

use super::View;
use super::{clean, markdown, terminal};

/// Annotations of each kind that GitHub keeps per step.
const PER_KIND: usize = 10;
/// The job summary of one step may be 1 MiB.
const SUMMARY_BYTES: usize = 1024 * 1024 - 1024;

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = terminal::render(view);
    let open = view.worst_first();
    let mut left = 0;
    for (severity, kind) in [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "notice")] {
        // One notice is kept for the count of the rest.
        let limit = if severity == Severity::Info { PER_KIND - 1 } else { PER_KIND };
        let of_kind: Vec<&&Finding> = open.iter().filter(|finding| finding.severity == severity).collect();
        of_kind.iter().take(limit).for_each(|finding| annotation(view, finding, kind, &mut out));
        left += of_kind.len().saturating_sub(limit);
    }
    if left > 0 {
        let _ = writeln!(out, "::notice title=ent::{left} more findings: the job summary lists them");
    }
    out
}

/// The Markdown for the job summary, cut at a line within the platform's limit.
pub fn summary(view: &View<'_>) -> String {
    let mut text = markdown::render(view);
    if text.len() > SUMMARY_BYTES {
        let mut cut = SUMMARY_BYTES;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        text.truncate(text[..cut].rfind('\n').map_or(cut, |at| at + 1));
        text.push_str("\n… cut at the platform's limit.\n");
    }
    text
}

fn annotation(view: &View<'_>, finding: &Finding, kind: &str, out: &mut String) {
    let at = &finding.location;
    let mut properties = vec![format!("file={}", property(&view.in_checkout(&at.path)))];
    if let Some(line) = at.line {
        properties.push(format!("line={line}"));
        let end = at.end_line.unwrap_or(line);
        properties.push(format!("endLine={end}"));
        // Columns are honoured only when the annotation stays on one line.
        if let (Some(column), Some(end_column), true) = (at.column, at.end_column, end == line) {
            properties.push(format!("col={column}"));
            properties.push(format!("endColumn={end_column}"));
        }
    }
    properties.push(format!("title={}", property(&finding.rule)));
    let message = match view.help(finding) {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let _ = writeln!(out, "::{kind} {}::{}", properties.join(","), data(&message));
}

fn data(text: &str) -> String {
    clean(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
