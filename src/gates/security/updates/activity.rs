//! Proof from history that the bot is at work.

use std::collections::BTreeSet;

use jiff::Timestamp;
use outside::git::{Commits, Git, GitError, Id, Message};
use rule::{Context, NotJudged};

/// What history says about the bot.
pub(super) enum Activity {
    /// It committed within the time.
    Seen,
    /// Its configuration is younger than the time: nothing can be expected yet.
    TooYoung,
    /// It was not seen.
    NotSeen,
}

/// Authors of the bots, as parts of name or address.
const BOTS: &[&str] =
    &["renovate[bot]", "dependabot[bot]", "renovate-bot", "renovate bot", "renovatebot", "dependabot-preview[bot]", "bot@renovateapp.com"];
/// Words of messages by which a bot's work is known when people merged it.
const TRACES: &[&str] =
    &["renovate[bot]", "dependabot[bot]", "/renovate/", "/dependabot/", "from renovate/", "from dependabot/", "'renovate/", "'dependabot/"];
/// Branches of the bots.
const BRANCHES: &[&str] = &["renovate/", "dependabot/"];

/// Looks for the bot's commits since a moment. `config` is the path of its configuration, `authors` are further names.
pub(super) fn look(cx: &Context<'_>, since: Timestamp, config: &str, authors: &[String]) -> Result<Activity, NotJudged> {
    let git = Git::open(cx.root()).map_err(missing)?;
    let here = cx.root().canonicalize().ok();
    if here.is_none() || here != git.root().canonicalize().ok() {
        return Err(NotJudged::surroundings(
            "whether the bot is at work: this directory is only a part of a repository",
            "run `ent` at the top of the repository",
        ));
    }
    if git.is_shallow() {
        return Err(missing(GitError::Shallow));
    }
    let Some(head) = git.head() else {
        return Err(NotJudged::surroundings("whether the bot is at work: the repository has no commit", "commit first"));
    };
    let commits = git.commits().map_err(missing)?;
    let cutoff = since.as_second();
    if seen(&commits, head, cutoff, authors).map_err(missing)? || branch(&git, &commits, cutoff).map_err(missing)? {
        return Ok(Activity::Seen);
    }
    let before = last_before(&commits, head, cutoff).map_err(missing)?;
    let configured = before.is_some_and(|id| git.file_at(&id.to_string(), config).is_ok_and(|file| file.is_some()));
    Ok(if configured { Activity::NotSeen } else { Activity::TooYoung })
}

fn missing(error: GitError) -> NotJudged {
    let fix = error.fix();
    if let GitError::NoRepository { .. } = error {
        return NotJudged::surroundings("whether the bot is at work: this is no git repository", "run `ent` in a clone with its history");
    }
    NotJudged::surroundings(format!("whether the bot is at work: {error}"), fix)
}

/// Whether a commit since the cutoff is the bot's. Commits behind an older one are not looked at.
fn seen(commits: &Commits<'_>, head: Id, cutoff: i64, authors: &[String]) -> Result<bool, GitError> {
    let mut known = BTreeSet::from([head.0]);
    let mut open = vec![head];
    while let Some(id) = open.pop() {
        let commit = commits.read(id)?;
        if commit.committed < cutoff {
            continue;
        }
        if is_bot(&commits.message(id)?, authors) {
            return Ok(true);
        }
        open.extend(commit.parents.iter().filter(|parent| known.insert(parent.0)));
    }
    Ok(false)
}

fn is_bot(message: &Message, authors: &[String]) -> bool {
    let who = format!("{} <{}>", message.author, message.email).to_lowercase();
    let words = format!("{}\n{}", message.subject, message.body).to_lowercase();
    let own = |name: &String| !name.trim().is_empty() && who.contains(&name.trim().to_lowercase());
    BOTS.iter().any(|bot| who.contains(bot)) || authors.iter().any(own) || TRACES.iter().any(|trace| words.contains(trace))
}

/// Whether a branch of the bot has a commit since the cutoff: an open pull request.
fn branch(git: &Git, commits: &Commits<'_>, cutoff: i64) -> Result<bool, GitError> {
    for (name, id) in git.branches()? {
        let bot = BRANCHES.iter().any(|prefix| name.starts_with(prefix) || name.contains(&format!("/{prefix}")));
        if bot && commits.read(id)?.committed >= cutoff {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The newest commit before the cutoff on the main line.
fn last_before(commits: &Commits<'_>, head: Id, cutoff: i64) -> Result<Option<Id>, GitError> {
    let mut next = Some(head);
    while let Some(id) = next {
        let commit = commits.read(id)?;
        if commit.committed < cutoff {
            return Ok(Some(id));
        }
        next = commit.parents.first().copied();
    }
    Ok(None)
}
