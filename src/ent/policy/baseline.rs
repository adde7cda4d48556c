//! The baseline: findings that an old repository starts with. It holds fingerprints, so neither moved lines nor reworded messages matter.

use std::collections::BTreeMap;

use rule::{Disposition, Finding, Location, Severity};
use serde::{Deserialize, Serialize};

use super::rules::finding;

/// Where the baseline lies unless named otherwise.
const PATH: &str = ".ent/baseline.json";
/// Where its schema lies beside it.
const SCHEMA: &str = "schemas/baseline.json";

/// Known findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Version of the format: 1.
    pub schema_version: u32,
    /// Them, sorted.
    pub findings: Vec<BaselineEntry>,
    /// The file it came from.
    #[serde(skip)]
    pub path: String,
}

/// One known finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    /// Its rule.
    pub rule: String,
    /// Its file, for people.
    pub path: String,
    /// Its identity.
    pub fingerprint: String,
}

impl Baseline {
    /// Where the baseline lies unless named otherwise.
    pub const PATH: &'static str = PATH;

    /// A baseline of everything that is open or already in the baseline: rewriting it while one is active loses nothing.
    pub fn of(findings: &[Finding]) -> Baseline {
        let known = |finding: &&Finding| {
            matches!(finding.disposition, Disposition::Open | Disposition::Baselined) && !finding.rule.starts_with("waivers/")
        };
        let entry = |finding: &Finding| BaselineEntry {
            rule: finding.rule.to_string(),
            path: finding.location.path.clone(),
            fingerprint: finding.fingerprint.clone(),
        };
        let mut findings: Vec<_> = findings.iter().filter(known).map(entry).collect();
        findings.sort();
        Baseline { schema: Some(SCHEMA.into()), schema_version: 1, findings, path: String::new() }
    }

    /// Adds the entries of another baseline whose rules did not run this time: not looked at is not mended.
    pub fn keep(&mut self, other: &Baseline, judged: &dyn Fn(&str) -> bool) {
        let unseen = other.findings.iter().filter(|entry| !judged(gate_of(&entry.rule)) && !self.findings.contains(entry));
        let unseen: Vec<_> = unseen.cloned().collect();
        self.findings.extend(unseen);
        self.findings.sort();
    }

    /// Reads one.
    ///
    /// # Errors
    /// What is no baseline of version 1, with line and column.
    pub fn read(text: &str, path: &str) -> Result<Baseline, String> {
        let mut baseline: Baseline =
            serde_json::from_str(text).map_err(|why| format!("{path}:{}:{}: no baseline: {why}", why.line(), why.column()))?;
        if baseline.schema_version != 1 {
            return Err(format!("{path}: version {} of the baseline is not known", baseline.schema_version));
        }
        baseline.path = path.to_string();
        Ok(baseline)
    }

    /// Marks what is known, and reports entries that nothing answers to any more. Equal fingerprints are matched one to one.
    pub(super) fn apply(&self, findings: &mut [Finding], judged: &dyn Fn(&str) -> bool) -> Vec<Finding> {
        let mut known: BTreeMap<&str, Vec<&BaselineEntry>> = BTreeMap::new();
        for entry in &self.findings {
            known.entry(&entry.fingerprint).or_default().push(entry);
        }
        for found in findings.iter_mut() {
            let Some(entries) = known.get_mut(found.fingerprint.as_str()) else { continue };
            // A waived or ignored one uses its entry up too: it is not stale.
            if entries.pop().is_some() && found.disposition.is_open() {
                found.disposition = Disposition::Baselined;
            }
        }
        let stale: Vec<&BaselineEntry> = known.into_values().flatten().filter(|entry| judged(gate_of(&entry.rule))).collect();
        let mut gates: Vec<&str> = stale.iter().map(|entry| gate_of(&entry.rule)).collect();
        gates.sort_unstable();
        gates.dedup();
        // One per gate, so that shards put together say the same as one run.
        gates.into_iter().map(|gate| self.stale(gate, &stale)).collect()
    }

    fn stale(&self, gate: &str, stale: &[&BaselineEntry]) -> Finding {
        let mut of_gate: Vec<&&BaselineEntry> = stale.iter().filter(|entry| gate_of(&entry.rule) == gate).collect();
        of_gate.sort();
        let shown: Vec<String> = of_gate.iter().take(3).map(|entry| format!("{} in {}", entry.rule, entry.path)).collect();
        let more = if of_gate.len() > 3 { format!(" and {} more", of_gate.len() - 3) } else { String::new() };
        let message = format!("{} of the baseline are mended: {}{more}", of_gate.len(), shown.join(", "));
        finding("waivers/baseline-stale", Severity::Info, Location::path(&self.path), &format!("stale {gate}"), message)
    }
}

fn gate_of(rule: &str) -> &str {
    rule.split('/').next().unwrap_or(rule)
}
