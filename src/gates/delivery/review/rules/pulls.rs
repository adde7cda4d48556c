//! Pull requests: answered soon, read by somebody else, merged as they were read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::delivery::PullRequest;
use model::delivery::from_git::{tag_points, whole};
use model::history::attribute;
use rule::{Context, NotJudged, Place, Severity, Sink};

use crate::dora::duration::words;
use crate::dora::statistics::sorted;
use crate::review::Model;
use crate::review::history::wrong;
use crate::review::pulls::calendar::Calendar;
use crate::review::pulls::figures::{between, merges, p75, pickups, waits_since};
use crate::review::pulls::{Pulls, approved_by_another, named};
use crate::review::settings::{number_or, seconds_or, text};

const HOUR: f64 = 3_600.0;
/// Requests of which a share or a quartile says something.
const ENOUGH: usize = 5;
/// The last merged requests that are looked at, as OpenSSF Scorecard does.
const LAST: usize = 30;
/// Requests named in one message.
const NAMED: usize = 5;
/// Lines that a person reads in an hour at most (SmartBear).
const LINES_PER_HOUR: f64 = 500.0;

/// The requests, or a note that nobody knows them.
fn pulls<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m Pulls> {
    model.pulls.as_ref().map_err(|why| sink.not_judged(why.clone())).ok()
}

/// The requests, where they tell of reviews.
fn reviewed<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m Pulls> {
    let pulls = pulls(model, sink)?;
    if !pulls.tell_reviews && !pulls.people.is_empty() {
        let why = "reviews: the records of pull requests tell of none (`first_review_at`, `approvers`)";
        sink.not_judged(NotJudged::surroundings(why, "export them with their reviews"));
        return None;
    }
    Some(pulls)
}

fn calendar<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m Calendar> {
    model.calendar.as_ref().map_err(|why| sink.not_judged(why.clone())).ok()
}

pub(super) fn response_late<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let (Some(pulls), Some(calendar)) = (reviewed(model, sink), calendar(model, sink)) else { return };
    let set = text(cx, "targets.first_response").or_else(|| Some(model.standard.as_ref()?.target()?.text()));
    let warn = set.and_then(|text| calendar.working(text)).unwrap_or_else(|| calendar.day());
    let fail = text(cx, "targets.first_response_fail").and_then(|text| calendar.working(text)).unwrap_or(2.0 * warn);
    let graded = |seconds: f64| match seconds {
        seconds if seconds > fail => Some((Severity::Error, fail)),
        seconds if seconds > warn => Some((Severity::Warning, warn)),
        _ => None,
    };
    for pull in pulls.open().filter(|pull| pull.first_review_at.is_none()) {
        let waited = waits_since(pull).map(|since| calendar.seconds(since, cx.now()));
        if let Some((seconds, (severity, limit))) = waited.and_then(|seconds| Some((seconds, graded(seconds)?))) {
            let message =
                format!("{} has waited {} of working time for its first review (limit {})", named(pull), words(seconds), words(limit));
            report(sink, cx, pull, message).severity(severity).subject(format!("waiting {}", pull.id));
        }
    }
    let pickups = pickups(pulls, calendar);
    if let Some((seconds, (severity, limit))) =
        p75(&pickups).filter(|_| pickups.len() >= ENOUGH).and_then(|value| Some((value, graded(value)?)))
    {
        let message = format!(
            "a quarter of {} requests waited longer than {} of working time for the first review (limit {})",
            pickups.len(),
            words(seconds),
            words(limit)
        );
        sink.report(Place::Tree, message).severity(severity).subject("first response");
    }
}

pub(super) fn review_slow<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = reviewed(model, sink) else { return };
    let (times, limit) = (merges(pulls), seconds_or(cx, "targets.review_to_merge", 18.0 * HOUR));
    if let Some(value) = p75(&times).filter(|value| times.len() >= ENOUGH && *value > limit) {
        let message = format!(
            "a quarter of {} requests took longer than {} from the first review to the merge (limit {})",
            times.len(),
            words(value),
            words(limit)
        );
        sink.report(Place::Tree, message).subject("review to merge");
    }
}

pub(super) fn without_review<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = reviewed(model, sink) else { return };
    let last: Vec<&PullRequest> = pulls.merged().rev().take(LAST).collect();
    if last.is_empty() && pulls.bots.iter().any(|pull| pull.merged_at.is_some()) {
        sink.not_judged(NotJudged::surroundings("reviews: only bots had requests merged", "widen `gates.review.window`"));
    }
    let unread: Vec<&PullRequest> =
        last.iter().copied().filter(|pull| approved_by_another(pull, pulls.tell_reviews) == Some(false)).collect();
    let Some(first) = unread.last() else { return };
    let message = format!("{} of the last {} merged requests had no approval by anybody else: {}", unread.len(), last.len(), list(&unread));
    // Where one person works alone, nobody else could have approved.
    let alone = pulls.merged().all(|pull| pull.author == first.author && pull.author.is_some());
    let severity = if alone { Severity::Info } else { Severity::Error };
    report(sink, cx, first, message).severity(severity).subject("merged without review").property("requests", ids(&unread));
}

pub(super) fn self_merged<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = reviewed(model, sink) else { return };
    let alone = |pull: &&PullRequest| {
        pull.merged_by.is_some() && pull.merged_by == pull.author && approved_by_another(pull, pulls.tell_reviews) == Some(false)
    };
    let found: Vec<&PullRequest> = pulls.merged().rev().take(LAST).filter(alone).collect();
    if let Some(first) = found.last() {
        let message = format!("of the last merged requests, {} went in by the hand of the author alone: {}", found.len(), list(&found));
        report(sink, cx, first, message).subject("self-merged").property("requests", ids(&found));
    }
}

