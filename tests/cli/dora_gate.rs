//! The gate `dora` in `ent check`: quiet where nothing is configured, strict where targets are.

use std::fmt::Write;

use serde_json::Value;

use crate::support::{Run, Tree, ent_in};

/// A deployment every other day in the 28 days before the clock, each with one change that took so many hours: before the window, and in it.
fn log(service: &str, before: u32, within: u32) -> String {
    let mut lines = String::new();
    for place in 0..14 {
        let day = 5 + 2 * place;
        let hours = if place < 7 { before } else { within } + place % 7;
        let at = format!("2026-10-{day:02}T00:00:00Z");
        let committed = at.parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(i64::from(hours));
        let _ = writeln!(
            lines,
            r#"{{"id":"{service}-{place}","service":"{service}","environment":"production","status":"success","sha":"{service}{place}","finished_at":"{at}","changes":[{{"sha":"{service}{place}","committed_at":"{committed}"}}]}}"#
        );
    }
    lines
}

/// A tree with such a log and settings under `gates.dora`. The clock is 2026-11-01, the window 14 days.
fn tree(log: &str, settings: &str) -> Tree {
    let settings: String = settings.lines().map(|line| format!("    {line}\n")).collect();
    let config = format!("version: 1\ngates:\n  dora:\n    deployments: [log.jsonl]\n    window: P14D\n{settings}");
    Tree::with([("log.jsonl", log), ("ent.yaml", config.as_str())])
}

fn check(tree: &Tree, more: &[&str]) -> Run {
    tree.ent(&[&["check", "--format", "json"], more].concat())
}

fn gate(report: &Value) -> &Value {
    report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "dora").unwrap()
}

fn rules(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

fn measure<'r>(report: &'r Value, name: &str, kind: &str, of: &str) -> &'r Value {
    let own = |measure: &&Value| measure["name"] == name && measure["labels"][kind] == of;
    let found: Vec<&Value> = report["measures"].as_array().unwrap().iter().filter(own).collect();
    assert_eq!(found.len(), 1, "{name} of {kind} {of}");
    found[0]
}

#[test]
fn without_any_word_of_deployments_nothing_is_said() {
    let tree = Tree::with([("README.md", "# Shop\n")]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["add", "-A"]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["commit", "-q", "-m", "Begin"]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["tag", "v1.0.0"]);
    // Whatever other gates find here.
    let report = check(&tree, &[]).json();
    assert_eq!((&gate(&report)["status"], &gate(&report)["required"]), (&Value::from("skipped"), &Value::from(false)));
    assert!(gate(&report)["reason"].as_str().unwrap().contains("gates.dora.tags"), "{}", gate(&report));
    let own = |list: &str| report[list].as_array().unwrap().iter().filter(|entry| entry["gate"] == "dora").count();
    assert_eq!((own("findings"), own("measures")), (0, 0), "{report:#}");
    // Named on the command line it is required: nothing to check is 4, and the reason says what to set.
    assert_eq!(gate(&check(&tree, &["dora"]).exits(4).json())["required"], true);
}

#[test]
fn a_target_of_all_services_is_met_or_missed() {
    let log = log("pay", 4, 30);
    let met = check(&tree(&log, "trend: off\ntargets:\n  change_lead_time_median: {max: P2D}"), &[]).exits(0).json();
    let measured = measure(&met, "change_lead_time_median", "service", "pay");
    assert_eq!((measured["status"].as_str(), measured["limit"]["op"].as_str()), (Some("met"), Some("<=")));
    assert_eq!((measured["value"].as_f64(), measured["limit"]["value"].as_f64()), (Some(33.0 * 3600.0), Some(172_800.0)));
    let missed = check(&tree(&log, "trend: off\ntargets:\n  change_lead_time_median: {max: P1D}"), &[]).exits(1).json();
    assert_eq!(rules(&missed), ["dora/target-missed"]);
    assert_eq!(measure(&missed, "change_lead_time_median", "service", "pay")["status"], "missed");
    assert_eq!(missed["findings"][0]["message"], "change_lead_time_median of service `pay` is 33.0 h; the target is at most 24.0 h");
    assert_eq!(gate(&missed)["status"], "failed");
}

