//! Every recorded sample, and what each importer sets aside or refuses.

use super::*;
use crate::delivery::{Cause, CausedBy, DeployKind, Status};

fn sample(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../fixtures/dora/exports/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn import() -> Import {
    Import::default()
}

fn told<T>(read: &Read<T>) -> Vec<String> {
    read.defects.kept.iter().map(|defect| format!("{:?} {defect}", defect.kind)).collect()
}

/// `id service environment status time` of each deployment.
fn deployed(name: &str) -> (Vec<String>, Vec<String>) {
    let read = deployments(name, &sample(name), &import());
    let line = |record: &Deployment| {
        let Deployment { id, service, environment, status, finished_at, .. } = record;
        format!("{id} {service} {environment} {status:?} {finished_at}")
    };
    (read.records.iter().map(line).collect(), told(&read))
}

/// `id services severity begin end` of each incident.
fn broken(name: &str, import: &Import) -> (Vec<String>, Vec<String>) {
    let read = incidents(name, &sample(name), import);
    let line = |record: &Incident| {
        let (severity, end) = (record.severity.as_deref().unwrap_or("-"), record.resolved_at.map_or("open".into(), |end| end.to_string()));
        format!("{} {} {severity} {} {end}", record.id, record.services.join("+"), record.started_at)
    };
    (read.records.iter().map(line).collect(), told(&read))
}

#[test]
fn github_deployments_end_with_their_first_success() {
    let (lines, notes) = deployed("github-deployments.json");
    assert_eq!(
        lines,
        [
            "105 shop production InProgress 2026-03-12T09:00:05Z",
            "104 shop production Success 2026-03-10T14:12:00Z",
            "103 shop production Failure 2026-03-06T08:07:00Z",
            "102 shop production Success 2026-03-05T10:09:00Z",
            "101 shop staging Success 2026-03-04T16:05:00Z",
            "100 shop production Success 2026-03-03T10:08:00Z",
        ]
    );
    assert_eq!(notes, Vec::<String>::new());
    let read = deployments("d.json", &sample("github-deployments.json"), &import());
    assert_eq!((read.records[0].repo.as_deref(), read.records[0].env_tier.as_deref()), (Some("acme/shop"), Some("production")));
}

#[test]
fn github_events_of_one_deployment_are_joined_and_a_deployment_without_statuses_is_said() {
    let event = |state: &str, at: &str| {
        format!(
            r#"{{"action":"created","deployment_status":{{"state":"{state}","created_at":"{at}"}},"deployment":{{"id":9,"sha":"aa","ref":"main","task":"deploy","environment":"production"}},"repository":{{"full_name":"acme/shop"}}}}"#
        )
    };
    let text = format!("{}\n{}\n", event("in_progress", "2026-03-03T10:00:00Z"), event("success", "2026-03-03T10:05:00Z"));
    let read = deployments("events.jsonl", &text, &import());
    assert_eq!((read.records.len(), read.records[0].status, told(&read).len()), (1, Status::Success, 0));
    assert_eq!(read.records[0].finished_at.to_string(), "2026-03-03T10:05:00Z");
    let bare = r#"[{"id":9,"sha":"aa","ref":"main","task":"deploy","environment":"production","statuses_url":"x"}]"#;
    let read = deployments("d.json", bare, &import());
    assert_eq!(read.records.len(), 0);
    assert!(told(&read)[0].starts_with("SetAside d.json:1:2: a deployment without its statuses is not counted"), "{:?}", told(&read));
    let odd = text.replace("\"success\"", "\"splendid\"");
    let read = deployments("events.jsonl", &odd, &import());
    assert_eq!(read.records[0].status, Status::InProgress);
    assert!(told(&read)[0].contains("nobody knows the state `splendid`"), "{:?}", told(&read));
}

#[test]
fn github_releases_are_deployments_of_their_tag() {
    let (lines, notes) = deployed("github-releases.json");
    assert_eq!(
        lines,
        [
            "v1.2.0 shop production Success 2026-03-10T15:00:00Z",
            "v1.2.0-rc.1 shop prerelease Success 2026-03-09T15:00:00Z",
            "v1.1.0 shop production Success 2026-03-05T15:00:00Z",
        ]
    );
    assert_eq!(notes, ["SetAside github-releases.json:2:2: a release that is a draft is not counted"]);
}

#[test]
fn github_pulls_know_the_first_review_by_another_person() {
    for (name, first_review) in [("github-pulls.json", "2026-03-09T14:00:00Z"), ("gh-pr-list.json", "2026-03-10T12:00:00Z")] {
        let read = pulls(name, &sample(name), &import());
        let pull = &read.records[0];
        assert_eq!((pull.id.as_str(), pull.merge_sha.as_deref()), ("12", Some("d".repeat(40).as_str())), "{name}");
        assert_eq!(pull.first_review_at.unwrap().to_string(), first_review, "{name}");
        assert_eq!(pull.approved_at.unwrap().to_string(), "2026-03-10T12:00:00Z", "{name}");
        assert_eq!(pull.first_commit_at.unwrap().to_string(), "2026-03-08T09:00:00Z", "{name}");
        assert_eq!((pull.reviewers.as_slice(), pull.labels.as_slice()), (&["bo".to_string()][..], &["feature".to_string()][..]), "{name}");
        assert_eq!(told(&read), Vec::<String>::new(), "{name}");
    }
    let read = pulls("p.json", &sample("github-pulls.json"), &import());
    assert!(read.records[1].author_is_bot);
    assert_eq!((read.records[2].merged_at, read.records[2].merge_sha.as_deref()), (None, None));
}

#[test]
fn github_issues_are_incidents_by_their_label() {
    let (lines, notes) = broken("github-issues.json", &import());
    assert_eq!(
        lines,
        [
            "31 shop sev2 2026-03-05T11:00:00Z 2026-03-05T12:30:00Z",
            "32 shop - 2026-03-07T11:00:00Z 2026-03-07T11:30:00Z",
            "35 shop - 2026-03-10T16:00:00Z open",
        ]
    );
    assert_eq!(notes.len(), 3, "{notes:?}");
    let read = incidents("i.json", &sample("github-issues.json"), &import());
    assert_eq!(read.records[0].caused_by, Some(CausedBy::Sha("b".repeat(40))));
    assert_eq!(read.records[1].cause, Some(Cause::External));
    let outage = Import { labels: vec!["Question".into()], ..import() };
    assert_eq!(broken("github-issues.json", &outage).0, ["34 shop - 2026-03-09T11:00:00Z open"]);
}

#[test]
fn gitlab_tells_deployments_merge_requests_and_incidents() {
    let (lines, notes) = deployed("gitlab-deployments.json");
    assert_eq!(
        lines,
        [
            "441 shop prod/eu Success 2026-03-03T10:08:00Z",
            "442 shop prod/eu Failure 2026-03-04T10:05:00Z",
            "443 shop prod/eu Success 2026-03-05T10:09:00Z",
            "444 shop prod/eu InProgress 2026-03-06T10:00:00.1Z",
            "445 shop staging Success 2026-03-06T09:09:00Z",
        ]
    );
    assert!(notes.len() == 1 && notes[0].contains("nobody knows the status `superseded`"), "{notes:?}");
    let read = pulls("m.json", &sample("gitlab-merge-requests.json"), &import());
    assert_eq!((read.records[0].id.as_str(), read.records[0].merge_sha.as_deref()), ("21", Some("b".repeat(40).as_str())));
    assert_eq!((read.records[0].author_is_bot, read.records[1].author_is_bot), (false, true));
    let (lines, notes) = broken("gitlab-incidents.json", &import());
    assert_eq!(lines, ["51 shop sev2 2026-03-05T11:00:00Z 2026-03-05T12:30:00Z"]);
    assert_eq!(notes.len(), 1);
    let read = incidents("i.json", &sample("gitlab-incidents.json"), &import());
    assert_eq!(read.records[0].caused_by, Some(CausedBy::Sha("b".repeat(12))));
}

#[test]
fn cdevents_are_the_same_alone_and_in_cloudevents() {
    let (lines, notes) = deployed("cdevents.jsonl");
    assert_eq!(
        lines,
        [
            "ev-1 shop production Success 2026-03-03T10:08:00Z",
            "ev-3 shop production Success 2026-03-05T10:09:00Z",
            "ev-6 shop production Success 2026-03-05T11:40:00Z",
        ]
    );
    assert_eq!(notes, ["SetAside cdevents.jsonl:2:1: an event `artifact.published` is no deployment"]);
    assert_eq!(deployed("cloudevents.json").0, lines);
    let read = deployments("c.jsonl", &sample("cdevents.jsonl"), &import());
    assert_eq!(read.records.iter().map(|record| record.sha.clone()).collect::<Vec<_>>(), ["a", "b", "a"].map(|c| c.repeat(40)));
    assert_eq!(read.records[2].deploy_kind, Some(DeployKind::Rollback));
    let (lines, notes) = broken("cdevents.jsonl", &import());
    assert_eq!(lines, ["inc-7 shop - 2026-03-05T11:00:00Z 2026-03-05T11:45:00Z"]);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(broken("cloudevents.json", &import()).0, lines);
}

#[test]
fn argocd_tells_its_history_and_the_attempt_that_failed() {
    let (lines, notes) = deployed("argocd-app.json");
    assert_eq!(
        lines,
        [
            "shop-0 shop production Success 2026-03-03T10:08:00Z",
            "shop-1 shop production Success 2026-03-05T10:09:00Z",
            "shop-2 shop production Success 2026-03-05T11:40:00Z",
            "shop-attempt-2026-03-06T08:07:00Z shop production Failure 2026-03-06T08:07:00Z",
        ]
    );
    assert_eq!(notes, Vec::<String>::new());
    let list = format!("{{\"kind\": \"List\", \"items\": [{}]}}", sample("argocd-app.json").replace("\"environment\"", "\"stage\""));
    let read = deployments("apps.json", &list.replace("\"project\"", "\"revisionHistoryLimit\": 3, \"project\""), &import());
    assert_eq!(read.records.len(), 4);
    let notes = told(&read);
    assert!(notes.iter().any(|note| note.contains("is taken for production")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("only the last 3 deployments of `shop`")), "{notes:?}");
}

#[test]
fn pagerduty_and_opsgenie_say_when_it_was_over() {
    let names = [("Shop (EU)".to_string(), "shop".to_string()), ("b5f2-svc".into(), "shop".into())].into();
    let named = Import { names, ..import() };
    let (lines, notes) = broken("pagerduty-incidents.json", &named);
    assert_eq!(
        lines,
        [
            "Q0A1 shop sev2 2026-03-05T11:00:00Z 2026-03-05T12:30:00Z",
            "Q0A2 shop - 2026-03-07T11:00:00Z 2026-03-07T11:30:00Z",
            "Q0A3 shop sev1 2026-03-10T16:00:00Z open",
        ]
    );
    assert_eq!(notes, Vec::<String>::new());
    assert_eq!(broken("pagerduty-incidents.json", &import()).0[0].split(" sev").next(), Some("Q0A1 Shop (EU)"));
    let (lines, notes) = broken("opsgenie-incidents.json", &named);
    assert_eq!(
        lines,
        [
            "0f3c-1 shop sev2 2026-03-05T11:00:00Z 2026-03-05T12:30:00Z",
            "0f3c-2 shop sev3 2026-03-07T11:00:00Z 2026-03-07T11:30:00Z",
            "0f3c-3 shop sev1 2026-03-10T15:55:00Z open",
        ]
    );
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn devlake_tells_one_deployment_of_many_repositories() {
    let (lines, notes) = deployed("devlake-deployments.jsonl");
    assert_eq!(
        lines,
        [
            "run-1 shop production Success 2026-03-03T10:08:00Z",
            "run-1 pay production Success 2026-03-03T10:07:00Z",
            "run-2 shop production Failure 2026-03-04T10:08:00Z",
        ]
    );
    assert_eq!(notes, Vec::<String>::new());
    let (lines, notes) = broken("devlake-incidents.jsonl", &import());
    assert_eq!((lines.len(), notes.len()), (1, 1));
    assert_eq!(lines, ["OPS-1 shop sev2 2026-03-05T11:00:00Z 2026-03-05T12:30:00Z"]);
}

#[test]
fn a_wrong_export_and_a_wrong_value_are_errors_at_their_place() {
    let read = deployments("p.json", &sample("pagerduty-incidents.json"), &import());
    assert_eq!(told(&read), ["Invalid p.json:3:3: this is an export of PagerDuty: it holds no deployments"]);
    let text = sample("gitlab-deployments.json").replace("2026-03-03T10:08:00.000Z", "yesterday");
    let broken_time = text.replacen("\"deployable\"", "\"finished_at\": \"yesterday\", \"deployable\"", 1);
    let read = deployments("g.json", &broken_time, &import());
    assert!(told(&read)[0].starts_with("Invalid g.json:21:18: "), "{:?}", told(&read));
    assert!(told(&read)[0].contains("`finished_at` is `yesterday`") && told(&read).len() == 2, "{:?}", told(&read));
    let cut = &sample("argocd-app.json")[..200];
    let read = deployments("a.json", cut, &import());
    assert!(told(&read)[0].starts_with("Syntax a.json:"), "{:?}", told(&read));
    for kinds in [r#"{"context":{"type":"dev.cdevents.service.deployed.0.3.0"},"subject":{}}"#, r#"[{"deploymentCommits":[1]}]"#] {
        let read = deployments("x.json", kinds, &import());
        assert!(read.defects.first_blocking().is_some(), "{kinds}");
    }
}

#[test]
fn the_user_may_say_the_form_and_records_stay_what_they_were() {
    let forms = Import { forms: vec![Form::Pagerduty, Form::JsonLines], ..import() };
    let text =
        r#"{"id":"d1","service":"pay","environment":"production","status":"success","sha":"aa","finished_at":"2025-03-03T10:00:00Z"}"#;
    let read = deployments("d.txt", text, &forms);
    assert_eq!((read.records.len(), told(&read).len()), (1, 0));
    assert_eq!(deployments("d.txt", text, &import()).records, read.records);
    assert_eq!(incidents("i.txt", "", &import()).records, []);
    assert_eq!(Form::named("argocd"), Some(Form::Argocd));
    let spread = deployments("export", &sample("argocd-app.json"), &import());
    assert_eq!(spread.records.len(), 4);
}

#[test]
fn words_in_labels_and_addresses_are_understood() {
    for (text, level) in
        [("SEV-2", Some("sev2")), ("s1", Some("sev1")), ("P5", Some("sev5")), ("critical", Some("sev1")), ("p9", None), ("x", None)]
    {
        assert_eq!(severity(text).as_deref(), level, "{text}");
    }
    for (address, path) in [
        ("https://api.github.com/repos/acme/shop/deployments/1", Some("acme/shop")),
        ("https://git.acme.org/api/v3/repos/acme/shop", Some("acme/shop")),
        ("https://gitlab.com/acme/sub/shop/-/jobs/1", Some("acme/sub/shop")),
        ("https://git.example.org/acme/shop.git", Some("acme/shop")),
        ("shop", None),
    ] {
        assert_eq!(repository(address).as_deref(), path, "{address}");
    }
    assert_eq!(blamed("Root cause: `0123abcd9` (cart)"), Some("0123abcd9".into()));
    assert_eq!(blamed("root cause: the moon"), None);
}
