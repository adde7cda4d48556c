//! `ent check`: the main job.

use std::cmp::Reverse;

use clap::Args as ClapArgs;
use rule::{Finding, Severity};

use super::comment::Conversation;
use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::shard::Shard;
use crate::engine::{ExitCode, Report, Status, Verdict};

/// Arguments of `ent check`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Gates to run; all that apply where none is named. A gate that is named is required
    #[arg(value_name = "GATE")]
    gates: Vec<String>,
    /// Run the K-th of N parts of the gates, or `auto`: from the variables of the pipeline. `ent report merge` puts them together
    #[arg(long, value_name = "K/N|auto")]
    shard: Option<Shard>,
    /// Count only findings that the merge base with this revision does not have
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    /// Post the result as the one comment of `ent` in a pull request on GitHub, or update it; the number is known in a workflow of a pull
    /// request. Needs GITHUB_TOKEN or GH_TOKEN
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    comment: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let mut session = Session::open(global)?;
    session.base = args.base.clone().or(session.base);
    let mut requests = session.requests(&args.gates)?;
    if let Some(shard) = &args.shard {
        shard.keep(&mut requests)?;
    }
    // Whether there is anybody to tell is known before anything runs.
    let conversation = args.comment.as_deref().map(|number| Conversation::open(number, &session)).transpose()?;
    let inventory = session.inventory()?;
    let run = session.run(inventory.files, None)?;
    let report = match &args.base {
        Some(base) => session.judge_against(&run, &requests, base)?,
        None => session.judge(&run, &requests)?,
    };
    let next = next_commands(&report, session.config.path.is_some());
    let code = session.finish(&report, Some(&run), next)?;
    if let Some(conversation) = conversation {
        conversation.tell(&session, &report, &run)?;
    }
    Ok(code)
}

/// The two commands most worth trying next.
fn next_commands(report: &Report, configured: bool) -> Vec<String> {
    let mut next = Vec::new();
    let decides = |finding: &&Finding| {
        let skipped = report.gates.iter().any(|gate| gate.gate == finding.gate && gate.status == Status::Skipped);
        finding.disposition.is_open() && finding.severity > Severity::Info && !skipped
    };
    // The first of the worst, as the report shows them.
    let worst = report.findings.iter().filter(decides).min_by_key(|finding| Reverse(finding.severity));
    next.extend(worst.map(|finding| format!("ent explain {}", finding.rule)));
    if let Some(gate) = report.gates.iter().find(|gate| gate.status == Status::Inconclusive) {
        next.push(format!("ent check {} -v", gate.gate));
    }
    match (report.verdict, configured) {
        (Verdict::NothingToCheck, _) => next.push("ent inventory".into()),
        (_, false) => next.push("ent init".into()),
        (_, true) => {}
    }
    next.push("ent blueprint".into());
    next.truncate(2);
    next
}
