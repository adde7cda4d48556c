//! `ent dora explain`: the records and the rule behind a number.

use std::fmt::Write;

use clap::Args as ClapArgs;
use gate_delivery::dora::duration::words;
use gate_delivery::dora::lead::Lead;
use gate_delivery::dora::live::{KindSource, Live};
use gate_delivery::dora::measures::{NAMES, find};
use gate_delivery::dora::report::{Report, ServiceReport};
use rule::strict;
use serde_json::{Value, json};

use super::super::error::CliError;
use super::super::global::Global;
use super::super::output;
use super::figures::{Failed, in_words};
use super::numbers;
use super::source::Source;
use crate::engine::ExitCode;
use crate::report::{Format, clean};

/// Arguments of `ent dora explain`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// A measure, a deployment (its id or tag), or a commit (7 digits or more)
    #[arg(value_name = "METRIC|DEPLOY|COMMIT")]
    what: String,
    #[command(flatten)]
    source: Source,
}

/// Records listed for people; JSON holds all.
const SHOWN: usize = 40;

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let loaded = args.source.load(global)?;
    let delivered = loaded.delivered()?;
    let Ok(report) = &delivered.report else { return Ok(ExitCode::NOTHING) };
    let told = explain(report, &args.what).ok_or_else(|| unknown(&args.what))?;
    for out in global.outputs() {
        let text = match out.format {
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&told).unwrap_or_default()),
            Format::Terminal | Format::Table | Format::Markdown => as_text(&told),
            _ => return Err(CliError::usage("`ent dora explain` writes terminal and json", None)),
        };
        match &out.path {
            Some(path) => output::write(&global.directory.join(path), text.as_bytes())?,
            None => output::print(&text)?,
        }
    }
    Ok(ExitCode::PASSED)
}

fn unknown(what: &str) -> CliError {
    let help = strict::did_you_mean(what, NAMES.iter().copied())
        .unwrap_or_else(|| "a measure of `ent dora report`, the id or tag of a deployment, or a commit of one".into());
    CliError::usage(format!("`{what}` is no measure, deployment or commit of this report"), help)
}

fn explain(report: &Report, what: &str) -> Option<Value> {
    let services = report.services.iter();
    let told: Vec<Value> = match NAMES.contains(&what) {
        true => services.map(|service| metric(report, service, what)).collect(),
        false => {
            services.flat_map(|service| deployments(report, service, what).into_iter().chain(commits(report, service, what))).collect()
        }
    };
    let window = json!({"since": report.window.since.to_string(), "until": report.window.until.to_string()});
    (!told.is_empty()).then(|| json!({"what": what, "window": window, "answers": told}))
}

fn rule_of(name: &str) -> &'static str {
    match name {
        "deployments" => {
            "successful deployments to production in the window; rows of one id are one; redeploys of the commit that was live are left out, rollbacks stay"
        }
        "deployment_frequency_per_week" => "deployments / days of the window × 7; the interval is the exact one of a Poisson count",
        "deploy_days" => "days with a deployment",
        "changes" => {
            "commits that are no merges, each in the first deployment that holds it; bots and changes younger than their deployment are left out"
        }
        "change_lead_time_median" => "median (type 7) of deployment time − clock of the change; the interval is that of order statistics",
        "change_lead_time_p90" => "90th percentile (type 7) of deployment time − clock of the change",
        "change_lead_time_mean" => "arithmetic mean of deployment time − clock of the change",
        "change_fail_rate" => {
            "failed change deployments / change deployments; failed: an incident names it, or it is the latest change at most the link window before an incident, or a rollback undid it; Wilson interval"
        }
        "failed_deployment_recovery_time_median" => {
            "median time from a failed deployment to the end of its last incident, or without incidents to the rollback; open ones are left out and listed"
        }
        "rework_rate" => "(rollbacks + unplanned deployments) / deployments without redeploys; Wilson interval",
        _ => "median of resolved − started over incidents that began in the window and are over, whatever their cause",
    }
}

fn metric(report: &Report, service: &ServiceReport, name: &str) -> Value {
    let value = find(&service.figures.values, name);
    let inside = |live: &Live| report.window.contains(live.at());
    let live = &service.facts.timeline.live;
    let records: Vec<Value> = match name {
        "changes" | "change_lead_time_median" | "change_lead_time_p90" | "change_lead_time_mean" => {
            let leads = service.facts.leads.iter().filter(|lead| inside(&live[lead.deployment]));
            let mut leads: Vec<&Lead> = leads.collect();
            leads.sort_by(|a, b| b.seconds.unwrap_or(0.0).total_cmp(&a.seconds.unwrap_or(0.0)).then(a.change.cmp(&b.change)));
            leads.into_iter().map(|lead| lead_json(service, lead)).collect()
        }
        "time_to_restore_median" => restored(report, service),
        _ => live.iter().enumerate().filter(|(_, live)| inside(live)).map(|(place, _)| live_json(report, service, place)).collect(),
    };
    let aside = service.facts.timeline.aside.iter().filter(|set| report.window.contains(set.record.finished_at));
    let aside: Vec<Value> = aside.map(|set| json!({"deployment": set.record.id, "why": set.why.words()})).collect();
    json!({
        "service": service.facts.service,
        "metric": name,
        "value": value.and_then(|value| value.value),
        "text": value.map(numbers::value),
        "interval": value.map(numbers::interval),
        "reason": value.and_then(|value| value.reason).map(|reason| reason.words()),
        "rule": rule_of(name),
        "records": records,
        "not_counted": aside,
        "unlinked_incidents": unlinked(report, service),
        "left_out": service.figures.tally.left_out.in_words().into_iter().map(|(count, words)| format!("{count} {words}")).collect::<Vec<_>>(),
    })
}

