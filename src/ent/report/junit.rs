//! JUnit XML as CI servers read it: a suite per gate, a case per finding, and one for the gate itself.

use std::fmt::Write;

use rule::{Disposition, Finding};

use super::View;
use super::place;
use crate::engine::{GateReport, Status};

pub(super) fn render(view: &View<'_>) -> String {
    let mut suites = String::new();
    let mut total = Tally::default();
    for gate in &view.report.gates {
        let (suite, tally) = suite(view, gate);
        suites.push_str(&suite);
        total.add(&tally);
    }
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ent\" {}>\n{suites}</testsuites>\n", total.of_all())
}

#[derive(Default)]
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    millis: u64,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
        self.millis += other.millis;
    }

    /// Attributes of a suite.
    fn of_suite(&self) -> String {
        format!("{} skipped=\"{}\"", self.of_all(), self.skipped)
    }

    /// Attributes of all suites together: the schema knows no `skipped` there.
    fn of_all(&self) -> String {
        let Tally { tests, failures, errors, millis, .. } = self;
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{}\"", seconds(*millis))
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

fn suite(view: &View<'_>, gate: &GateReport) -> (String, Tally) {
    let mut tally = Tally { millis: gate.duration_ms, ..Tally::default() };
    let mut cases = String::new();
    gate_case(gate, &mut cases, &mut tally);
    for finding in view.report.findings.iter().filter(|finding| finding.gate == gate.gate) {
        finding_case(view, finding, gate, &mut cases, &mut tally);
    }
    let name = escape(&gate.gate);
    (format!("  <testsuite name=\"{name}\" {}>\n{cases}  </testsuite>\n", tally.of_suite()), tally)
}

/// The gate itself: passed, skipped with its reason, or an error when it could not judge.
fn gate_case(gate: &GateReport, out: &mut String, tally: &mut Tally) {
    tally.tests += 1;
    let reason = escape(gate.reason.as_deref().unwrap_or_default());
    let body = match gate.status {
        Status::Passed | Status::Failed if gate.reason.is_none() => String::new(),
        Status::Passed | Status::Failed => format!("      <system-out>{reason}</system-out>\n"),
        Status::Skipped => {
            tally.skipped += 1;
            format!("      <skipped message=\"{reason}\"/>\n")
        }
        Status::Inconclusive => {
            tally.errors += 1;
            format!("      <error type=\"inconclusive\" message=\"{reason}\"/>\n")
        }
    };
    let _ = writeln!(
        out,
        "    <testcase classname=\"{0}\" name=\"{0}\" time=\"{1}\">\n{body}    </testcase>",
        escape(&gate.gate),
        seconds(gate.duration_ms)
    );
}

fn finding_case(view: &View<'_>, finding: &Finding, gate: &GateReport, out: &mut String, tally: &mut Tally) {
    tally.tests += 1;
    let place = place(&finding.location);
    let help = view.help(finding).unwrap_or_default();
    let message = escape(&finding.message);
    let body = match &finding.disposition {
        // What does not fail the gate must not turn a server red.
        Disposition::Open if gate.status == Status::Failed && counts(view, finding) => {
            tally.failures += 1;
            format!(
                "      <failure type=\"{}\" message=\"{message}\">{}</failure>\n",
                finding.severity,
                escape(&format!("{place}\n{help}"))
            )
        }
        Disposition::Open => format!("      <system-out>{}: {message}</system-out>\n", finding.severity),
        other => {
            tally.skipped += 1;
            format!("      <skipped message=\"{}: {message}\"/>\n", other.as_str())
        }
    };
    let name = escape(&format!("{} {place}", finding.rule));
    let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"{name}\" time=\"0.000\">\n{body}    </testcase>", escape(&finding.gate));
}

/// Whether a finding is as heavy as the lightest that fails its gate: a run says which only by its outcome, and errors always are.
fn counts(view: &View<'_>, finding: &Finding) -> bool {
    let has_error = view
        .report
        .findings
        .iter()
        .any(|other| other.gate == finding.gate && other.disposition.is_open() && other.severity == rule::Severity::Error);
    finding.severity == rule::Severity::Error || (!has_error && finding.severity == rule::Severity::Warning)
}

/// XML 1.0 text: the five characters, and nothing that XML forbids.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
