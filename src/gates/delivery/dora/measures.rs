//! From samples to the measures of the report.

use super::lead::LEG_NAMES;
use super::statistics::{Interval, LOW_N, mean, poisson, quantile, quantile_interval, wilson};
use super::tally::Tally;

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody gave incidents.
    NoIncidentFeed,
    /// Nothing was deployed.
    NoDeployments,
    /// No record at all says anything of the window.
    FeedDoesNotCoverWindow,
    /// No change to measure.
    NoChanges,
    /// The records do not list commits and there is no repository to ask.
    NoCommits,
    /// Nobody gave pull requests.
    NoPullRequestData,
    /// Nothing failed.
    NoFailedDeployments,
    /// Everything that failed is still broken.
    AllOpen,
    /// No record says when the failed deployments were repaired.
    NoRecoveryTime,
    /// No incident began in the window.
    NoIncidents,
    /// Tags do not say what was planned.
    NoPlanData,
}

impl Reason {
    /// The code in reports.
    pub fn code(self) -> &'static str {
        match self {
            Reason::NoIncidentFeed => "no_incident_feed",
            Reason::NoDeployments => "no_deployments",
            Reason::FeedDoesNotCoverWindow => "feed_does_not_cover_window",
            Reason::NoChanges => "no_changes",
            Reason::NoCommits => "no_commits",
            Reason::NoPullRequestData => "no_pull_request_data",
            Reason::NoFailedDeployments => "no_failed_deployments",
            Reason::AllOpen => "all_open",
            Reason::NoRecoveryTime => "no_recovery_time",
            Reason::NoIncidents => "no_incidents",
            Reason::NoPlanData => "no_plan_data",
        }
    }

    /// What to do about it, or what it means.
    pub fn words(self) -> &'static str {
        match self {
            Reason::NoIncidentFeed => "no incidents were given: add --incidents FILE",
            Reason::NoDeployments => "nothing was deployed in the window",
            Reason::FeedDoesNotCoverWindow => "the feed has no record of the window",
            Reason::NoChanges => "no change to measure in the window",
            Reason::NoCommits => "the deployments list no commits: run inside the repository, or add `changes` to the records",
            Reason::NoPullRequestData => "no pull requests were given: add --pulls FILE",
            Reason::NoFailedDeployments => "no deployment failed",
            Reason::AllOpen => "every failed deployment has an open incident",
            Reason::NoRecoveryTime => "no record says when the failed deployments were repaired",
            Reason::NoIncidents => "no incident that is over began in the window",
            Reason::NoPlanData => "tags do not say which deployment was unplanned: add --hotfix REGEX or use --deployments FILE",
        }
    }
}

/// Unit of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A count.
    Count,
    /// Per week.
    PerWeek,
    /// Seconds.
    Seconds,
    /// A ratio from 0 to 1.
    Ratio,
}

impl Unit {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::PerWeek => "per_week",
            Unit::Seconds => "s",
            Unit::Ratio => "ratio",
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Name of the measure.
    pub name: &'static str,
    /// The figure; `None` when it is not known.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Unit,
    /// Its 95 % interval, where one can be had.
    pub interval: Option<Interval>,
    /// Why it is not known.
    pub reason: Option<Reason>,
    /// How many samples it stands on.
    pub n: usize,
}

impl Value {
    fn known(name: &'static str, unit: Unit, value: f64, n: usize) -> Value {
        Value { name, value: Some(value), unit, interval: None, reason: None, n }
    }

    fn unknown(name: &'static str, unit: Unit, reason: Reason) -> Value {
        Value { name, value: None, unit, interval: None, reason: Some(reason), n: 0 }
    }

    fn with(mut self, interval: Option<Interval>) -> Value {
        self.interval = interval;
        self
    }

    /// Whether it stands on too few samples for a level.
    pub fn is_low_n(&self) -> bool {
        self.n < LOW_N
    }
}

