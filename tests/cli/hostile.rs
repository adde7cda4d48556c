//! Hostile trees and files: a clear message, the right code, never a panic, never silence.

use crate::support::{Tree, command};

const RULE: &str = "id: local/owner
title: No owner
why: Nobody answers for it.
fix: Add an owner.
severity: error
files: [\"**/*.{yaml,json}\"]
given: $
then: { field: owner, function: truthy }
message: \"`{{ name }}` has no owner\"
";

fn tree() -> Tree {
    Tree::with([(".ent/rules/local/owner.yaml", RULE), ("good.yaml", "owner: a\n")])
}

#[test]
fn files_that_cannot_be_read_are_named_with_their_place() {
    let laughs: String = (1..30).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","))).collect();
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("bad.yaml", b"a: 1\n  b: 2\n".to_vec(), "bad.yaml:2:"),
        ("cut.json", br#"{"a": [1, 2"#.to_vec(), "cut.json:1:"),
        ("deep.json", vec![b'['; 100_000], "deep.json:1:"),
        ("deep.yaml", vec![b'['; 100_000], "deep.yaml:1:"),
        ("latin1.yaml", b"nome: a\xe7\xe3o\n".to_vec(), "latin1.yaml:1:8"),
        ("random.json", (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect(), "random.json:1:"),
    ];
    for (name, bytes, place) in cases {
        let tree = tree();
        tree.write(name, bytes);
        let run = tree.ent(&["check", "local", "--format", "json"]).exits(3);
        let reason = run.json()["gates"][0]["reason"].as_str().unwrap_or_default().to_string();
        assert!(reason.contains(place), "{name}: {reason}");
    }
    let tree = tree();
    tree.write("laughs.yaml", format!("owner: x\na0: &a0 lol\n{laughs}"));
    let report = tree.ent(&["check", "local", "--format", "json"]);
    assert!(matches!(report.code, 0 | 3), "{}", report.stdout);
}

#[test]
fn an_empty_file_is_no_defect() {
    let tree = tree();
    tree.write("empty.yaml", "");
    let report = tree.ent(&["check", "local", "--format", "json"]).exits(1).json();
    assert_eq!(report["findings"][0]["path"], "empty.yaml");
}

#[cfg(unix)]
#[test]
fn a_fifo_and_a_directory_loop_are_passed_by() {
    let tree = tree();
    assert!(std::process::Command::new("mkfifo").arg(tree.path().join("pipe.yaml")).status().unwrap().success());
    std::os::unix::fs::symlink("..", tree.path().join("loop")).unwrap();
    std::os::unix::fs::symlink("/etc", tree.path().join("outside")).unwrap();
    let report = tree.ent(&["check", "--format", "json"]).exits(0).json();
    let inputs =
        report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "local").unwrap()["inputs"].as_array().unwrap().len();
    assert_eq!(inputs, 1);
}

#[test]
fn escapes_in_names_and_keys_reach_no_screen() {
    let tree = tree();
    tree.write("svc-\u{1b}[31m.yaml", "name: \"\\e[2J\\e]0;x\\a\"\nother: 1\n");
    for args in [&["check", "-v"][..], &["check", "--format", "concise"], &["check", "--color", "never"]] {
        let run = tree.ent(args).exits(1);
        assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{args:?}: {:?}", run.stdout);
    }
    tree.ent(&["check", "--format", "json"]).json();
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::Stdio;
    let tree = tree();
    let mut child = command(tree.path(), &["rules", "list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_ne!(output.status.code(), Some(70));
}
