//! What lies in one window: raw samples and counts, of one service or of several together. Figures over several services pool the
//! samples; medians are never averaged.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use model::delivery::{DeployKind, Incident, Window};

use super::facts::Facts;
use super::failures::Recovery;
use super::lead::LeftOut;
use super::live::Aside;
use super::settings::Settings;
use super::statistics::sorted;

/// What is not measured, and how often.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// Merge commits.
    pub merges: usize,
    /// Changes of bots.
    pub bots: usize,
    /// Changes younger than their deployment.
    pub skew: usize,
    /// Changes without the clock asked for.
    pub no_clock: usize,
    /// Changes over the configured limit.
    pub too_long: usize,
    /// Redeploys of the same commit.
    pub redeploys: usize,
    /// Attempts that failed.
    pub failed_attempts: usize,
    /// Records of other environments.
    pub not_production: usize,
    /// Records canceled, in progress or joined with another.
    pub other: usize,
    /// Incidents counted against no deployment.
    pub unlinked_incidents: usize,
    /// Failed deployments whose incident is open.
    pub open_failures: usize,
    /// Changes measured from the committer time for lack of the clock asked for.
    pub fell_back: usize,
}

/// Samples of one window.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Length of the window in days.
    pub days: f64,
    /// Instants of the deployments that count, in order.
    pub deployed: Vec<Timestamp>,
    /// Days with a deployment.
    pub deploy_days: BTreeSet<Date>,
    /// Whole ISO weeks of the window, by their Monday.
    pub weeks: Vec<Date>,
    /// Deployments that brought something new: those that can fail.
    pub change_deployments: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// Rollbacks and unplanned deployments.
    pub rework: usize,
    /// Rollbacks among them.
    pub rollbacks: usize,
    /// Lead times in seconds, sorted.
    pub lead: Vec<f64>,
    /// Lead times with those of bots, sorted.
    pub lead_with_bots: Vec<f64>,
    /// Author-clock lead times of the measured changes, sorted.
    pub lead_author: Vec<f64>,
    /// Times to recover in seconds, sorted.
    pub recovery: Vec<f64>,
    /// Times to restore in seconds, sorted.
    pub restore: Vec<f64>,
    /// Incidents that began in the window and are open.
    pub open_incidents: usize,
    /// Seconds in each leg, sorted, in the order of `LEG_NAMES`.
    pub legs: [Vec<f64>; 4],
    /// What is not measured.
    pub left_out: Exclusions,
    /// Whether a count of nothing would be true.
    pub covered: bool,
    /// Whether there is a feed of incidents.
    pub knows_incidents: bool,
    /// Whether the records say what was planned.
    pub knows_plan: bool,
    /// Whether the deployments say what they brought.
    pub knows_changes: bool,
    /// Whether there are pull requests.
    pub knows_pulls: bool,
}

impl Tally {
    /// Counts one service in one window.
    pub fn of(facts: &Facts, incidents: &[Incident], window: &Window, settings: &Settings) -> Tally {
        let mut tally = Tally {
            days: window.days(),
            covered: facts.coverage.reaches(window),
            knows_incidents: facts.incidents.is_some(),
            knows_plan: facts.tells_plan,
            knows_changes: facts.tells_changes,
            knows_pulls: facts.legs.is_some(),
            weeks: whole_weeks(window, settings),
            ..Tally::default()
        };
        tally.count_deployments(facts, window, settings);
        tally.count_leads(facts, window);
        tally.count_failures(facts, incidents, window);
        tally.count_incidents(facts, incidents, window, settings);
        tally.sort();
        tally
    }

    fn count_deployments(&mut self, facts: &Facts, window: &Window, settings: &Settings) {
        for live in facts.timeline.live.iter().filter(|live| window.contains(live.at())) {
            self.left_out.merges += live.record.merges as usize;
            self.change_deployments += usize::from(live.kind.is_change());
            if live.counts() {
                self.deployed.push(live.at());
                self.deploy_days.insert(settings.time_zone.to_datetime(live.at()).date());
                self.rework += usize::from(live.is_rework());
                self.rollbacks += usize::from(live.kind == DeployKind::Rollback);
            } else if live.kind == DeployKind::Redeploy {
                self.left_out.redeploys += 1;
            }
        }
        for set in facts.timeline.aside.iter().filter(|set| window.contains(set.record.finished_at)) {
            match set.why {
                Aside::Failed => self.left_out.failed_attempts += 1,
                Aside::NotProduction => self.left_out.not_production += 1,
                Aside::Canceled | Aside::InProgress | Aside::Coalesced => self.left_out.other += 1,
            }
        }
    }

