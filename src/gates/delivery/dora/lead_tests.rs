use super::*;
use crate::dora::live::Timeline;
use crate::dora::samples::{at, change, deployment};
use model::delivery::Deployment;

fn with_changes(id: &str, finished: &str, changes: Vec<Change>) -> Deployment {
    let mut record = deployment(id, id, finished);
    record.changes = Some(changes);
    record
}

fn lead_times(records: Vec<Deployment>, pulls: &[PullRequest], settings: &Settings) -> Vec<Lead> {
    leads(&Timeline::of(records, settings).live, Some(pulls), settings)
}

fn pull(id: &str, merge_sha: &str) -> PullRequest {
    PullRequest {
        id: id.into(),
        merge_sha: Some(merge_sha.into()),
        first_commit_at: Some(at("2025-01-01T00:00Z")),
        created_at: Some(at("2025-01-01T10:00Z")),
        first_review_at: Some(at("2025-01-01T12:00Z")),
        merged_at: Some(at("2025-01-02T00:00Z")),
        ..PullRequest::default()
    }
}

#[test]
fn a_change_counts_once_in_its_first_deployment() {
    let records = vec![
        with_changes("d1", "2025-01-01T10:00Z", vec![change("a", "2025-01-01T09:00Z")]),
        with_changes("d2", "2025-01-01T12:00Z", vec![change("a", "2025-01-01T09:00Z"), change("b", "2025-01-01T11:00Z")]),
    ];
    let found = lead_times(records, &[], &Settings::default());
    let seen: Vec<(&str, usize, Option<f64>)> = found.iter().map(|lead| (lead.change.as_str(), lead.deployment, lead.seconds)).collect();
    assert_eq!(seen, [("a", 0, Some(3600.0)), ("b", 1, Some(3600.0))]);
}

#[test]
fn bots_skew_and_limits_leave_a_change_out_and_say_why() {
    let mut bot = change("bot", "2025-01-01T09:00Z");
    bot.bot = true;
    let mut named = change("named", "2025-01-01T09:00Z");
    named.author = Some("renovate[bot]".into());
    let records = vec![with_changes(
        "d1",
        "2025-01-10T10:00Z",
        vec![bot, named, change("future", "2025-01-10T10:30Z"), change("old", "2024-01-01T00:00Z"), change("ok", "2025-01-10T10:00Z")],
    )];
    let settings = Settings { bots: vec!["*[bot]".into()], max_lead: Some(30.0 * 86_400.0), ..Settings::default() };
    let why: Vec<Option<LeftOut>> = lead_times(records, &[], &settings).iter().map(|lead| lead.left_out).collect();
    assert_eq!(why, [Some(LeftOut::Bot), Some(LeftOut::Bot), Some(LeftOut::Skew), Some(LeftOut::TooLong), None]);
}

#[test]
fn the_author_clock_is_unknown_without_an_author_time() {
    let mut known = change("a", "2025-01-01T09:00Z");
    known.authored_at = Some(at("2025-01-01T06:00Z"));
    let records = vec![with_changes("d1", "2025-01-01T10:00Z", vec![known, change("b", "2025-01-01T09:00Z")])];
    let settings = Settings { clock: Clock::Author, ..Settings::default() };
    let found = lead_times(records, &[], &settings);
    assert_eq!(found[0].seconds, Some(4.0 * 3600.0));
    assert_eq!(found[1].left_out, Some(LeftOut::NoClock));
}

#[test]
fn a_squashed_change_is_measured_from_the_first_commit_of_its_pull_request() {
    let records =
        vec![with_changes("d1", "2025-01-03T00:00Z", vec![change("squash", "2025-01-02T00:00Z"), change("direct", "2025-01-02T12:00Z")])];
    let settings = Settings { clock: Clock::PrFirstCommit, ..Settings::default() };
    let found = lead_times(records.clone(), &[pull("7", "squash")], &settings);
    assert_eq!((found[0].seconds, found[0].fell_back), (Some(2.0 * 86_400.0), false));
    assert_eq!((found[1].seconds, found[1].fell_back), (Some(43_200.0), true));
    let merge = Settings { clock: Clock::Merge, ..Settings::default() };
    assert_eq!(lead_times(records, &[pull("7", "squash")], &merge)[0].seconds, Some(86_400.0));
}

#[test]
fn pull_requests_can_be_the_unit_also_when_the_deployment_points_at_the_head_of_the_branch() {
    let mut by_head = pull("8", "unused");
    by_head.head_sha = Some("d1".into());
    let mut open = pull("9", "squash2");
    open.merged_at = None;
    let mut by_id = change("x", "2025-01-02T00:00Z");
    by_id.pr = Some("#7".into());
    let records = vec![with_changes("d1", "2025-01-03T00:00Z", vec![by_id, change("squash2", "2025-01-02T00:00Z")])];
    let settings = Settings { unit: Unit::PullRequest, ..Settings::default() };
    let found = lead_times(records, &[pull("7", "other"), by_head, open], &settings);
    let ids: Vec<&str> = found.iter().map(|lead| lead.change.as_str()).collect();
    assert_eq!(ids, ["7", "8"]);
    assert_eq!(found[0].seconds, Some(2.0 * 86_400.0));
}

#[test]
fn legs_add_up_to_the_way_from_first_commit_to_deployment() {
    let records = vec![with_changes("d1", "2025-01-03T00:00Z", vec![change("squash", "2025-01-02T00:00Z")])];
    let settings = Settings::default();
    let live = Timeline::of(records, &settings).live;
    let found = legs(&live, &[pull("7", "squash")], &settings);
    assert_eq!(found[0].values(), [Some(36_000.0), Some(7_200.0), Some(43_200.0), Some(86_400.0)]);
    let mut unreviewed = pull("7", "squash");
    unreviewed.first_review_at = None;
    assert_eq!(legs(&live, &[unreviewed], &settings)[0].pickup, None);
}
