//! How long ago a runbook was reviewed and used.

use jiff::civil::Date;
use rule::{Context, Severity, Sink};

use crate::prose::{Page, day, interval};
use crate::runbooks::Operations;
use crate::runbooks::model::{Drill, is_called};

const INTERVAL: i64 = 90;
const ERROR_AFTER: i64 = 180;

pub(super) fn review<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let default = cx.setting_str("review_interval").and_then(interval).unwrap_or(INTERVAL);
    let error_after = cx.setting_str("review_error_after").and_then(interval).unwrap_or(ERROR_AFTER);
    for page in &model.runbooks {
        let Some(reviewed) = page.field("last_reviewed").and_then(day) else { continue };
        let allowed = page.text("review_interval").and_then(interval).unwrap_or(default);
        let age = days(reviewed.date, cx.today());
        if age <= allowed {
            continue;
        }
        let severity = if age > error_after { Severity::Error } else { Severity::Warning };
        let message = format!("the last review was {age} days ago, and one is due every {allowed} days");
        sink.report(reviewed.node, message).severity(severity).property("age_days", age);
    }
}

pub(super) fn exercise<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for page in &model.runbooks {
        // A file without front matter is no playbook yet: the missing front matter says it all.
        if page.front.is_none() {
            continue;
        }
        let exercised = page.field("last_exercised").and_then(day).filter(|day| day.date <= cx.today().tomorrow().unwrap_or(day.date));
        let drill = model.drills.iter().filter(|drill| concerns(drill, page)).max_by_key(|drill| drill.date);
        match (exercised, drill) {
            (None, None) if page.field("last_exercised").is_none() => {
                sink.report(page.head(), "the runbook has never been exercised (it has no `last_exercised`)").subject("never");
            }
            (None, Some(drill)) => {
                let message = format!("a GameDay of {} took place, and the runbook has no `last_exercised`", drill.date);
                sink.report(page.head(), message).subject("never");
            }
            (Some(day), Some(drill)) if day.date < drill.date => {
                let message = format!("last exercised on {}, not since the GameDay of {}", day.date, drill.date);
                sink.report(day.node, message);
            }
            _ => {}
        }
    }
}

/// Whether a drill was one for this runbook: it names it, or it names none and is of the same service.
fn concerns(drill: &Drill, page: &Page<'_>) -> bool {
    match drill.runbooks.as_slice() {
        [] => page.text("service").is_some_and(|service| service.eq_ignore_ascii_case(drill.service.trim())),
        named => named.iter().any(|name| is_called(page, name)),
    }
}

/// Whole days from one date to a later one.
fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
