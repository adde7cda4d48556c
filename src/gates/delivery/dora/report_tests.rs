//! The golden fortnight, our own fixture and the edge cases that need a whole report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::delivery::read::{self, Layout};
use model::delivery::{Deployment, PullRequest, Window};

use super::*;
use crate::dora::facts::Coverage;
use crate::dora::measures::{NAMES, Reason, find};
use crate::dora::names::Names;
use crate::dora::samples::{change, deployment, incident};

fn report(deployments: Vec<Deployment>, incidents: Option<Vec<Incident>>, since: &str, until: &str) -> Report {
    with_settings(deployments, incidents, None, (since, until), Settings::default())
}

fn with_settings(
    deployments: Vec<Deployment>,
    incidents: Option<Vec<Incident>>,
    pulls: Option<Vec<PullRequest>>,
    (since, until): (&str, &str),
    settings: Settings,
) -> Report {
    let shared = Shared { incidents, pulls, names: Arc::new(Names::of(&deployments)), coverage: Coverage::of(&deployments) };
    let mut by_service: BTreeMap<String, Vec<Deployment>> = BTreeMap::new();
    for record in deployments {
        by_service.entry(record.service.clone()).or_default().push(record);
    }
    let subjects = by_service
        .into_iter()
        .map(|(service, deployments)| {
            let team = deployments.iter().rev().find_map(|record| record.team.clone());
            Subject { service, team, deployments, tells_plan: true }
        })
        .collect();
    Report::of(subjects, &shared, Window::parse(since, until).unwrap(), true, settings)
}

fn value(report: &Report, name: &str) -> Option<f64> {
    find(&report.services[0].figures.values, name).unwrap().value
}

