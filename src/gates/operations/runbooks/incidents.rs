//! Records of incidents: one JSON object per line, as the delivery log keeps them.

use document::Source;
use jiff::Timestamp;
use rule::{Context, NotJudged, Place};
use serde_json::Value;

use super::DELIVERY_LOG;
use crate::prose::moment;

/// All incidents on record.
#[derive(Debug, Default)]
pub(crate) struct Incidents<'d> {
    pub(crate) list: Vec<Incident<'d>>,
    /// Whether there is a file of incidents, empty or not.
    pub(crate) recorded: bool,
}

/// One incident.
#[derive(Debug)]
pub(crate) struct Incident<'d> {
    pub(crate) id: String,
    pub(crate) severity: String,
    pub(crate) started_at: Timestamp,
    pub(crate) resolved_at: Option<Timestamp>,
    /// Where its postmortem is, as the record says.
    pub(crate) postmortem: Option<String>,
    /// The part of an error budget it burned, 0–1, where the record says it.
    pub(crate) budget_burned: Option<f64>,
    pub(crate) place: Place<'d>,
}

impl<'d> Incidents<'d> {
    pub(crate) fn load(cx: &Context<'d>) -> Self {
        let mut incidents = Incidents::default();
        for file in cx.files_of(DELIVERY_LOG) {
            match cx.text(&file.path) {
                Ok(source) => incidents.read(source, file.name().starts_with("incident"), cx),
                Err(why) => cx.not_judged(why),
            }
        }
        incidents
    }

    fn read(&mut self, source: &'d Source, all: bool, cx: &Context<'d>) {
        self.recorded |= all;
        let mut from = 0;
        for (number, line) in source.text().split_inclusive('\n').enumerate() {
            let shown = line.trim_end().trim_start_matches('\u{feff}');
            let place = Place::Span(source, source.span(from, from + line.trim_end().len()));
            from += line.len();
            if shown.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Value>(shown) {
                Ok(record) if is_incident(&record, all) => self.record(&record, place, source.path(), number + 1, cx),
                Ok(_) => {}
                // A malformed line of another log is for the gate that reads that log.
                Err(_) if !all => {}
                Err(error) => cx.not_judged(defect(source.path(), number + 1, format!("the line is no JSON: {error}"))),
            }
        }
    }

    fn record(&mut self, record: &Value, place: Place<'d>, path: &str, line: usize, cx: &Context<'d>) {
        self.recorded = true;
        let text = |key: &str| record.get(key).and_then(Value::as_str).map(str::to_string);
        let started_at = text("started_at").as_deref().and_then(moment);
        let (Some(id), Some(started_at)) = (text("id"), started_at) else {
            cx.not_judged(defect(path, line, "an incident needs `id` and `started_at` (RFC 3339 with an offset)".into()));
            return;
        };
        self.list.push(Incident {
            id,
            started_at,
            severity: text("severity").unwrap_or_default().to_lowercase(),
            resolved_at: text("resolved_at").as_deref().and_then(moment),
            postmortem: text("postmortem").filter(|link| !link.trim().is_empty()),
            budget_burned: record.get("error_budget_burned").and_then(Value::as_f64),
            place,
        });
    }
}

fn is_incident(record: &Value, all: bool) -> bool {
    match record.get("kind").and_then(Value::as_str) {
        Some(kind) => kind == "incident",
        None => all,
    }
}

fn defect(path: &str, line: usize, why: String) -> NotJudged {
    NotJudged::input(format!("{path}:{line}"), why)
}
