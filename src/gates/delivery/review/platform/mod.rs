//! What GitHub says of the repository: protection, pull requests, runs of CI. Each part on its own: what one call may not see keeps no other
//! from being judged.

mod protection;
mod requests;
mod runs;

use outside::github::{Github, GithubError, Name, Options, Repository};
use rule::{AnyGate, Context, NotJudged, Of};
use serde_json::Value;

use super::protection::Guard;
use super::pulls::Pulls;
use super::tree::Tree;
use super::{Review, settings};

pub(crate) use runs::{Red, red_spans};

/// What GitHub says.
pub(crate) struct Platform {
    /// What guards the trunk; `None` where no rule asks.
    pub(crate) guard: Option<Result<Guard, NotJudged>>,
    /// Pull requests.
    pub(crate) pulls: Result<Pulls, NotJudged>,
    /// What GitHub finds wrong in CODEOWNERS: line, kind, words; `None` where no rule asks.
    pub(crate) owners: Option<Result<Vec<OwnerError>, NotJudged>>,
    /// Runs of workflows on the trunk; `None` where no rule asks.
    pub(crate) runs: Option<Result<Vec<Value>, NotJudged>>,
}

/// One complaint of GitHub about CODEOWNERS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnerError {
    /// Line, from 1.
    pub(crate) line: usize,
    /// Column, from 1.
    pub(crate) column: usize,
    /// `Unknown owner`, …
    pub(crate) kind: String,
    /// The file that GitHub read.
    pub(crate) path: String,
}

/// Whether a rule of this gate runs.
pub(super) fn is_on(cx: &Context<'_>, id: &str) -> bool {
    Of(Review).rules().iter().any(|info| info.id == id && cx.run().is_on(info))
}

impl Platform {
    /// Asks GitHub what the rules that are on need.
    ///
    /// # Errors
    /// Why nobody can be asked: offline, no token, no repository of GitHub.
    pub(super) fn load(cx: &Context<'_>, tree: &Tree, trunk: Option<&str>) -> Result<Platform, NotJudged> {
        let options = Options::from_environment(cx.offline());
        let name = name(cx, tree, &options)?;
        let github = Github::connect(&options).map_err(|error| wrong("branch protection and pull requests", &error))?;
        let repository = github.repository(name);
        let trunk = match trunk {
            Some(trunk) => trunk.to_string(),
            None => default_branch(&repository)?,
        };
        let asks_guard = is_on(cx, "review/branch-protection-below-tier") && settings::text(cx, "protection.source") != Some("files");
        Ok(Platform {
            guard: asks_guard.then(|| protection::guard(&repository, &trunk)),
            pulls: requests::pulls(cx, &github, &repository, &trunk),
            owners: is_on(cx, "review/codeowners-owner-unknown").then(|| owners(&repository)),
            runs: is_on(cx, "review/trunk-red-too-long").then(|| runs::runs(&github, &repository, &trunk)),
        })
    }
}

/// The repository of GitHub: as set, else by the first remote that leads there.
fn name(cx: &Context<'_>, tree: &Tree, options: &Options) -> Result<Name, NotJudged> {
    if let Some(text) = settings::text(cx, "repository") {
        return Name::parse(text).map_err(|error| wrong("branch protection and pull requests", &error));
    }
    let host = options.host().unwrap_or_default();
    let remotes = tree.git.as_ref().map(outside::git::Git::remotes).unwrap_or_default();
    let found = remotes.iter().find_map(|(_, address)| Name::of_remote(address, &host));
    found.ok_or_else(|| {
        NotJudged::surroundings(
            "branch protection and pull requests: no remote of this repository is on GitHub",
            "set `gates.review.repository` to OWNER/NAME, or `gates.review.pulls` and `protection.source: files`",
        )
    })
}

fn default_branch(repository: &Repository<'_>) -> Result<String, NotJudged> {
    let about = repository.about().map_err(|error| wrong("branch protection and pull requests", &error))?;
    Ok(about.get("default_branch").and_then(Value::as_str).unwrap_or("main").to_string())
}

fn owners(repository: &Repository<'_>) -> Result<Vec<OwnerError>, NotJudged> {
    let answer = repository.codeowners_errors(None).map_err(|error| wrong("owners that GitHub does not know", &error))?;
    let number = |error: &Value, key: &str| error.get(key).and_then(Value::as_u64).unwrap_or(1) as usize;
    let text = |error: &Value, key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let errors = answer.get("errors").and_then(Value::as_array).into_iter().flatten();
    let found = errors.map(|error| OwnerError {
        line: number(error, "line"),
        column: number(error, "column"),
        kind: text(error, "kind"),
        path: text(error, "path"),
    });
    Ok(found.collect())
}

/// Why GitHub gave no answer about something.
pub(super) fn wrong(what: &str, error: &GithubError) -> NotJudged {
    NotJudged::surroundings(format!("{what}: {error}"), error.fix())
}
