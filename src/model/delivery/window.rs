//! A half-open span of time, `[since, until)`.

use jiff::{Timestamp, civil, tz::TimeZone};

/// `[since, until)` in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First instant inside.
    pub since: Timestamp,
    /// First instant after.
    pub until: Timestamp,
}

/// Why a window cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowError {
    /// The text is neither a date nor an instant with an offset.
    Text {
        /// What was given.
        text: String,
    },
    /// It ends before it begins.
    Empty,
}

impl std::fmt::Display for WindowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WindowError::Text { text } => {
                write!(f, "`{text}` is neither a date (2025-03-01: midnight UTC) nor an instant with an offset (2025-03-01T08:00:00Z)")
            }
            WindowError::Empty => f.write_str("the window is empty: --until must lie after --since"),
        }
    }
}

impl std::error::Error for WindowError {}

const DAY: f64 = 86_400.0;

impl Window {
    /// A window from two instants.
    pub fn new(since: Timestamp, until: Timestamp) -> Result<Self, WindowError> {
        if since < until { Ok(Window { since, until }) } else { Err(WindowError::Empty) }
    }

    /// A window from dates (midnight UTC) or instants with an offset.
    pub fn parse(since: &str, until: &str) -> Result<Self, WindowError> {
        Window::new(parse_bound(since)?, parse_bound(until)?)
    }

    /// Whether an instant lies inside.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.since <= at && at < self.until
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> f64 {
        self.until.duration_since(self.since).as_secs_f64()
    }

    /// Its length in days of 86,400 seconds.
    pub fn days(&self) -> f64 {
        self.seconds() / DAY
    }

    /// The window of equal length that ends where this one begins; `None` before the beginning of representable time.
    pub fn previous(&self) -> Option<Window> {
        let length = self.until.duration_since(self.since);
        let since = self.since.checked_sub(length).ok()?;
        Some(Window { since, until: self.since })
    }
}

/// A date is midnight UTC; an instant needs an offset.
pub fn parse_bound(text: &str) -> Result<Timestamp, WindowError> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let date_only = text.len() == 10 && text.is_ascii();
    let date = text.parse::<civil::Date>().ok().filter(|_| date_only);
    date.and_then(|date| date.to_zoned(TimeZone::UTC).ok())
        .map(|zoned| zoned.timestamp())
        .ok_or_else(|| WindowError::Text { text: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_utc_midnights_and_the_end_is_outside() {
        let window = Window::parse("2025-03-03", "2025-03-17").unwrap();
        assert_eq!(window.days(), 14.0);
        assert!(window.contains("2025-03-03T00:00:00Z".parse().unwrap()));
        assert!(!window.contains("2025-03-17T00:00:00Z".parse().unwrap()));
        assert_eq!(window.previous().unwrap(), Window::parse("2025-02-17", "2025-03-03").unwrap());
    }

    #[test]
    fn an_offset_is_honoured_and_a_naive_time_refused() {
        let at = parse_bound("2025-03-03T01:00:00+02:00").unwrap();
        assert_eq!(at.to_string(), "2025-03-02T23:00:00Z");
        assert!(parse_bound("2025-03-03T01:00:00").is_err());
        assert!(parse_bound("yesterday").is_err());
    }

    #[test]
    fn an_empty_window_is_an_error() {
        assert_eq!(Window::parse("2025-03-03", "2025-03-03"), Err(WindowError::Empty));
        assert_eq!(Window::parse("2025-03-04", "2025-03-03"), Err(WindowError::Empty));
    }
}
