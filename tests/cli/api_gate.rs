//! The gate `api-diff` inside `ent check`: it finds its base itself, and is never passed where there is none. And the guide, kept true.

use std::path::Path;

use serde_json::Value;

use crate::support::{Run, Tree, command, ent_in, project};

const DATE: &str = "2026-10-01T00:00:00Z";

fn commit(tree: &Tree, message: &str) {
    tree.git(DATE, "Ana", &["add", "-A"]);
    tree.git(DATE, "Ana", &["commit", "-q", "--allow-empty", "-m", message]);
}

fn description(operations: &[&str]) -> String {
    let paths: Vec<String> =
        operations.iter().map(|name| format!("  /{name}: {{get: {{responses: {{'204': {{description: ok}}}}}}}}\n")).collect();
    format!("openapi: 3.1.0\ninfo: {{title: Orders, version: 1.0.0}}\npaths:\n{}", paths.concat())
}

/// A repository with one commit on `main` that describes two operations.
fn repository() -> Tree {
    let tree = Tree::with([("api/openapi.yaml", description(&["orders", "items"]).as_str())]);
    tree.git(DATE, "Ana", &["init", "-q"]);
    commit(&tree, "first");
    tree
}

fn check(tree: &Tree, arguments: &[&str]) -> Run {
    tree.ent(&[&["check", "--format", "json", "--offline"], arguments].concat())
}

fn gate(run: &Run) -> Value {
    run.json()["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "api-diff").unwrap().clone()
}

fn found(run: &Run) -> Vec<String> {
    let report = run.json();
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["gate"] == "api-diff");
    findings.map(|finding| format!("{} {}", finding["rule"].as_str().unwrap(), finding["path"].as_str().unwrap())).collect()
}

/// Asserts that the gate was not judged: named it is inconclusive, otherwise skipped, with the command that mends it.
fn not_judged(tree: &Tree, words: &[&str]) {
    let run = check(tree, &["api-diff"]).exits(3);
    let reason = gate(&run)["reason"].as_str().unwrap().to_string();
    words.iter().for_each(|word| assert!(reason.contains(word), "{reason}"));
    let skipped = gate(&check(tree, &[]));
    assert_eq!(skipped["status"], "skipped", "{skipped:#}");
    assert!(skipped["reason"].as_str().unwrap().starts_with("not judged: "), "{skipped:#}");
}

const GONE: &str = "api-diff/api-path-removed-without-deprecation api/openapi.yaml";

#[test]
fn the_base_is_found_without_being_asked_for() {
    let tree = repository();
    not_judged(&tree, &["this is the first commit", "ent check --base REF"]);
    // What is not yet committed, against the last commit.
    tree.write("api/openapi.yaml", description(&["orders"]));
    assert_eq!(found(&check(&tree, &["api-diff"]).exits(1)), [GONE]);
    // On the trunk, with nothing changed: what the last commit did.
    commit(&tree, "second");
    assert_eq!(found(&check(&tree, &["api-diff"]).exits(1)), [GONE]);
    commit(&tree, "third");
    assert!(found(&check(&tree, &["api-diff"]).exits(0)).is_empty());
    // On a branch: all it did since it left the trunk.
    tree.git(DATE, "Ana", &["checkout", "-q", "-b", "work", "HEAD~2"]);
    tree.write("api/openapi.yaml", description(&["items"]));
    commit(&tree, "on a branch");
    commit(&tree, "and one more");
    let run = check(&tree, &["api-diff"]).exits(1);
    assert_eq!(found(&run), [GONE]);
    assert!(run.json()["findings"][0]["message"].as_str().unwrap().contains("/orders"));
    assert!(found(&check(&tree, &["api-diff", "--base", "HEAD"]).exits(0)).is_empty());
}

#[test]
fn without_a_base_nothing_is_judged() {
    let bare = Tree::with([("openapi.yaml", description(&["orders"]).as_str())]);
    not_judged(&bare, &["there is no git repository"]);
    bare.git(DATE, "Ana", &["init", "-q"]);
    not_judged(&bare, &["the repository has no commit"]);
    let nothing = Tree::with([("notes.yaml", "a: 1\n")]);
    assert_eq!(gate(&check(&nothing, &["api-diff"]).exits(4))["status"], "skipped");
}

#[test]
fn a_pipeline_that_did_not_fetch_is_told_to() {
    let tree = repository();
    commit(&tree, "second");
    let mut pull = command(tree.path(), &["check", "api-diff", "--format", "json", "--offline"]);
    pull.env("GITHUB_BASE_REF", "main");
    let reason = gate(&Run::from(pull.output().unwrap()).exits(3))["reason"].as_str().unwrap().to_string();
    assert!(reason.contains("`git fetch origin main`") && reason.contains("fetch-depth: 0"), "{reason}");
    let shallow = Tree::new();
    let url = format!("file://{}", tree.path().display());
    shallow.git(DATE, "Ana", &["clone", "-q", "--depth", "1", &url, "."]);
    not_judged(&shallow, &["shallow", "git fetch --unshallow"]);
    // With history it is judged.
    let whole = Tree::new();
    whole.git(DATE, "Ana", &["clone", "-q", &url, "."]);
    check(&whole, &["api-diff"]).exits(0);
    whole.write("api/openapi.yaml", description(&["orders"]));
    let mut pull = command(whole.path(), &["check", "api-diff", "--format", "json", "--offline"]);
    pull.env("GITHUB_BASE_REF", "main");
    assert_eq!(found(&Run::from(pull.output().unwrap()).exits(1)), [GONE]);
}

