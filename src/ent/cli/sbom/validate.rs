//! `ent sbom validate`: does a document follow the specification of its version?

use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use gate_security::sbom::faults;
use rule::{Context, Gate, Severity};

use super::documents;
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::session::Session;

/// Arguments of `ent sbom validate`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Documents: CycloneDX 1.2 to 1.7 in JSON or XML, SPDX 2.2 and 2.3 in JSON
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let session = Session::open(global)?;
    let (run, paths) = documents::run_over(&session, &args.files)?;
    let cx = Context::new(&run, gate_security::Sbom::INFO.name);
    let outcome = rule::judge_with(&gate_security::Sbom::INFO, &cx, |sink| {
        for path in &paths {
            match gate_security::sbom::open(&cx, path) {
                Ok(opened) => {
                    let source = cx.text(path)?;
                    // Here an error is what the specification forbids; all the rest is good advice.
                    let severity = |fault: &faults::Fault| match fault.rule {
                        "sbom/document-invalid" => Severity::Error,
                        _ => fault.severity.min(Severity::Warning),
                    };
                    faults::report(&faults::find(&opened), source, None, sink, severity);
                }
                Err(why) => cx.not_judged(why),
            }
        }
        Ok(())
    });
    let report = session.conclude_verb(&run, outcome, u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))?;
    session.finish(&report, Some(&run), Vec::new())
}
