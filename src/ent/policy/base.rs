//! Only what is new against another revision: findings of the base are classified like a baseline.

use std::collections::HashMap;

use rule::{Disposition, Finding};

/// Marks the findings that the base has too. Equal fingerprints are matched one to one, so a second copy of an old fault is new.
pub fn classify_against(findings: &mut [Finding], base: &[Finding]) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for finding in base {
        *known.entry(finding.fingerprint.as_str()).or_default() += 1;
    }
    for finding in findings.iter_mut().filter(|finding| finding.disposition.is_open()) {
        if let Some(left) = known.get_mut(finding.fingerprint.as_str()).filter(|left| **left > 0) {
            *left -= 1;
            finding.disposition = Disposition::Baselined;
        }
    }
}
