//! Pull requests with their reviews, from the answers of GitHub to normalised records.

use std::sync::LazyLock;

use jiff::Timestamp;
use model::delivery::PullRequest;
use outside::github::{Github, Repository};
use regex::Regex;
use rule::{Context, NotJudged};
use serde_json::Value;

use super::{is_on, wrong};
use crate::review::history::WINDOW;
use crate::review::pulls::Pulls;
use crate::review::settings::seconds_or;

/// Requests whose reviews are asked for.
const MOST: usize = 100;

const WHAT: &str = "pull requests";

/// The requests to the trunk of the window, the last [`MOST`] of them with their reviews.
pub(super) fn pulls(cx: &Context<'_>, github: &Github, repository: &Repository<'_>, trunk: &str) -> Result<Pulls, NotJudged> {
    let window = seconds_or(cx, "window", WINDOW);
    let since = Timestamp::from_second(cx.now().as_second() - window as i64).unwrap_or(Timestamp::MIN);
    let all = repository.pulls_updated_since(&since.to_string()).map_err(|error| wrong(WHAT, &error))?;
    let of_trunk = |pull: &Value| pull.pointer("/base/ref").and_then(Value::as_str) == Some(trunk);
    let counts =
        |pull: &Value| time(pull, "merged_at").map_or_else(|| text(pull, "state").as_deref() == Some("open"), |merged| merged >= since);
    let chosen: Vec<Value> = all.into_iter().filter(|pull| of_trunk(pull) && counts(pull)).take(MOST).collect();
    let reviews = repository.reviews(&chosen).map_err(|error| wrong(WHAT, &error))?;
    let events = events(github, repository, &chosen).map_err(|error| wrong(WHAT, &error))?;
    let detailed = ["review/self-merged", "review/approved-faster-than-readable"].iter().any(|rule| is_on(cx, rule));
    let commits = match is_on(cx, "review/cycle-too-slow") {
        true => repository.commits(&chosen).map_err(|error| wrong(WHAT, &error))?,
        false => Vec::new(),
    };
    let mut records = Vec::new();
    for (place, pull) in chosen.iter().enumerate() {
        let mut record = record(pull, &reviews[place], &events[place]);
        record.first_commit_at = commits.get(place).and_then(|commits| first_commit(commits));
        if detailed && record.merged_at.is_some() {
            let path = repository.path(&format!("/pulls/{}", record.id));
            let detail = github.get(&path).map_err(|error| wrong(WHAT, &error))?;
            record.merged_by = login(detail.get("merged_by"));
            record.additions = detail.get("additions").and_then(Value::as_u64);
            record.deletions = detail.get("deletions").and_then(Value::as_u64);
        }
        records.push(record);
    }
    Ok(Pulls::of(cx, records, Some(trunk), true))
}

fn events(github: &Github, repository: &Repository<'_>, pulls: &[Value]) -> Result<Vec<Vec<Value>>, outside::github::GithubError> {
    let question = |pull: &Value| {
        let number = pull.get("number").and_then(Value::as_u64).unwrap_or_default();
        (repository.path(&format!("/issues/{number}/events")), text(pull, "updated_at"))
    };
    github.lists(&pulls.iter().map(question).collect::<Vec<_>>())
}

/// A request with its reviews and events as a record.
fn record(pull: &Value, reviews: &[Value], events: &[Value]) -> PullRequest {
    let author = login(pull.get("user"));
    let by_person = |review: &&Value| {
        !is_bot(review.get("user")) && login(review.get("user")) != author && text(review, "state").as_deref() != Some("PENDING")
    };
    let of_people: Vec<&Value> = reviews.iter().filter(by_person).collect();
    let approvals: Vec<&Value> = of_people.iter().copied().filter(|review| text(review, "state").as_deref() == Some("APPROVED")).collect();
    let at = |review: &&Value| time(review, "submitted_at");
    let last = approvals.iter().copied().max_by_key(|review| time(review, "submitted_at"));
    let ready = events.iter().filter(|event| text(event, "event").as_deref() == Some("ready_for_review"));
    let body = text(pull, "body").unwrap_or_default();
    let words = format!("{}\n{body}", text(pull, "title").unwrap_or_default());
    PullRequest {
        id: pull.get("number").and_then(Value::as_u64).unwrap_or_default().to_string(),
        base: pull.pointer("/base/ref").and_then(Value::as_str).map(str::to_string),
        head: pull.pointer("/head/ref").and_then(Value::as_str).map(str::to_string),
        merge_sha: text(pull, "merge_commit_sha"),
        head_sha: pull.pointer("/head/sha").and_then(Value::as_str).map(str::to_string),
        created_at: time(pull, "created_at"),
        ready_at: ready.filter_map(|event| time(event, "created_at")).max(),
        first_review_at: of_people.iter().filter_map(at).min(),
        approved_at: approvals.iter().filter_map(at).min(),
        last_approved_at: last.and_then(|review| time(review, "submitted_at")),
        approved_sha: last.and_then(|review| text(review, "commit_id")),
        merged_at: time(pull, "merged_at"),
        closed_at: time(pull, "closed_at"),
        draft: pull.get("draft").and_then(Value::as_bool),
        author_is_bot: is_bot(pull.get("user")),
        author,
        approvers: approvals.iter().filter_map(|review| login(review.get("user"))).collect(),
        description_length: Some(described(&body)),
        linked_issue: Some(names_issue(&words)),
        ..PullRequest::default()
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_string)
}

