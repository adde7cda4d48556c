//! The gate `review` on repositories: what git tracks, branches, changes, and what cannot be judged.

use serde_json::Value;

use crate::support::{Run, Tree, ent_in};

const DAY: &str = "2026-10-31T12:00:00Z";

fn check(tree: &Tree, more: &[&str]) -> Run {
    tree.ent(&[&["check", "review", "--format", "json", "--offline"], more].concat())
}

fn rules(report: &Value) -> Vec<String> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_string()).collect()
}

fn reason(report: &Value) -> String {
    report["gates"][0]["reason"].as_str().unwrap_or_default().to_string()
}

fn measure(report: &Value, name: &str) -> Value {
    report["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == name).unwrap_or(&Value::Null).clone()
}

/// A repository with a pipeline and an owner for everything, one commit old.
fn repository() -> Tree {
    let tree = Tree::with([
        (".github/CODEOWNERS", "* @acme/all\n"),
        (".github/workflows/ci.yml", "on: [pull_request, push]\njobs: {t: {runs-on: ubuntu-24.04, steps: [{run: make test}]}}\n"),
        ("src/main.py", "x = 1\n"),
    ]);
    tree.git(DAY, "Ana", &["init", "-q"]);
    commit(&tree, DAY, "First");
    tree
}

fn commit(tree: &Tree, date: &str, message: &str) {
    tree.git(date, "Ana", &["add", "-A"]);
    tree.git(date, "Ana", &["commit", "-q", "--allow-empty", "-m", message]);
}

fn branch(tree: &Tree, name: &str, date: &str, file: &str) {
    tree.git(date, "Ana", &["checkout", "-q", "-b", name]);
    tree.write(file, "1\n");
    commit(tree, date, file);
    tree.git(date, "Ana", &["checkout", "-q", "main"]);
}

#[test]
fn a_tree_in_order_is_judged_as_a_whole_where_the_settings_say_so() {
    let tree = repository();
    let report = check(&tree, &[]).json();
    assert!(rules(&report).is_empty(), "{report:#}");
    assert_eq!(measure(&report, "active_branches")["value"], 0.0);
}

#[test]
fn what_is_excluded_from_the_run_is_still_owned_by_codeowners() {
    let tree = repository();
    tree.write(".github/CODEOWNERS", "* @acme/all\n/third/ @acme/legal\n");
    tree.write("third/lib.c", "int x;\n");
    tree.write("ent.yaml", "version: 1\nexclude: [third/**]\n");
    commit(&tree, DAY, "Vendored");
    assert!(rules(&check(&tree, &[]).json()).is_empty());
    std::fs::remove_dir_all(tree.path().join("third")).unwrap();
    commit(&tree, DAY, "Gone");
    assert_eq!(rules(&check(&tree, &[]).exits(1).json()), ["review/codeowners-pattern-matches-nothing"]);
}

#[test]
fn without_a_pipeline_nobody_says_that_changes_are_built() {
    let tree = Tree::with([("CODEOWNERS", "* @acme/all\n")]);
    let report = check(&tree, &[]).exits(3).json();
    assert!(rules(&report).is_empty() && reason(&report).contains("whether CI builds every change"), "{report:#}");
    tree.write("Jenkinsfile", "node { sh 'make' }\n");
    assert!(reason(&check(&tree, &[]).exits(3).json()).contains("Jenkinsfile"));
    tree.write("ent.yaml", "version: 1\ngates: {review: {ci: elsewhere}}\n");
    assert!(!reason(&check(&tree, &[]).json()).contains("builds every change"));
}

#[test]
fn a_shallow_clone_is_not_judged_and_says_what_helps() {
    let tree = repository();
    commit(&tree, DAY, "Second");
    let from = format!("file://{}", tree.path().display());
    let clone = Tree::new();
    clone.git(DAY, "Ana", &["clone", "-q", "--depth", "1", &from, "clone"]);
    let folder = clone.path().join("clone");
    let report = ent_in(&folder, &["check", "review", "--format", "json", "--offline"]).exits(3).json();
    assert!(reason(&report).contains("git fetch --unshallow"), "{report:#}");
    // Not required, it is no obstacle, and it is said.
    let report = ent_in(&folder, &["check", "--format", "json", "--offline"]).exits(0).json();
    let gate = report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "review").unwrap();
    assert!(gate["status"] == "passed" && gate["reason"].as_str().unwrap().starts_with("not judged:"), "{gate}");
}

