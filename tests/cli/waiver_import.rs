//! `ent waiver import`: the ignore files of other tools, one sample each under `fixtures/ignores/`.

use std::path::Path;

use crate::support::{Tree, command, project};

const GIVEN: &[&str] = &["--owner", "time-a", "--expires", "2026-12-31", "--reason", "Taken over."];

/// A rule of the repository's own that does the same as rules of other tools.
const RULES: &[(&str, &str)] =
    &[(".ent/rules/local/tags.yaml", "spectral:operation-tags"), (".ent/rules/local/contact.yaml", "spectral:info-contact")];

/// A repository with the sample of a tool and our rules; the path of the sample.
fn tree(tool: &str) -> (Tree, String) {
    let folder = project().join("fixtures/ignores").join(tool);
    let tree = Tree::new();
    let name = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let name = name.into_iter().find(|name| name != "expected.yaml").unwrap();
    tree.write(&name, std::fs::read(folder.join(&name)).unwrap());
    for (path, alias) in RULES {
        let id = path.trim_start_matches(".ent/rules/").trim_end_matches(".yaml");
        tree.write(
            path,
            format!("id: {id}\ntitle: A rule\nwhy: It matters.\nfix: Mend it.\nseverity: error\nfiles: [\"svc/*.yaml\"]\naliases: [\"{alias}\"]\ngiven: $\nthen: {{ field: owner, function: truthy }}\nmessage: \"no owner\"\n"),
        );
    }
    (tree, name)
}

/// A dry run against the page that is kept beside the sample, then the real one, twice.
fn carries(tool: &str, waivers: usize) {
    let (tree, file) = tree(tool);
    let dry = tree.ent(&[&["waiver", "import", &file, "--dry-run"], GIVEN].concat()).exits(0).stdout;
    let expected = project().join("fixtures/ignores").join(tool).join("expected.yaml");
    if std::env::var_os("ENT_WRITE").is_some() {
        std::fs::write(&expected, &dry).unwrap();
    }
    assert_eq!(dry, std::fs::read_to_string(&expected).unwrap_or_default(), "ENT_WRITE=1 writes it anew");
    assert!(!tree.path().join(".ent/waivers.yaml").exists(), "a dry run writes nothing");

    let run = tree.ent(&[&["waiver", "import", &file], GIVEN].concat()).exits(0);
    assert!(run.stdout.contains(&format!("{waivers} added to .ent/waivers.yaml, 0 there already")), "{}", run.stdout);
    let written = tree.read(".ent/waivers.yaml");
    assert_eq!(written.matches("    owner: \"time-a\"\n").count(), waivers, "{written}");
    assert!(tree.ent(&["waiver", "list"]).exits(0).stdout.contains(&format!("{waivers} waivers")));

    let again = tree.ent(&["waiver", "import", &file]).exits(0).stdout;
    assert!(again.contains(&format!("0 added to .ent/waivers.yaml, {waivers} there already")), "{again}");
    assert_eq!(tree.read(".ent/waivers.yaml"), written, "nothing changes the second time");
}

#[test]
fn trivy_carries_advisories_with_their_end_and_their_comment() {
    carries("trivy", 4);
}

#[test]
fn trivy_in_yaml_carries_paths_and_packages() {
    carries("trivy-yaml", 2);
}

#[test]
fn osv_scanner_carries_advisories_and_packages() {
    carries("osv-scanner", 3);
}

#[test]
fn grype_carries_what_its_conditions_allow() {
    carries("grype", 4);
}

#[test]
fn cargo_audit_carries_its_list() {
    carries("cargo-audit", 3);
}

#[test]
fn cargo_deny_carries_advisories_and_yanked_versions() {
    carries("cargo-deny", 4);
}

#[test]
fn spectral_carries_rules_that_are_off_where_they_are_off() {
    carries("spectral", 3);
}

#[test]
fn oasdiff_carries_lines_that_name_their_change() {
    carries("oasdiff", 1);
}

