//! Numbers as people read them.

use gate_delivery::dora::duration::words;
use gate_delivery::dora::measures::{Unit, Value};
use rule::{Limit, Measure, MeasureStatus, Op};

/// A value in its unit; `unknown` where nobody knows.
pub(super) fn value(value: &Value) -> String {
    value.value.map_or_else(|| "unknown".into(), |known| known_value(known, value.unit))
}

/// A known value in its unit.
pub(super) fn known_value(known: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds => words(known),
        Unit::Ratio => format!("{:.1} %", known * 100.0),
        Unit::PerWeek => format!("{}/week", short(known)),
        Unit::Count => short(known),
    }
}

/// A count and what is counted.
pub(super) fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The interval, in the unit of the value.
pub(super) fn interval(value: &Value) -> String {
    let Some(interval) = value.interval else { return String::new() };
    match value.unit {
        Unit::Ratio => format!("{:.1}–{:.1} %", interval.low * 100.0, interval.high * 100.0),
        Unit::Seconds => format!("{} – {}", words(interval.low), words(interval.high)),
        Unit::PerWeek | Unit::Count => format!("{}–{}", short(interval.low), short(interval.high)),
    }
}

/// Change against the window before: in percent, for ratios in percentage points.
pub(super) fn change(now: &Value, before: Option<&Value>) -> String {
    let Some((new, old)) = now.value.zip(before.and_then(|before| before.value)) else { return String::new() };
    let signed = |number: f64, unit: &str| {
        let rounded = number.round();
        if rounded == 0.0 { format!("±0 {unit}") } else { format!("{rounded:+} {unit}").replace('-', "−") }
    };
    match now.unit {
        Unit::Ratio => signed((new - old) * 100.0, "pp"),
        _ if old == 0.0 => {
            if new == 0.0 {
                "±0 %".into()
            } else {
                "from 0".into()
            }
        }
        _ => signed((new / old - 1.0) * 100.0, "%"),
    }
}

/// The target and whether it is met.
pub(super) fn target(measure: &Measure, unit: Unit, ascii: bool) -> String {
    let mark = match (measure.status, ascii) {
        (MeasureStatus::Met, false) => "✓",
        (MeasureStatus::Met, true) => "met",
        (MeasureStatus::Missed, false) => "✗",
        (MeasureStatus::Missed, true) => "missed",
        (MeasureStatus::Unknown, _) => "?",
        (MeasureStatus::None, _) => return String::new(),
    };
    let limit = |limit: Limit| {
        let op = if limit.op == Op::AtMost { "≤" } else { "≥" };
        format!("{op} {} ", known_value(limit.value, unit))
    };
    format!("{}{mark}", measure.limit.map(limit).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: f64, unit: Unit) -> Value {
        Value { name: "x", value: Some(value), unit, interval: None, reason: None, n: 9 }
    }

    #[test]
    fn changes_are_percent_or_points() {
        assert_eq!(change(&known(90.0, Unit::Seconds), Some(&known(100.0, Unit::Seconds))), "−10 %");
        assert_eq!(change(&known(0.3, Unit::Ratio), Some(&known(0.1, Unit::Ratio))), "+20 pp");
        assert_eq!(change(&known(3.0, Unit::Count), Some(&known(0.0, Unit::Count))), "from 0");
        assert_eq!(change(&known(3.0, Unit::Count), None), "");
    }

    #[test]
    fn values_carry_their_unit() {
        assert_eq!(value(&known(0.25, Unit::Ratio)), "25.0 %");
        assert_eq!(value(&known(4.0, Unit::PerWeek)), "4/week");
        assert_eq!(value(&known(21_600.0, Unit::Seconds)), "6.0 h");
    }
}
