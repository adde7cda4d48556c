//! `ent init` writes what `ent check` understands, and touches nothing that exists.

use crate::support::{Tree, ent_in, project};

#[test]
fn the_configuration_it_writes_is_valid_and_requires_what_was_found() {
    let tree = Tree::with([
        (
            ".ent/rules/local/a.yaml",
            "id: local/a\ntitle: t\nwhy: w\nfix: f\nseverity: error\nfiles: [\"*.json\"]\ngiven: $\nthen: {field: a, function: truthy}\nmessage: m\n",
        ),
        ("a.json", "{\"a\": 1}"),
        ("services/api/Cargo.toml", "[package]\nname = \"api\"\n"),
    ]);
    let told = tree.ent(&["init"]).exits(0).stdout;
    assert!(told.contains("written     ent.yaml"), "{told}");
    let text = tree.read("ent.yaml");
    assert!(text.starts_with("# yaml-language-server: $schema=.ent/schemas/config.json\n"), "{text}");
    assert!(text.contains("local:\n    required: true") && text.contains("- name: \"api\""), "{text}");
    let report = tree.ent(&["check", "--format", "json"]).json();
    let local = report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "local").unwrap().clone();
    assert_eq!((local["required"].as_bool(), local["status"].as_str()), (Some(true), Some("passed")));
    let schema: serde_json::Value = serde_json::from_str(&tree.read(".ent/schemas/config.json")).unwrap();
    let config: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    assert!(jsonschema::is_valid(&schema, &config));
    tree.ent(&["init"]).exits(4);
}

#[test]
fn what_exists_is_left_alone() {
    let tree = Tree::with([("ent.yaml", "version: 1\n"), (".github/pull_request_template.md", "ours\n")]);
    let told = tree.ent(&["init", "pull-request", "--ci", "github"]).exits(0).stdout;
    assert!(
        told.contains("left alone  .github/pull_request_template.md") && told.contains("written     .github/workflows/ent.yml"),
        "{told}"
    );
    assert_eq!((tree.read("ent.yaml").as_str(), tree.read(".github/pull_request_template.md").as_str()), ("version: 1\n", "ours\n"));
    assert!(tree.ent(&["init", "pull-requst"]).exits(2).stderr.contains("did you mean `pull-request`?"));
}

#[test]
fn every_template_is_there_in_both_languages() {
    let folder = project().join("templates/init");
    let names = |language: &str| -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder.join(language))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("en"), names("pt-BR"));
    let listed = ent_in(&project(), &["init", "--list"]).exits(0).stdout;
    let names = names("en");
    assert!(names.iter().all(|name| listed.lines().any(|line| line.split_whitespace().next() == Some(name))), "{listed}");
    for language in ["en", "pt-BR"] {
        let tree = Tree::new();
        let arguments: Vec<&str> = ["init"].into_iter().chain(names.iter().map(String::as_str)).chain(["--lang", language]).collect();
        let told = tree.ent(&arguments).exits(0).stdout;
        assert!(told.matches("written     ").count() >= names.len() && !told.contains("left alone"), "{told}");
    }
}

#[test]
fn every_gate_that_judges_here_is_required_from_then_on_and_the_others_are_named() {
    let shop = crate::shop::copy_of_shop();
    std::fs::remove_file(shop.path().join("ent.yaml")).unwrap();
    shop.git("2026-10-01T00:00:00Z", "Ana", &["init", "-q"]);
    shop.git("2026-10-01T00:00:00Z", "Ana", &["add", "-A"]);
    shop.git("2026-10-01T00:00:00Z", "Ana", &["commit", "-q", "-m", "Open"]);
    shop.ent(&["init"]).exits(0);
    let text = shop.read("ent.yaml");
    let report = shop.ent(&["check", "--offline", "--format", "json"]).json();
    let mut judged = 0;
    for gate in report["gates"].as_array().unwrap() {
        let name = gate["gate"].as_str().unwrap();
        if name == "waivers" {
            continue;
        }
        let required = text.contains(&format!("\n  {name}:\n    required: true\n"));
        assert_eq!(required, gate["status"] != "skipped", "{gate:#}\n{text}");
        assert_eq!(gate["required"], required, "{gate:#}");
        assert!(required || text.contains(&format!("\n  #   {name}: ")), "{name} is not named:\n{text}");
        judged += usize::from(required);
    }
    assert!(judged >= 4, "{text}");
}
