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

/// Each document, the row that it serves, and the class that the inventory takes it for.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("access-review", "12.1", "access-review"),
    ("audit-policy", "6.3", "audit-policy"),
    ("branch-rules", "1.2", "branch-rules"),
    ("capacity-plan", "3.2", "capacity-plan"),
    ("codeowners", "1.3", "codeowners"),
    ("controls", "5.1", "control-catalog"),
    ("cost-policy", "11.1", "cost-policy"),
    ("data-map", "5.8", "data-map"),
    ("dora-targets", "1.1", "dora-targets"),
    ("error-budget-policy", "2.2", "error-budget-policy"),
    ("flag-registry", "1.4", "flag-registry"),
    ("key-inventory", "5.7c", "key-inventory"),
    ("load-plan", "3.1", "load-plan"),
    ("permission-matrix", "12.1", "permission-matrix"),
    ("release-policy", "1.4", "release-policy"),
    ("retry-policy", "7.6", "retry-policy"),
    ("review-guide", "1.3", "review-guide"),
    ("review-standard", "1.3", "review-standard"),
    ("ripd", "5.9", "ripd"),
    ("ropa", "5.9", "ropa"),
    ("schema-change", "8.1", "schema-change"),
    ("secret-inventory", "5.7a", "secret-inventory"),
    ("security-policy", "5.2", "security-policy"),
    ("slo", "2.1", "openslo"),
    ("subject-requests", "5.9", "subject-requests"),
    ("tag-policy", "11.2", "tag-policy"),
    ("tenancy-model", "4.1", "tenancy-model"),
    ("threat-model", "9.1", "threat-model"),
];
/// Documents whose gates judge the starter themselves: `filled_in_documents_pass_their_gates` is about them.
const JUDGED: &[&str] = &["dependabot", "gameday", "postmortem", "pull-request", "renovate", "runbook"];

/// Whether the text is what its name says.
fn parses(path: &str, text: &str) -> bool {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "yaml" | "yml" => serde_yaml::Deserializer::from_str(text)
            .all(|document| <serde_yaml::Value as serde::Deserialize>::deserialize(document).is_ok_and(|value| value.is_mapping())),
        "json" => serde_json::from_str::<serde_json::Value>(text).is_ok(),
        "jsonl" => text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        _ => !text.is_empty(),
    }
}

