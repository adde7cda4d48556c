//! Times as people write them in a configuration.

use jiff::{Span, SpanRelativeTo, Unit};

/// Seconds of an ISO 8601 duration (`P1D`, `PT4H`) or of a short one (`90d`, `4h`, `30m`, `2w`). A day has 86,400 seconds; months and years
/// have no fixed length and are refused.
pub fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(seconds) = short(text) {
        return Some(seconds);
    }
    let span: Span = text.parse().ok()?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).ok()?;
    (seconds >= 0.0).then_some(seconds)
}

fn short(text: &str) -> Option<f64> {
    let unit = text.chars().last()?;
    let number: f64 = text.get(..text.len() - unit.len_utf8())?.parse().ok()?;
    let factor = match unit {
        's' => 1.0,
        'm' => 60.0,
        'h' => 3_600.0,
        'd' => 86_400.0,
        'w' => 604_800.0,
        _ => return None,
    };
    (number >= 0.0 && number.is_finite()).then_some(number * factor)
}

/// A time in words: `45 s`, `12 min`, `4.2 h`, `3.0 d`.
pub fn words(seconds: f64) -> String {
    match seconds.abs() {
        s if s < 90.0 => format!("{seconds:.0} s"),
        s if s < 90.0 * 60.0 => format!("{:.0} min", seconds / 60.0),
        s if s < 48.0 * 3_600.0 => format!("{:.1} h", seconds / 3_600.0),
        s if s < 1_000.0 * 86_400.0 => format!("{:.1} d", seconds / 86_400.0),
        _ => format!("{:.0} d", seconds / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_both_spellings() {
        for (text, expected) in [("P1D", 86_400.0), ("PT4H", 14_400.0), ("90d", 7_776_000.0), ("P2W", 1_209_600.0), ("1.5h", 5_400.0)] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "P1M", "P1Y", "-1d", "day", "-P1D"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn words_change_their_unit() {
        let seen: Vec<String> = [40.0, 3_600.0, 21_600.0, 172_800.0, 8.64e8].map(words).into();
        assert_eq!(seen, ["40 s", "60 min", "6.0 h", "2.0 d", "10000 d"]);
    }
}
