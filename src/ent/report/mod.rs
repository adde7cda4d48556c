//! One file per output format. A reporter reads a finished run and knows no gate.

mod changelog;
mod clean;
mod comment;
mod concise;
mod csv;
mod excerpt;
mod format;
mod github;
mod gitlab;
mod grafana;
mod html;
mod json;
mod junit;
mod markdown;
mod masked;
mod openmetrics;
mod read;
mod sarif;
mod table;
mod terminal;
mod view;

pub use changelog::{Bump, Changelog, Compared, Step, changelogs, render as changelog};
pub use clean::clean;
pub use comment::comment;
pub use csv::row as csv_row;
pub use format::{Format, Output};
pub use github::summary as job_summary;
pub use grafana::{Panel, dashboard};
pub use html::{STYLE, pages};
pub use json::{finding_json, report_schema, to_json};
pub(crate) use masked::masked;
pub use openmetrics::{Family, Sample, families};
pub use read::from_json;
pub use view::{Look, View, Words};

/// A run in one format.
pub fn render(format: Format, view: &View<'_>) -> String {
    match format {
        Format::Terminal => terminal::render(view),
        Format::Table => table::render(view),
        Format::Junit => junit::render(view),
        Format::Markdown => markdown::render(view),
        Format::Github => github::render(view),
        Format::Gitlab => gitlab::render(view),
        Format::Html => html::render(view),
        Format::Json => json::render(view),
        Format::Sarif => sarif::render(view),
        Format::Concise => concise::render(view),
        Format::Csv => csv::render(&view.report.measures),
        Format::Openmetrics => openmetrics::render(&view.report.measures),
        Format::Grafana => grafana::render(&view.report.measures),
    }
}

/// Whether a measure keeps its limit, in one word; empty where it has none.
fn status_word(status: rule::MeasureStatus) -> &'static str {
    match status {
        rule::MeasureStatus::Met => "met",
        rule::MeasureStatus::Missed => "missed",
        rule::MeasureStatus::Unknown => "unknown",
        rule::MeasureStatus::None => "",
    }
}

/// A limit as people write it: `≤ 5`.
fn target(limit: rule::Limit) -> String {
    format!("{} {}", if limit.op == rule::Op::AtMost { "≤" } else { "≥" }, terminal::number(limit.value))
}

/// `path:line:column`, or as much of it as there is.
fn place(at: &rule::Location) -> String {
    let path = clean::one_line(&at.path);
    match (at.line, at.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (Some(line), None) => format!("{path}:{line}"),
        _ => path,
    }
}
