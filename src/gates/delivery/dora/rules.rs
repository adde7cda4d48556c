//! The rules. Each is a function over what was delivered.

use std::sync::Arc;

use document::{Position, Source};
use model::delivery::read::{Defect, DefectKind};
use rule::{Context, Measure, MeasureStatus, NotJudged, Op, Place, Severity, Sink};

use super::delivered::{Delivered, Missing};
use super::duration::words;
use super::failures::Recovery;
use super::gate::{measures, no_deployments as no_deployments_text};
use super::measures::{FIVE, Unit, Value, find, higher_is_better};
use super::report::{Report, ServiceReport};
use super::settings::Clock;
use super::setup::Trend;
use super::statistics::LOW_N;
use super::targets::OnUnknown;

type Model = Arc<Delivered>;

pub(super) fn shallow_clone(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    if let Err(Missing::Shallow(why)) = &model.report {
        sink.report(Place::Tree, format!("{why}; {}", outside::git::GitError::Shallow.fix()));
    }
}

pub(super) fn no_deployments(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    if let Err(Missing::NoDeployments(why)) = &model.report {
        sink.report(Place::Tree, no_deployments_text(why));
    }
}

fn defects(model: &Model, cx: &Context<'_>, sink: &mut Sink, wanted: impl Fn(DefectKind) -> bool) {
    for defect in model.defects.kept.iter().filter(|defect| wanted(defect.kind)) {
        let Ok(source) = cx.text(&defect.file) else { continue };
        let at = offset(source, defect.at);
        sink.report(Place::Span(source, source.span(at, at + 1)), defect.message.clone()).subject(subject(defect));
    }
}

fn subject(defect: &Defect) -> String {
    format!("{:?} {}", defect.kind, defect.message)
}

/// The byte of a position.
fn offset(source: &Source, at: Position) -> usize {
    let line = source.line(at.line);
    let start = (line.as_ptr() as usize).saturating_sub(source.text().as_ptr() as usize);
    let within: usize = line.chars().take(at.column.saturating_sub(1) as usize).map(char::len_utf8).sum();
    (start + within).min(source.text().len())
}

pub(super) fn record_invalid(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    defects(model, cx, sink, |kind| matches!(kind, DefectKind::Syntax | DefectKind::Invalid));
}

pub(super) fn date_without_offset(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    defects(model, cx, sink, |kind| kind == DefectKind::NaiveDate);
}

pub(super) fn field_misspelt(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    defects(model, cx, sink, |kind| kind == DefectKind::Misspelt);
}

pub(super) fn record_set_aside(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    defects(model, cx, sink, |kind| kind == DefectKind::SetAside);
}

pub(super) fn duplicate_record(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    defects(model, cx, sink, |kind| kind == DefectKind::Duplicate);
}

/// The report, where its figures can be believed.
fn report(model: &Model) -> Option<&Report> {
    model.report.as_ref().ok().filter(|_| model.defects.first_blocking().is_none())
}

fn targeted(model: &Model, status: MeasureStatus) -> Vec<Measure> {
    let all = report(model).map(|report| measures(report, model)).unwrap_or_default();
    all.into_iter().filter(|measure| measure.status == status).collect()
}

fn of_whom(measure: &Measure) -> String {
    measure.labels.iter().map(|(kind, name)| format!("{kind} `{name}`")).collect::<Vec<_>>().join(", ")
}

fn in_unit(value: f64, unit: &str) -> String {
    match unit {
        "s" => words(value),
        "ratio" => format!("{:.1} %", value * 100.0),
        "per_week" => format!("{value:.2} per week"),
        _ => format!("{value}"),
    }
}

pub(super) fn target_missed(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    for measure in targeted(model, MeasureStatus::Missed) {
        let (Some(value), Some(limit)) = (measure.value, measure.limit) else { continue };
        let side = if limit.op == Op::AtMost { "at most" } else { "at least" };
        let message = format!(
            "{} of {} is {}; the target is {side} {}",
            measure.name,
            of_whom(&measure),
            in_unit(value, &measure.unit),
            in_unit(limit.value, &measure.unit)
        );
        sink.report(Place::Tree, message)
            .subject(format!("{} {}", of_whom(&measure), measure.name))
            .property("value", value)
            .property("limit", limit.value);
    }
}

