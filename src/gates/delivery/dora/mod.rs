//! The `dora` gate: five metrics that a manager can defend.

pub mod facts;
pub mod failures;
pub mod lead;
pub mod live;
pub mod measures;
pub mod names;
pub mod report;
pub mod settings;
mod special;
pub mod statistics;
pub mod tally;

#[cfg(test)]
mod samples;
