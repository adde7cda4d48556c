//! What a GameDay leaves behind.

use document::Node;
use jiff::ToSpan;
use rule::{Context, NotJudged, Sink};

use crate::gamedays::Drills;
use crate::gamedays::model::GameDay;
use crate::prose::{day, fold, interval, says_something};

/// Days after which results have to be there.
const RESULTS_WITHIN: i64 = 5;
/// What is measured: time to detect, acknowledge, mitigate, recover.
const TIMES: &[&str] = &["ttd", "tta", "ttm", "ttr"];
const OUTCOMES: &[&str] = &["confirmed", "refuted", "inconclusive"];
const DONE: &[&str] = &["done", "closed", "resolved", "completed", "cancelled", "wontfix", "feito", "concluido", "fechado"];

pub(super) fn missing<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let within = cx.setting_str("results_within").and_then(interval).unwrap_or(RESULTS_WITHIN);
    for gameday in model.gamedays.iter().filter(|gameday| !gameday.is_cancelled()) {
        let Some(date) = gameday.date else {
            let message = format!("{}: whether {} is done: it has no `date`", gameday.path(), gameday.name());
            sink.not_judged(NotJudged::surroundings(message, "give it a date (2026-01-31)"));
            continue;
        };
        if gameday.has_results() {
            lacking(gameday, sink);
        } else if date.checked_add(within.days()).is_ok_and(|due| due < cx.today()) {
            sink.report(gameday.place("date"), format!("{} was on {date}, and has no results", gameday.name())).subject("results");
        }
    }
}

fn lacking(gameday: &GameDay<'_>, sink: &mut Sink) {
    let missing: Vec<_> = TIMES.iter().filter(|name| gameday.get(&format!("results.{name}")).is_none()).copied().collect();
    if !missing.is_empty() {
        let message = format!("the results of {} leave out {}", gameday.name(), missing.join(", "));
        sink.report(gameday.place("results"), message).subject("times");
    }
    let outcome = gameday.text("results.hypothesis").to_ascii_lowercase();
    if !OUTCOMES.contains(&outcome.as_str()) {
        let message = format!("the results of {} do not say whether the hypothesis was confirmed, refuted or inconclusive", gameday.name());
        sink.report(gameday.place("results"), message).subject("hypothesis");
    }
    if gameday.get("kpis").is_none() {
        let message = format!("{} has results and no `kpis` to hold them against", gameday.name());
        sink.report(gameday.place("results"), message).subject("kpis");
    }
}

pub(super) fn findings<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for finding in model.gamedays.iter().flat_map(|gameday| gameday.items("findings")) {
        let name = finding.get("id").map_or("the finding", Node::text);
        let missing: Vec<_> = ["owner", "ticket", "due"].into_iter().filter(|key| !finding.get(key).is_some_and(says_something)).collect();
        if !missing.is_empty() {
            sink.report(finding, format!("{name} has no {}", missing.join(", no ")));
        }
        let Some(due) = finding.get("due").filter(|due| says_something(*due)) else { continue };
        match day(due) {
            None => {
                sink.report(due, "`due` is no date (write it as 2026-01-31)");
            }
            Some(day) if day.date < cx.today() && !is_done(finding) => {
                sink.report(due, format!("{name} was due on {} and is not done", day.date));
            }
            Some(_) => {}
        }
    }
}

fn is_done(finding: Node<'_>) -> bool {
    finding.get("status").is_some_and(|status| DONE.contains(&fold(status.text()).as_str()))
}

pub(super) fn retest<'d>(model: &Drills<'d>, _: &Context<'d>, sink: &mut Sink) {
    for gameday in model.gamedays.iter().filter(|gameday| gameday.text("results.hypothesis").eq_ignore_ascii_case("refuted")) {
        let named: Vec<_> =
            gameday.items("findings").iter().filter_map(|finding| finding.get("retest")).chain(gameday.get("retest")).collect();
        let planned = named.iter().any(|retest| is_plan(*retest, model));
        let later = model.gamedays.iter().any(|other| {
            let after = matches!((other.date, gameday.date), (Some(other), Some(own)) if other > own);
            after && !other.is_cancelled() && other.tries_the_same(gameday)
        });
        if !planned && !later {
            sink.report(gameday.place("results"), format!("{} refuted its hypothesis, and no retest is planned", gameday.name()))
                .subject("retest");
        }
    }
}

/// Whether a retest is a date, a ticket, a link, or a GameDay that exists: an id of none is no plan.
fn is_plan(retest: Node<'_>, model: &Drills<'_>) -> bool {
    let text = retest.text().trim();
    let ticket =
        text.starts_with('#') || text.contains("://") || text.split_once('-').is_some_and(|(key, number)| is_key(key) && is_number(number));
    retest.as_bool() == Some(true) || day(retest).is_some() || ticket || model.gamedays.iter().any(|gameday| gameday.text("id") == text)
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}
