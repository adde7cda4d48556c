//! `ent schema NAME`: the JSON Schemas of everything that `ent` reads and writes itself.

mod documents;
mod records;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::Value;

use super::error::CliError;
use super::{ExitCode, output};
use crate::{config, gates, policy, report};

/// Arguments of `ent schema`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Which schema
    #[arg(value_enum)]
    name: Name,
}

/// A document with a schema.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Name {
    /// ent.yaml
    Config,
    /// The report of --format json
    Report,
    /// .ent/waivers.yaml
    Waivers,
    /// .ent/baseline.json
    Baseline,
    /// A rule under .ent/rules/
    Rule,
    /// `ent rules list --format json`
    Rules,
    /// `ent blueprint --format json`
    Blueprint,
    /// `ent inventory --format json`
    Inventory,
    /// `ent report diff --format json`
    Comparison,
    /// One record of a file of deployments
    Deployment,
    /// One record of a file of incidents
    Incident,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, CliError> {
    output::print(&text(args.name))?;
    Ok(ExitCode::PASSED)
}

/// The schema as it is printed and written.
pub(super) fn text(name: Name) -> String {
    format!("{}\n", serde_json::to_string_pretty(&schema(name)).unwrap_or_default())
}

fn schema(name: Name) -> Value {
    match name {
        Name::Config => config::schema(&gates::infos()),
        Name::Report => report::report_schema(),
        Name::Waivers => policy::waivers_schema(),
        Name::Baseline => policy::baseline_schema(),
        Name::Rule => documents::rule(),
        Name::Rules => documents::rules(),
        Name::Blueprint => documents::blueprint(),
        Name::Inventory => documents::inventory(),
        Name::Comparison => documents::comparison(),
        Name::Deployment => records::deployment(),
        Name::Incident => records::incident(),
    }
}
