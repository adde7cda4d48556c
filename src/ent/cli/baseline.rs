//! `ent baseline write`.

use clap::{Args as ClapArgs, Subcommand};

use super::error::CliError;
use super::exceptions::baseline_path;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::engine::Status;
use crate::policy::Baseline;

/// Arguments of `ent baseline`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the open findings of `ent check` to the baseline: from then on only new ones count
    Write {
        /// Gates to run; all that apply where none is named
        #[arg(value_name = "GATE")]
        gates: Vec<String>,
    },
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let What::Write { gates } = &args.what;
    let path = baseline_path(global);
    // A baseline that is named and not there yet is about to be made.
    let reading = Global { baseline: global.baseline.clone().filter(|path| global.directory.join(path).exists()), ..global.clone() };
    let session = Session::open(&reading)?;
    let requests = session.requests(gates)?;
    let run = session.run(session.inventory()?.files, None)?;
    let report = session.judge(&run, &requests)?;
    let judged =
        |gate: &str| report.gates.iter().any(|judged| judged.gate == gate && matches!(judged.status, Status::Passed | Status::Failed));
    let mut baseline = Baseline::of(&report.findings);
    if let Some(old) = session.baseline() {
        baseline.keep(old, &judged);
    }
    let file = session.root.join(&path);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(|why| CliError::Output(format!("{} cannot be made: {why}", folder.display())))?;
    }
    let mut text = serde_json::to_string_pretty(&baseline).unwrap_or_default();
    text.push('\n');
    output::write(&file, text.as_bytes())?;
    output::error(&format!("{}: {} findings\n", path.display(), baseline.findings.len()));
    for gate in report.gates.iter().filter(|gate| gate.status == Status::Inconclusive) {
        output::error(&format!("  not judged, so not in it: {}: {}\n", gate.gate, gate.reason.as_deref().unwrap_or("")));
    }
    Ok(ExitCode::PASSED)
}