pub(super) fn metric_unknown(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    for measure in targeted(model, MeasureStatus::Unknown) {
        let why = measure.reason.clone().unwrap_or_default();
        let message = format!("{} of {} has a target and is not known: {why}", measure.name, of_whom(&measure));
        let severity = match model.setup.on_unknown {
            OnUnknown::Inconclusive => {
                let fix = "give the missing data, or set `gates.dora.on_unknown: warn`";
                sink.not_judged(NotJudged::surroundings(message, fix));
                continue;
            }
            OnUnknown::Fail => Severity::Error,
            OnUnknown::Warn => Severity::Warning,
        };
        sink.report(Place::Tree, message).severity(severity).subject(format!("{} {}", of_whom(&measure), measure.name));
    }
}

pub(super) fn service_without_target(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    let setup = &model.setup;
    let anything = !setup.teams.is_empty() || setup.services.values().any(|service| !service.targets.by_measure.is_empty());
    let Some(report) = report(model).filter(|_| anything && setup.targets.by_measure.is_empty()) else { return };
    for service in &report.services {
        let own = setup.services.get(&service.facts.service).is_some_and(|own| !own.targets.by_measure.is_empty());
        let team = service.facts.team.as_ref().is_some_and(|team| setup.teams.contains_key(team));
        if !own && !team {
            let name = &service.facts.service;
            sink.report(Place::Tree, format!("service `{name}` has no DORA target, others have")).subject(name.clone());
        }
    }
}

pub(super) fn regression_significant(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    let severity = match model.setup.trend {
        Trend::Off => return,
        Trend::Warn => Severity::Warning,
        Trend::Fail => Severity::Error,
    };
    let Some(report) = report(model) else { return };
    for service in &report.services {
        for name in FIVE {
            let pair = find(&service.figures.values, name).zip(find(&service.figures.before, name));
            let Some((now, before)) = pair.filter(|(now, before)| is_significantly_worse(now, before)) else { continue };
            let shown = |value: &Value| in_unit(value.value.unwrap_or_default(), value.unit.name());
            let service = &service.facts.service;
            let message = format!(
                "{name} of service `{service}` is significantly worse than in the window before: {} after {} (the 95 % intervals do not overlap)",
                shown(now),
                shown(before)
            );
            sink.report(Place::Tree, message).severity(severity).subject(format!("{service} {name}"));
        }
    }
}

/// Whether a figure is worse and its interval lies wholly on the worse side of that of the window before.
pub fn is_significantly_worse(now: &Value, before: &Value) -> bool {
    let (Some(new), Some(old)) = (now.value, before.value) else { return false };
    let worse = match higher_is_better(now.name) {
        Some(true) => new < old,
        Some(false) => new > old,
        None => false,
    };
    worse && now.interval.zip(before.interval).is_some_and(|(now, before)| !now.overlaps(&before))
}

