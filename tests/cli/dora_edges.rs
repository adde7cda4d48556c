//! `ent dora report` on repositories that are not as they should be: numbers, or a clear refusal, never a number that is wrong.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Run, Tree, ent_in};

fn report(folder: &Path, more: &[&str]) -> Run {
    let window = ["--since", "2026-09-01", "--until", "2026-11-01", "--format", "json"];
    ent_in(folder, &[&["dora", "report", "--tags", r"v\d+"], &window[..], more].concat())
}

fn value(report: &Value, name: &str) -> Option<f64> {
    let measures = report["measures"].as_array().unwrap();
    measures.iter().find(|measure| measure["name"] == name).unwrap_or_else(|| panic!("no {name}: {report:#}"))["value"].as_f64()
}

fn findings(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

fn commit(tree: &Tree, date: &str, text: &str) {
    tree.write("f", text);
    tree.git(date, "Ana", &["add", "-A"]);
    tree.git(date, "Ana", &["commit", "-q", "-m", text]);
}

/// Three releases, the second and third with one change of two and three hours.
fn releases() -> Tree {
    let tree = Tree::new();
    tree.git("2026-09-01T00:00:00Z", "Ana", &["init", "-q"]);
    for (number, day, hour) in [(1, 1, 9), (2, 2, 10), (3, 3, 9)] {
        commit(&tree, &format!("2026-10-{day:02}T{hour:02}:00:00Z"), &format!("change {number}"));
        tree.git(&format!("2026-10-{day:02}T12:00:00Z"), "Ana", &["tag", "-m", "x", &format!("v{number}")]);
    }
    tree
}

const HOUR: f64 = 3_600.0;

fn has_the_releases(folder: &Path) {
    let json = report(folder, &[]).exits(0).json();
    assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(3.0), Some(2.0)));
    assert_eq!(value(&json, "change_lead_time_median"), Some(2.5 * HOUR));
}

/// Standard output of git, trimmed.
fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git").args(args).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().into()
}

#[test]
fn a_skewed_clock_is_counted_and_never_measured() {
    let tree = releases();
    commit(&tree, "2026-10-04T15:00:00Z", "from a machine that is ahead");
    commit(&tree, "2026-10-04T10:00:00Z", "from one that is right");
    tree.git("2026-10-04T12:00:00Z", "Ana", &["tag", "-m", "x", "v4"]);
    let json = report(tree.path(), &[]).exits(0).json();
    assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(4.0), Some(3.0)));
    assert_eq!(value(&json, "change_lead_time_median"), Some(2.0 * HOUR));
    assert!(findings(&json).contains(&"dora/negative-lead-time"), "{json:#}");
}

#[test]
fn rewritten_history_counts_the_new_commits_and_keeps_the_old_tags() {
    let tree = releases();
    // The branch begins anew without its past; the tags still hold the old one.
    tree.git("2026-10-05T00:00:00Z", "Ana", &["checkout", "-q", "--orphan", "anew"]);
    commit(&tree, "2026-10-05T08:00:00Z", "everything, rewritten");
    tree.git("2026-10-05T00:00:00Z", "Ana", &["branch", "-q", "-D", "main"]);
    tree.git("2026-10-05T12:00:00Z", "Ana", &["tag", "-m", "x", "v4"]);
    let json = report(tree.path(), &[]).exits(0).json();
    assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(4.0), Some(3.0)));
    assert_eq!(value(&json, "change_lead_time_median"), Some(3.0 * HOUR));
}

#[test]
fn tags_on_commits_that_no_branch_reaches_count() {
    let tree = releases();
    tree.git("2026-10-04T00:00:00Z", "Ana", &["checkout", "-q", "--detach"]);
    commit(&tree, "2026-10-04T08:00:00Z", "a hotfix of nobody's branch");
    tree.git("2026-10-04T12:00:00Z", "Ana", &["tag", "v4"]);
    tree.git("2026-10-04T12:00:00Z", "Ana", &["checkout", "-q", "main"]);
    let json = report(tree.path(), &[]).exits(0).json();
    // The tag is lightweight: its time is that of its commit.
    assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(4.0), Some(3.0)));
    assert_eq!(value(&json, "change_lead_time_median"), Some(2.0 * HOUR));
}

#[test]
fn what_is_no_commit_is_no_deployment_and_a_tag_of_a_tag_is_one() {
    let tree = releases();
    let folder = tree.path();
    let tree_of_head = git(folder, &["rev-parse", "HEAD^{tree}"]);
    tree.git("2026-10-04T00:00:00Z", "Ana", &["tag", "v90", &tree_of_head]);
    tree.git("2026-10-04T00:00:00Z", "Ana", &["tag", "-m", "x", "v91", &git(folder, &["rev-parse", "HEAD:f"])]);
    tree.git("2026-10-06T12:00:00Z", "Ana", &["tag", "-m", "x", "v4", "v3"]);
    tree.git("2026-10-07T12:00:00Z", "Ana", &["tag", "-m", "x", "v5-rc1"]);
    let json = report(folder, &[]).exits(0).json();
    // v4 brings nothing new and is a deployment all the same; v5-rc1 does not match as a whole.
    assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(4.0), Some(2.0)));
}

