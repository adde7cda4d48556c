//! From a request to a finished report: which gates, all of them in parallel, one verdict.

mod merge;
mod outcome;
mod run;
mod status;
#[cfg(test)]
mod tests;

pub use merge::merge;
pub use outcome::{Counts, ExitCode, GateReport, Report, Status, Verdict};
pub use run::{Request, run};
pub use status::{Judgement, Law, conclude, reorder};
