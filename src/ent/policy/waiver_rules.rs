//! Carries waivers out, and judges the waivers themselves.

use rule::{Disposition, Finding, Severity};

use super::rules::finding;
use super::waiver::{days_between, text};
use super::{Policy, Waiver, WaiverStanding};

/// Days before its end in which a waiver warns.
const SOON: i32 = 14;

pub(super) fn apply(findings: &mut [Finding], policy: &Policy<'_>) -> Vec<Finding> {
    let covered = cover(findings, policy);
    let mut own = Vec::new();
    for (waiver, covered) in policy.waivers.list.iter().zip(&covered) {
        judge(waiver, covered, findings, policy, &mut own);
    }
    overlapping(&covered, policy, &mut own);
    budget(policy, &mut own);
    own
}

/// Waives what is covered; returns, waiver by waiver, the indices of all findings that each would cover, in force or not.
fn cover(findings: &mut [Finding], policy: &Policy<'_>) -> Vec<Vec<usize>> {
    let waivers = &policy.waivers.list;
    let mut covered = vec![Vec::new(); waivers.len()];
    for (index, found) in findings.iter_mut().enumerate() {
        let fitting: Vec<usize> = (0..waivers.len()).filter(|&number| waivers[number].scope.covers(found)).collect();
        fitting.iter().for_each(|&number| covered[number].push(index));
        let active = fitting.into_iter().filter(|&number| matches!(waivers[number].standing(policy.today), WaiverStanding::Active(_)));
        let best = active.max_by_key(|&number| (waivers[number].specificity(), std::cmp::Reverse(number)));
        if let Some(number) = best.filter(|_| found.disposition.is_open()) {
            found.disposition = Disposition::Waived(waivers[number].reference());
        }
    }
    covered
}

fn judge(waiver: &Waiver, covered: &[usize], findings: &[Finding], policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let strict = if policy.law.strict { Severity::Error } else { Severity::Warning };
    let mut say = |rule: &'static str, severity: Severity, message: String| {
        own.push(finding(rule, severity, waiver.location.clone(), &waiver.name, message));
    };
    let name = &waiver.name;
    match waiver.standing(policy.today) {
        WaiverStanding::Expired => {
            say(
                "waivers/expired",
                Severity::Warning,
                format!("the waiver {name} of {} ended on {}: what it covered is open again", waiver.owner, waiver.expires),
            );
            return;
        }
        WaiverStanding::Pending => return,
        WaiverStanding::Active(left) if left <= SOON => {
            let days = if left == 1 { "1 day".to_string() } else { format!("{left} days") };
            say(
                "waivers/expiring-soon",
                Severity::Warning,
                format!("the waiver {name} of {} ends in {days}, on {}", waiver.owner, waiver.expires),
            );
        }
        WaiverStanding::Active(_) => {}
    }
    if covered.is_empty() {
        unused(waiver, findings, policy, strict, &mut say);
        return;
    }
    if waiver.approved_by.iter().all(|approver| *approver == waiver.owner) {
        say("waivers/not-approved", strict, format!("nobody but its owner stands behind the waiver {name}"));
    }
    let found: Vec<&Finding> = covered.iter().map(|&index| &findings[index]).collect();
    too_long(waiver, &found, policy, strict, &mut say);
    let broad = waiver.scope.rule.as_ref().is_some_and(|pattern| pattern.as_str().ends_with("/*"));
    let precise =
        waiver.scope.id.is_some() || waiver.scope.fingerprint.is_some() || waiver.scope.package.is_some() || !waiver.scope.paths.is_empty();
    if broad && !precise {
        say("waivers/over-broad", strict, format!("the waiver {name} covers every finding of a gate"));
    }
    let together = policy.changed.filter(|changed| changed.iter().any(|path| path == super::WAIVERS_PATH));
    if let Some(excused) = together.and_then(|changed| found.iter().find(|finding| changed.contains(&finding.location.path))) {
        let path = &excused.location.path;
        say(
            "waivers/changed-with-excused-code",
            Severity::Warning,
            format!("the waiver {name} and {path}, which it excuses, change together"),
        );
    }
    let fixed = found.iter().find_map(|finding| text(finding, "fixed").filter(|fixed| !fixed.is_empty()).map(|fixed| (finding, fixed)));
    if let Some((finding, fixed)) = fixed {
        let package = text(finding, "package").unwrap_or("the package");
        say(
            "waivers/fix-available",
            strict,
            format!("{package} is fixed in {fixed}: the waiver {name} is no longer needed after an update"),
        );
    }
}

fn unused(
    waiver: &Waiver,
    findings: &[Finding],
    policy: &Policy<'_>,
    strict: Severity,
    say: &mut impl FnMut(&'static str, Severity, String),
) {
    let name = &waiver.name;
    if let Some(other) = findings.iter().find(|finding| waiver.scope.version.is_some() && waiver.scope.covers_but_version(finding)) {
        let now = text(other, "version").unwrap_or("another version");
        let wanted = waiver.scope.version.as_deref().unwrap_or_default();
        say(
            "waivers/version-out-of-scope",
            Severity::Warning,
            format!("the waiver {name} is for {wanted}, and {now} is in use: it does not apply"),
        );
        return;
    }
    // What did not run cannot be called unused.
    let gate = waiver.scope.rule.as_ref().and_then(|pattern| pattern.as_str().split('/').next());
    let ran = gate.map_or_else(|| (policy.judged)("vulns"), |gate| (policy.judged)(gate));
    if ran {
        say("waivers/unused", strict, format!("the waiver {name} covers nothing that is found"));
    }
}

fn too_long(
    waiver: &Waiver,
    found: &[&Finding],
    policy: &Policy<'_>,
    strict: Severity,
    say: &mut impl FnMut(&'static str, Severity, String),
) {
    let by_weight = found.iter().map(|finding| Waiver::longest_life(finding)).min();
    let Some(limit) = policy.law.max_days.into_iter().chain(by_weight).min() else { return };
    let from = waiver.not_before.or(waiver.created).unwrap_or(policy.today);
    let life = i64::from(days_between(from, waiver.expires));
    if life > limit {
        say("waivers/too-long", strict, format!("the waiver {} lasts {life} days; what it covers may be waived for {limit}", waiver.name));
    }
}

/// Two waivers in force that cover one finding: one of them is forgotten when the other is removed.
fn overlapping(covered: &[Vec<usize>], policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let waivers = &policy.waivers.list;
    let active = |number: usize| matches!(waivers[number].standing(policy.today), WaiverStanding::Active(_));
    for second in 0..waivers.len() {
        let first = (0..second)
            .find(|&first| active(first) && active(second) && covered[first].iter().any(|index| covered[second].contains(index)));
        if let Some(first) = first {
            let message = format!("the waivers {} and {} cover the same finding", waivers[first].name, waivers[second].name);
            own.push(finding("waivers/overlapping", Severity::Warning, waivers[second].location.clone(), &waivers[second].name, message));
        }
    }
}

fn budget(policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let Some(limit) = policy.law.max_active else { return };
    let active = policy.waivers.list.iter().filter(|waiver| matches!(waiver.standing(policy.today), WaiverStanding::Active(_)));
    let over: Vec<&Waiver> = active.collect();
    if over.len() as i64 > limit
        && let Some(last) = over.last()
    {
        let severity = if policy.law.strict { Severity::Error } else { Severity::Warning };
        let message = format!("{} waivers are in force; `waivers.max_active` allows {limit}", over.len());
        own.push(finding("waivers/budget-exceeded", severity, last.location.clone(), "budget", message));
    }
}
