//! Waivers, baseline, ignores: nothing is dropped, only classified.

use serde_json::Value;

use crate::support::Tree;

const RULE: &str = "id: local/owner
title: No owner
why: Nobody answers for it.
fix: Add an owner.
severity: error
files: [\"svc/*.yaml\"]
given: $
then: { field: owner, function: truthy }
message: \"`{{ name }}` has no owner\"
";

fn shop() -> Tree {
    Tree::with([(".ent/rules/local/owner.yaml", RULE), ("svc/a.yaml", "name: a\n"), ("svc/b.yaml", "name: b\n")])
}

fn waive(tree: &Tree, entries: &str) {
    tree.write(".ent/waivers.yaml", format!("waivers:\n{entries}"));
}

fn check(tree: &Tree, args: &[&str], code: i32) -> Value {
    tree.ent(&[&["check", "--format", "json"], args].concat()).exits(code).json()
}

fn rules(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

fn of<'r>(report: &'r Value, path: &str) -> &'r Value {
    report["findings"].as_array().unwrap().iter().find(|finding| finding["path"] == path).unwrap()
}

#[test]
fn a_waiver_with_five_fields_works_and_its_finding_stays_in_the_report() {
    let tree = shop();
    waive(&tree, "  - {rule: local/owner, owner: time-a, reason: Being moved., expires: 2026-12-31}\n");
    let report = check(&tree, &[], 0);
    assert_eq!(of(&report, "svc/a.yaml")["disposition"], "waived");
    assert_eq!(of(&report, "svc/a.yaml")["waiver"]["owner"], "time-a");
    let gate = report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "local").unwrap();
    assert_eq!((gate["counts"]["error"].as_u64(), gate["counts"]["waived"].as_u64()), (Some(0), Some(2)));
    assert!(tree.ent(&["check"]).exits(0).stdout.contains("2 waived"));
}

#[test]
fn a_waiver_holds_through_its_last_day_and_not_one_second_longer() {
    let tree = shop();
    waive(&tree, "  - {rule: local/owner, owner: time-a, reason: Being moved., expires: 2026-11-30}\n");
    let report = check(&tree, &["--now", "2026-11-30T23:59:59Z"], 0);
    assert!(rules(&report).contains(&"waivers/expiring-soon"));
    let report = check(&tree, &["--now", "2026-12-01T00:00:00Z"], 1);
    assert!(rules(&report).contains(&"waivers/expired"));
    assert_eq!(of(&report, "svc/a.yaml")["disposition"], "open");
    assert_eq!(of(&report, ".ent/waivers.yaml")["severity"], "warning");
}

#[test]
fn a_malformed_waiver_is_two_with_its_place() {
    let cases = [
        ("  - {rule: local/owner, reason: r, expires: 2026-12-31}\n", "`owner` is missing"),
        ("  - {rule: local/owner, owner: o, expires: 2026-12-31}\n", "`reason` is missing"),
        ("  - {rule: local/owner, owner: o, reason: r}\n", "`expires` is missing"),
        ("  - {rule: local/owner, owner: o, reason: r, expires: 2026-02-30}\n", "2026-02-30"),
        ("  - {rule: local/owner, owner: o, reason: r, expires: soon}\n", "soon"),
        ("  - {rule: local/owner, owner: o, reason: \"  \", expires: 2026-12-31}\n", "`reason`"),
        ("  - {owner: o, reason: r, expires: 2026-12-31}\n", "what it covers"),
        ("  - {rule: local/owner, owner: o, reason: r, expired: 2026-12-31}\n", "did you mean `expires`?"),
        ("  - [\n", ".ent/waivers.yaml:2:"),
    ];
    for (entry, words) in cases {
        let tree = shop();
        waive(&tree, entry);
        let run = tree.ent(&["check"]).exits(2);
        assert!(run.stderr.contains(".ent/waivers.yaml:2:") && run.stderr.contains(words), "{entry}{}", run.stderr);
    }
}

#[test]
fn scopes_cover_what_they_name() {
    let tree = shop();
    waive(&tree, "  - {rule: local/owner, path: svc/a.yaml, owner: o, reason: r, expires: 2026-12-31}\n");
    let report = check(&tree, &[], 1);
    assert_eq!(of(&report, "svc/a.yaml")["disposition"], "waived");
    assert_eq!(of(&report, "svc/b.yaml")["disposition"], "open");
    let print = of(&report, "svc/b.yaml")["fingerprint"].as_str().unwrap().to_string();
    waive(
        &tree,
        &format!(
            "  - {{rule: local/owner, path: svc, owner: o, reason: r, expires: 2026-12-31}}\n  - {{fingerprint: {print}, owner: p, reason: r, expires: 2026-12-31}}\n"
        ),
    );
    let report = check(&tree, &[], 0);
    assert_eq!(of(&report, "svc/b.yaml")["waiver"]["owner"], "p", "the more precise one counts");
    assert!(rules(&report).contains(&"waivers/overlapping"));
}

