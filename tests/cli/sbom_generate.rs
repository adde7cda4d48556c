//! `ent sbom generate`, `verify`, `capabilities` and the coverage rules of the gate.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Tree, ent_in};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/lockfiles").join(name)
}

fn lock(version: &str) -> String {
    format!(
        "{{\n  \"name\": \"shop\",\n  \"version\": \"1.0.0\",\n  \"lockfileVersion\": 3,\n  \"packages\": {{\n    \"\": {{ \"name\": \"shop\", \"dependencies\": {{ \"left-pad\": \"^1\" }}, \"devDependencies\": {{ \"tester\": \"^1\" }} }},\n    \"node_modules/left-pad\": {{ \"version\": \"{version}\", \"license\": \"WTFPL\" }},\n    \"node_modules/tester\": {{ \"version\": \"1.0.0\", \"dev\": true, \"dependencies\": {{ \"left-pad\": \"*\" }} }}\n  }}\n}}\n"
    )
}

fn purls(document: &Value) -> Vec<&str> {
    document["components"].as_array().unwrap().iter().filter_map(|one| one["purl"].as_str()).collect()
}

#[test]
fn the_documents_of_all_fixtures_are_valid() {
    let others =
        [("cyclonedx-json", "1.4"), ("cyclonedx-json", "1.7"), ("cyclonedx-xml", "1.5"), ("spdx-json", "1.6"), ("cyclonedx-xml", "1.6")];
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(fixture("")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    let tree = Tree::new();
    let mut names = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for (form, spec) in [("cyclonedx-json", "1.6"), others[number % others.len()]] {
            let installed = case.ends_with("npm-package").then_some("--installed");
            let arguments = ["sbom", "generate", "-q", "--output-format", form, "--spec", spec];
            let run = ent_in(case, &arguments.into_iter().chain(installed).collect::<Vec<_>>()).exits(0);
            let end = if form == "cyclonedx-xml" { "xml" } else { "json" };
            let name = format!("{}-{form}-{spec}.{end}", case.file_name().unwrap().display());
            tree.write(&name, &run.stdout);
            names.push(name);
        }
    }
    let arguments: Vec<&str> = ["sbom", "validate"].into_iter().chain(names.iter().map(String::as_str)).collect();
    tree.ent(&arguments).exits(0);
}

#[test]
fn the_same_tree_gives_the_same_bytes() {
    let first = ent_in(&fixture("npm-3"), &["sbom", "generate"]).exits(0);
    let second = ent_in(&fixture("npm-3"), &["sbom", "generate"]).exits(0);
    assert_eq!(first.stdout, second.stdout);
    let document = first.json();
    assert_eq!(document["specVersion"], "1.6");
    assert_eq!(document["metadata"]["component"]["name"], "shop");
    assert!(document["serialNumber"].as_str().unwrap().starts_with("urn:uuid:"));
}

#[test]
fn scopes_can_be_left_out_without_dangling_edges() {
    let tree = Tree::with([("package-lock.json", lock("1.3.0").as_str())]);
    let all = tree.ent(&["sbom", "generate"]).exits(0).json();
    assert_eq!(purls(&all), ["pkg:npm/left-pad@1.3.0", "pkg:npm/tester@1.0.0"]);
    assert_eq!(all["components"][1]["scope"], "excluded");
    let some = tree.ent(&["sbom", "generate", "--omit", "development"]).exits(0);
    assert_eq!(purls(&some.json()), ["pkg:npm/left-pad@1.3.0"]);
    assert!(!some.stdout.contains("tester"));
}

#[test]
fn malformed_is_3_nothing_is_4_and_neither_writes_half_a_document() {
    let broken = Tree::with([("a/package-lock.json", "{ \"lockfileVersion\": 3,"), ("b/package-lock.json", lock("1.0.0").as_str())]);
    let run = broken.ent(&["sbom", "generate"]).exits(3);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("a/package-lock.json:1:24"), "{}", run.stderr);
    Tree::with([("main.py", "print(1)\n")]).ent(&["sbom", "generate"]).exits(4);
    let empty = Tree::with([("package-lock.json", "{ \"lockfileVersion\": 3, \"packages\": {} }")]);
    empty.ent(&["sbom", "generate"]).exits(4);
    Tree::new().ent(&["sbom", "generate", "nowhere"]).exits(3);
}

