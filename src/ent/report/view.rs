//! What a reporter gets to see.

use std::collections::BTreeMap;

use rule::{Finding, RuleInfo, Severity, Store};

use crate::engine::Report;

/// Standing and words of the rules that found something, by id.
pub type Words = BTreeMap<String, (RuleInfo, rule::book::Words)>;

/// A finished run with what is needed to show it.
pub struct View<'v> {
    /// The run.
    pub report: &'v Report,
    /// The texts it read, for carets; `None` for a run that was saved.
    pub store: Option<&'v Store>,
    /// The words of the rules.
    pub words: &'v Words,
    /// How it should look.
    pub look: Look,
}

/// How an output for people should look.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// With colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Show everything.
    pub verbose: bool,
    /// The verdict only.
    pub quiet: bool,
    /// SARIF without the findings that do not count.
    pub open_only: bool,
    /// Where the directory under check lies in the checkout, with `/`; empty at its top. Platforms count paths from the checkout's top.
    pub place: String,
    /// Commands worth trying next.
    pub next: Vec<String>,
}

impl View<'_> {
    /// What to do about a finding: its own words, or those of the rule book.
    pub fn help(&self, finding: &Finding) -> Option<String> {
        finding
            .help
            .clone()
            .or_else(|| self.words.get(finding.rule.as_ref()).map(|(_, words)| words.fix.clone()).filter(|fix| !fix.is_empty()))
    }

    /// A path of the report as the platform counts it: from the top of the checkout.
    pub fn in_checkout(&self, path: &str) -> String {
        match (self.look.place.as_str(), path) {
            ("", path) => path.to_owned(),
            (place, ".") => place.to_owned(),
            (place, path) => format!("{place}/{path}"),
        }
    }

    /// Open findings, worst first: severity, score, then their place in the report.
    pub fn worst_first(&self) -> Vec<&Finding> {
        let mut open: Vec<&Finding> = self.report.findings.iter().filter(|finding| finding.disposition.is_open()).collect();
        let score = |finding: &Finding| finding.score.unwrap_or(-1.0);
        open.sort_by(|a, b| b.severity.cmp(&a.severity).then(score(b).total_cmp(&score(a))));
        open
    }

    /// How many open findings of a severity there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.report.findings.iter().filter(|finding| finding.disposition.is_open() && finding.severity == severity).count()
    }
}
