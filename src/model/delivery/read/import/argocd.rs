//! Argo CD: applications as `argocd app get -o json`, `argocd app list -o json` or `kubectl get applications -o json` write them.
//!
//! The history holds successes only, and only the last ones (`spec.revisionHistoryLimit`, 10 unless set). The revision is a commit of the
//! repository with the configuration, not of the program.

use super::Importing;
use crate::delivery::read::fields::instant;
use crate::delivery::read::item::Item;
use crate::delivery::{Deployment, Status};

/// How many entries Argo CD keeps unless told otherwise.
const KEPT: usize = 10;

/// Deployments of applications.
pub(super) fn deployments(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<Deployment> {
    items.iter().flat_map(|item| application(item, cx)).collect()
}

fn application(item: &Item, cx: &mut Importing<'_>) -> Vec<Deployment> {
    let Some(name) = item.text_at(["metadata", "name"]) else {
        cx.fields(item).invalid(item.at, "`metadata.name` is missing: it names the service");
        return Vec::new();
    };
    let service = cx.service(Some(&name)).unwrap_or_else(|| name.clone());
    let label = ["environment", "env"].into_iter().find_map(|key| item.text_at(["metadata", "labels", key]));
    let environment = label.unwrap_or_else(|| {
        cx.aside(item.at, format!("the application `{name}` has no label `environment`: it is taken for production"));
        "production".into()
    });
    let history = item.path(["status", "history"]).map_or(&[][..], Item::items);
    let limit = item.text_at(["spec", "revisionHistoryLimit"]).and_then(|limit| limit.parse().ok()).unwrap_or(KEPT);
    if history.len() >= limit {
        cx.aside(item.at, format!("Argo CD keeps only the last {limit} deployments of `{name}`: older ones are missing"));
    }
    let mut records: Vec<Deployment> = history.iter().filter_map(|entry| entry_of(entry, &name, cx)).collect();
    records.extend(attempt(item, &name, cx));
    for record in &mut records {
        record.service.clone_from(&service);
        record.environment.clone_from(&environment);
    }
    records
}

fn entry_of(entry: &Item, name: &str, cx: &mut Importing<'_>) -> Option<Deployment> {
    let revisions = entry.get("revisions").map_or(&[][..], Item::items);
    let joined: Vec<&str> = revisions.iter().filter_map(Item::text).collect();
    let mut fields = cx.fields(entry);
    let number = fields.required("id");
    let revision = fields.text("revision").or_else(|| (!joined.is_empty()).then(|| joined.join("+")));
    let at = fields.required_time("deployedAt");
    let started = fields.time("deployStartedAt");
    if revision.is_none() {
        fields.invalid(entry.at, "`revision` is missing");
    }
    if fields.failed() {
        return None;
    }
    let mut record = Deployment::new(format!("{name}-{number}"), "", revision.unwrap_or_default(), at);
    record.started_at = started;
    record.repo = entry.text_at(["source", "repoURL"]);
    record.source = Some("argocd".into());
    record.raw_id = Some(number);
    record.origin = cx.origin(entry);
    Some(record)
}

/// The last operation, where it did not succeed: successes are in the history.
fn attempt(item: &Item, name: &str, cx: &mut Importing<'_>) -> Option<Deployment> {
    let state = item.path(["status", "operationState"])?;
    let status = match state.text_at(["phase"]).as_deref() {
        Some("Failed" | "Error") => Status::Failure,
        Some("Running" | "Terminating") => Status::InProgress,
        Some("Succeeded") | None => return None,
        Some(other) => {
            cx.aside(state.at, format!("nobody knows the phase `{other}` of an operation: it is not counted"));
            return None;
        }
    };
    let time = |name: &str| state.text_at([name]).and_then(|text| instant(&text).ok());
    let at = time("finishedAt").or_else(|| time("startedAt"))?;
    let revision = state.text_at(["syncResult", "revision"]).or_else(|| state.text_at(["operation", "sync", "revision"]));
    let mut record = Deployment::new(format!("{name}-attempt-{at}"), "", revision.unwrap_or_else(|| "unknown".into()), at);
    record.started_at = time("startedAt");
    record.status = status;
    record.source = Some("argocd".into());
    record.origin = cx.origin(state);
    Some(record)
}
