//! The normalised schema. Fields that nobody knows are welcome; what is known is checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::defect::{DefectKind, Defects};
use super::fields::Fields;
use super::item::{Item, Value};
use super::rows::{Layout, rows};
use crate::delivery::{Cause, CausedBy, Change, DeployKind, Deployment, Incident, Origin, PullRequest, Status};

/// The records of a file and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Read<T> {
    /// Records that can be used.
    pub records: Vec<T>,
    /// What is wrong.
    pub defects: Defects,
}

impl<T> Default for Read<T> {
    fn default() -> Self {
        Read { records: Vec::new(), defects: Defects::default() }
    }
}

const DEPLOYMENT_FIELDS: &[&str] = &[
    "kind",
    "id",
    "service",
    "environment",
    "env_tier",
    "status",
    "deploy_kind",
    "repo",
    "sha",
    "ref",
    "version",
    "artifact",
    "created_at",
    "started_at",
    "finished_at",
    "unplanned",
    "caused_failure",
    "remediates",
    "changes",
    "team",
    "url",
    "source",
    "raw_id",
    "updated",
];
const CHANGE_FIELDS: &[&str] = &["sha", "committed_at", "authored_at", "author", "bot", "pr", "reverts"];
const INCIDENT_FIELDS: &[&str] = &[
    "kind",
    "id",
    "service",
    "services",
    "environment",
    "started_at",
    "detected_at",
    "acknowledged_at",
    "mitigated_at",
    "resolved_at",
    "severity",
    "status",
    "cause",
    "caused_by",
    "ticket",
    "postmortem",
    "updated",
];
const PULL_FIELDS: &[&str] = &[
    "kind",
    "id",
    "repo",
    "base",
    "head",
    "merge_sha",
    "head_sha",
    "created_at",
    "ready_at",
    "first_commit_at",
    "first_review_at",
    "approved_at",
    "last_approved_at",
    "approved_sha",
    "pushed_at",
    "merged_at",
    "deployed_at",
    "closed_at",
    "draft",
    "additions",
    "deletions",
    "files",
    "commits",
    "author",
    "author_is_bot",
    "reviewers",
    "approvers",
    "merged_by",
    "description_length",
    "linked_issue",
    "labels",
    "merge_method",
    "updated",
];
const TIERS: &[(&str, &str)] =
    &[("production", "production"), ("staging", "staging"), ("testing", "testing"), ("development", "development"), ("other", "other")];
const SEVERITIES: &[(&str, &str)] = &[("sev1", "sev1"), ("sev2", "sev2"), ("sev3", "sev3"), ("sev4", "sev4"), ("sev5", "sev5")];

/// Deployments of a file. Several records of one id stay: they are one deployment of several rows.
pub fn deployments(name: &str, text: &str, layout: Layout) -> Read<Deployment> {
    let mut read = Read::default();
    let items = rows(name, text, layout, &mut read.defects);
    deployments_of(items, name, &mut read);
    read.defects.sort();
    read
}

/// The same from rows.
pub(super) fn deployments_of(items: Vec<Item>, name: &str, read: &mut Read<Deployment>) {
    read.records.extend(of_kind("deployment", items).filter_map(|item| deployment(&item, name, &mut read.defects)));
}

/// Incidents of a file; of several records with one id the one updated last counts, else the last one.
pub fn incidents(name: &str, text: &str, layout: Layout) -> Read<Incident> {
    let mut read = Read::default();
    let items = rows(name, text, layout, &mut read.defects);
    incidents_of(items, name, &mut read);
    last_incidents(name, &mut read);
    read.defects.sort();
    read
}

/// The same from rows, every record of an id.
pub(super) fn incidents_of(items: Vec<Item>, name: &str, read: &mut Read<Incident>) {
    read.records.extend(of_kind("incident", items).filter_map(|item| incident(&item, name, &mut read.defects)));
}

/// Of several records with one id the one updated last counts, else the last one.
pub(super) fn last_incidents(name: &str, read: &mut Read<Incident>) {
    let records = std::mem::take(&mut read.records);
    read.records =
        last_updated(records, name, &mut read.defects, |record| (record.id.clone(), record.updated_at), |record| record.origin.line);
}

