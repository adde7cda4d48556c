//! Schedules fire.

use document::Node;
use rule::{Context, Sink};

use crate::updates::Model;
use crate::updates::cron::{has_minutes, is_cron, never_fires, words_never_fire};

/// Intervals that Dependabot knows.
const INTERVALS: &[&str] = &["daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "cron"];
const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// How deep mappings of a configuration of Renovate are looked into.
const DEPTH: u32 = 8;

pub(super) fn impossible<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if let Some(renovate) = &model.renovate {
        schedules(renovate.root, DEPTH, &mut |text| of_renovate(text, sink));
    }
    for entry in model.dependabot.iter().flat_map(|dependabot| dependabot.updates()) {
        if let Some(schedule) = entry.get("schedule") {
            of_dependabot(schedule, sink);
        }
    }
}

/// Every text under a key `schedule` or `automergeSchedule`, however deep.
fn schedules<'d>(node: Node<'d>, depth: u32, with: &mut dyn FnMut(Node<'d>)) {
    if depth == 0 {
        return;
    }
    for entry in node.entries() {
        if matches!(entry.name(), "schedule" | "automergeSchedule") {
            let single = Some(entry.value).filter(|value| value.as_str().is_some());
            single.into_iter().chain(entry.value.items()).for_each(&mut *with);
        } else {
            schedules(entry.value, depth - 1, with);
        }
    }
    node.items().for_each(|item| schedules(item, depth - 1, with));
}

fn of_renovate(node: Node<'_>, sink: &mut Sink) {
    let text = node.text().trim();
    let why = if is_cron(text) {
        never_fires(text).or_else(|| has_minutes(text).then(|| "Renovate takes only `*` for the minutes".into()))
    } else {
        words_never_fire(text)
    };
    if let Some(why) = why {
        sink.report(node, format!("the schedule \"{text}\" never fires: {why}"));
    }
}

fn of_dependabot(schedule: Node<'_>, sink: &mut Sink) {
    let interval = schedule.get("interval").filter(|interval| !INTERVALS.contains(&interval.text()));
    if let Some(interval) = interval {
        sink.report(interval, format!("Dependabot knows no interval `{}`: one of {}", interval.text(), INTERVALS.join(", ")));
    }
    if let Some(day) = schedule.get("day").filter(|day| !DAYS.contains(&day.text().to_ascii_lowercase().as_str())) {
        sink.report(day, format!("`{}` is no day of the week", day.text()));
    }
    if let Some(time) = schedule.get("time").filter(|time| !is_time(time.text())) {
        sink.report(time, format!("`{}` is no time of day (write it as \"05:30\")", time.text()));
    }
    if let Some(cron) = schedule.get("cronjob") {
        if let Some(why) = is_cron(cron.text()).then(|| never_fires(cron.text())).flatten() {
            sink.report(cron, format!("the schedule \"{}\" never fires: {why}", cron.text()));
        }
    } else if let Some(interval) = schedule.get("interval").filter(|interval| interval.text() == "cron") {
        sink.report(interval, "the interval is `cron`, and `cronjob` is missing");
    }
}

fn is_time(text: &str) -> bool {
    let parsed = text.split_once(':').and_then(|(hours, minutes)| Some((hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?)));
    text.len() == 5 && parsed.is_some_and(|(hours, minutes)| hours < 24 && minutes < 60)
}
