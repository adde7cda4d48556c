//! The generated pages under `docs/`: made from the binary, and compared with what is committed. `ENT_WRITE=1 cargo test -p ent --test cli docs`
//! writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use rule::book::{self, Example};
use serde_json::Value;

use crate::support::{Tree, project};

/// Documents that `ent schema` knows.
const SCHEMAS: &[&str] =
    &["config", "report", "waivers", "baseline", "rule", "rules", "blueprint", "inventory", "comparison", "deployment", "incident"];

#[test]
fn the_generated_pages_are_true() {
    let pages = pages();
    let root = project().join("docs");
    if std::env::var_os("ENT_WRITE").is_some() {
        bless(&root, &pages);
        return;
    }
    let mut wrong = Vec::new();
    for (path, text) in &pages {
        if std::fs::read_to_string(root.join(path)).ok().as_deref() != Some(text) {
            wrong.push(format!("docs/{path}"));
        }
    }
    for path in generated(&root) {
        if !pages.contains_key(&path) {
            wrong.push(format!("docs/{path} (no longer generated)"));
        }
    }
    assert!(wrong.is_empty(), "not up to date; run `ENT_WRITE=1 cargo test -p ent --test cli docs`:\n{}", wrong.join("\n"));
}

fn bless(root: &Path, pages: &BTreeMap<String, String>) {
    for path in generated(root) {
        std::fs::remove_file(root.join(path)).unwrap();
    }
    for (path, text) in pages {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Files in the folders that hold nothing but generated pages.
fn generated(root: &Path) -> Vec<String> {
    let names = |folder: &str| {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        entries.map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())).collect::<Vec<_>>()
    };
    [names("rules"), names("schemas")].concat()
}

fn pages() -> BTreeMap<String, String> {
    let tree = Tree::new();
    let mut pages = BTreeMap::new();
    for name in SCHEMAS {
        pages.insert(format!("schemas/{name}.json"), tree.ent(&["schema", name]).exits(0).stdout);
    }
    let config = tree.ent(&["schema", "config"]).json();
    pages.insert("configuration.md".into(), configuration(&config));
    pages.insert("cli.md".into(), command_line(&tree));
    let rules = tree.ent(&["rules", "list", "--format", "json"]).exits(0).json();
    let mut gates: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for rule in rules.as_array().unwrap() {
        gates.entry(rule["gate"].as_str().unwrap()).or_default().push(rule);
    }
    let mut index = String::from(
        "# Rules\n\nGenerated from the rule book. `ent explain RULE` prints the same.\n\n| gate | area | rules |\n|---|--:|--:|\n",
    );
    for (gate, rules) in &gates {
        let _ = writeln!(index, "| [{gate}]({gate}.md) | {} | {} |", rules[0]["area"], rules.len());
        pages.insert(format!("rules/{gate}.md"), gate_page(gate, rules));
    }
    pages.insert("rules/README.md".into(), index);
    pages
}

