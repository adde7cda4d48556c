//! `ent inventory`.

use crate::support::Tree;

fn tree() -> Tree {
    Tree::with([
        ("api/v1.yaml", "openapi: 3.1.0\n"),
        ("docs/runbooks/latency.md", "# Latency\n"),
        ("notes.txt", "x\n"),
        ("node_modules/a/package.json", "{}"),
        ("web/package.json", "{}"),
        (".gitignore", "*.tmp\n"),
        ("a.tmp", ""),
    ])
}

#[test]
fn files_of_a_class_are_shown_and_the_rest_is_counted() {
    let run = tree().ent(&["inventory"]).exits(0);
    assert_eq!(
        run.stdout,
        "file                      taken for\n\
         api/v1.yaml               openapi\n\
         docs/runbooks/latency.md  runbook?\n\
         web/package.json          package-manifest\n\
         \n\
         5 files of 3 classes, 2 of none\n\
         not looked at: node_modules/: other people's files (packages of npm)\n\
         ignored by version control: 1 entry (-v shows them)\n"
    );
    let all = tree().ent(&["inventory", "--all", "-v"]).exits(0);
    assert!(all.stdout.contains("\nnotes.txt\n") && all.stdout.ends_with("ignored by version control: a.tmp\n"), "{}", all.stdout);
}

#[test]
fn one_class_and_counts() {
    let run = tree().ent(&["inventory", "--kind", "openapi"]).exits(0);
    assert!(run.stdout.starts_with("file         taken for\napi/v1.yaml  openapi\n\n1 file of 1 class, 0 of none\n"), "{}", run.stdout);
    let run = tree().ent(&["inventory", "--counts"]).exits(0);
    assert!(run.stdout.contains("\nopenapi           1\n"), "{}", run.stdout);
    tree().ent(&["inventory", "--kind", "pact"]).exits(4);
    tree().ent(&["inventory", "--kind", "pact", "--allow-empty"]).exits(0);
    let run = tree().ent(&["inventory", "--kind", "openap"]).exits(2);
    assert!(run.stderr.contains("unknown class `openap`") && run.stderr.contains("openapi"), "{}", run.stderr);
}

#[test]
fn json_is_complete() {
    let tree = tree();
    let value = tree.ent(&["inventory", "--format", "json"]).exits(0).json();
    assert_eq!(value["files"].as_array().unwrap().len(), 5);
    assert_eq!(value["counts"]["openapi"], 1);
    assert_eq!(value["files"][2]["path"], "docs/runbooks/latency.md");
    assert_eq!(value["files"][2]["guessed"][0], "runbook");
    assert_eq!(value["skipped"][0]["why"], "vendored");
    assert_eq!(value["ignored"][0], "a.tmp");
    tree.ent(&["inventory", "--format", "json=out.json", "-q"]).exits(0);
    assert!(tree.read("out.json").contains("\"openapi\""));
    tree.ent(&["inventory", "--format", "sarif"]).exits(2);
}

#[test]
fn an_empty_tree_is_four_and_a_missing_one_two() {
    Tree::new().ent(&["inventory"]).exits(4);
    Tree::new().ent(&["inventory", "--allow-empty"]).exits(0);
    Tree::new().ent(&["inventory", "-C", "missing"]).exits(2);
}

#[test]
fn names_have_no_power_over_the_terminal() {
    let tree = Tree::with([("\u{1b}[31mred\n\u{202e}.yaml", "openapi: 3.1.0\n")]);
    let run = tree.ent(&["inventory"]).exits(0);
    assert!(run.stdout.contains("?[31mred?") && !run.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stdout);
}

#[test]
fn what_is_excluded_is_said() {
    let tree = tree();
    tree.write("ent.yaml", "version: 1\nexclude: [/docs/]\n");
    let run = tree.ent(&["inventory"]).exits(0);
    assert!(run.stdout.contains("not looked at: docs/: excluded by configuration\n"), "{}", run.stdout);
}

#[test]
fn classes_are_listed_and_gates_ask_for_no_other() {
    let run = Tree::new().ent(&["inventory", "--classes"]).exits(0);
    assert!(run.stdout.starts_with("class ") && run.stdout.contains("\nopenapi "), "{}", run.stdout);
    let value = Tree::new().ent(&["inventory", "--classes", "--format", "json"]).exits(0).json();
    assert!(value.as_array().unwrap().len() > 100);
    for gate in ent::gates::infos() {
        for kind in gate.kinds {
            assert!(ent::inventory::is_class(*kind), "the gate {} asks for {kind}, which the inventory does not know", gate.name);
        }
    }
}
