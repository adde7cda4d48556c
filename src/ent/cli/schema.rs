//! `ent schema NAME`.

use clap::{Args as ClapArgs, ValueEnum};

use super::error::CliError;
use super::{ExitCode, output};
use crate::{config, gates, report};

/// Arguments of `ent schema`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Which schema
    #[arg(value_enum)]
    name: Name,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    /// ent.yaml
    Config,
    /// The report of --format json
    Report,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let schema = match args.name {
        Name::Config => config::schema(&gates::infos()),
        Name::Report => report::report_schema(),
    };
    output::print(&format!("{}\n", serde_json::to_string_pretty(&schema).unwrap_or_default()))?;
    Ok(ExitCode::PASSED)
}
