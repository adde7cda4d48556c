//! The edge cases of delivery figures, each decided one way and shown here by a feed or a history small enough to work out by hand.

use serde_json::{Value, json};

use crate::support::{Run, Tree};

const HOUR: f64 = 3_600.0;

/// A feed of June 2025 and what has to come out of it.
#[derive(Default)]
struct Case {
    /// The edge case.
    what: &'static str,
    /// Deployments: id, commit, time in June (`02T10:00`), further fields.
    deployed: Vec<Value>,
    incidents: Option<Vec<Value>>,
    pulls: Vec<Value>,
    args: &'static [&'static str],
    /// Measures, `None` for unknown.
    wanted: Vec<(&'static str, Option<f64>)>,
    /// Rules that have to be among the findings.
    found: &'static [&'static str],
}

fn time(at: &str) -> String {
    format!("2025-06-{at}:00Z")
}

fn with(mut record: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        record[name] = value.clone();
    }
    record
}

/// A deployment of one commit made four hours before.
fn deploy(id: &str, sha: &str, at: &str, more: Value) -> Value {
    let committed = time(at).parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(4);
    let record = json!({"id": id, "service": "pay", "environment": "production", "status": "success", "sha": sha, "finished_at": time(at),
        "changes": [{"sha": sha, "committed_at": committed.to_string()}]});
    with(record, more)
}

fn incident(id: &str, from: &str, to: Option<&str>, more: Value) -> Value {
    with(json!({"id": id, "service": "pay", "started_at": time(from), "resolved_at": to.map(time)}), more)
}

fn none() -> Value {
    json!({})
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

fn run(case: &Case) -> Run {
    let tree = Tree::new();
    tree.write("d.jsonl", lines(&case.deployed));
    let mut args = vec!["dora", "report", "--deployments", "d.jsonl", "--format", "json"];
    if let Some(incidents) = &case.incidents {
        tree.write("i.jsonl", lines(incidents));
        args.extend(["--incidents", "i.jsonl"]);
    }
    if !case.pulls.is_empty() {
        tree.write("p.jsonl", lines(&case.pulls));
        args.extend(["--pulls", "p.jsonl"]);
    }
    if !case.args.contains(&"--since") {
        args.extend(["--since", "2025-06-01", "--until", "2025-06-29"]);
    }
    args.extend(case.args);
    tree.ent(&args)
}

fn check(case: &Case) {
    let report = run(case).exits(0).json();
    for (name, wanted) in &case.wanted {
        let own = |measure: &&Value| measure["name"] == *name && measure["labels"]["service"] == "pay";
        let found = report["measures"].as_array().unwrap().iter().find(own).unwrap_or_else(|| panic!("{}: no {name}", case.what));
        let value = found["value"].as_f64();
        let same = match (value, wanted) {
            (Some(value), Some(wanted)) => (value - wanted).abs() < 1e-6,
            (value, wanted) => value.is_none() && wanted.is_none(),
        };
        assert!(same, "{}: {name} is {value:?}, not {wanted:?}", case.what);
        assert!(value.is_some() || !found["reason"].as_str().unwrap().is_empty(), "{}: {name} is unknown without a reason", case.what);
    }
    for rule in case.found {
        let found = report["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == *rule);
        assert!(found, "{}: {rule} is not among the findings", case.what);
    }
}

/// One change with a pull request: first commit a day before, merged an hour before the deployment.
fn pulled(more: Value) -> (Value, Value) {
    let change = json!({"changes": [{"sha": "a1", "committed_at": time("03T11:00"), "authored_at": time("03T09:00"), "pr": "7"}]});
    let pull = json!({"id": "7", "merge_sha": "a1", "created_at": time("02T20:00"), "first_commit_at": time("02T12:00"), "merged_at": time("03T11:00")});
    (deploy("r1", "a1", "03T12:00", change), with(pull, more))
}

#[test]
fn clocks_and_units_of_lead_time() {
    let lead = "change_lead_time_median";
    for (what, args, hours) in [
        ("the lead time begins at the committer time and ends when the deployment is finished", &[][..], 1.0),
        ("the author's clock", &["--clock", "author"], 3.0),
        ("the merge", &["--clock", "merge"], 1.0),
        ("a squash merge counts from the first commit of its pull request", &["--clock", "pr-first-commit"], 24.0),
        ("the pull request as the unit", &["--unit", "pr"], 24.0),
    ] {
        let (deployed, pull) = pulled(none());
        check(&Case {
            what,
            deployed: vec![deployed],
            pulls: vec![pull],
            args,
            wanted: vec![(lead, Some(hours * HOUR)), ("changes", Some(1.0))],
            ..Case::default()
        });
    }
    check(&Case {
        what: "a squash merge without its pull request counts from its commit, and says so",
        deployed: vec![deploy("r1", "a1", "03T12:00", none())],
        pulls: vec![pulled(none()).1["id"].as_str().map(|_| json!({"id": "8", "created_at": time("01T00:00")})).unwrap()],
        args: &["--clock", "pr-first-commit"],
        wanted: vec![(lead, Some(4.0 * HOUR))],
        found: &["dora/clock-squashed"],
        ..Case::default()
    });
    check(&Case {
        what: "an idle gap has no cap; --max-lead sets one and counts what it leaves out",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a2", "20T12:00", json!({"changes": [{"sha": "a2", "committed_at": "2025-01-20T12:00:00Z"}]})),
        ],
        args: &["--max-lead", "60d"],
        wanted: vec![("changes", Some(1.0)), (lead, Some(4.0 * HOUR))],
        ..Case::default()
    });
    check(&Case {
        what: "medians interpolate between the two in the middle",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a2", "04T12:00", json!({"changes": [{"sha": "a2", "committed_at": time("04T06:00")}]})),
        ],
        wanted: vec![(lead, Some(5.0 * HOUR)), ("change_lead_time_p90", Some(5.8 * HOUR)), ("change_lead_time_mean", Some(5.0 * HOUR))],
        ..Case::default()
    });
}

