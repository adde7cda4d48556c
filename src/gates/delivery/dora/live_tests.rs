use super::*;
use crate::dora::samples::{at, change, deployment};

fn kinds(records: Vec<Deployment>) -> Vec<(String, DeployKind)> {
    let timeline = Timeline::of(records, &Settings::default());
    timeline.live.into_iter().map(|live| (live.record.id, live.kind)).collect()
}

fn named(kinds: &[(&str, DeployKind)]) -> Vec<(String, DeployKind)> {
    kinds.iter().map(|(id, kind)| ((*id).into(), *kind)).collect()
}

#[test]
fn the_kind_is_inferred_from_the_commits() {
    let records = vec![
        deployment("1", "aa", "2025-01-01T10:00Z"),
        deployment("2", "aa", "2025-01-01T11:00Z"),
        deployment("3", "bb", "2025-01-01T12:00Z"),
        deployment("4", "aa", "2025-01-01T13:00Z"),
    ];
    let expected = named(&[("1", DeployKind::Change), ("2", DeployKind::Redeploy), ("3", DeployKind::Change), ("4", DeployKind::Rollback)]);
    assert_eq!(kinds(records), expected);
}

#[test]
fn a_given_kind_wins_over_inference() {
    let mut again = deployment("2", "aa", "2025-01-01T11:00Z");
    again.deploy_kind = Some(DeployKind::Config);
    assert_eq!(
        kinds(vec![deployment("1", "aa", "2025-01-01T10:00Z"), again]),
        named(&[("1", DeployKind::Change), ("2", DeployKind::Config)])
    );
}

#[test]
fn rows_of_one_id_are_one_deployment_at_the_latest_time_with_all_changes() {
    let mut first = deployment("1", "aa", "2025-01-01T12:00Z");
    first.changes = Some(vec![change("c1", "2025-01-01T08:00Z")]);
    let mut second = deployment("1", "aa", "2025-01-01T11:00Z");
    second.environment = "Production".into();
    second.changes = Some(vec![change("c2", "2025-01-01T09:00Z")]);
    let timeline = Timeline::of(vec![first, second], &Settings::default());
    assert_eq!(timeline.merged_rows, 1);
    assert_eq!(timeline.live.len(), 1);
    assert_eq!(timeline.live[0].at(), at("2025-01-01T12:00Z"));
    assert_eq!(timeline.live[0].record.changes.as_ref().unwrap().len(), 2);
}

#[test]
fn other_environments_and_runs_that_did_not_succeed_are_set_aside() {
    let mut staging = deployment("1", "aa", "2025-01-01T10:00Z");
    staging.environment = "staging".into();
    let mut failed = deployment("2", "aa", "2025-01-01T10:00Z");
    failed.status = Status::Failure;
    let mut regional = deployment("3", "aa", "2025-01-01T10:00Z");
    regional.environment = "eu-west".into();
    regional.env_tier = Some("production".into());
    let timeline = Timeline::of(vec![staging, failed, regional], &Settings::default());
    let aside: Vec<Aside> = timeline.aside.iter().map(|set| set.why).collect();
    assert_eq!(aside, [Aside::NotProduction, Aside::Failed]);
    assert_eq!(timeline.live[0].record.id, "3");
}

#[test]
fn an_attempt_that_broke_production_stands_among_the_changes_but_is_no_deployment() {
    let mut attempt = deployment("2", "bb", "2025-01-01T11:00Z");
    attempt.status = Status::Failure;
    attempt.caused_failure = Some(true);
    let records = vec![deployment("1", "aa", "2025-01-01T10:00Z"), attempt, deployment("3", "aa", "2025-01-01T12:00Z")];
    let timeline = Timeline::of(records, &Settings::default());
    let seen: Vec<(DeployKind, bool)> = timeline.live.iter().map(|live| (live.kind, live.counts())).collect();
    assert_eq!(seen, [(DeployKind::Change, true), (DeployKind::Change, false), (DeployKind::Redeploy, false)]);
    assert_eq!(timeline.live[2].target, Some(0));
}

#[test]
fn regions_without_a_common_id_can_be_joined() {
    let records = vec![
        deployment("eu", "aa", "2025-01-01T10:00Z"),
        deployment("us", "aa", "2025-01-01T10:20Z"),
        deployment("late", "aa", "2025-01-01T14:00Z"),
    ];
    let settings = Settings { coalesce: Some(1800.0), ..Settings::default() };
    let timeline = Timeline::of(records, &settings);
    assert_eq!(timeline.live.len(), 2);
    assert_eq!(timeline.live[0].at(), at("2025-01-01T10:20Z"));
    assert_eq!(timeline.live[1].kind, DeployKind::Redeploy);
}
