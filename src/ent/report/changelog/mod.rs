//! The changelog of an API: the findings of `api-diff`, by what they mean for clients and by operation, with the version they call for.

mod markdown;
mod page;
mod text;
mod version;

use std::collections::BTreeMap;

use rule::{Disposition, Finding, Severity};
use serde_json::{Value, json};

use super::json::to_json;
use super::{Format, View};
pub use version::{Bump, Step};

/// Name of the gate whose findings are changes of an API.
const GATE: &str = "api-diff";
/// Heading of what several operations share.
const SHARED: &str = "Several operations";
/// Heading of what concerns no operation.
const WHOLE: &str = "The whole API";

/// One description that was compared, with the release it names on each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Path as the findings show it.
    pub path: String,
    /// `info.version` of the base.
    pub from: Option<String>,
    /// `info.version` of the revision.
    pub to: Option<String>,
    /// Further files it consists of: findings in them belong to it.
    pub parts: Vec<String>,
}

/// The changes of one description.
#[derive(Debug)]
pub struct Changelog<'v> {
    /// The description.
    pub compared: &'v Compared,
    /// The version step that the changes call for.
    pub bump: Bump,
    /// What the step from the one version to the other is.
    pub step: Step,
    sections: Vec<Section<'v>>,
}

/// What the changes of a section mean for clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Breaking,
    Look,
    Compatible,
}

#[derive(Debug)]
struct Section<'v> {
    kind: Kind,
    operations: BTreeMap<&'v str, Vec<&'v Finding>>,
}

impl Kind {
    fn of(severity: Severity) -> Kind {
        match severity {
            Severity::Error => Kind::Breaking,
            Severity::Warning => Kind::Look,
            Severity::Info => Kind::Compatible,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Breaking => "breaking",
            Kind::Look => "needs a look",
            Kind::Compatible => "compatible",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Kind::Breaking => "Breaking",
            Kind::Look => "Needs a look",
            Kind::Compatible => "Compatible",
        }
    }
}

impl Section<'_> {
    fn count(&self) -> usize {
        self.operations.values().map(Vec::len).sum()
    }
}

/// The changelogs of all descriptions, in their order.
pub fn changelogs<'v>(findings: &'v [Finding], compared: &'v [Compared]) -> Vec<Changelog<'v>> {
    compared.iter().map(|one| changelog(findings, one, compared.len() == 1)).collect()
}

/// With `all`, every change belongs to this description, wherever its file lies.
fn changelog<'v>(findings: &'v [Finding], compared: &'v Compared, all: bool) -> Changelog<'v> {
    let belongs = |finding: &&Finding| {
        finding.gate == GATE && (all || finding.location.path == compared.path || compared.parts.contains(&finding.location.path))
    };
    let changes: Vec<&Finding> = findings.iter().filter(belongs).filter(|finding| !version::is_about_versions(finding)).collect();
    let bump = changes.iter().map(|finding| version::needed(finding)).max().unwrap_or(Bump::None);
    let step = Step::of(compared.from.as_deref(), compared.to.as_deref(), bump);
    let mut sections: BTreeMap<Kind, BTreeMap<&str, Vec<&Finding>>> = BTreeMap::new();
    for finding in changes {
        sections.entry(Kind::of(finding.severity)).or_default().entry(heading(finding)).or_default().push(finding);
    }
    let sections = sections.into_iter().map(|(kind, operations)| Section { kind, operations }).collect();
    Changelog { compared, bump, step, sections }
}

/// The operation a change is listed under.
fn heading(finding: &Finding) -> &str {
    if uses(finding).len() > 1 {
        return SHARED;
    }
    finding.properties.get("operation").and_then(Value::as_str).filter(|operation| !operation.is_empty()).unwrap_or(WHOLE)
}

/// What changed, without the operations that stand above it anyway.
fn sentence(finding: &Finding) -> &str {
    let operation = finding.properties.get("operation").and_then(Value::as_str).unwrap_or_default();
    let rest = finding.message.strip_prefix(operation).filter(|_| !operation.is_empty());
    let rest =
        rest.and_then(|rest| rest.strip_prefix(": ").or_else(|| rest.strip_prefix(" and ")?.split_once(" more: ").map(|(_, rest)| rest)));
    rest.unwrap_or(&finding.message)
}

