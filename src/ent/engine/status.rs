//! The law of the verdict: when a gate passes, fails, is skipped, is inconclusive, and what the run makes of that.

use std::collections::HashMap;

use rule::{Effect, Finding, GateOutcome, Judged, Measure, NotJudged, Severity};

use super::outcome::{Counts, ExitCode, GateReport, Report, Status, Verdict};

/// What the verdict is measured by.
#[derive(Debug, Clone, Copy)]
pub struct Law {
    /// Open findings of this severity or above fail their gate; `None`: none does.
    pub fail_on: Option<Severity>,
    /// Nothing to check is exit 0.
    pub allow_empty: bool,
}

/// A gate that ran, before the verdict.
pub struct Judgement {
    /// What came of it; the findings already classified by policy.
    pub outcome: GateOutcome,
    /// Whether it had to judge.
    pub required: bool,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// Makes the report of a run. `effects` says what findings of a rule mean where they do not simply judge.
pub fn conclude(judgements: Vec<Judgement>, effects: &HashMap<String, Effect>, law: Law) -> Report {
    let mut gates = Vec::new();
    let mut findings = Vec::new();
    let mut measures: Vec<Measure> = Vec::new();
    let mut code = ExitCode::PASSED;
    for judgement in judgements {
        let ended = end_gate(&judgement, effects, law);
        code = code.or(ended.code);
        gates.push(GateReport {
            gate: judgement.outcome.gate.to_string(),
            area: judgement.outcome.area,
            required: judgement.required,
            status: ended.status,
            reason: ended.reason,
            counts: Counts::of(&judgement.outcome.findings),
            inputs: judgement.outcome.inputs,
            duration_ms: judgement.duration_ms,
        });
        findings.extend(judgement.outcome.findings);
        measures.extend(judgement.outcome.measures);
    }
    if !gates.iter().any(|gate| matches!(gate.status, Status::Passed | Status::Failed)) {
        code = code.or(ExitCode::NOTHING);
    }
    let verdict = verdict_of(code);
    let exit_code = if law.allow_empty && code == ExitCode::NOTHING { ExitCode::PASSED } else { code };
    let mut report = Report { verdict, exit_code, gates, findings, measures };
    reorder(&mut report);
    report
}

/// The order of every report: gates by area and name, findings and measures by their gate's place and their own.
pub fn reorder(report: &mut Report) {
    report.gates.sort_by(|a, b| (a.area, &a.gate).cmp(&(b.area, &b.gate)));
    let rank: HashMap<String, usize> = report.gates.iter().enumerate().map(|(index, gate)| (gate.gate.clone(), index)).collect();
    let rank_of = |gate: &str| rank.get(gate).copied().unwrap_or(usize::MAX);
    // Stable: inside a gate the order of its outcome stays.
    report.findings.sort_by_key(|finding| rank_of(&finding.gate));
    report.measures.sort_by_key(|measure| rank_of(&measure.gate));
}

pub(super) fn verdict_of(code: ExitCode) -> Verdict {
    match code {
        ExitCode::PASSED => Verdict::Passed,
        ExitCode::FAILED => Verdict::Failed,
        ExitCode::NOTHING => Verdict::NothingToCheck,
        _ => Verdict::Inconclusive,
    }
}

struct Ended {
    status: Status,
    reason: Option<String>,
    code: ExitCode,
}

impl Ended {
    fn new(status: Status, reason: impl Into<Option<String>>, code: ExitCode) -> Self {
        Ended { status, reason: reason.into(), code }
    }
}

fn end_gate(judgement: &Judgement, effects: &HashMap<String, Effect>, law: Law) -> Ended {
    let outcome = &judgement.outcome;
    let required = judgement.required;
    let effect_of = |finding: &Finding| effects.get(finding.rule.as_ref()).copied().unwrap_or(Effect::Judges);
    if let Judged::Broken(why) = &outcome.judged {
        return Ended::new(Status::Inconclusive, format!("internal error: {why}"), ExitCode::INTERNAL);
    }
    let open = || outcome.findings.iter().filter(|finding| finding.disposition.is_open());
    let fails = |finding: &&Finding| effect_of(finding) == Effect::Judges && law.fail_on.is_some_and(|limit| finding.severity >= limit);
    let gaps = gaps(outcome, open().filter(|finding| effect_of(finding) != Effect::Judges), &effect_of);
    if open().any(|finding| fails(&finding)) {
        return Ended::new(Status::Failed, gaps.reason(), ExitCode::FAILED);
    }
    if gaps.defect.is_some() {
        return Ended::new(Status::Inconclusive, gaps.reason(), ExitCode::INCONCLUSIVE);
    }
    match (&outcome.judged, required) {
        (Judged::No(_), true) => Ended::new(Status::Inconclusive, gaps.reason(), ExitCode::INCONCLUSIVE),
        (Judged::No(_), false) => Ended::new(Status::Skipped, gaps.reason(), ExitCode::PASSED),
        (Judged::Nothing(why), true) => Ended::new(Status::Skipped, why.clone(), ExitCode::NOTHING),
        (Judged::Nothing(why), false) => Ended::new(Status::Skipped, why.clone(), ExitCode::PASSED),
        _ if gaps.nothing.is_some() => {
            let code = if required { ExitCode::NOTHING } else { ExitCode::PASSED };
            Ended::new(Status::Skipped, gaps.nothing, code)
        }
        _ if outcome.rules_run == 0 => {
            let code = if required { ExitCode::NOTHING } else { ExitCode::PASSED };
            Ended::new(Status::Skipped, "no rule of it is switched on".to_string(), code)
        }
        _ if gaps.missing.is_empty() => Ended::new(Status::Passed, None, ExitCode::PASSED),
        (_, true) => Ended::new(Status::Inconclusive, gaps.reason(), ExitCode::INCONCLUSIVE),
        (_, false) => Ended::new(Status::Passed, gaps.reason(), ExitCode::PASSED),
    }
}

/// What kept a gate, or a part of it, from judging.
struct Gaps {
    defect: Option<String>,
    missing: Vec<String>,
    nothing: Option<String>,
}

impl Gaps {
    fn reason(&self) -> Option<String> {
        let missing = (!self.missing.is_empty()).then(|| format!("not judged: {}", self.missing.join("; ")));
        match (&self.defect, missing) {
            (Some(defect), Some(missing)) => Some(format!("{defect}; {missing}")),
            (defect, missing) => defect.clone().or(missing),
        }
    }
}

fn gaps<'f>(outcome: &GateOutcome, unjudged: impl Iterator<Item = &'f Finding>, effect_of: &dyn Fn(&Finding) -> Effect) -> Gaps {
    let mut defects = Vec::new();
    let mut gaps = Gaps { defect: None, missing: Vec::new(), nothing: None };
    let whole = match &outcome.judged {
        Judged::No(why) => Some(why),
        _ => None,
    };
    for why in whole.into_iter().chain(&outcome.not_judged) {
        let into = if why.is_defect() { &mut defects } else { &mut gaps.missing };
        let text = why.to_string();
        if !into.contains(&text) {
            into.push(text);
        }
    }
    for finding in unjudged {
        let text = format!("{}: {}", place(finding), finding.message);
        match effect_of(finding) {
            Effect::Defect if defects.contains(&text) => {}
            Effect::Defect => defects.push(text),
            Effect::Surroundings if gaps.missing.contains(&finding.message) => {}
            Effect::Surroundings => gaps.missing.push(finding.message.clone()),
            Effect::Nothing => gaps.nothing = Some(finding.message.clone()),
            Effect::Judges => {}
        }
    }
    gaps.defect = match defects.len() {
        0 => None,
        1 => defects.pop(),
        more => Some(format!("{} (and {} more)", defects[0], more - 1)),
    };
    gaps
}

fn place(finding: &Finding) -> String {
    let at = &finding.location;
    match (at.line, at.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", at.path),
        _ => at.path.clone(),
    }
}

/// Something missing around a gate as a whole, for gates that are not even started.
impl Judgement {
    /// A gate that could not be started.
    pub fn not_started(mut outcome: GateOutcome, why: NotJudged, required: bool) -> Self {
        outcome.judged = Judged::No(why);
        Judgement { outcome, required, duration_ms: 0 }
    }
}