pub(super) fn stale<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = reviewed(model, sink) else { return };
    let moved = |pull: &&PullRequest| match (&pull.approved_sha, &pull.head_sha) {
        (Some(approved), Some(head)) => approved != head,
        _ => pull.last_approved_at.or(pull.approved_at).is_some_and(|approved| pull.pushed_at.is_some_and(|pushed| pushed > approved)),
    };
    let found: Vec<&PullRequest> = pulls.merged().rev().take(LAST).filter(moved).collect();
    if let Some(first) = found.last() {
        let message = format!("of the last merged requests, {} changed after the last approval: {}", found.len(), list(&found));
        report(sink, cx, first, message).subject("approval stale").property("requests", ids(&found));
    }
}

pub(super) fn too_fast<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = reviewed(model, sink) else { return };
    let fast = |pull: &&PullRequest| {
        let lines = pull.additions.unwrap_or(0) + pull.deletions.unwrap_or(0);
        let taken = waits_since(pull).zip(pull.approved_at).and_then(|(since, approved)| between(since, approved));
        lines as f64 > LINES_PER_HOUR / 10.0 && taken.is_some_and(|taken| taken < lines as f64 / LINES_PER_HOUR * HOUR)
    };
    let found: Vec<&PullRequest> = pulls.merged().rev().take(LAST).filter(fast).collect();
    if let Some(first) = found.last() {
        let message = format!(
            "of the last merged requests, {} got an approval sooner than they can be read ({LINES_PER_HOUR} lines an hour): {}",
            found.len(),
            list(&found)
        );
        report(sink, cx, first, message).subject("too fast").property("requests", ids(&found));
    }
}

pub(super) fn description<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = pulls(model, sink) else { return };
    let least = number_or(cx, "description.min_length", 20.0);
    let issue = cx.setting_bool("description.require_issue").unwrap_or(false);
    for pull in pulls.open() {
        let short = pull.description_length.is_some_and(|length| (length as f64) < least);
        let unlinked = issue && pull.linked_issue == Some(false);
        let why = match (short, unlinked) {
            (true, _) => format!("has a description of {} characters (at least {least})", pull.description_length.unwrap_or(0)),
            (false, true) => "names no issue".to_string(),
            _ => continue,
        };
        report(sink, cx, pull, format!("{} {why}", named(pull))).subject(format!("description {}", pull.id));
    }
}

pub(super) fn cycle_slow<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(pulls) = pulls(model, sink) else { return };
    let limit = seconds_or(cx, "targets.cycle", 161.0 * HOUR);
    let live = match deployed(model, cx) {
        Ok(live) => live,
        Err(why) => return sink.not_judged(why),
    };
    let time =
        |pull: &PullRequest| between(pull.first_commit_at?, pull.deployed_at.or_else(|| live.get(pull.merge_sha.as_deref()?).copied())?);
    let times = sorted(pulls.merged().filter_map(time).collect());
    if times.is_empty() && pulls.merged().next().is_some() {
        let why = "the way from the first commit to production: no record tells both ends (`first_commit_at`, `deployed_at`)";
        sink.not_judged(NotJudged::surroundings(why, "set `gates.dora.tags`, or export them"));
    }
    if let Some(value) = p75(&times).filter(|value| times.len() >= ENOUGH && *value > limit) {
        let message = format!(
            "a quarter of {} changes took longer than {} from the first commit to production (limit {})",
            times.len(),
            words(value),
            words(limit)
        );
        sink.report(Place::Tree, message).subject("cycle");
    }
}

/// When commits went live, by the tags that `gates.dora.tags` names: the first that holds them.
fn deployed(model: &Model<'_>, cx: &Context<'_>) -> Result<BTreeMap<String, Timestamp>, NotJudged> {
    let Some(tags) = cx.setting_of("dora", "tags").map(|node| node.text()).filter(|tags| !tags.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let git = model.tree.git.as_ref().map_err(Clone::clone)?;
    let read = |error| wrong(&error);
    let expression = whole(tags).map_err(|why| NotJudged::surroundings(format!("`gates.dora.tags`: {why}"), "mend the expression"))?;
    let commits = git.commits().map_err(read)?;
    let points = tag_points(git, &commits, &expression).map_err(read)?;
    let tips: Vec<_> = points.iter().map(|point| point.commit).collect();
    let attributed = attribute(&commits, &tips, 0).map_err(read)?;
    let at = |tip: usize| Timestamp::from_second(points[tip].time).ok();
    Ok(attributed.into_iter().filter_map(|commit| Some((commit.id.to_string(), at(commit.tip)?))).collect())
}

/// Reports at the record of a request, where it comes from a file.
fn report<'s>(sink: &'s mut Sink, cx: &Context<'_>, pull: &PullRequest, message: String) -> rule::Report<'s> {
    let line = pull.origin.line as usize;
    let source = cx.text(&pull.origin.source).ok().filter(|_| line > 0);
    let place = source.and_then(|source| {
        let before: usize = source.text().split_inclusive('\n').take(line - 1).map(str::len).sum();
        let own = source.text().get(before..)?.lines().next()?;
        Some(Place::Span(source, source.span(before, before + own.len())))
    });
    sink.report(place.unwrap_or(Place::Tree), message)
}

fn list(pulls: &[&PullRequest]) -> String {
    let names: Vec<String> = pulls.iter().rev().take(NAMED).map(|pull| named(pull)).collect();
    let more = if pulls.len() > NAMED { format!(" and {} more", pulls.len() - NAMED) } else { String::new() };
    format!("{}{more}", names.join(", "))
}

fn ids(pulls: &[&PullRequest]) -> Vec<String> {
    pulls.iter().rev().map(|pull| pull.id.clone()).collect()
}
