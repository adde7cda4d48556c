//! The command line: one file per verb, from arguments to an exit code.

mod api;
mod base;
mod baseline;
mod blueprint;
mod check;
mod comment;
mod completions;
mod config;
mod dora;
mod error;
mod exceptions;
mod explain;
mod global;
mod init;
mod inventory;
mod man;
mod output;
mod pipeline;
mod progress;
mod report;
mod rules;
mod sbom;
mod schema;
mod session;
mod shard;
mod waiver;

use std::process::ExitCode as ProcessCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::engine::ExitCode;
use error::CliError;
use global::Global;

/// The engineering blueprint as gates that pass or fail.
#[derive(Parser)]
#[command(name = "ent", version, propagate_version = false, disable_help_subcommand = true, max_term_width = 100)]
#[command(before_help = EXAMPLES, after_help = "Exit codes: 0 passed · 1 failed · 2 usage · 3 inconclusive · 4 nothing to check · 70 internal error.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "Examples:
  ent check                          judge this directory
  ent check runbooks -C services/api judge one gate of another directory
  ent check --format json=run.json --format terminal";

#[derive(Subcommand)]
enum Verb {
    /// Judge what the repository holds: findings, measures, one verdict
    Check(check::Args),
    /// Show what ent sees in the tree, and what each file is taken for
    Inventory(inventory::Args),
    /// Descriptions of APIs: what a change breaks
    Api(api::Args),
    /// The five DORA metrics: report, explain, export
    Dora(Box<dora::Args>),
    /// Write a commented ent.yaml for what is here, starter documents, a pipeline
    Init(init::Args),
    /// List the rules
    Rules(rules::Args),
    /// Explain one rule: why it matters, what it finds, how to fix it
    Explain(explain::Args),
    /// Show the effective configuration and where each value comes from
    Config(config::Args),
    /// Show how far each row of the blueprint is, and what comes next
    Blueprint(blueprint::Args),
    /// Add, list and judge exceptions with an owner, a reason and an end
    Waiver(Box<waiver::Args>),
    /// Adopt an old repository: only findings that are not in the baseline count
    Baseline(baseline::Args),
    /// Render a saved run again, put shards together, compare two runs
    Report(report::Args),
    /// Write, judge, compare and convert bills of materials
    Sbom(sbom::Args),
    /// Print a JSON Schema
    Schema(schema::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Write man pages
    Man(man::Args),
}

/// Runs the program.
pub fn main() -> ProcessCode {
    quiet_panics();
    let code = match parse() {
        Ok(cli) => dispatch(&cli).unwrap_or_else(|error| error.report(&cli.global)),
        Err(error) => {
            let failed = error.use_stderr();
            let _ = error.print();
            if failed { ExitCode::USAGE } else { ExitCode::PASSED }
        }
    };
    ProcessCode::from(code.0)
}

/// The whole command, for help, completions, man pages and the generated reference.
pub fn command() -> clap::Command {
    Cli::command()
}

fn parse() -> Result<Cli, clap::Error> {
    let matches = command().try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

fn dispatch(cli: &Cli) -> Result<ExitCode, CliError> {
    let global = &cli.global;
    match &cli.verb {
        Verb::Check(args) => check::run(args, global),
        Verb::Inventory(args) => inventory::run(args, global),
        Verb::Api(args) => api::run(args, global),
        Verb::Dora(args) => dora::run(args, global),
        Verb::Rules(args) => rules::run(args, global),
        Verb::Explain(args) => explain::run(args, global),
        Verb::Config(args) => config::run(args, global),
        Verb::Waiver(args) => waiver::run(args, global),
        Verb::Baseline(args) => baseline::run(args, global),
        Verb::Report(args) => report::run(args, global),
        Verb::Blueprint(args) => blueprint::run(args, global),
        Verb::Init(args) => init::run(args, global),
        Verb::Sbom(args) => sbom::run(args, global),
        Verb::Schema(args) => schema::run(args),
        Verb::Completions(args) => completions::run(args),
        Verb::Man(args) => man::run(args, global),
    }
}

/// A panic of one gate is that gate's finding, told in the report; the default hook would write its backtrace over the progress line.
fn quiet_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            default(info);
        }
    }));
}
