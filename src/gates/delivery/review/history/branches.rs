//! Branches that are not in the trunk: since when, by how many people, how far away.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use outside::git::{Commits, Git, GitError, Id};
use rule::Context;

use super::merged::Merged;
use super::trunk_line::is_bot;
use crate::review::settings::{seconds_or, texts};

/// A branch that is not in the trunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Its name, without that of the remote.
    pub(crate) name: String,
    /// Its newest commit.
    pub(crate) tip: Id,
    /// When that was committed, in seconds since 1970.
    pub(crate) last: i64,
    /// When its first own commit was written: a rebase does not make work younger.
    pub(crate) begun: i64,
    /// Its own commits that are no merges.
    pub(crate) own: Vec<Id>,
    /// How many people wrote them; bots are none.
    pub(crate) authors: usize,
}

/// The branches of a repository beside its trunk.
#[derive(Debug, Default)]
pub(crate) struct Branches {
    /// With a commit of late, not in the trunk, oldest work first.
    pub(crate) active: Vec<Branch>,
    /// Not in the trunk, and nobody works on them.
    pub(crate) dormant: Vec<Branch>,
    /// Branches of releases, by name.
    pub(crate) releases: Vec<(String, Id)>,
    /// Whether this clone knows only some of the branches.
    pub(crate) partial: bool,
}

/// A branch without a commit for so long is dormant, unless set.
const ACTIVE_WITHIN: f64 = 30.0 * 86_400.0;
/// Own commits that are read of one branch.
const MOST: usize = 2_000;
/// Branches that people do not work on: of bots, of queues, of pages.
const NOBODYS: &[&str] = &["renovate/**", "dependabot/**", "snyk-*", "gh-readonly-queue/**", "gh-pages", "mergify/**", "pre-commit-ci-*"];
/// Branches of releases, unless set.
const RELEASES: &[&str] = &["release/**", "releases/**", "release-*", "hotfix/**"];

impl Branches {
    pub(super) fn load(
        cx: &Context<'_>,
        git: &Git,
        commits: &Commits<'_>,
        all: &[(String, Id)],
        (trunk, trunk_tip): (&str, Id),
        remote: Option<&str>,
    ) -> Result<Branches, GitError> {
        let set = |key: &str, usual: &[&str]| match texts(cx, key) {
            own if own.is_empty() => globs(usual.iter().copied()),
            own => globs(own.iter().map(String::as_str)),
        };
        let (releases, nobodys) = (set("branches.release", RELEASES), globs(NOBODYS.iter().copied()));
        let ignored = globs(texts(cx, "branches.ignore").iter().map(String::as_str));
        let mut found = Branches { partial: remote.is_some_and(|remote| !git.fetches_all_branches(remote)), ..Branches::default() };
        let mut open = Vec::new();
        for (name, (tip, last)) in newest(commits, all, remote)? {
            if name == trunk || nobodys.is_match(&name) || ignored.is_match(&name) {
                continue;
            }
            match releases.is_match(&name) {
                true => found.releases.push((name, tip)),
                false => open.push((name, tip, last)),
            }
        }
        if open.is_empty() {
            return Ok(found);
        }
        let in_trunk = ancestors(commits, trunk_tip)?;
        let mut merged = Merged::new(git, commits, trunk_tip);
        let limit = cx.now().as_second() - seconds_or(cx, "branches.active_within", ACTIVE_WITHIN) as i64;
        for (name, tip, last) in open.into_iter().filter(|(_, tip, _)| !in_trunk.contains(tip)) {
            let branch = read(commits, name, tip, last, &in_trunk)?;
            // Without a common ancestor it is no branch of this trunk; what was squashed or rebased into it is in it.
            if branch.own.is_empty() || merged.is_in(&branch)? {
                continue;
            }
            if last >= limit { found.active.push(branch) } else { found.dormant.push(branch) }
        }
        found.active.sort_by(|a, b| (a.begun, &a.name).cmp(&(b.begun, &b.name)));
        found.dormant.sort_by(|a, b| (a.last, &a.name).cmp(&(b.last, &b.name)));
        Ok(found)
    }
}

/// The set of globs over branch names; what is no glob matches nothing.
fn globs<'g>(patterns: impl Iterator<Item = &'g str>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns.filter_map(|pattern| GlobBuilder::new(pattern).literal_separator(true).build().ok()) {
        builder.add(pattern);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Branches by name, those of this clone and of its first remote; where both have one, the newer commit counts.
fn newest(commits: &Commits<'_>, all: &[(String, Id)], remote: Option<&str>) -> Result<BTreeMap<String, (Id, i64)>, GitError> {
    let mut found: BTreeMap<String, (Id, i64)> = BTreeMap::new();
    let of_remote = remote.map(|remote| format!("{remote}/"));
    for (name, id) in all {
        let own = of_remote.as_ref().and_then(|prefix| name.strip_prefix(prefix.as_str()));
        let name = own.unwrap_or(name);
        if name == "HEAD" {
            continue;
        }
        let last = commits.read(*id)?.committed;
        match found.get(name) {
            Some((_, known)) if *known >= last => {}
            _ => drop(found.insert(name.to_string(), (*id, last))),
        }
    }
    Ok(found)
}

/// All commits that can be reached from one.
fn ancestors(commits: &Commits<'_>, tip: Id) -> Result<HashSet<Id>, GitError> {
    let mut known = HashSet::from([tip]);
    let mut open = vec![tip];
    while let Some(id) = open.pop() {
        open.extend(commits.read(id)?.parents.into_iter().filter(|parent| known.insert(*parent)));
    }
    Ok(known)
}

/// A branch with its own commits; none where it shares no history with the trunk.
fn read(commits: &Commits<'_>, name: String, tip: Id, last: i64, in_trunk: &HashSet<Id>) -> Result<Branch, GitError> {
    let mut branch = Branch { name, tip, last, begun: last, own: Vec::new(), authors: 0 };
    let mut known = HashSet::from([tip]);
    let mut open = vec![tip];
    let mut authors: BTreeSet<String> = BTreeSet::new();
    let mut joined = false;
    while let Some(id) = open.pop() {
        let commit = commits.read(id)?;
        joined |= commit.parents.iter().any(|parent| in_trunk.contains(parent));
        if commit.parents.len() < 2 && branch.own.len() < MOST {
            let message = commits.message(id)?;
            branch.begun = branch.begun.min(message.authored);
            if !is_bot(&message, &[]) {
                authors.insert(message.email.to_lowercase());
            }
            branch.own.push(id);
        }
        open.extend(commit.parents.into_iter().filter(|parent| !in_trunk.contains(parent) && known.insert(*parent)));
    }
    branch.authors = authors.len();
    if !joined {
        branch.own.clear();
    }
    Ok(branch)
}
