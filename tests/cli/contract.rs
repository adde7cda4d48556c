//! The contract: exit codes, report, formats, configuration.

use crate::support::{Tree, ent_in, project};

const RULE: &str = "id: local/owner
title: No owner
why: Nobody answers for it.
fix: Add an owner.
severity: error
files: [\"svc/*.yaml\"]
given: $
then: { field: metadata.owner, function: truthy }
message: \"`{{ metadata.name }}` has no owner\"
";
const BAD: &str = "metadata:\n  name: ação\n  owner: \"\"\n";
const GOOD: &str = "metadata:\n  name: ação\n  owner: time-b\n";

fn shop(service: &str) -> Tree {
    Tree::with([(".ent/rules/local/owner.yaml", RULE), ("svc/a.yaml", service)])
}

#[test]
fn a_failed_gate_is_one_a_good_tree_zero_an_empty_one_four() {
    shop(BAD).ent(&["check"]).exits(1);
    shop(GOOD).ent(&["check"]).exits(0);
    Tree::new().ent(&["check"]).exits(4);
    Tree::new().ent(&["check", "--allow-empty"]).exits(0);
}

#[test]
fn never_counts_and_passes() {
    let report = shop(BAD).ent(&["check", "--fail-on", "never", "--format", "json"]).exits(0).json();
    assert_eq!(report["verdict"], "passed");
    assert_eq!(report["findings"][0]["rule"], "local/owner");
}

#[test]
fn overrides_change_the_severity_and_switch_off() {
    let tree = shop(BAD);
    tree.write("ent.yaml", "version: 1\nrules:\n  local/owner: warning\n");
    tree.ent(&["check"]).exits(0);
    tree.ent(&["check", "--fail-on", "warning"]).exits(1);
    tree.write("ent.yaml", "version: 1\nrules:\n  local/*: off\n");
    let report = tree.ent(&["check", "local", "--format", "json"]).exits(4).json();
    assert_eq!(report["gates"][0]["reason"], "no rule of it is switched on");
}

#[test]
fn a_finding_points_at_its_characters() {
    let report = shop(BAD).ent(&["check", "--format", "json"]).exits(1).json();
    let finding = &report["findings"][0];
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64(), finding["end_column"].as_u64()), (Some(3), Some(10), Some(12)));
    assert_eq!(finding["pointer"], "/metadata/owner");
    assert_eq!(finding["help"], "Add an owner.");
}

#[test]
fn a_fingerprint_survives_moved_lines_and_reworded_messages() {
    let print = |tree: &Tree| tree.ent(&["check", "--format", "json"]).json()["findings"][0]["fingerprint"].clone();
    let (before, after) = (shop(BAD), shop(&format!("# a comment\n\n{BAD}")));
    after.write(".ent/rules/local/owner.yaml", RULE.replace("has no owner", "belongs to nobody"));
    assert_eq!(print(&before), print(&after));
}

#[test]
fn unknown_things_are_errors_with_the_nearest_name() {
    let tree = shop(GOOD);
    let cases: [(&[&str], &str); 5] = [
        (&["check", "locla"], "did you mean `local`?"),
        (&["check", "--select", "local/ownr"], "did you mean `local/owner`?"),
        (&["check", "--format", "jsno"], "did you mean `json`?"),
        (&["explain", "local/ownre"], "did you mean `local/owner`?"),
        (&["check", "--profile", "enterprize"], "did you mean `enterprise`?"),
    ];
    for (args, hint) in cases {
        let run = tree.ent(args).exits(2);
        assert!(run.stderr.contains(hint), "{args:?}: {}", run.stderr);
        assert!(run.stdout.is_empty(), "{}", run.stdout);
    }
}

#[test]
fn a_mistake_in_the_configuration_is_two_with_its_place() {
    let cases = [
        ("version: 1\ngates:\n  locla: {}\n", "ent.yaml:3:3", "did you mean `local`?"),
        ("version: 1\nrulez: {}\n", "ent.yaml:2:1", "did you mean `rules`?"),
        ("version: 2\n", "ent.yaml:1:10", "version 1"),
        ("version: 1\nrules:\n  local/ownr: off\n", "ent.yaml:3:3", "did you mean `local/owner`?"),
        ("version: 1\nrules:\n  local/owner: loud\n", "ent.yaml:3:16", "`off`, `on`"),
        ("version: 1\nservices:\n  - nome: a\n", "ent.yaml:3:5", "did you mean `name`?"),
        ("version: 1\nrequired_version: \">=9\"\n", "ent.yaml:2:19", "install a version that fits"),
        ("version: 1\ngates: [\n", "ent.yaml:2:8", ""),
        ("version: 1\nversion: 1\n", "ent.yaml:2:1", "keep one"),
    ];
    for (text, place, hint) in cases {
        let tree = shop(GOOD);
        tree.write("ent.yaml", text);
        let run = tree.ent(&["check"]).exits(2);
        assert!(run.stderr.contains(place) && run.stderr.contains(hint), "{text}\n{}", run.stderr);
    }
}

