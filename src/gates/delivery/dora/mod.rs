//! The `dora` gate: five metrics that a manager can defend.

pub mod delivered;
pub mod duration;
pub mod facts;
pub mod failures;
mod gate;
pub mod lead;
pub mod live;
pub mod measures;
pub mod names;
pub mod online;
pub mod report;
mod rules;
pub mod scale;
pub mod settings;
pub mod setup;
mod special;
pub mod statistics;
pub mod tally;
pub mod targets;
mod targets_file;
pub mod trend;

pub use gate::{Dora, NAME, measures};
pub use rules::is_significantly_worse;

#[cfg(test)]
mod samples;