#[test]
fn a_clone_of_one_branch_does_not_know_the_others() {
    let tree = repository();
    branch(&tree, "basket", "2026-10-20T00:00:00Z", "basket.txt");
    assert_eq!(rules(&check(&tree, &[]).exits(1).json()), ["review/branch-too-old"]);
    let from = format!("file://{}", tree.path().display());
    let clone = Tree::new();
    clone.git(DAY, "Ana", &["clone", "-q", "--single-branch", &from, "one"]);
    clone.git(DAY, "Ana", &["clone", "-q", &from, "all"]);
    let report = ent_in(&clone.path().join("one"), &["check", "review", "--format", "json", "--offline"]).exits(3).json();
    assert!(reason(&report).contains("git remote set-branches origin '*'"), "{report:#}");
    let report = ent_in(&clone.path().join("all"), &["check", "review", "--format", "json", "--offline"]).exits(1).json();
    assert_eq!(rules(&report), ["review/branch-too-old"]);
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("`basket` has been apart from `main` for 12.5 d"), "{report:#}");
}

#[test]
fn a_branch_that_was_squashed_or_rebased_into_the_trunk_is_in_it() {
    let tree = repository();
    branch(&tree, "squashed", "2026-10-02T00:00:00Z", "a.txt");
    branch(&tree, "picked", "2026-10-03T00:00:00Z", "b.txt");
    branch(&tree, "open", "2026-10-04T00:00:00Z", "c.txt");
    tree.git(DAY, "Ana", &["merge", "-q", "--squash", "squashed"]);
    commit(&tree, DAY, "Squashed (#1)");
    tree.git(DAY, "Ana", &["cherry-pick", "picked"]);
    // What came later over the same lines hides neither.
    tree.write("a.txt", "2\n");
    tree.write("b.txt", "2\n");
    commit(&tree, DAY, "Further (#2)");
    let report = check(&tree, &[]).json();
    let branches: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|finding| finding["properties"]["branch"].as_str().unwrap()).collect();
    assert_eq!(branches, ["open"], "{report:#}");
    assert_eq!(measure(&report, "active_branches")["value"], 1.0);
}

#[test]
fn the_change_of_a_branch_is_measured_against_the_trunk_or_the_base() {
    let tree = repository();
    tree.git(DAY, "Ana", &["checkout", "-q", "-b", "large"]);
    tree.write("src/large.py", "x = 1\n".repeat(450));
    commit(&tree, DAY, "Large");
    let found = |report: &Value| report["findings"][0]["message"].as_str().unwrap().to_string();
    let report = check(&tree, &[]).exits(1).json();
    assert_eq!(rules(&report), ["review/change-too-large"]);
    assert_eq!(found(&report), "the change against `main` touches 450 lines (limit 400)");
    tree.write("src/large.py", "x = 1\n".repeat(250));
    let report = check(&tree, &["--base", "main"]).json();
    assert_eq!(
        (found(&report).as_str(), report["findings"][0]["severity"].as_str()),
        ("the change against `main` touches 250 lines (limit 200)", Some("warning"))
    );
    assert!(rules(&check(&tree, &["--base", "HEAD"]).json()).is_empty(), "250 lines fewer are one change of 200");
}

#[test]
fn a_trunk_of_another_name_is_found_or_asked_for() {
    let tree = repository();
    tree.git(DAY, "Ana", &["branch", "-m", "main", "development"]);
    let report = check(&tree, &[]).exits(3).json();
    assert!(reason(&report).contains("set `gates.review.trunk`"), "{report:#}");
    tree.write("ent.yaml", "version: 1\ngates: {review: {trunk: development}}\n");
    assert!(!reason(&check(&tree, &[]).json()).contains("trunk"));
}

#[test]
fn measures_are_known_only_where_they_were_measured() {
    let tree = repository();
    tree.write("src/main.py", "x = 2\ny = 3\n");
    commit(&tree, DAY, "Change (#1)");
    let report = check(&tree, &[]).json();
    assert_eq!(measure(&report, "change_lines_p75")["value"], 3.0);
    let bare = Tree::with([("CODEOWNERS", "* @acme/all\n")]);
    let lines = measure(&check(&bare, &[]).json(), "change_lines_p75");
    assert!(lines["value"].is_null() && !lines["reason"].as_str().unwrap().is_empty(), "{lines}");
}

/// Stands in for GitHub: answers by the path, without its query; what is not in the table is 404.
fn github(answers: Vec<(&'static str, u16, String)>) -> String {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answers = std::sync::Arc::new(answers);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answers) = (stream.unwrap(), std::sync::Arc::clone(&answers));
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut first = String::new();
                reader.read_line(&mut first).unwrap();
                let mut header = String::new();
                while reader.read_line(&mut header).unwrap_or(0) > 2 {
                    header.clear();
                }
                let path = first.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
                let found = answers.iter().find(|(own, ..)| *own == path);
                let (status, body) = found.map_or((404, "{\"message\": \"Not Found\"}"), |(_, status, body)| (*status, body.as_str()));
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes());
            });
        }
    });
    address
}

