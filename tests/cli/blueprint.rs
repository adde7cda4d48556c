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
    assert_eq!((level("5.4").as_str(), level("2.7").as_str()), ("proven", "absent"));
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

#[test]
fn evidence_is_what_speaks_of_the_row() {
    let tree = Tree::with([
        (".github/workflows/ci.yml", "on: push\njobs:\n  test:\n    runs-on: x\n    steps: [{run: make test}]\n"),
        ("src/main.py", "print('hello')\n"),
        ("index.html", "<h1>hello</h1>\n"),
        (".env", "COLOR=blue\n"),
        ("LICENSE", "free\n"),
        ("main.tf", "resource \"aws_instance\" \"a\" {}\n"),
        ("api/openapi.yaml", "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}\n"),
    ]);
    let levels = |tree: &Tree| -> Vec<(String, String)> {
        let board = tree.ent(&["blueprint", "--format", "json", "--offline"]).exits(0).json();
        let rows = board["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["row"].as_str().unwrap().to_string(), row["level"].as_str().unwrap().to_string())).collect()
    };
    let found = |tree: &Tree| levels(tree).into_iter().filter(|(_, level)| level == "found").map(|(row, _)| row).collect::<Vec<_>>();
    let plain = ["1.2", "1.5", "7.1", "7.2", "13.1", "14.1"];
    // The gates of these versions judge some of them; what counts is which rows there are files for.
    assert_eq!(found(&tree).iter().filter(|row| !plain.contains(&row.as_str())).collect::<Vec<_>>(), Vec::<&String>::new());
    tree.write("src/main.py", "class Orders(TenantManager): ...\n");
    tree.write("index.html", "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n");
    tree.write("main.tf", "resource \"aws_kms_key\" \"a\" {}\nresource \"aws_budgets_budget\" \"b\" {}\n");
    tree.write(
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  scan:\n    runs-on: x\n    steps: [{uses: github/codeql-action/analyze@v3}]\n",
    );
    let found = found(&tree);
    for row in ["4.2", "5.3", "5.7b", "11.1", "13.2"] {
        assert!(found.contains(&row.to_string()), "{row}: {found:?}");
    }
}

#[test]
fn a_document_is_stale_by_its_own_date_and_by_the_history() {
    let tree = Tree::with([("threatmodel/loja.yaml", "meta: {id: loja, next_review: 2026-01-01}\nelements: []\nthreats: []\n")]);
    let of = |tree: &Tree| {
        let board = tree.ent(&["blueprint", "--format", "json", "--area", "9"]).exits(0).json();
        let row = board["rows"].as_array().unwrap().iter().find(|row| row["row"] == "9.1").unwrap().clone();
        (row["level"].as_str().unwrap().to_string(), row["reason"].as_str().unwrap().to_string())
    };
    assert_eq!(of(&tree), ("stale".into(), "threatmodel/loja.yaml was to be reviewed by 2026-01-01".into()));
    tree.write("threatmodel/loja.yaml", "meta: {id: loja, next_review: 2027-01-01}\nelements: []\nthreats: []\n");
    assert_eq!(of(&tree).0, "found");
    // Without a date of its own, the history tells.
    tree.write("threatmodel/loja.yaml", "meta: {id: loja}\nelements: []\nthreats: []\n");
    assert_eq!(of(&tree).0, "found");
    tree.git("2026-01-05T00:00:00Z", "Ana", &["init", "-q"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["add", "-A"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["commit", "-q", "-m", "Model"]);
    let (level, reason) = of(&tree);
    assert!(
        level == "stale" && reason == "threatmodel/loja.yaml was last changed 300 days ago; it is reviewed every 180",
        "{level} {reason}"
    );
    tree.write("threatmodel/loja.yaml", "meta: {id: loja}\nelements: []\nthreats: []\nflows: []\n");
    tree.git("2026-10-05T00:00:00Z", "Ana", &["commit", "-q", "-am", "Review"]);
    assert_eq!(of(&tree).0, "found");
}

#[test]
fn a_row_answers_for_its_own_rules_of_a_shared_gate() {
    let tree = Tree::with([
        (".github/workflows/ci.yml", "on: pull_request\njobs:\n  t:\n    runs-on: x\n    steps: [{run: make}]\n"),
        (".github/CODEOWNERS", "/gone/ @loja/time\n* @loja/time\n"),
    ]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["add", "-A"]);
    tree.git("2026-10-01T00:00:00Z", "Ana", &["commit", "-q", "-m", "Open"]);
    let board = tree.ent(&["blueprint", "--format", "json", "--area", "1", "--offline"]).exits(0).json();
    let row = |id: &str| board["rows"].as_array().unwrap().iter().find(|row| row["row"] == id).unwrap().clone();
    assert_eq!(
        (row("1.3")["level"].as_str(), row("1.3")["reason"].as_str()),
        (Some("found"), Some("the gate review failed with one error"))
    );
    assert_eq!(row("1.2")["level"], "valid", "{:#}", row("1.2"));
    // Every rule of the gate is about one of the two rows.
    let rules = tree.ent(&["rules", "list", "--gate", "review", "--format", "json"]).exits(0).json();
    for rule in rules.as_array().unwrap() {
        let name = rule["id"].as_str().unwrap().split_once('/').unwrap().1;
        let rows = ent::blueprint::ROWS.iter().filter(|row| row.gates.contains(&"review"));
        assert_eq!(rows.filter(|row| row.rules.iter().any(|begin| name.starts_with(begin))).count(), 1, "{name}");
    }
}