    fn count_leads(&mut self, facts: &Facts, window: &Window) {
        let inside = |deployment: usize| window.contains(facts.timeline.live[deployment].at());
        for lead in facts.leads.iter().filter(|lead| inside(lead.deployment)) {
            match lead.left_out {
                Some(LeftOut::Bot) => self.left_out.bots += 1,
                Some(LeftOut::Skew) => self.left_out.skew += 1,
                Some(LeftOut::NoClock) => self.left_out.no_clock += 1,
                Some(LeftOut::TooLong) => self.left_out.too_long += 1,
                None => {
                    self.lead.extend(lead.seconds);
                    self.lead_author.extend(lead.author_seconds.filter(|seconds| *seconds >= 0.0));
                    self.left_out.fell_back += usize::from(lead.fell_back);
                }
            }
            if matches!(lead.left_out, None | Some(LeftOut::Bot)) {
                self.lead_with_bots.extend(lead.seconds.filter(|seconds| *seconds >= 0.0));
            }
        }
        for legs in facts.legs.iter().flatten().filter(|legs| inside(legs.deployment)) {
            for (all, value) in self.legs.iter_mut().zip(legs.values()) {
                all.extend(value);
            }
        }
    }

    fn count_failures(&mut self, facts: &Facts, incidents: &[Incident], window: &Window) {
        let inside = |deployment: usize| window.contains(facts.timeline.live[deployment].at());
        for failure in facts.failures.failed.iter().filter(|failure| inside(failure.deployment)) {
            self.failed += 1;
            match failure.recovery {
                Recovery::After(seconds) => self.recovery.push(seconds),
                Recovery::Open => self.left_out.open_failures += 1,
                Recovery::Unknown => {}
            }
        }
        let began_inside = |place: usize| incidents.get(place).is_some_and(|incident| window.contains(incident.started_at));
        self.left_out.unlinked_incidents = facts.failures.unlinked.iter().filter(|(place, _)| began_inside(*place)).count();
    }

    fn count_incidents(&mut self, facts: &Facts, incidents: &[Incident], window: &Window, settings: &Settings) {
        let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
        let own = facts.incidents.iter().flatten().filter_map(|place| incidents.get(*place));
        for incident in own.filter(|incident| window.contains(incident.started_at)) {
            match incident.resolved_at {
                Some(end) if end >= incident.started_at => spans.push((incident.started_at, end)),
                Some(_) => {}
                None => self.open_incidents += 1,
            }
        }
        if settings.merge_overlaps {
            spans = union(spans);
        }
        self.restore = spans.into_iter().map(|(start, end)| end.duration_since(start).as_secs_f64()).collect();
    }

    fn sort(&mut self) {
        let legs = self.legs.iter_mut();
        let all = [&mut self.lead, &mut self.lead_with_bots, &mut self.lead_author, &mut self.recovery, &mut self.restore];
        for samples in all.into_iter().chain(legs) {
            *samples = sorted(std::mem::take(samples));
        }
        self.deployed.sort();
    }

    /// Days with a deployment in each whole ISO week, sorted.
    pub fn deploy_days_by_week(&self) -> Vec<f64> {
        let of_week = |monday: &Date| {
            let sunday = monday.checked_add(jiff::Span::new().days(6)).unwrap_or(*monday);
            self.deploy_days.range(*monday..=sunday).count() as f64
        };
        sorted(self.weeks.iter().map(of_week).collect())
    }

