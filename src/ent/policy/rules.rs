//! The rules that policy reports under. They belong to no gate: they guard the exceptions themselves.

use std::borrow::Cow;

use rule::{Effect, Finding, GateInfo, Location, RuleInfo, Severity, fingerprints};

/// The heading under which policy reports.
pub static INFO: GateInfo =
    GateInfo { name: "waivers", area: 6, summary: "Exceptions: ignores, waivers, baseline", kinds: &[], needs: &[], settings: &[] };

const RULES: &[(&str, bool)] = &[
    ("waivers/expired", true),
    ("waivers/expiring-soon", true),
    ("waivers/unused", true),
    ("waivers/not-approved", false),
    ("waivers/too-long", true),
    ("waivers/over-broad", true),
    ("waivers/fix-available", true),
    ("waivers/revoked", true),
    ("waivers/renewed-too-often", true),
    ("waivers/version-out-of-scope", true),
    ("waivers/overlapping", true),
    ("waivers/changed-with-excused-code", true),
    ("waivers/budget-exceeded", true),
    ("waivers/ignore-unknown-rule", true),
    ("waivers/ignore-unused", true),
    ("waivers/ignore-without-reason", true),
    ("waivers/baseline-stale", true),
];

/// All of them. An ignore without a reason covers nothing, so its finding stays open; it is a warning like the others.
pub fn rules() -> Vec<RuleInfo> {
    let rule = |(id, default): &(&'static str, bool)| RuleInfo {
        id: Cow::Borrowed(*id),
        gate: INFO.name,
        area: INFO.area,
        severity: if *id == "waivers/baseline-stale" { Severity::Info } else { Severity::Warning },
        default: *default,
        family: None,
        effect: Effect::Judges,
    };
    RULES.iter().map(rule).collect()
}

/// A finding of policy's own.
pub(super) fn finding(rule: &'static str, severity: Severity, location: Location, subject: &str, message: String) -> Finding {
    let mut finding = Finding::new(rule, INFO.name, severity, location, message);
    finding.subject = subject.to_string();
    fingerprints(std::slice::from_mut(&mut finding));
    finding
}
