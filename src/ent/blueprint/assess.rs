//! From a run and an inventory to the level of each row.

use rule::{File, Finding};

use super::age::Ages;
use super::rows::{ROWS, Row};
use crate::engine::{GateReport, Report, Status};
use crate::inventory::classes;

/// How far a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing was found.
    Absent,
    /// A file of its kind exists.
    Found,
    /// It was in order, and has moved out of date.
    Stale,
    /// Its content passes its rules.
    Valid,
    /// A gate that is required guards it.
    Enforced,
    /// It was checked against reality.
    Proven,
    /// It does not apply here, for a written reason.
    NotApplicable,
}

impl Level {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Absent => "absent",
            Level::Found => "found",
            Level::Stale => "stale",
            Level::Valid => "valid",
            Level::Enforced => "enforced",
            Level::Proven => "proven",
            Level::NotApplicable => "not applicable",
        }
    }
}

/// One row, assessed.
#[derive(Debug, serde::Serialize)]
pub struct Assessment {
    /// Its number.
    pub row: &'static str,
    /// Its area.
    pub area: u8,
    /// What is to be shown.
    pub title: &'static str,
    /// How far it is.
    pub level: Level,
    /// Why it is no further.
    pub reason: String,
    /// The files that are its evidence, sorted.
    pub evidence: Vec<String>,
    /// What to do next; `None` where nothing is left.
    pub next: Option<String>,
}

/// What the assessment looks at.
pub struct Given<'g> {
    /// A run of all gates.
    pub report: &'g Report,
    /// The files of the tree.
    pub files: &'g [File],
    /// When they were last changed.
    pub ages: &'g Ages,
    /// The reason written for a row that does not apply.
    pub not_applicable: &'g dyn Fn(&str) -> Option<String>,
    /// Whether this program has a gate of that name.
    pub has_gate: &'g dyn Fn(&str) -> bool,
    /// The time of the run, in seconds since 1970.
    pub now: i64,
}

/// Assesses every row.
pub fn assess(given: &Given<'_>) -> Vec<Assessment> {
    ROWS.iter().map(|row| one(row, given)).collect()
}

/// The files that are evidence for a row, sorted. What only a folder's name suggests is evidence too: the row says "found" of it, no more.
pub fn evidence_of(row: &Row, files: &[File]) -> Vec<String> {
    let kinds: Vec<_> = classes().iter().filter(|class| class.rows.contains(&row.id)).map(|class| class.kind).collect();
    files.iter().filter(|file| kinds.iter().any(|kind| file.is(*kind))).map(|file| file.path.clone()).collect()
}

fn one(row: &'static Row, given: &Given<'_>) -> Assessment {
    let evidence = evidence_of(row, given.files);
    let done = |level, reason: String, next: Option<String>, evidence| Assessment {
        row: row.id,
        area: row.area(),
        title: row.title,
        level,
        reason,
        evidence,
        next,
    };
    if let Some(reason) = (given.not_applicable)(row.id) {
        return done(Level::NotApplicable, reason, None, evidence);
    }
    let gates: Vec<&GateReport> = given.report.gates.iter().filter(|gate| row.gates.contains(&gate.gate.as_str())).collect();
    let judged: Vec<&GateReport> = gates.iter().copied().filter(|gate| gate.status != Status::Skipped).collect();
    if evidence.is_empty() && judged.is_empty() {
        return done(Level::Absent, absence(&gates), Some(row.next.into()), evidence);
    }
    if judged.is_empty() {
        let (reason, next) = unjudged(row, &gates, given);
        return done(Level::Found, reason, next, evidence);
    }
    if let Some(gate) = judged.iter().find(|gate| gate.status != Status::Passed) {
        let reason = match gate.status {
            Status::Failed => format!("the gate {} failed with {} findings", gate.gate, gate.counts.error.max(1)),
            _ => gate.reason.clone().unwrap_or_default(),
        };
        return done(Level::Found, reason, Some(format!("`ent check {}` shows what to mend", gate.gate)), evidence);
    }
    let stale = stale_finding(given.report, &judged).map(|finding| finding.message.clone()).or_else(|| old(row, &evidence, given));
    if let Some(reason) = stale {
        return done(Level::Stale, reason, Some(format!("`ent check {} -v` shows what moved on", judged[0].gate)), evidence);
    }
    let (level, reason, next) = passed(row, &judged);
    done(level, reason, next, evidence)
}

fn absence(gates: &[&GateReport]) -> String {
    gates.iter().find_map(|gate| gate.reason.clone()).unwrap_or_else(|| "no file of its kind".into())
}

fn unjudged(row: &Row, gates: &[&GateReport], given: &Given<'_>) -> (String, Option<String>) {
    if let Some(gate) = gates.first() {
        return (gate.reason.clone().unwrap_or_default(), Some(format!("`ent check {} -v`", gate.gate)));
    }
    let names: Vec<&str> = row.gates.iter().copied().filter(|name| !(given.has_gate)(name)).collect();
    let reason = if names.is_empty() {
        "its gate is switched off".to_string()
    } else {
        format!("seen by name only: this version of ent has no gate {} to judge it", names.join(", "))
    };
    (reason, None)
}

fn passed(row: &Row, judged: &[&GateReport]) -> (Level, String, Option<String>) {
    let whole = judged.iter().all(|gate| gate.reason.is_none());
    let open = judged.iter().find_map(|gate| gate.reason.clone()).unwrap_or_default();
    let required = judged.iter().all(|gate| gate.required);
    let ask = Some(format!("`gates: {{{}: {{required: true}}}}` in ent.yaml", judged[0].gate));
    match (row.proves && whole, required) {
        (true, _) => (Level::Proven, String::new(), if required { None } else { ask }),
        (false, true) => (Level::Enforced, open, None),
        (false, false) => (Level::Valid, open, ask),
    }
}

/// A finding that says that something has gone out of date.
fn stale_finding<'r>(report: &'r Report, judged: &[&GateReport]) -> Option<&'r Finding> {
    let says_so =
        |rule: &str| ["overdue", "stale", "never-exercised", "no-recent-activity", "not-current"].iter().any(|word| rule.contains(word));
    let of_these = |finding: &&Finding| judged.iter().any(|gate| gate.gate == finding.gate);
    report.findings.iter().filter(of_these).find(|finding| finding.disposition.is_open() && says_so(&finding.rule))
}

fn old(row: &Row, evidence: &[String], given: &Given<'_>) -> Option<String> {
    if row.review_days == 0 {
        return None;
    }
    let (path, changed) = evidence.iter().filter_map(|path| Some((path, given.ages.changed(path)?))).max_by_key(|(_, changed)| *changed)?;
    let days = (given.now - changed) / 86_400;
    (days > row.review_days).then(|| format!("{path} was last changed {days} days ago; it is reviewed every {}", row.review_days))
}