#[test]
fn a_waiver_for_nothing_is_unused_only_when_its_gate_ran() {
    let tree = shop();
    waive(&tree, "  - {rule: local/owner, path: gone, owner: o, reason: r, expires: 2026-12-31}\n");
    assert!(rules(&check(&tree, &[], 1)).contains(&"waivers/unused"));
    tree.write("svc/a.yaml", "owner: a\n");
    tree.write("svc/b.yaml", "owner: b\n");
    tree.write("ent.yaml", "version: 1\nwaivers: {strict: true}\n");
    let report = check(&tree, &[], 1);
    assert_eq!(of(&report, ".ent/waivers.yaml")["severity"], "error", "strict");
    tree.ent(&["waiver", "lint"]).exits(1);
}

#[test]
fn broad_long_and_many_waivers_are_told() {
    let tree = shop();
    tree.write("ent.yaml", "version: 1\nwaivers: {max_active: 1}\n");
    waive(
        &tree,
        "  - {rule: local/*, owner: o, reason: r, expires: 2027-12-31, created: 2026-10-01}\n  - {rule: local/owner, path: svc/a.yaml, owner: o, reason: r, expires: 2026-12-31}\n",
    );
    let report = check(&tree, &["--profile", "enterprise"], 0);
    for rule in ["waivers/over-broad", "waivers/too-long", "waivers/budget-exceeded", "waivers/not-approved"] {
        assert!(rules(&report).contains(&rule), "{rule}: {:?}", rules(&report));
    }
    assert!(!rules(&check(&tree, &[], 0)).contains(&"waivers/not-approved"), "off by default");
}

#[test]
fn adding_writes_what_reading_understands() {
    let tree = shop();
    let add = [
        "waiver",
        "add",
        "local/owner",
        "--owner",
        "time: \"a\" #1",
        "--reason",
        "Moves; see \"x\": yes",
        "--expires",
        "2026-12-31",
        "--path",
        "svc",
    ];
    tree.ent(&add).exits(0);
    tree.ent(&["waiver", "add", "local/owner", "--owner", "b", "--reason", "r", "--until", "2027-01-31", "--approved-by", "c"]).exits(0);
    let report = check(&tree, &[], 0);
    assert_eq!(of(&report, "svc/a.yaml")["waiver"]["owner"], "time: \"a\" #1");
    assert!(tree.ent(&["waiver", "list"]).exits(0).stdout.contains("60 days left"));
    assert!(
        tree.ent(&["waiver", "add", "local/ownr", "--owner", "b", "--reason", "r", "--expires", "2027-01-31"])
            .exits(2)
            .stderr
            .contains("did you mean")
    );
    tree.ent(&["waiver", "add", "local/owner", "--owner", "b", "--reason", "r", "--expires", "2020-01-31"]).exits(2);
}

#[test]
fn a_baseline_hides_what_is_old_and_nothing_new() {
    let tree = shop();
    tree.ent(&["baseline", "write"]).exits(0);
    assert_eq!(of(&check(&tree, &[], 0), "svc/a.yaml")["disposition"], "baselined");
    tree.write("svc/c.yaml", "# moved\n\nname: c\n");
    tree.write("svc/a.yaml", "# moved\n\nname: a, renamed\n");
    let report = check(&tree, &[], 1);
    assert_eq!(
        (&of(&report, "svc/a.yaml")["disposition"], &of(&report, "svc/c.yaml")["disposition"]),
        (&"baselined".into(), &"open".into())
    );
    // Rewritten while one is active: the old ones stay in it.
    tree.ent(&["baseline", "write"]).exits(0);
    check(&tree, &[], 0);
    tree.write("svc/b.yaml", "owner: b\n");
    assert!(rules(&check(&tree, &[], 0)).contains(&"waivers/baseline-stale"));
}

#[test]
fn a_baseline_that_is_named_has_to_be_there() {
    let tree = shop();
    tree.ent(&["check", "--baseline", "gone.json"]).exits(2);
    tree.ent(&["baseline", "write", "--baseline", "old.json"]).exits(0);
    check(&tree, &["--baseline", "old.json"], 0);
    check(&tree, &[], 1);
    tree.write(".ent/baseline.json", "{\"schema_version\": 1, \"findings\": [");
    assert!(tree.ent(&["check"]).exits(2).stderr.contains(".ent/baseline.json:1:"));
}

#[test]
fn an_ignore_needs_its_rule_and_a_reason_and_something_to_ignore() {
    let tree = shop();
    tree.write("svc/a.yaml", "# ent:ignore[local/owner] a library: nobody deploys it\nname: a\n");
    tree.write("svc/b.yaml", "name: b # ent:ignore[local/owner] the same\n");
    let report = check(&tree, &[], 0);
    assert_eq!(of(&report, "svc/a.yaml")["disposition"], "ignored");
    assert_eq!(of(&report, "svc/a.yaml")["ignore_reason"], "a library: nobody deploys it");
    assert_eq!(of(&report, "svc/b.yaml")["disposition"], "ignored");
    tree.write("svc/a.yaml", "# ent:ignore[local/owner]\nname: a\n");
    tree.write("svc/b.yaml", "name: b # ent:ignore[local/ownr] typo\n");
    tree.write("svc/c.yaml", "# ent:ignore[local/owner] nothing wrong\nname: c\nowner: c\n");
    let report = check(&tree, &[], 1);
    for rule in ["waivers/ignore-without-reason", "waivers/ignore-unknown-rule", "waivers/ignore-unused"] {
        assert!(rules(&report).contains(&rule), "{rule}: {:?}", rules(&report));
    }
    assert_eq!(of(&report, "svc/b.yaml")["disposition"], "open");
}
