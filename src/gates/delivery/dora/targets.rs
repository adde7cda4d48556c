//! Targets: what a service or team set itself, and whether it is met.

use std::collections::BTreeMap;

use document::{Node, SyntaxError};
use rule::{Limit, Op, strict};

use super::duration;
use super::measures::{NAMES, Unit, Value, find, higher_is_better};

/// What to do when a measure with a target is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// The gate cannot judge.
    #[default]
    Inconclusive,
    /// The gate fails.
    Fail,
    /// A warning.
    Warn,
}

impl OnUnknown {
    /// The spellings of the configuration.
    pub const NAMES: &'static [(&'static str, OnUnknown)] =
        &[("inconclusive", OnUnknown::Inconclusive), ("fail", OnUnknown::Fail), ("warn", OnUnknown::Warn)];
}

/// A target of one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// At most, or at least.
    Absolute(Op, f64),
    /// Better than the window before by this share of it (0: no worse).
    Ratchet(f64),
}

/// The targets of one service or team.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// By name of the measure.
    pub by_measure: BTreeMap<String, Target>,
}

/// Why a target has no limit to compare with.
pub const NO_BASELINE: &str = "the window before has no value to improve on";

impl Target {
    /// The limit in the unit of the measure; `None` where the window before has no value.
    pub fn limit(&self, name: &str, before: &[Value]) -> Option<Limit> {
        match *self {
            Target::Absolute(op, value) => Some(Limit { op, value }),
            Target::Ratchet(improve) => {
                let before = find(before, name)?.value?;
                match higher_is_better(name).unwrap_or(false) {
                    true => Some(Limit { op: Op::AtLeast, value: before * (1.0 + improve) }),
                    false => Some(Limit { op: Op::AtMost, value: before * (1.0 - improve) }),
                }
            }
        }
    }
}

/// Reads `{ measure: {max: …} | {min: …} | {mode: baseline+improvement, improve: …} }`.
pub fn targets(node: Node<'_>) -> Result<Targets, SyntaxError> {
    let mut targets = Targets::default();
    let mapping = strict::mapping(node, "targets")?;
    strict::check_keys(mapping, &NAMES)?;
    for entry in mapping.entries() {
        targets.by_measure.insert(entry.name().into(), target(entry.name(), entry.value)?);
    }
    Ok(targets)
}

fn target(name: &str, node: Node<'_>) -> Result<Target, SyntaxError> {
    let mapping = strict::mapping(node, name)?;
    strict::check_keys(mapping, &["max", "min", "mode", "improve"])?;
    if let Some(mode) = mapping.get("mode") {
        if mode.text() != "baseline+improvement" {
            return Err(strict::error_at(mode, format!("unknown mode `{}`", mode.text()), Some("`baseline+improvement`".into())));
        }
        let improve = match mapping.get("improve") {
            Some(node) => share(node)?,
            None => 0.0,
        };
        return Ok(Target::Ratchet(improve));
    }
    let (op, limit) = match (mapping.get("max"), mapping.get("min")) {
        (Some(max), None) => (Op::AtMost, max),
        (None, Some(min)) => (Op::AtLeast, min),
        _ => {
            let help = "{max: P1D}, {min: 3}, or {mode: baseline+improvement, improve: 0.05}";
            return Err(strict::error_at(node, format!("the target of `{name}` takes one of `max`, `min` and `mode`"), Some(help.into())));
        }
    };
    Ok(Target::Absolute(op, value(name, limit)?))
}

fn share(node: Node<'_>) -> Result<f64, SyntaxError> {
    let share = node.as_f64().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| strict::error_at(node, "`improve` takes a share from 0 to 1, such as 0.05", None))
}

fn value(name: &str, node: Node<'_>) -> Result<f64, SyntaxError> {
    let unit = unit_of(name);
    let percent = || node.text().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok()).map(|number| number / 100.0);
    let value = match unit {
        Unit::Seconds => node.as_f64().or_else(|| duration::seconds(node.text())),
        Unit::Ratio => node.as_f64().or_else(percent).filter(|ratio| (0.0..=1.0).contains(ratio)),
        Unit::Count | Unit::PerWeek => node.as_f64(),
    };
    let wanted = match unit {
        Unit::Seconds => "a duration such as P1D, 4h, or seconds",
        Unit::Ratio => "a ratio from 0 to 1, such as 0.1 or 10%",
        Unit::Count | Unit::PerWeek => "a number",
    };
    let value = value.filter(|value| value.is_finite() && *value >= 0.0);
    value.ok_or_else(|| strict::error_at(node, format!("the target of `{name}` takes {wanted}"), None))
}

fn unit_of(name: &str) -> Unit {
    match name {
        "deployment_frequency_per_week" => Unit::PerWeek,
        "change_fail_rate" | "rework_rate" => Unit::Ratio,
        "deployments" | "deploy_days" | "changes" => Unit::Count,
        _ => Unit::Seconds,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use document::{Format, Limits, Source, SourceId};

    use super::*;
    use crate::dora::measures::Unit;

    fn read(text: &str) -> Result<Targets, SyntaxError> {
        let source = Arc::new(Source::new(SourceId(0), "ent.yaml", text));
        let document = document::parse(source, Format::Yaml, &Limits::default()).unwrap();
        targets(document.root())
    }

    #[test]
    fn targets_in_every_form() {
        let text = "change_lead_time_median: {max: P1D}\ndeployment_frequency_per_week: {min: 3}\nchange_fail_rate: {max: 10%}\n\
                    rework_rate: {mode: baseline+improvement, improve: 0.05}\n";
        let targets = read(text).unwrap().by_measure;
        assert_eq!(targets["change_lead_time_median"], Target::Absolute(Op::AtMost, 86_400.0));
        assert_eq!(targets["deployment_frequency_per_week"], Target::Absolute(Op::AtLeast, 3.0));
        assert_eq!(targets["change_fail_rate"], Target::Absolute(Op::AtMost, 0.1));
        assert_eq!(targets["rework_rate"], Target::Ratchet(0.05));
    }

    #[test]
    fn mistakes_have_a_place_and_a_hint() {
        for (text, place) in [
            ("lead_time: {max: P1D}", "ent.yaml:1:1"),
            ("change_fail_rate: {max: 12}", "ent.yaml:1:25"),
            ("change_lead_time_median: {max: soon}", "ent.yaml:1:32"),
            ("change_lead_time_median: {}", "ent.yaml:1:26"),
            ("rework_rate: {mode: better}", "ent.yaml:1:21"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.starts_with(place), "{text}: {error}");
        }
    }

    #[test]
    fn a_ratchet_takes_its_limit_from_the_window_before() {
        let known = |name, value| Value { name, value: Some(value), unit: Unit::Ratio, interval: None, reason: None, n: 9 };
        let before = [known("rework_rate", 0.2), known("deployment_frequency_per_week", 10.0)];
        let ratchet = Target::Ratchet(0.1);
        assert_eq!(ratchet.limit("rework_rate", &before).unwrap().value, 0.2 * 0.9);
        let rate = ratchet.limit("deployment_frequency_per_week", &before).unwrap();
        assert_eq!((rate.op, rate.value), (Op::AtLeast, 11.0));
        assert_eq!(ratchet.limit("change_fail_rate", &before), None);
    }
}
