//! A waiver: what it covers, for how long, who answers for it.

use globset::{Glob, GlobMatcher};
use jiff::civil::Date;
use model::packages::purl::Purl;
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
    /// How often it was prolonged.
    pub renewals: u32,
    /// What ends it before its last day.
    pub revoke_if: Vec<Revocation>,
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
    /// Environments: those of findings that say where they hold.
    pub environments: Vec<String>,
    /// Package URLs; one without a version covers every version.
    pub purls: Vec<Purl>,
    /// One operation of an API: `GET /users/{id}`.
    pub operation: Option<String>,
    /// A node of the document and all below it, as an RFC 6901 pointer.
    pub pointer: Option<String>,
    /// Names that the finding has to be about, all of them.
    pub names: Vec<String>,
    /// One finding.
    pub fingerprint: Option<String>,
}

/// What ends a waiver before its last day, finding by finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Revocation {
    /// A version that mends it is there.
    FixAvailable,
    /// Its score is this or higher.
    ScoreAtLeast(f64),
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

    /// Why it no longer holds for a finding that it covers, if one of its conditions came true.
    pub fn revoked_by(&self, finding: &Finding) -> Option<String> {
        self.revoke_if.iter().find_map(|revocation| match *revocation {
            Revocation::FixAvailable => fixed_in(finding).map(|fixed| format!("{} is fixed in {fixed}", package_of(finding))),
            Revocation::ScoreAtLeast(limit) => {
                let score = finding.score.filter(|score| *score >= limit)?;
                Some(format!("{} scores {score}, which is {limit} or more", package_of(finding)))
            }
        })
    }

    /// What a covered finding says of it.
    pub fn reference(&self) -> WaiverRef {
        WaiverRef { name: self.name.clone(), owner: self.owner.clone(), reason: self.reason.clone(), expires: self.expires.to_string() }
    }

    /// How precisely it names what it covers: of two that fit, the more precise one counts.
    pub fn specificity(&self) -> u32 {
        let scope = &self.scope;
        let rule = scope.rule.as_ref().map_or(0, |pattern| if pattern.as_str().ends_with("/*") { 1 } else { 100 });
        let set = |is_set: bool, weight: u32| if is_set { weight } else { 0 };
        rule + set(scope.fingerprint.is_some(), 1000)
            + set(scope.id.is_some(), 200)
            + set(scope.version.is_some(), 40)
            + set(scope.package.is_some(), 30)
            + set(!scope.purls.is_empty(), 30)
            + set(scope.pointer.is_some(), 25)
            + set(scope.operation.is_some(), 25)
            + set(!scope.names.is_empty(), 20)
            + set(!scope.paths.is_empty(), 20)
            + set(!scope.services.is_empty(), 5)
            + set(!scope.environments.is_empty(), 5)
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
            && among(&self.services, text(finding, "service"))
            && among(&self.environments, text(finding, "environment"))
            && (self.purls.is_empty() || self.purls.iter().any(|purl| self.is_of_purl(finding, purl)))
            && self.operation.as_deref().is_none_or(|operation| text(finding, "operation") == Some(operation))
            && self.pointer.as_deref().is_none_or(|pointer| is_below(finding, pointer))
            && self.names.iter().all(|name| is_about(finding, name))
    }

    /// Whether a finding is about the package of a purl. One that says no purl is known by its package and version, where an advisory or a
    /// fingerprint is named too: names alone are not unique among ecosystems.
    fn is_of_purl(&self, finding: &Finding, purl: &Purl) -> bool {
        if let Some(own) = text(finding, "purl").and_then(|own| Purl::parse(own).ok()) {
            return own.without_version() == purl.without_version() && purl.version().is_none_or(|version| own.version() == Some(version));
        }
        let name = purl.full_name();
        let same = |package: &str| package == name || package == name.replace('/', ":");
        self.is_exact()
            && text(finding, "package").is_some_and(same)
            && purl.version().is_none_or(|version| text(finding, "version") == Some(version))
    }

    /// Whether it names one advisory or one finding.
    pub fn is_exact(&self) -> bool {
        self.id.is_some() || self.fingerprint.is_some()
    }

    /// Whether it names anything beside the rule.
    pub fn is_narrow(&self) -> bool {
        self.is_exact()
            || self.package.is_some()
            || !self.paths.is_empty()
            || !self.purls.is_empty()
            || self.operation.is_some()
            || self.pointer.is_some()
    }
}

/// Whether a value is one of those named; a finding without the value is never covered by name.
fn among(named: &[String], value: Option<&str>) -> bool {
    named.is_empty() || value.is_some_and(|value| named.iter().any(|name| name == value))
}

fn is_below(finding: &Finding, pointer: &str) -> bool {
    let own = finding.location.pointer.as_deref();
    own.and_then(|own| own.strip_prefix(pointer)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a name stands, whole, in the finding's place, subject or message.
fn is_about(finding: &Finding, name: &str) -> bool {
    let of_name = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |text: &str| {
        text.match_indices(name).any(|(at, _)| {
            !text[..at].chars().next_back().is_some_and(of_name) && !text[at + name.len()..].chars().next().is_some_and(of_name)
        })
    };
    !name.is_empty() && [finding.location.pointer.as_deref().unwrap_or_default(), &finding.subject, &finding.message].into_iter().any(whole)
}

/// The version that mends what a finding tells, if one is known.
pub(super) fn fixed_in(finding: &Finding) -> Option<String> {
    let fixed = finding.properties.get("fixed")?;
    let first = fixed.as_array().and_then(|versions| versions.first()).unwrap_or(fixed);
    first.as_str().filter(|version| !version.is_empty()).map(str::to_string)
}

/// The package a finding is about, for a sentence.
pub(super) fn package_of(finding: &Finding) -> &str {
    text(finding, "package").unwrap_or("the package")
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
