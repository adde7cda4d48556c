//! `ent sbom convert`: another format or another version.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use model::bom::{BomFormat, Loss, SpecVersion, write, write_value};
use rule::{Context, Gate};

use super::documents;
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::output;
use crate::cli::session::Session;
use crate::report::clean;

/// Arguments of `ent sbom convert`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The document: CycloneDX in JSON or XML, SPDX in JSON
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Format of the result: cyclonedx-json, cyclonedx-xml, spdx-json
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx-json", value_parser = documents::format)]
    output_format: BomFormat,
    /// Version of CycloneDX; that of the document where it has one, else 1.6
    #[arg(long, value_name = "VERSION", value_parser = documents::version)]
    spec: Option<SpecVersion>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Fail where something cannot be carried
    #[arg(long)]
    lossless: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let (run, paths) = documents::run_over(&session, std::slice::from_ref(&args.file))?;
    let cx = Context::new(&run, gate_security::Sbom::INFO.name);
    let opened = documents::read(&cx, &paths[0])?;
    let version = args.spec.or(opened.cyclonedx_version()).unwrap_or(SpecVersion::V1_6);
    let broken = |why: model::bom::WriteError| CliError::Broken(why.to_string());
    let written = match (&opened.bom, args.output_format) {
        (Some(bom), BomFormat::SpdxJson) => write(bom, BomFormat::SpdxJson, version).map_err(broken)?,
        _ => write_value(opened.value.clone(), args.output_format, version).map_err(broken)?,
    };
    documents::deliver(&session, &written.text, args.output.as_deref())?;
    let lost: Vec<Loss> = opened.lost.iter().chain(&written.lost).cloned().collect();
    tell(&lost, &paths[0], global);
    Ok(if args.lossless && !lost.is_empty() { ExitCode::FAILED } else { ExitCode::PASSED })
}

/// Tells people on standard error what could not be carried.
pub(super) fn tell(lost: &[Loss], path: &str, global: &Global) {
    if global.quiet {
        return;
    }
    let text: String = lost
        .iter()
        .map(|loss| {
            format!(
                "not carried: {path}{}: {}\n",
                if loss.pointer.is_empty() { String::new() } else { format!(" {}", loss.pointer) },
                loss.what
            )
        })
        .collect();
    output::error(&clean(&text));
}