#[test]
fn kinds_of_deployments() {
    let again = json!({"changes": []});
    check(&Case {
        what: "a redeploy of what is live is left out of the frequency, and both counts are there",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a1", "04T12:00", again.clone()),
            deploy("r3", "a1", "05T12:00", again.clone()),
        ],
        wanted: vec![("deployments", Some(1.0)), ("deployments_with_redeploys", Some(3.0)), ("deployment_frequency_per_week", Some(0.25))],
        found: &["dora/redeploys-inflate-count"],
        ..Case::default()
    });
    check(&Case {
        what: "V1, V2, V3, V1: a rollback is a deployment and rework, and the first deployment after its target failed",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a2", "04T12:00", none()),
            deploy("r3", "a3", "05T12:00", none()),
            deploy("r4", "a1", "05T15:00", again.clone()),
        ],
        incidents: Some(Vec::new()),
        wanted: vec![
            ("deployments", Some(4.0)),
            ("change_fail_rate", Some(1.0 / 3.0)),
            ("failed_deployment_recovery_time_median", Some(27.0 * HOUR)),
            ("rework_rate", Some(0.25)),
        ],
        ..Case::default()
    });
    check(&Case {
        what: "a deployment without a new commit counts and brings no change",
        deployed: vec![deploy("r1", "a1", "03T12:00", none()), deploy("r2", "a2", "04T12:00", again.clone())],
        wanted: vec![("deployments", Some(2.0)), ("changes", Some(1.0))],
        ..Case::default()
    });
    check(&Case {
        what: "a failed run of the pipeline is no deployment and no failure of a change; one that broke production is a failure",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a2", "04T12:00", json!({"status": "failure"})),
            deploy("r3", "a3", "05T12:00", json!({"status": "failure", "caused_failure": true})),
        ],
        incidents: Some(Vec::new()),
        wanted: vec![("deployments", Some(1.0)), ("change_fail_rate", Some(0.5))],
        ..Case::default()
    });
    check(&Case {
        what: "the rows of one id are one deployment at the latest time with the changes of all; other environments are none",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r1", "a1", "03T14:00", json!({"changes": [{"sha": "a0", "committed_at": time("03T13:00")}]})),
            deploy("r2", "a2", "04T12:00", json!({"environment": "staging"})),
        ],
        wanted: vec![("deployments", Some(1.0)), ("changes", Some(2.0)), ("change_lead_time_mean", Some(3.5 * HOUR))],
        ..Case::default()
    });
    check(&Case {
        what: "unplanned work is rework",
        deployed: vec![
            deploy("r1", "a1", "03T12:00", none()),
            deploy("r2", "a2", "04T12:00", json!({"unplanned": true})),
            deploy("r3", "a3", "05T12:00", json!({"deploy_kind": "hotfix"})),
        ],
        wanted: vec![("rework_rate", Some(2.0 / 3.0)), ("change_fail_rate", None)],
        ..Case::default()
    });
    check(&Case {
        what: "bots and clocks that disagree are left out, and the figure with bots is there too",
        deployed: vec![deploy(
            "r1",
            "a1",
            "03T12:00",
            json!({"changes": [
                {"sha": "a1", "committed_at": time("03T10:00")},
                {"sha": "b1", "committed_at": time("03T06:00"), "bot": true},
                {"sha": "c1", "committed_at": time("03T13:00")}
            ]}),
        )],
        wanted: vec![
            ("changes", Some(1.0)),
            ("change_lead_time_median", Some(2.0 * HOUR)),
            ("change_lead_time_median_with_bots", Some(4.0 * HOUR)),
        ],
        found: &["dora/negative-lead-time"],
        ..Case::default()
    });
}

