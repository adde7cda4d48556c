//! `ent dora report`: figures that can be worked out by hand, from records and from tags.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, Tree, ent_in, project, shared};

fn agrees(folder: &Path) {
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    let mut args: Vec<&str> = expected["command"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    args.extend(["--format", "json"]);
    let report = ent_in(folder, &args).exits(0).json();
    for (name, value) in expected["measures"].as_object().unwrap() {
        let of_service = |measure: &&Value| measure["name"] == name.as_str() && measure["labels"]["service"] == expected["service"];
        let found: Vec<&Value> = report["measures"].as_array().unwrap().iter().filter(of_service).collect();
        assert_eq!(found.len(), 1, "{name}");
        let (found, wanted) = (found[0]["value"].as_f64().unwrap(), value.as_f64().unwrap());
        assert!((found - wanted).abs() < 1e-6, "{name}: {found} is not {wanted}");
    }
}

#[test]
fn the_fortnight_comes_out_as_worked_out_by_hand() {
    agrees(&project().join("fixtures/dora/fortnight"));
    match shared() {
        Some(shared) => agrees(&shared.join("data/dora")),
        None => eprintln!("skipped: the shared golden case is not here"),
    }
}

fn history() -> Tree {
    let tree = Tree::new();
    tree.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
    for day in 1..=3 {
        tree.write("f", day.to_string());
        tree.git(&format!("2026-10-0{day}T10:00:00Z"), "Ana", &["add", "-A"]);
        tree.git(&format!("2026-10-0{day}T10:00:00Z"), "Ana", &["commit", "-q", "-m", "a change"]);
        tree.git(&format!("2026-10-0{day}T12:00:00Z"), "Ana", &["tag", "-m", "x", &format!("v1.{day}.0")]);
    }
    tree
}

fn report(tree: &Tree, tags: &str, more: &[&str]) -> Run {
    tree.ent(&[&["dora", "report", "--tags", tags], more].concat())
}

#[test]
fn tags_are_deployments_and_what_is_unknown_says_why() {
    let tree = history();
    let window = ["--since", "2026-10-01", "--until", "2026-11-01", "--format", "json"];
    let json = report(&tree, r"v\d+\.\d+\.\d+", &window).exits(0).json();
    let value = |name: &str| json["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == name).unwrap().clone();
    assert_eq!((value("deployments")["value"].as_f64(), value("changes")["value"].as_f64()), (Some(3.0), Some(2.0)));
    assert_eq!(value("change_lead_time_median")["value"].as_f64(), Some(7200.0));
    assert!(value("change_fail_rate")["value"].is_null() && !value("change_fail_rate")["reason"].as_str().unwrap().is_empty());
    // The window ends before its last instant.
    let narrow = ["--since", "2026-10-02", "--until", "2026-10-03", "--format", "json"];
    let json = report(&tree, r"v\d+\.\d+\.\d+", &narrow).exits(0).json();
    assert!(json["measures"].as_array().unwrap().iter().any(|measure| measure["name"] == "deployments" && measure["value"] == 1.0));
}

#[test]
fn what_gives_no_numbers_is_refused_with_its_code() {
    let tree = history();
    report(&tree, "zz.*", &[]).exits(4);
    report(&tree, "(", &[]).exits(2);
    report(&tree, "v.*", &["--since", "2026-10-02", "--until", "2026-10-02"]).exits(2);
    let shallow = Tree::new();
    let from = format!("file://{}", tree.path().display());
    shallow.git("2026-10-01T00:00:00Z", "Ana", &["clone", "-q", "--depth", "1", &from, "clone"]);
    let run = ent_in(&shallow.path().join("clone"), &["dora", "report", "--tags", "v.*"]).exits(3);
    assert!(format!("{}{}", run.stdout, run.stderr).contains("git fetch --unshallow"), "{}{}", run.stdout, run.stderr);
    tree.write("bad.jsonl", "{\"id\": \"d1\", \"environment\": \"production\",\n");
    let run = tree.ent(&["dora", "report", "--deployments", "bad.jsonl"]).exits(3);
    assert!(format!("{}{}", run.stdout, run.stderr).contains("bad.jsonl:1:"), "{}{}", run.stdout, run.stderr);
}

/// A small feed in which everything is known: six deployments, one failed and repaired.
fn fortnight(args: &[&str]) -> Run {
    let folder = project().join("fixtures/dora/fortnight");
    let records = ["dora", "report", "--deployments", "deployments.jsonl", "--incidents", "incidents.jsonl"];
    ent_in(&folder, &[&records, &["--since", "2025-06-02", "--until", "2025-06-16"][..], args].concat())
}

#[test]
fn figures_are_measured_against_the_quick_check_or_the_levels_of_a_report() {
    let text = fortnight(&[]).exits(0).stdout;
    let verdict = text.lines().find(|line| line.contains("quick check 2025")).unwrap_or_else(|| panic!("{text}"));
    // Lead time 18 h: category 5 of 6; three a week: 4 of 6; a third of rework: 10 − 3.33; five changes, of which two failed: 10 − 4.
    assert!(
        verdict.contains("overall 6.7 (6.7)") && verdict.contains("throughput unknown") && verdict.contains("stability 6.3 (7.9)"),
        "{verdict}"
    );
    let row = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_string();
    assert!(row("lead time").contains("8.0 (5.5)") && row("deployment frequency").contains("6.0 (4.8)"), "{text}");
    assert!(row("recovery time").contains("few samples"), "{text}");

    let report = fortnight(&["--format", "json"]).exits(0).json();
    let of = |name: &str| report["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == name).unwrap().clone();
    assert_eq!(of("quickcheck_lead_time")["value"], 8.0);
    assert_eq!(of("quickcheck_frequency")["labels"]["edition"], "2025");
    assert!(of("quickcheck_recovery")["value"].is_null() && of("quickcheck_recovery")["reason"].as_str().unwrap().starts_with("low_n"));
    let markdown = fortnight(&["--format", "markdown"]).exits(0).stdout;
    assert!(markdown.contains("| score |") && markdown.contains("- quick check 2025"), "{markdown}");

    let text = fortnight(&["--scale", "2023-devlake"]).exits(0).stdout;
    let row = |name: &str| text.lines().find(|line| line.trim_start().starts_with(name)).unwrap().to_string();
    assert!(row("lead time").contains(" elite ") && row("change fail rate").contains(" low "), "{text}");
    assert!(text.contains("levels 2023-devlake: no one level holds all metrics (source: interpolated;"), "{text}");
    fortnight(&["--scale", "2017"]).exits(2);
}
