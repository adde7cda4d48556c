use super::*;
use crate::dora::live::Timeline;
use crate::dora::samples::{change, deployment, incident};
use model::delivery::Deployment;

fn found(records: Vec<Deployment>, incidents: &[Incident]) -> (Vec<Live>, Failures) {
    let settings = Settings::default();
    let names = Names::of(&records);
    let live = Timeline::of(records, &settings).live;
    let failures = failures("pay", &live, incidents, &[], &names, &settings);
    (live, failures)
}

fn failed(records: Vec<Deployment>, incidents: &[Incident]) -> Vec<String> {
    let (live, failures) = found(records, incidents);
    failures.failed.iter().map(|failure| live[failure.deployment].record.id.clone()).collect()
}

fn two_days() -> Vec<Deployment> {
    vec![deployment("d1", "aa", "2025-01-01T10:00Z"), deployment("d2", "bb", "2025-01-02T10:00Z")]
}

#[test]
fn an_incident_is_blamed_on_the_latest_change_up_to_a_day_before_inclusive() {
    assert_eq!(failed(two_days(), &[incident("i", "2025-01-03T10:00Z", None)]), ["d2"]);
    assert_eq!(failed(two_days(), &[incident("i", "2025-01-02T10:00Z", None)]), ["d2"]);
    assert_eq!(failed(two_days(), &[incident("i", "2025-01-02T09:59Z", None)]), ["d1"]);
    let (_, late) = found(two_days(), &[incident("i", "2025-01-03T10:00:01Z", None)]);
    assert!(late.failed.is_empty());
    assert_eq!(late.unlinked, [(0, Unlinked::TooLate(86_401.0))]);
    let (_, early) = found(two_days(), &[incident("i", "2024-12-31T10:00Z", None)]);
    assert_eq!(early.unlinked, [(0, Unlinked::NothingBefore)]);
}

#[test]
fn a_redeploy_between_is_not_blamed() {
    let mut records = two_days();
    records.push(deployment("d3", "bb", "2025-01-02T12:00Z"));
    assert_eq!(failed(records, &[incident("i", "2025-01-02T13:00Z", None)]), ["d2"]);
}

#[test]
fn what_an_incident_names_wins_over_time_whenever_it_began() {
    let named = |cause: CausedBy| {
        let mut named = incident("i", "2025-01-20T10:00Z", None);
        named.caused_by = Some(cause);
        let mut records = two_days();
        records[0].version = Some("1.0.0".into());
        records[0].changes = Some(vec![change("cafe0001", "2025-01-01T09:00Z")]);
        failed(records, &[named])
    };
    assert_eq!(named(CausedBy::Deployment("d1".into())), ["d1"]);
    assert_eq!(named(CausedBy::Sha("aa".into())), ["d1"]);
    assert_eq!(named(CausedBy::Sha("cafe000".into())), ["d1"], "a commit that the deployment brought, abbreviated");
    assert_eq!(named(CausedBy::Version("1.0.0".into())), ["d1"]);
    assert!(named(CausedBy::Deployment("d9".into())).is_empty(), "no guess by time when a name leads nowhere");
}

#[test]
fn an_external_cause_fails_nothing_even_when_a_deployment_is_named() {
    let mut external = incident("i", "2025-01-02T11:00Z", None);
    external.cause = Some(Cause::External);
    external.caused_by = Some(CausedBy::Deployment("d2".into()));
    let (_, failures) = found(two_days(), &[external]);
    assert!(failures.failed.is_empty());
    assert_eq!(failures.unlinked, [(0, Unlinked::External)]);
}

#[test]
fn incidents_of_staging_fail_nothing() {
    let mut staging = incident("i", "2025-01-02T11:00Z", None);
    staging.environment = Some("staging".into());
    assert_eq!(found(two_days(), &[staging]).1.unlinked, [(0, Unlinked::OtherEnvironment)]);
}

#[test]
fn several_incidents_of_one_deployment_are_one_failure_until_the_last_is_resolved() {
    let incidents =
        [incident("i1", "2025-01-02T11:00Z", Some("2025-01-02T13:00Z")), incident("i2", "2025-01-02T11:30Z", Some("2025-01-02T12:00Z"))];
    let (_, failures) = found(two_days(), &incidents);
    assert_eq!(failures.failed.len(), 1);
    assert_eq!(failures.failed[0].recovery, Recovery::After(3.0 * 3600.0));
}

#[test]
fn an_open_incident_keeps_the_recovery_open() {
    let incidents = [incident("i1", "2025-01-02T11:00Z", Some("2025-01-02T13:00Z")), incident("i2", "2025-01-02T11:30Z", None)];
    assert_eq!(found(two_days(), &incidents).1.failed[0].recovery, Recovery::Open);
}

#[test]
fn a_rollback_fails_the_first_change_after_its_target() {
    let records = vec![
        deployment("v1", "a1", "2025-01-01T10:00Z"),
        deployment("v2", "a2", "2025-01-01T11:00Z"),
        deployment("v3", "a3", "2025-01-01T12:00Z"),
        deployment("back", "a1", "2025-01-01T13:00Z"),
    ];
    let (live, failures) = found(records.clone(), &[]);
    assert_eq!(live[failures.failed[0].deployment].record.id, "v2");
    assert_eq!(failures.failed[0].because, [Because::RolledBack(3)]);
    assert_eq!(failures.failed[0].recovery, Recovery::After(7200.0));

    let mut explicit = records;
    explicit[3].remediates = vec!["v3".into()];
    assert_eq!(failed(explicit, &[]), ["v3"]);
}

#[test]
fn a_second_rollback_goes_back_to_the_last_time_the_commit_was_live() {
    let records = vec![
        deployment("v1", "a1", "2025-01-01T10:00Z"),
        deployment("v2", "a2", "2025-01-01T11:00Z"),
        deployment("back", "a1", "2025-01-01T12:00Z"),
        deployment("v3", "a3", "2025-01-01T13:00Z"),
        deployment("again", "a1", "2025-01-01T14:00Z"),
    ];
    assert_eq!(failed(records, &[]), ["v2", "v3"]);
}

#[test]
fn a_rollback_to_something_never_seen_blames_nothing() {
    let mut back = deployment("back", "zz", "2025-01-02T11:00Z");
    back.deploy_kind = Some(DeployKind::Rollback);
    let mut records = two_days();
    records.push(back);
    assert!(failed(records, &[]).is_empty());
}

#[test]
fn a_record_can_say_itself_that_it_failed_and_what_repaired_it() {
    let mut records = two_days();
    records[0].caused_failure = Some(true);
    records[1].remediates = vec!["d1".into()];
    let (_, failures) = found(records, &[]);
    assert_eq!(failures.failed[0].because, [Because::Declared]);
    assert_eq!(failures.failed[0].recovery, Recovery::After(86_400.0));
}

#[test]
fn naming_a_redeploy_is_said_and_not_counted() {
    let mut records = two_days();
    records.push(deployment("d3", "bb", "2025-01-02T12:00Z"));
    let mut named = incident("i", "2025-01-02T13:00Z", Some("2025-01-02T14:00Z"));
    named.caused_by = Some(CausedBy::Deployment("d3".into()));
    assert_eq!(found(records, &[named]).1.unlinked, [(0, Unlinked::NamesNoChange("d3".into()))]);
}
