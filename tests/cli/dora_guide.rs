//! The answers in `docs/guide/dora.md` are what the program prints; `ENT_WRITE=1` writes them anew.

use crate::support::{ent_in, project};

/// The day after the quarter of the example.
const TODAY: &str = "2026-10-01T00:00:00Z";

#[test]
fn the_five_questions_are_answered_as_the_guide_says() {
    let path = project().join("docs/guide/dora.md");
    let guide = std::fs::read_to_string(&path).unwrap();
    let folder = project().join("fixtures/dora/quarter");
    let mut written = String::new();
    let mut rest = guide.as_str();
    let mut answered = 0;
    while let Some((before, after)) = rest.split_once("```sh\n") {
        let (line, after) = after.split_once("\n```\n\n```text\n").expect("a command and its output");
        let (_, after) = after.split_once("```\n").expect("the end of the output");
        let (command, code) = line.split_once("  # exits ").unwrap_or((line, "0"));
        let mut args: Vec<&str> = command.strip_prefix("ent ").unwrap().split(' ').collect();
        args.extend(["--now", TODAY, "--color", "never"]);
        let run = ent_in(&folder, &args).exits(code.parse().unwrap());
        written += &format!("{before}```sh\n{line}\n```\n\n```text\n{}\n```\n", run.stdout.trim_end());
        rest = after;
        answered += 1;
    }
    written += rest;
    assert_eq!(answered, 5, "five questions, five commands");
    if std::env::var_os("ENT_WRITE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert!(
        written == guide || std::env::var_os("ENT_WRITE").is_some(),
        "docs/guide/dora.md is not what the program prints; run ENT_WRITE=1 cargo test -p ent --test cli -- dora_guide\n{written}"
    );
}
