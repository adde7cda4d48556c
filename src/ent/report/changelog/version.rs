//! Which step of a semantic version changes call for, and whether the step taken is enough (semver.org 2.0.0, §4, §6–8).

use rule::{Finding, Severity};
use semver::Version;

/// A step of a semantic version, small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Only words changed.
    Patch,
    /// Clients go on as before.
    Minor,
    /// Some clients break.
    Major,
}

impl Bump {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}

/// Ids (without the gate) of changes in words and labels only.
const WORDS_ONLY: &[&str] = &[
    "documentation-changed",
    "api-tag-added",
    "api-tag-removed",
    "api-operation-id-added",
    "api-operation-id-removed",
    "path-parameter-renamed",
    "api-schema-removed",
];

/// The step that one change calls for.
pub(super) fn needed(finding: &Finding) -> Bump {
    let id = finding.rule.rsplit('/').next().unwrap_or_default();
    match finding.severity {
        Severity::Error => Bump::Major,
        Severity::Warning => Bump::Minor,
        Severity::Info if WORDS_ONLY.contains(&id) || id.ends_with("annotation-only") => Bump::Patch,
        Severity::Info => Bump::Minor,
    }
}

/// Whether a finding is itself about the step of the version, and no change.
pub(super) fn is_about_versions(finding: &Finding) -> bool {
    matches!(
        finding.rule.as_ref(),
        "api-diff/api-version-not-bumped" | "api-diff/api-version-decreased" | "api-diff/api-major-version-not-bumped"
    )
}

/// The step from one version to the next, held against what the changes call for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// At least what is needed.
    Enough {
        /// The smallest version that would do.
        suggested: String,
    },
    /// Too small.
    TooSmall {
        /// The smallest version that would do.
        suggested: String,
        /// What is wrong.
        why: String,
    },
    /// Back in time.
    Decreased {
        /// The smallest version that would do.
        suggested: String,
        /// What is wrong.
        why: String,
    },
    /// A version is missing or not semantic.
    Unknown {
        /// Which and why.
        why: String,
    },
}

impl Step {
    /// Holds the step against the need.
    pub fn of(from: Option<&str>, to: Option<&str>, needed: Bump) -> Step {
        let (from, to) = match (parsed("base", from), parsed("revision", to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(why), _) | (_, Err(why)) => return Step::Unknown { why },
        };
        let suggested = next(&from, needed).to_string();
        if to < from {
            return Step::Decreased { why: format!("the version went back from {from} to {to}"), suggested };
        }
        if is_enough(&from, &to, needed) {
            return Step::Enough { suggested };
        }
        let did = if to == from { format!("the version stays at {from}") } else { format!("the version goes from {from} to {to}") };
        Step::TooSmall { why: format!("{did}, these changes call for {suggested} at least"), suggested }
    }

    /// The word used in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Step::Enough { .. } => "enough",
            Step::TooSmall { .. } => "too_small",
            Step::Decreased { .. } => "decreased",
            Step::Unknown { .. } => "unknown",
        }
    }

    /// The smallest version that would do, where the base has a semantic version.
    pub fn suggested(&self) -> Option<&str> {
        match self {
            Step::Enough { suggested } | Step::TooSmall { suggested, .. } | Step::Decreased { suggested, .. } => Some(suggested),
            Step::Unknown { .. } => None,
        }
    }

    /// What is wrong, if something is.
    pub fn note(&self) -> Option<&str> {
        match self {
            Step::Enough { .. } => None,
            Step::TooSmall { why, .. } | Step::Decreased { why, .. } | Step::Unknown { why } => Some(why),
        }
    }
}

/// Reads `v2`, `2.1` and `2.1.0-rc.1`; a calendar date is no semantic version.
fn parsed(side: &str, text: Option<&str>) -> Result<Version, String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty()).ok_or_else(|| format!("the {side} has no info.version"))?;
    let wrong = || format!("info.version of the {side}, `{text}`, is no semantic version");
    let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let end = bare.find(['-', '+']).unwrap_or(bare.len());
    let (core, rest) = bare.split_at(end);
    let dots = core.matches('.').count();
    if dots < 2 && !rest.is_empty() {
        return Err(wrong());
    }
    let padded = format!("{core}{}{rest}", ".0".repeat(2usize.saturating_sub(dots)));
    Version::parse(&padded).map_err(|_| wrong())
}

/// Before 1.0.0 a minor step may break (semver.org §4).
fn in_effect(from: &Version, needed: Bump) -> Bump {
    if from.major == 0 && needed == Bump::Major { Bump::Minor } else { needed }
}

fn is_enough(from: &Version, to: &Version, needed: Bump) -> bool {
    let core = |version: &Version| (version.major, version.minor, version.patch);
    match in_effect(from, needed) {
        Bump::None => true,
        Bump::Patch => to > from,
        // A pre-release of a version has that version's changes still before it.
        _ if !from.pre.is_empty() && core(to) == core(from) => to > from,
        Bump::Minor => (to.major, to.minor) > (from.major, from.minor),
        Bump::Major => to.major > from.major,
    }
}

fn next(from: &Version, needed: Bump) -> Version {
    match in_effect(from, needed) {
        Bump::None => from.clone(),
        Bump::Patch => Version::new(from.major, from.minor, from.patch + 1),
        Bump::Minor => Version::new(from.major, from.minor + 1, 0),
        Bump::Major => Version::new(from.major + 1, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_enough_or_it_says_what_would_be() {
        for (from, to, needed, word, suggested) in [
            ("1.2.3", "1.2.3", Bump::None, "enough", Some("1.2.3")),
            ("1.2.3", "1.2.3", Bump::Patch, "too_small", Some("1.2.4")),
            ("1.2.3", "1.2.4", Bump::Patch, "enough", Some("1.2.4")),
            ("1.2.3", "1.2.4", Bump::Minor, "too_small", Some("1.3.0")),
            ("1.2.3", "1.3.0", Bump::Minor, "enough", Some("1.3.0")),
            ("1.2.3", "1.9.0", Bump::Major, "too_small", Some("2.0.0")),
            ("1.2.3", "2.0.0-rc.1", Bump::Major, "enough", Some("2.0.0")),
            ("2.0.0-rc.1", "2.0.0-rc.2", Bump::Major, "enough", Some("3.0.0")),
            ("0.3.0", "0.4.0", Bump::Major, "enough", Some("0.4.0")),
            ("0.3.0", "0.3.1", Bump::Major, "too_small", Some("0.4.0")),
            ("v1", "v2", Bump::Major, "enough", Some("2.0.0")),
            ("1.4", "1.4", Bump::Minor, "too_small", Some("1.5.0")),
            ("1.4", "1.3", Bump::None, "decreased", Some("1.4.0")),
            ("2024-05-01", "2024-06-01", Bump::Minor, "unknown", None),
            ("1.0.0", "beta", Bump::Minor, "unknown", None),
            ("1.0.0", "", Bump::Minor, "unknown", None),
        ] {
            let step = Step::of(Some(from), Some(to), needed);
            assert_eq!((step.as_str(), step.suggested()), (word, suggested), "{from} → {to}, {needed:?}");
        }
        assert_eq!(Step::of(None, Some("1.0.0"), Bump::None).note(), Some("the base has no info.version"));
    }
}
