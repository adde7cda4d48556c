//! Who may depend on whom: between the crates, and between the rooms of the program.

use std::collections::BTreeMap;

use crate::code::{Token, tokens, without_tests};
use crate::tree::{RustFile, files, none, own_packages, rust_files};

/// Which of the house's crates a crate may depend on, dev-dependencies included. A gate's crate is named `gate`.
const CRATES: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("rule", &["document"]),
    ("outside", &["document"]),
    ("attest", &["document"]),
    ("model", &["document", "rule", "outside", "attest"]),
    ("gate", &["document", "rule", "outside", "attest", "model"]),
    ("ent", &["document", "rule", "outside", "attest", "model", "gate"]),
];

/// Which rooms of the program a room may enter. `gates` is the list of gates behind their trait, and `catalogue` that of all
/// rules: who enters them knows gates only through the trait.
const ROOMS: &[(&str, &[&str])] = &[
    ("gates", &[]),
    ("config", &["gates"]),
    ("inventory", &["config"]),
    ("policy", &["config"]),
    ("catalogue", &["gates", "config", "policy"]),
    ("engine", &["gates", "catalogue", "config", "inventory", "policy"]),
    ("report", &["engine"]),
    ("decision", &["engine"]),
    ("blueprint", &["inventory", "engine", "report"]),
    ("cli", &["gates", "blueprint", "catalogue", "config", "inventory", "policy", "engine", "report", "decision"]),
];

/// The rooms that may name a gate's crate: the list of gates, and the verbs that produce.
const KNOW_GATES: &[&str] = &["gates", "cli"];

struct Crate {
    name: String,
    kind: String,
    manifest: String,
    dependencies: Vec<String>,
}

/// The members of the workspace.
fn crates() -> Vec<Crate> {
    let metadata = own_packages();
    let packages = metadata["packages"].as_array().expect("packages");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let crates = packages.iter().map(|package| {
        let manifest = text(&package["manifest_path"]).replace('\\', "/");
        let name = text(&package["name"]);
        let kind = if manifest.contains("/src/gates/") { "gate".to_owned() } else { name.clone() };
        let dependencies = package["dependencies"].as_array().expect("dependencies");
        let dependencies = dependencies.iter().filter(|d| d["path"].is_string()).map(|d| text(&d["name"])).collect();
        Crate { name, kind, manifest, dependencies }
    });
    crates.collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let crates = crates();
    let kinds: BTreeMap<&str, &str> = crates.iter().map(|one| (one.name.as_str(), one.kind.as_str())).collect();
    let allowed: BTreeMap<&str, &[&str]> = CRATES.iter().copied().collect();
    let mut complaints = Vec::new();
    for one in &crates {
        let Some(may) = allowed.get(one.kind.as_str()) else {
            complaints.push(format!("{}: not a crate of the architecture", one.name));
            continue;
        };
        for dependency in &one.dependencies {
            let kind = kinds.get(dependency.as_str()).copied().unwrap_or("?");
            if !may.contains(&kind) {
                complaints.push(format!("{} depends on {dependency}; a {} may depend on {may:?}", one.name, one.kind));
            }
        }
    }
    assert!(crates.len() >= 5, "only {} crates found", crates.len());
    none(&complaints);
}

#[test]
fn every_manifest_below_src_is_a_member() {
    let crates = crates();
    let manifests = files("src").into_iter().filter(|path| path.ends_with("/Cargo.toml"));
    let strangers: Vec<String> = manifests.filter(|path| !crates.iter().any(|one| one.manifest.ends_with(path.as_str()))).collect();
    none(&strangers);
}

#[test]
fn the_program_s_rooms_keep_their_doors() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut complaints = Vec::new();
    for RustFile { path, text, .. } in rust_files().into_iter().filter(|file| !file.test) {
        let Some(room) = room(&path) else { continue };
        let Some(may) = allowed.get(room) else {
            complaints.push(format!("{path}: {room} is not a room of the architecture"));
            continue;
        };
        let tokens = without_tests(&tokens(&text));
        for entered in entered(&tokens) {
            if entered.text != room && allowed.contains_key(entered.text) && !may.contains(&entered.text) {
                complaints.push(format!("{path}:{}: {room} enters {}; it may enter {may:?}", entered.line, entered.text));
            }
        }
        for token in tokens.iter().filter(|token| token.text.starts_with("gate_") && is_crate(token.text)) {
            if !KNOW_GATES.contains(&room) {
                complaints.push(format!("{path}:{}: {room} names {}; only {KNOW_GATES:?} may", token.line, token.text));
            }
        }
    }
    none(&complaints);
}

fn is_crate(name: &str) -> bool {
    files("src/gates")
        .iter()
        .any(|path| path.strip_prefix("src/gates/").and_then(|rest| rest.strip_suffix("/Cargo.toml")) == name.strip_prefix("gate_"))
}

/// The room of a file of the program; nothing for its entrances `lib.rs` and `main.rs`.
fn room(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/ent/")?;
    match inside {
        "lib.rs" | "main.rs" => None,
        _ => Some(inside.split('/').next()?.trim_end_matches(".rs")),
    }
}

/// The first segment of every path that begins with `crate::`, groups such as `use crate::{a, b::c}` included.
fn entered<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let [colon, second, next, ..] = tokens.get(index + 1..).unwrap_or_default() else { continue };
        if token.text != "crate" || colon.text != ":" || second.text != ":" {
            continue;
        }
        if next.text == "{" {
            found.extend(first_level(&tokens[index + 4..]));
        } else {
            found.push(*next);
        }
    }
    found
}

/// The first segments of the paths in a group of `use`, after its opening brace.
fn first_level<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let (mut depth, mut first, mut found) = (0usize, true, Vec::new());
    for token in tokens {
        match token.text {
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "{" => depth += 1,
            "," if depth == 0 => first = true,
            _ if depth == 0 && first => {
                found.push(*token);
                first = false;
            }
            _ => {}
        }
    }
    found
}

#[test]
fn paths_into_other_rooms_are_seen() {
    let tokens = tokens("use crate::engine::Run; use crate::{cli::{a, b}, report}; fn f() { crate::policy::x() } // crate::config");
    let found: Vec<&str> = entered(&tokens).iter().map(|token| token.text).collect();
    assert_eq!(found, ["engine", "cli", "report", "policy"]);
    assert_eq!(room("src/ent/engine/plan.rs"), Some("engine"));
    assert_eq!(room("src/ent/gates.rs"), Some("gates"));
    assert_eq!(room("src/ent/lib.rs"), None);
    assert_eq!(room("src/rule/lib.rs"), None);
}