#[test]
fn a_service_has_its_own_target_and_a_team_that_of_all_its_services() {
    let both = log("pay", 4, 4) + &log("web", 40, 40);
    let own = "targets:\n  change_lead_time_median: {max: 24h}\nservices:\n  web:\n    targets:\n      change_lead_time_median: {max: P3D}";
    let report = check(&tree(&both, own), &[]).exits(0).json();
    assert_eq!(measure(&report, "change_lead_time_median", "service", "web")["limit"]["value"], 259_200.0);
    let team = |limit: &str| {
        format!(
            "services:\n  pay: {{team: shop}}\n  web: {{team: shop}}\nteams:\n  shop:\n    targets:\n      change_lead_time_median: {{max: {limit}}}"
        )
    };
    // Fourteen changes pooled: the median lies between the slowest of one service and the fastest of the other, never at a mean of medians.
    let report = check(&tree(&both, &team("26h")), &[]).exits(0).json();
    assert_eq!(measure(&report, "change_lead_time_median", "team", "shop")["value"], 25.0 * 3600.0);
    let report = check(&tree(&both, &team("20h")), &[]).exits(1).json();
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("team `shop`"), "{report:#}");
}

#[test]
fn a_ratchet_compares_with_the_window_before() {
    let ratchet =
        |improve: &str| format!("trend: off\ntargets:\n  change_lead_time_median: {{mode: baseline+improvement, improve: {improve}}}");
    // 23 hours before, 21 now: better by 8.7 %.
    let log = log("pay", 20, 18);
    let report = check(&tree(&log, &ratchet("0.05")), &[]).exits(0).json();
    assert_eq!(measure(&report, "change_lead_time_median", "service", "pay")["limit"]["value"], 23.0 * 3600.0 * 0.95);
    let report = check(&tree(&log, &ratchet("0.10")), &[]).exits(1).json();
    assert_eq!(rules(&report), ["dora/target-missed"]);
    // Without a window before there is nothing to improve on: not known, and said so.
    let recent: String = log.lines().skip(7).map(|line| format!("{line}\n")).collect();
    let report = check(&tree(&recent, &ratchet("0.10")), &["dora"]).exits(3).json();
    assert_eq!(measure(&report, "change_lead_time_median", "service", "pay")["status"], "unknown");
    assert!(gate(&report)["reason"].as_str().unwrap().contains("the window before has no value"), "{}", gate(&report));
}

#[test]
fn an_unknown_measure_is_never_passed_over() {
    let setting = |word: &str| format!("on_unknown: {word}\ntargets:\n  change_fail_rate: {{max: 0.1}}");
    let of = |word: &str| tree(&log("pay", 4, 4), &setting(word));
    // By itself it is not judged, and the verdict line counts it; required, it blocks.
    let report = check(&of("inconclusive"), &[]).exits(0).json();
    let reason = gate(&report)["reason"].as_str().unwrap();
    assert!(reason.starts_with("not judged:") && reason.contains("no_incident_feed"), "{reason}");
    let text = of("inconclusive").ent(&["check"]).exits(0).stdout;
    assert!(text.contains("passed, 1 not judged"), "{text}");
    assert_eq!(gate(&check(&of("inconclusive"), &["--strict"]).exits(3).json())["status"], "inconclusive");
    let required = tree(&log("pay", 4, 4), &format!("required: true\n{}", setting("inconclusive")));
    check(&required, &[]).exits(3);
    let report = check(&of("fail"), &[]).exits(1).json();
    assert_eq!((rules(&report), &report["findings"][0]["severity"]), (vec!["dora/metric-unknown"], &Value::from("error")));
    let report = check(&of("warn"), &[]).exits(0).json();
    assert_eq!((rules(&report), &report["findings"][0]["severity"]), (vec!["dora/metric-unknown"], &Value::from("warning")));
}

