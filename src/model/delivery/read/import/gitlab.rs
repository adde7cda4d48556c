//! GitLab's REST API: deployments, merge requests, issues of the type incident.
//! <https://docs.gitlab.com/api/deployments/>, <https://docs.gitlab.com/api/merge_requests/>, <https://docs.gitlab.com/api/issues/>

use jiff::Timestamp;

use super::github_pulls::names;
use super::{Importing, Labels, blamed, repository, severity};
use crate::delivery::read::fields::{Fields, instant};
use crate::delivery::read::item::{Item, Value};
use crate::delivery::{Cause, CausedBy, Deployment, Incident, PullRequest, Status};

const TIERS: &[&str] = &["production", "staging", "testing", "development", "other"];

/// Deployments.
pub(super) fn deployments(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Deployment> {
    items.iter().filter_map(|item| deployment(item, cx)).collect()
}

fn deployment(item: &Item, cx: &mut Importing<'_>) -> Option<Deployment> {
    let status = match item.text_at(["status"]).as_deref() {
        Some("success") => Status::Success,
        Some("failed") => Status::Failure,
        Some("canceled" | "skipped") => Status::Canceled,
        Some("created" | "running" | "blocked") => Status::InProgress,
        Some(other) => {
            cx.aside(item.at, format!("nobody knows the status `{other}` of a deployment: it is not counted"));
            return None;
        }
        None => {
            cx.fields(item).required("status");
            return None;
        }
    };
    let page = item.text_at(["deployable", "commit", "web_url"]).or_else(|| item.text_at(["deployable", "pipeline", "web_url"]));
    let path = page.or_else(|| item.text_at(["deployable", "web_url"])).as_deref().and_then(repository);
    let service = cx.service_of_repository(path.as_deref());
    let finished = item.path(["deployable", "finished_at"]).and_then(Item::text).and_then(|text| instant(text).ok());
    let mut fields = cx.fields(item);
    let mut record = Deployment::new(fields.required("id"), "", fields.required("sha"), Timestamp::default());
    record.finished_at = finished_at(&mut fields, finished, status);
    record.reference = fields.text("ref");
    record.created_at = fields.time("created_at");
    record.started_at = item.path(["deployable", "started_at"]).and_then(Item::text).and_then(|text| instant(text).ok());
    match item.text_at(["environment", "name"]) {
        Some(name) => record.environment = name,
        None => fields.invalid(item.at, "`environment.name` is missing"),
    }
    match service {
        Some(service) => record.service = service,
        None => fields.invalid(item.at, "the deployment does not say of which project it is: name the service with --service"),
    }
    let failed = fields.failed();
    record.env_tier = item.text_at(["environment", "tier"]).filter(|tier| TIERS.contains(&tier.as_str()));
    record.status = status;
    record.repo = path;
    record.source = Some("gitlab".into());
    record.raw_id = item.text_at(["iid"]);
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

/// When it was done; one that is not done yet has the time of its last change.
fn finished_at(fields: &mut Fields<'_>, job: Option<Timestamp>, status: Status) -> Timestamp {
    let own = fields.time("finished_at").or(job);
    match (own, status) {
        (Some(at), _) => at,
        // What stands there is no time, and that was said.
        (None, _) if fields.failed() => Timestamp::default(),
        (None, Status::Success) => fields.required_time("finished_at"),
        (None, _) => fields.time("updated_at").unwrap_or_else(|| fields.required_time("created_at")),
    }
}

/// Merge requests. Their API tells no reviews: pickup and review stay unknown.
pub(super) fn pulls(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<PullRequest> {
    items.iter().filter_map(|item| pull(item, cx)).collect()
}

fn pull(item: &Item, cx: &mut Importing<'_>) -> Option<PullRequest> {
    let author = item.text_at(["author", "username"]);
    let mut fields = cx.fields(item);
    let mut record = PullRequest {
        id: fields.required("iid"),
        created_at: Some(fields.required_time("created_at")),
        merged_at: fields.time("merged_at"),
        updated_at: fields.time("updated_at"),
        base: fields.text("target_branch"),
        head: fields.text("source_branch"),
        head_sha: fields.text("sha"),
        ..PullRequest::default()
    };
    if record.merged_at.is_some() {
        // The commit that changed something: squashed, merged, or the branch itself (fast forward).
        record.merge_sha = fields.text("squash_commit_sha").or_else(|| fields.text("merge_commit_sha")).or_else(|| record.head_sha.clone());
    }
    let failed = fields.failed();
    record.repo = item.text_at(["web_url"]).as_deref().and_then(repository);
    record.labels = names(item.get("labels"), "name");
    let says = item.path(["author", "bot"]).is_some_and(|says| says.value == Value::Bool(true));
    record.author_is_bot = says || author.as_deref().is_some_and(is_bot);
    record.author = author;
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

/// GitLab names the users of access tokens `project_7_bot_…` and `group_7_bot_…`.
fn is_bot(name: &str) -> bool {
    let rest = name.strip_prefix("project_").or_else(|| name.strip_prefix("group_"));
    rest.is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with("_bot"))
}

/// Issues of the type incident, and issues with the label of incidents.
pub(super) fn incidents(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Incident> {
    items.iter().filter_map(|item| incident(item, cx)).collect()
}

fn incident(item: &Item, cx: &mut Importing<'_>) -> Option<Incident> {
    let all = names(item.get("labels"), "name");
    let kind = item.text_at(["issue_type"]).or_else(|| item.text_at(["type"])).unwrap_or_default();
    if !kind.eq_ignore_ascii_case("incident") && !all.iter().any(|name| cx.is_incident_label(name)) {
        cx.aside(item.at, "an issue that is neither of the type incident nor has its label is not counted");
        return None;
    }
    let labels = Labels::read(all.iter().map(String::as_str));
    let path = item.text_at(["web_url"]).as_deref().and_then(repository);
    let services: Vec<String> = match labels.services.is_empty() {
        true => cx.service_of_repository(path.as_deref()).into_iter().collect(),
        false => labels.services.iter().filter_map(|own| cx.service(Some(own))).collect(),
    };
    let mut fields = cx.fields(item);
    let mut record = Incident::new(fields.required("iid"), "", fields.required_time("created_at"));
    record.resolved_at = fields.time("closed_at");
    record.status = fields.text("state");
    record.ticket = fields.text("web_url");
    record.updated_at = fields.time("updated_at");
    record.severity = fields.text("severity").as_deref().and_then(severity).or(labels.severity);
    if services.is_empty() {
        fields.invalid(item.at, "the issue does not say which service was hit: add a label `service::NAME`, or name it with --service");
    }
    let failed = fields.failed();
    record.services = services;
    record.cause = labels.is_external.then_some(Cause::External);
    record.caused_by = item.text_at(["description"]).as_deref().and_then(blamed).map(CausedBy::Sha);
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}
