//! GitHub's REST API and webhooks: deployments with their statuses, releases, issues by label.
//! <https://docs.github.com/en/rest/deployments>, <https://docs.github.com/en/rest/releases>, <https://docs.github.com/en/rest/issues>

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Importing, Labels, blamed, repository};
use crate::delivery::read::item::Item;
use crate::delivery::{Cause, CausedBy, DeployKind, Deployment, Incident, Status};

/// A deployment and the statuses known of it.
struct Told<'i> {
    deployment: &'i Item,
    statuses: Vec<&'i Item>,
    /// Whether the export has statuses at all.
    has_statuses: bool,
    repository: Option<String>,
}

/// Deployments and releases.
pub(super) fn deployments(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Deployment> {
    let mut records = Vec::new();
    let mut order: Vec<String> = Vec::new();
    let mut told: BTreeMap<String, Told<'_>> = BTreeMap::new();
    for item in &items {
        if item.get("tag_name").is_some() {
            records.extend(release(item, cx));
            continue;
        }
        let deployment = item.get("deployment").unwrap_or(item);
        let Some(id) = deployment.get("id").and_then(Item::text).map(str::to_string) else {
            cx.fields(deployment).required("id");
            continue;
        };
        let full = item.path(["repository", "full_name"]).and_then(Item::text).map(str::to_string);
        let known = told.entry(id.clone()).or_insert_with(|| {
            order.push(id);
            Told { deployment, statuses: Vec::new(), has_statuses: false, repository: full }
        });
        known.has_statuses |= item.get("deployment_status").is_some() || deployment.get("statuses").is_some();
        known.statuses.extend(item.get("deployment_status").into_iter().chain(deployment.get("statuses").map_or(&[][..], Item::items)));
    }
    for id in order {
        records.extend(told.remove(&id).and_then(|told| deployment(&told, cx)));
    }
    records
}

fn deployment(told: &Told<'_>, cx: &mut Importing<'_>) -> Option<Deployment> {
    let item = told.deployment;
    if !told.has_statuses {
        cx.aside(
            item.at,
            "a deployment without its statuses is not counted: nobody knows how it ended; add them as `statuses`, or use --github",
        );
        return None;
    }
    let address = item.text_at(["repository_url"]).or_else(|| item.text_at(["url"]));
    let path = told.repository.clone().or_else(|| address.as_deref().and_then(repository));
    let service = cx.service_of_repository(path.as_deref());
    let (status, at) = outcome(told, cx)?;
    let mut fields = cx.fields(item);
    let mut record = Deployment::new(fields.required("id"), "", fields.required("sha"), at);
    record.environment = fields.required("environment");
    record.reference = fields.text("ref");
    record.created_at = fields.time("created_at");
    if fields.flag("production_environment") == Some(true) {
        record.env_tier = Some("production".into());
    }
    match service {
        Some(service) => record.service = service,
        None => fields.invalid(item.at, "the deployment does not say of which repository it is: name the service with --service"),
    }
    let failed = fields.failed();
    record.status = status;
    record.repo = path;
    record.source = Some("github".into());
    record.raw_id = Some(record.id.clone());
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

/// How a deployment ended and when: the first success is the time; a deployment becomes `inactive` when the next one replaces it.
fn outcome(told: &Told<'_>, cx: &mut Importing<'_>) -> Option<(Status, Timestamp)> {
    let mut first_success: Option<Timestamp> = None;
    let mut last: Option<(Timestamp, Status)> = None;
    let mut was_inactive = false;
    for status in &told.statuses {
        let mut fields = cx.fields(status);
        let (state, at) = (fields.required("state"), fields.required_time("created_at"));
        if fields.failed() {
            return None;
        }
        let outcome = match state.as_str() {
            "success" => {
                first_success = Some(first_success.map_or(at, |first| first.min(at)));
                continue;
            }
            "inactive" => {
                was_inactive = true;
                continue;
            }
            "failure" | "error" => Status::Failure,
            "queued" | "pending" | "in_progress" | "waiting" => Status::InProgress,
            other => {
                cx.aside(status.at, format!("nobody knows the state `{other}` of a deployment: it is not counted"));
                continue;
            }
        };
        if last.is_none_or(|(then, _)| at >= then) {
            last = Some((at, outcome));
        }
    }
    match (first_success, last) {
        (Some(at), _) => Some((Status::Success, at)),
        (None, Some((at, outcome))) => Some((outcome, at)),
        (None, None) => {
            let why = if was_inactive { "was replaced and never said to have succeeded" } else { "has no status yet" };
            cx.aside(told.deployment.at, format!("a deployment that {why} is not counted"));
            None
        }
    }
}

/// A published release is a deployment to production; a pre-release is one to `prerelease`.
fn release(item: &Item, cx: &mut Importing<'_>) -> Option<Deployment> {
    if item.path(["draft"]).is_some_and(|draft| draft.value == crate::delivery::read::item::Value::Bool(true)) {
        cx.aside(item.at, "a release that is a draft is not counted");
        return None;
    }
    let address = item.text_at(["url"]).or_else(|| item.text_at(["html_url"]));
    let path = address.as_deref().and_then(repository).map(|path| path.split('/').take(2).collect::<Vec<_>>().join("/"));
    let service = cx.service_of_repository(path.as_deref());
    let target = item.text_at(["sha"]).or_else(|| item.text_at(["target_commitish"]).filter(|target| is_commit(target)));
    let mut fields = cx.fields(item);
    let tag = fields.required("tag_name");
    let mut record = Deployment::new(&tag, "", target.unwrap_or_else(|| tag.clone()), fields.required_time("published_at"));
    record.environment = if fields.flag("prerelease") == Some(true) { "prerelease".into() } else { "production".into() };
    record.url = fields.text("html_url");
    match service {
        Some(service) => record.service = service,
        None => fields.invalid(item.at, "the release does not say of which repository it is: name the service with --service"),
    }
    let failed = fields.failed();
    // Like a tag: the same commit again is a release again.
    record.deploy_kind = Some(DeployKind::Change);
    record.reference = Some(format!("refs/tags/{tag}"));
    record.version = Some(tag);
    record.repo = path;
    record.source = Some("github release".into());
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Issues that a label makes incidents.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    items.iter().filter_map(|item| incident(item, cx)).collect()
}

fn incident(item: &Item, cx: &mut Importing<'_>) -> Option<Incident> {
    if item.get("pull_request").is_some() {
        cx.aside(item.at, "a pull request among the issues is no incident");
        return None;
    }
    let names: Vec<String> = item.get("labels").map_or(&[][..], Item::items).iter().filter_map(label).collect();
    if !names.iter().any(|name| cx.is_incident_label(name)) {
        cx.aside(item.at, "an issue without the label of incidents is not counted");
        return None;
    }
    if let Some(reason) = item.text_at(["state_reason"]).filter(|reason| matches!(reason.as_str(), "duplicate" | "not_planned")) {
        cx.aside(item.at, format!("an issue that was closed as {} is no incident", reason.replace('_', " ")));
        return None;
    }
    let labels = Labels::read(names.iter().map(String::as_str));
    let address = item.text_at(["repository_url"]).or_else(|| item.text_at(["html_url"]));
    let path = address.as_deref().and_then(repository).map(|path| path.split('/').take(2).collect::<Vec<_>>().join("/"));
    let services: Vec<String> = match labels.services.is_empty() {
        true => cx.service_of_repository(path.as_deref()).into_iter().collect(),
        false => labels.services.iter().filter_map(|own| cx.service(Some(own))).collect(),
    };
    let mut fields = cx.fields(item);
    let mut record = Incident::new(fields.required("number"), "", fields.required_time("created_at"));
    record.resolved_at = fields.time("closed_at");
    record.status = fields.text("state");
    record.ticket = fields.text("html_url");
    record.updated_at = fields.time("updated_at");
    if services.is_empty() {
        fields.invalid(item.at, "the issue does not say which service was hit: add a label `service:NAME`, or name it with --service");
    }
    let failed = fields.failed();
    record.services = services;
    record.severity = labels.severity;
    record.cause = labels.is_external.then_some(Cause::External);
    record.caused_by = item.text_at(["body"]).as_deref().and_then(blamed).map(CausedBy::Sha);
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

fn label(item: &Item) -> Option<String> {
    item.text().map(str::to_string).or_else(|| item.text_at(["name"]))
}