#[test]
fn the_trend_guard_warns_fails_or_is_off() {
    let of = |word: &str| check(&tree(&log("pay", 4, 60), &format!("trend: {word}")), &[]);
    let report = of("warn").exits(0).json();
    assert_eq!((rules(&report), &report["findings"][0]["severity"]), (vec!["dora/regression-significant"], &Value::from("warning")));
    assert_eq!(rules(&of("fail").exits(1).json()), ["dora/regression-significant"]);
    assert!(rules(&of("off").exits(0).json()).is_empty());
    // A turn for the better, and one within chance, are none.
    assert!(rules(&check(&tree(&log("pay", 60, 4), "trend: fail"), &[]).exits(0).json()).is_empty());
    assert!(rules(&check(&tree(&log("pay", 4, 6), "trend: fail"), &[]).exits(0).json()).is_empty());
}

#[test]
fn targets_in_a_file_of_their_own() {
    let tree = tree(&log("pay", 4, 30), "targets: dora-targets.yaml\ntrend: off");
    let file = |limit: &str| {
        format!(
            "apiVersion: ent/v1\nkind: DoraTargets\nspec:\n  services:\n    - name: pay\n      targets:\n        change_lead_time_median: {{max: {limit}}}\n"
        )
    };
    tree.write("dora-targets.yaml", file("P1D"));
    check(&tree, &[]).exits(1);
    tree.write("dora-targets.yaml", file("P2D"));
    check(&tree, &[]).exits(0);
    tree.write("dora-targets.yaml", file("soon"));
    let run = check(&tree, &[]).exits(3);
    assert!(run.stdout.contains("dora-targets.yaml:7:40"), "{}", run.stdout);
}

#[test]
fn a_mistake_in_the_settings_has_its_place() {
    for (settings, place) in [
        ("tagz: v.*", "ent.yaml:6:5"),
        ("trend: maybe", "ent.yaml:6:12"),
        ("hotfix: '('", "ent.yaml:6:13"),
        ("targets:\n  lead_time: {max: P1D}", "ent.yaml:7:7"),
        ("services:\n  pay:\n    target: {}", "ent.yaml:8:9"),
    ] {
        let run = check(&tree(&log("pay", 4, 4), settings), &[]);
        assert!(run.code == 2 && run.stderr.contains(place), "{settings}: exit {}\n{}\n{}", run.code, run.stdout, run.stderr);
    }
}

#[test]
fn a_shallow_clone_is_not_judged_unless_required() {
    let tree = Tree::with([("ent.yaml", "version: 1\ngates:\n  dora:\n    tags: 'v\\d+'\n")]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
    for day in 1..=3 {
        let date = format!("2026-10-0{day}T00:00:00Z");
        tree.git(&date, "Ana", &["add", "-A"]);
        tree.git(&date, "Ana", &["commit", "-q", "--allow-empty", "-m", "a change"]);
        tree.git(&date, "Ana", &["tag", &format!("v{day}")]);
    }
    let from = format!("file://{}", tree.path().display());
    let other = Tree::new();
    other.git("2026-10-03T00:00:00Z", "Ana", &["clone", "-q", "--depth", "1", &from, "clone"]);
    let clone = other.path().join("clone");
    let report = ent_in(&clone, &["check", "--format", "json"]).exits(4).json();
    let reason = gate(&report)["reason"].as_str().unwrap();
    assert!(gate(&report)["status"] == "skipped" && reason.starts_with("not judged:") && reason.contains("--unshallow"), "{report:#}");
    ent_in(&clone, &["check", "dora"]).exits(3);
}

#[test]
fn switching_a_rule_off_never_makes_it_green() {
    let naive = log("pay", 4, 4).replacen("00:00Z", "00:00", 1);
    let staging = log("pay", 4, 4).replace("production", "staging");
    for (log, rule, code) in [(&naive, "dora/date-without-offset", 3), (&staging, "dora/no-deployments", 4)] {
        let tree = tree(log, "");
        assert_eq!(rules(&check(&tree, &["dora"]).exits(code).json()), [rule]);
        let report = check(&tree, &["dora", "--ignore", rule]).exits(code).json();
        assert!(gate(&report)["status"] != "passed" && report["measures"].as_array().unwrap().is_empty(), "{report:#}");
    }
}
