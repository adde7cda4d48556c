//! The measures of a run as comma-separated values (RFC 4180). What is not known is an empty cell with its reason.

use rule::Measure;
use serde_json::json;

pub(super) fn render(measures: &[Measure]) -> String {
    let mut text = row(["gate", "name", "labels", "value", "unit", "op", "limit", "status", "reason"]);
    for measure in measures {
        let labels: Vec<String> = measure.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_string();
        text.push_str(&row([
            measure.gate.as_str(),
            &measure.name,
            &labels.join(";"),
            &number(measure.value),
            &measure.unit,
            &measure.limit.map(|limit| word(json!(limit.op))).unwrap_or_default(),
            &number(measure.limit.map(|limit| limit.value)),
            &word(json!(measure.status)),
            measure.reason.as_deref().unwrap_or_default(),
        ]));
    }
    text
}

fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// One row with its line break; a cell is quoted where it has to be, and never read as a formula by a spreadsheet.
pub fn row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '@', '\t', '\r']) || (text.starts_with('-') && text.parse::<f64>().is_err());
    let text = if formula { format!("'{text}") } else { text.to_string() };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_disarmed() {
        assert_eq!(row(["a", "b,c", "d\"e", "-1.5", "=1+1"]), "a,\"b,c\",\"d\"\"e\",-1.5,'=1+1\r\n");
    }

    #[test]
    fn what_is_unknown_is_an_empty_cell_with_its_reason() {
        let text = render(&[Measure::unknown("dora", "change_fail_rate", "ratio", "no_incident_feed").label("service", "pay")]);
        assert!(text.ends_with("dora,change_fail_rate,service=pay,,ratio,,,none,no_incident_feed\r\n"), "{text}");
    }
}
