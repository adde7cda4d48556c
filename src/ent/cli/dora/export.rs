//! `ent dora export`: the normalised records.

use clap::Args as ClapArgs;
use gate_delivery::dora::delivered::Delivered;
use model::delivery::Deployment;
use serde_json::{Value, json};

use super::super::error::CliError;
use super::super::global::Global;
use super::super::output;
use super::source::Source;
use crate::engine::ExitCode;
use crate::report::{Format, csv_row};

/// Arguments of `ent dora export`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Which records
    #[arg(long, value_name = "KIND", value_parser = ["deployment", "incident", "pull_request"], default_value = "deployment")]
    kind: String,
    #[command(flatten)]
    source: Source,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let loaded = args.source.load(global)?;
    let records = match args.kind.as_str() {
        "deployment" => deployments(loaded.delivered()?),
        "incident" => loaded.records()?.incidents.iter().flatten().map(|record| tagged("incident", record)).collect(),
        _ => loaded.records()?.pulls.iter().flatten().map(|record| tagged("pull_request", record)).collect(),
    };
    for out in global.outputs() {
        let text = match out.format {
            Format::Csv => as_csv(&records),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&records).unwrap_or_default()),
            Format::Terminal | Format::Table => records.iter().map(|record| format!("{record}\n")).collect(),
            _ => return Err(CliError::usage("`ent dora export` writes JSON Lines, `--format json` and `--format csv`", None)),
        };
        match &out.path {
            Some(path) => output::write(&global.directory.join(path), text.as_bytes())?,
            None => output::print(&text)?,
        }
    }
    let nothing = records.is_empty() && !global.allow_empty;
    Ok(if nothing { ExitCode::NOTHING } else { ExitCode::PASSED })
}

/// Deployments of all services in the order of (service, time, id), those that are not counted too.
fn deployments(delivered: &Delivered) -> Vec<Value> {
    let mut records: Vec<&Deployment> = Vec::new();
    for service in delivered.report.iter().flat_map(|report| &report.services) {
        records.extend(service.facts.timeline.live.iter().filter(|live| live.succeeded).map(|live| &live.record));
        records.extend(service.facts.timeline.aside.iter().map(|set| &set.record));
    }
    records.sort_by(|a, b| (&a.service, a.finished_at, &a.id).cmp(&(&b.service, b.finished_at, &b.id)));
    records.into_iter().map(|record| tagged("deployment", record)).collect()
}

fn tagged(kind: &str, record: &impl serde::Serialize) -> Value {
    let mut value = json!({ "kind": kind });
    if let (Some(into), Value::Object(fields)) = (value.as_object_mut(), serde_json::to_value(record).unwrap_or_default()) {
        into.extend(fields);
    }
    value
}

fn as_csv(records: &[Value]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    for name in records.iter().filter_map(Value::as_object).flat_map(|record| record.keys()) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let cell = |value: Option<&Value>| match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let mut text = csv_row(columns.iter().copied());
    for record in records {
        let cells: Vec<String> = columns.iter().map(|name| cell(record.get(*name))).collect();
        text.push_str(&csv_row(cells.iter().map(String::as_str)));
    }
    text
}
