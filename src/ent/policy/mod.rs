//! What a team makes of findings: severities, what is off, ignores, waivers, baseline. Policy knows only findings, and drops none.

mod selection;

use rule::RuleInfo;

pub use selection::{Override, Pattern, Selection};

/// The rules that policy itself reports under.
pub fn rules() -> Vec<RuleInfo> {
    Vec::new()
}
