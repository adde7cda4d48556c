//! Bills of materials as documents: judged, scored, compared, put together, written anew.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, Tree, command, ent_in, project, shared};

const OLD: &str = "fixtures/sbom/shop-2.0.0.cdx.json";
const NEW: &str = "fixtures/sbom/shop-2.1.0.cdx.json";

fn ent(args: &[&str]) -> Run {
    ent_in(&project(), args)
}

fn rules(run: &Run) -> Vec<String> {
    run.json()["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_follows_its_specification_is_valid_and_advice_is_a_warning() {
    let run = ent(&["sbom", "validate", OLD, NEW, "--format", "json"]).exits(0);
    assert_eq!(rules(&run), [""; 0]);
    assert_eq!(run.json()["gates"][0]["inputs"].as_array().unwrap().len(), 2);
    let tree = Tree::with([(
        "a.json",
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a", "purl": "pkg:npm/b"}]}"#,
    )]);
    let run = tree.ent(&["sbom", "validate", "a.json", "--format", "json"]).exits(0);
    assert_eq!(rules(&run), ["sbom/primary-component-missing", "sbom/purl-mismatch"]);
    assert!(run.json()["findings"].as_array().unwrap().iter().all(|finding| finding["severity"] == "warning"));
}

#[test]
fn what_its_specification_forbids_is_an_error_with_its_place() {
    let json = "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [{\"type\": \"libary\", \"name\": \"é\", \"extra\": 1}]\n}\n";
    let xml = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n  <components>\n    <component type=\"library\"><version>1</version></component>\n  </components>\n</bom>\n";
    let tree = Tree::with([("a.json", json), ("b.xml", xml), ("c.json", "{\"bomFormat\": \"CycloneDX\"}")]);
    let report = tree.ent(&["sbom", "validate", "a.json", "b.xml", "c.json", "--format", "json"]).exits(1).json();
    let places: Vec<(&str, u64, u64)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| (finding["path"].as_str().unwrap(), finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [("a.json", 4, 27), ("a.json", 4, 50), ("b.xml", 3, 32), ("c.json", 1, 1)]);
    let found = report["findings"].as_array().unwrap().iter().find(|finding| finding["column"] == 27).unwrap();
    assert_eq!(
        (found["help"].as_str(), found["properties"]["pointer"].as_str()),
        (Some("did you mean `library`?"), Some("/components/0/type"))
    );
}

#[test]
fn what_cannot_be_read_is_inconclusive() {
    let tree =
        Tree::with([("half.json", "{\"bomFormat\": \"CycloneDX\","), ("half.xml", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">")]);
    for file in ["half.json", "half.xml", "none.json"] {
        let run = tree.ent(&["sbom", "validate", file, "--format", "json"]).exits(3);
        assert!(run.json()["gates"][0]["reason"].as_str().unwrap().contains(file), "{}", run.stdout);
    }
    tree.ent(&["sbom", "score", "half.json"]).exits(3);
    tree.ent(&["sbom", "convert", "none.json"]).exits(3);
    tree.ent(&["sbom", "validate"]).exits(2);
}

/// The specification's own documents, where they lie beside the project: the name says the truth.
#[test]
fn official_documents_are_judged_as_their_names_say() {
    let Some(folder) = shared().map(|shared| shared.join("data/cyclonedx")).filter(|folder| folder.is_dir()) else {
        return eprintln!("skipped: no CycloneDX documents beside the project");
    };
    let mut files = Vec::new();
    for version in ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"] {
        for file in std::fs::read_dir(folder.join(version)).unwrap() {
            files.push(format!("{version}/{}", file.unwrap().file_name().to_string_lossy()));
        }
    }
    files.sort();
    let arguments = ["sbom", "validate", "--no-config", "--format", "json"].into_iter().chain(files.iter().map(String::as_str));
    let report = ent_in(&folder, &arguments.collect::<Vec<_>>()).exits(1).json();
    let findings = report["findings"].as_array().unwrap();
    let invalid = |file: &String| findings.iter().any(|finding| finding["path"] == **file && finding["severity"] == "error");
    let wrong: Vec<&String> = files.iter().filter(|file| invalid(file) != file.contains("/invalid-")).collect();
    assert!(files.len() == 229 && wrong.is_empty(), "{wrong:?}");
}