/// A tree with all documents, and where each was written.
fn written(language: &str) -> (Tree, Vec<(&'static str, String)>) {
    let tree = Tree::new();
    let names: Vec<&str> = DOCUMENTS.iter().map(|(name, ..)| *name).collect();
    tree.ent(&[&["init"], names.as_slice(), &["--lang", language]].concat()).exits(0);
    let seen = tree.ent(&["inventory", "--format", "json"]).exits(0).json();
    let path = |class: &str| {
        let of = |file: &&serde_json::Value| file["kinds"].as_array().unwrap().iter().any(|kind| kind == class);
        let mut files = seen["files"].as_array().unwrap().iter().filter(of).map(|file| file["path"].as_str().unwrap().to_string());
        let path = files.next().unwrap_or_else(|| panic!("{language}: no {class}"));
        assert_eq!(files.next(), None, "{language}: {class}");
        path
    };
    (tree, DOCUMENTS.iter().map(|(name, _, class)| (*name, path(class))).collect())
}

fn board(tree: &Tree) -> Vec<serde_json::Value> {
    tree.ent(&["blueprint", "--offline", "--format", "json"]).exits(0).json()["rows"].as_array().unwrap().clone()
}

#[test]
fn every_document_is_found_at_its_row_and_shows_nothing_while_it_is_empty() {
    for language in ["en", "pt-BR"] {
        let (tree, paths) = written(language);
        let rows = board(&tree);
        for ((name, path), (_, id, _)) in paths.iter().zip(DOCUMENTS) {
            let text = tree.read(path);
            assert!(parses(path, &text), "{language} {name}");
            assert_eq!(text.matches('‹').count(), text.matches('›').count(), "{language} {name}");
            let row = rows.iter().find(|row| row["row"] == *id).unwrap();
            assert!(row["evidence"].as_array().unwrap().iter().any(|evidence| evidence == path), "{language} {name}: {row:#}");
            let reason = row["reason"].as_str().unwrap();
            assert!(
                row["level"] == "found" && reason.starts_with("not valid: ") && reason.contains("to complete"),
                "{language} {name}: {row:#}"
            );
            tree.write(path, text.replace(['‹', '›'], "").replace("YYYY-MM-DD", "2026-12-01").replace("AAAA-MM-DD", "2026-12-01"));
        }
        for row in board(&tree) {
            assert!(!row["reason"].as_str().unwrap().starts_with("not valid:"), "{language}: filled in, and still {row:#}");
        }
    }
}

#[test]
fn every_template_is_in_one_of_the_two_lists_and_the_languages_have_the_same_keys() {
    let listed = crate::support::ent_in(&crate::support::project(), &["init", "--list"]).exits(0).stdout;
    // Below the heading, up to the empty line.
    let lines: Vec<&str> = listed.lines().skip(1).take_while(|line| !line.is_empty()).collect();
    let mut names: Vec<&str> = lines.iter().filter_map(|line| line.split_whitespace().next()).collect();
    for (name, row, _) in DOCUMENTS {
        let line = lines.iter().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        assert!(line.split_whitespace().any(|word| word == *row), "{line}");
    }
    let mut known: Vec<&str> = DOCUMENTS.iter().map(|(name, ..)| *name).chain(JUDGED.iter().copied()).collect();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
    let ((english, paths), (portuguese, others)) = (written("en"), written("pt-BR"));
    assert_eq!(paths, others);
    for (name, path) in paths.iter().filter(|(_, path)| path.ends_with("yaml")) {
        let keys = |tree: &Tree| -> Vec<String> {
            let text = tree.read(path);
            let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
            lines.map(|line| line.split(": ").next().unwrap().to_string()).filter(|key| !key.contains('‹')).collect()
        };
        assert_eq!(keys(&english), keys(&portuguese), "{name}");
    }
}

#[test]
fn a_tree_of_starters_shows_no_row() {
    for language in ["en", "pt-BR"] {
        let (tree, _) = written(language);
        tree.ent(&["init", "runbook", "gameday", "postmortem", "pull-request", "--lang", language]).exits(0);
        for row in board(&tree) {
            assert!(["absent", "found"].contains(&row["level"].as_str().unwrap()), "{language}: {row:#}");
        }
    }
}

/// The rules about the documents of a review.
const REVIEW: &[&str] = &[
    "ci-missing-on-change",
    "codeowners-missing",
    "codeowners-duplicate-pattern",
    "codeowners-owner-invalid",
    "codeowners-pattern-matches-nothing",
    "codeowners-pattern-shadowed",
    "codeowners-syntax-invalid",
    "guide-missing",
    "standard-incomplete",
    "standard-missing",
    "template-empty",
    "template-missing",
];

/// Puts words where a starter asks for them.
fn complete(text: &str) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('‹') {
        let (place, tail) = after.split_once('›').unwrap();
        let word = match place {
            "…" => "‹…›",
            "PT4H" | "P1D" | "America/Sao_Paulo" => place,
            "YYYY-MM-DD" | "AAAA-MM-DD" => "2026-10-20",
            "folder of a service" | "pasta de um serviço" => "services/pedidos",
            _ if place.contains("YYYY") || place.contains("AAAA") => "2026-10-20",
            _ => "loja",
        };
        whole.push_str(before);
        whole.push_str(word);
        rest = tail;
    }
    whole + rest
}

#[test]
fn the_starters_about_reviews_fail_their_gate_until_they_are_completed() {
    for language in ["en", "pt-BR"] {
        let tree = Tree::new();
        for path in ["services/pedidos/main.rs", "privacy/ropa.yaml", "threatmodel/loja.yaml", ".ent/waivers.yaml", "README.md"] {
            tree.write(path, if path == ".ent/waivers.yaml" { "waivers: []\n" } else { "# x\n" });
        }
        tree.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
        tree.ent(&["init", "codeowners", "review-standard", "review-guide", "pull-request", "--ci", "github", "--lang", language]).exits(0);
        tree.git("2026-10-01T00:00:00Z", "Ana", &["add", "-A"]);
        tree.git("2026-10-01T00:00:00Z", "Ana", &["commit", "-q", "-m", "Open"]);
        let rules = || -> Vec<String> {
            let select: Vec<String> = REVIEW.iter().flat_map(|rule| ["--select".to_string(), format!("review/{rule}")]).collect();
            let select: Vec<&str> = select.iter().map(String::as_str).collect();
            let report = tree.ent(&[&["check", "review", "--offline", "--format", "json"], select.as_slice()].concat()).json();
            report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|finding| format!("{}: {}", finding["rule"].as_str().unwrap(), finding["message"]))
                .collect()
        };
        let before = rules();
        for rule in ["review/codeowners-owner-invalid", "review/standard-incomplete"] {
            assert!(before.iter().any(|found| found.starts_with(rule)), "{language}: {before:#?}");
        }
        for path in [".github/CODEOWNERS", ".github/review-standard.yaml", "docs/review-guide.md"] {
            tree.write(path, complete(&tree.read(path)));
        }
        assert_eq!(rules(), Vec::<String>::new(), "{language}");
    }
}
