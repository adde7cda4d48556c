//! `ent api changelog`: every change, by what it means and by operation.

use clap::Args as ClapArgs;
use gate_api::diff::{ApiDiff, Pair, Pairs, pairs};
use model::apis::Files;
use rule::{Context, Gate, Of};

use super::super::error::CliError;
use super::super::global::Global;
use super::inputs::{Inputs, Loaded};
use crate::engine::{ExitCode, Report, Request, Status, Verdict};
use crate::report::{self, Compared, Step};

/// Arguments of `ent api changelog`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let Loaded { mut session, run } = args.inputs.load(global)?;
    // A changelog tells what breaks; only whoever asks for it lets that end in a failure.
    if global.fail_on.is_none() {
        session.fail_on = "never".to_string();
    }
    let requests = [Request { gate: &Of(ApiDiff), extra: Vec::new(), required: true }];
    let mut report = session.judge(&run, &requests)?;
    let compared = compared(&Context::new(&run, ApiDiff::INFO.name));
    if args.inputs.check_version {
        check_versions(&mut report, &compared);
    }
    session.finish_with(&report, Some(&run), Vec::new(), &|format, view| report::changelog(format, view, &compared))
}

/// The descriptions of the run with their releases. What could not be read is in the report already.
fn compared(cx: &Context<'_>) -> Vec<Compared> {
    match pairs(cx) {
        Ok(Pairs::Found(pairs)) => pairs.iter().map(one).collect(),
        Ok(Pairs::Absent(_)) | Err(_) => Vec::new(),
    }
}

fn one(pair: &Pair<'_>) -> Compared {
    let parts =
        pair.base.iter().chain(&pair.revision).flat_map(|files| files.documents().map(|document| document.source().path().to_string()));
    Compared {
        path: pair.path.clone(),
        from: pair.base.as_ref().and_then(release),
        to: pair.revision.as_ref().and_then(release),
        parts: parts.collect(),
    }
}

/// `info.version`.
fn release(files: &Files<'_>) -> Option<String> {
    files.node(files.root()).path(["info", "version"]).map(|version| version.text().to_string())
}

/// A step of the version that is too small fails the run; one that cannot be judged leaves it inconclusive.
fn check_versions(report: &mut Report, compared: &[Compared]) {
    let logs = report::changelogs(&report.findings, compared);
    let unknown = logs.iter().find(|log| matches!(log.step, Step::Unknown { .. }));
    let wrong = logs.iter().find(|log| matches!(log.step, Step::TooSmall { .. } | Step::Decreased { .. }));
    let (verdict, status, exit_code, log) = match (wrong, unknown) {
        (Some(log), _) => (Verdict::Failed, Status::Failed, ExitCode::FAILED, log),
        (None, Some(log)) => (Verdict::Inconclusive, Status::Inconclusive, ExitCode::INCONCLUSIVE, log),
        (None, None) => return,
    };
    let why = format!("{}: {}", log.compared.path, log.step.note().unwrap_or_default());
    let stands = report.exit_code;
    report.exit_code = stands.or(exit_code);
    if report.exit_code != stands {
        report.verdict = verdict;
    }
    for gate in report.gates.iter_mut().filter(|gate| gate.gate == ApiDiff::INFO.name) {
        if report.exit_code != stands {
            gate.status = status;
        }
        gate.reason = Some(gate.reason.take().map_or_else(|| why.clone(), |reason| format!("{reason}; {why}")));
    }
}
