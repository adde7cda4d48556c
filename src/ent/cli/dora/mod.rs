//! `ent dora`: the five DORA metrics.

mod by_metric;
mod explain;
mod export;
mod figures;
mod metrics;
mod numbers;
mod report;
mod source;
mod sparkline;
mod text;

use clap::{Args as ClapArgs, Subcommand};

use super::error::CliError;
use super::global::Global;
use crate::engine::ExitCode;

/// Arguments of `ent dora`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// The metrics of each service in a window, against the window before and against targets
    #[command(before_help = "Examples:
  ent dora report --tags 'v\\d+\\.\\d+\\.\\d+' --since 2026-01-01 --until 2026-04-01
  ent dora report --deployments deployments.jsonl --incidents incidents.jsonl
  ent dora report --format html=dora.html --format openmetrics=dora.prom")]
    Report(report::Args),
    /// Where a number comes from: the records and the rule behind a metric, a deployment or a commit
    #[command(before_help = "Examples:
  ent dora explain change_fail_rate --deployments deployments.jsonl --incidents incidents.jsonl
  ent dora explain v2.4.0 --tags 'v\\d+\\.\\d+\\.\\d+'
  ent dora explain 4f9d2c1 --tags 'v\\d+\\.\\d+\\.\\d+'")]
    Explain(explain::Args),
    /// The normalised records as JSON Lines or CSV
    #[command(before_help = "Examples:
  ent dora export --tags 'v\\d+\\.\\d+\\.\\d+' > deployments.jsonl
  ent dora export --deployments deployments.jsonl --format csv=deployments.csv
  ent dora export --incidents incidents.csv --kind incident")]
    Export(export::Args),
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::Report(args) => report::run(args, global),
        Verb::Explain(args) => explain::run(args, global),
        Verb::Export(args) => export::run(args, global),
    }
}
