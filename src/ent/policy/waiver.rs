//! A waiver: what it covers, for how long, who answers for it.

use globset::{Glob, GlobMatcher};
use jiff::civil::Date;
use rule::{Finding, Location, Severity, WaiverRef};

use super::Pattern;

/// All waivers of a repository, in the order of the file.
#[derive(Debug, Default)]
pub struct Waivers {
    /// Them.
    pub list: Vec<Waiver>,
}

/// One waiver.
#[derive(Debug)]
pub struct Waiver {
    /// What reports call it.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// The first day on which it holds.
    pub not_before: Option<Date>,
    /// When it was written.
    pub created: Option<Date>,
    /// Who agreed.
    pub approved_by: Vec<String>,
    /// The ticket that tracks it.
    pub ticket: Option<String>,
    /// What it covers.
    pub scope: Scope,
    /// Where it stands.
    pub location: Location,
}

/// What a waiver covers: every part that is set has to fit.
#[derive(Debug, Default)]
pub struct Scope {
    /// A rule or all rules of a gate.
    pub rule: Option<Pattern>,
    /// The id or an alias of an advisory.
    pub id: Option<String>,
    /// A package.
    pub package: Option<String>,
    /// One version of it.
    pub version: Option<String>,
    /// Paths, as globs.
    pub paths: Vec<GlobMatcher>,
    /// Services.
    pub services: Vec<String>,
    /// One finding.
    pub fingerprint: Option<String>,
}

/// Where a waiver stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverStanding {
    /// Not yet.
    Pending,
    /// It holds, for so many more days after this one.
    Active(i32),
    /// No longer.
    Expired,
}

impl Waiver {
    /// Where it stands. A waiver holds through its last day.
    pub fn standing(&self, today: Date) -> WaiverStanding {
        if self.not_before.is_some_and(|from| today < from) {
            WaiverStanding::Pending
        } else if today > self.expires {
            WaiverStanding::Expired
        } else {
            WaiverStanding::Active(days_between(today, self.expires))
        }
    }

    /// What a covered finding says of it.
    pub fn reference(&self) -> WaiverRef {
        WaiverRef { name: self.name.clone(), owner: self.owner.clone(), reason: self.reason.clone(), expires: self.expires.to_string() }
    }

    /// How precisely it names what it covers: of two that fit, the more precise one counts.
    pub fn specificity(&self) -> u32 {
        let scope = &self.scope;
        let rule = scope.rule.as_ref().map_or(0, |pattern| if pattern.as_str().ends_with("/*") { 1 } else { 10 });
        let set = |is_set: bool, weight: u32| if is_set { weight } else { 0 };
        rule + set(scope.fingerprint.is_some(), 1000)
            + set(scope.id.is_some(), 100)
            + set(scope.version.is_some(), 40)
            + set(scope.package.is_some(), 30)
            + set(!scope.paths.is_empty(), 20)
            + set(!scope.services.is_empty(), 5)
    }

    /// How long it may live, in days, by the weight of what it covers: the weights of a CVSS score where there is one.
    pub fn longest_life(finding: &Finding) -> i64 {
        match (finding.score, finding.severity) {
            (Some(score), _) if score >= 9.0 => 14,
            (Some(score), _) if score >= 7.0 => 30,
            (Some(score), _) if score >= 4.0 => 90,
            (Some(_), _) => 180,
            (None, Severity::Error) => 90,
            (None, _) => 180,
        }
    }
}

impl Scope {
    /// Whether a finding is covered.
    pub fn covers(&self, finding: &Finding) -> bool {
        self.covers_but_version(finding) && self.version.as_deref().is_none_or(|version| text(finding, "version") == Some(version))
    }

    /// Whether a finding would be covered if its version were the named one.
    pub fn covers_but_version(&self, finding: &Finding) -> bool {
        self.rule.as_ref().is_none_or(|pattern| pattern.matches(&finding.rule))
            && self.fingerprint.as_deref().is_none_or(|print| print == finding.fingerprint)
            && self.id.as_deref().is_none_or(|id| has_id(finding, id))
            && self.package.as_deref().is_none_or(|package| text(finding, "package") == Some(package))
            && (self.paths.is_empty() || self.paths.iter().any(|glob| glob.is_match(&finding.location.path)))
            && (self.services.is_empty()
                || text(finding, "service").is_some_and(|service| self.services.iter().any(|name| name == service)))
    }
}

/// A glob over paths; a path without wildcards also covers everything below it.
pub(super) fn path_globs(path: &str) -> Result<Vec<GlobMatcher>, String> {
    let plain = path.trim_end_matches('/');
    let texts = if plain.contains(['*', '?', '[', '{']) { vec![plain.to_string()] } else { vec![plain.to_string(), format!("{plain}/**")] };
    texts.iter().map(|text| Glob::new(text).map(|glob| glob.compile_matcher()).map_err(|why| why.to_string())).collect()
}

pub(super) fn text<'f>(finding: &'f Finding, property: &str) -> Option<&'f str> {
    finding.properties.get(property)?.as_str()
}

fn has_id(finding: &Finding, id: &str) -> bool {
    let aliases = finding.properties.get("aliases").and_then(|aliases| aliases.as_array());
    text(finding, "id") == Some(id) || aliases.is_some_and(|aliases| aliases.iter().any(|alias| alias.as_str() == Some(id)))
}

/// Whole days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
