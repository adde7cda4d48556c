//! Every command of `docs/guide/first-steps.md`, executed in order.

use std::fmt::Write;
use std::process::Command;

use crate::support::{Tree, project};

/// The day on which the guide is followed: the example shop is in good order then.
const TODAY: &str = "2026-11-24T12:00:00Z";

/// The commands of all `sh` blocks, with the exit code that each should have.
fn commands(guide: &str) -> Vec<(String, i32)> {
    let mut found = Vec::new();
    for block in guide.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for line in block.lines().filter(|line| !line.trim().is_empty()) {
            let (command, code) = line.split_once("  # exits ").unwrap_or((line, "0"));
            found.push((command.to_owned(), code.trim().parse().expect("an exit code")));
        }
    }
    found
}

/// Stands in for the build of install.sh: a cargo that "builds" this very binary, with its clock set.
fn stand_ins(tree: &Tree) {
    let program = format!("#!/bin/sh\nexec '{}' \"$@\" --now {TODAY}\n", env!("CARGO_BIN_EXE_ent"));
    tree.write("program", program);
    let cargo =
        "#!/bin/sh\nwhile [ \"$1\" != --target-dir ]; do shift; done\nmkdir -p \"$2/release\" && cp \"$HOME/program\" \"$2/release/ent\"\n";
    tree.write("bin/cargo", cargo);
    tree.write("bin/rustc", "#!/bin/sh\necho 'rustc 9.0.0 (stand-in)'\n");
    let made = Command::new("chmod").args(["755", "program", "bin/cargo", "bin/rustc"]).current_dir(tree.path()).status();
    assert!(made.unwrap().success());
}

#[test]
fn every_command_of_the_first_steps_works() {
    let guide = std::fs::read_to_string(project().join("docs/guide/first-steps.md")).unwrap();
    let commands = commands(&guide);
    assert!(commands.len() > 20, "only {} commands found", commands.len());
    let tree = Tree::new();
    stand_ins(&tree);
    let mut script = String::new();
    for (command, code) in &commands {
        writeln!(script, "{command}\ngot=$?; [ $got -eq {code} ] || {{ echo 'THIS: '\"$got\"' instead of {code}'; exit 99; }}").unwrap();
    }
    tree.write("script", &script);
    let home = tree.path();
    let path = format!("{}:{}", home.join("bin").display(), std::env::var("PATH").unwrap());
    let run = Command::new("bash")
        .args(["-x", home.join("script").to_str().unwrap()])
        .current_dir(project())
        .env_clear()
        .envs([("PATH", path.as_str()), ("CI", "true"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .envs([("GIT_AUTHOR_NAME", "Ana"), ("GIT_AUTHOR_EMAIL", "ana@example.com"), ("GIT_AUTHOR_DATE", TODAY)])
        .envs([("GIT_COMMITTER_NAME", "Ana"), ("GIT_COMMITTER_EMAIL", "ana@example.com"), ("GIT_COMMITTER_DATE", TODAY)])
        .env("HOME", home)
        .env("CARGO_TARGET_DIR", home.join("target"))
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}\n{}", said(&run.stdout), said(&run.stderr));
}
