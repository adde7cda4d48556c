//! The version of the description, and what it owes to the changes.

use rule::Severity;

use super::{Differ, Here};

/// Major, minor and patch of a semantic version.
fn semantic(text: &str) -> Option<(u64, u64, u64)> {
    let core = text.trim().trim_start_matches('v').split(['-', '+']).next()?;
    // `2024-01-01` is a date, not version 2024 before its release.
    if !core.contains('.') && core.len() != text.trim().trim_start_matches('v').len() {
        return None;
    }
    let mut parts = core.split('.');
    let mut next = || parts.next().map(str::parse::<u64>);
    let major = next()?.ok()?;
    let minor = next().unwrap_or(Ok(0)).ok()?;
    let patch = next().unwrap_or(Ok(0)).ok()?;
    parts.next().is_none().then_some((major, minor, patch))
}

/// The part of a version that a break has to raise: below 1.0 the minor part is it.
fn leading(version: (u64, u64, u64)) -> (u64, u64) {
    if version.0 == 0 { (0, version.1) } else { (version.0, 0) }
}

impl Differ<'_, '_> {
    /// Whether the version says what the changes mean; only when asked for.
    pub(crate) fn versions(&mut self) {
        if !self.policy.check_version {
            return;
        }
        self.here = Here::default();
        let (Some(old), Some(new)) = (&self.base.release, &self.revision.release) else { return };
        let (Some(before), Some(after)) = (semantic(&old.text), semantic(&new.text)) else { return };
        let breaks = self.changes.iter().any(|change| change.severity == Severity::Error);
        let (id, words) = if after < before {
            ("api-version-decreased", format!("the version went from {} back to {}", old.text, new.text))
        } else if breaks && after == before {
            ("api-version-not-bumped", format!("something breaks and the version is still {}", new.text))
        } else if breaks && leading(after) == leading(before) {
            let part = if before.0 == 0 { "minor" } else { "major" };
            (
                "api-major-version-not-bumped",
                format!("something breaks and the {part} version is the same in {} and {}", old.text, new.text),
            )
        } else {
            return;
        };
        let (base, revision) = (old.at, new.at);
        let change = self.fixed(id, Severity::Info, words).at(Some(base), Some(revision));
        self.note(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantic_versions_are_read() {
        assert_eq!(semantic("1.2.3"), Some((1, 2, 3)));
        assert_eq!(semantic("v2"), Some((2, 0, 0)));
        assert_eq!(semantic("1.2.3-rc.1+build"), Some((1, 2, 3)));
        assert_eq!(semantic("2024-01-01"), None);
        assert_eq!(semantic("latest"), None);
        assert_eq!(leading((0, 3, 1)), (0, 3));
        assert_eq!(leading((2, 3, 1)), (2, 0));
    }
}
