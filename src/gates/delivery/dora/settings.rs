//! How a team wants its numbers counted.

use jiff::tz::TimeZone;

/// Where the lead time of a change begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    /// Committer time of the commit.
    #[default]
    Committer,
    /// Author time of the commit.
    Author,
    /// Time at which its pull request was merged; of a commit without one, its committer time.
    Merge,
    /// First commit of its pull request; of a commit without one, its committer time.
    PrFirstCommit,
}

impl Clock {
    /// The spellings of the command line.
    pub const NAMES: &'static [(&'static str, Clock)] =
        &[("committer", Clock::Committer), ("author", Clock::Author), ("merge", Clock::Merge), ("pr-first-commit", Clock::PrFirstCommit)];

    /// The spelling of the command line.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, clock)| *clock == self).map_or("committer", |(name, _)| name)
    }
}

/// What one change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// A commit that is no merge.
    #[default]
    Commit,
    /// A merged pull request.
    PullRequest,
}

/// How records are read and counted. The default is the definition of the guide.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Names of the environments that are production.
    pub environments: Vec<String>,
    /// Where lead time begins.
    pub clock: Clock,
    /// What one change is.
    pub unit: Unit,
    /// Longest time, in seconds, from a deployment to an incident that is blamed on it for its time alone.
    pub link_window: f64,
    /// Whether changes of bots are left out of lead time.
    pub exclude_bots: bool,
    /// Author names that are bots besides those marked so: exact, or with `*` at either end.
    pub bots: Vec<String>,
    /// Whether overlapping incidents of one service count as one in the time to restore.
    pub merge_overlaps: bool,
    /// Changes that took longer, in seconds, are left out of lead time and counted.
    pub max_lead: Option<f64>,
    /// Deployments of one commit within so many seconds are one (several regions).
    pub coalesce: Option<f64>,
    /// Whether a cherry-pick counts from the commit that it was picked from.
    pub cherry_pick_origin: bool,
    /// Where days and weeks begin. The window itself is UTC.
    pub time_zone: TimeZone,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            environments: vec!["production".into()],
            clock: Clock::default(),
            unit: Unit::default(),
            link_window: 24.0 * 3600.0,
            exclude_bots: true,
            bots: Vec::new(),
            merge_overlaps: false,
            max_lead: None,
            coalesce: None,
            cherry_pick_origin: false,
            time_zone: TimeZone::UTC,
        }
    }
}

impl Settings {
    /// Whether an author is a bot by name.
    pub fn names_bot(&self, author: Option<&str>) -> bool {
        author.is_some_and(|author| self.bots.iter().any(|pattern| matches(pattern, author)))
    }
}

fn matches(pattern: &str, author: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => author.contains(pattern.trim_matches('*')),
        (Some(end), None) => author.ends_with(end),
        (None, Some(start)) => author.starts_with(start),
        (None, None) => author == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bot_patterns_are_anchored_unless_starred() {
        let settings = Settings { bots: vec!["*[bot]".into(), "ci-*".into(), "robot".into()], ..Settings::default() };
        for (author, bot) in [("renovate[bot]", true), ("ci-release", true), ("robot", true), ("robotnik", false)] {
            assert_eq!(settings.names_bot(Some(author)), bot, "{author}");
        }
        assert!(!settings.names_bot(None));
    }
}
