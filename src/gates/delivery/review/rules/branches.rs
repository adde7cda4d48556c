//! Branches: small, young and few.

use rule::{Context, NotJudged, Place, Severity, Sink};

use crate::dora::duration::words;
use crate::review::Model;
use crate::review::history::History;
use crate::review::settings::{number_or, seconds_or};

const DAY: f64 = 86_400.0;
/// Branches named in one message.
const NAMED: usize = 5;

/// The history, or a note that it could not be read.
pub(super) fn history<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m History> {
    model.history.as_ref().map_err(|why| sink.not_judged(why.clone())).ok()
}

/// The history of a clone that knows all branches.
fn branches<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m History> {
    let history = history(model, sink)?;
    if history.branches.partial {
        let fix = "run `git remote set-branches origin '*' && git fetch`";
        sink.not_judged(NotJudged::surroundings("branches: this clone fetches only some of them", fix));
        return None;
    }
    Some(history)
}

pub(super) fn too_old<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let (warn, fail) = (seconds_or(cx, "branches.warn_after", 2.0 * DAY), seconds_or(cx, "branches.fail_after", 5.0 * DAY));
    for branch in &history.branches.active {
        let age = (cx.now().as_second() - branch.begun) as f64;
        if age <= warn.min(fail) {
            continue;
        }
        let (severity, limit) = if age > fail { (Severity::Error, fail) } else { (Severity::Warning, warn) };
        let message =
            format!("the branch `{}` has been apart from `{}` for {} (limit {})", branch.name, history.trunk, words(age), words(limit));
        sink.report(Place::Tree, message)
            .severity(severity)
            .subject(&branch.name)
            .property("branch", branch.name.clone())
            .property("age_s", age);
    }
}

pub(super) fn dormant<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let dormant = &history.branches.dormant;
    if dormant.is_empty() {
        return;
    }
    let names: Vec<String> = dormant.iter().take(NAMED).map(|branch| format!("`{}`", branch.name)).collect();
    let more = if dormant.len() > NAMED { format!(" and {} more", dormant.len() - NAMED) } else { String::new() };
    let what = if dormant.len() == 1 { "a branch that nobody works on is" } else { "branches that nobody works on are" };
    let message = format!("{what} not in `{}`: {}{more}", history.trunk, names.join(", "));
    sink.report(Place::Tree, message)
        .subject("dormant")
        .property("branches", dormant.iter().map(|branch| branch.name.clone()).collect::<Vec<_>>());
}

pub(super) fn too_many<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let teams = cx.teams().len().max(cx.services().len()).max(1);
    let limit = number_or(cx, "branches.max_active", 3.0) * teams as f64;
    let count = history.branches.active.len();
    if count as f64 > limit {
        let of = if teams > 1 { format!(" for {teams} teams or services") } else { String::new() };
        sink.report(Place::Tree, format!("{count} branches are worked on at once (limit {limit}{of})")).subject("active branches");
    }
}

pub(super) fn many_authors<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let limit = number_or(cx, "branches.max_authors", 2.0);
    for branch in history.branches.active.iter().filter(|branch| branch.authors as f64 > limit) {
        let message = format!("{} people work on the branch `{}` (limit {limit})", branch.authors, branch.name);
        sink.report(Place::Tree, message).subject(&branch.name).property("branch", branch.name.clone());
    }
}

pub(super) fn far_behind<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let Ok(git) = &model.tree.git else { return };
    let limit = number_or(cx, "branches.max_behind", 50.0);
    for branch in &history.branches.active {
        match git.ahead_behind(branch.tip, history.tip) {
            Ok((_, behind)) if behind as f64 > limit => {
                let message = format!("the branch `{}` is {behind} commits behind `{}` (limit {limit})", branch.name, history.trunk);
                sink.report(Place::Tree, message).subject(&branch.name).property("branch", branch.name.clone());
            }
            Ok(_) => {}
            Err(error) => sink.not_judged(crate::review::history::wrong(&error)),
        }
    }
}

pub(super) fn frozen<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(history) = branches(model, sink) else { return };
    let limit = seconds_or(cx, "max_freeze", 7.0 * DAY);
    let idle = (cx.now().as_second() - history.last) as f64;
    let busy = history.branches.active.iter().filter(|branch| branch.last > history.last).count();
    if busy > 0 && idle > limit {
        let what = if busy == 1 { "a branch is".to_string() } else { format!("{busy} branches are") };
        let message = format!("nothing has come to `{}` for {} while {what} worked on", history.trunk, words(idle));
        sink.report(Place::Tree, message).subject("frozen");
    }
}
