//! CDEvents, one by one or in CloudEvents (structured): services that were deployed, incidents. <https://cdevents.dev>
//!
//! There is no event for a deployment that failed. The commit stands in the version of the artefact's package URL or in its `vcs_url`.

use std::collections::BTreeMap;

use super::Importing;
use crate::delivery::read::item::Item;
use crate::delivery::{DeployKind, Deployment, Incident};

/// The event itself, out of its envelope.
fn event(item: &Item) -> &Item {
    item.get("data").filter(|data| data.get("context").is_some()).unwrap_or(item)
}

/// `service.deployed` of `dev.cdevents.service.deployed.0.3.0`; nothing for other events.
fn predicate(event: &Item) -> Option<String> {
    let text = event.text_at(["context", "type"])?;
    let mut parts = text.strip_prefix("dev.cdevents.")?.splitn(3, '.');
    Some(format!("{}.{}", parts.next()?, parts.next()?))
}

/// Deployments: `service.deployed`, `service.upgraded`, `service.rolledback`.
pub(super) fn deployments(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Deployment> {
    let mut records = Vec::new();
    for item in &items {
        let event = event(item);
        match predicate(event).as_deref() {
            Some("service.deployed" | "service.upgraded") => records.extend(deployment(event, None, cx)),
            Some("service.rolledback") => records.extend(deployment(event, Some(DeployKind::Rollback), cx)),
            // The other half of the file: read when incidents are wanted.
            Some("incident.detected" | "incident.reported" | "incident.resolved") => {}
            Some(other) => cx.aside(item.at, format!("an event `{other}` is no deployment")),
            None => cx.fields(event).invalid(event.at, "`context.type` names no event of CDEvents"),
        }
    }
    records
}

fn deployment(event: &Item, kind: Option<DeployKind>, cx: &mut Importing<'_>) -> Option<Deployment> {
    let artifact = event.text_at(["subject", "content", "artifactId"]);
    let environment = event.text_at(["subject", "content", "environment", "id"]);
    let service = cx.service(event.text_at(["subject", "id"]).as_deref());
    let (id, at) = context(event, cx)?;
    let mut fields = cx.fields(event);
    let Some(artifact) = artifact.filter(|artifact| !artifact.trim().is_empty()) else {
        fields.invalid(event.at, "`subject.content.artifactId` is missing: nobody knows which version went live");
        return None;
    };
    let version = version(&artifact);
    let mut record = Deployment::new(id, service.unwrap_or_default(), commit(&artifact).unwrap_or_else(|| version.clone()), at);
    match environment {
        Some(environment) => record.environment = environment,
        None => fields.invalid(event.at, "`subject.content.environment.id` is missing"),
    }
    if record.service.is_empty() {
        fields.invalid(event.at, "`subject.id` is missing: it names the service");
    }
    let failed = fields.failed();
    record.deploy_kind = kind;
    record.version = Some(version);
    record.artifact = Some(artifact);
    record.source = Some("cdevents".into());
    record.raw_id = Some(record.id.clone());
    record.origin = cx.origin(event);
    (!failed).then_some(record)
}

/// Id and time of an event.
fn context(event: &Item, cx: &mut Importing<'_>) -> Option<(String, jiff::Timestamp)> {
    let context = event.get("context")?;
    let mut fields = cx.fields(context);
    let found = (fields.required("id"), fields.required_time("timestamp"));
    (!fields.failed()).then_some(found)
}

/// The version of a package URL (`pkg:oci/shop@VERSION?…`), else the text itself.
fn version(artifact: &str) -> String {
    let bare = artifact.split(['?', '#']).next().unwrap_or(artifact);
    match bare.rsplit_once('@').filter(|_| bare.starts_with("pkg:")) {
        Some((_, version)) => version.replace("%3A", ":").replace("%3a", ":"),
        None => bare.to_string(),
    }
}

/// The commit that a package URL names: its version, or the end of its qualifier `vcs_url`.
fn commit(artifact: &str) -> Option<String> {
    let is_commit = |text: &str| matches!(text.len(), 40 | 64) && text.chars().all(|c| c.is_ascii_hexdigit());
    let version = version(artifact);
    if is_commit(&version) {
        return Some(version);
    }
    let address = artifact.split(['?', '&', '#']).find_map(|part| part.strip_prefix("vcs_url="))?;
    let end = address.replace("%40", "@");
    end.rsplit_once('@').map(|(_, sha)| sha.to_string()).filter(|sha| is_commit(sha))
}

/// Incidents: what was detected or reported, until it was resolved.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    let mut order: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, Incident> = BTreeMap::new();
    let mut ends: Vec<(&Item, String, jiff::Timestamp)> = Vec::new();
    for item in &items {
        let event = event(item);
        let predicate = predicate(event);
        let Some(what @ ("detected" | "reported" | "resolved")) = predicate.as_deref().and_then(|name| name.strip_prefix("incident."))
        else {
            match predicate.as_deref() {
                Some("service.deployed" | "service.upgraded" | "service.rolledback") => {}
                Some(other) => cx.aside(item.at, format!("an event `{other}` is no incident")),
                None => cx.fields(event).invalid(event.at, "`context.type` names no event of CDEvents"),
            }
            continue;
        };
        let Some((_, at)) = context(event, cx) else { continue };
        let Some(id) = event.text_at(["subject", "id"]) else {
            cx.fields(event).invalid(event.at, "`subject.id` is missing");
            continue;
        };
        if what == "resolved" {
            ends.push((event, id, at));
            continue;
        }
        let Some(record) = begun(event, &id, at, what, cx) else { continue };
        match known.get_mut(&id) {
            Some(earlier) => join(earlier, record),
            None => {
                order.push(id.clone());
                known.insert(id, record);
            }
        }
    }
    for (event, id, at) in ends {
        match known.get_mut(&id) {
            Some(record) => record.resolved_at = Some(record.resolved_at.map_or(at, |end| end.max(at))),
            None => cx.aside(event.at, format!("the incident `{id}` was resolved, but nothing says when it began: it is not counted")),
        }
    }
    order.iter().filter_map(|id| known.remove(id)).collect()
}

fn begun(event: &Item, id: &str, at: jiff::Timestamp, what: &str, cx: &mut Importing<'_>) -> Option<Incident> {
    let service = event.path(["subject", "content", "service"]);
    let own = service.and_then(|service| service.text().map(str::to_string).or_else(|| service.text_at(["id"])));
    let Some(service) = cx.service(own.as_deref()) else {
        cx.aside(event.at, "an incident that names no service is not counted: name it with --service");
        return None;
    };
    let mut record = Incident::new(id, service, at);
    record.environment = event.text_at(["subject", "content", "environment", "id"]);
    record.detected_at = (what == "detected").then_some(at);
    record.ticket = event.text_at(["subject", "content", "ticketURI"]);
    record.origin = cx.origin(event);
    Some(record)
}

/// Several events tell of the same incident: it began with the first.
fn join(record: &mut Incident, other: Incident) {
    record.started_at = record.started_at.min(other.started_at);
    record.detected_at = record.detected_at.into_iter().chain(other.detected_at).min();
    record.ticket = record.ticket.take().or(other.ticket);
    for service in other.services {
        if !record.services.contains(&service) {
            record.services.push(service);
        }
    }
}
