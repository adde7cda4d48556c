//! `ent api import-oasdiff`: what a team decided in files of oasdiff, said in files of ours.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use gate_api::diff::{ApiDiff, ids, is_known, meant_by};
use gate_api::oasdiff::{Candidate, IgnoreFile, Level, Levels, Verdict, read_levels};
use rule::{Finding, Of};
use serde_json::Value;

use super::super::error::CliError;
use super::super::global::Global;
use super::super::output;
use super::super::session::Session;
use super::super::waiver::import::{Completion, add, import, read};
use super::inputs::{Inputs, Loaded};
use crate::engine::{ExitCode, Request};
use crate::policy::import::{Described, Tool};

/// Arguments of `ent api import-oasdiff`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// A severity-level file, or an ignore file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Compare these two: an ignore file describes changes in words, and these are the changes it can mean
    #[arg(long, num_args = 2, value_names = ["BASE", "REVISION"])]
    between: Option<Vec<String>>,
    #[command(flatten)]
    completion: Completion,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let shown = args.file.to_string_lossy().replace('\\', "/");
    let text = read(&session.root.join(&args.file), &shown)?;
    let levels = read_levels(&text, is_known, || Box::new(ids()));
    // A line of an ignore file is a sentence, and never an id and a level.
    if !levels.levels.is_empty() {
        return told_levels(&levels, &shown);
    }
    let findings = args.between.as_deref().map(|sides| changes(sides, global)).transpose()?.unwrap_or_default();
    let read = import(Tool::Oasdiff, &args.file, &text, &session, &|line| described(line, &findings))?;
    add(Tool::Oasdiff, &shown, &read, &args.completion, &session)
}

/// The severities as `rules:` of ent.yaml, on standard output; what could not be carried is named.
fn told_levels(levels: &Levels, shown: &str) -> Result<ExitCode, CliError> {
    let mut text = String::from("rules:\n");
    for level in &levels.levels {
        text.push_str(&rules(level));
    }
    output::print(&text)?;
    for bad in &levels.bad {
        output::error(&format!("not carried: {shown}:{}: {}\n", bad.line, bad.why));
    }
    Ok(if levels.bad.is_empty() { ExitCode::PASSED } else { ExitCode::INCONCLUSIVE })
}

fn rules(level: &Level) -> String {
    let word = level.severity.map_or("off".to_string(), |severity| severity.to_string());
    let mut text = String::new();
    for id in meant_by(&level.id) {
        let _ = writeln!(text, "  api-diff/{id}: {word}");
    }
    text
}

/// The open changes between two sides.
fn changes(sides: &[String], global: &Global) -> Result<Vec<Finding>, CliError> {
    let [older, newer] = sides else { return Ok(Vec::new()) };
    let Loaded { session, run } = Inputs::between(older, newer).load(global)?;
    let report = session.judge(&run, &[Request { gate: &Of(ApiDiff), extra: Vec::new(), required: true }])?;
    let reason = report.gates.iter().find_map(|gate| gate.reason.clone());
    match reason.filter(|_| report.exit_code == ExitCode::INCONCLUSIVE) {
        Some(reason) => Err(CliError::Broken(reason)),
        None => Ok(report.findings),
    }
}

fn described(line: &str, findings: &[Finding]) -> Vec<Described> {
    let text = |finding: &Finding, key: &str| finding.properties.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let parts: Vec<(String, Vec<String>, String)> = findings
        .iter()
        .map(|finding| {
            let known = text(finding, "oasdiff_id");
            let id = if known.is_empty() { finding.rule.trim_start_matches("api-diff/").to_string() } else { known };
            let uses = finding.properties.get("uses").and_then(Value::as_array);
            let uses = uses.map(|uses| uses.iter().filter_map(Value::as_str).map(str::to_string).collect());
            let one = Some(text(finding, "operation")).filter(|operation| !operation.is_empty());
            let property = Some(text(finding, "property")).filter(|property| !property.is_empty());
            let name = property.or_else(|| finding.message.split('`').nth(1).map(str::to_string)).unwrap_or_default();
            (id, uses.unwrap_or_else(|| one.into_iter().collect()), name)
        })
        .collect();
    let candidates: Vec<Candidate<'_>> = parts.iter().map(|(id, operations, name)| Candidate { id, operations, name }).collect();
    let Some(Verdict::Ignores(meant)) = IgnoreFile::read(line).lines.first().map(|line| line.judge(&candidates)) else {
        return Vec::new();
    };
    let of = |finding: &Finding| Described {
        rule: finding.rule.to_string(),
        operation: text(finding, "operation"),
        fingerprint: finding.fingerprint.clone(),
    };
    meant.into_iter().map(|number| of(&findings[number])).collect()
}
