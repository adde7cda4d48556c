//! CI runs on every change.

use document::{Document, Node};
use rule::{Context, NotJudged, Place, Sink};

use crate::review::Model;
use crate::review::ci::{Runs, builds, runs};
use crate::review::model::ci_elsewhere;

pub(super) fn missing<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let trunk = model.trunk.as_deref();
    let on_changes = |workflow: &&Document| builds(workflow) && runs(workflow, trunk) == Runs::OnChanges;
    // A pipeline that could not be read may be the one.
    if ci_elsewhere(cx) || model.unread || model.workflows.iter().any(on_changes) {
        return;
    }
    if let Some(path) = model.elsewhere {
        let why = format!("whether {path} builds every change: `ent` does not read when pipelines of its kind run");
        sink.not_judged(NotJudged::surroundings(why, "set `gates.review.ci: elsewhere` if it does"));
        return;
    }
    let Some(first) = model.workflows.first() else {
        let why = "whether CI builds every change: no pipeline of a known kind is in this tree";
        sink.not_judged(NotJudged::surroundings(why, "add one (`ent init --ci github`), or set `gates.review.ci: elsewhere`"));
        return;
    };
    let idle = model.workflows.iter().find(|workflow| !builds(workflow) && runs(workflow, trunk) == Runs::OnChanges);
    let filtered = model.workflows.iter().find(|workflow| builds(workflow) && runs(workflow, trunk) == Runs::ElsewhereOnly);
    let (shown, why) = match (filtered, idle, model.workflows.len()) {
        (Some(workflow), ..) => (workflow, format!("its branches leave out the trunk `{}`", trunk.unwrap_or_default())),
        (None, Some(workflow), _) => (workflow, "what runs on changes builds and tests nothing".into()),
        (None, None, 1) => (first, "the only workflow runs neither on pull requests nor on pushes to the trunk".into()),
        (None, None, count) => (first, format!("none of {count} workflows runs on pull requests or pushes to the trunk")),
    };
    let message = format!("no CI builds every change: {why}");
    sink.report(Place::Node(triggers(shown).unwrap_or(shown.root())), message).subject("no CI on changes");
}

fn triggers(workflow: &Document) -> Option<Node<'_>> {
    workflow.root().get("on")
}