#[test]
fn incidents_and_their_deployments() {
    let feed = || vec![deploy("r1", "a1", "03T12:00", none()), deploy("r2", "a2", "10T12:00", json!({"version": "2.0"}))];
    let failed = |what, incidents, rate: f64, recovery: Option<f64>| {
        let wanted = vec![("change_fail_rate", Some(rate)), ("failed_deployment_recovery_time_median", recovery)];
        check(&Case { what, deployed: feed(), incidents: Some(incidents), wanted, ..Case::default() });
    };
    let day = |begin, end| vec![incident("i1", begin, Some(end), none())];
    failed("within a day of the latest change, inclusive", day("04T12:00", "04T15:00"), 0.5, Some(27.0 * HOUR));
    failed("a minute later it is blamed on nothing", day("04T12:01", "04T15:00"), 0.0, None);
    let names = |cause| vec![incident("i1", "20T12:00", Some("20T13:00"), json!({"caused_by": cause}))];
    failed("what an incident names wins over time", names(json!("r1")), 0.5, Some(17.0 * 24.0 * HOUR + HOUR));
    failed("a commit", names(json!({"sha": "a2"})), 0.5, Some(10.0 * 24.0 * HOUR + HOUR));
    failed("a version", names(json!({"version": "2.0"})), 0.5, Some(10.0 * 24.0 * HOUR + HOUR));
    let two = vec![incident("i1", "03T13:00", Some("03T14:00"), none()), incident("i2", "03T15:00", Some("03T18:00"), none())];
    failed("several incidents of one deployment are one failure, repaired with the last", two, 0.5, Some(6.0 * HOUR));
    check(&Case {
        what: "an external cause counts in the time to restore, and in nothing else",
        deployed: feed(),
        incidents: Some(vec![incident("i1", "03T13:00", Some("03T14:00"), json!({"cause": "external"}))]),
        wanted: vec![
            ("change_fail_rate", Some(0.0)),
            ("failed_deployment_recovery_time_median", None),
            ("time_to_restore_median", Some(HOUR)),
        ],
        ..Case::default()
    });
    check(&Case {
        what: "an open incident fails its deployment and is in no time",
        deployed: feed(),
        incidents: Some(vec![incident("i1", "03T13:00", None, none())]),
        wanted: vec![("change_fail_rate", Some(0.5)), ("failed_deployment_recovery_time_median", None), ("time_to_restore_median", None)],
        found: &["dora/incident-open"],
        ..Case::default()
    });
    let overlapping =
        || Some(vec![incident("i1", "03T13:00", Some("03T15:00"), none()), incident("i2", "03T14:00", Some("03T18:00"), none())]);
    check(&Case {
        what: "overlapping incidents count each by itself",
        deployed: feed(),
        incidents: overlapping(),
        wanted: vec![("time_to_restore_median", Some(3.0 * HOUR))],
        ..Case::default()
    });
    check(&Case {
        what: "or as one",
        deployed: feed(),
        incidents: overlapping(),
        args: &["--merge-overlaps"],
        wanted: vec![("time_to_restore_median", Some(5.0 * HOUR))],
        ..Case::default()
    });
    check(&Case {
        what: "recovery begins with the deployment, restore with the incident; deployments count by their end, incidents by their begin",
        deployed: vec![deploy("r1", "a1", "03T12:00", none())],
        incidents: Some(vec![incident("i1", "03T13:00", Some("05T13:00"), none())]),
        args: &["--since", "2025-06-03", "--until", "2025-06-04"],
        wanted: vec![("failed_deployment_recovery_time_median", Some(49.0 * HOUR)), ("time_to_restore_median", Some(48.0 * HOUR))],
        ..Case::default()
    });
}

