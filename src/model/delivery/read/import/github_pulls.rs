//! Pull requests of GitHub: as its REST API gives them, with `reviews` and `commits` put in where they are known, or as
//! `gh pr list --json …` writes them. <https://docs.github.com/en/rest/pulls>

use jiff::Timestamp;

use super::Importing;
use crate::delivery::PullRequest;
use crate::delivery::read::fields::instant;
use crate::delivery::read::item::{Item, Value};

/// Pull requests.
pub(super) fn pulls(items: Vec<Item>, cx: &mut Importing<'_>) -> Vec<PullRequest> {
    let read =
        |item: &Item| if item.names().any(|name| name == "mergedAt" || name == "createdAt") { listed(item, cx) } else { rest(item, cx) };
    items.iter().filter_map(read).collect()
}

/// As the REST API gives it.
fn rest(item: &Item, cx: &mut Importing<'_>) -> Option<PullRequest> {
    let author = item.text_at(["user", "login"]);
    let seen = Reviews::of(item, author.as_deref(), "submitted_at", &["user", "login"], &["user", "type"]);
    let mut fields = cx.fields(item);
    let mut record = PullRequest {
        id: fields.required("number"),
        created_at: Some(fields.required_time("created_at")),
        merged_at: fields.time("merged_at"),
        updated_at: fields.time("updated_at"),
        additions: fields.count("additions"),
        deletions: fields.count("deletions"),
        files: fields.count("changed_files"),
        ..PullRequest::default()
    };
    if record.merged_at.is_some() {
        record.merge_sha = fields.text("merge_commit_sha");
    }
    let failed = fields.failed();
    record.repo = item.text_at(["base", "repo", "full_name"]);
    record.base = item.text_at(["base", "ref"]);
    record.head = item.text_at(["head", "ref"]);
    record.head_sha = item.text_at(["head", "sha"]);
    record.labels = names(item.get("labels"), "name");
    let commits = item.get("commits").filter(|commits| matches!(commits.value, Value::List(_)));
    record.first_commit_at = commits.and_then(|commits| earliest(commits.items(), &["commit", "author", "date"]));
    record.commits = match commits {
        Some(commits) => u64::try_from(commits.items().len()).ok(),
        None => item.text_at(["commits"]).and_then(|count| count.parse().ok()),
    };
    record.author_is_bot = is_bot(author.as_deref(), item.text_at(["user", "type"]).as_deref());
    finish(record, author, seen, item, cx, failed)
}

/// As `gh pr list --json` writes it.
fn listed(item: &Item, cx: &mut Importing<'_>) -> Option<PullRequest> {
    let author = item.text_at(["author", "login"]);
    let seen = Reviews::of(item, author.as_deref(), "submittedAt", &["author", "login"], &["author", "type"]);
    let mut fields = cx.fields(item);
    let mut record = PullRequest {
        id: fields.required("number"),
        created_at: fields.time("createdAt"),
        merged_at: fields.time("mergedAt"),
        updated_at: fields.time("updatedAt"),
        additions: fields.count("additions"),
        deletions: fields.count("deletions"),
        files: fields.count("changedFiles"),
        base: fields.text("baseRefName"),
        head: fields.text("headRefName"),
        head_sha: fields.text("headRefOid"),
        ..PullRequest::default()
    };
    let failed = fields.failed();
    record.merge_sha = item.text_at(["mergeCommit", "oid"]);
    record.labels = names(item.get("labels"), "name");
    let commits = item.get("commits").map_or(&[][..], Item::items);
    record.first_commit_at = earliest(commits, &["authoredDate"]);
    record.commits = item.get("commits").and_then(|_| u64::try_from(commits.len()).ok());
    let says = item.path(["author", "is_bot"]).is_some_and(|says| says.value == Value::Bool(true));
    record.author_is_bot = says || is_bot(author.as_deref(), None);
    finish(record, author, seen, item, cx, failed)
}

fn finish(
    mut record: PullRequest,
    author: Option<String>,
    seen: Reviews,
    item: &Item,
    cx: &Importing<'_>,
    failed: bool,
) -> Option<PullRequest> {
    record.author = author;
    record.first_review_at = seen.first;
    record.approved_at = seen.approved;
    record.reviewers = seen.by;
    record.origin = cx.origin(item);
    (!failed).then_some(record)
}

/// What reviews by people other than the author say.
#[derive(Default)]
struct Reviews {
    first: Option<Timestamp>,
    approved: Option<Timestamp>,
    by: Vec<String>,
}

impl Reviews {
    fn of(item: &Item, author: Option<&str>, time: &str, login: &[&str; 2], kind: &[&str; 2]) -> Reviews {
        let mut all = Reviews::default();
        for review in item.get("reviews").map_or(&[][..], Item::items) {
            let who = review.text_at(*login);
            let is_own = who.is_some() && who.as_deref() == author;
            let at = review.text_at([time]).and_then(|text| instant(&text).ok());
            let (Some(at), false, false) = (at, is_own, is_bot(who.as_deref(), review.text_at(*kind).as_deref())) else { continue };
            all.first = Some(all.first.map_or(at, |first| first.min(at)));
            if review.text_at(["state"]).as_deref() == Some("APPROVED") {
                all.approved = Some(all.approved.map_or(at, |first| first.min(at)));
            }
            all.by.extend(who);
        }
        all.by.sort();
        all.by.dedup();
        all
    }
}

pub(super) fn names(list: Option<&Item>, field: &str) -> Vec<String> {
    let name = |item: &Item| item.text().map(str::to_string).or_else(|| item.text_at([field]));
    list.map_or(&[][..], Item::items).iter().filter_map(name).collect()
}

fn is_bot(login: Option<&str>, kind: Option<&str>) -> bool {
    kind == Some("Bot") || login.is_some_and(|login| login.ends_with("[bot]") || login.starts_with("app/"))
}

fn earliest(items: &[Item], path: &[&str]) -> Option<Timestamp> {
    items.iter().filter_map(|item| item.text_at(path.iter().copied())).filter_map(|text| instant(&text).ok()).min()
}
