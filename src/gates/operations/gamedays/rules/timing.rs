//! When GameDays take place, and what they exercise.

use jiff::civil::Date;
use rule::{Context, NotJudged, Place, Sink};

use crate::gamedays::Drills;
use crate::prose::interval;

/// Days of a quarter.
const CADENCE: i64 = 92;

pub(super) fn production<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for gameday in model.gamedays.iter().filter(|gameday| gameday.is_production() && !gameday.is_cancelled()) {
        let earlier = |other: &crate::gamedays::model::GameDay<'_>| match (other.date, gameday.date) {
            (Some(other), Some(own)) => other < own,
            // A GameDay without a date is still to come.
            (Some(_), None) => true,
            _ => false,
        };
        let rehearsed = model.done(cx.today()).any(|other| !other.is_production() && earlier(other) && other.tries_the_same(gameday));
        if !rehearsed {
            let message = format!("{} goes to production, and nothing of its kind was tried in staging before", gameday.name());
            sink.report(gameday.place("environment"), message).subject("environment");
        }
    }
}

pub(super) fn cadence<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    if cx.services().is_empty() {
        sink.not_judged(NotJudged::surroundings(
            "whether each critical service has its GameDays: no service is named",
            "name the `services` in ent.yaml, with `critical: true` where it holds",
        ));
        return;
    }
    // What could not be read may be the very one that is missed.
    if model.unread {
        return;
    }
    let allowed = cx.setting_str("cadence").and_then(interval).unwrap_or(CADENCE);
    for service in cx.services().iter().filter(|service| service.critical) {
        let last = model.done(cx.today()).filter(|gameday| gameday.is_of(&service.name)).max_by_key(|gameday| gameday.date);
        let (place, message) = match last.and_then(|gameday| Some((gameday, gameday.date?))) {
            None => (configuration(cx), format!("the critical service {} never had a GameDay with results", service.name)),
            Some((_, date)) if days(date, cx.today()) <= allowed => continue,
            Some((gameday, date)) => {
                let message = format!("the last GameDay of {} was on {date}, and one is due every {allowed} days", service.name);
                (gameday.place("date"), message)
            }
        };
        sink.report(place, message).subject(service.name.clone());
    }
}

fn configuration<'d>(cx: &Context<'d>) -> Place<'d> {
    let found = cx.files().iter().find(|file| matches!(file.path.as_str(), "ent.yaml" | ".ent.yaml" | ".config/ent.yaml"));
    found.map_or(Place::Tree, |file| Place::Path(&file.path))
}

/// Whole days from one date to a later one.
fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

pub(super) fn playbooks<'d>(model: &Drills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    // Without any GameDay the cadence says it all.
    if model.unread || model.done(cx.today()).next().is_none() {
        return;
    }
    for page in model.runbooks.iter().filter(|page| page.front.is_some()) {
        if !model.done(cx.today()).any(|gameday| gameday.exercises(page)) {
            let name = page.text("id").unwrap_or(page.path);
            sink.report(page.head(), format!("no GameDay has exercised the playbook {name}")).subject("exercise");
        }
    }
}
