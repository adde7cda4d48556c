//! The same measures, week by week and month by month.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use model::delivery::{Incident, Window};

use super::facts::Facts;
use super::measures::{Value, find, measures};
use super::settings::Settings;
use super::tally::Tally;

/// One bucket of a trend.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its span.
    pub window: Window,
    /// Its measures.
    pub values: Vec<Value>,
}

impl Bucket {
    /// A measure of the bucket; `None` where it is not known: a gap, not a zero.
    pub fn value(&self, name: &str) -> Option<f64> {
        find(&self.values, name)?.value
    }
}

/// The last `count` weeks of seven days before an instant, oldest first.
pub fn weeks(facts: &Facts, incidents: &[Incident], until: Timestamp, count: i64, settings: &Settings) -> Vec<Bucket> {
    let week = |back: i64| {
        let end = until.checked_sub(SignedDuration::from_hours(24 * 7 * back)).ok()?;
        let begin = end.checked_sub(SignedDuration::from_hours(24 * 7)).ok()?;
        Window::new(begin, end).ok()
    };
    buckets(facts, incidents, (0..count).rev().filter_map(week), settings)
}

/// The calendar months (UTC) that a window touches, cut to the window.
pub fn months(facts: &Facts, incidents: &[Incident], window: &Window, settings: &Settings) -> Vec<Bucket> {
    buckets(facts, incidents, month_windows(window).into_iter(), settings)
}

fn month_windows(window: &Window) -> Vec<Window> {
    let mut windows = Vec::new();
    let first = window.since.to_zoned(TimeZone::UTC).date().first_of_month();
    let mut next = Some(first);
    // A window of a thousand months is a mistake, not a trend.
    while let Some(month) = next.filter(|_| windows.len() < 1_000) {
        next = month.checked_add(jiff::Span::new().months(1)).ok();
        let (Some(begin), Some(end)) = (midnight(month), next.and_then(midnight)) else { break };
        if begin >= window.until {
            break;
        }
        if let Ok(part) = Window::new(begin.max(window.since), end.min(window.until)) {
            windows.push(part);
        }
    }
    windows
}

fn midnight(date: Date) -> Option<Timestamp> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn buckets(facts: &Facts, incidents: &[Incident], windows: impl Iterator<Item = Window>, settings: &Settings) -> Vec<Bucket> {
    windows.map(|window| Bucket { window, values: measures(&Tally::of(facts, incidents, &window, settings)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_cut_to_the_window() {
        let windows = month_windows(&Window::parse("2025-01-15", "2025-03-10").unwrap());
        let text: Vec<String> = windows.iter().map(|w| format!("{} {}", w.since, w.until)).collect();
        assert_eq!(
            text,
            [
                "2025-01-15T00:00:00Z 2025-02-01T00:00:00Z",
                "2025-02-01T00:00:00Z 2025-03-01T00:00:00Z",
                "2025-03-01T00:00:00Z 2025-03-10T00:00:00Z"
            ]
        );
    }
}
