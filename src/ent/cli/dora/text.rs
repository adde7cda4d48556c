//! The report for terminals and for Markdown.

use std::fmt::Write;

use gate_delivery::dora::duration::words;
use gate_delivery::dora::lead::Lead;
use gate_delivery::dora::scale::Scale;
use gate_delivery::dora::settings::Clock;
use unicode_width::UnicodeWidthStr;

use super::figures::{Board, Row, Section, verdict};
use super::numbers;
use super::sparkline::{bar, sparkline};
use crate::report::{self, Format, View, clean};

const COLUMNS: [&str; 8] = ["metric", "value", "95 % interval", "before", "change", "target", "score", "12 weeks"];

pub(super) fn head(board: &Board<'_>) -> [&'static str; 8] {
    match board.scale {
        Scale::QuickCheck(_) => COLUMNS,
        Scale::Levels(_) => COLUMNS.map(|name| if name == "score" { "level" } else { name }),
    }
}

pub(super) fn terminal(board: &Board<'_>, view: &View<'_>) -> String {
    let mut out = format!("{}\n", headline(board));
    if board.services.len() > 1 {
        out.push_str(&overview(board));
    }
    for section in board.services.iter().chain(&board.groups) {
        let _ = write!(out, "\n{}\n", clean(&section.title));
        let rows: Vec<Vec<String>> = section.rows.iter().map(|row| cells(row, section, board)).collect();
        out.push_str(&table(&head(board), &rows));
        for line in notes(section, board) {
            let _ = writeln!(out, "  {}", clean(&line));
        }
    }
    out.push('\n');
    out.push_str(&report::render(Format::Terminal, view));
    out
}

