//! `api-diff`: what a newer API description breaks for those who use the older one.

mod change;
mod compared;
mod decisions;
mod gate;
#[cfg(test)]
mod hostile;
mod ids;
mod include;
mod inputs;
mod law;
mod policy;
mod schema;
mod settings;
mod shaping;
mod since;
mod walk;

#[cfg(test)]
mod mutations;
#[cfg(test)]
#[allow(clippy::print_stdout, reason = "a test says what it skips and how far it agrees")]
mod pack;
#[cfg(test)]
mod real;
#[cfg(test)]
#[allow(clippy::print_stdout, reason = "a test says what it skips")]
mod testing;

pub use change::Change;
pub use compared::{Compared, Placed};
pub use gate::{ApiDiff, compared};
pub use ids::{all as ids, is_known, is_oasdiff, meant_by, oasdiff};
pub use inputs::{Pair, Pairs, pairs};
pub use law::{Direction, Effect, severity};
pub use policy::{PathFilter, Policy, Stability};
pub use settings::policy;
pub use shaping::Shaping;
pub use walk::compare;