#[test]
fn layers_win_in_order_and_say_where_they_come_from() {
    let tree = shop(BAD);
    tree.write("ent.yaml", "version: 1\nextends: base.yaml\nfail_on: warning\nprofiles:\n  ci: { strict: true }\n");
    tree.write("base.yaml", "version: 1\nfail_on: never\nteams: [time-a]\n");
    let shown = tree.ent(&["config", "show", "--origin", "--profile", "ci"]).exits(0).stdout;
    for line in [
        "fail_on: warning  # ent.yaml:3",
        "teams: [time-a]  # base.yaml:3",
        "strict: true  # profile ci of ent.yaml:5",
        "offline: false  # default",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    let shown = tree.ent(&["config", "show", "--origin", "--fail-on", "error"]).exits(0).stdout;
    assert!(shown.contains("fail_on: error  # --fail-on"), "{shown}");
}

#[test]
fn several_outputs_of_one_run() {
    let tree = shop(BAD);
    tree.ent(&["check", "--format", "json=out.json", "--format", "sarif=out.sarif", "--format", "concise"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&tree.read("out.json")).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(&tree.read("out.sarif")).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["partialFingerprints"]["ent/v1"], json["findings"][0]["fingerprint"]);
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "local/owner");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "svc/a.yaml");
}

#[test]
fn two_runs_are_the_same_but_for_durations() {
    let tree = shop(BAD);
    let once = || {
        let mut report = tree.ent(&["check", "--format", "json"]).json();
        report["gates"].as_array_mut().unwrap().iter_mut().for_each(|gate| gate["duration_ms"] = 0.into());
        report
    };
    assert_eq!(once(), once());
}

#[test]
fn json_validates_against_the_published_schema() {
    let schema = Tree::new().ent(&["schema", "report"]).exits(0).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let broken = shop(BAD);
    broken.write("svc/b.yaml", "a: [\n");
    for tree in [shop(BAD), shop(GOOD), broken, Tree::new()] {
        let report = tree.ent(&["check", "--format", "json"]).json();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}\n{report:#}");
    }
}

#[test]
fn a_configuration_validates_against_the_published_schema_as_the_check_says() {
    let schema = Tree::new().ent(&["schema", "config"]).exits(0).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let cases = [
        ("version: 1\nfail_on: warning\ngates: {local: {required: true}}\n", true),
        ("version: 1\ngates: {lokal: {}}\n", false),
        ("version: 1\nservices: [{name: a, critical: 1}]\n", false),
        ("fail_on: error\n", false),
    ];
    for (text, good) in cases {
        let tree = shop(GOOD);
        tree.write("ent.yaml", text);
        assert_eq!(tree.ent(&["check", "--allow-empty"]).code != 2, good, "{text}");
        let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(validator.is_valid(&value), good, "{text}");
    }
}

#[test]
fn help_fits_one_screen_and_every_verb_works() {
    let help = ent_in(&project(), &["-h"]).exits(0).stdout;
    assert!(help.lines().count() <= 60 && help.lines().all(|line| line.chars().count() <= 100), "{help}");
    assert!(help.starts_with("Examples:") || help.contains("Examples:"), "{help}");
    for shell in ["bash", "zsh", "fish"] {
        assert!(ent_in(&project(), &["completions", shell]).exits(0).stdout.contains("ent"));
    }
    let tree = Tree::new();
    tree.ent(&["man", "man"]).exits(0);
    assert!(tree.read("man/ent-check.1").contains("ent"));
}

#[test]
fn a_named_gate_that_finds_nothing_is_four() {
    let report = Tree::new().ent(&["check", "local", "--format", "json"]).exits(4).json();
    assert_eq!(report["verdict"], "nothing_to_check");
    assert_eq!(report["gates"][0]["required"], true);
}

#[test]
fn user_rules_are_read_strictly() {
    let tree = shop(GOOD);
    tree.write(".ent/rules/local/owner.yaml", RULE.replace("severity:", "severety:"));
    let run = tree.ent(&["check"]).exits(2);
    assert!(run.stderr.contains(".ent/rules/local/owner.yaml:5:1") && run.stderr.contains("did you mean `severity`?"), "{}", run.stderr);
    tree.write(".ent/rules/local/owner.yaml", RULE.replace("truthy", "trutyh"));
    assert!(tree.ent(&["check"]).exits(2).stderr.contains("did you mean `truthy`?"));
}