/// The names of the contract, in the order of the report.
pub const NAMES: [&str; 11] = [
    "deployments",
    "deployment_frequency_per_week",
    "deploy_days",
    "changes",
    "change_lead_time_median",
    "change_lead_time_p90",
    "change_lead_time_mean",
    "change_fail_rate",
    "failed_deployment_recovery_time_median",
    "rework_rate",
    "time_to_restore_median",
];

/// The five metrics of DORA.
pub const FIVE: [&str; 5] = [
    "change_lead_time_median",
    "deployment_frequency_per_week",
    "failed_deployment_recovery_time_median",
    "change_fail_rate",
    "rework_rate",
];

/// Whether a larger value is better; `None` where neither is.
pub fn higher_is_better(name: &str) -> Option<bool> {
    match name {
        "deployments" | "deployment_frequency_per_week" | "deploy_days" => Some(true),
        "changes" => None,
        _ => Some(false),
    }
}

/// All measures of one window: those of the contract first, then those that explain them.
pub fn measures(tally: &Tally) -> Vec<Value> {
    let mut all = throughput(tally);
    all.extend(lead_times(tally));
    all.extend(stability(tally));
    all.extend(extras(tally));
    all
}

/// One measure by name.
pub fn find<'v>(values: &'v [Value], name: &str) -> Option<&'v Value> {
    values.iter().find(|value| value.name == name)
}

fn throughput(tally: &Tally) -> Vec<Value> {
    let names = [("deployments", Unit::Count), ("deployment_frequency_per_week", Unit::PerWeek), ("deploy_days", Unit::Count)];
    if !tally.covered {
        return names.map(|(name, unit)| Value::unknown(name, unit, Reason::FeedDoesNotCoverWindow)).into();
    }
    let n = tally.deployed.len();
    let count = n as f64;
    let per_week = 7.0 / tally.days;
    let rate = poisson(n as u64);
    vec![
        Value::known("deployments", Unit::Count, count, n).with(Some(rate)),
        Value::known("deployment_frequency_per_week", Unit::PerWeek, count / tally.days * 7.0, n).with(Some(rate.scaled(per_week))),
        Value::known("deploy_days", Unit::Count, tally.deploy_days.len() as f64, n),
    ]
}

fn lead_times(tally: &Tally) -> Vec<Value> {
    let reason = match () {
        () if !tally.covered => Some(Reason::FeedDoesNotCoverWindow),
        () if !tally.knows_changes => Some(Reason::NoCommits),
        () => None,
    };
    let n = tally.lead.len();
    let changes = match reason {
        Some(reason) => Value::unknown("changes", Unit::Count, reason),
        None => Value::known("changes", Unit::Count, n as f64, n),
    };
    let reason = reason.unwrap_or(Reason::NoChanges);
    let quantiles = [("change_lead_time_median", 0.5), ("change_lead_time_p75", 0.75), ("change_lead_time_p90", 0.9)];
    let mut values = vec![changes];
    values.extend(quantiles.map(|(name, p)| of_quantile(name, &tally.lead, p, reason)));
    values.push(match mean(&tally.lead) {
        Some(mean) => Value::known("change_lead_time_mean", Unit::Seconds, mean, n),
        None => Value::unknown("change_lead_time_mean", Unit::Seconds, reason),
    });
    values
}

fn of_quantile(name: &'static str, samples: &[f64], p: f64, reason: Reason) -> Value {
    match quantile(samples, p) {
        Some(value) => Value::known(name, Unit::Seconds, value, samples.len()).with(quantile_interval(samples, p)),
        None => Value::unknown(name, Unit::Seconds, reason),
    }
}

fn stability(tally: &Tally) -> Vec<Value> {
    vec![change_fail_rate(tally), recovery(tally), rework_rate(tally), restore(tally)]
}

