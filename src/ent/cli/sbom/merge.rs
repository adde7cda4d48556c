//! `ent sbom merge`: several documents become one.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use model::bom::merge::{Merging, merge};
use model::bom::{BomFormat, SpecVersion, write};
use rule::{Context, Gate};

use super::{convert, documents};
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::output;
use crate::cli::session::Session;
use crate::report::clean;

/// Arguments of `ent sbom merge`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The documents
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// What the whole is called
    #[arg(long, value_name = "NAME", default_value = "merged")]
    name: String,
    /// The version of the whole
    #[arg(long = "of-version", value_name = "VERSION")]
    version: Option<String>,
    /// Keep the components of each document as parts of what it is about
    #[arg(long)]
    hierarchical: bool,
    /// Version of CycloneDX
    #[arg(long, value_name = "VERSION", default_value = "1.6", value_parser = documents::version)]
    spec: SpecVersion,
    /// Format of the result: cyclonedx-json, cyclonedx-xml, spdx-json
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx-json", value_parser = documents::format)]
    output_format: BomFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let (run, paths) = documents::run_over(&session, &args.files)?;
    let cx = Context::new(&run, gate_security::Sbom::INFO.name);
    let mut inputs = Vec::new();
    for path in paths {
        let opened = documents::read(&cx, &path)?;
        convert::tell(&opened.lost, &path, global);
        inputs.extend(opened.bom.map(|bom| (path, bom)));
    }
    let how = Merging { name: args.name.clone(), version: args.version.clone(), hierarchical: args.hierarchical };
    let mut merged = merge(inputs, &how);
    merged.bom.seal().map_err(|why| CliError::Broken(why.to_string()))?;
    let written = write(&merged.bom, args.output_format, args.spec).map_err(|why| CliError::Broken(why.to_string()))?;
    documents::deliver(&session, &written.text, args.output.as_deref())?;
    convert::tell(&merged.lost, "merge", global);
    convert::tell(&written.lost, "merge", global);
    for package in &merged.conflicts {
        output::error(&clean(&format!("error: {package} has different digests in these documents; the first one is kept\n")));
    }
    Ok(if merged.conflicts.is_empty() { ExitCode::PASSED } else { ExitCode::FAILED })
}