#[test]
fn conflict_markers_have_a_place() {
    let text = "# yarn lockfile v1\n\n<<<<<<< HEAD\na@^1:\n  version \"1.0.0\"\n=======\na@^1:\n  version \"1.0.1\"\n>>>>>>> other\n";
    let tree = Tree::with([("yarn.lock", text)]);
    let run = tree.ent(&["sbom", "generate"]).exits(3);
    assert!(run.stderr.contains("yarn.lock:3:1: this file has merge-conflict markers"), "{}", run.stderr);
    let run = tree.ent(&["check", "sbom", "--format", "json"]).exits(3);
    let report = run.json();
    assert_eq!(report["findings"][0]["rule"], "sbom/lock-file-conflicted");
    assert_eq!(report["verdict"], "inconclusive");
}

#[test]
fn hostile_names_are_told_and_never_reach_the_terminal() {
    let text =
        "{ \"lockfileVersion\": 3, \"packages\": { \"node_modules/x\": { \"name\": \"evil\\u001b[31m\", \"version\": \"1.0.0\" } } }";
    let tree = Tree::with([("package-lock.json", text)]);
    let run = tree.ent(&["sbom", "generate"]).exits(0);
    assert!(!run.stderr.contains('\u{1b}') && !run.stdout.contains('\u{1b}'));
    assert!(run.stderr.contains("holds control characters"), "{}", run.stderr);
    let report = tree.ent(&["check", "sbom", "--format", "json"]).exits(1).json();
    assert_eq!(report["findings"][0]["rule"], "sbom/name-hostile");
}

#[test]
fn a_monorepo_is_one_document_or_one_per_project() {
    let tree = Tree::with([
        ("services/web/package-lock.json", lock("1.3.0").as_str()),
        ("services/pay/go.mod", "module example.org/pay\n\ngo 1.22\n\nrequire example.org/a v1.2.3\n"),
    ]);
    let merged = tree.ent(&["sbom", "generate"]).exits(0).json();
    let names: Vec<&str> = merged["components"].as_array().unwrap().iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["a", "left-pad", "tester", "example.org/pay", "shop"]);
    tree.ent(&["sbom", "generate", "--split", "out"]).exits(0);
    let web: Value = serde_json::from_str(&tree.read("out/services-web.cdx.json")).unwrap();
    assert_eq!(purls(&web), ["pkg:npm/left-pad@1.3.0", "pkg:npm/tester@1.0.0"]);
    let pay: Value = serde_json::from_str(&tree.read("out/services-pay.cdx.json")).unwrap();
    assert_eq!(purls(&pay), ["pkg:golang/example.org/a@v1.2.3"]);
}

#[test]
fn what_is_installed_is_one_set() {
    let document = ent_in(&fixture("npm-package"), &["sbom", "generate", "--installed"]).exits(0).json();
    assert_eq!(purls(&document), ["pkg:npm/%40s/a@1.0.0", "pkg:npm/left-pad@1.3.0"]);
    assert_eq!(document["dependencies"][0]["dependsOn"].as_array().unwrap().len(), 2);
    assert_eq!(document["components"][1]["licenses"][0]["license"]["id"], "WTFPL");
    Tree::new().ent(&["sbom", "generate", "--installed"]).exits(4);
}

