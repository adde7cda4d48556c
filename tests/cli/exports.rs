//! `ent dora` over the exports of other tools, and straight from GitHub (a fake of it).

use serde_json::{Value, json};

use crate::fake::{Asked, Fake, Reply};
use crate::support::{Run, Tree, command, project};

const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
const WINDOW: [&str; 4] = ["--since", "2026-03-02", "--until", "2026-03-16"];

fn sample(name: &str) -> String {
    std::fs::read_to_string(project().join("fixtures/dora/exports").join(name)).unwrap()
}

/// A tree with the samples, which is no repository.
fn tree(names: &[&str]) -> Tree {
    let tree = Tree::new();
    names.iter().for_each(|name| tree.write(name, sample(name)));
    tree
}

fn exported(tree: &Tree, args: &[&str]) -> Vec<Value> {
    let run = tree.ent(&[&["dora", "export", "--format", "json"], args].concat()).exits(0);
    run.json().as_array().unwrap().clone()
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

#[test]
fn every_export_of_deployments_is_read_by_its_content() {
    for (name, wanted) in [
        ("github-deployments.json", "101 100 102 103 104 105"),
        ("github-releases.json", "v1.1.0 v1.2.0-rc.1 v1.2.0"),
        ("gitlab-deployments.json", "441 442 443 445 444"),
        ("cdevents.jsonl", "ev-1 ev-3 ev-6"),
        ("cloudevents.json", "ev-1 ev-3 ev-6"),
        ("argocd-app.json", "shop-0 shop-1 shop-2 shop-attempt-2026-03-06T08:07:00Z"),
        ("devlake-deployments.jsonl", "run-1 run-1 run-2"),
    ] {
        let records = exported(&tree(&[name]), &["--deployments", name]);
        let (mut found, mut wanted) = (ids(&records), wanted.split(' ').collect::<Vec<_>>());
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{name}");
        assert!(records.iter().all(|record| record["kind"] == "deployment" && !record["sha"].as_str().unwrap().is_empty()), "{name}");
    }
}

#[test]
fn every_export_of_incidents_and_pull_requests_is_read_by_its_content() {
    for (name, wanted) in [
        ("github-issues.json", "31 32 35"),
        ("gitlab-incidents.json", "51"),
        ("cdevents.jsonl", "inc-7"),
        ("pagerduty-incidents.json", "Q0A1 Q0A2 Q0A3"),
        ("opsgenie-incidents.json", "0f3c-1 0f3c-2 0f3c-3"),
        ("devlake-incidents.jsonl", "OPS-1"),
    ] {
        let records = exported(&tree(&[name]), &["--kind", "incident", "--incidents", name]);
        assert_eq!(ids(&records).join(" "), wanted, "{name}");
    }
    for (name, wanted) in [("github-pulls.json", "12 11 13"), ("gh-pr-list.json", "12"), ("gitlab-merge-requests.json", "21 22")] {
        let records = exported(&tree(&[name]), &["--kind", "pull_request", "--pulls", name]);
        assert_eq!(ids(&records).join(" "), wanted, "{name}");
    }
}

fn value(report: &Value, name: &str) -> Option<f64> {
    let measures = report["measures"].as_array().unwrap();
    let found: Vec<&Value> = measures.iter().filter(|measure| measure["name"] == name && measure["labels"]["service"] == "shop").collect();
    assert_eq!(found.len(), 1, "{name}");
    found[0]["value"].as_f64()
}

fn notes(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    let aside = findings.iter().filter(|finding| finding["rule"] == "dora/record-set-aside");
    aside
        .map(|finding| format!("{}:{} {}", finding["path"].as_str().unwrap(), finding["line"], finding["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn figures_come_out_of_exports_and_what_is_not_counted_is_said() {
    let tree = tree(&["github-deployments.json", "github-issues.json", "github-pulls.json"]);
    let files = ["--deployments", "github-deployments.json", "--incidents", "github-issues.json", "--pulls", "github-pulls.json"];
    let run = tree.ent(&[&["dora", "report", "--format", "json"], &files[..], &WINDOW].concat()).exits(0);
    let report = run.json();
    assert_eq!(value(&report, "deployments"), Some(3.0));
    // The issue names the commit of 102; the open one began four hours after 104 was done, minus what `cause:external` takes out.
    assert!((value(&report, "change_fail_rate").unwrap() - 2.0 / 3.0).abs() < 1e-9);
    // 10:09 to 12:30.
    assert_eq!(value(&report, "failed_deployment_recovery_time_median"), Some(8460.0));
    assert_eq!(value(&report, "time_to_restore_median"), Some(3600.0));
    let notes = notes(&report);
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("github-issues.json:") && note.contains("closed as duplicate")), "{notes:?}");
}

#[test]
fn a_service_of_another_name_is_named_in_the_configuration() {
    let tree = tree(&["argocd-app.json", "pagerduty-incidents.json"]);
    tree.write("ent.yaml", "version: 1\ngates:\n  dora:\n    service_names: {\"Shop (EU)\": shop}\n");
    let files = ["--deployments", "argocd-app.json", "--incidents", "pagerduty-incidents.json"];
    let report = tree.ent(&[&["dora", "report", "--format", "json"], &files[..], &WINDOW].concat()).exits(0).json();
    assert_eq!(value(&report, "deployments"), Some(3.0));
    assert_eq!(value(&report, "change_fail_rate"), Some(0.5));
}

#[test]
fn a_damaged_or_wrong_export_is_exit_3_with_its_place() {
    let tree = Tree::new();
    let cut = sample("github-deployments.json");
    tree.write("cut.json", &cut[..cut.len() / 2]);
    tree.write("pages.json", sample("pagerduty-incidents.json"));
    tree.write("naive.json", sample("opsgenie-incidents.json").replacen("2026-03-05T11:05:00Z", "2026-03-05T11:05:00", 1));
    tree.write("gone.json", sample("gitlab-deployments.json").replacen("\"sha\"", "\"sah\"", 1));
    for (args, place) in [
        (["--deployments", "cut.json"], "cut.json:"),
        (["--deployments", "pages.json"], "pages.json:3:3: this is an export of PagerDuty: it holds no deployments"),
        (["--incidents", "naive.json"], "naive.json:16:17: `createdAt` is `2026-03-05T11:05:00`, a date without an offset"),
        (["--deployments", "gone.json"], "gone.json:2:2: `sha` is missing"),
    ] {
        let kind = if args[0] == "--incidents" { "incident" } else { "deployment" };
        let run = tree.ent(&[&["dora", "export", "--kind", kind], &args[..]].concat()).exits(3);
        assert!(run.stderr.contains(place), "{args:?}: {}", run.stderr);
    }
    let run = tree.ent(&["dora", "report", "--deployments", "gone.json", "--from", "nagios"]).exits(2);
    assert!(run.stderr.contains("pagerduty"), "{}", run.stderr);
}

/// GitHub as the samples have it: lists without what belongs to their items, and that under paths of its own.
fn github(asked: &Asked, _: &str) -> Reply {
    let path = asked.path.split('?').next().unwrap().trim_start_matches("/repos/acme/shop");
    let list = |name: &str| serde_json::from_str::<Vec<Value>>(&sample(name)).unwrap();
    let part = |name: &str, key: &str, id: &str, field: &str| {
        let item = list(name).into_iter().find(|item| item[key].as_u64() == id.parse().ok());
        Reply::ok(item.map_or(json!([]), |item| item[field].clone()).to_string())
    };
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", "deployments"] => Reply::ok(sample("github-deployments.json")),
        ["", "deployments", id, "statuses"] => part("github-deployments.json", "id", id, "statuses"),
        ["", "pulls"] => Reply::ok(sample("github-pulls.json")),
        ["", "pulls", id, what @ ("reviews" | "commits")] => part("github-pulls.json", "number", id, what),
        ["", "issues"] if asked.path.contains("labels=incident") => Reply::ok(sample("github-issues.json")),
        ["", "releases"] => Reply::ok(sample("github-releases.json")),
        ["", "commits", tag] => Reply::ok(json!({ "sha": format!("{:0<40}", tag.len()) }).to_string()),
        _ => Reply::status(404, "Not Found"),
    }
}

fn asking(tree: &Tree, fake: &Fake, args: &[&str]) -> Run {
    let mut command = command(tree.path(), args);
    command.env("GITHUB_API_URL", &fake.address).env("GH_TOKEN", TOKEN).env("ENT_CACHE_DIR", tree.path().join("cache"));
    command.output().unwrap().into()
}

#[test]
fn github_itself_gives_the_figures_of_its_export() {
    let (tree, fake) = (Tree::new(), Fake::start(github));
    let args = [&["dora", "report", "--format", "json", "--github", "acme/shop"][..], &WINDOW].concat();
    let run = asking(&tree, &fake, &args).exits(0);
    let report = run.json();
    assert_eq!(value(&report, "deployments"), Some(3.0));
    assert!((value(&report, "change_fail_rate").unwrap() - 2.0 / 3.0).abs() < 1e-9);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(TOKEN));
    let inputs = report["gates"].to_string();
    assert!(inputs.contains("github:acme/shop/deployments.json"), "{inputs}");
    // Again: what belongs to items that have not changed comes from the disk.
    let before = fake.lines().len();
    assert_eq!(asking(&tree, &fake, &args).exits(0).json()["measures"], report["measures"]);
    let again = &fake.lines()[before..];
    assert!(!again.iter().any(|line| line.contains("statuses") || line.contains("reviews")), "{again:?}");
    // The records as a file say the same.
    let exported = asking(&tree, &fake, &["dora", "export", "--github", "acme/shop"]).exits(0).stdout;
    tree.write("deployments.jsonl", &exported);
    let from_file = [&["dora", "report", "--format", "json", "--deployments", "deployments.jsonl"][..], &WINDOW].concat();
    assert_eq!(value(&tree.ent(&from_file).exits(0).json(), "deployments"), Some(3.0));
}

