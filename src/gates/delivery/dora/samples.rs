//! Small records for tests.

use jiff::Timestamp;
use model::delivery::{Change, Deployment, Incident};

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn deployment(id: &str, sha: &str, finished: &str) -> Deployment {
    Deployment::new(id, "pay", sha, at(finished))
}

pub(crate) fn change(sha: &str, committed: &str) -> Change {
    Change { sha: sha.into(), committed_at: at(committed), authored_at: None, author: None, bot: false, pr: None, reverts: None }
}

pub(crate) fn incident(id: &str, started: &str, resolved: Option<&str>) -> Incident {
    let mut incident = Incident::new(id, "pay", at(started));
    incident.resolved_at = resolved.map(at);
    incident
}
