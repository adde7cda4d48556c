//! The gate itself: what it needs, and from figures to measures.

use std::sync::Arc;

use rule::{Context, Effect, Gate, GateInfo, Judged, Loaded, Measure, Need, NotJudged, Rule, Severity};

use model::delivery::read::Defect;

use super::delivered::{Delivered, Missing};
use super::measures::{Reason, Value};
use super::report::Report;
use super::rules;
use super::scale::Scale;
use super::scale::quickcheck::{self, Edition, Score};
use super::setup::SETTINGS;
use super::targets::{NO_BASELINE, Targets};

/// Name of the gate.
pub const NAME: &str = "dora";

/// The gate of the five DORA metrics.
pub struct Dora;

impl Gate for Dora {
    type Model<'d> = Arc<Delivered>;
    const INFO: GateInfo = GateInfo {
        name: NAME,
        area: 1,
        summary: "The five DORA metrics against the targets of services and teams",
        kinds: &[],
        needs: &[Need::Git, Need::Clock, Need::Network],
        settings: SETTINGS,
    };
    const RULES: &'static [Rule<Self>] = &[
        Rule::<Dora>::new("dora/shallow-clone", Severity::Error, rules::shallow_clone).effect(Effect::Surroundings),
        Rule::<Dora>::new("dora/record-invalid", Severity::Error, rules::record_invalid).effect(Effect::Defect),
        Rule::<Dora>::new("dora/date-without-offset", Severity::Error, rules::date_without_offset).effect(Effect::Defect),
        Rule::<Dora>::new("dora/field-misspelt", Severity::Info, rules::field_misspelt),
        Rule::<Dora>::new("dora/duplicate-record", Severity::Info, rules::duplicate_record),
        Rule::<Dora>::new("dora/record-set-aside", Severity::Info, rules::record_set_aside),
        Rule::<Dora>::new("dora/no-deployments", Severity::Warning, rules::no_deployments).effect(Effect::Nothing),
        Rule::<Dora>::new("dora/target-missed", Severity::Error, rules::target_missed),
        Rule::<Dora>::new("dora/metric-unknown", Severity::Error, rules::metric_unknown),
        Rule::<Dora>::new("dora/service-without-target", Severity::Warning, rules::service_without_target),
        Rule::<Dora>::new("dora/regression-significant", Severity::Warning, rules::regression_significant),
        Rule::<Dora>::new("dora/negative-lead-time", Severity::Warning, rules::negative_lead_time),
        Rule::<Dora>::new("dora/baseline-only", Severity::Info, rules::baseline_only),
        Rule::<Dora>::new("dora/feed-does-not-cover-window", Severity::Warning, rules::feed_does_not_cover_window),
        Rule::<Dora>::new("dora/incident-unlinked", Severity::Info, rules::incident_unlinked),
        Rule::<Dora>::new("dora/incident-open", Severity::Info, rules::incident_open),
        Rule::<Dora>::new("dora/clock-rebased", Severity::Warning, rules::clock_rebased),
        Rule::<Dora>::new("dora/clock-squashed", Severity::Info, rules::clock_squashed),
        Rule::<Dora>::new("dora/low-sample", Severity::Info, rules::low_sample),
        Rule::<Dora>::new("dora/level-from-single-metric", Severity::Error, rules::level_from_single_metric),
        Rule::<Dora>::new("dora/redeploys-inflate-count", Severity::Info, rules::redeploys_inflate_count),
    ];

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Arc<Delivered>>, NotJudged> {
        let delivered = cx.fact::<Delivered>()?;
        match &delivered.report {
            Err(Missing::NotConfigured) => Ok(Loaded::absent(
                "no deployments are configured: set `gates.dora.tags` or `gates.dora.deployments` in ent.yaml, or run `ent dora report --tags REGEX`",
            )),
            Err(Missing::Git(why, fix)) => Err(NotJudged::surroundings(why.clone(), *fix)),
            Err(Missing::Corrupt(why, fix)) => Err(NotJudged::input(".git", format!("{why}; {fix}"))),
            Err(Missing::Shallow(why)) => {
                let judged = Judged::No(NotJudged::surroundings(why.clone(), outside::git::GitError::Shallow.fix()));
                Ok(Loaded::Unjudged { model: delivered, judged })
            }
            _ if delivered.defects.first_blocking().is_some() => Ok(unreadable(delivered)),
            Err(Missing::NoDeployments(why)) => {
                let judged = Judged::Nothing(no_deployments(why));
                Ok(Loaded::Unjudged { model: delivered, judged })
            }
            Ok(report) => {
                let measures = measures(report, &delivered);
                Ok(Loaded::Found { model: delivered, inputs: Vec::new(), measures })
            }
        }
    }
}