pub(super) fn markdown(board: &Board<'_>, view: &View<'_>) -> String {
    let mut out = format!("# DORA metrics\n\n{}\n", headline(board));
    for section in board.services.iter().chain(&board.groups) {
        let _ = write!(out, "\n## {}\n\n| {} |\n|{}\n", escape(&section.title), head(board).join(" | "), " --- |".repeat(COLUMNS.len()));
        for row in &section.rows {
            let cells: Vec<String> = cells(row, section, board).iter().map(|cell| escape(cell)).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out.push('\n');
        for line in notes(section, board) {
            let _ = writeln!(out, "- {}", escape(&line));
        }
    }
    out.push('\n');
    out.push_str(&report::render(Format::Markdown, view));
    out
}

pub(super) fn escape(text: &str) -> String {
    clean(text).trim().replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

/// Window, clock, and what is compared.
pub(super) fn headline(board: &Board<'_>) -> String {
    let window = board.report.window;
    let day = |at: jiff::Timestamp| {
        let text = at.to_string();
        text.strip_suffix("T00:00:00Z").map_or(text.clone(), str::to_string)
    };
    let before = board.report.before.map(|before| format!("; before: from {}", day(before.since))).unwrap_or_default();
    let clock = match board.report.settings.clock {
        Clock::Committer => "committer time",
        Clock::Author => "author time",
        Clock::Merge => "the merge",
        Clock::PrFirstCommit => "the first commit of the pull request",
    };
    format!(
        "DORA from {} to {} ({:.0} days, UTC{before}); lead time begins at {clock}",
        day(window.since),
        day(window.until),
        window.days()
    ) + if board.report.settings.cherry_pick_origin { ", of a cherry-pick at that of its origin" } else { "" }
}

pub(super) fn cells(row: &Row<'_>, section: &Section<'_>, board: &Board<'_>) -> Vec<String> {
    let ascii = board.ascii;
    let change = numbers::change(row.value, row.before);
    let measure = row.measure.map(|measure| numbers::target(measure, row.value.unit, ascii)).unwrap_or_default();
    vec![
        row.label.to_string(),
        numbers::value(row.value),
        numbers::interval(row.value),
        row.before.map(numbers::value).unwrap_or_default(),
        if row.worse { format!("{change} !") } else { change },
        measure,
        row.rated(board.scale, &section.figures.values),
        sparkline(&row.trend, ascii),
    ]
}

fn overview(board: &Board<'_>) -> String {
    let head = ["service", "lead time", "frequency", "recovery", "fail rate", "rework", "restore"];
    let rows: Vec<Vec<String>> = board
        .services
        .iter()
        .chain(&board.groups)
        .map(|section| std::iter::once(section.title.clone()).chain(section.rows.iter().map(|row| numbers::value(row.value))).collect())
        .collect();
    format!("\n{}", table(&head, &rows))
}

/// Columns as wide as their widest cell.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain([head[column].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::from(" ");
        for (cell, width) in cells.zip(&widths) {
            let _ = write!(text, " {cell}{} ", " ".repeat(width.saturating_sub(cell.width())));
        }
        format!("{}\n", text.trim_end())
    };
    let mut out = line(&mut head.iter().copied());
    for row in rows {
        out.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    out
}

/// What stands below the rows: why something is unknown, counts, legs, the slowest changes, failures, what is left out.
fn notes(section: &Section<'_>, board: &Board<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut seen = Vec::new();
    for reason in section.rows.iter().filter_map(|row| row.value.reason) {
        if !seen.contains(&reason) {
            seen.push(reason);
            let names: Vec<&str> = section.rows.iter().filter(|row| row.value.reason == Some(reason)).map(|row| row.label).collect();
            notes.push(format!("unknown ({}): {}", names.join("; "), reason.words()));
        }
    }
    let tally = &section.figures.tally;
    if tally.covered {
        notes.push(format!(
            "counted: {} on {}, {}",
            numbers::counted(tally.deployed.len(), "deployment"),
            numbers::counted(tally.deploy_days.len(), "day"),
            numbers::counted(tally.lead.len(), "change")
        ));
    }
    if tally.covered {
        notes.push(verdict(board.scale, &section.figures.values));
    }
    notes.extend(legs(section, board.ascii));
    notes.extend(extras(section));
    notes.extend(reverts(section, board));
    for (lead, deployment) in section.slowest(board.report) {
        notes.push(format!("slowest: {} took {} to {deployment}", short(lead), words(lead.seconds.unwrap_or_default())));
    }
    for failed in section.failed(board.report) {
        notes.push(format!("failed: {} of {}, {} ({})", failed.id, failed.at, failed.recovery_words(), failed.because.join(", ")));
    }
    let left_out: Vec<String> = tally.left_out.in_words().into_iter().map(|(count, words)| format!("{count} {words}")).collect();
    if !left_out.is_empty() {
        notes.push(format!("left out: {}", left_out.join("; ")));
    }
    notes
}

/// A commit as people name it.
pub(super) fn short(lead: &Lead) -> &str {
    lead.change.get(..10).unwrap_or(&lead.change)
}

pub(super) fn legs(section: &Section<'_>, ascii: bool) -> Option<String> {
    let legs = section.legs();
    let longest = legs.iter().map(|(_, seconds)| *seconds).fold(0.0, f64::max);
    let leg = |(name, seconds): &(&str, f64)| format!("{name} {} {}", words(*seconds), bar(seconds / longest.max(1.0), 10, ascii));
    (!legs.is_empty()).then(|| format!("where a change waits (medians): {}", legs.iter().map(leg).collect::<Vec<_>>().join("  ")))
}

/// The changes of the window that take back an earlier one, with the deployments that brought them.
fn reverts(section: &Section<'_>, board: &Board<'_>) -> Option<String> {
    let live = &section.service?.facts.timeline.live;
    let mut names: Vec<&str> = Vec::new();
    let mut count = 0;
    for deployed in live.iter().filter(|live| live.succeeded && board.report.window.contains(live.at())) {
        let own = deployed.record.changes.iter().flatten().filter(|change| change.reverts.is_some()).count();
        count += own;
        if own > 0 {
            names.push(&deployed.record.id);
        }
    }
    const SHOWN: usize = 5;
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let names = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    (count > 0).then(|| {
        format!(
            "{} back an earlier one: in {names}{more}",
            if count == 1 { "1 change takes".into() } else { format!("{count} changes take") }
        )
    })
}

fn extras(section: &Section<'_>) -> Option<String> {
    let names = [
        ("change_lead_time_p75", "p75"),
        ("change_lead_time_p90", "p90"),
        ("change_lead_time_mean", "mean"),
        ("change_lead_time_median_author_clock", "median by the author's clock"),
        ("change_lead_time_median_with_bots", "median with bots"),
        ("deployment_gap_median", "median gap between deployments"),
    ];
    let value = |name: &str| section.figures.values.iter().find(|value| value.name == name).and_then(|value| value.value);
    let known: Vec<String> = names.iter().filter_map(|(name, label)| Some(format!("{label} {}", words(value(name)?)))).collect();
    (!known.is_empty()).then(|| format!("lead time: {}", known.join(", ")))
}
