use rule::{Finding, Location, Severity};
use serde_json::{Value, json};

use super::*;
use crate::engine::{ExitCode, GateReport, Report, Status, Verdict};
use crate::report::Look;

fn change(id: &str, severity: Severity, operation: &str, message: &str) -> Finding {
    let mut finding = Finding::new(
        format!("api-diff/{id}"),
        GATE,
        severity,
        Location { path: "api.yaml".into(), line: Some(3), ..Location::default() },
        message,
    );
    finding.properties.insert("operation".into(), json!(operation));
    finding
}

fn report(findings: Vec<Finding>) -> Report {
    let gate = GateReport {
        gate: GATE.into(),
        area: 7,
        required: true,
        status: Status::Inconclusive,
        reason: Some("parts/gone.yaml: no such file".into()),
        counts: crate::engine::Counts::default(),
        inputs: Vec::new(),
        duration_ms: 1,
    };
    Report { verdict: Verdict::Inconclusive, exit_code: ExitCode(3), gates: vec![gate], findings, measures: Vec::new() }
}

fn compared(from: &str, to: &str) -> Vec<Compared> {
    vec![Compared { path: "api.yaml".into(), from: Some(from.into()), to: Some(to.into()), parts: Vec::new() }]
}

fn sample() -> Report {
    let mut shared = change("response-property-type-changed", Severity::Error, "GET /users", "GET /users and 1 more: `id` is text now <b>");
    shared.properties.insert("uses".into(), json!(["GET /users", "GET /users/{id}"]));
    report(vec![
        shared,
        change("endpoint-added", Severity::Info, "POST /users", "the operation is new"),
        change("request-property-pattern-changed", Severity::Warning, "PUT /users", "the pattern of `name` is another"),
        change("server-removed", Severity::Warning, "", "the server is gone"),
        change("api-version-not-bumped", Severity::Info, "", "about the version, not a change"),
    ])
}

fn in_format(format: Format, report: &Report, compared: &[Compared]) -> String {
    let words = Default::default();
    let view = View { report, store: None, words: &words, look: Look::default() };
    render(format, &view, compared).expect("the changelog has this format")
}

#[test]
fn changes_stand_under_their_operation_and_weight() {
    let (report, compared) = (sample(), compared("1.2.0", "1.3.0"));
    let json: Value = serde_json::from_str(&in_format(Format::Json, &report, &compared)).unwrap();
    let log = &json["changelog"][0];
    assert_eq!((&log["bump"], &log["suggested_version"], &log["version"]), (&json!("major"), &json!("2.0.0"), &json!("too_small")));
    let sections: Vec<_> = log["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| (section["kind"].as_str().unwrap(), section["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(sections, [("breaking", 1), ("needs a look", 2), ("compatible", 1)]);
    assert_eq!(log["sections"][0]["operations"][0]["operation"], SHARED);
    let look = log["sections"][1]["operations"].as_array().unwrap();
    assert_eq!([&look[0]["operation"], &look[1]["operation"]], [&json!("PUT /users"), &json!(WHOLE)]);
}

#[test]
fn every_form_holds_every_change_and_says_what_was_not_compared() {
    let (report, compared) = (sample(), compared("1.2.0", "1.3.0"));
    for format in [Format::Terminal, Format::Markdown, Format::Html, Format::Json] {
        let text = in_format(format, &report, &compared).replace("&#x2f;", "/");
        for part in ["the operation is new", "the pattern of", "the server is gone", "gone.yaml", "GET /users/{id}", "2.0.0"] {
            assert!(text.contains(part), "{format:?} lacks {part}:\n{text}");
        }
        assert_eq!(text.contains("1 more: "), format == Format::Json, "{format:?} names the operations twice:\n{text}");
        if matches!(format, Format::Markdown | Format::Html) {
            assert!(!text.contains("<b>"), "{format:?} lets markup through:\n{text}");
        }
    }
}

#[test]
fn a_waived_break_is_still_a_break_for_clients() {
    let mut gone = change("api-removed-without-deprecation", Severity::Error, "DELETE /users", "the operation is gone");
    gone.disposition = Disposition::Waived(rule::WaiverRef {
        name: "w".into(),
        owner: "@api".into(),
        reason: "nobody called it".into(),
        expires: "2027-01-01".into(),
    });
    let (report, compared) = (report(vec![gone]), compared("1.0.0", "2.0.0"));
    let logs = changelogs(&report.findings, &compared);
    assert_eq!((logs[0].bump, logs[0].step.as_str()), (Bump::Major, "enough"));
    assert!(in_format(Format::Markdown, &report, &compared).contains("accepted by @\u{2060}api until 2027-01-01: nobody called it"));
}

#[test]
fn nothing_changed_is_said() {
    let (report, compared) = (report(Vec::new()), compared("1.0.0", "1.0.0"));
    let logs = changelogs(&report.findings, &compared);
    assert_eq!((logs[0].bump, logs[0].summary().as_str()), (Bump::None, "no change"));
    assert!(in_format(Format::Html, &report, &compared).contains("no change"));
}

#[test]
fn changes_of_words_call_for_a_patch_and_several_descriptions_keep_theirs() {
    let mut other = change("documentation-changed", Severity::Info, "GET /a", "the summary is another");
    other.location.path = "parts/b.yaml".into();
    let findings = vec![change("endpoint-added", Severity::Info, "GET /b", "new"), other];
    let mut compared = compared("1.0.0", "1.0.0");
    compared.push(Compared { path: "b.yaml".into(), from: None, to: Some("3".into()), parts: vec!["parts/b.yaml".into()] });
    let logs = changelogs(&findings, &compared);
    assert_eq!((logs[0].bump, logs[1].bump), (Bump::Minor, Bump::Patch));
    assert_eq!(logs[1].step.note(), Some("the base has no info.version"));
}
