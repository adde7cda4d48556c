//! `ent api`: descriptions of APIs.

mod changelog;
mod diff;
mod import;
mod inputs;

use clap::{Args as ClapArgs, Subcommand};

use super::error::CliError;
use super::global::Global;
use crate::engine::ExitCode;

/// Arguments of `ent api`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Say what a newer description breaks for those who use the older one
    #[command(before_help = "Examples:
  ent api diff old/openapi.yaml new/openapi.yaml   two files, or two folders
  ent api diff v1.4.0:api/openapi.yaml api/openapi.yaml
  ent api diff --base origin/main                  every changed description of this repository")]
    Diff(Box<diff::Args>),
    /// Tell every change, by what it means for clients and by operation, with the version step it calls for
    #[command(before_help = "Examples:
  ent api changelog old/openapi.yaml new/openapi.yaml --format markdown=CHANGES.md
  ent api changelog v1.4.0:api/openapi.yaml api/openapi.yaml --check-version
  ent api changelog --base origin/main --format html=changelog.html")]
    Changelog(Box<changelog::Args>),
    /// Carry severity-level and ignore files of oasdiff over to ent.yaml and .ent/waivers.yaml
    #[command(before_help = "Examples:
  ent api import-oasdiff severity-levels.txt >> ent.yaml
  ent api import-oasdiff err-ignore.txt --owner @api-team --expires 2027-03-31
  ent api import-oasdiff err-ignore.txt --between v1.4.0:openapi.yaml openapi.yaml --dry-run")]
    ImportOasdiff(Box<import::Args>),
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::Diff(args) => diff::run(args, global),
        Verb::Changelog(args) => changelog::run(args, global),
        Verb::ImportOasdiff(args) => import::run(args, global),
    }
}
