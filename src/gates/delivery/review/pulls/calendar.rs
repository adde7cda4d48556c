//! Working time: the hours of working days between two instants.

use std::collections::BTreeSet;

use document::Node;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rule::{Context, NotJudged};

use crate::dora::duration;
use crate::review::settings::{text, texts};
use crate::review::standard::Standard;

/// Which days are worked, and where.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    zone: TimeZone,
    days: BTreeSet<i8>,
    holidays: BTreeSet<Date>,
    /// Begin and end of work on a day.
    hours: (Time, Time),
}

const NAMES: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// Days that are looked at between two instants; whoever waits longer waits for years.
const MOST: usize = 4_000;

impl Calendar {
    /// As set, else as the review standard says (`targets.business_hours`): Monday to Friday in UTC, all hours, without holidays, unless told
    /// otherwise.
    ///
    /// # Errors
    /// What cannot be read.
    pub(crate) fn of(cx: &Context<'_>, standard: Option<&Standard<'_>>) -> Result<Calendar, NotJudged> {
        let wrong = |key: &str, value: &str, right: &str| {
            NotJudged::surroundings(format!("working time: `{value}` is none for `gates.review.{key}`"), format!("write {right}"))
        };
        let hours = standard.and_then(Standard::business_hours);
        let of_standard = |key: &str| hours.and_then(|hours| hours.get(key));
        let zone = match text(cx, "time_zone").or_else(|| of_standard("time_zone").map(Node::text)) {
            Some(name) => TimeZone::get(name).map_err(|_| wrong("time_zone", name, "a name such as America/Sao_Paulo"))?,
            None => TimeZone::UTC,
        };
        let mut names = texts(cx, "workdays");
        if names.is_empty() {
            names = of_standard("days").into_iter().flat_map(|days| days.items()).map(|day| day.text().to_string()).collect();
        }
        let mut days = BTreeSet::new();
        for name in names {
            let day = NAMES.iter().find(|(known, _)| name.to_lowercase().starts_with(known));
            days.insert(day.ok_or_else(|| wrong("workdays", &name, "names such as mon"))?.1.to_monday_one_offset());
        }
        if days.is_empty() {
            days.extend(1..=5);
        }
        let mut holidays = BTreeSet::new();
        for date in texts(cx, "holidays") {
            holidays.insert(date.parse::<Date>().map_err(|_| wrong("holidays", &date, "dates such as 2026-12-25"))?);
        }
        let ends = of_standard("from").zip(of_standard("to")).map(|(from, to)| format!("{}-{}", from.text(), to.text()));
        let worked = match text(cx, "work_hours").map(str::to_string).or(ends) {
            Some(text) => span_of_day(&text).ok_or_else(|| wrong("work_hours", &text, "a span such as 09:00-18:00"))?,
            None => (Time::MIN, Time::MAX),
        };
        Ok(Calendar { zone, days, holidays, hours: worked })
    }

    /// Length of a working day, in seconds.
    pub(crate) fn day(&self) -> f64 {
        let (from, to) = self.hours;
        if (from, to) == (Time::MIN, Time::MAX) { 86_400.0 } else { (seconds_of(to) - seconds_of(from)) as f64 }
    }

    /// Working seconds of a duration as people write it: a day is a working day.
    pub(crate) fn working(&self, text: &str) -> Option<f64> {
        let seconds = duration::seconds(text)?;
        let days = (seconds / 86_400.0).floor();
        Some(days * self.day() + (seconds - days * 86_400.0))
    }

    /// Seconds of work between two instants.
    pub(crate) fn seconds(&self, from: Timestamp, to: Timestamp) -> f64 {
        let (begin, end) = (from.to_zoned(self.zone.clone()), to.to_zoned(self.zone.clone()));
        let mut seconds = 0.0;
        for date in begin.date().series(1.day()).take(MOST).take_while(|date| *date <= end.date()) {
            if !self.is_worked(date) {
                continue;
            }
            let (opens, closes) = self.hours;
            let at = |time: Time| {
                if time == Time::MAX {
                    date.tomorrow().ok()?.to_zoned(self.zone.clone()).ok()
                } else {
                    date.to_datetime(time).to_zoned(self.zone.clone()).ok()
                }
            };
            let (Some(opens), Some(closes)) = (at(opens), at(closes)) else { continue };
            let span = closes.timestamp().min(to).as_second() - opens.timestamp().max(from).as_second();
            seconds += span.max(0) as f64;
        }
        seconds
    }

    fn is_worked(&self, day: Date) -> bool {
        self.days.contains(&day.weekday().to_monday_one_offset()) && !self.holidays.contains(&day)
    }
}

/// Begin and end of `09:00-18:00`.
fn span_of_day(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (from.trim().parse::<Time>().ok()?, to.trim().parse::<Time>().ok()?);
    (from < to).then_some((from, to))
}

fn seconds_of(time: Time) -> i64 {
    i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_weekend_and_a_holiday_are_no_working_time() {
        let calendar = Calendar {
            zone: TimeZone::UTC,
            days: (1..=5).collect(),
            holidays: BTreeSet::from([Date::constant(2026, 11, 2)]),
            hours: (Time::MIN, Time::MAX),
        };
        // Friday evening to Tuesday morning, with All Souls on Monday.
        assert_eq!(calendar.seconds(at("2026-10-30T18:00:00Z"), at("2026-11-03T09:00:00Z")), 15.0 * 3600.0);
        assert_eq!(calendar.seconds(at("2026-10-31T00:00:00Z"), at("2026-11-01T23:00:00Z")), 0.0);
        assert_eq!(calendar.seconds(at("2026-10-30T18:00:00Z"), at("2026-10-30T17:00:00Z")), 0.0);
    }

    #[test]
    fn the_zone_says_when_a_day_begins() {
        let zone = TimeZone::fixed(jiff::tz::offset(-3));
        let calendar = Calendar { zone, days: (1..=5).collect(), holidays: BTreeSet::new(), hours: (Time::MIN, Time::MAX) };
        assert_eq!(calendar.seconds(at("2026-10-31T00:00:00Z"), at("2026-10-31T12:00:00Z")), 3.0 * 3600.0);
    }

    #[test]
    fn a_working_day_may_be_shorter_than_a_day() {
        let hours = span_of_day("09:00-18:00").unwrap();
        let calendar = Calendar { zone: TimeZone::UTC, days: (1..=5).collect(), holidays: BTreeSet::new(), hours };
        assert_eq!(calendar.seconds(at("2026-10-30T16:00:00Z"), at("2026-11-02T10:00:00Z")), 3.0 * 3600.0);
        assert_eq!((calendar.day(), calendar.working("P1D"), calendar.working("PT4H")), (32_400.0, Some(32_400.0), Some(14_400.0)));
        assert_eq!(span_of_day("18:00-09:00"), None);
    }
}