#[test]
fn verify_tells_what_drifted() {
    let tree = Tree::with([("package-lock.json", lock("1.3.0").as_str())]);
    let document = tree.ent(&["sbom", "generate"]).exits(0).stdout;
    tree.write("kept/bom.json", &document);
    tree.ent(&["sbom", "verify", "kept/bom.json"]).exits(0);
    tree.write("package-lock.json", lock("1.3.1"));
    let report = tree.ent(&["sbom", "verify", "kept/bom.json", "--format", "json"]).exits(1).json();
    let finding = &report["findings"][0];
    assert_eq!((finding["rule"].as_str(), finding["path"].as_str()), (Some("sbom/drift"), Some("kept/bom.json")));
    assert_eq!(finding["message"], "`pkg:npm/left-pad` is 1.3.0 in the document and 1.3.1 in the lock file (package-lock.json:7)");
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn the_gate_judges_what_is_kept_and_measures_what_is_locked() {
    let tree = Tree::with([("package-lock.json", lock("1.3.0").as_str()), (".gitignore", "node_modules\n")]);
    let document = tree.ent(&["sbom", "generate"]).exits(0).stdout;
    tree.write("bom.cdx.json", document.replace("left-pad@1.3.0", "left-pad@1.0.0").replace("\"1.3.0\"", "\"1.0.0\""));
    let report = tree.ent(&["check", "sbom", "--format", "json"]).exits(1).json();
    let rules: Vec<&str> = report["findings"].as_array().unwrap().iter().filter_map(|one| one["rule"].as_str()).collect();
    assert_eq!(rules, ["sbom/drift"]);
    let packages = report["measures"].as_array().unwrap().iter().find(|one| one["name"] == "packages").unwrap();
    assert_eq!(packages["value"], 2.0);
}

#[test]
fn capabilities_are_a_table_and_json() {
    let text = Tree::new().ent(&["sbom", "capabilities"]).exits(0).stdout;
    assert!(text.contains("Cargo.lock") && text.contains("pnpm-lock.yaml"));
    let rows = Tree::new().ent(&["sbom", "capabilities", "--format", "json"]).exits(0).json();
    let npm = rows.as_array().unwrap().iter().find(|row| row["id"] == "npm").unwrap();
    assert_eq!((npm["edges"].as_bool(), npm["licenses"].as_bool()), (Some(true), Some(true)));
}

#[test]
fn an_emptied_cargo_lock_is_no_bill_of_nothing() {
    for text in ["", "version = 4\n"] {
        let tree = Tree::with([("a/Cargo.toml", "[package]\nname = \"a\"\nversion = \"0.1.0\"\n"), ("a/Cargo.lock", text)]);
        tree.write("b/Cargo.lock", "version = 4\n\n[[package]]\nname = \"b\"\nversion = \"0.1.0\"\n");
        let run = tree.ent(&["sbom", "generate", "."]).exits(3);
        assert!(run.stderr.contains("a/Cargo.lock:1:1: it names no package"), "{}", run.stderr);
        let report = tree.ent(&["check", "sbom", "--format", "json"]).exits(3).json();
        assert!(report["gates"][0]["reason"].as_str().unwrap().contains("a/Cargo.lock:1:1"), "{report:#}");
    }
}

#[test]
fn an_emptied_lock_file_is_nothing_alone_and_a_defect_beside_others() {
    let tree = Tree::with([("a/uv.lock", "")]);
    let run = tree.ent(&["sbom", "generate"]).exits(4);
    assert!(run.stderr.contains("a/uv.lock:1:1: it is empty"), "{}", run.stderr);
    tree.write("b/package-lock.json", lock("1.3.0"));
    let run = tree.ent(&["sbom", "generate"]).exits(3);
    assert_eq!(run.stdout, "");
    tree.write("a/pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"flask\"]\n");
    let report = tree.ent(&["check", "sbom", "--format", "json"]).exits(3).json();
    let finding = report["findings"].as_array().unwrap().iter().find(|one| one["rule"] == "sbom/lock-file-empty").unwrap();
    assert_eq!(finding["message"], "`uv.lock`: it is empty, and `pyproject.toml` beside it asks for packages");
    // Where nobody asks for a package, nothing is missing.
    tree.write("a/pyproject.toml", "[project]\nname = \"a\"\n");
    tree.ent(&["sbom", "generate"]).exits(0);
}

/// Runs the program with its standard error on a terminal of its own; `None` where no Python is at hand to make one.
fn stderr_at_a_terminal(tree: &Tree, arguments: &[&str], ci: &str) -> Option<String> {
    const PROGRAM: &str = "import os, pty, subprocess, sys\nleader, follower = pty.openpty()\nrun = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=follower)\nos.close(follower)\nread = b''\nwhile True:\n    try:\n        more = os.read(leader, 65536)\n    except OSError:\n        break\n    if not more:\n        break\n    read += more\nrun.wait()\nsys.stdout.buffer.write(read)\n";
    let run = std::process::Command::new("python3")
        .args(["-c", PROGRAM, env!("CARGO_BIN_EXE_ent"), "-C"])
        .arg(tree.path())
        .args(arguments)
        .env("CI", ci)
        .env("TERM", "xterm")
        .output()
        .ok()?;
    run.status.success().then(|| String::from_utf8_lossy(&run.stdout).into_owned())
}

#[test]
fn progress_is_shown_to_people_at_a_terminal_and_to_nobody_else() {
    let tree = Tree::new();
    let packages: String = (0..1000).map(|number| format!(",\n\"node_modules/p{number}\": {{ \"version\": \"1.0.{number}\" }}")).collect();
    // What is over in a moment shows nothing: more is written until it takes longer, however fast the machine is.
    let mut shown = String::new();
    for folder in 0..1600 {
        tree.write(
            &format!("s{folder}/package-lock.json"),
            format!("{{ \"lockfileVersion\": 3, \"packages\": {{ \"\": {{}}{packages} }} }}"),
        );
        if matches!(folder, 24 | 99 | 399 | 1599) {
            let Some(now) = stderr_at_a_terminal(&tree, &["sbom", "generate"], "") else { return };
            shown = now;
        }
        if !shown.is_empty() {
            break;
        }
    }
    assert!(shown.contains("reading lock files"), "{shown:?}");
    for (arguments, ci) in [(&["sbom", "generate", "-q"][..], ""), (&["sbom", "generate"], "true")] {
        assert_eq!(stderr_at_a_terminal(&tree, arguments, ci).as_deref(), Some(""), "{arguments:?} CI={ci}");
    }
    assert_eq!(tree.ent(&["sbom", "generate"]).exits(0).stderr, "");
}

#[test]
fn each_service_has_a_document_of_its_own() {
    let tree = Tree::with([
        (
            "ent.yaml",
            "version: 1\nservices:\n  - name: web\n    paths: [services/web/**]\n  - name: pay\n    paths: [crates/pay/**]\n  - name: docs\n    paths: [docs/**]\n",
        ),
        ("services/web/package-lock.json", lock("1.3.0").as_str()),
        ("tools/go.mod", "module example.org/tools\n\ngo 1.22\n\nrequire example.org/a v1.2.3\n"),
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
        ("crates/pay/Cargo.toml", "[package]\nname = \"pay\"\nversion = \"0.1.0\"\n[dependencies]\nserde = \"1\"\n"),
        ("crates/other/Cargo.toml", "[package]\nname = \"other\"\nversion = \"0.1.0\"\n[dependencies]\nitoa = \"1\"\n"),
        (
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"itoa\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\n[[package]]\nname = \"other\"\nversion = \"0.1.0\"\ndependencies = [\"itoa\"]\n\n[[package]]\nname = \"pay\"\nversion = \"0.1.0\"\ndependencies = [\"serde\"]\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
        ),
    ]);
    let run = tree.ent(&["sbom", "generate", "--per-service", "sboms"]).exits(0);
    assert!(run.stderr.contains("the service `docs` holds a package"), "{}", run.stderr);
    assert!(run.stderr.contains("tools/go.mod: it belongs to no service"), "{}", run.stderr);
    let read = |name: &str| serde_json::from_str::<Value>(&tree.read(&format!("sboms/{name}.cdx.json"))).unwrap();
    assert_eq!(purls(&read("web")), ["pkg:npm/left-pad@1.3.0", "pkg:npm/tester@1.0.0"]);
    let pay = read("pay");
    assert_eq!(purls(&pay), ["pkg:cargo/pay@0.1.0", "pkg:cargo/serde@1.0.0"], "what the other members need is not in it");
    assert_eq!(pay["metadata"]["component"]["name"], "pay");
    assert_eq!(pay["dependencies"][0]["dependsOn"][0], "pkg:cargo/pay@0.1.0");
    assert!(!tree.path().join("sboms/docs.cdx.json").exists());
    tree.ent(&["sbom", "validate", "sboms/web.cdx.json", "sboms/pay.cdx.json"]).exits(0);
    Tree::with([("package-lock.json", lock("1.3.0").as_str())]).ent(&["sbom", "generate", "--per-service", "sboms"]).exits(2);
}
