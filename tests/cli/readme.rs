//! The first screen of the README is what the program prints.
//!
//! `ENT_WRITE=1 cargo test -p ent --test cli readme` writes it anew.

use std::path::Path;

use crate::support::{Tree, project};

const START: &str = "<!-- the first screen, written by the test `readme` -->\n```text\n";
const END: &str = "```\n";

/// The example shop after a bad week: a page renamed, a field lost, a bot let loose.
fn shop() -> Tree {
    let tree = Tree::new();
    copy(&project().join("fixtures/shop"), tree.path());
    for (path, from, to) in [
        ("docs/runbooks/vitrine-latencia.md", "(pedidos-latencia.md)", "(pedidos-lentidao.md)"),
        ("docs/runbooks/pedidos-erros.md", "last_reviewed:", "reviewed:"),
        ("renovate.json", "[\"patch\"]", "[\"patch\", \"major\"]"),
    ] {
        let text = tree.read(path);
        assert!(text.contains(from), "{path} does not hold {from}");
        tree.write(path, text.replace(from, to));
    }
    tree
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(drop).unwrap()
        }
    }
}

/// Which gates there are, and how many judged nothing, changes with every gate: these lines are shown and not compared.
fn of_all_gates(line: &str) -> bool {
    ["✓ ", "✗ ", "- ", "failed: ", "… and "].iter().any(|start| line.starts_with(start))
}

#[test]
fn the_first_screen_is_what_the_program_prints() {
    let printed = shop().ent(&["check", "--offline", "--now", "2026-11-24T12:00:00Z"]).exits(1).stdout;
    for name in ["README.md", "README.pt-BR.md"] {
        let readme = std::fs::read_to_string(project().join(name)).unwrap();
        let (before, rest) = readme.split_once(START).expect("the README has a first screen");
        let (shown, after) = rest.split_once(END).expect("the first screen ends");
        if std::env::var_os("ENT_WRITE").is_some() {
            let screen = printed.lines().fold(String::new(), |screen, line| screen + line.trim_end() + "\n");
            std::fs::write(project().join(name), format!("{before}{START}{screen}{END}{after}")).unwrap();
            continue;
        }
        assert!(shown.lines().count() > 20, "the first screen of {name} is empty");
        let mut lines = printed.lines().map(str::trim_end);
        for line in shown.lines().filter(|line| !of_all_gates(line)) {
            assert!(
                lines.any(|printed| printed == line),
                "{name} shows what is not printed: {line}\n{printed}\nwrite it anew with ENT_WRITE=1"
            );
        }
    }
}
