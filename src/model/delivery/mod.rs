//! What a team delivered and what broke: deployments, incidents, pull requests, in one normalised form whatever tool they come from.
//!
//! Nothing here judges. Times are instants (`jiff::Timestamp`), a value that a source does not give is `None`.

pub mod from_git;
mod paths;
pub mod read;
mod record;
mod window;

pub use paths::ServicePaths;
pub use record::{Cause, CausedBy, Change, DeployKind, Deployment, Incident, Origin, PullRequest, Status};
pub use window::{Window, WindowError, parse_bound};