#[test]
fn windows_weeks_and_silence() {
    let at = |times: &[&str]| -> Vec<Value> {
        times.iter().enumerate().map(|(n, at)| deploy(&format!("r{n}"), &format!("a{n}"), at, none())).collect()
    };
    check(&Case {
        what: "the window begins with its first instant and ends before its last",
        deployed: at(&["03T00:00", "10T00:00", "12T00:00"]),
        args: &["--since", "2025-06-03", "--until", "2025-06-10"],
        wanted: vec![("deployments", Some(1.0)), ("deployment_frequency_per_week", Some(1.0))],
        ..Case::default()
    });
    check(&Case {
        what: "the usual week: the median of days with a deployment over whole ISO weeks",
        // Weeks from Monday the 2nd, 9th, 16th and (whole, before the 29th) none further: 2, 1 and 0 days.
        deployed: at(&["03T10:00", "03T12:00", "05T10:00", "09T10:00", "23T10:00"]),
        args: &["--since", "2025-06-02", "--until", "2025-06-23"],
        wanted: vec![("deploy_days", Some(3.0)), ("deploy_days_per_week_median", Some(1.0))],
        ..Case::default()
    });
    let late = || at(&["03T23:00", "04T01:00"]);
    check(&Case { what: "days are those of UTC", deployed: late(), wanted: vec![("deploy_days", Some(2.0))], ..Case::default() });
    let wanted = vec![("deploy_days", Some(1.0))];
    check(&Case {
        what: "or of the zone that is asked for",
        deployed: late(),
        args: &["--tz", "America/Sao_Paulo"],
        wanted,
        ..Case::default()
    });
    check(&Case {
        what: "no record of the window: unknown, never 0",
        deployed: at(&["03T10:00"]),
        args: &["--since", "2025-08-01", "--until", "2025-09-01"],
        wanted: vec![
            ("deployments", None),
            ("deployment_frequency_per_week", None),
            ("change_lead_time_median", None),
            ("change_fail_rate", None),
        ],
        found: &["dora/feed-does-not-cover-window"],
        ..Case::default()
    });
    check(&Case {
        what: "a quiet window between two records: truly 0",
        deployed: at(&["03T10:00", "27T10:00"]),
        args: &["--since", "2025-06-09", "--until", "2025-06-16"],
        wanted: vec![("deployments", Some(0.0)), ("deployment_frequency_per_week", Some(0.0)), ("change_lead_time_median", None)],
        ..Case::default()
    });
}

