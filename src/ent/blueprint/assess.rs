//! From a run and an inventory to the level of each row.

use jiff::civil::Date;
use rule::{Finding, Severity};

use super::age::Ages;
use super::evidence::Evidence;
use super::papers::{Paper, Papers};
use super::rows::{ROWS, Row};
use crate::engine::{GateReport, Report, Status};

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
    /// Which files show which row.
    pub evidence: &'g Evidence,
    /// The documents among them.
    pub papers: &'g Papers,
    /// When files were last changed.
    pub ages: &'g Ages,
    /// The reason written for a row that does not apply.
    pub not_applicable: &'g dyn Fn(&str) -> Option<String>,
    /// Whether this program has a gate of that name.
    pub has_gate: &'g dyn Fn(&str) -> bool,
    /// The time of the run, in seconds since 1970.
    pub now: i64,
    /// The day of the run.
    pub today: Date,
}

/// Assesses every row.
pub fn assess(given: &Given<'_>) -> Vec<Assessment> {
    ROWS.iter().map(|row| one(row, given)).collect()
}

fn one(row: &'static Row, given: &Given<'_>) -> Assessment {
    let evidence = given.evidence.row(row);
    let (level, reason, next) = level(row, &evidence, given);
    Assessment { row: row.id, area: row.area(), title: row.title, level, reason, evidence, next }
}

/// How far a row is, why it is no further, and what comes next.
type Standing = (Level, String, Option<String>);

fn level(row: &Row, evidence: &[String], given: &Given<'_>) -> Standing {
    if let Some(reason) = (given.not_applicable)(row.id) {
        return (Level::NotApplicable, reason, None);
    }
    let gates: Vec<&GateReport> = given.report.gates.iter().filter(|gate| row.gates.contains(&gate.gate.as_str())).collect();
    let judged: Vec<&GateReport> = gates.iter().copied().filter(|gate| gate.status != Status::Skipped).collect();
    // What a gate judged besides is no evidence of a row that asks for files.
    if evidence.is_empty() && (judged.is_empty() || !row.without_files) {
        let reason = match given.evidence.aside(row) {
            Some(path) => format!("only among test data and examples, such as {path}"),
            None => absence(&gates),
        };
        return (Level::Absent, reason, Some(row.next.into()));
    }
    if let Some(standing) = unfilled(evidence, given) {
        return standing;
    }
    if judged.is_empty() {
        return match old(row, evidence, given) {
            Some(reason) => (Level::Stale, reason, Some("review it, and set the day of the next review".into())),
            None => unjudged(row, &gates, given),
        };
    }
    if let Some(gate) = judged.iter().find(|gate| gate.status != Status::Passed && !is_spared(row, gate, given.report)) {
        return failed(row, gate, given.report);
    }
    let stale = stale_finding(given.report, &judged).map(|finding| finding.message.clone()).or_else(|| old(row, evidence, given));
    if let Some(reason) = stale {
        return (Level::Stale, reason, Some(format!("`ent check {} -v` shows what moved on", judged[0].gate)));
    }
    passed(row, &judged, given.report)
}

/// A starter that nobody completed is there, and shows nothing yet.
fn unfilled(evidence: &[String], given: &Given<'_>) -> Option<Standing> {
    let left: Vec<_> = evidence.iter().filter_map(|path| Some((path, given.papers.at(path).filter(|paper| paper.places > 0)?))).collect();
    let (path, paper) = left.first()?;
    let places = if paper.places == 1 { "one place".to_string() } else { format!("{} places", paper.places) };
    let others = if left.len() > 1 { format!(" (and {} more files)", left.len() - 1) } else { String::new() };
    let reason = format!("not valid: {path}:{} and on leaves {places} to complete{others}", paper.line);
    Some((Level::Found, reason, Some(format!("complete each ‹…› in {path}"))))
}

/// Open findings of a gate that are about a row: all of them, unless the gate judges several rows and its rules are shared out.
fn about<'r>(row: &'r Row, gate: &'r GateReport, report: &'r Report) -> impl Iterator<Item = &'r Finding> {
    let of_row = |finding: &&Finding| {
        let name = finding.rule.split_once('/').map_or("", |(_, name)| name);
        row.rules.is_empty() || row.rules.iter().any(|begin| name.starts_with(begin))
    };
    report.findings.iter().filter(|finding| finding.gate == gate.gate && finding.disposition.is_open()).filter(of_row)
}

