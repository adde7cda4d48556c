//! `ent check`: the main job.

use clap::Args as ClapArgs;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use crate::engine::{ExitCode, Report, Status, Verdict};

/// Arguments of `ent check`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Gates to run; all that apply where none is named. A gate that is named is required
    #[arg(value_name = "GATE")]
    gates: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let requests = session.requests(&args.gates)?;
    let inventory = session.inventory()?;
    let run = session.run(inventory.files, None)?;
    let report = session.judge(&run, &requests)?;
    let next = next_commands(&report);
    session.finish(&report, Some(&run), next)
}

/// The two commands most worth trying next.
fn next_commands(report: &Report) -> Vec<String> {
    let mut next = Vec::new();
    let worst = report.findings.iter().filter(|finding| finding.disposition.is_open()).max_by_key(|finding| finding.severity);
    if let Some(finding) = worst {
        next.push(format!("ent explain {}", finding.rule));
    }
    if let Some(gate) = report.gates.iter().find(|gate| gate.status == Status::Inconclusive) {
        next.push(format!("ent check {} -v", gate.gate));
    }
    if report.verdict == Verdict::NothingToCheck {
        next.push("ent inventory".into());
    }
    next.truncate(2);
    next
}