fn reason(report: &Report, name: &str) -> Option<Reason> {
    find(&report.services[0].figures.values, name).unwrap().reason
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn golden(folder: &Path) {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let deployments = read::deployments("deployments.jsonl", &text("deployments.jsonl"), Layout::JsonLines);
    let incidents = read::incidents("incidents.jsonl", &text("incidents.jsonl"), Layout::JsonLines);
    assert_eq!((deployments.defects.total, incidents.defects.total), (0, 0));
    let expected: serde_json::Value = serde_json::from_str(&text("expected.json")).unwrap();
    let argument = |name: &str| {
        let command = expected["command"].as_array().unwrap();
        let place = command.iter().position(|word| word == name).unwrap();
        command[place + 1].as_str().unwrap().to_string()
    };
    let report = report(deployments.records, Some(incidents.records), &argument("--since"), &argument("--until"));
    let measures = expected["measures"].as_object().unwrap();
    assert_eq!(measures.len(), NAMES.len());
    for (name, expected) in measures {
        assert_eq!(value(&report, name), expected.as_f64(), "{name}");
    }
}

#[test]
fn the_golden_fortnight_comes_out_exactly() {
    let shared = std::env::var_os("ENT_SHARED").map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let folder = shared.join("data/dora");
    if !folder.is_dir() {
        #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
        {
            eprintln!("skipped: {} is not there", folder.display());
        }
        return;
    }
    golden(&folder);
}

#[test]
fn our_own_fortnight_comes_out_exactly() {
    golden(&workspace().join("fixtures/dora/fortnight"));
}

#[test]
fn nothing_known_is_null_with_a_reason_and_never_zero() {
    let without = report(vec![deployment("1", "aa", "2025-01-05T10:00Z")], None, "2025-01-01", "2025-01-08");
    for name in ["change_fail_rate", "failed_deployment_recovery_time_median", "time_to_restore_median"] {
        assert_eq!((value(&without, name), reason(&without, name)), (None, Some(Reason::NoIncidentFeed)), "{name}");
    }
    assert_eq!(reason(&without, "change_lead_time_median"), Some(Reason::NoCommits));
    let quiet = report(vec![deployment("1", "aa", "2025-01-05T10:00Z")], Some(vec![]), "2025-01-01", "2025-01-08");
    assert_eq!(value(&quiet, "change_fail_rate"), Some(0.0));
    assert_eq!(reason(&quiet, "failed_deployment_recovery_time_median"), Some(Reason::NoFailedDeployments));
    assert_eq!(reason(&quiet, "time_to_restore_median"), Some(Reason::NoIncidents));
}

#[test]
fn no_deployment_is_zero_only_where_the_feed_reaches() {
    let records = vec![deployment("1", "aa", "2025-01-05T10:00Z"), deployment("2", "bb", "2025-03-05T10:00Z")];
    let between = report(records.clone(), Some(vec![]), "2025-02-01", "2025-02-08");
    assert_eq!(value(&between, "deployments"), Some(0.0));
    assert_eq!(value(&between, "deployment_frequency_per_week"), Some(0.0));
    assert_eq!(reason(&between, "change_fail_rate"), Some(Reason::NoDeployments));
    assert_eq!(reason(&between, "rework_rate"), Some(Reason::NoDeployments));
    let after = report(records, Some(vec![]), "2025-04-01", "2025-04-08");
    assert_eq!(reason(&after, "deployments"), Some(Reason::FeedDoesNotCoverWindow));
    assert_eq!(value(&after, "deployments"), None);
}

#[test]
fn redeploys_are_left_out_of_the_frequency_and_rollbacks_stay() {
    let records = vec![
        deployment("1", "aa", "2025-01-01T10:00Z"),
        deployment("2", "aa", "2025-01-01T11:00Z"),
        deployment("3", "bb", "2025-01-02T10:00Z"),
        deployment("4", "aa", "2025-01-02T11:00Z"),
    ];
    let report = report(records, Some(vec![]), "2025-01-01", "2025-01-08");
    assert_eq!(value(&report, "deployments"), Some(3.0));
    assert_eq!(value(&report, "deploy_days"), Some(2.0));
    assert_eq!(value(&report, "deployments_with_redeploys"), Some(4.0));
    assert_eq!(value(&report, "rework_rate"), Some(1.0 / 3.0));
    assert_eq!(value(&report, "change_fail_rate"), Some(0.5));
}

#[test]
fn bots_are_left_out_and_both_figures_stand() {
    let mut record = deployment("1", "aa", "2025-01-02T10:00Z");
    let mut bot = change("b", "2025-01-02T09:00Z");
    bot.bot = true;
    record.changes = Some(vec![change("a", "2025-01-01T10:00Z"), bot]);
    let report = report(vec![record], None, "2025-01-01", "2025-01-08");
    assert_eq!(value(&report, "changes"), Some(1.0));
    assert_eq!(value(&report, "change_lead_time_median"), Some(86_400.0));
    assert_eq!(value(&report, "change_lead_time_median_with_bots"), Some((86_400.0 + 3_600.0) / 2.0));
}

#[test]
fn the_end_of_the_window_is_outside_and_incidents_count_by_their_start() {
    let records = vec![deployment("1", "aa", "2025-01-01T00:00Z"), deployment("2", "bb", "2025-01-08T00:00Z")];
    let incidents = vec![
        incident("in", "2025-01-07T23:00Z", Some("2025-01-09T01:00Z")),
        incident("out", "2025-01-08T00:00Z", Some("2025-01-08T01:00Z")),
    ];
    let report = report(records, Some(incidents), "2025-01-01", "2025-01-08");
    assert_eq!(value(&report, "deployments"), Some(1.0));
    assert_eq!(value(&report, "time_to_restore_median"), Some(26.0 * 3600.0));
}

#[test]
fn external_incidents_count_in_restore_only_and_overlaps_can_be_joined() {
    let mut external = incident("x", "2025-01-02T10:30Z", Some("2025-01-02T12:00Z"));
    external.cause = Some(model::delivery::Cause::External);
    let incidents = vec![external, incident("y", "2025-01-02T11:00Z", Some("2025-01-02T13:00Z"))];
    let records = vec![deployment("1", "aa", "2025-01-02T10:00Z")];
    let joined = Settings { merge_overlaps: true, ..Settings::default() };
    let span = ("2025-01-01", "2025-01-08");
    let apart = with_settings(records.clone(), Some(incidents.clone()), None, span, Settings::default());
    assert_eq!(value(&apart, "time_to_restore_median"), Some(6_300.0));
    assert_eq!(value(&with_settings(records, Some(incidents), None, span, joined), "time_to_restore_median"), Some(9_000.0));
    assert_eq!(value(&apart, "change_fail_rate"), Some(1.0));
}

#[test]
fn figures_over_services_pool_samples_and_never_average_medians() {
    let with = |id: &str, service: &str, changes: Vec<(&str, &str)>| {
        let mut record = deployment(id, id, "2025-01-02T00:00Z");
        record.service = service.into();
        record.team = Some("core".into());
        record.changes = Some(changes.into_iter().map(|(sha, committed)| change(sha, committed)).collect());
        record
    };
    let pay = with("p", "pay", vec![("a", "2025-01-01T23:00Z"), ("b", "2025-01-01T22:00Z"), ("c", "2025-01-01T21:00Z")]);
    let web = with("w", "web", vec![("d", "2025-01-01T14:00Z")]);
    let report = report(vec![pay, web], None, "2025-01-01", "2025-01-08");
    let pooled = &report.all.as_ref().unwrap().figures.values;
    assert_eq!(find(pooled, "change_lead_time_median").unwrap().value, Some(2.5 * 3600.0));
    assert_eq!(report.teams[0].services, ["pay", "web"]);
    assert_eq!(report.teams[0].figures.values, *pooled);
}

#[test]
fn deploy_days_follow_the_time_zone_that_is_asked_for() {
    let records = vec![deployment("1", "aa", "2025-01-01T23:30Z"), deployment("2", "bb", "2025-01-02T00:30Z")];
    let span = ("2025-01-01", "2025-01-08");
    let utc = with_settings(records.clone(), None, None, span, Settings::default());
    assert_eq!(value(&utc, "deploy_days"), Some(2.0));
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(-3));
    let local = with_settings(records, None, None, span, Settings { time_zone: zone, ..Settings::default() });
    assert_eq!(value(&local, "deploy_days"), Some(1.0));
}

#[test]
fn the_window_before_is_of_equal_length() {
    let records = vec![deployment("1", "aa", "2025-01-01T10:00Z"), deployment("2", "bb", "2025-01-09T10:00Z")];
    let report = report(records, None, "2025-01-08", "2025-01-15");
    assert_eq!(report.before, Some(Window::parse("2025-01-01", "2025-01-08").unwrap()));
    assert_eq!(find(&report.services[0].figures.before, "deployments").unwrap().value, Some(1.0));
}