/// A repository with a first release, and more to come.
fn repository() -> Tree {
    let tree = Tree::new();
    tree.git("2025-06-01T00:00:00Z", "Ana", &["init", "-q"]);
    commit(&tree, "01T10:00", "README.md", "begin");
    tag(&tree, "01T12:00", "v1.0.0");
    tree
}

fn commit(tree: &Tree, at: &str, path: &str, message: &str) {
    tree.write(path, message);
    tree.git(&time(at), "Ana", &["add", "-A"]);
    tree.git(&time(at), "Ana", &["commit", "-q", "-m", message]);
}

fn tag(tree: &Tree, at: &str, name: &str) {
    tree.git(&time(at), "Ana", &["tag", "-m", "x", name]);
}

fn tags(tree: &Tree, args: &[&str]) -> Value {
    tags_since(tree, "2025-06-02", args)
}

fn tags_since(tree: &Tree, since: &str, args: &[&str]) -> Value {
    let usual = ["dora", "report", "--tags", r"v\d+\.\d+\.\d+", "--since", since, "--until", "2025-06-29", "--format", "json"];
    tree.ent(&[&usual, args].concat()).exits(0).json()
}

fn value(report: &Value, service: &str, name: &str) -> Option<f64> {
    let own = |measure: &&Value| measure["name"] == name && measure["labels"]["service"] == service;
    report["measures"].as_array().unwrap().iter().find(own).unwrap_or_else(|| panic!("no {name} of {service}"))["value"].as_f64()
}

#[test]
fn merges_are_no_changes_and_each_commit_of_parallel_lines_counts_once() {
    let tree = repository();
    tree.git(&time("02T00:00"), "Ana", &["checkout", "-q", "-b", "old"]);
    commit(&tree, "02T08:00", "fix", "a fix for the old line");
    tag(&tree, "02T12:00", "v1.0.1");
    tree.git(&time("02T00:00"), "Ana", &["checkout", "-q", "main"]);
    commit(&tree, "03T09:00", "new", "a feature");
    tree.git(&time("03T10:00"), "Ana", &["merge", "-q", "--no-ff", "-m", "merge the fix", "old"]);
    tag(&tree, "03T12:00", "v1.1.0");
    let report = tags(&tree, &[]);
    // The fix went out with v1.0.1 and is not counted again with v1.1.0; the merge is no change.
    assert_eq!((value(&report, "default", "deployments"), value(&report, "default", "changes")), (Some(2.0), Some(2.0)));
    assert_eq!(value(&report, "default", "change_lead_time_mean"), Some(3.5 * HOUR));
    let report = tags(&tree, &["--line"]);
    assert_eq!((value(&report, "1.0", "changes"), value(&report, "1.1", "changes")), (Some(1.0), Some(1.0)));
    assert_eq!(value(&report, "1.0", "change_lead_time_median"), Some(4.0 * HOUR));
    let table = tree.ent(&["dora", "report", "--tags", "v.*", "--since", "2025-06-02", "--until", "2025-06-29"]).exits(0).stdout;
    assert!(table.contains("left out: 1 merge commit\n"), "{table}");
}

#[test]
fn a_cherry_pick_is_a_change_of_its_own_or_counts_from_its_origin() {
    let tree = repository();
    commit(&tree, "02T10:00", "fix", "a fix on the main line");
    tree.git(&time("02T10:00"), "Ana", &["checkout", "-q", "-b", "release", "v1.0.0"]);
    tree.git(&time("03T10:00"), "Ana", &["cherry-pick", "-x", "main"]);
    tag(&tree, "03T12:00", "v1.0.1");
    assert_eq!(value(&tags(&tree, &[]), "default", "change_lead_time_median"), Some(2.0 * HOUR));
    assert_eq!(value(&tags(&tree, &["--cherry-pick", "origin"]), "default", "change_lead_time_median"), Some(26.0 * HOUR));
}

