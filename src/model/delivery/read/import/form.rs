//! Which tool wrote a file.

use super::Kind;
use crate::delivery::read::item::{Item, Value};

/// A form that records come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The normalised schema, in whatever layout.
    Records,
    /// The normalised schema, one JSON object per line.
    JsonLines,
    /// The normalised schema as CSV.
    Csv,
    /// GitHub: deployments with their statuses, `deployment_status` events, releases, pull requests, issues.
    Github,
    /// GitLab: deployments, merge requests, issues.
    Gitlab,
    /// CDEvents, alone or in CloudEvents.
    Cdevents,
    /// Argo CD: applications with their history.
    Argocd,
    /// PagerDuty: incidents.
    Pagerduty,
    /// Opsgenie: incidents.
    Opsgenie,
    /// DevLake: what its webhooks take.
    Devlake,
}

impl Form {
    /// The spellings of the command line.
    pub const NAMES: &'static [(&'static str, Form)] = &[
        ("jsonl", Form::JsonLines),
        ("csv", Form::Csv),
        ("github", Form::Github),
        ("gitlab", Form::Gitlab),
        ("cdevents", Form::Cdevents),
        ("cloudevents", Form::Cdevents),
        ("argocd", Form::Argocd),
        ("pagerduty", Form::Pagerduty),
        ("opsgenie", Form::Opsgenie),
        ("devlake", Form::Devlake),
    ];

    /// The form of a name.
    pub fn named(name: &str) -> Option<Form> {
        Self::NAMES.iter().find(|(own, _)| *own == name).map(|(_, form)| *form)
    }

    /// Whether a file of this form can hold such records.
    pub fn holds(self, kind: Kind) -> bool {
        match self {
            Form::Records | Form::JsonLines | Form::Csv | Form::Github | Form::Gitlab => true,
            Form::Cdevents | Form::Devlake => kind != Kind::Pulls,
            Form::Argocd => kind == Kind::Deployments,
            Form::Pagerduty | Form::Opsgenie => kind == Kind::Incidents,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Form::Records | Form::JsonLines | Form::Csv => "ent",
            Form::Github => "GitHub",
            Form::Gitlab => "GitLab",
            Form::Cdevents => "CDEvents",
            Form::Argocd => "Argo CD",
            Form::Pagerduty => "PagerDuty",
            Form::Opsgenie => "Opsgenie",
            Form::Devlake => "DevLake",
        }
    }

    /// The form of rows: by the first that has the fields which only one tool writes together. Rows that no tool is known by are of the
    /// normalised schema.
    pub(super) fn of(items: &[Item]) -> Form {
        items.iter().find_map(of_item).unwrap_or(Form::Records)
    }
}

fn of_item(item: &Item) -> Option<Form> {
    let has = |name: &str| item.names().any(|own| own == name);
    let all = |names: &[&str]| names.iter().all(|name| has(name));
    let text = |name: &str| item.get(name).and_then(Item::text).unwrap_or_default();
    let is_event = |kind: Option<&str>| kind.is_some_and(|kind| kind.starts_with("dev.cdevents."));
    let event = item.path(["context", "type"]).and_then(Item::text);
    if is_event(event) || (has("specversion") && is_event(item.get("type").and_then(Item::text))) {
        return Some(Form::Cdevents);
    }
    if text("kind") == "Application" || item.path(["status", "history"]).is_some() {
        return Some(Form::Argocd);
    }
    // Records say their kind, or have `service` or `services` and a time of theirs.
    if matches!(text("kind"), "deployment" | "incident" | "pull_request") {
        return Some(Form::Records);
    }
    let github = all(&["deployment", "deployment_status"])
        || all(&["statuses_url", "sha"])
        || all(&["tag_name", "draft"])
        || all(&["merge_commit_sha", "head", "base"])
        || all(&["mergeCommit", "mergedAt"])
        || (all(&["number", "state", "labels", "created_at"]) && (has("html_url") || has("repository_url")))
        || all(&["sha", "ref", "task", "environment"]);
    let gitlab = has("iid") && (has("deployable") || has("environment") || has("target_branch") || has("project_id"));
    match () {
        () if github => Some(Form::Github),
        () if gitlab => Some(Form::Gitlab),
        () if all(&["incident_number", "service"]) => Some(Form::Pagerduty),
        () if has("tinyId") || all(&["impactedServices", "impactStartDate"]) => Some(Form::Opsgenie),
        () if has("deploymentCommits") || all(&["issueKey", "createdDate"]) => Some(Form::Devlake),
        () => None,
    }
}

/// The list inside an envelope that a tool puts around it.
pub(super) fn envelope(item: &Item) -> Option<Vec<Item>> {
    let Value::Map(entries) = &item.value else { return None };
    let is_list_of = |name: &str| match name {
        "items" => item.get("kind").and_then(Item::text).is_none_or(|kind| kind.ends_with("List")),
        "incidents" | "data" => item.get("id").is_none(),
        _ => false,
    };
    let found = entries.iter().find(|(name, inner)| is_list_of(name) && matches!(inner.value, Value::List(_)));
    found.map(|(_, inner)| inner.items().to_vec())
}