/// Pull requests of a file; of several records with one id the one updated last counts, else the last one.
pub fn pulls(name: &str, text: &str, layout: Layout) -> Read<PullRequest> {
    let mut read = Read::default();
    let items = rows(name, text, layout, &mut read.defects);
    pulls_of(items, name, &mut read);
    last_pulls(name, &mut read);
    read.defects.sort();
    read
}

/// The same from rows, every record of an id.
pub(super) fn pulls_of(items: Vec<Item>, name: &str, read: &mut Read<PullRequest>) {
    read.records.extend(of_kind("pull_request", items).filter_map(|item| pull(&item, name, &mut read.defects)));
}

/// Of several records with one id the one updated last counts, else the last one.
pub(super) fn last_pulls(name: &str, read: &mut Read<PullRequest>) {
    let records = std::mem::take(&mut read.records);
    read.records =
        last_updated(records, name, &mut read.defects, |record| (record.id.clone(), record.updated_at), |record| record.origin.line);
}

/// Rows of one kind: those that say so, and those that say nothing.
fn of_kind(kind: &'static str, items: Vec<Item>) -> impl Iterator<Item = Item> {
    items.into_iter().filter(move |item| item.get("kind").and_then(Item::text).is_none_or(|own| own == kind))
}

fn last_updated<T>(
    records: Vec<T>,
    name: &str,
    defects: &mut Defects,
    key: impl Fn(&T) -> (String, Option<Timestamp>),
    line: impl Fn(&T) -> u32,
) -> Vec<T> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<T> = Vec::new();
    for record in records {
        let (id, updated) = key(&record);
        let Some(&place) = places.get(&id) else {
            places.insert(id, kept.len());
            kept.push(record);
            continue;
        };
        let at = document::Position { line: line(&record).max(1), column: 1 };
        defects.add(DefectKind::Duplicate, name, at, format!("the id `{id}` again: the record updated last counts"));
        if updated >= key(&kept[place]).1 {
            kept[place] = record;
        }
    }
    kept
}

pub(super) fn origin(name: &str, item: &Item) -> Origin {
    Origin { source: Arc::from(name), line: item.at.line }
}

fn deployment(item: &Item, name: &str, defects: &mut Defects) -> Option<Deployment> {
    let mut fields = Fields::new(item, name, defects);
    fields.suggest(DEPLOYMENT_FIELDS);
    let mut record =
        Deployment::new(fields.required("id"), fields.required("service"), fields.required("sha"), fields.required_time("finished_at"));
    record.environment = fields.required("environment");
    record.env_tier = fields.word("env_tier", TIERS).map(str::to_string);
    if item.get("status").is_none() {
        fields.required("status");
    }
    record.status = fields.word("status", Status::NAMES).unwrap_or(Status::InProgress);
    record.deploy_kind = fields.word("deploy_kind", DeployKind::NAMES);
    record.repo = fields.text("repo");
    record.reference = fields.text("ref");
    record.version = fields.text("version");
    record.artifact = fields.text("artifact");
    record.created_at = fields.time("created_at");
    record.started_at = fields.time("started_at");
    record.unplanned = fields.flag("unplanned").unwrap_or(false);
    record.caused_failure = fields.flag("caused_failure");
    record.remediates = fields.texts("remediates");
    record.team = fields.text("team");
    record.url = fields.text("url");
    record.source = fields.text("source");
    record.raw_id = fields.text("raw_id");
    record.changes = changes(&mut fields);
    record.origin = origin(name, item);
    (!fields.failed()).then_some(record)
}

fn changes(fields: &mut Fields<'_>) -> Option<Vec<Change>> {
    let list = fields.item.get("changes")?;
    let Value::List(items) = &list.value else {
        fields.invalid(list.at, "`changes` takes a list of { sha, committed_at, … }");
        return None;
    };
    let mut changes = Vec::with_capacity(items.len());
    let mut failed = false;
    for item in items {
        if !matches!(item.value, Value::Map(_)) {
            fields.invalid(item.at, "a change is an object with `sha` and `committed_at`");
            continue;
        }
        let mut inner = Fields::new(item, fields.file, fields.defects);
        inner.suggest(CHANGE_FIELDS);
        changes.push(Change {
            sha: inner.required("sha"),
            committed_at: inner.required_time("committed_at"),
            authored_at: inner.time("authored_at"),
            author: inner.text("author"),
            bot: inner.flag("bot").unwrap_or(false),
            pr: inner.text("pr"),
            reverts: inner.text("reverts"),
        });
        failed |= inner.failed();
    }
    (!failed).then_some(changes)
}

