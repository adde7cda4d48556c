//! Puts the shards of one run together.

use std::collections::HashSet;

use super::outcome::{Counts, ExitCode, GateReport, Report, Status, Verdict};
use super::status::{reorder, verdict_of};

/// The heading that every shard may have: policy judges the exceptions of its own gates.
const SHARED: &str = "waivers";

/// The report that the run would have given unsharded, durations apart.
///
/// # Errors
/// A gate that stands in two shards: they are not shards of one run.
pub fn merge(reports: Vec<Report>) -> Result<Report, String> {
    let empty_is_fine = reports.iter().all(|report| report.verdict != Verdict::NothingToCheck || report.exit_code == ExitCode::PASSED);
    let mut merged =
        Report { verdict: Verdict::Passed, exit_code: ExitCode::PASSED, gates: Vec::new(), findings: Vec::new(), measures: Vec::new() };
    let mut seen: HashSet<(String, String)> = HashSet::new();
    for report in reports {
        for gate in report.gates {
            add_gate(&mut merged.gates, gate)?;
        }
        for finding in report.findings {
            if finding.gate != SHARED || seen.insert((finding.fingerprint.clone(), finding.message.clone())) {
                merged.findings.push(finding);
            }
        }
        merged.measures.extend(report.measures);
    }
    let own = merged.findings.iter().filter(|finding| finding.gate == SHARED);
    let counts = Counts::of(own);
    if let Some(gate) = merged.gates.iter_mut().find(|gate| gate.gate == SHARED) {
        gate.counts = counts;
    }
    sort_shared(&mut merged);
    let mut code = merged.gates.iter().map(code_of).fold(ExitCode::PASSED, ExitCode::or);
    if !merged.gates.iter().any(|gate| matches!(gate.status, Status::Passed | Status::Failed)) {
        code = code.or(ExitCode::NOTHING);
    }
    merged.verdict = verdict_of(code);
    merged.exit_code = if code == ExitCode::NOTHING && empty_is_fine { ExitCode::PASSED } else { code };
    reorder(&mut merged);
    Ok(merged)
}

fn add_gate(gates: &mut Vec<GateReport>, gate: GateReport) -> Result<(), String> {
    let Some(known) = gates.iter_mut().find(|known| known.gate == gate.gate) else {
        gates.push(gate);
        return Ok(());
    };
    if gate.gate != SHARED {
        return Err(format!("the gate {} stands in two of the reports", gate.gate));
    }
    if gate.status == Status::Failed {
        known.status = Status::Failed;
    }
    known.inputs.extend(gate.inputs);
    known.inputs.sort();
    known.inputs.dedup();
    Ok(())
}

fn sort_shared(report: &mut Report) {
    let key = |finding: &rule::Finding| {
        let at = &finding.location;
        (finding.gate != SHARED, at.path.clone(), at.line, at.column, finding.rule.clone(), finding.message.clone())
    };
    let (mut own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut report.findings).into_iter().partition(|finding| finding.gate == SHARED);
    own.sort_by_key(key);
    report.findings = own.into_iter().chain(others).collect();
}

fn code_of(gate: &GateReport) -> ExitCode {
    let reason = gate.reason.as_deref().unwrap_or_default();
    match gate.status {
        Status::Passed => ExitCode::PASSED,
        Status::Failed => ExitCode::FAILED,
        Status::Inconclusive if reason.starts_with("internal error:") => ExitCode::INTERNAL,
        Status::Inconclusive => ExitCode::INCONCLUSIVE,
        Status::Skipped if gate.required => ExitCode::NOTHING,
        Status::Skipped => ExitCode::PASSED,
    }
}
