//! Which rules run, and with which severity.

use rule::{Finding, RuleInfo, Severity};

/// A rule's id or `GATE/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern as written; a gate's bare name stands for all its rules.
    pub fn new(text: &str) -> Self {
        Pattern(if text.contains('/') { text.to_string() } else { format!("{text}/*") })
    }

    /// Whether it covers a rule.
    pub fn matches(&self, id: &str) -> bool {
        match self.0.strip_suffix("/*") {
            Some(gate) => id.strip_prefix(gate).is_some_and(|rest| rest.starts_with('/')),
            None => self.0 == id,
        }
    }

    /// Whether it covers any of these rules.
    pub fn matches_any<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> bool {
        ids.into_iter().any(|id| self.matches(id))
    }

    /// The pattern as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What one override says of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Override {
    /// Off.
    Off,
    /// On, with its own severity.
    On,
    /// On, with this one.
    Severity(Severity),
}

/// Which rules run, and with which severity.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// `--select`: nothing else runs, whatever the defaults.
    pub select: Vec<Pattern>,
    /// `--ignore`.
    pub ignore: Vec<Pattern>,
    /// `rules:` of the configuration, weakest first.
    pub overrides: Vec<(Pattern, Override)>,
    /// All rules are on (`--profile enterprise`).
    pub everything: bool,
}

impl Selection {
    /// Whether a rule runs.
    pub fn is_on(&self, rule: &RuleInfo) -> bool {
        let covered = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(&rule.id));
        if covered(&self.ignore) {
            return false;
        }
        if !self.select.is_empty() {
            return covered(&self.select);
        }
        match self.last(&rule.id) {
            Some(Override::Off) => false,
            Some(_) => true,
            None => rule.default || self.everything,
        }
    }

    /// Carries the severities over to findings.
    pub fn apply(&self, findings: &mut [Finding]) {
        for finding in findings {
            if let Some(Override::Severity(severity)) = self.last(&finding.rule) {
                finding.severity = severity;
            }
        }
    }

    fn last(&self, id: &str) -> Option<Override> {
        self.overrides.iter().rev().find(|(pattern, _)| pattern.matches(id)).map(|(_, setting)| *setting)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn rule(id: &'static str, default: bool) -> RuleInfo {
        RuleInfo {
            id: Cow::Borrowed(id),
            gate: "slo",
            area: 2,
            severity: Severity::Error,
            default,
            family: None,
            effect: rule::Effect::Judges,
        }
    }

    #[test]
    fn the_last_override_counts_and_ignore_beats_all() {
        let mut selection = Selection::default();
        assert!(selection.is_on(&rule("slo/a", true)) && !selection.is_on(&rule("slo/a", false)));
        selection.overrides = vec![(Pattern::new("slo/*"), Override::Off), (Pattern::new("slo/b"), Override::Severity(Severity::Info))];
        assert!(!selection.is_on(&rule("slo/a", true)) && selection.is_on(&rule("slo/b", false)));
        selection.ignore = vec![Pattern::new("slo/b")];
        assert!(!selection.is_on(&rule("slo/b", true)));
        selection.select = vec![Pattern::new("slo")];
        assert!(selection.is_on(&rule("slo/a", false)) && !selection.is_on(&rule("slo/b", true)));
        assert!(!Pattern::new("slo/*").matches("slot/a"));
    }
}
