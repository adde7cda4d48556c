//! Dates, moments and intervals as people write them in front matter.

use document::Node;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo, Timestamp, Unit};

/// A date with the node that says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Day<'d> {
    pub(crate) date: Date,
    pub(crate) node: Node<'d>,
}

/// The date a node says: `2026-11-25`, or the day (in UTC) of a time with an offset.
pub(crate) fn day(node: Node<'_>) -> Option<Day<'_>> {
    let text = node.text().trim();
    let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let date = date.or_else(|| moment(text).map(|moment| moment.to_zoned(TimeZone::UTC).date()))?;
    Some(Day { date, node })
}

/// A moment: RFC 3339 with an offset (a space may stand for the `T`), or a date, which is its first moment in UTC.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>().ok().or_else(|| {
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
        Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// An interval in days: ISO 8601 (`P90D`, `P6M`, `P1Y`) or `90d`. `None` where it is neither, or not positive.
pub(crate) fn interval(text: &str) -> Option<i64> {
    let span: Span = text.trim().parse().ok()?;
    let from = Date::new(2026, 1, 1).ok()?;
    let days = span.total((Unit::Day, SpanRelativeTo::from(from))).ok()?;
    (days >= 1.0).then_some(days.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_iso_durations_or_days() {
        assert_eq!(interval("P90D"), Some(90));
        assert_eq!(interval("P1Y"), Some(365));
        assert_eq!(interval("90d"), Some(90));
        assert_eq!(interval("P0D"), None);
        assert_eq!(interval("soon"), None);
    }

    #[test]
    fn moments_need_an_offset_and_dates_do_not() {
        assert!(moment("2026-11-25T10:00:00-03:00").is_some());
        assert!(moment("2026-11-25T10:00:00").is_none());
        assert_eq!(moment("2026-11-25").map(|moment| moment.to_string()).as_deref(), Some("2026-11-25T00:00:00Z"));
    }
}