fn incident(item: &Item, name: &str, defects: &mut Defects) -> Option<Incident> {
    let mut fields = Fields::new(item, name, defects);
    fields.suggest(INCIDENT_FIELDS);
    let mut record = Incident::new(fields.required("id"), "", fields.required_time("started_at"));
    record.services = fields.texts("services");
    record.services.extend(fields.text("service").filter(|service| !record.services.contains(service)));
    if record.services.is_empty() {
        fields.invalid(item.at, "`service` (or `services`) is missing");
    }
    record.environment = fields.text("environment");
    record.detected_at = fields.time("detected_at");
    record.acknowledged_at = fields.time("acknowledged_at");
    record.mitigated_at = fields.time("mitigated_at");
    record.resolved_at = fields.time("resolved_at");
    record.severity = fields.word("severity", SEVERITIES).map(str::to_string);
    record.status = fields.text("status");
    record.cause = fields.word("cause", Cause::NAMES);
    record.caused_by = caused_by(&mut fields);
    record.ticket = fields.text("ticket");
    record.postmortem = fields.text("postmortem");
    record.updated_at = fields.time("updated");
    record.origin = origin(name, item);
    if record.resolved_at.is_some_and(|end| end < record.started_at) {
        let at = item.get("resolved_at").map_or(item.at, |item| item.at);
        fields.invalid(at, "`resolved_at` lies before `started_at`");
    }
    (!fields.failed()).then_some(record)
}

fn caused_by(fields: &mut Fields<'_>) -> Option<CausedBy> {
    let item = fields.item.get("caused_by")?;
    if let Some(text) = item.text() {
        return (!text.trim().is_empty()).then(|| CausedBy::Deployment(text.trim().into()));
    }
    type Maker = fn(String) -> CausedBy;
    let makers: [(&str, Maker); 4] =
        [("deployment", CausedBy::Deployment), ("sha", CausedBy::Sha), ("version", CausedBy::Version), ("pr", CausedBy::Pr)];
    let found = makers.into_iter().find_map(|(name, maker)| item.text_at([name]).map(maker));
    if found.is_none() {
        fields.invalid(item.at, "`caused_by` takes the id of a deployment, or one of { deployment }, { sha }, { version }, { pr }");
    }
    found
}

fn pull(item: &Item, name: &str, defects: &mut Defects) -> Option<PullRequest> {
    let mut fields = Fields::new(item, name, defects);
    fields.suggest(PULL_FIELDS);
    let record = PullRequest {
        id: fields.required("id"),
        repo: fields.text("repo"),
        base: fields.text("base"),
        head: fields.text("head"),
        merge_sha: fields.text("merge_sha"),
        head_sha: fields.text("head_sha"),
        created_at: fields.time("created_at"),
        ready_at: fields.time("ready_at"),
        first_commit_at: fields.time("first_commit_at"),
        first_review_at: fields.time("first_review_at"),
        approved_at: fields.time("approved_at"),
        last_approved_at: fields.time("last_approved_at"),
        approved_sha: fields.text("approved_sha"),
        pushed_at: fields.time("pushed_at"),
        merged_at: fields.time("merged_at"),
        deployed_at: fields.time("deployed_at"),
        closed_at: fields.time("closed_at"),
        draft: fields.flag("draft"),
        additions: fields.count("additions"),
        deletions: fields.count("deletions"),
        files: fields.count("files"),
        commits: fields.count("commits"),
        author: fields.text("author"),
        author_is_bot: fields.flag("author_is_bot").unwrap_or(false),
        reviewers: fields.texts("reviewers"),
        approvers: fields.texts("approvers"),
        merged_by: fields.text("merged_by"),
        description_length: fields.count("description_length"),
        linked_issue: fields.flag("linked_issue"),
        labels: fields.texts("labels"),
        merge_method: fields.text("merge_method"),
        updated_at: fields.time("updated"),
        origin: origin(name, item),
    };
    (!fields.failed()).then_some(record)
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
