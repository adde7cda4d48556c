//! Carries waivers out, and judges the waivers themselves.

use std::collections::BTreeMap;

use rule::{Disposition, Finding, Severity};

use super::rules::finding;
use super::waiver::{days_between, fixed_in, package_of, text};
use super::{Policy, Waiver, WaiverStanding};

/// Days before its end in which a waiver warns.
const SOON: i32 = 14;
/// Score from which a finding is critical.
const CRITICAL: f64 = 9.0;

pub(super) fn apply(findings: &mut [Finding], policy: &Policy<'_>) -> Vec<Finding> {
    let covered = cover(findings, policy);
    let mut own = Vec::new();
    for (waiver, covered) in policy.waivers.list.iter().zip(&covered) {
        let found: Vec<&Finding> = covered.iter().map(|&index| &findings[index]).collect();
        Judge { waiver, found, policy, own: &mut own }.judge(findings);
    }
    overlapping(&covered, findings, policy, &mut own);
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
        let active = fitting.into_iter().filter(|&number| holds(&waivers[number], found, policy));
        let best = active.max_by_key(|&number| (waivers[number].specificity(), std::cmp::Reverse(number)));
        if let Some(number) = best.filter(|_| found.disposition.is_open()) {
            found.disposition = Disposition::Waived(waivers[number].reference());
        }
    }
    covered
}

fn is_active(waiver: &Waiver, policy: &Policy<'_>) -> bool {
    matches!(waiver.standing(policy.today), WaiverStanding::Active(_))
}

/// Whether a waiver is in force for a finding that it covers.
fn holds(waiver: &Waiver, finding: &Finding, policy: &Policy<'_>) -> bool {
    is_active(waiver, policy) && waiver.revoked_by(finding).is_none()
}

/// One waiver before its judge.
struct Judge<'j, 'p> {
    waiver: &'j Waiver,
    /// What it covers, in force or not.
    found: Vec<&'j Finding>,
    policy: &'j Policy<'p>,
    own: &'j mut Vec<Finding>,
}

impl Judge<'_, '_> {
    fn judge(mut self, findings: &[Finding]) {
        let (waiver, name) = (self.waiver, &self.waiver.name);
        match waiver.standing(self.policy.today) {
            WaiverStanding::Expired => {
                let message = format!("the waiver {name} of {} ended on {}: what it covered is open again", waiver.owner, waiver.expires);
                return self.warn("waivers/expired", message);
            }
            WaiverStanding::Pending => return,
            WaiverStanding::Active(left) if left <= SOON => {
                let days = if left == 1 { "1 day".to_string() } else { format!("{left} days") };
                let message = format!("the waiver {name} of {} ends in {days}, on {}", waiver.owner, waiver.expires);
                self.warn("waivers/expiring-soon", message);
            }
            WaiverStanding::Active(_) => {}
        }
        self.renewed_too_often();
        if self.found.is_empty() {
            return self.unused(findings);
        }
        self.not_approved();
        self.too_long();
        self.over_broad();
        self.changed_together();
        self.revoked();
        self.fix_available();
    }

    fn warn(&mut self, rule: &'static str, message: String) {
        self.say(rule, Severity::Warning, message);
    }

    /// What is a warning, and an error where waivers are judged strictly.
    fn govern(&mut self, rule: &'static str, message: String) {
        self.say(rule, severity(self.policy), message);
    }

    fn say(&mut self, rule: &'static str, severity: Severity, message: String) {
        self.own.push(finding(rule, severity, self.waiver.location.clone(), &self.waiver.name, message));
    }

    fn renewed_too_often(&mut self) {
        let Some(limit) = self.policy.law.max_renewals.filter(|limit| i64::from(self.waiver.renewals) > *limit) else { return };
        let message =
            format!("the waiver {} was prolonged {} times; `waivers.max_renewals` allows {limit}", self.waiver.name, self.waiver.renewals);
        self.govern("waivers/renewed-too-often", message);
    }

    fn not_approved(&mut self) {
        if self.waiver.approved_by.iter().all(|approver| *approver == self.waiver.owner) {
            self.govern("waivers/not-approved", format!("nobody but its owner stands behind the waiver {}", self.waiver.name));
        }
    }

    fn too_long(&mut self) {
        let by_weight = self.found.iter().map(|finding| Waiver::longest_life(finding)).min();
        let Some(limit) = self.policy.law.max_days.into_iter().chain(by_weight).min() else { return };
        let from = self.waiver.not_before.or(self.waiver.created).unwrap_or(self.policy.today);
        let life = i64::from(days_between(from, self.waiver.expires));
        if life > limit {
            let message = format!("the waiver {} lasts {life} days; what it covers may be waived for {limit}", self.waiver.name);
            self.govern("waivers/too-long", message);
        }
    }

