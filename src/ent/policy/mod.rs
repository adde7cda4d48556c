//! What a team makes of findings: severities, what is off, ignores, waivers, baseline. Policy knows only findings, and drops none.
//!
//! The order is fixed: an ignore in the file itself, then a waiver, then the baseline; what none of them covers is open and counts.

mod base;
mod baseline;
mod ignore;
pub mod import;
mod rules;
mod selection;
#[cfg(test)]
mod tests;
mod waiver;
mod waiver_file;
mod waiver_rules;
mod waiver_schema;
mod waiver_text;

use jiff::civil::Date;
use rule::{Finding, Store};

pub use base::classify_against;
pub use baseline::{Baseline, BaselineEntry};
pub use rules::{INFO, rules};
pub use selection::{Override, Pattern, Selection};
pub use waiver::{Revocation, Scope, Waiver, WaiverStanding, Waivers};
pub use waiver_file::PATH as WAIVERS_PATH;
pub use waiver_schema::{baseline_schema, waivers_schema};
pub use waiver_text::{NewWaiver, WaiverValue, add_waivers, scope_keys};

/// How strictly waivers are judged: `waivers:` of the configuration.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaiverLaw {
    /// The governance rules are errors.
    pub strict: bool,
    /// The longest life of a waiver in days, whatever it covers.
    pub max_days: Option<i64>,
    /// How many waivers may hold at one time: of each service that waivers name, and of those that name none.
    pub max_active: Option<i64>,
    /// How often a waiver may be prolonged.
    pub max_renewals: Option<i64>,
}

/// Everything that classifies findings.
pub struct Policy<'p> {
    /// The waivers of the repository.
    pub waivers: &'p Waivers,
    /// How strictly they are judged.
    pub law: WaiverLaw,
    /// The findings that are known.
    pub baseline: Option<&'p Baseline>,
    /// The day of the run.
    pub today: Date,
    /// Ids of all rules, for ignores of unknown ones.
    pub known_rules: &'p dyn Fn(&str) -> bool,
    /// Names of the gates that judged in this run: only what was judged can be unused.
    pub judged: &'p dyn Fn(&str) -> bool,
    /// Paths that have changed since the base, where there is one.
    pub changed: Option<&'p [String]>,
}

/// Classifies the findings of a run and returns what policy itself finds about ignores, waivers and baseline.
pub fn apply(findings: &mut [Finding], store: &Store, inputs: &[String], policy: &Policy<'_>) -> Vec<Finding> {
    let mut own = ignore::apply(findings, store, inputs, policy);
    own.extend(waiver_rules::apply(findings, policy));
    if let Some(baseline) = policy.baseline {
        own.extend(baseline.apply(findings, policy.judged));
    }
    own
}
