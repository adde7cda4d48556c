//! Waivers and baseline, case by case, on a given day: what each finding becomes, and what is said about the exceptions themselves.

use std::sync::Arc;

use document::{Format, Limits, Source, SourceId};
use jiff::Timestamp;
use jiff::civil::date;
use rule::{Disposition, Finding, Location, Run, Severity, fingerprints};
use serde_json::Value;

use super::*;

/// The day of every case that names no other.
const TODAY: &str = "2026-11-01";

/// One case. Findings: `rule path [warning] [key=value…]`. Outcome: a disposition per finding, then `|` and the rules of the exceptions.
struct Case {
    what: &'static str,
    waivers: &'static [&'static str],
    findings: &'static [&'static str],
    outcome: &'static str,
    with: With,
}

/// What is not as usual.
#[derive(Clone, Copy)]
struct With {
    today: &'static str,
    law: WaiverLaw,
    /// Gates that judged; all where empty.
    judged: &'static [&'static str],
    changed: Option<&'static [&'static str]>,
}

const LAW: WaiverLaw = WaiverLaw { strict: false, max_days: None, max_active: None, max_renewals: None };
const USUAL: With = With { today: TODAY, law: LAW, judged: &[], changed: None };

const fn on(today: &'static str) -> With {
    With { today, ..USUAL }
}

const fn under(law: WaiverLaw) -> With {
    With { law, ..USUAL }
}

const fn case(
    what: &'static str,
    waivers: &'static [&'static str],
    findings: &'static [&'static str],
    outcome: &'static str,
    with: With,
) -> Case {
    Case { what, waivers, findings, outcome, with }
}

const A: &str = "local/a svc/a.yaml";
const B: &str = "local/b svc/b.yaml";
const ALL: &str = "rule: local/a, expires: 2026-12-01";
const CVE: &str = "vulns/x Cargo.lock id=CVE-1 aliases=GHSA-1,RUSTSEC-1 package=lib version=1.0.0 score=5";
const CRITICAL: &str = "vulns/x Cargo.lock id=CVE-1 package=lib version=1.0.0 score=9.8";
const FIXED: &str = "vulns/x Cargo.lock id=CVE-1 package=lib version=1.0.0 fixed=1.2.0 score=5";
const OP: &str = "api-diff/removed api.yaml operation=GET_/users pointer=/paths/~1users/get subject=coupon";

