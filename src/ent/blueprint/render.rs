//! The scoreboard on a terminal, as JSON, Markdown and one HTML page.

use std::fmt::Write;

use serde_json::json;

use super::assess::{Assessment, Level};
use super::rows::AREAS;
use crate::report::{STYLE, clean, pages};

const PAGE: &str = include_str!("../../../templates/report/blueprint.html");
/// Evidence files named per row; the rest is counted.
const NAMED: usize = 2;

/// How many rows stand on each level, lowest first.
fn counts(rows: &[Assessment]) -> Vec<(Level, usize)> {
    let all = [Level::Absent, Level::Found, Level::Stale, Level::Valid, Level::Enforced, Level::Proven, Level::NotApplicable];
    all.into_iter().map(|level| (level, rows.iter().filter(|row| row.level == level).count())).filter(|(_, count)| *count > 0).collect()
}

fn summary(rows: &[Assessment]) -> String {
    let parts: Vec<String> = counts(rows).iter().map(|(level, count)| format!("{count} {}", level.as_str())).collect();
    format!("{} rows: {}", rows.len(), parts.join(", "))
}

fn evidence(row: &Assessment) -> String {
    let mut text = row.evidence.iter().take(NAMED).map(|path| clean(path).into_owned()).collect::<Vec<_>>().join(", ");
    if row.evidence.len() > NAMED {
        let _ = write!(text, " +{}", row.evidence.len() - NAMED);
    }
    text
}

/// For people on a terminal: a line per row, and below it what comes next.
pub fn terminal(rows: &[Assessment], color: bool) -> String {
    let mut text = String::new();
    for (index, area) in AREAS.iter().enumerate() {
        let own: Vec<&Assessment> = rows.iter().filter(|row| usize::from(row.area) == index + 1).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}. {area}", index + 1);
        own.iter().for_each(|row| line(row, color, &mut text));
        text.push('\n');
    }
    let _ = writeln!(text, "{}", summary(rows));
    text
}

fn line(row: &Assessment, color: bool, text: &mut String) {
    let level = format!("{:<14}", row.level.as_str());
    let level = if color { format!("\u{1b}[{}m{level}\u{1b}[0m", style(row.level)) } else { level };
    let evidence = evidence(row);
    let _ = writeln!(
        text,
        "  {:<5} {level} {}{}",
        row.row,
        row.title,
        if evidence.is_empty() { String::new() } else { format!("  [{evidence}]") }
    );
    let why: Vec<String> = [row.reason.as_str(), row.next.as_deref().unwrap_or_default()]
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| clean(part).into_owned())
        .collect();
    if !why.is_empty() && row.level != Level::Proven {
        let _ = writeln!(text, "        {}", why.join(" → "));
    }
}

fn style(level: Level) -> &'static str {
    match level {
        Level::Absent => "31",
        Level::Found => "33",
        Level::Stale => "35",
        Level::Valid => "36",
        Level::Enforced | Level::Proven => "32",
        Level::NotApplicable => "2",
    }
}

/// For machines.
pub fn json(rows: &[Assessment]) -> String {
    let counts: serde_json::Map<String, serde_json::Value> =
        counts(rows).into_iter().map(|(level, count)| (level.as_str().replace(' ', "_"), json!(count))).collect();
    let value = json!({"schema_version": 1, "rows": rows, "counts": counts});
    format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
}

/// For pull requests and wikis.
pub fn markdown(rows: &[Assessment]) -> String {
    let mut text = format!("## Blueprint\n\n{}\n", summary(rows));
    for (index, area) in AREAS.iter().enumerate() {
        let _ =
            writeln!(text, "\n### {}. {area}\n\n| row | what | level | evidence | why and what next |\n|---|---|---|---|---|", index + 1);
        for row in rows.iter().filter(|row| usize::from(row.area) == index + 1) {
            let next = [clean(&row.reason).into_owned(), row.next.clone().unwrap_or_default()];
            let next = next.iter().filter(|part| !part.is_empty()).map(|part| escape(part)).collect::<Vec<_>>().join("; ");
            let _ = writeln!(text, "| {} | {} | {} | {} | {next} |", row.row, row.title, row.level.as_str(), escape(&evidence(row)));
        }
    }
    text
}

fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// One page for a browser.
pub fn html(rows: &[Assessment]) -> String {
    let environment = pages();
    let areas: Vec<_> = AREAS
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let own = rows.iter().filter(|row| usize::from(row.area) == index + 1).map(|row| {
                json!({"row": row.row, "title": row.title, "level": row.level, "word": row.level.as_str(), "reason": row.reason, "evidence": evidence(row), "next": row.next})
            });
            json!({"number": index + 1, "name": name, "rows": own.collect::<Vec<_>>()})
        })
        .collect();
    let page = json!({"style": STYLE, "summary": summary(rows), "areas": areas, "version": env!("CARGO_PKG_VERSION")});
    let made = environment.render_str(PAGE, minijinja::value::Serde(page));
    made.unwrap_or_else(|why| format!("<!doctype html><title>ent</title><p>The page could not be made: {why}</p>"))
}
