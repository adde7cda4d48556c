//! Every example of the rule book, executed: a bad one is found by exactly its rule, a good one is clean.

use rule::book::{self, Entry, Example};
use serde_json::Value;

use crate::support::{NOW, Tree};

/// A rule as `ent rules list` shows it.
struct Listed {
    id: String,
    default: bool,
    /// The file that has its words.
    file: String,
}

fn listed() -> Vec<Listed> {
    let list = Tree::new().ent(&["rules", "list", "--format", "json"]).exits(0).json();
    let text = |value: &Value| value.as_str().map(str::to_string);
    let rule = |rule: &Value| {
        let id = text(&rule["id"]).unwrap();
        Listed { default: rule["default"].as_bool().unwrap(), file: text(&rule["family"]).unwrap_or(id.clone()), id }
    };
    list.as_array().unwrap().iter().map(rule).collect()
}

#[test]
fn every_rule_has_words_and_every_file_has_a_rule() {
    let rules = listed();
    let files = book::ids();
    let mut wrong: Vec<String> = files
        .iter()
        .filter(|file| !rules.iter().any(|rule| rule.file == **file))
        // Its words are there before it judges in `ent check`.
        .filter(|file| !file.starts_with("api-diff/") || rules.iter().any(|rule| rule.file.starts_with("api-diff/")))
        .map(|file| format!("rules/{file}.yaml belongs to no rule"))
        .collect();
    wrong.extend(
        rules
            .iter()
            .filter(|rule| !files.contains(&rule.file))
            .map(|rule| format!("{} has no words: write rules/{}.yaml", rule.id, rule.file)),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_hold() {
    let rules = listed();
    let mut entries: Vec<Entry> = Vec::new();
    // `ENT_RULES=review/` runs the examples of one gate: for whoever works on it.
    let only = std::env::var("ENT_RULES").unwrap_or_default();
    for id in book::ids().into_iter().filter(|id| id.starts_with(&only)) {
        entries.push(book::entry(&id).unwrap().unwrap_or_else(|why| panic!("{why}")));
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let wrong = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(entry) = entries.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    wrong.lock().unwrap().extend(check_entry(entry, &rules));
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    assert!(wrong.is_empty(), "{} examples do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

fn check_entry(entry: &Entry, rules: &[Listed]) -> Vec<String> {
    let mut wrong = Vec::new();
    let gate = entry.id.split('/').next().unwrap_or_default();
    if matches!(gate, "waivers" | "sign" | "verify") {
        // They belong to no gate: their own tests execute them.
        return wrong;
    }
    if gate == "api-diff" && !rules.iter().any(|rule| rule.file == entry.id) {
        return wrong;
    }
    if entry.examples.bad.is_empty() || entry.examples.good.is_empty() {
        wrong.push(format!("{}: a bad and a good example are missing", entry.id));
    }
    let opt_in = rules.iter().any(|rule| rule.id == entry.id && !rule.default);
    for (number, example) in entry.examples.bad.iter().enumerate() {
        let found = run(entry, gate, example, opt_in);
        let ids: Vec<&str> = found.iter().filter_map(|finding| finding["rule"].as_str()).collect();
        let own = |id: &str| rules.iter().any(|rule| rule.id == id && rule.file == entry.id);
        if !ids.iter().any(|id| own(id)) {
            wrong.push(format!("{}: bad example {} is not found (found: {ids:?})", entry.id, number + 1));
        }
        for id in &example.finds {
            if !ids.contains(&id.as_str()) {
                wrong.push(format!("{}: bad example {} does not find {id} (found: {ids:?})", entry.id, number + 1));
            }
        }
        for finding in found.iter().filter(|finding| !finding["rule"].as_str().is_some_and(own)) {
            wrong.push(format!("{}: bad example {} is also found by {}: {}", entry.id, number + 1, finding["rule"], finding["message"]));
        }
    }
    for (number, example) in entry.examples.good.iter().enumerate() {
        for finding in run(entry, gate, example, opt_in) {
            let place = format!("{}:{}", finding["path"].as_str().unwrap_or(""), finding["line"]);
            wrong.push(format!(
                "{}: good example {} is not clean: {} {place} {}",
                entry.id,
                number + 1,
                finding["rule"],
                finding["message"]
            ));
        }
    }
    wrong
}

fn run(entry: &Entry, gate: &str, example: &Example, opt_in: bool) -> Vec<Value> {
    let tree = Tree::new();
    if !example.history.is_empty() {
        tree.git("2020-01-01T00:00:00Z", "Ana", &["init", "-q"]);
    }
    let mut branches = std::collections::BTreeSet::from(["main"]);
    for commit in &example.history {
        if let Some(branch) = &commit.branch {
            let new: &[&str] = if branches.insert(branch) { &["-b"] } else { &[] };
            tree.git(&commit.date, &commit.author, &[&["checkout", "-q"], new, &[branch.as_str()]].concat());
        }
        if let Some(merge) = &commit.merge {
            tree.git(&commit.date, &commit.author, &["merge", "-q", "--no-ff", "-m", &commit.message, merge]);
            continue;
        }
        commit.files.iter().for_each(|(path, text)| tree.write(path, text));
        tree.git(&commit.date, &commit.author, &["add", "-A"]);
        tree.git(&commit.date, &commit.author, &["commit", "-q", "--allow-empty", "-m", &commit.message]);
        if let Some(tag) = &commit.tag {
            tree.git(&commit.date, &commit.author, &["tag", "-m", tag, tag]);
        }
    }
    example.files.iter().for_each(|(path, text)| tree.write(path, text));
    let mut args = vec!["check", gate, "--format", "json", "--offline", "--now", example.now.as_deref().unwrap_or(NOW)];
    if opt_in {
        args.extend(["--select", &entry.id]);
    }
    args.extend(example.args.iter().map(String::as_str));
    let run = tree.ent(&args);
    if run.code == 70 || run.stdout.is_empty() {
        panic!("{}: exit {}\n{}\n{}", entry.id, run.code, run.stdout, run.stderr);
    }
    run.json()["findings"].as_array().cloned().unwrap_or_default()
}
