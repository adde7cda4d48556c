//! Decisions that a team keeps in the files of oasdiff: severity levels, and changes to ignore.

use std::collections::BTreeMap;

use rule::{Context, NotJudged, Severity};

use super::compared::Placed;
use super::ids;
use super::inputs::text;
use crate::oasdiff::{Candidate, IgnoreFile, Verdict, read_levels};

/// Settings that name an ignore file, and the severity that its lines may take away.
const IGNORE_FILES: [(&str, Severity); 2] = [("err_ignore", Severity::Error), ("warn_ignore", Severity::Warning)];

/// Severities by id, from the file that `severity_levels` names; empty without one.
///
/// # Errors
/// A file that cannot be read, and a line in it that is none, at its place.
pub(super) fn levels(cx: &Context<'_>) -> Result<BTreeMap<String, Option<Severity>>, NotJudged> {
    let Some(path) = text(cx, "severity_levels") else { return Ok(BTreeMap::new()) };
    let read = read_levels(cx.text(path)?.text(), ids::is_known, || Box::new(ids::all()));
    match read.bad.into_iter().next() {
        Some(bad) => Err(NotJudged::input(format!("{path}:{}:1", bad.line), bad.why)),
        None => Ok(read.levels.into_iter().map(|level| (level.id, level.severity)).collect()),
    }
}

/// The ignore files of a run.
pub(super) struct Ignores(Vec<(String, Severity, IgnoreFile)>);

impl Ignores {
    /// Reads the files that the settings name.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn of(cx: &Context<'_>) -> Result<Ignores, NotJudged> {
        let mut files = Vec::new();
        for (key, severity) in IGNORE_FILES {
            if let Some(path) = text(cx, key) {
                files.push((path.to_string(), severity, IgnoreFile::read(cx.text(path)?.text())));
            }
        }
        Ok(Ignores(files))
    }

    /// Marks the changes that a line is about, with the place of the line. A line that is about none, or that could mean several, marks nothing.
    pub(super) fn apply(&self, placed: &mut [Placed<'_>]) {
        for (path, severity, file) in &self.0 {
            let open: Vec<usize> = (0..placed.len()).filter(|&at| placed[at].change.severity == *severity).collect();
            for line in &file.lines {
                let candidates: Vec<Candidate<'_>> = open.iter().map(|&at| candidate(&placed[at])).collect();
                if let Verdict::Ignores(meant) = line.judge(&candidates) {
                    let reason = format!("{path}:{}", line.line);
                    meant.into_iter().for_each(|number| placed[open[number]].ignored = Some(reason.clone()));
                }
            }
        }
    }
}

fn candidate<'c>(placed: &'c Placed<'_>) -> Candidate<'c> {
    let change = &placed.change;
    // The name that the sentence puts first: a parameter, a property, a status.
    let first = || change.message.split('`').nth(1).unwrap_or_default();
    Candidate {
        id: change.oasdiff_id().unwrap_or(&change.id),
        operations: &change.uses,
        name: change.property.as_deref().unwrap_or_else(first),
    }
}
