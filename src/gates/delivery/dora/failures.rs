//! Which deployments failed, why we think so, and when they were repaired.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::delivery::{Cause, CausedBy, DeployKind, Incident, PullRequest};

use super::lead::Pulls;
use super::live::Live;
use super::names::Names;
use super::settings::Settings;

/// What speaks for a failure.
#[derive(Debug, Clone, PartialEq)]
pub enum Because {
    /// The incident (its place in the list) names the deployment.
    Named(usize),
    /// The incident (its place in the list) began so many seconds after the deployment.
    Began(usize, f64),
    /// The rollback (its place among the deployments) undid it.
    RolledBack(usize),
    /// The record itself says so.
    Declared,
}

/// How a failed deployment was repaired.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recovery {
    /// After so many seconds.
    After(f64),
    /// An incident of it is open.
    Open,
    /// No record says when.
    Unknown,
}

/// A change deployment that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Its place in the list of deployments.
    pub deployment: usize,
    /// What speaks for it, in the order found.
    pub because: Vec<Because>,
    /// How it was repaired.
    pub recovery: Recovery,
}

/// Why an incident is not counted against a deployment.
#[derive(Debug, Clone, PartialEq)]
pub enum Unlinked {
    /// Its cause lies outside.
    External,
    /// It names something that no record knows.
    NamesUnknown(String),
    /// It names a deployment that is no change.
    NamesNoChange(String),
    /// No change went live before it.
    NothingBefore,
    /// The latest change went live so many seconds before it.
    TooLate(f64),
    /// It happened in another environment.
    OtherEnvironment,
}

impl Unlinked {
    /// Whether no deployment ought to be blamed: there is nothing to mend in the record.
    pub fn is_as_it_should_be(&self) -> bool {
        matches!(self, Unlinked::External | Unlinked::OtherEnvironment)
    }
}

impl std::fmt::Display for Unlinked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unlinked::External => f.write_str("its cause is external"),
            Unlinked::NamesUnknown(what) => write!(f, "it names `{what}`, which no deployment is"),
            Unlinked::NamesNoChange(what) => write!(f, "it names `{what}`, which is no change"),
            Unlinked::NothingBefore => f.write_str("no change was deployed before it"),
            Unlinked::TooLate(seconds) => write!(f, "the latest change was deployed {:.1} h before it", seconds / 3600.0),
            Unlinked::OtherEnvironment => f.write_str("it did not happen in production"),
        }
    }
}

/// Failures of one service, and the incidents that are counted against nothing.
#[derive(Debug, Clone, Default)]
pub struct Failures {
    /// In the order of the deployments.
    pub failed: Vec<Failure>,
    /// Places of incidents with the reason, in their order.
    pub unlinked: Vec<(usize, Unlinked)>,
}

