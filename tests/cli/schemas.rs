//! What `ent` writes and reads fits the schemas that it publishes.

use serde_json::Value;

use crate::support::{Tree, ent_in, project};

fn schema(name: &str) -> Value {
    Tree::new().ent(&["schema", name]).exits(0).json()
}

fn fits(name: &str, value: &Value) {
    let errors = errors(&schema(name), value);
    assert!(errors.is_empty(), "{name}: {errors:?}\n{value:#}");
}

fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

const RULE: &str = "id: local/owner
title: No owner
why: Nobody answers for it.
fix: Add an owner.
severity: error
files: [\"svc/*.yaml\"]
given: $
then: { field: owner, function: truthy }
message: \"no owner\"
";

fn tree() -> Tree {
    Tree::with([(".ent/rules/local/owner.yaml", RULE), ("svc/a.yaml", "name: a\n"), ("services/pay/package.json", "{}\n")])
}

#[test]
fn every_schema_is_one() {
    for name in
        ["config", "report", "waivers", "baseline", "rule", "rules", "blueprint", "inventory", "comparison", "deployment", "incident"]
    {
        let schema = schema(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert!(schema["title"].is_string() && schema["$schema"].is_string(), "{name}");
    }
}

#[test]
fn what_init_writes_names_its_schema_and_fits_it() {
    let tree = tree();
    tree.ent(&["init"]).exits(0);
    let text = tree.read("ent.yaml");
    let named = text.lines().next().unwrap().split_once("$schema=").unwrap().1.to_string();
    let beside: Value = serde_json::from_str(&tree.read(&named)).unwrap();
    assert_eq!(errors(&beside, &yaml(&text)), Vec::<String>::new());
    fits("config", &yaml(&text));
}

#[test]
fn waivers_and_baseline_name_their_schema_and_fit_it() {
    let tree = tree();
    tree.ent(&["init"]).exits(0);
    let add =
        ["waiver", "add", "local/owner", "--owner", "a: b", "--reason", "it's \"so\"", "--expires", "2026-12-31", "--approved-by", "c"];
    tree.ent(&add).exits(0);
    tree.write(
        ".trivyignore.yaml",
        "vulnerabilities:\n  - {id: CVE-1, paths: [a], purls: ['pkg:npm/a@1'], statement: s, expired_at: 2027-01-01}\n",
    );
    tree.ent(&["waiver", "import", ".trivyignore.yaml", "--owner", "o"]).exits(0);
    let text = tree.read(".ent/waivers.yaml");
    let named = text.lines().next().unwrap().split_once("$schema=").unwrap().1.to_string();
    let beside: Value = serde_json::from_str(&tree.read(&format!(".ent/{named}"))).unwrap();
    assert_eq!(errors(&beside, &yaml(&text)), Vec::<String>::new());
    fits("waivers", &yaml(&text));

    std::fs::remove_file(tree.path().join(".ent/waivers.yaml")).unwrap();
    tree.ent(&["baseline", "write"]).exits(0);
    let baseline: Value = serde_json::from_str(&tree.read(".ent/baseline.json")).unwrap();
    assert!(!baseline["findings"].as_array().unwrap().is_empty());
    let named = baseline["$schema"].as_str().unwrap();
    assert!(tree.path().join(".ent").join(named).exists() && tree.read(".ent/baseline.json").starts_with("{\n  \"$schema\""));
    fits("baseline", &baseline);
    tree.ent(&["check"]).exits(0);
}

#[test]
fn the_schema_of_waivers_agrees_with_the_reader() {
    let schema = schema("waivers");
    let full = "name: n, rule: local/owner, path: svc, services: [a], scope: {environments: [e], purls: ['pkg:npm/a']}, names: [a], operation: GET /a, pointer: /a, version: 1.0.0, package: p, id: CVE-1, category: false_positive, vex_justification: component_not_present, approved_by: [b], ticket: T-1, compensating_controls: [c], created: 2026-10-01, not_before: 2026-10-02, renewals: 1, revoke_if: [fix_available, {score_at_least: 9}]";
    let good = "rule: local/owner";
    let cases = [
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31"), true),
        (format!("{full}, owner: o, reason: r, expires: 2026-12-31"), true),
        ("fingerprint: abc, owner: o, reason: r, expires: 2026-12-31".into(), true),
        (format!("{good}, reason: r, expires: 2026-12-31"), false),
        (format!("{good}, owner: o, expires: 2026-12-31"), false),
        (format!("{good}, owner: o, reason: r"), false),
        ("owner: o, reason: r, expires: 2026-12-31".into(), false),
        (format!("{good}, owner: o, reason: r, expires: soon"), false),
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31, expired: 1"), false),
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31, category: c"), false),
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31, renewals: -1"), false),
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31, revoke_if: [kev]"), false),
        (format!("{good}, owner: o, reason: r, expires: 2026-12-31, scope: {{subjects: [a]}}"), false),
    ];
    for (entry, is_good) in cases {
        let tree = tree();
        let text = format!("waivers:\n  - {{{entry}}}\n");
        tree.write(".ent/waivers.yaml", &text);
        assert_eq!(tree.ent(&["waiver", "list"]).code == 0, is_good, "the reader: {entry}");
        assert_eq!(errors(&schema, &yaml(&text)).is_empty(), is_good, "the schema: {entry}");
    }
}

#[test]
fn what_verbs_write_fits() {
    let shop = project().join("fixtures/shop");
    let json = |args: &[&str]| ent_in(&shop, &[args, &["--format", "json", "--offline"]].concat()).json();
    fits("blueprint", &json(&["blueprint"]));
    fits("inventory", &json(&["inventory"]));
    fits("rules", &json(&["rules", "list"]));
    let tree = tree();
    tree.ent(&["check", "--format", "json=old.json"]);
    tree.write("svc/b.yaml", "name: b\n");
    tree.ent(&["check", "--format", "json=new.json"]);
    let comparison = tree.ent(&["report", "diff", "old.json", "new.json", "--format", "json"]).exits(1).json();
    assert_eq!(comparison["new"].as_array().unwrap().len(), 1);
    fits("comparison", &comparison);
}

#[test]
fn the_rules_of_the_book_and_records_of_deployments_fit() {
    let schema = schema("rule");
    let mut folders = vec![project().join("rules")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let value = serde_yaml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let errors = errors(&schema, &value);
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        }
    }
    assert!(read > 100, "{read}");
    assert!(!errors(&schema, &yaml(&RULE.replace("severity", "severety"))).is_empty());
    for (name, file) in [("deployment", "deployments.jsonl"), ("incident", "incidents.jsonl")] {
        let text = std::fs::read_to_string(project().join("fixtures/dora/fortnight").join(file)).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            fits(name, &serde_json::from_str(line).unwrap());
        }
    }
    let tree = Tree::with([(
        "d.jsonl",
        "{\"id\": \"1\", \"service\": \"pay\", \"environment\": \"production\", \"status\": \"success\", \"finished_at\": \"2026-10-01T00:00:00Z\", \"sha\": \"abc\"}\n",
    )]);
    let window = ["--since", "2026-10-01", "--until", "2026-11-01"];
    let records = tree.ent(&[&["dora", "export", "--deployments", "d.jsonl", "--format", "json"], &window[..]].concat()).exits(0).json();
    records.as_array().unwrap().iter().for_each(|record| fits("deployment", record));
}
