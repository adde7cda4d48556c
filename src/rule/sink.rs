//! Where rules report to.

use std::borrow::Cow;

use crate::{Disposition, Finding, Measure, NotJudged, Place, Related, Severity};

/// Takes what the rules of one gate report.
pub struct Sink {
    gate: &'static str,
    rule: Cow<'static, str>,
    severity: Severity,
    members: &'static [(&'static str, Severity)],
    pub(crate) findings: Vec<Finding>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) not_judged: Vec<NotJudged>,
}

impl Sink {
    pub(crate) fn new(gate: &'static str) -> Self {
        Sink {
            gate,
            rule: Cow::Borrowed(""),
            severity: Severity::Error,
            members: &[],
            findings: Vec::new(),
            measures: Vec::new(),
            not_judged: Vec::new(),
        }
    }

    pub(crate) fn begin(&mut self, rule: Cow<'static, str>, severity: Severity, members: &'static [(&'static str, Severity)]) {
        self.rule = rule;
        self.severity = severity;
        self.members = members;
    }

    /// Reports a finding of the running rule at a place; the returned handle adds to it.
    pub fn report<'p>(&mut self, place: impl Into<Place<'p>>, message: impl Into<String>) -> Report<'_> {
        let place = place.into();
        let mut finding = Finding::new(self.rule.clone(), self.gate, self.severity, place.locate(), message);
        finding.subject = place.subject();
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        Report { finding: &mut self.findings[last], members: self.members }
    }

    /// Says which rule reports from here on: for checks that run outside a gate's list of rules.
    pub fn rule(&mut self, id: impl Into<Cow<'static, str>>, severity: Severity) -> &mut Self {
        self.begin(id.into(), severity, &[]);
        self
    }

    /// Says that the running rule could not judge, or not all.
    pub fn not_judged(&mut self, why: NotJudged) {
        if !self.not_judged.contains(&why) {
            self.not_judged.push(why);
        }
    }

    /// Adds a measure.
    pub fn measure(&mut self, measure: Measure) {
        self.measures.push(measure);
    }
}

/// A finding that is being reported.
pub struct Report<'s> {
    finding: &'s mut Finding,
    members: &'static [(&'static str, Severity)],
}

impl Report<'_> {
    /// Another severity than the rule's own, where the rule itself grades.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// The member of the family that was found, by its full id; it brings its own severity.
    pub fn member(self, id: &str) -> Self {
        match self.members.iter().find(|(member, _)| *member == id) {
            Some((member, severity)) => {
                self.finding.rule = Cow::Borrowed(member);
                self.finding.severity = *severity;
            }
            None => debug_assert!(false, "{id} is no member of {}", self.finding.rule),
        }
        self
    }

    /// A score of its field, such as CVSS.
    pub fn score(self, score: f64) -> Self {
        self.finding.score = Some(score);
        self
    }

    /// What to do about this very finding; without it the rule book's words stand.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.finding.help = Some(help.into());
        self
    }

    /// Another place that explains it.
    pub fn related<'p>(self, place: impl Into<Place<'p>>, message: impl Into<String>) -> Self {
        self.finding.related.push(Related { message: message.into(), location: place.into().locate() });
        self
    }

    /// The semantic place that the fingerprint hashes: an operation, a package, a heading.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.finding.subject = subject.into();
        self
    }

    /// Somebody decided, in a file that the gate itself reads, that it does not count; the reason names the place of the decision.
    pub fn ignored(self, reason: impl Into<String>) -> Self {
        self.finding.disposition = Disposition::Ignored { reason: reason.into() };
        self
    }

    /// Keeps the text of the place out of every report: line and column stay, no excerpt is shown. For secrets and personal data.
    pub fn hide_text(self) -> Self {
        self.finding.location.span = None;
        self
    }

    /// A property for machines.
    pub fn property(self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.finding.properties.insert(name.into(), value.into());
        self
    }
}
