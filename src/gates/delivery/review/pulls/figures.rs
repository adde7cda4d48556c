//! Times of pull requests.

use jiff::Timestamp;
use model::delivery::PullRequest;

use super::Pulls;
use super::calendar::Calendar;
use crate::dora::statistics::{quantile, sorted};

/// When a request began to wait for a reader.
pub(crate) fn waits_since(pull: &PullRequest) -> Option<Timestamp> {
    pull.ready_at.max(pull.created_at)
}

/// Working seconds until the first review, of the requests that had one.
pub(crate) fn pickups(pulls: &Pulls, calendar: &Calendar) -> Vec<f64> {
    let pickup = |pull: &PullRequest| Some(calendar.seconds(waits_since(pull)?, pull.first_review_at?));
    sorted(pulls.people.iter().filter_map(pickup).collect())
}

/// Seconds from the first review to the merge.
pub(crate) fn merges(pulls: &Pulls) -> Vec<f64> {
    let merge = |pull: &PullRequest| between(pull.first_review_at?, pull.merged_at?);
    sorted(pulls.merged().filter_map(merge).collect())
}

/// Seconds between two instants, where they are in order.
pub(crate) fn between(from: Timestamp, to: Timestamp) -> Option<f64> {
    let seconds = (to.as_second() - from.as_second()) as f64;
    (seconds >= 0.0).then_some(seconds)
}

/// The value that three quarters do not exceed.
pub(crate) fn p75(samples: &[f64]) -> Option<f64> {
    quantile(samples, 0.75)
}