const CASES: &[Case] = &[
    // What a waiver covers.
    case("nothing waived", &[], &[A], "open", USUAL),
    case("a rule by its id", &[ALL], &[A, B], "waived open", USUAL),
    case("every rule of a gate", &["rule: local/*, path: svc, expires: 2026-12-01"], &[A, B], "waived waived", USUAL),
    case("a gate by its bare name", &["rule: local, path: svc, expires: 2026-12-01"], &[A, B], "waived waived", USUAL),
    case("a gate with a longer name is another", &["rule: loc/*, expires: 2026-12-01"], &[A], "open | unused", USUAL),
    case("a file", &["rule: local/a, path: svc/a.yaml, expires: 2026-12-01"], &[A, "local/a svc/b.yaml"], "waived open", USUAL),
    case("a folder", &["rule: local/a, path: svc/, expires: 2026-12-01"], &[A, "local/a lib/a.yaml"], "waived open", USUAL),
    case("a folder is no prefix of a name", &["rule: local/a, path: sv, expires: 2026-12-01"], &[A], "open | unused", USUAL),
    case("a glob", &["rule: local/a, path: '**/a.yaml', expires: 2026-12-01"], &[A, "local/a svc/b.yaml"], "waived open", USUAL),
    case("several paths", &["rule: local/a, paths: [x, svc/a.yaml], expires: 2026-12-01"], &[A], "waived", USUAL),
    case("paths of the scope", &["rule: local/a, scope: {paths: [svc]}, expires: 2026-12-01"], &[A], "waived", USUAL),
    case("an advisory by its id", &["id: CVE-1, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("an advisory by an alias", &["id: RUSTSEC-1, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("another advisory", &["id: CVE-2, expires: 2026-11-30"], &[CVE], "open | unused", USUAL),
    case("a package", &["rule: vulns/*, package: lib, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("another package", &["id: CVE-1, package: other, expires: 2026-11-30"], &[CVE], "open | unused", USUAL),
    case("the version in use", &["id: CVE-1, version: 1.0.0, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("another version", &["id: CVE-1, version: 0.9.0, expires: 2026-11-30"], &[CVE], "open | version-out-of-scope", USUAL),
    case(
        "a finding without a version",
        &["rule: local/a, version: 1.0.0, expires: 2026-12-01"],
        &[A],
        "open | version-out-of-scope",
        USUAL,
    ),
    case("a purl", &["id: CVE-1, purls: ['pkg:cargo/lib'], expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("a purl of that version", &["id: CVE-1, purls: ['pkg:cargo/lib@1.0.0'], expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("a purl of another version", &["id: CVE-1, purls: ['pkg:cargo/lib@2.0.0'], expires: 2026-11-30"], &[CVE], "open | unused", USUAL),
    case(
        "a purl where the finding says its own",
        &["id: CVE-1, purls: ['pkg:npm/lib'], expires: 2026-11-30"],
        &["vulns/x Cargo.lock id=CVE-1 package=lib version=1 purl=pkg:cargo/lib@1 score=5"],
        "open | unused",
        USUAL,
    ),
    case("a service", &["rule: local/a, services: [pay], expires: 2026-12-01"], &["local/a svc/a.yaml service=pay"], "waived", USUAL),
    case(
        "another service",
        &["rule: local/a, services: [pay], expires: 2026-12-01"],
        &["local/a svc/a.yaml service=ship"],
        "open | unused",
        USUAL,
    ),
    case("a finding of no service", &["rule: local/a, services: [pay], expires: 2026-12-01"], &[A], "open | unused", USUAL),
    case(
        "an environment",
        &["rule: local/a, environments: [staging], expires: 2026-12-01"],
        &["local/a a environment=staging"],
        "waived",
        USUAL,
    ),
    case(
        "another environment",
        &["rule: local/a, scope: {environments: [staging]}, expires: 2026-12-01"],
        &["local/a a environment=production"],
        "open | unused",
        USUAL,
    ),
    case(
        "a finding that says no environment",
        &["rule: local/a, environments: [staging], expires: 2026-12-01"],
        &[A],
        "open | unused",
        USUAL,
    ),
    case("an operation", &["rule: api-diff/*, operation: GET_/users, expires: 2026-12-01"], &[OP], "waived", USUAL),
    case("another operation", &["rule: api-diff/*, operation: PUT_/users, expires: 2026-12-01"], &[OP], "open | unused", USUAL),
    case("a place and what is below it", &["rule: api-diff/*, pointer: /paths/~1users, expires: 2026-12-01"], &[OP], "waived", USUAL),
    case(
        "a place is no prefix of a name",
        &["rule: api-diff/*, pointer: /paths/~1use, expires: 2026-12-01"],
        &[OP],
        "open | unused",
        USUAL,
    ),
    case("a name it is about", &["rule: api-diff/removed, names: [coupon], expires: 2026-12-01"], &[OP], "waived", USUAL),
    case("a name that is only a part", &["rule: api-diff/removed, names: [coup], expires: 2026-12-01"], &[OP], "open | unused", USUAL),
    case("one name of two", &["rule: api-diff/removed, names: [coupon, price], expires: 2026-12-01"], &[OP], "open | unused", USUAL),
    case("one finding by its fingerprint", &["fingerprint: {A}, expires: 2026-12-01"], &[A, B], "waived open", USUAL),
    case("a fingerprint of nothing says no gate", &["fingerprint: abc, expires: 2026-12-01"], &[A], "open", USUAL),
    // When it holds.
    case("through its last day", &["rule: local/a, expires: 2026-11-30"], &[A], "waived | expiring-soon", on("2026-11-30")),
    case("not the day after", &["rule: local/a, expires: 2026-11-30"], &[A], "open | expired", on("2026-12-01")),
    case("fourteen days before its end it warns", &["rule: local/a, expires: 2026-11-15"], &[A], "waived | expiring-soon", USUAL),
    case("fifteen days before it is silent", &["rule: local/a, expires: 2026-11-16"], &[A], "waived", USUAL),
    case("not before its first day", &["rule: local/a, not_before: 2026-11-02, expires: 2026-12-01"], &[A], "open", USUAL),
    case("on its first day", &["rule: local/a, not_before: 2026-11-01, expires: 2026-12-01"], &[A], "waived", USUAL),
    case("an ended one is not called unused", &["rule: local/c, expires: 2026-10-01"], &[A], "open | expired", USUAL),
    case("an ended one beside one in force", &["rule: local/a, expires: 2026-10-01", ALL], &[A], "waived | expired", USUAL),
    // What ends it earlier.
    case("no fix yet", &["id: CVE-1, revoke_if: fix_available, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("a fix is there", &["id: CVE-1, revoke_if: [fix_available], expires: 2026-11-30"], &[FIXED], "open | revoked", USUAL),
    case("below the score", &["id: CVE-1, revoke_if: {score_at_least: 6}, expires: 2026-11-30"], &[CVE], "waived", USUAL),
    case("at the score", &["id: CVE-1, revoke_if: {score_at_least: 5}, expires: 2026-11-30"], &[CVE], "open | revoked", USUAL),
    case(
        "for one of two findings only",
        &["id: CVE-1, revoke_if: fix_available, expires: 2026-11-30"],
        &[CVE, FIXED],
        "waived open | revoked",
        USUAL,
    ),
    case("a fix without the condition warns", &["id: CVE-1, expires: 2026-11-30"], &[FIXED], "waived | fix-available", USUAL),
    // Which of two counts, and what two of them mean.
    case(
        "the more precise one",
        &["rule: local/*, path: svc, expires: 2026-12-01", "rule: local/a, expires: 2026-12-02"],
        &[A],
        "waived:2026-12-02 | overlapping",
        USUAL,
    ),
    case("the first of equals", &[ALL, "rule: local/a, expires: 2026-12-02"], &[A], "waived:2026-12-01 | overlapping", USUAL),
    case(
        "no overlap with one that is revoked",
        &["id: CVE-1, revoke_if: {score_at_least: 1}, expires: 2026-11-30", "rule: vulns/x, expires: 2026-11-30"],
        &[CVE],
        "waived | revoked",
        USUAL,
    ),
    // Governance.
    case("unused", &["rule: local/c, expires: 2026-12-01"], &[A], "open | unused", USUAL),
    case("not unused where its gate did not run", &["rule: local/c, expires: 2026-12-01"], &[], "", With { judged: &["other"], ..USUAL }),
    case("not unused where vulns did not run", &["id: CVE-1, expires: 2026-11-30"], &[], "", With { judged: &["local"], ..USUAL }),
    case("over-broad", &["rule: local/*, expires: 2026-12-01"], &[A], "waived | over-broad", USUAL),
    case(
        "a critical one by GATE/*",
        &["rule: vulns/*, package: lib, expires: 2026-11-10"],
        &[CRITICAL],
        "waived | expiring-soon over-broad",
        USUAL,
    ),
    case("a critical one by its id", &["rule: vulns/*, id: CVE-1, expires: 2026-11-10"], &[CRITICAL], "waived | expiring-soon", USUAL),
    case("too long for a critical one", &["id: CVE-1, expires: 2026-11-16"], &[CRITICAL], "waived | too-long", USUAL),
    case("as long as a medium one may", &["id: CVE-1, expires: 2027-01-30"], &[CVE], "waived", USUAL),
    case("too long for a medium one", &["id: CVE-1, expires: 2027-01-31"], &[CVE], "waived | too-long", USUAL),
    case(
        "long counts from the day it was written",
        &["rule: local/a, created: 2026-08-01, expires: 2026-12-01"],
        &[A],
        "waived | too-long",
        USUAL,
    ),
    case(
        "longer than the repository allows",
        &["rule: local/a, expires: 2026-12-02"],
        &[A],
        "waived | too-long",
        under(WaiverLaw { max_days: Some(30), ..LAW }),
    ),
    case(
        "prolonged as often as allowed",
        &["rule: local/a, renewals: 2, expires: 2026-12-01"],
        &[A],
        "waived",
        under(WaiverLaw { max_renewals: Some(2), ..LAW }),
    ),
    case(
        "prolonged too often",
        &["rule: local/a, renewals: 3, expires: 2026-12-01"],
        &[A],
        "waived | renewed-too-often",
        under(WaiverLaw { max_renewals: Some(2), ..LAW }),
    ),
    case(
        "as many as allowed",
        &[ALL, "rule: local/b, expires: 2026-12-01"],
        &[A, B],
        "waived waived",
        under(WaiverLaw { max_active: Some(2), ..LAW }),
    ),
    case(
        "more than allowed",
        &[ALL, "rule: local/b, expires: 2026-12-01"],
        &[A, B],
        "waived waived | budget-exceeded",
        under(WaiverLaw { max_active: Some(1), ..LAW }),
    ),
    case(
        "the limit is per service",
        &[ALL, "rule: local/a, services: [pay], expires: 2026-12-01"],
        &["local/a a service=pay"],
        "waived | overlapping",
        under(WaiverLaw { max_active: Some(1), ..LAW }),
    ),
    case(
        "an ended one does not count",
        &[ALL, "rule: local/b, expires: 2026-10-01"],
        &[A],
        "waived | expired",
        under(WaiverLaw { max_active: Some(1), ..LAW }),
    ),
    case(
        "changed with what it excuses",
        &[ALL],
        &[A],
        "waived | changed-with-excused-code",
        With { changed: Some(&[".ent/waivers.yaml", "svc/a.yaml"]), ..USUAL },
    ),
    case("changed alone", &[ALL], &[A], "waived", With { changed: Some(&[".ent/waivers.yaml"]), ..USUAL }),
    case("the code changed, the waiver did not", &[ALL], &[A], "waived", With { changed: Some(&["svc/a.yaml"]), ..USUAL }),
    case("approved by somebody else", &["rule: local/a, approved_by: [p], expires: 2026-12-01"], &[A], "waived", USUAL),
    case("approved by its owner", &["rule: local/a, approved_by: o, expires: 2026-12-01"], &[A], "waived", USUAL),
];

/// Rules that are on unless asked for: the others are left out of the outcomes.
fn is_shown(rule: &str) -> bool {
    rule != "waivers/not-approved"
}

fn finding(text: &str) -> Finding {
    let mut words = text.split_whitespace();
    let (rule, path) = (words.next().unwrap().to_string(), words.next().unwrap());
    let gate = rule.split('/').next().unwrap().to_string();
    let mut finding = Finding::new(rule, gate, Severity::Error, Location::path(path), "found");
    for word in words {
        match word.split_once('=') {
            None => finding.severity = Severity::Warning,
            Some(("score", score)) => finding.score = Some(score.parse().unwrap()),
            Some(("pointer", pointer)) => finding.location.pointer = Some(pointer.into()),
            Some(("subject", subject)) => finding.subject = subject.into(),
            Some((key, value)) => {
                let value = if key == "aliases" { value.split(',').collect::<Vec<_>>().into() } else { Value::from(value) };
                finding.properties.insert(key.into(), value);
            }
        }
    }
    finding
}

fn findings(texts: &[&str]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = texts.iter().map(|text| finding(text)).collect();
    fingerprints(&mut findings);
    findings
}

fn waivers(entries: &[&str]) -> Result<Waivers, document::SyntaxError> {
    let text: String = entries.iter().map(|entry| format!("  - {{owner: o, reason: r, {entry}}}\n")).collect();
    read(&format!("waivers:\n{text}"))
}

fn read(text: &str) -> Result<Waivers, document::SyntaxError> {
    let source = Arc::new(Source::new(SourceId(0), ".ent/waivers.yaml", text));
    Waivers::read(document::parse(source, Format::Yaml, &Limits::default())?.root())
}

fn empty_run() -> Run {
    Run::builder(std::path::Path::new("."), Limits::default(), Timestamp::UNIX_EPOCH).build()
}

fn judge(findings: &mut [Finding], waivers: &Waivers, baseline: Option<&Baseline>, with: With) -> Vec<Finding> {
    let judged = |gate: &str| with.judged.is_empty() || with.judged.contains(&gate);
    let changed: Option<Vec<String>> = with.changed.map(|paths| paths.iter().map(ToString::to_string).collect());
    let policy = Policy {
        waivers,
        law: with.law,
        baseline,
        today: with.today.parse().unwrap(),
        known_rules: &|_| true,
        judged: &judged,
        changed: changed.as_deref(),
    };
    apply(findings, empty_run().store(), &[], &policy)
}

/// Outcome as the table writes it.
fn outcome(findings: &[Finding], own: &[Finding], dates: bool) -> String {
    let of = |finding: &Finding| match &finding.disposition {
        Disposition::Waived(waiver) if dates => format!("waived:{}", waiver.expires),
        other => other.as_str().to_string(),
    };
    let mut rules: Vec<&str> = own.iter().filter(|finding| is_shown(&finding.rule)).map(|finding| finding.rule.as_ref()).collect();
    rules.sort_unstable();
    let rules: Vec<&str> = rules.into_iter().map(|rule| rule.trim_start_matches("waivers/")).collect();
    format!("{} | {}", findings.iter().map(of).collect::<Vec<_>>().join(" "), rules.join(" "))
}

#[test]
fn every_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut found = findings(case.findings);
        let print = found.first().map(|finding| finding.fingerprint.clone()).unwrap_or_default();
        let entries: Vec<String> = case.waivers.iter().map(|entry| entry.replace("{A}", &print)).collect();
        let waivers = waivers(&entries.iter().map(String::as_str).collect::<Vec<_>>()).unwrap();
        let own = judge(&mut found, &waivers, None, case.with);
        let got = outcome(&found, &own, case.outcome.contains("waived:"));
        let wanted = if case.outcome.contains('|') { case.outcome.to_string() } else { format!("{} | ", case.outcome) };
        if got.trim() != wanted.trim() {
            wrong.push(format!("{}: {got}, not {wanted}", case.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(CASES.len() >= 60, "{}", CASES.len());
}

#[test]
fn every_rule_of_waivers_comes_up_in_the_table() {
    let told = |rule: &str| CASES.iter().any(|case| case.outcome.split_whitespace().any(|word| word == rule));
    for rule in rules().iter().filter(|rule| is_shown(&rule.id)) {
        let name = rule.id.trim_start_matches("waivers/");
        // Ignores and the baseline have tables of their own.
        assert!(told(name) || name.starts_with("ignore-") || name == "baseline-stale", "{name}");
    }
}

#[test]
fn strictly_judged_governance_is_an_error_and_the_rest_a_warning() {
    let law = WaiverLaw { strict: true, max_active: Some(0), max_renewals: Some(0), max_days: Some(1) };
    let waivers = waivers(&[
        "rule: local/*, renewals: 1, expires: 2026-12-01",
        "rule: local/c, expires: 2026-12-01",
        "rule: local/d, expires: 2026-10-01",
        "rule: local/a, expires: 2026-11-02",
        "id: CVE-1, expires: 2026-11-30",
    ])
    .unwrap();
    let own = judge(&mut findings(&[A, FIXED]), &waivers, None, under(law));
    let of = |severity: Severity| {
        let mut rules: Vec<&str> =
            own.iter().filter(|finding| finding.severity == severity).map(|finding| finding.rule.trim_start_matches("waivers/")).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.join(" ")
    };
    assert_eq!(of(Severity::Error), "budget-exceeded fix-available not-approved over-broad renewed-too-often too-long unused");
    assert_eq!(of(Severity::Warning), "expired expiring-soon overlapping");
}

#[test]
fn a_baseline_holds_what_is_known_one_to_one() {
    let known = |texts: &[&str]| Baseline::of(&findings(texts));
    let none = Waivers::default();
    // What the baseline knows, what is found, what becomes of it.
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&[A], &[A], "baselined | "),
        (&[A], &[A, B], "baselined open | "),
        (&[A], &[A, A], "baselined open | "),
        (&[A, A], &[A], "baselined | baseline-stale"),
        (&[A, B], &[A], "baselined | baseline-stale"),
        (&[A], &[], " | baseline-stale"),
        (&[], &[A], "open | "),
        (&["local/a svc/a.yaml subject=x"], &["local/a svc/a.yaml subject=y"], "open | baseline-stale"),
    ];
    for (old, new, wanted) in cases {
        let (baseline, mut found) = (known(old), findings(new));
        let own = judge(&mut found, &none, Some(&baseline), USUAL);
        assert_eq!(outcome(&found, &own, false), *wanted, "{old:?} {new:?}");
    }
    let baseline = known(&[A]);
    let own = judge(&mut findings(&[B]), &none, Some(&baseline), With { judged: &["other"], ..USUAL });
    assert!(own.is_empty(), "what was not looked at is not mended");
}

#[test]
fn a_waiver_comes_before_the_baseline_and_uses_its_entry_up() {
    let baseline = Baseline::of(&findings(&[A]));
    let mut found = findings(&[A]);
    let own = judge(&mut found, &waivers(&[ALL]).unwrap(), Some(&baseline), USUAL);
    assert_eq!(outcome(&found, &own, false), "waived | ");
    // On the day after, the baseline still knows it.
    let mut found = findings(&[A]);
    let own = judge(&mut found, &waivers(&[ALL]).unwrap(), Some(&baseline), on("2026-12-02"));
    assert_eq!(outcome(&found, &own, false), "baselined | expired");
}

#[test]
fn a_baseline_never_holds_what_is_said_about_exceptions_nor_what_is_waived() {
    let mut found = findings(&[A, B, "waivers/unused .ent/waivers.yaml"]);
    judge(&mut found, &waivers(&[ALL]).unwrap(), None, USUAL);
    let baseline = Baseline::of(&found);
    assert_eq!(baseline.findings.iter().map(|entry| entry.rule.as_str()).collect::<Vec<_>>(), ["local/b"]);
}

#[test]
fn what_would_be_read_and_never_looked_at_is_refused() {
    let cases = [
        ("rule: local/a, expires: 2026-12-01, scope: {subjects: [abc]}", "`scope.subjects` is not judged"),
        ("rule: local/a, expires: 2026-12-01, scope: {component_version: '<2'}", "`scope.component_version` is not judged"),
        ("rule: local/a, expires: 2026-12-01, scope: {regions: [eu]}", "unknown key `regions`"),
        ("rule: local/a, expires: 2026-12-01, revoke_if: known_exploited", "not judged by this version"),
        ("rule: local/a, expires: 2026-12-01, revoke_if: [{epss_at_least: 0.1}]", "not judged by this version"),
        ("rule: local/a, expires: 2026-12-01, revoke_if: {score_at_least: 11}", "a score from 0 to 10"),
        ("rule: local/a, expires: 2026-12-01, renewals: often", "how often the waiver was prolonged"),
        ("rule: local/a, expires: 2026-12-01, renewals: -1", "how often the waiver was prolonged"),
        ("rule: local/a, expires: 2026-12-01, category: whatever", "unknown category"),
        ("rule: local/a, expires: 2026-12-01, vex_justification: because", "unknown vex_justification"),
        ("rule: local/a, expires: 2026-12-01, purls: [lib]", "is no package URL"),
        ("rule: local/a, expires: 2026-12-01, path: '['", "is no glob"),
        ("rule: local/a, expires: 2026-12-01, not_before: 2026-12-02", "never holds"),
        ("rule: local/a, expires: 2026-12-01, compensating_controls: {a: b}", "takes a text"),
        ("package: lib, expires: 2026-12-01", "has to name what it covers"),
        ("rule: local/a, expires: 2026-12-01T00:00:00Z", "is no date"),
    ];
    for (entry, words) in cases {
        let error = waivers(&[entry]).err().map(|error| error.message).unwrap_or_default();
        assert!(error.contains(words), "{entry}: {error}");
    }
}

#[test]
fn names_are_unique_and_a_waiver_says_who_answers_for_it() {
    let waivers = waivers(&[ALL, ALL, "name: mine, rule: local/a, expires: 2026-12-01"]).unwrap();
    let names: Vec<&str> = waivers.list.iter().map(|waiver| waiver.name.as_str()).collect();
    assert_eq!(names, ["local/a", "local/a#2", "mine"]);
    let reference = waivers.list[0].reference();
    assert_eq!((reference.owner.as_str(), reference.reason.as_str(), reference.expires.as_str()), ("o", "r", "2026-12-01"));
    assert_eq!(waivers.list[0].standing(date(2026, 11, 30)), WaiverStanding::Active(1));
}
