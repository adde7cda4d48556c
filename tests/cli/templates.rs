//! The starter documents, filled in as their first lines ask for, pass the gates that read them.

use std::path::Path;

use crate::support::Tree;

const ALERTS: &str = "groups:
  - name: pedidos
    rules:
";

/// Replaces the words that a person has to replace.
fn fill_in(tree: &Tree, folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fill_in(tree, &path);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // A drill is still to come, a review is not.
        let date = if path.starts_with(tree.path().join("gamedays")) { "2026-11-20" } else { "2026-10-20" };
        let words = [("SERVICE", "pedidos"), ("TEAM", "plataforma"), ("TICKET", "LOJA-1"), ("INCIDENT", "inc-1"), ("YYYY-MM-DD", date)];
        let text = words.iter().fold(text, |text, (from, to)| text.replace(from, to)).replace("due: 2026-10-20", "due: 2026-12-20");
        std::fs::write(path, text).unwrap();
    }
}

/// A rule file with every alert that the runbooks name.
fn alerts(tree: &Tree, runbooks: &[String]) -> String {
    let mut rules = ALERTS.to_string();
    for path in runbooks {
        let text = tree.read(path);
        let line = text.lines().find(|line| line.starts_with("alerts:")).unwrap();
        let name = line.split(['[', ']']).nth(1).unwrap();
        rules.push_str(&format!("      - alert: {name}\n        expr: vector(1)\n        annotations: {{runbook_url: {path}}}\n"));
    }
    rules
}

#[test]
fn filled_in_documents_pass_their_gates() {
    for language in ["en", "pt-BR"] {
        let tree = Tree::new();
        tree.ent(&["init", "runbook", "postmortem", "gameday", "renovate", "--lang", language]).exits(0);
        fill_in(&tree, tree.path());
        let runbooks: Vec<String> = std::fs::read_dir(tree.path().join("docs/runbooks"))
            .unwrap()
            .map(|entry| format!("docs/runbooks/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        assert_eq!(runbooks.len(), 3, "the three playbooks");
        tree.write("monitoring/pedidos.rules.yaml", alerts(&tree, &runbooks));
        tree.write("ent.yaml", "version: 1\nteams: [plataforma]\nservices: [{name: pedidos, critical: true}]\n");
        tree.write("slo/pedidos.yaml", "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: pedidos}\nspec: {service: pedidos}\n");
        tree.write("incidents.jsonl", "{\"kind\":\"incident\",\"id\":\"inc-1\",\"service\":\"pedidos\",\"severity\":\"sev2\",\"started_at\":\"2026-10-20T00:00:00Z\"}\n");
        tree.write("Cargo.lock", "version = 4\n");
        tree.write(".gitlab-ci.yml", "test: {script: [cargo test]}\n");
        let report = tree.ent(&["check", "runbooks", "gamedays", "--offline", "--format", "json"]).json();
        let found: Vec<_> = report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
        // The drill is planned and not held: the cadence says so, and nothing else is wrong.
        assert_eq!(found, ["gamedays/cadence-overdue"], "{language}: {report:#}");
        let runbooks = report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "runbooks").unwrap().clone();
        assert_eq!(runbooks["status"], "passed", "{runbooks:#}");
        let updates = tree.ent(&["check", "updates", "--offline", "--format", "json"]).json();
        assert_eq!(updates["findings"].as_array().unwrap().len(), 0, "{updates:#}");
    }
}

#[test]
fn the_starter_for_dependabot_is_taken_as_it_is() {
    let tree = Tree::with([
        ("services/loja/package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}"),
        ("crates/pedidos/Cargo.lock", "version = 4\n"),
    ]);
    tree.ent(&["init", "dependabot"]).exits(0);
    let report = tree.ent(&["check", "updates", "--offline", "--format", "json"]).json();
    assert_eq!(report["findings"].as_array().unwrap().len(), 0, "{report:#}");
}
