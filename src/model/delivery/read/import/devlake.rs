//! DevLake: what its incoming webhooks take, deployments and incidents. <https://devlake.apache.org/docs/Plugins/webhook>

use super::{Importing, repository, severity};
use crate::delivery::read::item::Item;
use crate::delivery::{Deployment, Incident, Status};

/// Deployments: one of each repository that it put live.
pub(super) fn deployments(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Deployment> {
    items.iter().flat_map(|item| deployment(item, cx)).collect()
}

fn deployment(item: &Item, cx: &mut Importing<'_>) -> Vec<Deployment> {
    let environment = item.text_at(["environment"]).unwrap_or_else(|| "PRODUCTION".into()).to_ascii_lowercase();
    let commits = item.get("deploymentCommits").map_or(&[][..], Item::items);
    let status = outcome(item, cx);
    let mut fields = cx.fields(item);
    let id = fields.required("id");
    let finished = fields.required_time("finishedDate");
    let (created, started) = (fields.time("createdDate"), fields.time("startedDate"));
    if commits.is_empty() {
        fields.invalid(item.at, "`deploymentCommits` is missing: it names repository and commit");
    }
    let (Some(status), false) = (status, fields.failed()) else { return Vec::new() };
    let read = |commit: &Item| {
        let path = commit.text_at(["repoUrl"]);
        let service = cx.service_of_repository(path.as_deref().and_then(repository).as_deref());
        let mut fields = cx.fields(commit);
        let sha = fields.required("commitSha");
        let at = fields.time("finishedDate").unwrap_or(finished);
        if service.is_none() {
            fields.invalid(commit.at, "`repoUrl` is missing");
        }
        if fields.failed() {
            return None;
        }
        let mut record = Deployment::new(&id, service.unwrap_or_default(), sha, at);
        record.environment.clone_from(&environment);
        (record.created_at, record.started_at, record.status) = (created, started, status);
        record.reference = commit.text_at(["refName"]);
        record.repo = path;
        record.source = Some("devlake".into());
        record.origin = cx.origin(commit);
        Some(record)
    };
    commits.iter().filter_map(read).collect()
}

fn outcome(item: &Item, cx: &mut Importing<'_>) -> Option<Status> {
    match item.text_at(["result"]).as_deref() {
        None | Some("SUCCESS") => Some(Status::Success),
        Some("FAILURE") => Some(Status::Failure),
        Some("ABORT") => Some(Status::Canceled),
        Some(other) => {
            cx.aside(item.at, format!("nobody knows the result `{other}` of a deployment: it is not counted"));
            None
        }
    }
}

/// Issues of the type incident; one without a type is taken for one.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    items.iter().filter_map(|item| incident(item, cx)).collect()
}

fn incident(item: &Item, cx: &mut Importing<'_>) -> Option<Incident> {
    if item.text_at(["type"]).is_some_and(|kind| !kind.is_empty() && !kind.eq_ignore_ascii_case("incident")) {
        cx.aside(item.at, "an issue of another type is no incident");
        return None;
    }
    let service = cx.service(item.text_at(["component"]).as_deref());
    let mut fields = cx.fields(item);
    let mut record = Incident::new(fields.required("issueKey"), "", fields.required_time("createdDate"));
    record.resolved_at = fields.time("resolutionDate");
    record.updated_at = fields.time("updatedDate");
    record.status = fields.text("status");
    record.severity = fields.text("severity").as_deref().and_then(severity);
    record.ticket = fields.text("url");
    if service.is_none() {
        fields.invalid(item.at, "`component` is missing: it names the service; or name it with --service");
    }
    let failed = fields.failed();
    record.services = service.into_iter().collect();
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}