#[test]
fn a_revert_is_shown_with_the_deployment_that_brought_it() {
    let tree = repository();
    commit(&tree, "02T10:00", "feature", "a feature");
    tag(&tree, "02T12:00", "v1.1.0");
    tree.git(&time("03T10:00"), "Ana", &["revert", "--no-edit", "HEAD"]);
    tag(&tree, "03T12:00", "v1.1.1");
    let text = tree.ent(&["dora", "report", "--tags", "v.*", "--since", "2025-06-02", "--until", "2025-06-29"]).exits(0).stdout;
    assert!(text.contains("1 change takes back an earlier one: in v1.1.1"), "{text}");
}

#[test]
fn the_first_release_of_all_is_the_baseline_and_counts_as_a_deployment() {
    let tree = repository();
    commit(&tree, "02T10:00", "feature", "a feature");
    tag(&tree, "02T12:00", "v1.1.0");
    let report = tags_since(&tree, "2025-06-01", &[]);
    assert_eq!((value(&report, "default", "deployments"), value(&report, "default", "changes")), (Some(2.0), Some(1.0)));
    assert!(report["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "dora/baseline-only"));
    // Same-day tags on one commit are two deployments; the second brings nothing.
    tag(&tree, "02T13:00", "v1.1.1");
    let report = tags(&tree, &[]);
    assert_eq!((value(&report, "default", "deployments"), value(&report, "default", "changes")), (Some(2.0), Some(1.0)));
}

#[test]
fn paths_give_a_commit_to_every_service_that_it_touches() {
    let tree = repository();
    tree.write("ent.yaml", "version: 1\nservices:\n  - name: pay\n    paths: [services/pay/**, libs/**]\n  - name: web\n    paths: [services/web/**, libs/**]\n");
    commit(&tree, "02T06:00", "services/pay/a", "pay only");
    commit(&tree, "02T10:00", "libs/money", "both");
    commit(&tree, "02T11:00", "docs/a.md", "neither");
    tag(&tree, "02T12:00", "v1.1.0");
    let report = tags(&tree, &[]);
    assert_eq!((value(&report, "pay", "changes"), value(&report, "web", "changes")), (Some(2.0), Some(1.0)));
    assert_eq!(
        (value(&report, "pay", "change_lead_time_mean"), value(&report, "web", "change_lead_time_mean")),
        (Some(4.0 * HOUR), Some(2.0 * HOUR))
    );
    assert_eq!((value(&report, "pay", "deployments"), value(&report, "web", "deployments")), (Some(1.0), Some(1.0)));
}

#[test]
fn figures_over_services_pool_what_lies_under_them() {
    let slow = |id: &str| {
        with(deploy(id, id, "04T12:00", json!({"changes": [{"sha": id, "committed_at": time("02T12:00")}]})), json!({"service": "web"}))
    };
    let feed = vec![deploy("r1", "a1", "03T12:00", none()), deploy("r2", "a2", "04T12:00", none()), slow("w1")];
    let tree = Tree::new();
    tree.write("d.jsonl", lines(&feed));
    let args = ["dora", "report", "--deployments", "d.jsonl", "--since", "2025-06-01", "--until", "2025-06-29", "--format", "csv"];
    let csv = tree.ent(&args).exits(0).stdout;
    let row = csv.lines().find(|line| line.starts_with("all,all,") && line.contains(",change_lead_time_median,")).unwrap();
    // 4, 4 and 48 hours: 4, where the mean of the two medians would be 26.
    assert!(row.contains(",14400,"), "{row}");
}