#[test]
fn what_the_file_does_not_say_has_to_be_given() {
    let (tree, file) = tree("cargo-audit");
    let refused = |args: &[&str], words: &[&str]| {
        let run = tree.ent(&[&["waiver", "import", &file], args].concat()).exits(2);
        assert!(words.iter().all(|word| run.stderr.contains(word)), "{args:?}: {}", run.stderr);
        assert!(!tree.path().join(".ent/waivers.yaml").exists());
    };
    refused(&[], &["needs an owner", "audit.toml:3, audit.toml:5, audit.toml:6", "--owner NAME"]);
    refused(&["--owner", "a"], &["needs a reason", "none for audit.toml:6", "--reason TEXT"]);
    refused(&["--owner", "a", "--reason", "r"], &["needs a last day", "--expires YYYY-MM-DD"]);
    refused(&["--owner", "a", "--reason", "r", "--expires", "2020-01-01"], &["2020-01-01 has passed"]);
    refused(&["--owner", " ", "--reason", "r", "--expires", "2027-01-01"], &["--owner NAME"]);
}

#[test]
fn a_file_of_nobody_is_named_and_a_broken_one_is_told_with_its_place() {
    let tree = Tree::with([
        ("ignore.txt", "hello\n"),
        ("audit.toml", "[advisories]\nignore = [\n"),
        ("ids", "CVE-2024-1\n"),
        ("deny.toml", "[bans]\n"),
        ("bad.toml", "[[IgnoredVulns]]\nreason = \"x\"\n"),
    ]);
    let run = |args: &[&str], code: i32| tree.ent(&[&["waiver", "import"], args, GIVEN].concat()).exits(code);
    assert!(run(&["ignore.txt"], 2).stderr.contains("--from: oasdiff, trivy, osv-scanner"));
    assert!(run(&["audit.toml"], 3).stderr.contains("audit.toml:"));
    assert!(run(&["gone"], 3).stderr.contains("gone"));
    assert!(run(&["deny.toml"], 4).stderr.contains("ignores nothing"));
    assert!(run(&["bad.toml"], 3).stderr.contains("bad.toml:1:"), "an entry without its id");
    run(&["ids", "--from", "grype"], 3);
    run(&["ids", "--from", "nobody"], 2);
    run(&["ids"], 0);
}

#[test]
fn what_is_there_stays_as_it_is() {
    let (tree, file) = tree("cargo-audit");
    let before =
        "# Ours\nwaivers:   # all of them\n- {id: RUSTSEC-2024-0002, owner: b, reason: known, expires: 2026-12-31} # keep\n\n# the end\n";
    tree.write(".ent/waivers.yaml", before);
    tree.ent(&[&["waiver", "import", &file], GIVEN].concat()).exits(0);
    let after = tree.read(".ent/waivers.yaml");
    let (head, tail) = before.split_once("\n\n# the end\n").map(|(head, _)| (head, "\n# the end\n")).unwrap();
    assert!(after.starts_with(head) && after.ends_with(tail), "{after}");
    assert_eq!(after.matches("RUSTSEC-2024-0002").count(), 1, "{after}");
    assert_eq!(after.matches("id:").count(), 3, "{after}");
    let leftovers: Vec<_> = std::fs::read_dir(tree.path().join(".ent")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(leftovers.len(), 2, "the rules and the waivers: {leftovers:?}");
}

#[test]
fn osv_scanner_speaks_of_the_files_beside_it_only() {
    let tree = Tree::with([
        ("api/osv-scanner.toml", "[[IgnoredVulns]]\nid = \"GO-2024-1\"\nreason = \"x\"\n"),
        ("api/package-lock.json", "{}"),
        ("web/package-lock.json", "{}"),
    ]);
    let text = tree.ent(&[&["waiver", "import", "api/osv-scanner.toml", "--dry-run"], GIVEN].concat()).exits(0).stdout;
    assert!(text.contains("paths: [\"api/package-lock.json\"]"), "{text}");
}

#[test]
fn a_carried_waiver_waives() {
    let (tree, file) = tree("spectral");
    tree.write("svc/a.yaml", "name: a\n");
    let report = tree.ent(&["check", "--format", "json"]).exits(1).json();
    assert!(
        report["findings"].as_array().unwrap().iter().any(|finding| finding["rule"] == "local/tags" && finding["disposition"] == "open")
    );
    tree.ent(&[&["waiver", "import", &file], GIVEN].concat()).exits(0);
    let report = tree.ent(&["check", "--format", "json"]).exits(1).json();
    let tags = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "local/tags").unwrap();
    assert_eq!(
        (tags["disposition"].as_str(), tags["waiver"]["reason"].as_str()),
        (Some("waived"), Some("Tags come with the next version of the portal"))
    );
}

#[test]
fn nobody_is_asked_where_nobody_is_there() {
    let (tree, file) = tree("cargo-audit");
    let mut command = command(tree.path(), &["waiver", "import", &file]);
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(Path::new(&tree.path().join("audit.toml")).exists());
}
