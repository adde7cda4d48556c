//! `ent report show|merge|diff`.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use rule::{Finding, NotJudged, Severity};

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::engine::{self, Report};
use crate::report;

/// Arguments of `ent report`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Render a saved run again, in any format
    Show {
        /// A report written with --format json=FILE
        #[arg(value_name = "RUN.json")]
        run: PathBuf,
    },
    /// Put the shards of one run together
    Merge {
        /// The reports of all shards
        #[arg(value_name = "RUN.json", required = true, num_args = 1..)]
        runs: Vec<PathBuf>,
    },
    /// Compare two runs: what is new, what is gone. Exit 1 when something new would fail a gate
    Diff {
        /// The run before
        #[arg(value_name = "OLD.json")]
        old: PathBuf,
        /// The run after
        #[arg(value_name = "NEW.json")]
        new: PathBuf,
    },
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    match &args.what {
        What::Show { run } => session.finish(&read(&session, run)?, None, Vec::new()),
        What::Merge { runs } => {
            let reports = runs.iter().map(|run| read(&session, run)).collect::<Result<Vec<_>, _>>()?;
            let merged = engine::merge(reports).map_err(|why| CliError::usage(why, "merge the shards of one run".to_string()))?;
            session.finish(&merged, None, Vec::new())
        }
        What::Diff { old, new } => diff(&session, &read(&session, old)?, &read(&session, new)?),
    }
}

fn read(session: &Session<'_>, path: &std::path::Path) -> Result<Report, CliError> {
    let shown = path.to_string_lossy().into_owned();
    let text =
        std::fs::read_to_string(session.root.join(path)).map_err(|why| NotJudged::input(&shown, format!("it cannot be read: {why}")))?;
    report::from_json(&text).map_err(|why| CliError::Broken(format!("{shown}:{why}")))
}

/// Findings of one side that the other lacks; equal fingerprints are matched one to one.
fn only_in<'r>(these: &'r Report, those: &Report) -> Vec<&'r Finding> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for finding in those.findings.iter().filter(|finding| finding.disposition.is_open()) {
        *known.entry(&finding.fingerprint).or_default() += 1;
    }
    let mut only = Vec::new();
    for finding in these.findings.iter().filter(|finding| finding.disposition.is_open()) {
        match known.get_mut(finding.fingerprint.as_str()).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => only.push(finding),
        }
    }
    only
}

fn diff(session: &Session<'_>, old: &Report, new: &Report) -> Result<ExitCode, CliError> {
    let (added, gone) = (only_in(new, old), only_in(old, new));
    let limit: Option<Severity> = session.global.fail_on.as_deref().unwrap_or("error").parse().ok();
    let fails = added.iter().any(|finding| limit.is_some_and(|limit| finding.severity >= limit));
    let text = if session.global.stdout_is_machine() {
        let list =
            |findings: &[&Finding]| findings.iter().map(|finding| report::finding_json(finding, finding.help.clone())).collect::<Vec<_>>();
        let value = serde_json::json!({"old_verdict": old.verdict, "new_verdict": new.verdict, "new": list(&added), "gone": list(&gone)});
        format!("{}\n", serde_json::to_string_pretty(&value).unwrap_or_default())
    } else {
        as_text(old, new, &added, &gone)
    };
    output::print(&text)?;
    Ok(if fails { ExitCode::FAILED } else { ExitCode::PASSED })
}

fn as_text(old: &Report, new: &Report, added: &[&Finding], gone: &[&Finding]) -> String {
    let mut text = String::new();
    for (mark, findings) in [('+', added), ('-', gone)] {
        for finding in findings {
            let at = &finding.location;
            let place = at.line.map_or_else(|| at.path.clone(), |line| format!("{}:{line}", at.path));
            let _ = writeln!(
                text,
                "{mark} {} {} {}: {}",
                finding.severity,
                finding.rule,
                report::clean(&place),
                report::clean(&finding.message)
            );
        }
    }
    for gate in &new.gates {
        let before = old.gates.iter().find(|other| other.gate == gate.gate).map(|other| other.status.as_str()).unwrap_or("not run");
        if before != gate.status.as_str() {
            let _ = writeln!(text, "{}: {before} → {}", gate.gate, gate.status.as_str());
        }
    }
    let _ = writeln!(text, "{} → {}: {} new, {} gone", old.verdict.as_str(), new.verdict.as_str(), added.len(), gone.len());
    text
}