#[test]
fn releases_may_be_the_deployments() {
    let (tree, fake) = (Tree::new(), Fake::start(github));
    let args = [&["dora", "report", "--format", "json", "--github", "acme/shop", "--releases"][..], &WINDOW].concat();
    let report = asking(&tree, &fake, &args).exits(0).json();
    assert_eq!(value(&report, "deployments"), Some(2.0));
    assert!(!fake.lines().iter().any(|line| line.contains("/deployments")), "{:?}", fake.lines());
}

#[test]
fn without_network_token_or_name_nobody_is_asked_and_it_is_said_why() {
    let (tree, fake) = (Tree::new(), Fake::start(github));
    let run = asking(&tree, &fake, &["dora", "export", "--github", "acme/shop", "--offline"]).exits(3);
    assert!(run.stderr.contains("--offline (or ENT_OFFLINE) forbids asking GitHub"), "{}", run.stderr);
    let run = tree.ent(&["dora", "export", "--github", "acme/shop"]).exits(3);
    assert!(run.stderr.contains("GITHUB_TOKEN or GH_TOKEN"), "{}", run.stderr);
    let run = asking(&tree, &fake, &["dora", "export", "--github"]).exits(3);
    assert!(run.stderr.contains("nobody knows which repository of GitHub this is"), "{}", run.stderr);
    assert_eq!(fake.lines(), Vec::<String>::new());
}