fn change_fail_rate(tally: &Tally) -> Value {
    let reason = match () {
        () if !tally.knows_incidents => Reason::NoIncidentFeed,
        () if !tally.covered => Reason::FeedDoesNotCoverWindow,
        () => Reason::NoDeployments,
    };
    let trials = if tally.knows_incidents { tally.change_deployments } else { 0 };
    ratio("change_fail_rate", tally.failed, trials, reason)
}

fn ratio(name: &'static str, hits: usize, trials: usize, reason: Reason) -> Value {
    match wilson(hits as u64, trials as u64) {
        Some(interval) => Value::known(name, Unit::Ratio, hits as f64 / trials as f64, trials).with(Some(interval)),
        None => Value::unknown(name, Unit::Ratio, reason),
    }
}

fn recovery(tally: &Tally) -> Value {
    let name = "failed_deployment_recovery_time_median";
    let reason = match () {
        () if !tally.knows_incidents => Reason::NoIncidentFeed,
        () if !tally.covered => Reason::FeedDoesNotCoverWindow,
        () if tally.failed == 0 => Reason::NoFailedDeployments,
        () if tally.left_out.open_failures == tally.failed => Reason::AllOpen,
        () => Reason::NoRecoveryTime,
    };
    let samples: &[f64] = if tally.knows_incidents { &tally.recovery } else { &[] };
    of_quantile(name, samples, 0.5, reason)
}

fn rework_rate(tally: &Tally) -> Value {
    let reason = match () {
        () if !tally.covered => Reason::FeedDoesNotCoverWindow,
        () if !tally.knows_plan => Reason::NoPlanData,
        () => Reason::NoDeployments,
    };
    let trials = if tally.covered && tally.knows_plan { tally.deployed.len() } else { 0 };
    ratio("rework_rate", tally.rework, trials, reason)
}

fn restore(tally: &Tally) -> Value {
    let reason = match () {
        () if !tally.knows_incidents => Reason::NoIncidentFeed,
        () if tally.restore.is_empty() && tally.open_incidents > 0 => Reason::AllOpen,
        () => Reason::NoIncidents,
    };
    of_quantile("time_to_restore_median", &tally.restore, 0.5, reason)
}

/// Figures that explain the others: the counts with what is left out, the author clock, the gap between deployments, the legs.
fn extras(tally: &Tally) -> Vec<Value> {
    let mut all = Vec::new();
    let by_week = if tally.covered { tally.deploy_days_by_week() } else { Vec::new() };
    if let Some(median) = quantile(&by_week, 0.5) {
        all.push(Value::known("deploy_days_per_week_median", Unit::Count, median, by_week.len()));
    }
    if tally.covered && tally.left_out.redeploys > 0 {
        let n = tally.deployed.len() + tally.left_out.redeploys;
        all.push(Value::known("deployments_with_redeploys", Unit::Count, n as f64, n));
    }
    if tally.left_out.bots > 0 {
        all.push(of_quantile("change_lead_time_median_with_bots", &tally.lead_with_bots, 0.5, Reason::NoChanges));
    }
    if !tally.lead_author.is_empty() {
        all.push(of_quantile("change_lead_time_median_author_clock", &tally.lead_author, 0.5, Reason::NoChanges));
    }
    let gaps: Vec<f64> = tally.deployed.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64()).collect();
    if !gaps.is_empty() {
        all.push(of_quantile("deployment_gap_median", &super::statistics::sorted(gaps), 0.5, Reason::NoDeployments));
    }
    if tally.knows_pulls {
        all.extend(LEG_MEASURES.iter().zip(&tally.legs).map(|(name, legs)| of_quantile(name, legs, 0.5, Reason::NoChanges)));
    }
    all
}

/// Names of the measures of the legs, in the order of [`LEG_NAMES`].
pub const LEG_MEASURES: [&str; LEG_NAMES.len()] =
    ["lead_time_coding_median", "lead_time_pickup_median", "lead_time_review_median", "lead_time_deploy_median"];