const ABOUT: &str = "/repos/acme/shop/branches/main";
const RULES: &str = "/repos/acme/shop/rules/branches/main";
const PULLS: &str = "/repos/acme/shop/pulls";

fn on_github(tree: &Tree, answers: Vec<(&'static str, u16, String)>, more: &[&str]) -> Run {
    let address = github(answers);
    let args = [&["check", "review", "--format", "json"], more].concat();
    let mut command = crate::support::command(tree.path(), &args);
    command.envs([("GITHUB_API_URL", address.as_str()), ("GITHUB_TOKEN", "t0k3n-of-a-test"), ("ENT_CACHE_DIR", "")]);
    command.output().unwrap().into()
}

fn of_github() -> Tree {
    let tree = repository();
    tree.write("ent.yaml", "version: 1\ngates: {review: {repository: acme/shop, trunk: main}}\n");
    commit(&tree, DAY, "Settings");
    tree
}

fn ruleset() -> String {
    r#"[{"type": "deletion", "ruleset_id": 1}, {"type": "non_fast_forward", "ruleset_id": 1},
        {"type": "pull_request", "ruleset_id": 1, "parameters": {"required_approving_review_count": 1, "require_last_push_approval": true}},
        {"type": "required_status_checks", "ruleset_id": 1, "parameters": {"strict_required_status_checks_policy": true, "required_status_checks": [{"context": "ci"}]}}]"#
        .into()
}

fn answers(protected: bool, rules: String) -> Vec<(&'static str, u16, String)> {
    vec![
        (ABOUT, 200, format!("{{\"name\": \"main\", \"protected\": {protected}, \"protection\": {{\"enabled\": {protected}}}}}")),
        (RULES, 200, rules),
        ("/repos/acme/shop/codeowners/errors", 200, "{\"errors\": []}".into()),
        (PULLS, 200, "[]".into()),
    ]
}

#[test]
fn protection_is_read_from_github() {
    let tree = of_github();
    let report = on_github(&tree, answers(false, "[]".into()), &[]).exits(1).json();
    assert_eq!(rules(&report), ["review/branch-protection-below-tier"], "{report:#}");
    assert!(
        report["findings"][0]["message"].as_str().unwrap().contains("`main`, as GitHub enforces it, is protected up to tier 0 of 3"),
        "{report:#}"
    );
    let report = on_github(&tree, answers(false, ruleset()), &[]).exits(0).json();
    assert!(rules(&report).is_empty() && reason(&report).is_empty(), "{report:#}");
}

#[test]
fn what_the_token_may_not_see_is_not_judged() {
    let tree = of_github();
    // Classic protection is on, and GitHub hides it from the token: 404.
    let report = on_github(&tree, answers(true, "[]".into()), &[]).exits(3).json();
    assert!(rules(&report).is_empty() && reason(&report).contains("the token may not see whether force pushes are refused"), "{report:#}");
    let refused = vec![
        (ABOUT, 401, "{\"message\": \"Bad credentials\"}".to_string()),
        (PULLS, 401, "{\"message\": \"Bad credentials\"}".to_string()),
    ];
    let run = on_github(&tree, refused, &[]).exits(3);
    assert!(reason(&run.json()).contains("GitHub does not accept the token"), "{}", run.stdout);
    assert!(!run.stdout.contains("t0k3n-of-a-test") && !run.stderr.contains("t0k3n-of-a-test"));
}

#[test]
fn without_a_token_exactly_the_rules_of_github_are_not_judged() {
    let tree = of_github();
    branch(&tree, "old", "2026-10-20T00:00:00Z", "old.txt");
    let run = |args: &[&str]| tree.ent(&[args, &["--format", "json"]].concat());
    let report = run(&["check", "review"]).exits(1).json();
    assert_eq!(rules(&report), ["review/branch-too-old"], "what needs no token is judged");
    assert!(reason(&report).contains("there is no token for GitHub; set GITHUB_TOKEN"), "{report:#}");
    let report = run(&["check", "review", "--ignore", "review/branch-too-old"]).exits(3).json();
    assert_eq!(report["gates"][0]["status"], "inconclusive");
}

