//! Lead times: each change once, from its clock to the first deployment that holds it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::delivery::{Change, PullRequest};

use super::live::Live;
use super::settings::{Clock, Settings, Unit};

/// Why a change is not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A machine made it.
    Bot,
    /// It is younger than its deployment: a clock is wrong.
    Skew,
    /// Its clock is not in the records.
    NoClock,
    /// It took longer than the configured limit.
    TooLong,
}

impl LeftOut {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            LeftOut::Bot => "made by a bot",
            LeftOut::Skew => "committed after its deployment",
            LeftOut::NoClock => "its clock is not in the records",
            LeftOut::TooLong => "took longer than the configured limit",
        }
    }
}

/// One change on its way to production.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Commit id, or id of the pull request.
    pub change: String,
    /// Place of its first deployment in the list.
    pub deployment: usize,
    /// When its clock began.
    pub since: Option<Timestamp>,
    /// Seconds to the deployment; negative for clocks that disagree.
    pub seconds: Option<f64>,
    /// Author time to the deployment, where known: shows what a rebase hides.
    pub author_seconds: Option<f64>,
    /// Whether the clock asked for was not there and the committer time was taken.
    pub fell_back: bool,
    /// Why it is not measured.
    pub left_out: Option<LeftOut>,
}

/// Lead times of all changes of one service, in the order of their deployments.
pub fn leads(live: &[Live], pulls: Option<&[PullRequest]>, settings: &Settings) -> Vec<Lead> {
    let pulls = Pulls::new(pulls.unwrap_or_default());
    match settings.unit {
        Unit::Commit => commit_leads(live, &pulls, settings),
        Unit::PullRequest => pull_leads(live, &pulls, settings),
    }
}

/// Changes with their first deployment.
fn first_deployments(live: &[Live]) -> Vec<(usize, &Change)> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for (index, deployed) in live.iter().enumerate().filter(|(_, deployed)| deployed.succeeded) {
        for change in deployed.record.changes.iter().flatten() {
            if seen.insert(&change.sha) {
                found.push((index, change));
            }
        }
    }
    found
}

fn commit_leads(live: &[Live], pulls: &Pulls<'_>, settings: &Settings) -> Vec<Lead> {
    let lead = |(index, change): (usize, &Change)| {
        let finished = live[index].at();
        let (since, fell_back) = clock(change, pulls, settings.clock);
        let bot = settings.exclude_bots && (change.bot || settings.names_bot(change.author.as_deref()));
        let lead = Lead {
            change: change.sha.clone(),
            deployment: index,
            since,
            seconds: since.map(|since| seconds(since, finished)),
            author_seconds: change.authored_at.map(|since| seconds(since, finished)),
            fell_back,
            left_out: None,
        };
        judged(lead, bot, settings)
    };
    first_deployments(live).into_iter().map(lead).collect()
}

fn pull_leads(live: &[Live], pulls: &Pulls<'_>, settings: &Settings) -> Vec<Lead> {
    let mut leads: Vec<Lead> = deployed_pulls(live, pulls)
        .into_iter()
        .map(|(index, pull)| {
            let finished = live[index].at();
            let since = match settings.clock {
                Clock::Merge => pull.merged_at,
                _ => pull.first_commit_at.or(pull.created_at),
            };
            let bot = settings.exclude_bots && (pull.author_is_bot || settings.names_bot(pull.author.as_deref()));
            let lead = Lead {
                change: pull.id.clone(),
                deployment: index,
                since,
                seconds: since.map(|since| seconds(since, finished)),
                author_seconds: None,
                fell_back: settings.clock != Clock::Merge && pull.first_commit_at.is_none(),
                left_out: None,
            };
            judged(lead, bot, settings)
        })
        .collect();
    leads.sort_by(|a, b| (a.deployment, &a.change).cmp(&(b.deployment, &b.change)));
    leads
}

fn judged(mut lead: Lead, bot: bool, settings: &Settings) -> Lead {
    lead.left_out = match lead.seconds {
        _ if bot => Some(LeftOut::Bot),
        None => Some(LeftOut::NoClock),
        Some(seconds) if seconds < 0.0 => Some(LeftOut::Skew),
        Some(seconds) if settings.max_lead.is_some_and(|limit| seconds > limit) => Some(LeftOut::TooLong),
        Some(_) => None,
    };
    lead
}

fn seconds(since: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(since).as_secs_f64()
}