#[test]
fn ten_thousand_tags_are_read_in_one_pass() {
    let tree = Tree::new();
    tree.git("2026-09-01T00:00:00Z", "Ana", &["init", "-q"]);
    let begin = 1_788_220_800; // 2026-09-01
    let mut stream = String::new();
    for number in 0..10_000 {
        let at = begin + number * 400;
        stream += &format!("commit refs/heads/main\nmark :{}\ncommitter Ana <a@b> {at} +0000\ndata 1\nx\n", number + 1);
        stream += &format!("tag v{number}\nfrom :{}\ntagger Ana <a@b> {} +0000\ndata 1\nx\n", number + 1, at + 100);
    }
    let mut child = Command::new("git").args(["fast-import", "--quiet"]).current_dir(tree.path()).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    for packed in [false, true] {
        if packed {
            tree.git("2026-09-01T00:00:00Z", "Ana", &["pack-refs", "--all"]);
        }
        let json = report(tree.path(), &[]).exits(0).json();
        assert_eq!((value(&json, "deployments"), value(&json, "changes")), (Some(10_000.0), Some(9_999.0)));
        assert_eq!(value(&json, "change_lead_time_median"), Some(100.0));
    }
}

#[test]
fn an_empty_repository_has_nothing_to_count() {
    let tree = Tree::new();
    tree.git("2026-09-01T00:00:00Z", "Ana", &["init", "-q"]);
    let run = report(tree.path(), &[]).exits(4);
    assert_eq!(run.json()["verdict"], "nothing_to_check");
    assert!(run.stdout.contains("no tag matches"), "{}", run.stdout);
    // Without any repository there is nothing to look into.
    let run = report(Tree::new().path(), &[]).exits(3);
    assert!(run.stdout.contains("no git repository"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn bare_repositories_working_trees_submodules_and_folders_give_the_same_numbers() {
    let tree = releases();
    has_the_releases(tree.path());
    let other = Tree::new();
    let from = tree.path().display().to_string();
    other.git("2026-10-05T00:00:00Z", "Ana", &["clone", "-q", "--bare", &from, "bare.git"]);
    has_the_releases(&other.path().join("bare.git"));
    let linked = other.path().join("linked").display().to_string();
    tree.git("2026-10-05T00:00:00Z", "Ana", &["worktree", "add", "-q", "--detach", &linked, "v1"]);
    has_the_releases(&other.path().join("linked"));
    let outer = Tree::new();
    outer.git("2026-10-05T00:00:00Z", "Ana", &["init", "-q"]);
    outer.git("2026-10-05T00:00:00Z", "Ana", &["-c", "protocol.file.allow=always", "submodule", "add", "-q", &from, "inner"]);
    has_the_releases(&outer.path().join("inner"));
    // The repository around it has no release of its own.
    report(outer.path(), &[]).exits(4);
    tree.write("deep/er/file", "x");
    has_the_releases(&tree.path().join("deep/er"));
}

#[test]
fn a_corrupt_or_missing_object_is_refused_with_its_name() {
    for corrupt in [true, false] {
        let tree = releases();
        let id = git(tree.path(), &["rev-parse", "v3^{commit}"]);
        let path = tree.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
        std::fs::remove_file(&path).unwrap();
        if corrupt {
            std::fs::write(&path, "no object at all").unwrap();
        }
        let run = report(tree.path(), &[]).exits(3);
        assert!(run.stdout.contains(&id) && run.stdout.contains("git fsck"), "{}", run.stdout);
        assert!(run.json()["measures"].as_array().unwrap().is_empty(), "{}", run.stdout);
    }
}

#[test]
fn a_parent_that_is_missing_is_refused_too() {
    let tree = releases();
    commit(&tree, "2026-10-04T10:00:00Z", "lost");
    let id = git(tree.path(), &["rev-parse", "HEAD"]);
    commit(&tree, "2026-10-04T11:00:00Z", "kept");
    tree.git("2026-10-04T12:00:00Z", "Ana", &["tag", "-m", "x", "v4"]);
    std::fs::remove_file(tree.path().join(".git/objects").join(&id[..2]).join(&id[2..])).unwrap();
    let run = report(tree.path(), &[]).exits(3);
    assert!(run.stdout.contains(&id), "{}", run.stdout);
}

#[test]
fn a_repository_of_another_hash_is_refused_or_counted_but_never_guessed() {
    let tree = Tree::new();
    let made = Command::new("git").args(["init", "-q", "--object-format=sha256"]).current_dir(tree.path()).status().unwrap();
    if !made.success() {
        return;
    }
    commit(&tree, "2026-10-01T10:00:00Z", "a change");
    tree.git("2026-10-01T12:00:00Z", "Ana", &["tag", "v1"]);
    let run = report(tree.path(), &[]);
    match run.code {
        0 => assert_eq!(value(&run.json(), "deployments"), Some(1.0)),
        code => assert!(code == 3 && !run.json()["gates"][0]["reason"].as_str().unwrap().is_empty(), "exit {code}: {}", run.stdout),
    }
}
