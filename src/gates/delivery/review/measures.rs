//! What the gate measures beside its findings. What is not known is `null` with a reason.

use rule::Measure;

use super::NAME;
use super::history::History;
use super::history::trunk_line::Landed;
use super::model::Review;
use super::pulls::figures::{merges, p75, pickups};
use super::rules::{merged_within_day, of_people, revert_count};
use crate::dora::statistics::{quantile, sorted};

/// Names and units of what history tells.
const OF_HISTORY: [(&str, &str); 7] = [
    ("active_branches", "count"),
    ("branch_age_median", "s"),
    ("change_lines_median", "lines"),
    ("change_lines_p75", "lines"),
    ("merged_within_day", "ratio"),
    ("revert_rate", "ratio"),
    ("trunk_changes_per_week", "per_week"),
];

/// All measures.
pub(super) fn measures(model: &Review<'_>) -> Vec<Measure> {
    let mut all = of_history(model);
    all.extend([("review_pickup_p75", pickup(model)), ("review_merge_p75", merge(model))].map(|(name, value)| match value {
        Ok(value) => Measure::known(NAME, name, value, "s"),
        Err(why) => Measure::unknown(NAME, name, "s", why),
    }));
    all
}

/// Working seconds until the first review that three quarters of the requests keep.
fn pickup(model: &Review<'_>) -> Result<f64, String> {
    let pulls = model.pulls.as_ref().map_err(ToString::to_string)?;
    let calendar = model.calendar.as_ref().map_err(ToString::to_string)?;
    p75(&pickups(pulls, calendar)).ok_or_else(|| "no request of the window has a review".into())
}

/// Seconds from the first review to the merge that three quarters of the requests keep.
fn merge(model: &Review<'_>) -> Result<f64, String> {
    let pulls = model.pulls.as_ref().map_err(ToString::to_string)?;
    p75(&merges(pulls)).ok_or_else(|| "no request that was merged within the window has a review".into())
}

fn of_history(model: &Review<'_>) -> Vec<Measure> {
    OF_HISTORY
        .iter()
        .map(|(name, unit)| match &model.history {
            Err(why) => Measure::unknown(NAME, name, unit, why.to_string()),
            Ok(history) => match value(history, name) {
                Ok(value) => Measure::known(NAME, name, value, unit),
                Err(why) => Measure::unknown(NAME, name, unit, why),
            },
        })
        .collect()
}

fn value(history: &History, name: &str) -> Result<f64, &'static str> {
    let branches = || match history.branches.partial {
        true => Err("this clone fetches only some of the branches"),
        false => Ok(&history.branches.active),
    };
    let people = of_people(history);
    match name {
        "active_branches" => Ok(branches()?.len() as f64),
        "branch_age_median" => {
            let ages = branches()?.iter().map(|branch| (branch.last - branch.begun) as f64).collect();
            quantile(&sorted(ages), 0.5).ok_or("no branch is active")
        }
        "change_lines_median" => lines(&people, 0.5),
        "change_lines_p75" => lines(&people, 0.75),
        "merged_within_day" => merged_within_day(history).ok_or("no merge of a branch is in the window"),
        "revert_rate" => match revert_count(history) {
            (_, 0) => Err("nothing came to the trunk within the window"),
            (reverts, changes) => Ok(reverts as f64 / changes as f64),
        },
        _ => Ok(people.len() as f64 / (history.window / 604_800.0)),
    }
}

fn lines(people: &[&Landed], p: f64) -> Result<f64, &'static str> {
    let counts = people.iter().filter_map(|landed| landed.lines.map(|lines| lines as f64)).collect();
    quantile(&sorted(counts), p).ok_or("nothing came to the trunk within the window that has a step before it")
}