fn clock(change: &Change, pulls: &Pulls<'_>, clock: Clock) -> (Option<Timestamp>, bool) {
    let committed = Some(change.committed_at);
    let of_pull = |time: fn(&PullRequest) -> Option<Timestamp>| pulls.of_change(change).and_then(time);
    match clock {
        Clock::Committer => (committed, false),
        Clock::Author => (change.authored_at, false),
        Clock::Merge => with_fallback(of_pull(|pull| pull.merged_at), committed),
        Clock::PrFirstCommit => with_fallback(of_pull(|pull| pull.first_commit_at), committed),
    }
}

fn with_fallback(wanted: Option<Timestamp>, other: Option<Timestamp>) -> (Option<Timestamp>, bool) {
    (wanted.or(other), wanted.is_none())
}

/// Merged pull requests with the first deployment that holds them: by the id in the change, by the merge commit, by the head of the branch.
fn deployed_pulls<'p>(live: &[Live], pulls: &Pulls<'p>) -> Vec<(usize, &'p PullRequest)> {
    let mut first: BTreeMap<&str, (usize, &'p PullRequest)> = BTreeMap::new();
    let mut note = |index: usize, pull: Option<&'p PullRequest>| {
        if let Some(pull) = pull.filter(|pull| pull.merged_at.is_some()) {
            first.entry(pull.id.as_str()).or_insert((index, pull));
        }
    };
    for (index, deployed) in live.iter().enumerate().filter(|(_, deployed)| deployed.succeeded) {
        deployed.record.changes.iter().flatten().for_each(|change| note(index, pulls.of_change(change)));
        note(index, pulls.by_sha.get(deployed.record.sha.as_str()).copied());
    }
    first.into_values().collect()
}

/// Pull requests, found by id and by commit.
pub(crate) struct Pulls<'p> {
    by_id: BTreeMap<&'p str, &'p PullRequest>,
    by_sha: BTreeMap<&'p str, &'p PullRequest>,
}

impl<'p> Pulls<'p> {
    pub(crate) fn new(pulls: &'p [PullRequest]) -> Self {
        let mut by_sha = BTreeMap::new();
        for pull in pulls {
            for sha in [&pull.merge_sha, &pull.head_sha].into_iter().flatten() {
                by_sha.entry(sha.as_str()).or_insert(pull);
            }
        }
        Pulls { by_id: pulls.iter().map(|pull| (pull.id.as_str(), pull)).collect(), by_sha }
    }

    fn of_change(&self, change: &Change) -> Option<&'p PullRequest> {
        let named = change.pr.as_deref().and_then(|id| self.by_id.get(id.trim_start_matches('#')).or(self.by_id.get(id)));
        named.or_else(|| self.by_sha.get(change.sha.as_str())).copied()
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&'p PullRequest> {
        self.by_id.get(id.trim_start_matches('#')).or(self.by_id.get(id)).copied()
    }
}

/// How long one pull request stayed where, in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Legs {
    /// Id of the pull request.
    pub pull: String,
    /// Place of its first deployment.
    pub deployment: usize,
    /// First commit to opened.
    pub coding: Option<f64>,
    /// Opened to the first review by somebody else.
    pub pickup: Option<f64>,
    /// First review to merged.
    pub review: Option<f64>,
    /// Merged to deployed.
    pub deploy: Option<f64>,
}

/// Names of the legs, in the order of time.
pub const LEG_NAMES: [&str; 4] = ["coding", "pickup", "review", "deploy"];

impl Legs {
    /// The legs in the order of [`LEG_NAMES`].
    pub fn values(&self) -> [Option<f64>; 4] {
        [self.coding, self.pickup, self.review, self.deploy]
    }
}

/// The legs of every deployed pull request of a person.
pub fn legs(live: &[Live], pulls: &[PullRequest], settings: &Settings) -> Vec<Legs> {
    let index = Pulls::new(pulls);
    let span = |from: Option<Timestamp>, to: Option<Timestamp>| {
        let length = seconds(from?, to?);
        (length >= 0.0).then_some(length)
    };
    deployed_pulls(live, &index)
        .into_iter()
        .filter(|(_, pull)| !pull.author_is_bot && !settings.names_bot(pull.author.as_deref()))
        .map(|(deployment, pull)| Legs {
            pull: pull.id.clone(),
            deployment,
            coding: span(pull.first_commit_at, pull.created_at),
            pickup: span(pull.created_at, pull.first_review_at),
            review: span(pull.first_review_at, pull.merged_at),
            deploy: span(pull.merged_at, Some(live[deployment].at())),
        })
        .collect()
}

#[cfg(test)]
#[path = "lead_tests.rs"]
mod tests;
