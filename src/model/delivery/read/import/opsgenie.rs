//! Opsgenie: incidents as its Incident API lists them. <https://docs.opsgenie.com/docs/incident-api>

use super::{Importing, Labels, severity};
use crate::delivery::read::item::Item;
use crate::delivery::{Cause, Incident};

/// Incidents.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    items.iter().filter_map(|item| incident(item, cx)).collect()
}

fn incident(item: &Item, cx: &mut Importing<'_>) -> Option<Incident> {
    let tags = item.get("tags").map_or(&[][..], Item::items);
    let labels = Labels::read(tags.iter().filter_map(Item::text));
    let listed = item.get("impactedServices").map_or(&[][..], Item::items);
    // Impacted services are ids; tags such as `service:pay` say their names.
    let own: Vec<String> = match labels.services.is_empty() {
        true => listed.iter().filter_map(Item::text).map(str::to_string).collect(),
        false => labels.services.clone(),
    };
    let mut services: Vec<String> = own.iter().filter_map(|own| cx.service(Some(own))).collect();
    if services.is_empty() {
        services.extend(cx.service(None));
    }
    let mut fields = cx.fields(item);
    let created = fields.required_time("createdAt");
    let mut record = Incident::new(fields.required("id"), "", fields.time("impactStartDate").unwrap_or(created));
    record.detected_at = Some(created);
    record.updated_at = fields.time("updatedAt");
    record.status = Some(fields.required("status"));
    let end = fields.time("impactEndDate");
    // `closed` comes after `resolved`: both are over.
    record.resolved_at = match record.status.as_deref() {
        Some("resolved" | "closed") => end.or(record.updated_at),
        _ => None,
    };
    if matches!(record.status.as_deref(), Some("resolved" | "closed")) && record.resolved_at.is_none() {
        fields.invalid(item.at, "the incident is over, but neither `impactEndDate` nor `updatedAt` says when");
    }
    record.severity = fields.text("priority").as_deref().and_then(severity);
    if services.is_empty() {
        fields.invalid(item.at, "the incident names no service: add a tag `service:NAME`, or name it with --service");
    }
    let failed = fields.failed();
    let status = record.status.clone().unwrap_or_default();
    if !matches!(status.as_str(), "open" | "resolved" | "closed") && !failed {
        cx.aside(item.at, format!("nobody knows the status `{status}` of an incident: it is taken for open"));
    }
    record.services = services;
    record.cause = labels.is_external.then_some(Cause::External);
    record.ticket = item.text_at(["links", "web"]);
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}
