//! Everything known of one service, whatever the window.

use model::delivery::{Deployment, Incident, PullRequest, Window};

use super::failures::{Failures, failures, in_production};
use super::lead::{Lead, Legs, leads, legs};
use super::live::Timeline;
use super::names::Names;
use super::settings::Settings;

/// Records of one service, before anything is counted.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The service.
    pub service: String,
    /// The team that owns it.
    pub team: Option<String>,
    /// Its deployments, in any order.
    pub deployments: Vec<Deployment>,
    /// Whether the records say what was planned. Tags do not.
    pub tells_plan: bool,
}

/// The instants between which a feed has records of any service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// History itself is complete (tags).
    Always,
    /// From the first to the last record.
    Between(Window),
    /// There is no record.
    Nothing,
}

impl Coverage {
    /// The coverage of a feed: the instants of all its records.
    pub fn of<'d>(deployments: impl IntoIterator<Item = &'d Deployment>) -> Coverage {
        let mut times = deployments.into_iter().map(|deployment| deployment.finished_at);
        let Some(first) = times.next() else {
            return Coverage::Nothing;
        };
        let (since, until) = times.fold((first, first), |(since, until), at| (since.min(at), until.max(at)));
        Coverage::Between(Window { since, until })
    }

    /// Whether a count of nothing in the window would be true: the feed has a record in it, or records on both sides of it.
    pub fn reaches(&self, window: &Window) -> bool {
        match self {
            Coverage::Always => true,
            Coverage::Between(span) => span.since < window.until && span.until >= window.since,
            Coverage::Nothing => false,
        }
    }

    /// Days at the beginning and at the end of the window without any record around them.
    pub fn uncovered_days(&self, window: &Window) -> (f64, f64) {
        let days = |from: jiff::Timestamp, to: jiff::Timestamp| (to.duration_since(from).as_secs_f64() / 86_400.0).max(0.0);
        match self {
            Coverage::Always => (0.0, 0.0),
            Coverage::Between(span) => (days(window.since, span.since), days(span.until, window.until)),
            Coverage::Nothing => (window.days(), 0.0),
        }
    }
}

/// Records that all services share.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Incidents; `None` where nobody gave any feed of them.
    pub incidents: Option<Vec<Incident>>,
    /// Pull requests; `None` where nobody gave any.
    pub pulls: Option<Vec<PullRequest>>,
    /// Names of the deployments of all services.
    pub names: std::sync::Arc<Names>,
    /// What the feed of deployments covers.
    pub coverage: Coverage,
}

/// Everything known of one service.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The service.
    pub service: String,
    /// The team that owns it.
    pub team: Option<String>,
    /// Its deployments and what is none.
    pub timeline: Timeline,
    /// Lead times of all its changes.
    pub leads: Vec<Lead>,
    /// Its pull requests, leg by leg; `None` without pull requests.
    pub legs: Option<Vec<Legs>>,
    /// Its failed deployments.
    pub failures: Failures,
    /// Places of the incidents that hit it in production; `None` without a feed.
    pub incidents: Option<Vec<usize>>,
    /// Whether the records say what was planned.
    pub tells_plan: bool,
    /// Whether any deployment says what it brought.
    pub tells_changes: bool,
    /// What the feed covers.
    pub coverage: Coverage,
}

impl Facts {
    /// Puts the records of one service in order.
    pub fn of(subject: Subject, shared: &Shared, settings: &Settings) -> Facts {
        let timeline = Timeline::of(subject.deployments, settings);
        let live = &timeline.live;
        let incidents = shared.incidents.as_deref();
        let pulls = shared.pulls.as_deref();
        let leads = leads(live, pulls, settings);
        let known = incidents.unwrap_or_default();
        let failures = failures(&subject.service, live, known, pulls.unwrap_or_default(), &shared.names, settings);
        let hit = |(place, incident): (usize, &Incident)| {
            let own = incident.services.contains(&subject.service) && in_production(incident, settings);
            own.then_some(place)
        };
        Facts {
            legs: pulls.map(|pulls| legs(live, pulls, settings)),
            tells_changes: live.is_empty() || live.iter().any(|live| live.record.changes.is_some()),
            incidents: incidents.map(|all| all.iter().enumerate().filter_map(hit).collect()),
            service: subject.service,
            team: subject.team,
            leads,
            failures,
            tells_plan: subject.tells_plan,
            coverage: shared.coverage,
            timeline,
        }
    }
}
