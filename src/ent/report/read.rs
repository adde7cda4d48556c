//! Reads a saved report back, strictly: a report that is not of version 1, or not whole, is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rule::{Disposition, Finding, Location, Measure, Related, Severity, WaiverRef};
use serde::Deserialize;
use serde_json::Value;

use super::json::SCHEMA_VERSION;
use crate::engine::{ExitCode, GateReport, Report, Verdict};

#[derive(Deserialize)]
struct Wire {
    schema_version: u32,
    verdict: Verdict,
    exit_code: ExitCode,
    gates: Vec<GateReport>,
    findings: Vec<WireFinding>,
    measures: Vec<Measure>,
}

#[derive(Deserialize)]
struct WireFinding {
    rule: String,
    gate: String,
    severity: Severity,
    score: Option<f64>,
    message: String,
    path: String,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    pointer: Option<String>,
    related: Vec<WireRelated>,
    help: Option<String>,
    fingerprint: String,
    disposition: String,
    waiver: Option<WaiverRef>,
    #[serde(default)]
    ignore_reason: Option<String>,
    properties: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireRelated {
    message: String,
    path: String,
    line: Option<u32>,
    column: Option<u32>,
}

/// Reads the text of a JSON report.
///
/// # Errors
/// What is no report of schema version 1, with line and column.
pub fn from_json(text: &str) -> Result<Report, String> {
    let wire: Wire = serde_json::from_str(text).map_err(|why| format!("{}:{}: no report of ent: {why}", why.line(), why.column()))?;
    if wire.schema_version != SCHEMA_VERSION {
        return Err(format!("1:1: schema version {} of the report is not known", wire.schema_version));
    }
    let findings = wire.findings.into_iter().map(WireFinding::into_finding).collect::<Result<_, _>>()?;
    Ok(Report { verdict: wire.verdict, exit_code: wire.exit_code, gates: wire.gates, findings, measures: wire.measures })
}

impl WireFinding {
    fn into_finding(self) -> Result<Finding, String> {
        let disposition = match (self.disposition.as_str(), self.waiver) {
            ("open", _) => Disposition::Open,
            ("ignored", _) => Disposition::Ignored { reason: self.ignore_reason.unwrap_or_default() },
            ("waived", Some(waiver)) => Disposition::Waived(waiver),
            ("baselined", _) => Disposition::Baselined,
            (other, _) => return Err(format!("1:1: unknown disposition `{other}` of a finding of {}", self.rule)),
        };
        let related = self.related.into_iter().map(|related| Related {
            message: related.message,
            location: Location { line: related.line, column: related.column, ..Location::path(related.path) },
        });
        Ok(Finding {
            rule: Cow::Owned(self.rule),
            gate: Cow::Owned(self.gate),
            severity: self.severity,
            score: self.score,
            message: self.message,
            location: Location {
                path: self.path,
                line: self.line,
                column: self.column,
                end_line: self.end_line,
                end_column: self.end_column,
                pointer: self.pointer,
                span: None,
            },
            related: related.collect(),
            help: self.help,
            subject: String::new(),
            fingerprint: self.fingerprint,
            disposition,
            properties: self.properties,
        })
    }
}
