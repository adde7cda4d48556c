//! From records to deployments: which rows are one deployment, which are production, and what each was for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::delivery::{DeployKind, Deployment, Status};

use super::settings::Settings;

/// How the kind of a deployment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindSource {
    /// The record says so.
    Given,
    /// The commit of the deployment before went live again.
    SameCommit,
    /// A commit that was live earlier went live again.
    EarlierCommit,
    /// The commit was never live before.
    NewCommit,
}

/// A deployment to production.
#[derive(Debug, Clone)]
pub struct Live {
    /// All rows of its id in one.
    pub record: Deployment,
    /// What it was for.
    pub kind: DeployKind,
    /// How that is known.
    pub known_from: KindSource,
    /// Of a rollback or redeploy: the place, in the list, of the deployment that made its commit live last.
    pub target: Option<usize>,
    /// False for an attempt that failed and broke production all the same: it counts among changes that can fail, not as a deployment.
    pub succeeded: bool,
}

impl Live {
    /// When it went live.
    pub fn at(&self) -> Timestamp {
        self.record.finished_at
    }

    /// Whether it counts as a deployment.
    pub fn counts(&self) -> bool {
        self.succeeded && self.kind != DeployKind::Redeploy
    }

    /// Whether it was unplanned work: a rollback, a hotfix, or marked so.
    pub fn is_rework(&self) -> bool {
        matches!(self.kind, DeployKind::Rollback | DeployKind::Hotfix) || self.record.unplanned
    }
}

/// Why a record is not counted as a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// Another environment.
    NotProduction,
    /// The attempt failed.
    Failed,
    /// Somebody stopped it.
    Canceled,
    /// It is not done.
    InProgress,
    /// The same commit within the time in which regions are joined.
    Coalesced,
}

impl Aside {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Aside::NotProduction => "not production",
            Aside::Failed => "failed attempt",
            Aside::Canceled => "canceled",
            Aside::InProgress => "in progress",
            Aside::Coalesced => "joined with another region",
        }
    }
}

/// A record that is not counted.
#[derive(Debug, Clone)]
pub struct SetAside {
    /// The record.
    pub record: Deployment,
    /// Why.
    pub why: Aside,
}

/// Deployments of one service in the order of (time, id), and what is none.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Deployments to production.
    pub live: Vec<Live>,
    /// Records that are not counted, in the order of (time, id).
    pub aside: Vec<SetAside>,
    /// How many rows were further rows of a known id.
    pub merged_rows: usize,
}

impl Timeline {
    /// The deployments of one service.
    pub fn of(records: Vec<Deployment>, settings: &Settings) -> Timeline {
        let mut timeline = Timeline::default();
        let mut rows: BTreeMap<String, Deployment> = BTreeMap::new();
        for record in records {
            match aside(&record, settings) {
                Some(why) => timeline.aside.push(SetAside { record, why }),
                None => timeline.merged_rows += usize::from(merge_row(&mut rows, record)),
            }
        }
        let mut merged: Vec<Deployment> = rows.into_values().collect();
        merged.sort_by(|a, b| order(a).cmp(&order(b)));
        if let Some(within) = settings.coalesce {
            merged = coalesce(merged, within, &mut timeline.aside);
        }
        let harmful = |set: &&SetAside| set.why == Aside::Failed && set.record.caused_failure == Some(true);
        let attempts = timeline.aside.iter().filter(harmful).map(|set| (set.record.clone(), false));
        let mut all: Vec<(Deployment, bool)> = attempts.collect();
        all.extend(merged.into_iter().map(|record| (record, true)));
        all.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
        timeline.live = classify(all);
        timeline.aside.sort_by(|a, b| order(&a.record).cmp(&order(&b.record)));
        timeline
    }
}

fn order(record: &Deployment) -> (Timestamp, &str) {
    (record.finished_at, &record.id)
}

fn aside(record: &Deployment, settings: &Settings) -> Option<Aside> {
    let named = settings.environments.iter().any(|name| name.eq_ignore_ascii_case(&record.environment));
    if !named && record.env_tier.as_deref() != Some("production") {
        return Some(Aside::NotProduction);
    }
    match record.status {
        Status::Success => None,
        Status::Failure => Some(Aside::Failed),
        Status::Canceled => Some(Aside::Canceled),
        Status::InProgress => Some(Aside::InProgress),
    }
}

/// Adds a row to the deployment of its id: the latest row gives time and facts, changes are joined. True if the id was known.
fn merge_row(rows: &mut BTreeMap<String, Deployment>, row: Deployment) -> bool {
    let Some(known) = rows.remove(&row.id) else {
        rows.insert(row.id.clone(), row);
        return false;
    };
    let (mut last, first) = if row.finished_at >= known.finished_at { (row, known) } else { (known, row) };
    last.deploy_kind = last.deploy_kind.or(first.deploy_kind);
    last.unplanned |= first.unplanned;
    last.merges += first.merges;
    last.remediates.extend(first.remediates);
    last.team = last.team.or(first.team);
    last.changes = match (first.changes, last.changes) {
        (Some(mut all), Some(more)) => {
            all.extend(more);
            Some(all)
        }
        (one, other) => one.or(other),
    };
    rows.insert(last.id.clone(), last);
    true
}

fn coalesce(ordered: Vec<Deployment>, within: f64, aside: &mut Vec<SetAside>) -> Vec<Deployment> {
    let mut kept: Vec<Deployment> = Vec::new();
    for record in ordered {
        let joins = kept
            .last()
            .is_some_and(|last| last.sha == record.sha && record.finished_at.duration_since(last.finished_at).as_secs_f64() <= within);
        match kept.last_mut().filter(|_| joins) {
            Some(last) => {
                last.finished_at = record.finished_at;
                aside.push(SetAside { record, why: Aside::Coalesced });
            }
            None => kept.push(record),
        }
    }
    kept
}

/// Gives each deployment its kind. Attempts that broke production are changes, and no commit goes live with them.
fn classify(ordered: Vec<(Deployment, bool)>) -> Vec<Live> {
    let mut last_of_sha: BTreeMap<String, usize> = BTreeMap::new();
    let mut before: Option<usize> = None;
    let mut live: Vec<Live> = Vec::with_capacity(ordered.len());
    for (record, succeeded) in ordered {
        if !succeeded {
            let kind = DeployKind::Change;
            live.push(Live { record, kind, known_from: KindSource::Given, target: None, succeeded });
            continue;
        }
        let earlier = last_of_sha.insert(record.sha.to_ascii_lowercase(), live.len());
        let (inferred, source) = match earlier {
            Some(place) if Some(place) == before => (DeployKind::Redeploy, KindSource::SameCommit),
            Some(_) => (DeployKind::Rollback, KindSource::EarlierCommit),
            None => (DeployKind::Change, KindSource::NewCommit),
        };
        let (kind, known_from) = match record.deploy_kind {
            Some(given) => (given, KindSource::Given),
            None => (inferred, source),
        };
        let target = earlier.filter(|_| !kind.is_change());
        before = Some(live.len());
        live.push(Live { record, kind, known_from, target, succeeded });
    }
    live
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
