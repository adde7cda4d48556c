//! Deployments and their commits from Git: tags as deployments, and commits for deployments that list none.

use std::collections::BTreeMap;

use jiff::Timestamp;
use outside::git::{Commits, Git, GitError, Id};
use regex::Regex;

use super::paths::ServicePaths;
use super::{Change, DeployKind, Deployment, Origin, Status, Window};
use crate::history::{Attributed, attribute};

/// A deployment as Git knows it: a commit, when it went live, and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When, in seconds since 1970.
    pub time: i64,
    /// Tag or id.
    pub name: String,
    /// The commit.
    pub commit: Id,
}

/// The spans for which commits are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// From where on commits are given to deployments: the window, the window before, and what trends need.
    pub since: Timestamp,
    /// The window itself: what commits say is read for it alone.
    pub window: Window,
    /// Whether author times are wanted for all commits.
    pub author_clock: bool,
    /// Whether the names of authors are wanted, to recognise bots.
    pub authors: bool,
    /// Whether a cherry-pick counts from the commit that it was picked from.
    pub cherry_pick_origin: bool,
}

/// An expression that a tag has to match as a whole.
///
/// # Errors
/// What is wrong with the expression.
pub fn whole(expression: &str) -> Result<Regex, String> {
    // The expression has to stand on its own: `a)(b` would only be well-formed inside the brackets.
    Regex::new(expression).map_err(|error| describe(expression, &error))?;
    Regex::new(&format!("^(?:{expression})$")).map_err(|error| describe(expression, &error))
}

fn describe(expression: &str, error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
    format!("`{expression}` is no regular expression: {last}")
}

/// The tags that match, as points in the order of (time, name).
pub fn tag_points(git: &Git, commits: &Commits<'_>, expression: &Regex) -> Result<Vec<Point>, GitError> {
    let mut points = Vec::new();
    for tag in git.tags(|name| expression.is_match(name))? {
        let time = match tag.tagged {
            Some(time) => time,
            None => commits.read(tag.commit)?.committed,
        };
        points.push(Point { time, name: tag.name, commit: tag.commit });
    }
    points.sort_by(|a, b| (a.time, &a.name).cmp(&(b.time, &b.name)));
    Ok(points)
}

/// What each point brought.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// Per point, in their order: commits that are no merges, and how many merges.
    pub by_point: Vec<(Vec<Change>, u32)>,
    /// Per point and change: the services it touched; empty where no paths were asked for.
    pub services: Vec<Vec<Vec<usize>>>,
    /// The points whose commits are known: not the baseline, not those before the wanted span, not those after the window.
    pub known: std::ops::Range<usize>,
}

/// Gives the commits of the wanted span to the points; what the first point of all holds is never measured.
pub fn brought(commits: &Commits<'_>, points: &[Point], wanted: &Wanted, paths: Option<&ServicePaths>) -> Result<Brought, GitError> {
    let until = wanted.window.until.as_second();
    let last = points.partition_point(|point| point.time < until);
    let seen = points.partition_point(|point| point.time < wanted.since.as_second()).clamp(1.min(last), last);
    let tips: Vec<Id> = points[..last].iter().map(|point| point.commit).collect();
    let mut brought =
        Brought { by_point: vec![(Vec::new(), 0); points.len()], services: vec![Vec::new(); points.len()], known: seen..last };
    for commit in attribute(commits, &tips, seen)? {
        if commit.merge {
            brought.by_point[commit.tip].1 += 1;
            continue;
        }
        let inside = wanted.cherry_pick_origin || points[commit.tip].time >= wanted.window.since.as_second();
        brought.by_point[commit.tip].0.push(change(commits, &commit, inside, wanted)?);
        if let Some(paths) = paths {
            let touched = paths.touched(&commits.touched(commit.id)?);
            brought.services[commit.tip].push(touched);
        }
    }
    Ok(brought)
}

/// What a commit says is read once, and only for the window: trends need nothing but its time.
fn change(commits: &Commits<'_>, commit: &Attributed, inside: bool, wanted: &Wanted) -> Result<Change, GitError> {
    let message = if inside || wanted.authors { Some(commits.message(commit.id)?) } else { None };
    let authored = match &message {
        Some(message) => Some(message.authored),
        None if wanted.author_clock => Some(commit.authored.map_or_else(|| commits.authored(commit.id), Ok)?),
        None => None,
    };
    let origin = message.as_ref().filter(|_| wanted.cherry_pick_origin).and_then(|message| picked_from(commits, message));
    Ok(Change {
        sha: commit.id.to_string(),
        committed_at: instant(origin.unwrap_or(commit.committed)),
        authored_at: authored.map(instant),
        reverts: message.as_ref().and_then(|message| message.reverts()).map(str::to_string),
        author: message.filter(|_| wanted.authors).map(|message| message.author),
        bot: false,
        pr: None,
    })
}

