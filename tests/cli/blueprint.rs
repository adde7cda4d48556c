//! The scoreboard.

use crate::support::{Tree, ent_in, project};

#[test]
fn every_row_has_a_level_and_the_shop_proves_what_its_gates_judge() {
    let shop = project().join("fixtures/shop");
    let board = crate::support::ent_in(&shop, &["blueprint", "--format", "json", "--now", "2026-11-25T00:00:00Z"]).exits(0).json();
    let rows = board["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 61);
    let level = |id: &str| rows.iter().find(|row| row["row"] == id).unwrap()["level"].as_str().unwrap().to_string();
    assert_eq!(level("10.1"), "proven");
    assert_eq!(level("2.7"), "absent");
    for row in rows.iter().filter(|row| row["level"] == "absent") {
        assert!(row["next"].as_str().is_some_and(|next| !next.is_empty()), "{row}");
    }
    // A row whose gate is not part of this version is seen by its files only, and says so.
    let seen = rows.iter().find(|row| row["row"] == "2.1").unwrap();
    assert!(seen["level"] == "found" && seen["reason"].as_str().unwrap().contains("no gate slo"), "{seen}");
}

#[test]
fn what_does_not_apply_needs_a_reason_and_old_evidence_is_stale() {
    let tree = Tree::with([("ent.yaml", "version: 1\nblueprint:\n  \"4.1\": {not_applicable: One tenant per database.}\n")]);
    let board = tree.ent(&["blueprint", "--format", "json"]).exits(0).json();
    let row = board["rows"].as_array().unwrap().iter().find(|row| row["row"] == "4.1").unwrap().clone();
    assert_eq!((row["level"].as_str(), row["reason"].as_str()), (Some("not_applicable"), Some("One tenant per database.")));
    tree.write("ent.yaml", "version: 1\nblueprint:\n  \"4.1\": {}\n");
    assert!(tree.ent(&["blueprint"]).exits(2).stderr.contains("not_applicable"));
}

#[test]
fn it_is_written_for_people_too() {
    let tree = Tree::with([("docs/runbooks/<b>.md", "# x\n")]);
    assert!(tree.ent(&["blueprint"]).exits(0).stdout.contains("61 rows:"));
    assert!(tree.ent(&["blueprint", "--area", "10", "--format", "markdown"]).exits(0).stdout.contains("### 10. Operations"));
    let html = tree.ent(&["blueprint", "--format", "html"]).exits(0).stdout;
    assert!(!html.contains("<b>.md") && !html.contains("<script"), "{html}");
    tree.ent(&["blueprint", "--format", "sarif"]).exits(2);
}

#[test]
fn a_next_step_names_only_templates_that_are_there() {
    let board = Tree::new().ent(&["blueprint", "--format", "json"]).exits(0).json();
    let listed = ent_in(&project(), &["init", "--list"]).exits(0).stdout;
    let mut named = 0;
    for next in board["rows"].as_array().unwrap().iter().filter_map(|row| row["next"].as_str()) {
        assert!(!next.contains("ent init --") || next.contains("`ent init --ci github`"), "{next}");
        for template in next.split("`ent init ").skip(1).filter_map(|rest| rest.split('`').next()).filter(|name| !name.starts_with("--")) {
            named += 1;
            assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(template)), "{next}");
        }
    }
    assert!(named >= 30, "{named}");
}
