//! One metric of all services side by side, with what explains it: a question of a manager, answered on one screen.

use std::fmt::Write;

use gate_delivery::dora::duration::words;
use gate_delivery::dora::measures::Unit;

use super::figures::{Board, SHOWN, Section};
use super::numbers;
use super::text::{cells, escape, head, headline, legs, short, table};
use crate::report::{self, Format, View, clean};

/// The measure of a name on the command line.
fn measure(name: &str) -> &'static str {
    match name {
        "lead-time" => "change_lead_time_median",
        "frequency" => "deployment_frequency_per_week",
        "recovery" => "failed_deployment_recovery_time_median",
        "fail-rate" => "change_fail_rate",
        "rework" => "rework_rate",
        _ => "time_to_restore_median",
    }
}

/// Heading, rows and notes of one metric.
struct Answer {
    heading: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

fn answer(board: &Board<'_>, name: &str) -> Answer {
    let measure = measure(name);
    let heading = SHOWN.iter().find(|(own, _)| *own == measure).map_or("", |(_, heading)| heading);
    let mut head = head(board).to_vec();
    head[0] = "service";
    let sections = || board.services.iter().chain(&board.groups);
    let mut answer = Answer { heading, head, rows: Vec::new(), notes: Vec::new() };
    for section in sections() {
        let Some(row) = section.rows.iter().find(|row| row.value.name == measure) else { continue };
        let mut row = cells(row, section, board);
        row[0].clone_from(&section.title);
        answer.rows.push(row);
    }
    if sections().any(|section| section.rows.iter().any(|row| row.worse && row.value.name == measure)) {
        answer.notes.push("!: significantly worse than in the window before (the 95 % intervals do not overlap)".into());
    }
    answer.notes.extend(board.services.iter().flat_map(|section| notes(section, board, measure)));
    answer
}

fn notes(section: &Section<'_>, board: &Board<'_>, measure: &str) -> Vec<String> {
    let title = section.service.map_or("", |service| service.facts.service.as_str());
    let row = section.rows.iter().find(|row| row.value.name == measure);
    let unknown = row.and_then(|row| row.value.reason).map(|reason| format!("unknown: {}", reason.words()));
    let mut notes: Vec<String> = unknown.into_iter().collect();
    let tally = &section.figures.tally;
    match measure {
        "change_lead_time_median" => {
            notes.extend(legs(section, board.ascii));
            let slowest = section.slowest(board.report).into_iter().next();
            notes.extend(slowest.map(|(lead, deployment)| {
                format!("slowest: {} took {} to {deployment}", short(lead), words(lead.seconds.unwrap_or_default()))
            }));
        }
        "deployment_frequency_per_week" if tally.covered => {
            let gap = section.figures.values.iter().find(|value| value.name == "deployment_gap_median");
            let gap = gap.and_then(|gap| gap.value).map(|gap| format!(", median gap {}", words(gap))).unwrap_or_default();
            let (deployments, days) = (tally.deployed.len(), tally.deploy_days.len());
            notes.push(format!("{} on {}{gap}", numbers::counted(deployments, "deployment"), numbers::counted(days, "day")));
        }
        "change_fail_rate" | "failed_deployment_recovery_time_median" => {
            let failed = section.failed(board.report).into_iter();
            notes.extend(failed.map(|failed| format!("{} failed: {}; {}", failed.id, failed.because.join(", "), failed.recovery_words())));
        }
        "rework_rate" if row.is_some_and(|row| row.value.unit == Unit::Ratio && row.value.value.is_some()) => {
            notes.push(format!("{} of {} unplanned or rollbacks", tally.rework, numbers::counted(tally.deployed.len(), "deployment")));
        }
        _ => {}
    }
    notes.into_iter().map(|note| format!("{title}: {note}")).collect()
}

pub(super) fn terminal(board: &Board<'_>, names: &[String], view: &View<'_>) -> String {
    let mut out = format!("{}\n", headline(board));
    for answer in names.iter().map(|name| answer(board, name)) {
        let _ = write!(out, "\n{}\n{}", answer.heading, table(&answer.head, &answer.rows));
        for note in &answer.notes {
            let _ = writeln!(out, "  {}", clean(note));
        }
    }
    let mut quiet = view.look.clone();
    quiet.quiet = true;
    out.push('\n');
    out.push_str(&report::render(Format::Terminal, &View { look: quiet, ..*view }));
    out
}

pub(super) fn markdown(board: &Board<'_>, names: &[String]) -> String {
    let mut out = format!("# DORA metrics\n\n{}\n", headline(board));
    for answer in names.iter().map(|name| answer(board, name)) {
        let columns = " --- |".repeat(answer.head.len());
        let _ = write!(out, "\n## {}\n\n| {} |\n|{columns}\n", answer.heading, answer.head.join(" | "));
        for row in &answer.rows {
            let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        out.push('\n');
        answer.notes.iter().for_each(|note| {
            let _ = writeln!(out, "- {}", escape(note));
        });
    }
    out
}