/// Committer time of the commit that a cherry-pick (`git cherry-pick -x`) names; of the one picked first, where it was picked again.
/// `None` for other commits, and where that commit is not here.
fn picked_from(commits: &Commits<'_>, message: &outside::git::Message) -> Option<i64> {
    const PICKS: usize = 8;
    let mut origin = Id::from_hex(message.picked_from()?)?;
    for _ in 0..PICKS {
        let next = commits.message(origin).ok().and_then(|message| Id::from_hex(message.picked_from()?));
        match next.filter(|next| commits.read(*next).is_ok()) {
            Some(next) => origin = next,
            None => break,
        }
    }
    commits.read(origin).ok().map(|commit| commit.committed)
}

/// An instant from seconds; what no calendar holds becomes its nearest end.
fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// The deployments of one service from tags. With `service_place`, only the commits that touch its paths count.
pub fn tag_deployments(service: &str, points: &[Point], brought: &Brought, service_place: Option<usize>) -> Vec<Deployment> {
    let record = |(place, point): (usize, &Point)| {
        let mut record = Deployment::new(&point.name, service, point.commit.to_string(), instant(point.time));
        let (changes, merges) = &brought.by_point[place];
        record.deploy_kind = Some(DeployKind::Change);
        record.reference = Some(format!("refs/tags/{}", point.name));
        record.version = Some(point.name.clone());
        record.source = Some("git tag".into());
        record.merges = *merges;
        record.origin = Origin { source: format!("tag {}", point.name).into(), line: 0 };
        let known = brought.known.contains(&place);
        record.changes = known.then(|| of_service(changes, &brought.services[place], service_place));
        record
    };
    points.iter().enumerate().map(record).collect()
}

fn of_service(changes: &[Change], services: &[Vec<usize>], place: Option<usize>) -> Vec<Change> {
    let Some(place) = place else { return changes.to_vec() };
    let touched = changes.iter().zip(services).filter(|(_, services)| services.contains(&place));
    touched.map(|(change, _)| change.clone()).collect()
}

/// Lists the commits of the deployments of one service that list none, from Git. Deployments whose commit is not in the repository stay as
/// they are: nobody knows what they brought. Returns how many those are.
pub fn fill_changes(
    commits: &Commits<'_>,
    records: &mut [Deployment],
    wanted: &Wanted,
    production: impl Fn(&Deployment) -> bool,
    paths: Option<(&ServicePaths, usize)>,
) -> Result<usize, GitError> {
    let mut places: Vec<(Point, usize)> = Vec::new();
    let mut unknown = 0;
    for (place, record) in records.iter().enumerate().filter(|(_, record)| record.status == Status::Success && production(record)) {
        match Id::from_hex(&record.sha).filter(|id| commits.read(*id).is_ok()) {
            Some(commit) => places.push((Point { time: record.finished_at.as_second(), name: record.id.clone(), commit }, place)),
            None => unknown += usize::from(record.changes.is_none()),
        }
    }
    places.sort_by(|(a, _), (b, _)| (a.time, &a.name).cmp(&(b.time, &b.name)));
    if places.iter().all(|(_, place)| records[*place].changes.is_some()) {
        return Ok(unknown);
    }
    let points: Vec<Point> = places.iter().map(|(point, _)| point.clone()).collect();
    let brought = brought(commits, &points, wanted, paths.map(|(paths, _)| paths))?;
    let mut given: BTreeMap<usize, (Vec<Change>, u32)> = BTreeMap::new();
    for (at, (changes, merges)) in brought.by_point.iter().enumerate().filter(|(at, _)| brought.known.contains(at)) {
        let own = of_service(changes, &brought.services[at], paths.map(|(_, service)| service));
        given.insert(places[at].1, (own, *merges));
    }
    for (place, (changes, merges)) in given {
        if records[place].changes.is_none() {
            records[place].changes = Some(changes);
            records[place].merges = merges;
        }
    }
    Ok(unknown)
}

/// Gives a record that knows its tag but not its commit (an exported release) the commit of the tag, where this repository has it.
pub fn resolve_tag(git: &Git, record: &mut Deployment) {
    let Some(tag) = record.reference.as_deref().filter(|reference| reference.starts_with("refs/tags/")) else { return };
    if Some(record.sha.as_str()) == record.version.as_deref()
        && let Ok(commit) = git.resolve(tag)
    {
        record.sha = commit.to_string();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_as_a_whole() {
        let expression = whole(r"v\d+|release-.*").unwrap();
        assert!(expression.is_match("v12") && expression.is_match("release-1"));
        assert!(!expression.is_match("v12-rc") && !expression.is_match("xv12") && !expression.is_match("v12\n"));
        assert!(whole("v(").unwrap_err().starts_with("`v(` is no regular expression: "));
        assert!(whole("a)(b").is_err());
    }

    #[test]
    fn an_impossible_instant_is_the_nearest_possible_one() {
        assert_eq!(instant(i64::MAX), Timestamp::MAX);
        assert_eq!(instant(0).to_string(), "1970-01-01T00:00:00Z");
    }
}
