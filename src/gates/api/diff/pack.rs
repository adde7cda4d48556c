//! Agreement with the reference pack of cases, where it is at hand.

use std::collections::{BTreeMap, BTreeSet};

use rule::Severity;
use serde::Deserialize;

use super::policy::Policy;
use super::testing::{changes_of_files, shared};

#[derive(Deserialize)]
struct Pack {
    levels_then: BTreeMap<String, String>,
    levels_now: BTreeMap<String, String>,
    checks: BTreeMap<String, Vec<String>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    base: String,
    revision: String,
    check: Option<String>,
    until: String,
    expect: Vec<String>,
    absent: Vec<String>,
    exact: bool,
}

/// Verdicts that are ours by the meaning on the wire: see the table of differences in the design notes.
const OWN_VERDICT: &[&str] =
    &["discriminator", "default", "security", "media-type-name", "read-only", "write-only", "pattern-changed", "prefix-items", "all-of"];

impl Pack {
    fn level(&self, id: &str) -> Option<&str> {
        self.levels_now.get(id).or_else(|| self.levels_then.get(id)).map(String::as_str)
    }

    /// What is wrong with the ids, and with the verdicts.
    fn judge(&self, case: &Case, found: &BTreeMap<String, Severity>) -> (Vec<String>, Vec<String>) {
        let mut ids = Vec::new();
        let mut verdicts = Vec::new();
        for id in &case.expect {
            let Some(severity) = found.get(id) else {
                ids.push(format!("missing {id}"));
                continue;
            };
            let agrees = match self.level(id) {
                Some("ERR") => *severity == Severity::Error,
                Some("WARN") => *severity >= Severity::Warning,
                _ => *severity == Severity::Info,
            };
            if !agrees && !OWN_VERDICT.iter().any(|part| id.contains(part)) {
                verdicts.push(format!("{id} is {severity}, not {:?}", self.level(id)));
            }
        }
        ids.extend(case.absent.iter().filter(|id| found.contains_key(*id)).map(|id| format!("found {id}")));
        if case.exact {
            let group: BTreeSet<&String> = match &case.check {
                Some(check) => self.checks[check].iter().collect(),
                None => self.levels_then.keys().collect(),
            };
            let counts = |id: &&String| case.until == "INFO" || self.levels_then.get(*id).is_some_and(|level| level != "INFO");
            let more = found.keys().filter(|id| group.contains(id) && !case.expect.contains(id)).filter(counts);
            ids.extend(more.map(|id| format!("more {id}")));
        }
        (ids, verdicts)
    }
}

#[test]
fn the_pack_of_reference_cases_agrees() {
    let Some(root) = shared("data/api-diff") else { return };
    let text = std::fs::read_to_string(root.join("cases.json")).expect("readable");
    let pack: Pack = serde_json::from_str(&text).expect("the pack's form");
    let (mut ids, mut verdicts) = (0, 0);
    for case in &pack.cases {
        let policy = Policy::default();
        let changes = changes_of_files(&root, &case.base, &case.revision, &policy);
        let mut found: BTreeMap<String, Severity> = BTreeMap::new();
        for change in &changes {
            assert!(super::ids::listed(&change.id).is_some(), "{} is in no family", change.id);
            if let Some(id) = change.oasdiff_id() {
                let severity = found.entry(id.to_string()).or_insert(change.severity);
                *severity = (*severity).max(change.severity);
            }
        }
        let (wrong_ids, wrong_verdicts) = pack.judge(case, &found);
        ids += usize::from(wrong_ids.is_empty());
        verdicts += usize::from(wrong_verdicts.is_empty());
        if !wrong_ids.is_empty() || !wrong_verdicts.is_empty() {
            println!("{} ({} → {}): {wrong_ids:?} {wrong_verdicts:?}", case.id, case.base, case.revision);
            for change in &changes {
                println!("    {} [{:?}] {:?} {}", change.id, change.oasdiff_id(), change.severity, change.message);
            }
        }
    }
    let all = pack.cases.len();
    println!("{all} cases: ids agree in {ids}, verdicts in {verdicts}");
    assert!(ids * 100 >= all * 90 && verdicts * 100 >= all * 95, "{all} cases: ids agree in {ids}, verdicts in {verdicts}");
}
