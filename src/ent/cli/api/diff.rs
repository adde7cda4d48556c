//! `ent api diff`: what breaks.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::Args as ClapArgs;
use gate_api::diff::ApiDiff;
use rule::{Of, Severity};

use super::super::error::CliError;
use super::super::global::Global;
use super::inputs::{Inputs, Loaded};
use crate::engine::{ExitCode, Request};
use crate::report::{self, Format, View};

/// Arguments of `ent api diff`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Count the changes by what they are, instead of listing them
    #[arg(long, help_heading = "Output")]
    summary: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let Loaded { session, run } = args.inputs.load(global)?;
    let requests = [Request { gate: &Of(ApiDiff), extra: Vec::new(), required: true }];
    let report = session.judge(&run, &requests)?;
    let own = |format: Format, view: &View<'_>| {
        let people = matches!(format, Format::Terminal | Format::Table) && !view.look.quiet;
        (args.summary && people).then(|| summary(view))
    };
    session.finish_with(&report, Some(&run), Vec::new(), &own)
}

/// How often each change stands in the report, the heaviest first.
fn summary(view: &View<'_>) -> String {
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in view.report.findings.iter().filter(|finding| finding.disposition.is_open()) {
        *counts.entry((std::cmp::Reverse(finding.severity), finding.rule.as_ref())).or_default() += 1;
    }
    let mut text = String::new();
    for ((severity, rule), count) in &counts {
        let _ = writeln!(text, "{count:>6}  {:<7}  {rule}", severity.0.to_string());
    }
    if !counts.is_empty() {
        text.push('\n');
    }
    // The verdict is told as everywhere.
    let mut look = view.look.clone();
    look.quiet = true;
    let quiet = View { report: view.report, store: view.store, words: view.words, look };
    text + &report::render(Format::Terminal, &quiet)
}