fn unlinked(report: &Report, service: &ServiceReport) -> Vec<Value> {
    let told = |(place, why): &(usize, gate_delivery::dora::failures::Unlinked)| {
        Some(json!({"incident": report.incidents.get(*place)?.id, "why": why.to_string()}))
    };
    service.facts.failures.unlinked.iter().filter_map(told).collect()
}

fn restored(report: &Report, service: &ServiceReport) -> Vec<Value> {
    let own = service.facts.incidents.iter().flatten().filter_map(|place| report.incidents.get(*place));
    let inside = own.filter(|incident| report.window.contains(incident.started_at));
    inside
        .map(|incident| {
            let seconds = incident.resolved_at.map(|end| end.duration_since(incident.started_at).as_secs_f64());
            json!({
                "incident": incident.id, "started_at": incident.started_at.to_string(), "resolved_at": incident.resolved_at.map(|at| at.to_string()),
                "seconds": seconds, "words": seconds.map_or("open".to_string(), words), "read_from": incident.origin.to_string(),
            })
        })
        .collect()
}

fn lead_json(service: &ServiceReport, lead: &Lead) -> Value {
    let live = &service.facts.timeline.live[lead.deployment];
    json!({
        "change": lead.change, "since": lead.since.map(|since| since.to_string()), "deployment": live.record.id,
        "deployed_at": live.at().to_string(), "seconds": lead.seconds, "words": lead.seconds.map(words),
        "left_out": lead.left_out.map(|why| why.words()),
    })
}

fn live_json(report: &Report, service: &ServiceReport, place: usize) -> Value {
    let live = &service.facts.timeline.live[place];
    let failure = service.facts.failures.failed.iter().find(|failure| failure.deployment == place);
    let failed = failure.map(|failure| Failed {
        id: live.record.id.clone(),
        at: live.at().to_string(),
        recovery: failure.recovery,
        because: failure.because.iter().map(|because| in_words(because, service, report)).collect(),
    });
    let leads = service.facts.leads.iter().filter(|lead| lead.deployment == place);
    json!({
        "deployment": live.record.id, "at": live.at().to_string(), "sha": live.record.sha, "kind": live.kind.name(), "kind_because": kind_because(service, live),
        "counted": live.counts(), "rework": live.is_rework(), "changes": leads.clone().filter(|lead| lead.left_out.is_none()).count(),
        "merges": live.record.merges, "failed": failed.as_ref().map(|failed| failed.because.clone()),
        "recovery": failed.as_ref().map(Failed::recovery_words), "read_from": live.record.origin.to_string(),
    })
}

fn kind_because(service: &ServiceReport, live: &Live) -> String {
    let target = live.target.and_then(|target| service.facts.timeline.live.get(target)).map_or("?", |target| target.record.id.as_str());
    match live.known_from {
        KindSource::Given => "its record says so".into(),
        KindSource::NewCommit => "its commit was never live before".into(),
        KindSource::SameCommit => format!("the commit of {target}, which was live"),
        KindSource::EarlierCommit => format!("the commit of {target}, which was live earlier"),
    }
}

fn deployments(report: &Report, service: &ServiceReport, id: &str) -> Vec<Value> {
    let live = &service.facts.timeline.live;
    let mut told: Vec<Value> = Vec::new();
    for place in (0..live.len()).filter(|place| live[*place].record.id == id) {
        let mut answer = live_json(report, service, place);
        let leads = service.facts.leads.iter().filter(|lead| lead.deployment == place);
        answer["service"] = json!(service.facts.service);
        answer["in_window"] = json!(report.window.contains(live[place].at()));
        answer["records"] = leads.map(|lead| lead_json(service, lead)).collect();
        told.push(answer);
    }
    let aside = service.facts.timeline.aside.iter().filter(|set| set.record.id == id);
    told.extend(aside.map(|set| {
        json!({"service": service.facts.service, "deployment": id, "counted": false, "why": set.why.words(), "read_from": set.record.origin.to_string()})
    }));
    told
}

fn commits(report: &Report, service: &ServiceReport, sha: &str) -> Vec<Value> {
    let found = service.facts.leads.iter().filter(|lead| lead.change == sha || (sha.len() >= 7 && lead.change.starts_with(sha)));
    found
        .map(|lead| {
            let mut answer = lead_json(service, lead);
            answer["service"] = json!(service.facts.service);
            answer["in_window"] = json!(report.window.contains(service.facts.timeline.live[lead.deployment].at()));
            answer["rule"] = json!("a commit belongs to the first deployment, in the order of time, from which it can be reached");
            answer
        })
        .collect()
}

fn as_text(told: &Value) -> String {
    let mut out = String::new();
    for answer in told["answers"].as_array().into_iter().flatten() {
        for (name, value) in answer.as_object().into_iter().flatten() {
            match value {
                Value::Null => {}
                Value::Array(items) if items.is_empty() => {}
                Value::Array(items) => {
                    let _ = writeln!(out, "{}:", name.replace('_', " "));
                    for item in items.iter().take(SHOWN) {
                        let _ = writeln!(out, "  {}", clean(&line(item)));
                    }
                    if items.len() > SHOWN {
                        let _ = writeln!(out, "  … and {} more (--format json shows all)", items.len() - SHOWN);
                    }
                }
                _ => {
                    let _ = writeln!(out, "{}: {}", name.replace('_', " "), clean(&line(value)));
                }
            }
        }
        out.push('\n');
    }
    out
}

/// An object in one line, a text as it is.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let known = map.iter().filter(|(name, value)| !value.is_null() && *name != "seconds");
            known.map(|(name, value)| format!("{} {}", name.replace('_', " "), line(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => items.iter().map(line).collect::<Vec<_>>().join(" and "),
        other => other.to_string(),
    }
}