/// Whether a gate failed by rules of other rows alone.
fn is_spared(row: &Row, gate: &GateReport, report: &Report) -> bool {
    let worst = |findings: &mut dyn Iterator<Item = &Finding>| findings.map(|finding| finding.severity).max();
    let own = worst(&mut about(row, gate, report));
    let all = worst(&mut report.findings.iter().filter(|finding| finding.gate == gate.gate && finding.disposition.is_open()));
    gate.status == Status::Failed && !row.rules.is_empty() && own < all
}

fn failed(row: &Row, gate: &GateReport, report: &Report) -> Standing {
    let reason = match gate.status {
        Status::Failed => match about(row, gate, report).filter(|finding| finding.severity == Severity::Error).count().max(1) {
            1 => format!("the gate {} failed with one error", gate.gate),
            count => format!("the gate {} failed with {count} errors", gate.gate),
        },
        _ => gate.reason.clone().unwrap_or_default(),
    };
    (Level::Found, reason, Some(format!("`ent check {}` shows what to mend", gate.gate)))
}

fn absence(gates: &[&GateReport]) -> String {
    gates.iter().find_map(|gate| gate.reason.clone()).unwrap_or_else(|| "no file of its kind".into())
}

fn unjudged(row: &Row, gates: &[&GateReport], given: &Given<'_>) -> Standing {
    if let Some(gate) = gates.first() {
        return (Level::Found, gate.reason.clone().unwrap_or_default(), Some(format!("`ent check {} -v`", gate.gate)));
    }
    let names: Vec<&str> = row.gates.iter().copied().filter(|name| !(given.has_gate)(name)).collect();
    let reason = if names.is_empty() {
        "its gate is switched off".to_string()
    } else {
        format!("seen by name only: this version of ent has no gate {} to judge it", names.join(", "))
    };
    (Level::Found, reason, Some("until then a person looks whether it is complete and true".into()))
}

fn passed(row: &Row, judged: &[&GateReport], report: &Report) -> Standing {
    let unknown = row.measured.iter().copied().find(|name| !is_known(report, judged, name));
    let whole = if row.measured.is_empty() { judged.iter().all(|gate| gate.reason.is_none()) } else { unknown.is_none() };
    let open = judged.iter().find_map(|gate| gate.reason.clone());
    let open = open.or_else(|| unknown.map(|name| format!("`{name}` is not known"))).unwrap_or_default();
    let required = judged.iter().all(|gate| gate.required);
    let ask = Some(format!("`gates: {{{}: {{required: true}}}}` in ent.yaml", judged[0].gate));
    match (row.proves && whole, required) {
        (true, _) => (Level::Proven, String::new(), if required { None } else { ask }),
        (false, true) => (Level::Enforced, open, None),
        (false, false) => (Level::Valid, open, ask),
    }
}

/// Whether a gate of the row measured something.
fn is_known(report: &Report, judged: &[&GateReport], name: &str) -> bool {
    let own = |gate: &str| judged.iter().any(|judged| judged.gate == gate);
    report.measures.iter().any(|measure| measure.name == name && own(&measure.gate) && measure.value.is_some())
}

/// A finding that says that something has gone out of date.
fn stale_finding<'r>(report: &'r Report, judged: &[&GateReport]) -> Option<&'r Finding> {
    let says_so =
        |rule: &str| ["overdue", "stale", "never-exercised", "no-recent-activity", "not-current"].iter().any(|word| rule.contains(word));
    let of_these = |finding: &&Finding| judged.iter().any(|gate| gate.gate == finding.gate);
    report.findings.iter().filter(of_these).find(|finding| finding.disposition.is_open() && says_so(&finding.rule))
}

/// Why the evidence has moved out of date: a document whose review is due or that nobody touched for longer than the row allows; where no document
/// is among it, the newest file.
fn old(row: &Row, evidence: &[String], given: &Given<'_>) -> Option<String> {
    let papers: Vec<(&String, &Paper)> = evidence.iter().filter_map(|path| Some((path, given.papers.at(path)?))).collect();
    let overdue = papers.iter().find_map(|(path, paper)| paper.due.filter(|due| *due < given.today).map(|due| (path, due)));
    if let Some((path, due)) = overdue {
        return Some(format!("{path} was to be reviewed by {due}"));
    }
    if row.review_days == 0 {
        return None;
    }
    let undated = papers.iter().filter(|(_, paper)| paper.due.is_none()).map(|(path, _)| *path);
    let aged = |path: &String| Some((path.clone(), (given.now - given.ages.changed(path)?) / 86_400));
    let (path, days) = if papers.is_empty() {
        evidence.iter().filter_map(aged).min_by_key(|(_, days)| *days)?
    } else {
        undated.filter_map(aged).max_by_key(|(_, days)| *days)?
    };
    (days > row.review_days).then(|| format!("{path} was last changed {days} days ago; it is reviewed every {}", row.review_days))
}