/// Records that cannot be read make every figure wrong: better none.
fn unreadable(delivered: Arc<Delivered>) -> Loaded<Arc<Delivered>> {
    let defect = |defect: &Defect| NotJudged::Input { path: defect.file.clone(), position: Some(defect.at), why: defect.message.clone() };
    match delivered.defects.first_blocking().map(defect) {
        Some(why) => Loaded::Unjudged { model: delivered, judged: Judged::No(why) },
        None => Loaded::found(delivered),
    }
}

/// The words for a feed without deployments.
pub(super) fn no_deployments(why: &str) -> String {
    format!("no deployments: {why}")
}

/// All measures of a report: per service, and per team where a team has targets.
pub fn measures(report: &Report, delivered: &Delivered) -> Vec<Measure> {
    let mut all = Vec::new();
    for service in &report.services {
        let name = &service.facts.service;
        let own = delivered.setup.services.get(name).map(|own| &own.targets);
        for value in &service.figures.values {
            let target = own.and_then(|own| own.by_measure.get(value.name)).or(delivered.setup.targets.by_measure.get(value.name));
            let measure = measure(value).label("service", name);
            all.push(with_target(measure, target.map(|target| target.limit(value.name, &service.figures.before))));
        }
        if let Scale::QuickCheck(edition) = delivered.setup.scale.scale {
            let scores = quickcheck::scores(&service.figures.values, edition);
            all.extend(scores.iter().map(|score| of_score(score, edition).label("service", name)));
        }
    }
    for team in &report.teams {
        let Some(targets) = delivered.setup.teams.get(&team.name) else { continue };
        all.extend(team_measures(&team.name, &team.figures.values, &team.figures.before, targets));
    }
    all
}

fn team_measures(team: &str, values: &[Value], before: &[Value], targets: &Targets) -> Vec<Measure> {
    let targeted = values.iter().filter_map(|value| Some((value, targets.by_measure.get(value.name)?)));
    targeted.map(|(value, target)| with_target(measure(value).label("team", team), Some(target.limit(value.name, before)))).collect()
}

fn of_score(score: &Score, edition: Edition) -> Measure {
    let measure = match score.score {
        Ok(known) => Measure::known(NAME, score.part.name(), known, "score"),
        Err(why) => Measure::unknown(NAME, score.part.name(), "score", why.words()),
    };
    measure.label("edition", edition.year().to_string())
}

fn measure(value: &Value) -> Measure {
    match value.value {
        Some(known) => Measure::known(NAME, value.name, known, value.unit.name()),
        None => Measure::unknown(NAME, value.name, value.unit.name(), code(value.reason)),
    }
}

fn code(reason: Option<Reason>) -> String {
    reason.map_or_else(String::new, |reason| format!("{}: {}", reason.code(), reason.words()))
}

/// `target` is `None` without a target, `Some(None)` for a ratchet without a window before.
fn with_target(measure: Measure, target: Option<Option<rule::Limit>>) -> Measure {
    match target {
        None => measure,
        Some(Some(limit)) => measure.limit(limit.op, limit.value),
        Some(None) => {
            let mut measure = measure;
            measure.status = rule::MeasureStatus::Unknown;
            measure.reason.get_or_insert_with(|| NO_BASELINE.into());
            measure
        }
    }
}