fn counted(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

fn each_service(model: &Model, sink: &mut Sink, mut finding: impl FnMut(&ServiceReport) -> Option<String>) {
    let Some(report) = report(model) else { return };
    for service in &report.services {
        if let Some(message) = finding(service) {
            sink.report(Place::Tree, format!("service `{}`: {message}", service.facts.service)).subject(service.facts.service.clone());
        }
    }
}

pub(super) fn negative_lead_time(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    each_service(model, sink, |service| {
        let skew = service.figures.tally.left_out.skew;
        (skew > 0).then(|| {
            format!(
                "{} committed after {} deployment: a clock is wrong, or a tag carries a wrong date",
                counted(skew, "change was", "changes were"),
                if skew == 1 { "its" } else { "their" }
            )
        })
    });
}

pub(super) fn baseline_only(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    let (Some(first), Some(_)) = (model.first, report(model)) else { return };
    if first >= model.setup.window.since.as_second() {
        let message = "the window begins before the first deployment of all, whose commits are the baseline and are not measured";
        sink.report(Place::Tree, message);
    }
}

pub(super) fn feed_does_not_cover_window(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    if report(model).is_none() {
        return;
    }
    let window = &model.setup.window;
    let (head, tail) = model.coverage.uncovered_days(window);
    // A quarter of the window without any record at either end is more than a quiet weekend.
    if !model.coverage.reaches(window) {
        sink.report(Place::Tree, "the feed has no record of the window: every figure is unknown");
    } else if head.max(tail) > window.days() / 4.0 {
        let (days, side) = if head >= tail { (head, "first") } else { (tail, "last") };
        sink.report(Place::Tree, format!("the feed has no record for the {side} {days:.0} days of the window: are the counts complete?"));
    }
}

pub(super) fn incident_unlinked(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    let Some(report) = report(model) else { return };
    for service in &report.services {
        for (place, why) in service.facts.failures.unlinked.iter().filter(|(_, why)| !why.is_as_it_should_be()) {
            let Some(incident) = report.incidents.get(*place).filter(|incident| report.window.contains(incident.started_at)) else {
                continue;
            };
            let message = format!("incident `{}` counts against no deployment of `{}`: {why}", incident.id, service.facts.service);
            sink.report(Place::Tree, message).subject(format!("{} {}", service.facts.service, incident.id));
        }
    }
}

pub(super) fn incident_open(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    let Some(report) = report(model) else { return };
    for service in &report.services {
        let open = service.facts.failures.failed.iter().filter(|failure| failure.recovery == Recovery::Open);
        for failure in open {
            let live = &service.facts.timeline.live[failure.deployment];
            if !report.window.contains(live.at()) {
                continue;
            }
            let age = words(cx.now().duration_since(live.at()).as_secs_f64());
            let message = format!(
                "deployment `{}` of `{}` failed and its incident is open, {age} after the deployment: it is not in the recovery time",
                live.record.id, service.facts.service
            );
            sink.report(Place::Tree, message).subject(format!("{} {}", service.facts.service, live.record.id));
        }
    }
}

pub(super) fn clock_rebased(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    if model.setup.settings.clock != Clock::Committer {
        return;
    }
    each_service(model, sink, |service| {
        let median = |name: &str| find(&service.figures.values, name).filter(|value| value.n >= LOW_N)?.value;
        let (committer, author) = (median("change_lead_time_median")?, median("change_lead_time_median_author_clock")?);
        (author > 2.0 * committer && author - committer > 3_600.0).then(|| {
            format!(
                "commits are rewritten before they land: from the author's clock the median lead time is {}, from the committer's {}; `--clock author` shows the whole way",
                words(author),
                words(committer)
            )
        })
    });
}

pub(super) fn clock_squashed(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    let clock = model.setup.settings.clock.name();
    each_service(model, sink, |service| {
        let count = service.figures.tally.left_out.fell_back;
        (count > 0).then(|| {
            format!(
                "{} no pull request in the records: measured from the commit, not by `{clock}`",
                counted(count, "change has", "changes have")
            )
        })
    });
}

pub(super) fn low_sample(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    each_service(model, sink, |service| {
        let low = |name: &&&str| {
            find(&service.figures.values, name)
                .is_some_and(|value| value.value.is_some() && value.unit != Unit::PerWeek && value.is_low_n())
        };
        let names: Vec<&str> = FIVE.iter().filter(low).copied().collect();
        (!names.is_empty()).then(|| format!("fewer than {LOW_N} samples: {}; no level is given", names.join(", ")))
    });
}

pub(super) fn level_from_single_metric(model: &Model, cx: &Context<'_>, sink: &mut Sink) {
    let chosen = &model.setup.scale;
    let Some(source) = chosen.file.as_deref().and_then(|file| cx.text(file).ok()) else { return };
    for fault in &chosen.faults {
        sink.report(Place::Span(source, fault.at), fault.message.clone()).subject(fault.message.clone());
    }
}

pub(super) fn redeploys_inflate_count(model: &Model, _: &Context<'_>, sink: &mut Sink) {
    each_service(model, sink, |service| {
        let redeploys = service.figures.tally.left_out.redeploys;
        let live = service.figures.tally.deployed.len();
        (redeploys > 0).then(|| {
            format!(
                "{} left out: {live} of {} deployments count",
                counted(redeploys, "redeploy of the same commit is", "redeploys of the same commit are"),
                live + redeploys
            )
        })
    });
}