#[test]
fn a_description_that_goes_is_a_finding_and_a_new_one_is_news() {
    let tree = repository();
    tree.write("fresh.openapi.yaml", description(&["a"]).replace("Orders", "Fresh"));
    assert_eq!(found(&check(&tree, &["api-diff"]).exits(0)), ["api-diff/document-added fresh.openapi.yaml"]);
    std::fs::remove_file(tree.path().join("fresh.openapi.yaml")).unwrap();
    let path = tree.path().join("api/openapi.yaml");
    for text in [None, Some("notes: [1]\n")] {
        match text {
            None => std::fs::remove_file(&path).unwrap(),
            Some(text) => {
                // A name that certainly means a description makes other content a defect; another name makes it something else.
                tree.write("api/openapi.yaml", text);
                check(&tree, &["api-diff"]).exits(3);
                continue;
            }
        }
        assert_eq!(found(&check(&tree, &["api-diff"]).exits(1)), ["api-diff/document-removed api/openapi.yaml"]);
    }
    tree.write("api/openapi.yaml", "openapi: [\n");
    let reason = gate(&check(&tree, &["api-diff"]).exits(3))["reason"].as_str().unwrap().to_string();
    assert!(reason.starts_with("api/openapi.yaml:"), "{reason}");
}

#[test]
fn settings_and_severities_count() {
    let tree = repository();
    tree.write("api/openapi.yaml", description(&["orders"]));
    tree.write("ent.yaml", "version: 1\nrules:\n  api-diff/api-path-removed-without-deprecation: warning\n");
    assert_eq!(found(&check(&tree, &["api-diff"]).exits(0)), [GONE]);
    tree.write("ent.yaml", "version: 1\ngates:\n  api-diff:\n    base: v9\n");
    not_judged(&tree, &["the base `v9` cannot be had"]);
    tree.git(DATE, "Ana", &["tag", "v9"]);
    assert_eq!(found(&check(&tree, &["api-diff"]).exits(1)), [GONE]);
    tree.write("ent.yaml", "version: 1\ngates:\n  api-diff:\n    only: [other]\n");
    check(&tree, &["api-diff"]).exits(4);
}

#[test]
fn an_ignore_counts_in_the_newer_version_only() {
    let tree = repository();
    let agreed = |operations: &[&str]| {
        let comment = "# ent:ignore[api-diff/api-path-removed-without-deprecation] agreed with all clients\npaths:";
        description(operations).replace("paths:", comment)
    };
    tree.write("api/openapi.yaml", agreed(&["orders"]));
    let run = check(&tree, &["api-diff"]).exits(0);
    assert_eq!(run.json()["findings"][0]["disposition"], "ignored", "{}", run.stdout);
    // Once that is the base, the ignore can go from the tree; the one in the base is nobody's to mend.
    commit(&tree, "second");
    tree.write("api/openapi.yaml", agreed(&["orders", "more"]));
    let report = check(&tree, &["api-diff"]).exits(0).json();
    let unused: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "waivers/ignore-unused")
        .map(|finding| finding["path"].as_str().unwrap())
        .collect();
    assert_eq!(unused, ["api/openapi.yaml"]);
}

#[test]
fn the_shop_breaks_its_clients_where_it_was_broken() {
    let fixtures = project().join("fixtures");
    let run = ent_in(&fixtures, &["api", "diff", "shop/api", "shop-broken/api", "--format", "json"]).exits(1);
    assert_eq!(found(&run), ["api-diff/response-property-became-optional shop-broken/api/pedidos.openapi.yaml"]);
    ent_in(&fixtures, &["api", "diff", "shop/api", "shop/api"]).exits(0);
}

/// The commands of the guide's `console` blocks (`$ ent …`, with `# exits N` where that is not 0) and what they print.
fn sessions(guide: &str) -> Vec<(String, i32, String)> {
    let mut found = Vec::new();
    for block in guide.split("```console\n").skip(1) {
        for part in format!("\n{}", block.split("```").next().unwrap()).split("\n$ ").skip(1) {
            let (command, output) = part.split_once('\n').unwrap_or((part, ""));
            let (command, code) = command.split_once("  # exits ").unwrap_or((command, "0"));
            found.push((command.to_string(), code.trim().parse().unwrap(), output.trim_end().to_string()));
        }
    }
    found
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    let guide = std::fs::read_to_string(project().join("docs/guide/api-diff.md")).unwrap();
    let sessions = sessions(&guide);
    assert!(sessions.len() >= 4, "only {} commands", sessions.len());
    let tree = Tree::new();
    copy(&project().join("fixtures/api/orders"), tree.path());
    tree.write("hostile.yaml", "openapi: 3.0.3\npaths: {/a: {$ref: ../../etc/passwd}}\n");
    for (command, code, output) in sessions {
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        let run = tree.ent(&arguments).exits(code);
        assert_eq!(run.stdout.trim_end(), output, "{command}");
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
