//! `ent check --comment`: one comment in the conversation of a pull request, posted once and updated from then on.

use outside::github::{Github, GithubError, Name, Options, Repository};
use rule::Run;
use serde_json::Value;

use super::error::CliError;
use super::output;
use super::session::{Session, unreadable};
use crate::catalogue::WordBook;
use crate::engine::Report;
use crate::report::{self, Look, View, clean};

/// A pull request that can be told something.
pub(super) struct Conversation {
    github: Github,
    name: Name,
    number: u64,
    marker: String,
}

impl Conversation {
    /// Finds out which pull request is meant and whether it can be reached. `number` is a number or `auto`.
    pub(super) fn open(number: &str, session: &Session<'_>) -> Result<Conversation, CliError> {
        let options = Options::from_environment(session.global.offline);
        let usage = |error: GithubError| CliError::usage(format!("--comment: {error}"), error.fix().to_string());
        let github = Github::connect(&options).map_err(usage)?;
        let number = match number {
            "auto" => of_workflow().ok_or_else(|| {
                CliError::usage(
                    "--comment: nobody knows the number of the pull request",
                    "write --comment=NUMBER, or run in a workflow `on: pull_request`".to_string(),
                )
            })?,
            given => given.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
                CliError::usage(format!("--comment: `{given}` is no number of a pull request"), "write --comment=NUMBER".to_string())
            })?,
        };
        let name = Name::of_checkout(&session.root, &options.host().unwrap_or_default()).map_err(usage)?;
        // A repository with several projects has one comment for each.
        let place = output::place_below("GITHUB_WORKSPACE", &session.root);
        let place: String = place.chars().filter(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-')).collect();
        let marker =
            if place.is_empty() { "<!-- ent-check -->".into() } else { format!("<!-- ent-check {} -->", place.replace("--", "-")) };
        Ok(Conversation { github, name, number, marker })
    }

    /// Posts the comment, or updates the one that is there; one that says the same already stays untouched.
    pub(super) fn tell(self, session: &Session<'_>, report: &Report, run: &Run) -> Result<(), CliError> {
        let text = self.text(session, report, run)?;
        let repository = self.github.repository(self.name.clone());
        let told = self.write(&repository, &text).map_err(|error| {
            let (number, fix) = (self.number, error.fix());
            CliError::Output(format!("the comment in pull request {number} of {} cannot be written: {error}; {fix}", self.name))
        })?;
        if !session.global.quiet {
            output::error(&format!("comment: {}\n", clean(&told)));
        }
        Ok(())
    }

    fn text(&self, session: &Session<'_>, report: &Report, run: &Run) -> Result<String, CliError> {
        let book = WordBook::new(&session.catalogue).and_then(|book| book.of(report.findings.iter().map(|finding| finding.rule.as_ref())));
        let words = book.map_err(unreadable)?;
        let view = View { report, store: Some(run.store()), words: &words, look: Look::default() };
        Ok(report::comment(&view, &self.marker))
    }

    /// Makes the conversation hold exactly this comment of ours.
    fn write(&self, repository: &Repository<'_>, text: &str) -> Result<String, GithubError> {
        let own = self.own(repository)?;
        let mut kept = None;
        for comment in &own {
            let Some(id) = comment.get("id").and_then(Value::as_u64) else { continue };
            if kept.is_some() {
                // Two runs at once may both have found nothing to update.
                repository.remove_comment(id)?;
                continue;
            }
            kept = Some(match comment.get("body").and_then(Value::as_str) {
                Some(body) if body.replace("\r\n", "\n").trim_end() == text.trim_end() => address(comment, "unchanged"),
                _ => address(&repository.replace_comment(id, text)?, "updated"),
            });
        }
        match kept {
            Some(told) => Ok(told),
            None => repository.add_comment(self.number, text).map(|comment| address(&comment, "posted")),
        }
    }

    /// Comments that begin with our marker and that nobody else wrote: whoever copies the marker gets no say.
    fn own(&self, repository: &Repository<'_>) -> Result<Vec<Value>, GithubError> {
        let mut comments = repository.comments(self.number)?;
        comments.retain(|comment| comment.get("body").and_then(Value::as_str).is_some_and(|body| body.starts_with(&self.marker)));
        if comments.is_empty() {
            return Ok(comments);
        }
        let login = self.github.login()?;
        let is_own = |comment: &Value| match &login {
            Some(login) => comment["user"]["login"].as_str() == Some(login),
            None => comment["user"]["type"].as_str() == Some("Bot"),
        };
        comments.retain(is_own);
        Ok(comments)
    }
}

fn address(comment: &Value, word: &str) -> String {
    match comment.get("html_url").and_then(Value::as_str) {
        Some(address) => format!("{word} {address}"),
        None => word.into(),
    }
}

/// The number of the pull request that a workflow runs for: from its event, else from the name of its reference.
fn of_workflow() -> Option<u64> {
    let of_event = || {
        let path = std::env::var_os("GITHUB_EVENT_PATH").filter(|path| !path.is_empty())?;
        let event: Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        let of_issue = || event["issue"].get("pull_request").and_then(|_| event["issue"]["number"].as_u64());
        event["pull_request"]["number"].as_u64().or_else(of_issue)
    };
    let of_reference = || {
        let reference = std::env::var("GITHUB_REF").ok()?;
        reference.strip_prefix("refs/pull/")?.split('/').next()?.parse().ok()
    };
    of_event().or_else(of_reference)
}
