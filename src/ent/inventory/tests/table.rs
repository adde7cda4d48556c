//! The table against the blueprint, and against its examples.

use std::collections::{BTreeMap, BTreeSet};

use super::super::classes::classes;
use super::super::classify::classify;
use super::examples::EXAMPLES;
use rule::{File, FileKind};

/// Rows of the blueprint, in its order.
const ROWS: &[&str] = &[
    "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "3.1", "3.2", "4.1", "4.2", "4.3", "5.1", "5.2",
    "5.3", "5.4", "5.5", "5.6", "5.7a", "5.7b", "5.7c", "5.8", "5.9", "5.10", "6.1", "6.2", "6.3", "6.4", "7.1", "7.2", "7.3", "7.4",
    "7.5", "7.6", "7.7", "8.1", "8.2", "8.3", "9.1", "9.2", "9.3", "10.1", "10.2", "11.1", "11.2", "11.3", "12.1", "12.2", "12.3", "13.1",
    "13.2", "13.3", "14.1", "14.2", "14.3", "14.4",
];

/// Gates of the blueprint.
const GATES: &[&str] = &[
    "dora",
    "review",
    "pipeline",
    "release",
    "flags",
    "slo",
    "budget",
    "telemetry",
    "dashboards",
    "load",
    "capacity",
    "tenancy",
    "controls",
    "sbom",
    "vulns",
    "licenses",
    "secrets",
    "scans",
    "updates",
    "signatures",
    "crypto",
    "privacy",
    "audit",
    "evidence",
    "api-lint",
    "api-diff",
    "api-contract",
    "api-probe",
    "migrations",
    "threats",
    "runbooks",
    "gamedays",
    "costs",
    "access",
    "csp",
    "web-privacy",
    "terraform",
    "policy",
    "gitops",
    "drift",
];

#[test]
fn every_row_and_every_gate_of_the_blueprint_has_a_class() {
    assert_eq!(ROWS.len(), 61);
    let rows: BTreeSet<&str> = classes().iter().flat_map(|class| class.rows).copied().collect();
    assert_eq!(rows, ROWS.iter().copied().collect());
    let gates: BTreeSet<&str> = classes().iter().flat_map(|class| class.gates).copied().collect();
    assert_eq!(gates, GATES.iter().copied().collect());
}

#[test]
fn names_are_unique_and_every_class_has_a_clue() {
    let mut seen = BTreeSet::new();
    for class in classes() {
        let name = class.kind.name();
        assert!(seen.insert(name), "{name} stands twice");
        assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{name}");
        assert!(!class.names.is_empty() || !class.places.is_empty() || !class.content.is_empty(), "{name} has no clue");
        assert!(!class.description.is_empty() && !class.description.ends_with('.'), "{name}");
        assert!(!class.sealed || !class.names.is_empty(), "{name} is sealed by no name");
    }
}

#[test]
fn every_class_has_an_example_and_a_near_miss() {
    let mut count: BTreeMap<&str, (usize, usize)> = classes().iter().map(|class| (class.kind.name(), (0, 0))).collect();
    for example in EXAMPLES {
        let entry = count.get_mut(example.class).unwrap_or_else(|| panic!("{} is no class", example.class));
        entry.0 += example.is.len() + example.may_be.len();
        entry.1 += example.is_not.len();
    }
    let short: Vec<_> = count.iter().filter(|(_, (is, is_not))| *is == 0 || *is_not == 0).collect();
    assert!(short.is_empty(), "without example or near miss: {short:?}");
}

#[test]
fn the_examples_are_taken_for_what_they_are() {
    let mut wrong = Vec::new();
    for example in EXAMPLES {
        let kind = classes().iter().map(|class| class.kind).find(|kind| kind.name() == example.class).unwrap();
        let mut judge = |pairs: &[(&str, &str)], wanted: &str, holds: fn(&File, FileKind) -> bool| {
            for (path, content) in pairs {
                let file = classify(path, content.as_bytes());
                if !holds(&file, kind) {
                    wrong.push(format!("{path} {wanted} {kind}, taken for {:?}, guessed {:?}", file.kinds, file.guessed));
                }
            }
        };
        judge(example.is, "is", |file, kind| file.is_certainly(kind) && file.certain);
        judge(example.may_be, "may be", |file, kind| file.is(kind) && !file.is_certainly(kind));
        judge(example.is_not, "is no", |file, kind| !file.is(kind));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_template_is_nothing_else() {
    for (path, content) in [
        ("chart/deploy.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n"),
        ("openapi.yaml", "{{- if true }}\nopenapi: 3.1.0\n{{- end }}\n"),
        ("{{cookiecutter.name}}/Cargo.toml", "[package]\n"),
    ] {
        let file = classify(path, content.as_bytes());
        assert_eq!(file.kinds, [FileKind("template")], "{path}");
    }
}