#[test]
fn requests_and_reviews_are_read_from_github() {
    let tree = of_github();
    let pull = |number: u64, author: &str, merged: &str| {
        format!(
            r#"{{"number": {number}, "title": "Add", "body": "Because it is needed.", "state": "closed", "draft": false, "user": {{"login": "{author}", "type": "User"}},
                "created_at": "2026-10-26T10:00:00Z", "updated_at": "2026-10-27T10:00:00Z", "closed_at": "{merged}", "merged_at": "{merged}", "merge_commit_sha": "aa",
                "base": {{"ref": "main"}}, "head": {{"ref": "x", "sha": "bb"}}}}"#
        )
    };
    let review =
        r#"[{"user": {"login": "bea", "type": "User"}, "state": "APPROVED", "submitted_at": "2026-10-26T12:00:00Z", "commit_id": "bb"}]"#;
    let mut all = answers(false, ruleset());
    all.retain(|(path, ..)| *path != PULLS);
    all.extend([
        (PULLS, 200, format!("[{}, {}]", pull(2, "ana", "2026-10-27T10:00:00Z"), pull(1, "caio", "2026-10-26T15:00:00Z"))),
        ("/repos/acme/shop/pulls/1/reviews", 200, review.to_string()),
        ("/repos/acme/shop/pulls/2/reviews", 200, "[]".to_string()),
        ("/repos/acme/shop/issues/1/events", 200, "[]".to_string()),
        ("/repos/acme/shop/issues/2/events", 200, "[]".to_string()),
    ]);
    let report = on_github(&tree, all, &[]).exits(1).json();
    assert_eq!(rules(&report), ["review/merged-without-review"], "{report:#}");
    assert!(report["findings"][0]["message"].as_str().unwrap().ends_with("had no approval by anybody else: #2"));
    assert_eq!(
        (measure(&report, "review_pickup_p75")["value"].as_f64(), measure(&report, "review_merge_p75")["value"].as_f64()),
        (Some(7200.0), Some(10_800.0))
    );
}

#[test]
fn owners_whom_github_does_not_know_are_shown_in_their_line() {
    let tree = of_github();
    let mut all = answers(false, ruleset());
    all.retain(|(path, ..)| !path.ends_with("/errors"));
    let errors = r#"{"errors": [{"line": 1, "column": 3, "kind": "Unknown owner", "path": ".github/CODEOWNERS", "source": "* @acme/all", "message": "…"}]}"#;
    all.push(("/repos/acme/shop/codeowners/errors", 200, errors.into()));
    let report = on_github(&tree, all, &[]).exits(1).json();
    assert_eq!(rules(&report), ["review/codeowners-owner-unknown"]);
    assert_eq!((report["findings"][0]["line"].as_u64(), report["findings"][0]["column"].as_u64()), (Some(1), Some(3)));
}

#[test]
fn records_of_requests_that_cannot_be_read_are_a_defect() {
    let tree = of_github();
    tree.write("ent.yaml", "version: 1\ngates: {review: {trunk: main, pulls: [pulls.jsonl]}}\n");
    assert!(reason(&check(&tree, &[]).exits(3).json()).contains("pulls.jsonl: there is no such file"));
    tree.write("pulls.jsonl", "{\"id\": \"1\", \"created_at\": \"2026-10-01T10:00\"}\n");
    assert!(reason(&check(&tree, &[]).exits(3).json()).contains("pulls.jsonl:1:"));
}

const PRINTED: &str = "<!-- written by the test `review` -->\n```text\n";

/// What the guide shows is what the program prints. `ENT_WRITE=1 cargo test -p ent --test cli review` writes it anew.
#[test]
fn the_guide_shows_what_is_printed() {
    let tree = repository();
    tree.write(".github/CODEOWNERS", "/.github/ @acme/platform\n/src/ acme/python\n/services/pay/ @acme/pay\n");
    commit(&tree, DAY, "Owners");
    branch(&tree, "new-basket", "2026-10-22T09:00:00Z", "basket.txt");
    let printed = tree.ent(&["check", "review", "--offline"]).exits(1).stdout;
    let printed: String = printed.lines().map(|line| line.trim_end().to_string() + "\n").collect();
    let path = crate::support::project().join("docs/guide/review.md");
    let guide = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = guide.split_once(PRINTED).expect("the guide shows a run");
    let (shown, after) = rest.split_once("```\n").expect("what is shown ends");
    if std::env::var_os("ENT_WRITE").is_some() {
        return std::fs::write(path, format!("{before}{PRINTED}{printed}```\n{after}")).unwrap();
    }
    assert_eq!(shown, printed, "write it anew with ENT_WRITE=1");
}