    fn over_broad(&mut self) {
        let scope = &self.waiver.scope;
        if !scope.rule.as_ref().is_some_and(|pattern| pattern.as_str().ends_with("/*")) || scope.is_exact() {
            return;
        }
        if !scope.is_narrow() {
            self.govern("waivers/over-broad", format!("the waiver {} covers every finding of a gate", self.waiver.name));
        } else if self.found.iter().any(|finding| finding.score.is_some_and(|score| score >= CRITICAL)) {
            let message = format!("the waiver {} covers a critical finding by `GATE/*`: name its `id` or `fingerprint`", self.waiver.name);
            self.govern("waivers/over-broad", message);
        }
    }

    fn changed_together(&mut self) {
        let Some(changed) = self.policy.changed.filter(|changed| changed.iter().any(|path| path == super::WAIVERS_PATH)) else { return };
        let Some(excused) = self.found.iter().find(|finding| changed.contains(&finding.location.path)) else { return };
        let message = format!("the waiver {} and {}, which it excuses, change together", self.waiver.name, excused.location.path);
        self.warn("waivers/changed-with-excused-code", message);
    }

    fn revoked(&mut self) {
        if let Some(why) = self.found.iter().find_map(|finding| self.waiver.revoked_by(finding)) {
            self.warn("waivers/revoked", format!("{why}: the waiver {} says that it ends then, and does not apply", self.waiver.name));
        }
    }

    fn fix_available(&mut self) {
        let waiting = self.found.iter().filter(|finding| self.waiver.revoked_by(finding).is_none());
        let Some((finding, fixed)) = waiting.filter_map(|finding| Some((*finding, fixed_in(finding)?))).next() else { return };
        let message =
            format!("{} is fixed in {fixed}: the waiver {} is no longer needed after an update", package_of(finding), self.waiver.name);
        self.govern("waivers/fix-available", message);
    }

    fn unused(&mut self, findings: &[Finding]) {
        let (waiver, name) = (self.waiver, &self.waiver.name);
        let other = findings.iter().find(|finding| waiver.scope.version.is_some() && waiver.scope.covers_but_version(finding));
        if let Some(other) = other {
            let now = text(other, "version").unwrap_or("another version");
            let wanted = waiver.scope.version.as_deref().unwrap_or_default();
            return self.warn(
                "waivers/version-out-of-scope",
                format!("the waiver {name} is for {wanted}, and {now} is in use: it does not apply"),
            );
        }
        // What did not run cannot be called unused; a fingerprint alone does not say which gate would have to run.
        let gate = waiver.scope.rule.as_ref().and_then(|pattern| pattern.as_str().split('/').next());
        let gate = gate.or(waiver.scope.id.as_ref().map(|_| "vulns"));
        if gate.is_some_and(|gate| (self.policy.judged)(gate)) {
            self.govern("waivers/unused", format!("the waiver {name} covers nothing that is found"));
        }
    }
}

/// The weight of the governance rules.
fn severity(policy: &Policy<'_>) -> Severity {
    if policy.law.strict { Severity::Error } else { Severity::Warning }
}

/// Two waivers in force that cover one finding: one of them is forgotten when the other is removed.
fn overlapping(covered: &[Vec<usize>], findings: &[Finding], policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let waivers = &policy.waivers.list;
    let in_force = |number: usize, index: &usize| holds(&waivers[number], &findings[*index], policy);
    for second in 0..waivers.len() {
        let both = |first: &usize| {
            covered[*first].iter().any(|index| covered[second].contains(index) && in_force(*first, index) && in_force(second, index))
        };
        if let Some(first) = (0..second).find(both) {
            let message = format!("the waivers {} and {} cover the same finding", waivers[first].name, waivers[second].name);
            own.push(finding("waivers/overlapping", Severity::Warning, waivers[second].location.clone(), &waivers[second].name, message));
        }
    }
}

/// The limit holds for each service that waivers name, and for all those together that name none.
fn budget(policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let Some(limit) = policy.law.max_active else { return };
    let mut groups: BTreeMap<&str, Vec<&Waiver>> = BTreeMap::new();
    for waiver in policy.waivers.list.iter().filter(|waiver| is_active(waiver, policy)) {
        let named = waiver.scope.services.iter().map(String::as_str);
        let everywhere = waiver.scope.services.is_empty().then_some("");
        named.chain(everywhere).for_each(|service| groups.entry(service).or_default().push(waiver));
    }
    for (service, waivers) in groups {
        let Some(last) = waivers.last().filter(|_| waivers.len() as i64 > limit) else { continue };
        let of = if service.is_empty() { String::new() } else { format!(" for the service {service}") };
        let message = format!("{} waivers are in force{of}; `waivers.max_active` allows {limit}", waivers.len());
        own.push(finding(
            "waivers/budget-exceeded",
            severity(policy),
            last.location.clone(),
            format!("budget {service}").trim_end(),
            message,
        ));
    }
}
