//! Numbers a gate reports beside its findings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A number with its unit, its labels and, where one is set, its limit. What is not known is `None` with a reason, never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The gate that measured.
    pub gate: String,
    /// Name in snake case: `change_lead_time_median`.
    pub name: String,
    /// The value, in `unit`.
    pub value: Option<f64>,
    /// `s`, `ratio`, `count`, `per_week`, `bytes` …
    pub unit: String,
    /// What the value is of: `service`, `team` …
    pub labels: BTreeMap<String, String>,
    /// The target, if one is set.
    pub limit: Option<Limit>,
    /// Whether the target is met.
    pub status: MeasureStatus,
    /// Why the value is not known.
    pub reason: Option<String>,
}

/// A target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// How value and limit compare.
    pub op: Op,
    /// The limit, in the unit of the measure.
    pub value: f64,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// The value is at most the limit.
    #[serde(rename = "<=")]
    AtMost,
    /// The value is at least the limit.
    #[serde(rename = ">=")]
    AtLeast,
}

/// Whether a measure meets its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MeasureStatus {
    /// Value and limit are known, and the limit is met.
    Met,
    /// Value and limit are known, and the limit is not met.
    Missed,
    /// There is a limit and no value.
    Unknown,
    /// There is no limit.
    None,
}

impl Measure {
    /// A measure with a known value.
    pub fn known(gate: &str, name: &str, value: f64, unit: &str) -> Self {
        Measure::build(gate, name, Some(value), unit, None)
    }

    /// A measure whose value is not known, and why.
    pub fn unknown(gate: &str, name: &str, unit: &str, reason: impl Into<String>) -> Self {
        Measure::build(gate, name, None, unit, Some(reason.into()))
    }

    fn build(gate: &str, name: &str, value: Option<f64>, unit: &str, reason: Option<String>) -> Self {
        Measure {
            gate: gate.into(),
            name: name.into(),
            value,
            unit: unit.into(),
            labels: BTreeMap::new(),
            limit: None,
            status: MeasureStatus::None,
            reason,
        }
    }

    /// With one more label.
    pub fn label(mut self, name: &str, value: impl Into<String>) -> Self {
        self.labels.insert(name.into(), value.into());
        self
    }

    /// With a limit, judged.
    pub fn limit(mut self, op: Op, value: f64) -> Self {
        self.limit = Some(Limit { op, value });
        self.status = match (self.value, op) {
            (None, _) => MeasureStatus::Unknown,
            (Some(known), Op::AtMost) if known <= value => MeasureStatus::Met,
            (Some(known), Op::AtLeast) if known >= value => MeasureStatus::Met,
            (Some(_), _) => MeasureStatus::Missed,
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_met_missed_or_unknown() {
        let known = |value| Measure::known("g", "m", value, "s");
        assert_eq!(known(1.0).limit(Op::AtMost, 1.0).status, MeasureStatus::Met);
        assert_eq!(known(2.0).limit(Op::AtMost, 1.0).status, MeasureStatus::Missed);
        assert_eq!(known(2.0).limit(Op::AtLeast, 1.0).status, MeasureStatus::Met);
        assert_eq!(known(f64::NAN).limit(Op::AtLeast, 1.0).status, MeasureStatus::Missed);
        assert_eq!(Measure::unknown("g", "m", "s", "no data").limit(Op::AtMost, 1.0).status, MeasureStatus::Unknown);
    }
}