fn measure(report: &Value, name: &str) -> f64 {
    report["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == name).unwrap()["value"].as_f64().unwrap()
}

#[test]
fn profiles_say_which_component_lacks_what() {
    let report = ent(&["sbom", "score", OLD, "--profile", "ntia", "--format", "json"]).exits(1).json();
    assert!((measure(&report, "score") - 10.0 * (6.0 + 0.5) / 7.0 + 10.0 * 0.25 / 7.0).abs() < 1e-9, "{}", measure(&report, "score"));
    let messages: Vec<&str> = report["findings"].as_array().unwrap().iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert!(messages.contains(&"`left-pad 1.3.0` has no supplier (supplier name)"), "{messages:?}");
    assert!(!messages.iter().any(|message| message.contains("core")));
    let report = ent(&["sbom", "score", OLD, "--format", "json"]).exits(0).json();
    let label = report["measures"].as_array().unwrap().iter().find(|measure| measure["name"] == "score").unwrap()["labels"].clone();
    assert_eq!((label["profile"].as_str(), label["grade"].as_str()), (Some("quality"), Some("D")));
    ent(&["sbom", "score", OLD, "--min-score", "9"]).exits(1);
    ent(&["sbom", "score", OLD, "--min-score", "11"]).exits(2);
    ent(&["sbom", "score", OLD, "--profile", "ntla"]).exits(2);
}

#[test]
fn the_same_version_with_another_digest_is_an_alarm() {
    let run = ent(&["sbom", "diff", OLD, NEW]).exits(1);
    assert!(run.stdout.contains("~ pkg:npm/%40acme/core 1.0.0 -> 1.1.0\n    licence: MIT -> Apache-2.0\n"), "{}", run.stdout);
    assert!(run.stdout.contains("! pkg:npm/left-pad 1.3.0\n    SHA-512: bbb"), "{}", run.stdout);
    assert!(run.stdout.ends_with("1 added, 1 removed, 2 changed, 1 alarms\n"), "{}", run.stdout);
    let diff = ent(&["sbom", "diff", OLD, NEW, "--format", "json"]).exits(1).json();
    assert_eq!((diff["added"][0]["package"].as_str(), diff["alarms"].as_u64()), (Some("pkg:npm/narrow"), Some(1)));
    assert!(ent(&["sbom", "diff", OLD, OLD]).exits(0).stdout.starts_with("0 added"));
}

/// A document without what only one of the formats can say.
fn essence(document: &Value) -> Value {
    let mut document = document.clone();
    for key in ["$schema", "metadata"] {
        document.as_object_mut().unwrap().remove(key);
    }
    for component in document["components"].as_array_mut().unwrap() {
        component.as_object_mut().unwrap().remove("scope");
    }
    document["dependencies"].as_array_mut().unwrap().sort_by_key(|one| one["ref"].to_string());
    document
}

#[test]
fn documents_survive_the_way_to_other_formats_and_back() {
    let original: Value = serde_json::from_str(&std::fs::read_to_string(project().join(OLD)).unwrap()).unwrap();
    let tree = Tree::new();
    for (format, file) in [("cyclonedx-xml", "bom.xml"), ("spdx-json", "bom.spdx.json")] {
        let written = ent(&["sbom", "convert", OLD, "--output-format", format]).exits(0);
        assert_eq!(written.stdout, ent(&["sbom", "convert", OLD, "--output-format", format]).exits(0).stdout);
        tree.write(file, &written.stdout);
        tree.ent(&["sbom", "validate", file]).exits(0);
        let back = tree.ent(&["sbom", "convert", file, "--spec", "1.6"]).exits(0);
        assert_eq!(essence(&back.json()), essence(&original), "{format}");
    }
    let xml = tree.ent(&["sbom", "convert", "bom.xml", "--spec", "1.6"]).exits(0).json();
    assert_eq!(xml["metadata"], original["metadata"]);
}

#[test]
fn what_cannot_be_carried_is_listed() {
    let run = ent(&["sbom", "convert", OLD, "--spec", "1.4", "--lossless"]).exits(1);
    assert!(
        run.stderr.contains("not carried: fixtures/sbom/shop-2.0.0.cdx.json /metadata/lifecycles: CycloneDX 1.4 has no `lifecycles` there"),
        "{}",
        run.stderr
    );
    let tree = Tree::with([("old.json", run.stdout.as_str())]);
    tree.ent(&["sbom", "validate", "old.json"]).exits(0);
    let run = ent(&["sbom", "convert", OLD, "--output-format", "spdx-json"]).exits(0);
    assert!(run.stderr.contains("`lifecycles`"), "{}", run.stderr);
    ent(&["sbom", "convert", OLD, "--output-format", "pdf"]).exits(2);
}

#[test]
fn several_documents_become_one() {
    let run = ent(&["sbom", "merge", OLD, NEW, "--name", "all"]).exits(1);
    assert!(run.stderr.contains("pkg:npm/left-pad@1.3.0 has different digests"), "{}", run.stderr);
    let whole: Value = serde_json::from_str(&run.stdout).unwrap();
    let names: Vec<&str> = whole["components"].as_array().unwrap().iter().map(|one| one["bom-ref"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 7, "{names:?}");
    let tree = Tree::with([("all.json", run.stdout.as_str())]);
    let judged = tree.ent(&["sbom", "validate", "all.json", "--format", "json"]).exits(0);
    assert_eq!(rules(&judged), [""; 0]);
    let parts = ent(&["sbom", "merge", OLD, NEW, "--name", "all", "--hierarchical", "--output-format", "cyclonedx-xml"]).exits(0);
    tree.write("all.xml", &parts.stdout);
    tree.ent(&["sbom", "validate", "all.xml"]).exits(0);
}

#[test]
fn package_urls_are_answered_line_by_line() {
    let mut child = command(&project(), &["sbom", "purl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = "pkg:PyPI/My_Pkg@1.0\n{\"type\": \"npm\", \"namespace\": \"@acme\", \"name\": \"core\", \"version\": null}\nnpm/x\n{\"type\": 1}\n\u{1b}[31m\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers[0]["canonical"], "pkg:pypi/my-pkg@1.0");
    assert_eq!((answers[1]["canonical"].as_str(), answers[1]["version"].is_null()), (Some("pkg:npm/%40acme/core"), true));
    assert!(answers[2..].iter().all(|answer| answer["error"].is_string()) && answers.len() == 5, "{text}");
}