/// Whether an incident happened in production.
pub fn in_production(incident: &Incident, settings: &Settings) -> bool {
    incident.environment.as_ref().is_none_or(|name| settings.environments.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Looks for the failed change deployments of one service.
pub fn failures(
    service: &str,
    live: &[Live],
    incidents: &[Incident],
    pulls: &[PullRequest],
    names: &Names,
    settings: &Settings,
) -> Failures {
    let mut search = Search { service, live, pulls: Pulls::new(pulls), settings, found: BTreeMap::new() };
    let mut unlinked = Vec::new();
    for (place, incident) in incidents.iter().enumerate() {
        if !names.concerns(incident, service) {
            continue;
        }
        if let Err(why) = search.link(place, incident) {
            unlinked.push((place, why));
        }
    }
    search.rollbacks();
    search.declared();
    let found = std::mem::take(&mut search.found);
    let failed = found
        .into_iter()
        .map(|(deployment, because)| {
            let recovery = recovery(deployment, &because, live, incidents);
            Failure { deployment, because, recovery }
        })
        .collect();
    Failures { failed, unlinked }
}

struct Search<'a> {
    service: &'a str,
    live: &'a [Live],
    pulls: Pulls<'a>,
    settings: &'a Settings,
    found: BTreeMap<usize, Vec<Because>>,
}

impl Search<'_> {
    fn blame(&mut self, deployment: usize, because: Because) {
        self.found.entry(deployment).or_default().push(because);
    }

    fn link(&mut self, place: usize, incident: &Incident) -> Result<(), Unlinked> {
        if !in_production(incident, self.settings) {
            return Err(Unlinked::OtherEnvironment);
        }
        if incident.cause == Some(Cause::External) {
            return Err(Unlinked::External);
        }
        match &incident.caused_by {
            Some(cause) => {
                for deployment in self.named(cause)? {
                    self.blame(deployment, Because::Named(place));
                }
            }
            None if incident.services.iter().any(|name| name == self.service) => {
                let (deployment, after) = self.latest_change(incident.started_at)?;
                self.blame(deployment, Because::Began(place, after));
            }
            None => {}
        }
        Ok(())
    }

    /// The change deployments that an incident names.
    fn named(&self, cause: &CausedBy) -> Result<Vec<usize>, Unlinked> {
        let (what, all) = match cause {
            CausedBy::Deployment(id) => (id, self.places(|live| live.record.id == *id)),
            CausedBy::Version(version) => (version, self.places(|live| live.record.version.as_ref() == Some(version))),
            CausedBy::Sha(sha) => (sha, self.of_commit(sha)),
            CausedBy::Pr(id) => (id, self.of_pull(id)),
        };
        if all.is_empty() {
            return Err(Unlinked::NamesUnknown(what.clone()));
        }
        let changes: Vec<usize> = all.into_iter().filter(|&place| self.live[place].kind.is_change()).collect();
        if changes.is_empty() { Err(Unlinked::NamesNoChange(what.clone())) } else { Ok(changes) }
    }

    fn places(&self, wanted: impl Fn(&Live) -> bool) -> Vec<usize> {
        (0..self.live.len()).filter(|&place| wanted(&self.live[place])).collect()
    }

    /// Deployments of a commit; else the first one that brought it.
    fn of_commit(&self, sha: &str) -> Vec<usize> {
        let deployed = self.places(|live| same_commit(&live.record.sha, sha));
        if !deployed.is_empty() {
            return deployed;
        }
        let brought = |live: &Live| live.record.changes.iter().flatten().any(|change| same_commit(&change.sha, sha));
        self.live.iter().position(brought).into_iter().collect()
    }

    fn of_pull(&self, id: &str) -> Vec<usize> {
        let bare = id.trim_start_matches('#');
        let named = |live: &Live| {
            let mut changes = live.record.changes.iter().flatten();
            changes.any(|change| change.pr.as_deref().is_some_and(|pr| pr.trim_start_matches('#') == bare))
        };
        if let Some(place) = self.live.iter().position(named) {
            return vec![place];
        }
        let merged = self.pulls.by_id(id).and_then(|pull| pull.merge_sha.as_deref());
        merged.map(|sha| self.of_commit(sha)).unwrap_or_default()
    }

    /// The latest change deployed at or before an instant, if it is close enough.
    fn latest_change(&self, at: Timestamp) -> Result<(usize, f64), Unlinked> {
        let before = self.live.partition_point(|live| live.at() <= at);
        let latest = self.live[..before].iter().rposition(|live| live.kind.is_change()).ok_or(Unlinked::NothingBefore)?;
        let after = at.duration_since(self.live[latest].at()).as_secs_f64();
        if after <= self.settings.link_window { Ok((latest, after)) } else { Err(Unlinked::TooLate(after)) }
    }

    /// What a rollback undoes failed: what it says it repairs, else the first change after the deployment it goes back to.
    fn rollbacks(&mut self) {
        for (place, rollback) in self.live.iter().enumerate().filter(|(_, live)| live.kind == DeployKind::Rollback) {
            let undone: Vec<usize> = if rollback.record.remediates.is_empty() {
                let after = rollback.target.map_or(place, |target| target + 1);
                (after..place).find(|&between| self.live[between].kind.is_change()).into_iter().collect()
            } else {
                let named = |live: &Live| rollback.record.remediates.contains(&live.record.id) && live.kind.is_change();
                self.places(named)
            };
            undone.into_iter().for_each(|failed| self.blame(failed, Because::RolledBack(place)));
        }
    }

    fn declared(&mut self) {
        for place in self.places(|live| live.kind.is_change() && live.record.caused_failure == Some(true)) {
            self.blame(place, Because::Declared);
        }
    }
}

/// Whether two commit ids are one, also when the second is abbreviated (7 digits or more).
fn same_commit(full: &str, given: &str) -> bool {
    full.eq_ignore_ascii_case(given) || (given.len() >= 7 && full.get(..given.len()).is_some_and(|start| start.eq_ignore_ascii_case(given)))
}

fn recovery(deployment: usize, because: &[Because], live: &[Live], incidents: &[Incident]) -> Recovery {
    let at = live[deployment].at();
    let since = |end: Timestamp| match end.duration_since(at).as_secs_f64() {
        seconds if seconds >= 0.0 => Recovery::After(seconds),
        _ => Recovery::Unknown,
    };
    let linked: Vec<&Incident> = because
        .iter()
        .filter_map(|because| match because {
            Because::Named(place) | Because::Began(place, _) => incidents.get(*place),
            Because::RolledBack(_) | Because::Declared => None,
        })
        .collect();
    if !linked.is_empty() {
        let ends: Option<Vec<Timestamp>> = linked.iter().map(|incident| incident.resolved_at).collect();
        return match ends.and_then(|ends| ends.into_iter().max()) {
            Some(end) => since(end),
            None => Recovery::Open,
        };
    }
    let rollback = because.iter().find_map(|because| match because {
        Because::RolledBack(place) => Some(live[*place].at()),
        _ => None,
    });
    let id = &live[deployment].record.id;
    let remedy = || live[deployment + 1..].iter().find(|later| later.succeeded && later.record.remediates.contains(id)).map(Live::at);
    rollback.or_else(remedy).map_or(Recovery::Unknown, since)
}

#[cfg(test)]
#[path = "failures_tests.rs"]
mod tests;