    /// Adds the samples of another service in the same window.
    pub fn pool(&mut self, other: &Tally) {
        self.deployed.extend(&other.deployed);
        self.deploy_days.extend(&other.deploy_days);
        self.change_deployments += other.change_deployments;
        self.failed += other.failed;
        self.rework += other.rework;
        self.rollbacks += other.rollbacks;
        self.lead.extend(&other.lead);
        self.lead_with_bots.extend(&other.lead_with_bots);
        self.lead_author.extend(&other.lead_author);
        self.recovery.extend(&other.recovery);
        self.restore.extend(&other.restore);
        self.open_incidents += other.open_incidents;
        for (legs, more) in self.legs.iter_mut().zip(&other.legs) {
            legs.extend(more);
        }
        self.left_out = self.left_out.plus(&other.left_out);
        self.covered &= other.covered;
        self.knows_incidents &= other.knows_incidents;
        self.knows_plan &= other.knows_plan;
        self.knows_changes &= other.knows_changes;
        self.knows_pulls &= other.knows_pulls;
        self.sort();
    }

    /// The pooled samples of several services in one window; `None` of none.
    pub fn pooled<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> Option<Tally> {
        let mut tallies = tallies.into_iter();
        let mut all = tallies.next()?.clone();
        tallies.for_each(|tally| all.pool(tally));
        Some(all)
    }
}

impl Exclusions {
    fn plus(&self, other: &Exclusions) -> Exclusions {
        Exclusions {
            merges: self.merges + other.merges,
            bots: self.bots + other.bots,
            skew: self.skew + other.skew,
            no_clock: self.no_clock + other.no_clock,
            too_long: self.too_long + other.too_long,
            redeploys: self.redeploys + other.redeploys,
            failed_attempts: self.failed_attempts + other.failed_attempts,
            not_production: self.not_production + other.not_production,
            other: self.other + other.other,
            unlinked_incidents: self.unlinked_incidents + other.unlinked_incidents,
            open_failures: self.open_failures + other.open_failures,
            fell_back: self.fell_back + other.fell_back,
        }
    }

    /// Every exclusion that happened, in words, with its count.
    pub fn in_words(&self) -> Vec<(usize, &'static str)> {
        let all = [
            (self.merges, "merge commit", "merge commits"),
            (self.bots, "change by a bot", "changes by bots"),
            (self.skew, "change committed after its deployment", "changes committed after their deployment"),
            (self.no_clock, "change whose clock is not in the records", "changes whose clock is not in the records"),
            (self.too_long, "change over the limit of --max-lead", "changes over the limit of --max-lead"),
            (self.redeploys, "redeploy of the same commit", "redeploys of the same commit"),
            (self.failed_attempts, "failed attempt to deploy", "failed attempts to deploy"),
            (self.not_production, "deployment to another environment", "deployments to other environments"),
            (
                self.other,
                "deployment canceled, in progress or joined with another",
                "deployments canceled, in progress or joined with another",
            ),
            (self.unlinked_incidents, "incident blamed on no deployment", "incidents blamed on no deployment"),
            (
                self.open_failures,
                "failed deployment with an open incident (not in the recovery time)",
                "failed deployments with an open incident (not in the recovery time)",
            ),
        ];
        let words = |(count, one, more)| (count, if count == 1 { one } else { more });
        all.into_iter().filter(|(count, ..)| *count > 0).map(words).collect()
    }
}

/// The Mondays of the ISO weeks that lie wholly in a window.
fn whole_weeks(window: &Window, settings: &Settings) -> Vec<Date> {
    let day = |at: Timestamp| settings.time_zone.to_datetime(at).date();
    let (first, end) = (day(window.since), day(window.until));
    let begins_there = settings.time_zone.to_datetime(window.since).time() == jiff::civil::Time::midnight();
    let first = if begins_there { Some(first) } else { first.tomorrow().ok() };
    let days_on = |date: Date, days: i64| date.checked_add(jiff::Span::new().days(days)).ok();
    let mut monday = first.and_then(|first| days_on(first, i64::from((7 - first.weekday().to_monday_zero_offset()) % 7)));
    let mut weeks = Vec::new();
    while let Some(start) = monday {
        monday = days_on(start, 7).filter(|next| *next <= end);
        if monday.is_some() {
            weeks.push(start);
        }
    }
    weeks
}

/// Joins spans that overlap or touch.
fn union(mut spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    spans.sort();
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut().filter(|last| start <= last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => joined.push((start, end)),
        }
    }
    joined
}
