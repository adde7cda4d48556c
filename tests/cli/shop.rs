//! The two example repositories: `fixtures/shop` is in good order, `fixtures/shop-broken` has one planted fault per rule.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{Tree, ent_in, project};

/// Gates whose faults are planted in `fixtures/shop-broken`.
fn gates_of(faults: &BTreeSet<String>) -> BTreeSet<&str> {
    faults.iter().filter_map(|fault| fault.split('/').next()).collect()
}

fn findings(report: &Value) -> Vec<&Value> {
    report["findings"].as_array().unwrap().iter().collect()
}

/// `rule path:line`, or `rule path` where the finding is about the file as a whole.
fn shown(finding: &Value) -> String {
    let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
    format!("{} {}{line}", finding["rule"].as_str().unwrap(), finding["path"].as_str().unwrap())
}

#[test]
fn the_shop_is_in_good_order() {
    let folder = project().join("fixtures/shop");
    for gates in [&["check"][..], &["check", "runbooks", "gamedays"]] {
        let report = ent_in(&folder, &[gates, &["--format", "json", "--offline"]].concat()).exits(0).json();
        let found: Vec<_> = findings(&report).into_iter().map(|finding| format!("{}: {}", shown(finding), finding["message"])).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn each_planted_fault_is_shown_once() {
    let folder = project().join("fixtures/shop-broken");
    let list = std::fs::read_to_string(folder.join("faults.txt")).unwrap();
    let planted: Vec<String> = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_string).collect();
    let faults: BTreeSet<String> = planted.iter().cloned().collect();
    assert_eq!(planted.len(), faults.len(), "a fault stands twice in faults.txt");
    let gates = gates_of(&faults);

    let report = ent_in(&folder, &["check", "--format", "json", "--offline"]).exits(1).json();
    let all = findings(&report).into_iter().filter(|finding| gates.contains(finding["gate"].as_str().unwrap()));
    let found: Vec<String> = all.map(shown).collect();
    let unique: BTreeSet<String> = found.iter().cloned().collect();
    assert_eq!(found.len(), unique.len(), "a fault is shown twice: {found:#?}");
    assert_eq!(unique, faults);
}

/// Rules whose faults exclude those of `faults.txt`: planted one at a time below.
const ALONE: &[&str] = &["updates/config-missing", "updates/config-invalid", "updates/disabled", "updates/no-recent-activity"];

/// Rules whose faults lie in no file of a small tree: in history, in a file that is missing, in its size. Their faults are planted in the
/// examples of the rule book and in the tests of the gate.
const ELSEWHERE: &[&str] = &[
    "review/branch-dormant",
    "review/branch-far-behind-trunk",
    "review/branch-has-many-authors",
    "review/branch-too-old",
    "review/change-too-large",
    "review/change-touches-many-files",
    "review/codeowners-missing",
    "review/codeowners-too-large",
    "review/direct-push",
    "review/merge-method",
    "review/merges-too-rare",
    "review/merges-too-slow",
    "review/refactor-mixed-with-behaviour",
    "review/release-branch-commit-not-from-trunk",
    "review/revert-rate-high",
    "review/standard-missing",
    "review/template-missing",
    "review/tests-missing",
    "review/too-many-active-branches",
    "review/trunk-frozen",
];

#[test]
fn every_rule_has_a_planted_fault() {
    let list = std::fs::read_to_string(project().join("fixtures/shop-broken/faults.txt")).unwrap();
    let planted: BTreeSet<&str> =
        list.lines().filter_map(|line| line.split(' ').next()).chain(ALONE.iter().chain(ELSEWHERE).copied()).collect();
    let rules = Tree::new().ent(&["rules", "list", "--format", "json"]).exits(0).json();
    let mut bare = Vec::new();
    for rule in rules.as_array().unwrap() {
        let (id, gate) = (rule["id"].as_str().unwrap(), rule["gate"].as_str().unwrap());
        if matches!(gate, "runbooks" | "updates" | "gamedays" | "review") && !planted.contains(id) {
            bare.push(id);
        }
    }
    assert!(bare.is_empty(), "no fault is planted for {bare:?}");
}

/// A copy of the shop that a test may spoil.
pub fn copy_of_shop() -> Tree {
    let tree = Tree::new();
    copy(&project().join("fixtures/shop"), tree.path());
    tree
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}

fn rules_of_updates(tree: &Tree, code: i32) -> (Vec<String>, Value) {
    let report = tree.ent(&["check", "updates", "--format", "json", "--offline"]).exits(code).json();
    (findings(&report).into_iter().map(shown).collect(), report)
}

#[test]
fn a_bot_that_is_missing_broken_or_switched_off() {
    let tree = copy_of_shop();
    std::fs::remove_file(tree.path().join("renovate.json")).unwrap();
    assert_eq!(rules_of_updates(&tree, 1).0, ["updates/config-missing ."]);

    tree.write("renovate.json", "{\n  \"extends\": [\"config:best-practices\"\n}\n");
    let (found, report) = rules_of_updates(&tree, 3);
    assert_eq!(found, ["updates/config-invalid renovate.json:3"]);
    assert_eq!(report["gates"][0]["status"], "inconclusive");

    tree.write("renovate.json", "{\"enabled\": false, \"extends\": [\"config:best-practices\"], \"minimumReleaseAge\": \"3 days\"}\n");
    assert_eq!(rules_of_updates(&tree, 1).0, ["updates/disabled renovate.json:1"]);
}

const BOT: &str = "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>";

#[test]
fn whether_the_bot_is_at_work_is_read_from_history() {
    let tree = copy_of_shop();
    // Without a repository it is not judged, which is not enough where the gate is required.
    let (found, report) = rules_of_updates(&tree, 3);
    assert!(found.is_empty() && report["gates"][0]["reason"].as_str().unwrap().contains("whether the bot is at work"), "{report:#}");

    tree.git("2026-01-05T00:00:00Z", "Ana", &["init", "-q"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["add", "-A"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["commit", "-q", "-m", "Open the shop"]);
    assert_eq!(rules_of_updates(&tree, 1).0, ["updates/no-recent-activity renovate.json"]);

    tree.git("2026-10-20T00:00:00Z", BOT, &["commit", "-q", "--allow-empty", "-m", "Update ms"]);
    assert!(rules_of_updates(&tree, 0).0.is_empty());
}

#[test]
fn a_telephone_number_is_in_no_output() {
    let folder = project().join("fixtures/shop-broken");
    for format in ["terminal", "json", "sarif", "concise", "html", "markdown", "gitlab", "junit", "github", "table"] {
        let run = ent_in(&folder, &["check", "--offline", "-v", "--format", format]).exits(1);
        assert!(!run.stdout.contains("98888-7766"), "{format} shows the number");
    }
}

/// Answers every request by its path: `/gone` with 404, everything else with 200.
fn serve() -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 1024];
            let read = stream.read(&mut bytes).unwrap_or(0);
            let gone = String::from_utf8_lossy(&bytes[..read]).split(' ').nth(1) == Some("/gone");
            let status = if gone { "404 Not Found" } else { "200 OK" };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    address
}

#[test]
fn links_to_the_web_are_opened_only_when_asked_for() {
    let server = serve();
    let tree = copy_of_shop();
    let path = "docs/runbooks/vitrine-latencia.md";
    tree.write(path, format!("{}\nVeja [o painel]({server}/painel) e [o antigo]({server}/gone#p99).\n", tree.read(path)));
    let set = |value: &str| {
        let text = std::fs::read_to_string(project().join("fixtures/shop/ent.yaml")).unwrap();
        tree.write("ent.yaml", text.replace("    check_urls: false\n", value));
    };
    let check = |offline: &[&str]| tree.ent(&[&["check", "--format", "json", "--select", "runbooks/*"], offline].concat()).json();
    let runbooks = |report: &Value| report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "runbooks").unwrap().clone();

    set("    check_urls: true\n");
    let report = check(&[]);
    let found: Vec<_> = findings(&report).into_iter().map(|finding| finding["message"].as_str().unwrap().to_string()).collect();
    assert_eq!(found, [format!("the link {server}/gone#p99 is dead: the server answers 404")]);
    let report = check(&["--offline"]);
    assert!(findings(&report).is_empty());
    assert!(runbooks(&report)["reason"].as_str().unwrap().contains("2 links to the web were not opened"), "{report:#}");
    set("");
    assert!(runbooks(&check(&[]))["reason"].as_str().unwrap().contains("2 links to the web were not opened"));
    set("    check_urls: false\n");
    assert_eq!(runbooks(&check(&[]))["reason"], Value::Null);
}
