//! `ent check --base REF`: the same gates over the tree of the merge base, so that only what is new counts.

use std::collections::HashMap;

use outside::git::{Git, GitError};
use rule::{Finding, Judged, NotJudged, Run};

use super::error::CliError;
use super::session::Session;
use crate::engine::{self, Judgement, Request};
use crate::{inventory, policy};

/// What the base has, and what has changed since.
pub(super) struct Base {
    findings: HashMap<&'static str, Vec<Finding>>,
    /// Paths relative to the directory of the run.
    pub(super) changed: Vec<String>,
}

impl Base {
    /// Runs the gates over the tree of the merge base of `HEAD` and a revision.
    pub(super) fn judge(session: &Session<'_>, requests: &[Request<'_>], revision: &str) -> Result<Base, CliError> {
        let git = Git::open(&session.root).map_err(missing)?;
        let commit = git.merge_base(revision).map_err(missing)?;
        let folder = git.folder_of(&session.root);
        let directory = tempfile::tempdir().map_err(|why| CliError::Output(format!("no temporary directory: {why}")))?;
        git.export(commit, &folder, directory.path()).map_err(missing)?;
        let options = inventory::Options { exclude: session.config.texts("exclude"), ..inventory::Options::default() };
        let files = inventory::walk(directory.path(), &options).map_err(|why| CliError::usage(why.to_string(), None))?.files;
        let run = session.run_in(directory.path(), files, None)?;
        let judgements = engine::run(&run, requests);
        // What could not judge the base, or not all of it, says nothing about what is old: its findings of today stay open.
        let whole = |judgement: &Judgement| judgement.outcome.judged == Judged::Yes && judgement.outcome.not_judged.is_empty();
        let findings = judgements.into_iter().filter(whole).map(|judgement| (judgement.outcome.gate, judgement.outcome.findings)).collect();
        let changed = git.changed_since(commit).map_err(missing)?;
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let changed = changed.iter().filter_map(|path| path.strip_prefix(&prefix).map(str::to_string)).collect();
        Ok(Base { findings, changed })
    }

    /// Marks the findings that the base has too.
    pub(super) fn classify(&self, judgements: &mut [Judgement]) {
        for judgement in judgements {
            if let Some(known) = self.findings.get(judgement.outcome.gate) {
                policy::classify_against(&mut judgement.outcome.findings, known);
            }
        }
    }
}

impl Session<'_> {
    /// Runs gates; only what the merge base with a revision does not have counts.
    pub(super) fn judge_against(&self, run: &Run, requests: &[Request<'_>], revision: &str) -> Result<engine::Report, CliError> {
        let base = Base::judge(self, requests, revision)?;
        self.conclude(run, engine::run(run, requests), Some(&base))
    }
}

fn missing(error: GitError) -> CliError {
    let fix = error.fix();
    CliError::Input(NotJudged::surroundings(error.to_string(), fix))
}
