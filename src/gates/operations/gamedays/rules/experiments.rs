//! Chaos experiments of other tools.

use std::collections::BTreeSet;

use document::Node;
use rule::{Context, NotJudged, Place, Sink};

use crate::gamedays::Drills;
use crate::gamedays::model::GameDay;
use crate::prose::says_something;

pub(super) fn stop_condition<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for experiment in &model.experiments {
        let Some(conditions) = experiment.get("stopConditions") else { continue };
        if !says_something(conditions) {
            sink.report(Place::KeyOf(conditions), "the experiment has no stop condition: nothing ends it when customers suffer");
        }
        let sources = conditions.items().filter_map(|condition| condition.get("source"));
        for source in sources.filter(|source| source.text() == "none") {
            sink.report(source, "the stop condition is `none`: nothing ends the experiment when customers suffer");
        }
    }
}

pub(super) fn incomplete<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for gameday in &model.gamedays {
        referred(gameday, model, cx, sink);
    }
    for experiment in model.experiments.iter().filter(|experiment| experiment.get("method").is_some()) {
        of_toolkit(*experiment, sink);
    }
}

/// The experiment that a GameDay runs: a path has to lead to one.
fn referred(gameday: &GameDay<'_>, model: &Drills<'_>, cx: &Context<'_>, sink: &mut Sink) {
    let Some(reference) = gameday.get("fault.ref") else { return };
    let path = reference.text().trim().trim_start_matches("./");
    let is_path = [".json", ".yaml", ".yml"].iter().any(|end| path.ends_with(end)) && !path.contains("://");
    if !is_path || model.experiments.iter().any(|experiment| experiment.document().source().path() == path) {
        return;
    }
    if cx.exists(path) {
        let message = format!("{path}, which {} runs, is no experiment of a known tool", gameday.name());
        sink.not_judged(NotJudged::surroundings(message, "write it for Chaos Toolkit, Chaos Mesh, Litmus or AWS FIS"));
    } else if !gameday.is_cancelled() && gameday.get("date").is_some() {
        sink.report(reference, format!("{} runs {path}, and there is no such file", gameday.name()));
    }
}

/// An experiment of Chaos Toolkit.
fn of_toolkit(experiment: Node<'_>, sink: &mut Sink) {
    let probes: Vec<_> = experiment.path(["steady-state-hypothesis", "probes"]).into_iter().flat_map(Node::items).collect();
    let list = |key: &str| experiment.get(key).into_iter().flat_map(Node::items).collect::<Vec<_>>();
    let (method, rollbacks) = (list("method"), list("rollbacks"));
    let head = experiment.get("title").map_or(Place::Node(experiment), Place::KeyOf);
    if probes.is_empty() {
        sink.report(head, "the experiment has no steady state to hold against: `steady-state-hypothesis.probes` is missing")
            .subject("probes");
    }
    for probe in probes.iter().filter(|probe| probe.get("ref").is_none() && probe.get("tolerance").is_none_or(Node::is_null)) {
        sink.report(*probe, format!("the probe {} has no tolerance: it can never fail", named(*probe)));
    }
    let acts = method.iter().any(|activity| activity.get("type").is_some_and(|kind| kind.text() == "action"));
    if acts && rollbacks.is_empty() {
        sink.report(head, "the experiment changes something and has no `rollbacks`").subject("rollbacks");
    }
    let all = || probes.iter().chain(&method).chain(&rollbacks);
    let names: BTreeSet<&str> = all().filter_map(|activity| activity.get("name")).map(Node::text).collect();
    for reference in all().filter_map(|activity| activity.get("ref")).filter(|reference| !names.contains(reference.text())) {
        sink.report(reference, format!("`ref: {}` names no activity of this experiment", reference.text()));
    }
}

fn named(activity: Node<'_>) -> &str {
    activity.get("name").map_or("without a name", Node::text)
}
