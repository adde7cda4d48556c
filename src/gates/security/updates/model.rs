//! What the gate looks at: the bots' configurations, and what there is to update.

use document::{Document, Format, Position, Source};
use rule::{Context, File, FileKind, NotJudged, Place};

use super::dependabot::Dependabot;
use super::ecosystems::{self, Found};
use super::renovate::Renovate;
use super::{DEPENDABOT, RENOVATE, WORKFLOW};

/// Where Renovate looks for its configuration, in its order; `package.json` comes last.
const LOOKUP: &[&str] = &[
    "renovate.json",
    "renovate.json5",
    ".github/renovate.json",
    ".github/renovate.json5",
    ".gitlab/renovate.json",
    ".gitlab/renovate.json5",
    ".renovaterc",
    ".renovaterc.json",
    ".renovaterc.json5",
    "package.json",
];

/// All that bears on updates.
pub struct Updates<'d> {
    /// The configuration that Renovate takes.
    pub(super) renovate: Option<Renovate<'d>>,
    /// The configuration of Dependabot.
    pub(super) dependabot: Option<Dependabot<'d>>,
    /// Configurations that cannot be read.
    pub(super) broken: Vec<Broken<'d>>,
    /// What there is to update.
    pub(super) found: Vec<Found<'d>>,
    /// The workflows, with their texts.
    pub(super) workflows: Vec<&'d Source>,
    /// Whether any pipeline is in the tree.
    pub(super) has_pipeline: bool,
}

/// A configuration that cannot be read, and why.
pub(super) struct Broken<'d> {
    pub(super) path: &'d str,
    pub(super) place: Place<'d>,
    pub(super) why: String,
}

impl<'d> Updates<'d> {
    pub(super) fn load(cx: &Context<'d>) -> Self {
        let mut broken = Vec::new();
        let renovate = find(cx, RENOVATE, LOOKUP).and_then(|file| read(cx, file, Format::Json5, &mut broken));
        let renovate = renovate.and_then(Renovate::of);
        let dependabot = find(cx, DEPENDABOT, &[".github/dependabot.yml", ".github/dependabot.yaml"]);
        let dependabot = dependabot.and_then(|file| read(cx, file, Format::Yaml, &mut broken)).map(Dependabot::of);
        let workflows = cx.files_of(WORKFLOW).filter_map(|file| workflow(cx, file)).collect();
        let has_pipeline = cx.files().iter().any(|file| file.kinds.iter().any(|kind| is_pipeline(*kind)));
        Updates { renovate, dependabot, broken, found: ecosystems::find(cx), workflows, has_pipeline }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.renovate.is_none() && self.dependabot.is_none() && self.broken.is_empty() && self.found.is_empty()
    }

    /// Whether any configuration is there, readable or not.
    pub(super) fn is_configured(&self) -> bool {
        self.renovate.is_some() || self.dependabot.is_some() || !self.broken.is_empty()
    }

    /// The configuration that is there, for findings about both bots together.
    pub(super) fn configuration(&self) -> Option<Place<'d>> {
        let renovate = self.renovate.as_ref().map(|renovate| Place::Path(renovate.path()));
        renovate.or_else(|| self.dependabot.as_ref().map(|dependabot| Place::Path(dependabot.path())))
    }
}

fn is_pipeline(kind: FileKind) -> bool {
    matches!(kind.name(), "github-workflow" | "gitlab-ci" | "ci-pipeline" | "tekton-pipeline")
}

/// The text of a workflow; one that cannot be read, or holds no job, is noted.
fn workflow<'d>(cx: &Context<'d>, file: &'d File) -> Option<&'d Source> {
    let source = cx.text(&file.path).map_err(|why| cx.not_judged(why)).ok()?;
    if !source.text().contains("jobs:") {
        cx.not_judged(NotJudged::surroundings(
            format!("{} holds no job, so no action in it is looked at", file.path),
            "fill it, or remove it",
        ));
    }
    Some(source)
}

/// The file of a kind that comes first in a list of paths.
fn find<'d>(cx: &Context<'d>, kind: FileKind, paths: &[&str]) -> Option<&'d File> {
    paths.iter().find_map(|path| cx.files_of(kind).find(|file| file.path == *path))
}

fn read<'d>(cx: &Context<'d>, file: &'d File, format: Format, broken: &mut Vec<Broken<'d>>) -> Option<&'d Document> {
    match cx.open_as(&file.path, format) {
        Ok(document) => Some(document),
        Err(NotJudged::Input { position, why, .. }) => {
            let place = position.zip(cx.text(&file.path).ok()).map_or(Place::Path(&file.path), |(position, source)| at(source, position));
            broken.push(Broken { path: &file.path, place, why });
            None
        }
        Err(why) => {
            cx.not_judged(why);
            None
        }
    }
}

/// The place of a line and column: to the end of the line.
fn at(source: &Source, position: Position) -> Place<'_> {
    let line = source.line(position.line);
    let begin = (line.as_ptr() as usize).checked_sub(source.text().as_ptr() as usize);
    let Some(begin) = begin.filter(|begin| begin + line.len() <= source.text().len()) else { return Place::Path(source.path()) };
    let skipped: usize = line.chars().take(position.column.saturating_sub(1) as usize).map(char::len_utf8).sum();
    Place::Span(source, source.span(begin + skipped, begin + line.len()))
}
