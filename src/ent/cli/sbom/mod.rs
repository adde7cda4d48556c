//! `ent sbom …`: bills of materials.

mod capabilities;
mod convert;
mod diff;
mod documents;
mod generate;
mod merge;
mod purl;
mod score;
mod tree;
mod validate;
mod verify;

use clap::{Args as ClapArgs, Subcommand};

use super::ExitCode;
use super::error::CliError;
use super::global::Global;

/// Arguments of `ent sbom`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the bill of materials of a directory from its lock files
    Generate(generate::Args),
    /// Compare a bill of materials with the lock files of a directory
    Verify(verify::Args),
    /// Show which lock files are read, and what each carries
    Capabilities,
    /// Judge whether documents follow the specification of their version
    Validate(validate::Args),
    /// Judge how good documents are: by an authority's profile, or by the weighted quality score
    Score(score::Args),
    /// Show what changed between two documents
    Diff(diff::Args),
    /// Put several documents together
    Merge(merge::Args),
    /// Write a document in another format or version, and say what could not be carried
    Convert(convert::Args),
    /// Read package URLs, or their parts as JSON, from standard input, one a line
    Purl,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    match &args.what {
        What::Generate(args) => generate::run(args, global),
        What::Verify(args) => verify::run(args, global),
        What::Capabilities => capabilities::run(global),
        What::Validate(args) => validate::run(args, global),
        What::Score(args) => score::run(args, global),
        What::Diff(args) => diff::run(args, global),
        What::Merge(args) => merge::run(args, global),
        What::Convert(args) => convert::run(args, global),
        What::Purl => purl::run(),
    }
}