/// The operations that see a change.
fn uses(finding: &Finding) -> Vec<&str> {
    finding.properties.get("uses").and_then(Value::as_array).map(|uses| uses.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// Why a change does not count, if somebody decided so.
fn decision(finding: &Finding) -> Option<String> {
    match &finding.disposition {
        Disposition::Open => None,
        Disposition::Ignored { reason } => Some(format!("ignored: {reason}")),
        Disposition::Waived(waiver) => Some(format!("accepted by {} until {}: {}", waiver.owner, waiver.expires, waiver.reason)),
        Disposition::Baselined => Some("in the baseline".to_string()),
    }
}

impl Changelog<'_> {
    fn count(&self, kind: Kind) -> usize {
        self.sections.iter().filter(|section| section.kind == kind).map(Section::count).sum()
    }

    /// `2 breaking, 1 needs a look, 5 compatible`, or that nothing changed.
    fn summary(&self) -> String {
        let kinds = [Kind::Breaking, Kind::Look, Kind::Compatible];
        let counts: Vec<String> = kinds
            .into_iter()
            .map(|kind| (self.count(kind), kind))
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{count} {}", if count > 1 && kind == Kind::Look { "need a look" } else { kind.word() }))
            .collect();
        if counts.is_empty() { "no change".to_string() } else { counts.join(", ") }
    }

    /// `1.4.0 → 1.5.0`, or as much of it as is known.
    fn versions(&self) -> String {
        match (&self.compared.from, &self.compared.to) {
            (Some(from), Some(to)) if from == to => format!("version {from} on both sides"),
            (Some(from), Some(to)) => format!("{from} → {to}"),
            (Some(from), None) => format!("{from} → no version"),
            (None, Some(to)) => format!("no version → {to}"),
            (None, None) => "no version on either side".to_string(),
        }
    }
}

/// The changelog in one of its formats; `None` where the changelog has no form of its own.
pub fn render(format: Format, view: &View<'_>, compared: &[Compared]) -> Option<String> {
    let logs = changelogs(&view.report.findings, compared);
    match format {
        Format::Terminal | Format::Table => Some(text::render(view, &logs)),
        Format::Markdown => Some(markdown::render(view, &logs)),
        Format::Html => Some(page::render(view, &logs)),
        Format::Json => Some(with_report(view, &logs)),
        _ => None,
    }
}

/// Why a part of the comparison could not be made: a changelog that leaves something out says so.
fn reasons<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v str> {
    view.report.gates.iter().filter(|gate| gate.gate == GATE).filter_map(|gate| gate.reason.as_deref())
}

/// The usual report, with the changelog beside its findings.
fn with_report(view: &View<'_>, logs: &[Changelog<'_>]) -> String {
    let mut report = to_json(view.report, &|finding| view.help(finding));
    report["changelog"] = logs.iter().map(as_json).collect();
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn as_json(log: &Changelog<'_>) -> Value {
    let change = |finding: &&Finding| {
        json!({
            "rule": finding.rule, "message": finding.message, "fingerprint": finding.fingerprint,
            "uses": uses(finding), "disposition": finding.disposition.as_str(),
        })
    };
    let section = |section: &Section<'_>| {
        let operations = section.operations.iter().map(|(operation, changes)| {
            let changes: Vec<Value> = changes.iter().map(change).collect();
            json!({"operation": operation, "changes": changes})
        });
        json!({"kind": section.kind.word(), "count": section.count(), "operations": operations.collect::<Vec<_>>()})
    };
    json!({
        "path": log.compared.path, "from": log.compared.from, "to": log.compared.to,
        "bump": log.bump.as_str(), "suggested_version": log.step.suggested(), "version": log.step.as_str(), "version_note": log.step.note(),
        "sections": log.sections.iter().map(section).collect::<Vec<_>>(),
    })
}

/// The JSON Schema of the changelog beside a report.
pub(super) fn schema() -> Value {
    json!({"type": "array", "items": {"type": "object", "required": ["path", "bump", "version", "sections"]}})
}

#[cfg(test)]
mod tests;
