//! PagerDuty: incidents as its REST API lists them. <https://developer.pagerduty.com/api-reference/> (List incidents)

use super::{Importing, severity};
use crate::delivery::Incident;
use crate::delivery::read::fields::instant;
use crate::delivery::read::item::Item;

/// Incidents.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    items.iter().filter_map(|item| incident(item, cx)).collect()
}

fn incident(item: &Item, cx: &mut Importing<'_>) -> Option<Incident> {
    let own = ["summary", "name", "id"].into_iter().find_map(|name| item.text_at(["service", name]));
    let service = cx.service(own.as_deref());
    let acknowledged = item.get("acknowledgements").map_or(&[][..], Item::items);
    let acknowledged = acknowledged.iter().filter_map(|one| instant(&one.text_at(["at"])?).ok()).min();
    let mut fields = cx.fields(item);
    let mut record = Incident::new(fields.required("id"), "", fields.required_time("created_at"));
    record.status = Some(fields.required("status"));
    record.ticket = fields.text("html_url");
    // The last change of a resolved incident is its resolution, where the export has no `resolved_at` of its own.
    record.updated_at = fields.time("last_status_change_at");
    record.resolved_at = match record.status.as_deref() {
        Some("resolved") => fields.time("resolved_at").or(record.updated_at),
        _ => None,
    };
    if record.status.as_deref() == Some("resolved") && record.resolved_at.is_none() {
        fields.invalid(item.at, "the incident is resolved, but neither `resolved_at` nor `last_status_change_at` says when");
    }
    if service.is_none() {
        fields.invalid(item.at, "`service.summary` is missing");
    }
    let failed = fields.failed();
    let status = record.status.clone().unwrap_or_default();
    if !matches!(status.as_str(), "triggered" | "acknowledged" | "resolved") && !failed {
        cx.aside(item.at, format!("nobody knows the status `{status}` of an incident: it is taken for open"));
    }
    record.services = service.into_iter().collect();
    record.detected_at = Some(record.started_at);
    record.acknowledged_at = acknowledged;
    record.severity = item.text_at(["priority", "summary"]).as_deref().and_then(severity);
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}