fn gate_page(gate: &str, rules: &[&Value]) -> String {
    let text = |rule: &Value, key: &str| rule[key].as_str().unwrap_or_default().trim().to_string();
    let mut page = format!("# {gate}\n\nGenerated from `rules/{gate}/`.\n\n| rule | severity | on | title |\n|---|---|---|---|\n");
    for rule in rules {
        let on = if rule["default"] == true { "yes" } else { "no" };
        let _ =
            writeln!(page, "| `{}` | {} | {on} | {} |", text(rule, "id"), text(rule, "severity"), text(rule, "title").replace('|', "\\|"));
    }
    let mut told = Vec::new();
    for rule in rules {
        // The members of a family share one entry, under the family's name.
        let family = rule["family"].as_str().map(str::to_string).unwrap_or_else(|| text(rule, "id"));
        if told.contains(&family) {
            continue;
        }
        let entry = book::entry(&family).map(|entry| entry.unwrap());
        let title = entry.as_ref().map_or_else(|| text(rule, "title"), |entry| entry.words.title.clone());
        let _ = writeln!(
            page,
            "\n## `{family}`\n\n{title}\n\n{}\n\n**Fix.** {}",
            text(rule, "why"),
            entry.as_ref().map_or_else(|| text(rule, "fix"), |entry| entry.words.fix.clone())
        );
        let aliases: Vec<&str> = rule["aliases"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if !aliases.is_empty() && rule["family"].is_null() {
            let _ = writeln!(page, "\nThe same check elsewhere: {}.", aliases.join(", "));
        }
        if let Some(entry) = &entry {
            example(&mut page, "It finds", entry.examples.bad.first());
            example(&mut page, "It leaves alone", entry.examples.good.first());
        }
        told.push(family);
    }
    page
}

fn example(page: &mut String, title: &str, example: Option<&Example>) {
    let Some((example, text)) = example.and_then(|example| Some((example, example.files.get(&example.shown)?))) else { return };
    let fence = if text.contains("```") { "````" } else { "```" };
    let _ = writeln!(page, "\n{title} (`{}`):\n\n{fence}\n{}\n{fence}", example.shown, text.trim_end());
}

fn configuration(schema: &Value) -> String {
    let mut page = String::from(
        "# Configuration\n\n`ent` needs none. What `ent.yaml` may say, generated from the tables that check it; `ent config show --origin` prints what is in force.\n\n| key | what it does |\n|---|---|\n",
    );
    for (key, value) in schema["properties"].as_object().unwrap() {
        let _ = writeln!(page, "| `{key}` | {} |", value["description"].as_str().unwrap_or_default());
    }
    for (gate, value) in schema["properties"]["gates"]["properties"].as_object().unwrap() {
        let _ = writeln!(
            page,
            "\n## `gates.{gate}`\n\n{}\n\n| key | takes | what it does |\n|---|---|---|",
            value["description"].as_str().unwrap_or_default()
        );
        settings(&mut page, "", value);
    }
    page
}

fn settings(page: &mut String, prefix: &str, object: &Value) {
    for (key, value) in object["properties"].as_object().unwrap() {
        if value["description"].is_null() && value["properties"].is_object() {
            settings(page, &format!("{prefix}{key}."), value);
            continue;
        }
        let takes = match (&value["enum"], &value["type"], &value["anyOf"]) {
            (Value::Array(words), ..) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
            (_, Value::String(kind), _) => kind.clone(),
            (_, Value::Array(kinds), _) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
            (_, _, Value::Array(_)) => "text or list".into(),
            _ => "anything".into(),
        };
        let _ = writeln!(page, "| `{prefix}{key}` | {takes} | {} |", value["description"].as_str().unwrap_or_default().replace('|', "\\|"));
    }
}

fn command_line(tree: &Tree) -> String {
    let mut page = String::from("# Commands\n\nGenerated from `--help`.\n");
    let top = tree.ent(&["--help"]).exits(0).stdout;
    let _ = writeln!(page, "\n## `ent`\n\n```text\n{}\n```", top.trim_end());
    for verb in verbs(&top) {
        let help = tree.ent(&[&verb, "--help"]).exits(0).stdout;
        let _ = writeln!(page, "\n## `ent {verb}`\n\n```text\n{}\n```", own_part(&help));
        for sub in verbs(&help) {
            let help = tree.ent(&[&verb, &sub, "--help"]).exits(0).stdout;
            let _ = writeln!(page, "\n### `ent {verb} {sub}`\n\n```text\n{}\n```", own_part(&help));
        }
    }
    page
}

/// The help of a verb without the options that every verb has.
fn own_part(help: &str) -> String {
    let shared = ["\nInput:\n", "\nOutput:\n", "\nVerdict:\n", "\nNetwork:\n"];
    let end = shared.iter().filter_map(|heading| help.find(heading)).min().unwrap_or(help.len());
    help[..end].trim_end().to_string()
}

/// The names under `Commands:`.
fn verbs(help: &str) -> Vec<String> {
    let Some((_, behind)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = behind.lines().take_while(|line| !line.is_empty());
    lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_string))
        .collect()
}
