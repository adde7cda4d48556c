//! The trunk: often, through a request, rarely taken back.

use rule::{Context, NotJudged, Place, Sink};

use super::branches::history;
use crate::dora::duration::words;
use crate::review::Model;
use crate::review::history::History;
use crate::review::history::trunk_line::Landed;
use crate::review::settings::{number_or, text};

const DAY: f64 = 86_400.0;
/// With fewer changes a rate says nothing.
const ENOUGH: usize = 20;
/// Commits named in one message.
const NAMED: usize = 5;
/// The share of the trunk that has to show a request before what shows none is told from what nobody can know.
const CONVENTION: f64 = 0.5;

/// Changes of people that came to the trunk.
pub(in crate::review) fn of_people(history: &History) -> Vec<&Landed> {
    history.landed.iter().filter(|landed| !landed.bot).collect()
}

pub(super) fn too_rare<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = history(model, sink) else { return };
    let teams = cx.teams().len().max(1) as f64;
    let limit = number_or(cx, "targets.merges_per_day", 1.0) * teams;
    // Five days of seven are worked.
    let days = history.window / DAY * 5.0 / 7.0;
    let rate = of_people(history).len() as f64 / days;
    if rate < limit {
        let message = format!("{rate:.2} changes per working day come to `{}` (at least {limit} are aimed at)", history.trunk);
        sink.report(Place::Tree, message).subject("merges per day");
    }
}

pub(super) fn slow_merges<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = history(model, sink) else { return };
    let Some(limit) = cx.setting_f64("targets.merged_within_day") else { return };
    match merged_within_day(history) {
        Some(share) if share < limit => {
            let message =
                format!("{:.0} % of the branches were merged within a day (at least {:.0} % are aimed at)", share * 100.0, limit * 100.0);
            sink.report(Place::Tree, message).subject("merged within a day");
        }
        Some(_) => {}
        None => {
            let why = "whether branches are merged within a day: no merge of a branch is in the window";
            sink.not_judged(NotJudged::surroundings(why, "widen `gates.review.window`"));
        }
    }
}

/// The share of merged branches whose first commit was at most a day old.
pub(in crate::review) fn merged_within_day(history: &History) -> Option<f64> {
    let ages: Vec<f64> =
        history.landed.iter().filter(|landed| !landed.bot).filter_map(|landed| Some((landed.at - landed.begun?) as f64)).collect();
    (!ages.is_empty()).then(|| ages.iter().filter(|age| **age <= DAY).count() as f64 / ages.len() as f64)
}

pub(super) fn reverts<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = history(model, sink) else { return };
    let limit = number_or(cx, "max_revert_rate", 0.05);
    let (reverts, changes) = revert_count(history);
    if changes >= ENOUGH && reverts as f64 > limit * changes as f64 {
        let rate = reverts as f64 / changes as f64;
        let message = format!(
            "{reverts} of {changes} changes of the last {} were taken back ({:.0} %, limit {:.0} %)",
            words(history.window),
            rate * 100.0,
            limit * 100.0
        );
        sink.report(Place::Tree, message).subject("reverts");
    }
}

/// How many changes take another back, and how many changes there are beside them.
pub(in crate::review) fn revert_count(history: &History) -> (usize, usize) {
    let people = of_people(history);
    let takes_back = |landed: &&&Landed| landed.message.reverts().is_some() || landed.message.subject.starts_with("Revert \"");
    let reverts = people.iter().filter(takes_back).count();
    (reverts, people.len() - reverts)
}

pub(super) fn direct_push<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(history) = history(model, sink) else { return };
    let people: Vec<&Landed> = of_people(history).into_iter().filter(|landed| !landed.parents.is_empty()).collect();
    let direct: Vec<&&Landed> = people.iter().filter(|landed| !landed.came_by_request()).collect();
    if direct.is_empty() {
        return;
    }
    if (people.len() - direct.len()) as f64 <= CONVENTION * people.len() as f64 {
        let why = format!("what was pushed to `{}` without a request: most commits do not show how they came", history.trunk);
        sink.not_judged(NotJudged::surroundings(why, "give `gates.review.pulls`"));
        return;
    }
    let names: Vec<String> = direct.iter().take(NAMED).map(|landed| landed.id.to_string()[..10].to_string()).collect();
    let more = if direct.len() > NAMED { format!(" and {} more", direct.len() - NAMED) } else { String::new() };
    let message =
        format!("{} of {} commits came to `{}` without a request: {}{more}", direct.len(), people.len(), history.trunk, names.join(", "));
    sink.report(Place::Tree, message)
        .subject("direct pushes")
        .property("commits", direct.iter().map(|landed| landed.id.to_string()).collect::<Vec<_>>());
}

pub(super) fn merge_method<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(method) = text(cx, "merge_method").filter(|method| *method != "any") else { return };
    let Some(history) = history(model, sink) else { return };
    let wanted_merges = method == "merge";
    let steps = history.landed.iter().filter(|landed| !landed.parents.is_empty());
    let others: Vec<&Landed> = steps.filter(|landed| landed.is_merge() != wanted_merges).collect();
    let Some(first) = others.first() else { return };
    let what = if wanted_merges { "are no merges" } else { "are merges" };
    let message = format!(
        "{} commits of `{}` {what}, the last of them {}; `merge_method` is {method}",
        others.len(),
        history.trunk,
        &first.id.to_string()[..10]
    );
    sink.report(Place::Tree, message).subject("merge method");
}
