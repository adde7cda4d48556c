//! Branches of releases: what is in them came from the trunk.

use std::collections::HashSet;

use outside::git::{Commits, Git, GitError, Id, Message};
use rule::{Context, Place, Sink};

use super::branches::history;
use crate::review::Model;
use crate::review::history::merged::Merged;
use crate::review::history::{History, wrong};

/// Own commits of a branch that are looked at.
const MOST: usize = 300;
/// Files that a release itself changes: versions, lock files, notes.
const OF_A_RELEASE: &[&str] = &[
    "version",
    "version.txt",
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "cargo.toml",
    "cargo.lock",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "gradle.properties",
    "version.rb",
    "gemfile.lock",
    "mix.exs",
    "chart.yaml",
    "composer.json",
    "pubspec.yaml",
    "version.go",
    "version.py",
    "__init__.py",
    "directory.build.props",
];

pub(super) fn not_from_trunk<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(history) = history(model, sink) else { return };
    let Ok(git) = &model.tree.git else { return };
    for (name, tip) in &history.branches.releases {
        match strangers(git, history, *tip) {
            Ok(found) => {
                for (id, message, why) in found {
                    let short = &id.to_string()[..10];
                    let text = format!("commit {short} (\"{}\") is on `{name}` and {why} `{}`", message.subject, history.trunk);
                    sink.report(Place::Tree, text)
                        .subject(format!("{name} {id}"))
                        .property("commit", id.to_string())
                        .property("branch", name.clone());
                }
            }
            Err(error) => sink.not_judged(wrong(&error)),
        }
    }
}

/// The commits of a release branch that did not come from the trunk, oldest first.
fn strangers(git: &Git, history: &History, tip: Id) -> Result<Vec<(Id, Message, &'static str)>, GitError> {
    let Some(base) = git.common_ancestor(tip, history.tip) else { return Ok(Vec::new()) };
    let commits = git.commits()?;
    let mut merged = Merged::new(git, &commits, history.tip);
    let patches: HashSet<Id> = merged.since(base)?.into_iter().collect();
    let mut found = Vec::new();
    for id in own(&commits, tip, base)? {
        let message = commits.message(id)?;
        let why = match picked_from(&message).and_then(|hex| git.resolve(hex).ok()) {
            Some(source) if git.common_ancestor(source, history.tip) == Some(source) => continue,
            Some(_) => "was picked from a commit that is not in",
            None => "does not come from",
        };
        let same = merged.patch_of(id)?.is_none_or(|patch| patches.contains(&patch));
        if !same && !of_a_release(git, &commits, id)? {
            found.push((id, message, why));
        }
    }
    found.reverse();
    Ok(found)
}

/// First-parent commits of a branch down to where it left the trunk, without merges, newest first.
fn own(commits: &Commits<'_>, tip: Id, base: Id) -> Result<Vec<Id>, GitError> {
    let (mut found, mut next) = (Vec::new(), Some(tip));
    while let Some(id) = next.filter(|id| *id != base && found.len() < MOST) {
        let commit = commits.read(id)?;
        if commit.parents.len() < 2 {
            found.push(id);
        }
        next = commit.parents.first().copied();
    }
    Ok(found)
}

/// The commit that `git cherry-pick -x` names.
fn picked_from(message: &Message) -> Option<&str> {
    let rest = message.body.rsplit("cherry picked from commit ").next().filter(|rest| rest.len() < message.body.len())?;
    let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
    rest.get(..end).filter(|hex| (7..=40).contains(&hex.len()))
}

/// Whether a commit only makes the release: version, lock files, notes.
fn of_a_release(git: &Git, commits: &Commits<'_>, id: Id) -> Result<bool, GitError> {
    let made = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let notes = ["changelog", "changes", "history", "news", "release"].iter().any(|word| name.starts_with(word));
        notes || OF_A_RELEASE.contains(&name.as_str()) || crate::review::history::change::is_made(git, path, None)
    };
    Ok(commits.touched(id)?.iter().all(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trailer_of_a_cherry_pick() {
        let message = |body: &str| Message { body: body.into(), ..Message::default() };
        assert_eq!(picked_from(&message("x\n\n(cherry picked from commit 0123456789ab)")), Some("0123456789ab"));
        assert_eq!(picked_from(&message("nothing")), None);
        assert_eq!(picked_from(&message("")), None);
    }
}
