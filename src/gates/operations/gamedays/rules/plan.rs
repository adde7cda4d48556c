//! What a GameDay needs before it begins.

use document::Node;
use rule::{Context, NotJudged, Sink};

use crate::gamedays::Drills;
use crate::gamedays::model::GameDay;
use crate::prose::says_something;

/// Comparisons of a steady state.
const OPERATORS: &[&str] = &["lt", "lte", "gt", "gte", "eq", "<", "<=", ">", ">=", "=", "=="];

pub(super) fn hypothesis<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for gameday in &model.gamedays {
        if gameday.get("hypothesis.then").is_none() {
            let message = format!("{} says nothing that could turn out false: `hypothesis.then` is missing", gameday.name());
            sink.report(gameday.place("hypothesis"), message).subject("then");
        }
        let states = gameday.items("steady_state");
        if states.is_empty() {
            let message = format!("{} measures nothing: `steady_state` needs sli, op and value", gameday.name());
            sink.report(gameday.place("steady_state"), message).subject("steady_state");
        }
        for state in states {
            if let Some(lacking) = unmeasurable(state) {
                sink.report(state, format!("the steady state cannot be measured: {lacking}"));
            }
        }
    }
}

fn unmeasurable(state: Node<'_>) -> Option<String> {
    if let Some(name) = ["sli", "op", "value"].into_iter().find(|name| !state.get(name).is_some_and(says_something)) {
        return Some(format!("`{name}` is missing"));
    }
    let text = |name: &str| state.get(name).map_or("", Node::text).trim();
    if !OPERATORS.contains(&text("op")) {
        return Some(format!("`{}` is no comparison (lt, lte, gt, gte or eq)", text("op")));
    }
    let number = text("value").starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    (!number).then(|| "`value` is no number".into())
}

pub(super) fn abort<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for gameday in &model.gamedays {
        let conditions = gameday.items("abort");
        if conditions.is_empty() {
            sink.report(gameday.place("abort"), format!("{} has no abort condition", gameday.name())).subject("abort");
        }
        for condition in conditions {
            for name in ["condition", "owner"].iter().filter(|name| !condition.get(name).is_some_and(says_something)) {
                sink.report(condition, format!("the abort condition has no `{name}`"));
            }
        }
    }
}

pub(super) fn rollback<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for gameday in model.gamedays.iter().filter(|gameday| gameday.get("rollback.steps").is_none()) {
        sink.report(gameday.place("rollback"), format!("{} has no step that takes the fault back", gameday.name())).subject("rollback");
    }
}

pub(super) fn blast_radius<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for gameday in &model.gamedays {
        let number =
            |path: &str| gameday.get(path).and_then(|node| node.as_f64().or_else(|| node.text().trim_end_matches(['%', ' ']).parse().ok()));
        let bounded = number("blast_radius.percent").is_some_and(|percent| percent < 100.0) || number("blast_radius.customers").is_some();
        if !bounded {
            let why = match number("blast_radius.percent") {
                Some(_) => "all of it may be hit",
                None => "neither `percent` nor `customers` sets a bound",
            };
            let message = format!("the blast radius of {} has no bound: {why}", gameday.name());
            sink.report(gameday.place("blast_radius"), message).subject("blast_radius");
        }
    }
}

pub(super) fn steady_state<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    let named: Vec<_> =
        model.gamedays.iter().flat_map(|gameday| gameday.items("steady_state").into_iter().map(move |state| (gameday, state))).collect();
    if named.is_empty() {
        return;
    }
    if model.objectives.is_empty() {
        sink.not_judged(NotJudged::surroundings(
            "whether steady states are those of objectives: no SLO file is in this tree",
            "keep the SLO files in this repository",
        ));
        return;
    }
    for (gameday, state) in named.into_iter().filter(|(gameday, state)| !is_linked(gameday, *state, model)) {
        if let Some(sli) = state.get("sli") {
            sink.report(sli, format!("the steady state of {} is that of no objective: {}", gameday.name(), sli.text().trim()));
        }
    }
}

fn is_linked(gameday: &GameDay<'_>, state: Node<'_>, model: &Drills<'_>) -> bool {
    let names = [state.get("sli"), state.get("slo"), gameday.root.get("slo")];
    names.into_iter().flatten().any(|node| {
        let name = node.text().trim().trim_start_matches("./");
        let path = name.split('#').next().unwrap_or(name);
        let known = |name: &str| model.objectives.iter().any(|objective| objective == name);
        known(name) || known(path)
    })
}
