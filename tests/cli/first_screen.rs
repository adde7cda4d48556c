//! The first five minutes: a repository that `ent` has never seen, in a shallow clone, without a network.

use std::process::Command;

use crate::support::{Tree, ent_in};

/// A repository with more to find than a screen holds.
fn origin() -> Tree {
    let tree = Tree::with([
        ("package.json", "{\"name\": \"loja\", \"dependencies\": {\"ms\": \"2\"}}\n"),
        (".github/workflows/ci.yml", "on: pull_request\njobs:\n  t:\n    runs-on: x\n    steps: [{uses: actions/checkout@v4}]\n"),
    ]);
    for number in 0..8 {
        tree.write(
            &format!("docs/runbooks/servico-{number}.md"),
            "---\nid: a\nservice: a\nalerts: [A]\nescalation: []\n---\n# Um\n\n## Sintomas\n\nx\n",
        );
    }
    for (day, message) in [("01", "Open"), ("02", "Change")] {
        tree.write("notes.txt", message);
        let date = format!("2026-10-{day}T00:00:00Z");
        if day == "01" {
            tree.git(&date, "Ana", &["init", "-q"]);
        }
        tree.git(&date, "Ana", &["add", "-A"]);
        tree.git(&date, "Ana", &["commit", "-q", "-m", message]);
    }
    tree
}

#[test]
fn it_shows_ten_findings_the_counts_what_was_not_judged_and_two_commands() {
    let origin = origin();
    let home = Tree::new();
    let from = format!("file://{}", origin.path().display());
    let cloned = Command::new("git").args(["clone", "-q", "--depth", "1", &from, "clone"]).current_dir(home.path()).status().unwrap();
    assert!(cloned.success());
    let clone = home.path().join("clone");
    let screen = ent_in(&clone, &["check", "--offline"]).exits(1).stdout;
    let all = ent_in(&clone, &["check", "--offline", "--format", "json"]).exits(1).json();
    let open: Vec<_> = all["findings"].as_array().unwrap().iter().filter(|finding| finding["disposition"] == "open").collect();
    assert!(open.len() > 10, "{}", open.len());
    // One heading per finding: the rule's id alone on a line.
    let shown = screen.lines().filter(|line| open.iter().any(|finding| *line == finding["rule"].as_str().unwrap())).count();
    assert_eq!(shown, 10, "{screen}");
    assert!(screen.contains(&format!("… and {} more", open.len() - 10)), "{screen}");
    for gate in all["gates"].as_array().unwrap().iter().filter(|gate| gate["status"] == "failed") {
        assert!(
            screen.lines().any(|line| line.starts_with(&format!("✗ {}", gate["gate"].as_str().unwrap())) && line.contains("error")),
            "{screen}"
        );
    }
    // The worst first: no warning before an error.
    let severities: Vec<char> =
        screen.lines().filter_map(|line| line.trim_start().chars().next()).filter(|sign| ['×', '⚠'].contains(sign)).collect();
    assert!(severities.windows(2).all(|pair| pair[0] == pair[1] || pair[0] == '×'), "{screen}");
    let partial =
        all["gates"].as_array().unwrap().iter().filter(|gate| gate["reason"].as_str().is_some_and(|why| why.starts_with("not judged:")));
    for gate in partial {
        assert!(screen.contains(&format!("  {}: not judged:", gate["gate"].as_str().unwrap())), "{screen}");
    }
    let next: Vec<&str> = screen.lines().filter_map(|line| line.strip_prefix("  next: ")).collect();
    assert!(next.len() == 2 && next[0].starts_with("ent explain ") && next[1] == "ent init", "{next:?}");
}

#[test]
fn every_command_it_names_is_one_that_works() {
    let tree = origin();
    let screen = tree.ent(&["check", "--offline"]).exits(1).stdout;
    for command in screen.lines().filter_map(|line| line.strip_prefix("  next: ent ")) {
        tree.ent(&command.split(' ').collect::<Vec<_>>()).exits(0);
    }
    // Configured, the second command is another one.
    let screen = tree.ent(&["check", "--offline"]).stdout;
    assert!(screen.ends_with("  next: ent blueprint\n"), "{screen}");
    let nothing = Tree::new().ent(&["check", "--offline"]).exits(4).stdout;
    assert!(nothing.ends_with("  next: ent inventory\n  next: ent blueprint\n"), "{nothing}");
}