fn time(value: &Value, key: &str) -> Option<Timestamp> {
    value.get(key)?.as_str()?.parse().ok()
}

fn login(user: Option<&Value>) -> Option<String> {
    text(user?, "login")
}

fn is_bot(user: Option<&Value>) -> bool {
    let kind = user.and_then(|user| text(user, "type"));
    kind.as_deref() == Some("Bot") || login(user).is_some_and(|login| login.ends_with("[bot]"))
}

fn first_commit(commits: &[Value]) -> Option<Timestamp> {
    let authored = |commit: &Value| commit.pointer("/commit/author/date")?.as_str()?.parse::<Timestamp>().ok();
    commits.iter().filter_map(authored).min()
}

static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)<!--.*?-->").ok());
static ISSUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[^\w/])#\d+|/issues/\d+|\b[A-Z][A-Z0-9]+-\d+\b").ok());

/// Characters of a description, without the comments of a template.
fn described(body: &str) -> u64 {
    let bare = COMMENT.as_ref().map_or_else(|| body.into(), |comment| comment.replace_all(body, ""));
    bare.trim().chars().count() as u64
}

/// Whether a text names an issue: `#12`, its address, or a key such as `SHOP-12`.
fn names_issue(text: &str) -> bool {
    ISSUE.as_ref().is_some_and(|issue| issue.is_match(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_becomes_a_record() {
        let pull = json!({"number": 7, "title": "Add a basket", "body": "<!-- why? -->\nFixes #3", "user": {"login": "ana", "type": "User"}, "state": "closed",
            "created_at": "2026-01-05T10:00:00Z", "merged_at": "2026-01-06T10:00:00Z", "draft": false, "base": {"ref": "main"}, "head": {"ref": "basket", "sha": "bb"}});
        let review = |login: &str, kind: &str, state: &str, at: &str, sha: &str| json!({"user": {"login": login, "type": kind}, "state": state, "submitted_at": at, "commit_id": sha});
        let reviews = [
            review("lint[bot]", "Bot", "COMMENTED", "2026-01-05T10:01:00Z", "aa"),
            review("ana", "User", "COMMENTED", "2026-01-05T10:02:00Z", "aa"),
            review("bea", "User", "COMMENTED", "2026-01-05T12:00:00Z", "aa"),
            review("bea", "User", "APPROVED", "2026-01-05T13:00:00Z", "aa"),
        ];
        let events = [json!({"event": "ready_for_review", "created_at": "2026-01-05T11:00:00Z"})];
        let record = record(&pull, &reviews, &events);
        assert_eq!(record.first_review_at.unwrap().to_string(), "2026-01-05T12:00:00Z");
        assert_eq!(record.ready_at.unwrap().to_string(), "2026-01-05T11:00:00Z");
        assert_eq!(
            (record.approvers, record.approved_sha.as_deref(), record.head_sha.as_deref()),
            (vec!["bea".to_string()], Some("aa"), Some("bb"))
        );
        assert_eq!((record.description_length, record.linked_issue, record.author_is_bot), (Some(8), Some(true), false));
    }

    #[test]
    fn issues_are_named_in_several_ways() {
        for text in ["Fixes #3", "see https://github.com/a/b/issues/4", "SHOP-12: basket"] {
            assert!(names_issue(text), "{text}");
        }
        for text in ["a basket", "utf-8", "color #fff", "a/b#x"] {
            assert!(!names_issue(text), "{text}");
        }
    }
}
