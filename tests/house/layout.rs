//! What lies where: the top of the tree, and no trace of one person's machine in any file.

use crate::tree::{files, none, root};

/// Everything that may lie at the top, dot files aside.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "README.pt-BR.md",
    "clippy.toml",
    "deny.toml",
    "docs",
    "fixtures",
    "install.sh",
    "rules",
    "src",
    "templates",
    "tests",
];

/// What building leaves there.
const BUILT: &[&str] = &["target"];

#[test]
fn the_top_of_the_tree_is_the_floor_plan() {
    let mut complaints = Vec::new();
    for entry in std::fs::read_dir(root()).expect("the root") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name in UTF-8");
        if !name.starts_with('.') && !TOP.contains(&name.as_str()) && !BUILT.contains(&name.as_str()) {
            complaints.push(format!("{name} does not belong at the top of the tree"));
        }
    }
    none(&complaints);
}

#[test]
fn no_file_names_one_machine() {
    let folders = ["src", "rules", "templates", "tests", "fixtures", "docs", ".github", ".ci"];
    let top = std::fs::read_dir(root()).expect("the root").map(|entry| entry.expect("an entry"));
    let top = top.filter(|entry| entry.path().is_file()).filter_map(|entry| entry.file_name().into_string().ok());
    let mut complaints = Vec::new();
    for path in folders.iter().flat_map(|folder| files(folder)).chain(top) {
        // Fixtures hold hostile bytes on purpose; what is no text names no machine.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        for (index, line) in text.lines().enumerate() {
            if ["main/", "wt/", "shared/", "data/"].iter().any(|folder| line.contains(&format!("/{}/{folder}", "work"))) {
                complaints.push(format!("{path}:{}: names a folder of one machine", index + 1));
            }
        }
    }
    none(&complaints);
}
