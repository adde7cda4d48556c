//! The score of DORA's Quick Check, 0–10 per metric, as dora.dev computes it: categories 1..6 give `(category − 1) / 5 × 10`, rates give
//! `10 − percent / 10`. Source: dora-team/dora.dev, `svelte/quick-check/src/lib/data-service.ts` and its editions (code Apache-2.0, content
//! CC-BY-4.0). One thing differs on purpose: a group with a missing metric is unknown there and here never a 0 or a 10.

use super::super::measures::{Value, find};
use super::super::statistics::mean;

/// An edition of the Quick Check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// Four metrics.
    Y2024,
    /// Five metrics.
    Y2025,
}

impl Edition {
    /// Its year.
    pub fn year(self) -> u16 {
        match self {
            Edition::Y2024 => 2024,
            Edition::Y2025 => 2025,
        }
    }
}

/// What is scored: five metrics, two groups of them, and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Change lead time.
    LeadTime,
    /// Deployment frequency.
    Frequency,
    /// Failed deployment recovery time.
    Recovery,
    /// Change fail rate.
    FailRate,
    /// Deployment rework rate.
    Rework,
    /// Lead time, frequency and recovery.
    Throughput,
    /// Fail rate and rework.
    Stability,
    /// All metrics that are known.
    Overall,
}

/// The metrics, in the order of the report.
const METRICS: [Part; 5] = [Part::LeadTime, Part::Frequency, Part::Recovery, Part::FailRate, Part::Rework];

impl Part {
    /// Name of its measure.
    pub fn name(self) -> &'static str {
        match self {
            Part::LeadTime => "quickcheck_lead_time",
            Part::Frequency => "quickcheck_frequency",
            Part::Recovery => "quickcheck_recovery",
            Part::FailRate => "quickcheck_fail_rate",
            Part::Rework => "quickcheck_rework",
            Part::Throughput => "quickcheck_throughput",
            Part::Stability => "quickcheck_stability",
            Part::Overall => "quickcheck_overall",
        }
    }

    /// The measure that it scores; `None` of a group.
    pub fn metric(self) -> Option<&'static str> {
        match self {
            Part::LeadTime => Some("change_lead_time_median"),
            Part::Frequency => Some("deployment_frequency_per_week"),
            Part::Recovery => Some("failed_deployment_recovery_time_median"),
            Part::FailRate => Some("change_fail_rate"),
            Part::Rework => Some("rework_rate"),
            Part::Throughput | Part::Stability | Part::Overall => None,
        }
    }

    /// Mean and standard deviation over all industries; `None` where the edition has none.
    pub fn benchmark(self, edition: Edition) -> Option<(f64, Option<f64>)> {
        let of_2025 = match self {
            Part::LeadTime => (5.5, Some(2.4)),
            Part::Frequency => (4.8, Some(2.8)),
            Part::Recovery => (7.4, Some(2.1)),
            Part::FailRate => (8.1, Some(2.1)),
            Part::Rework => (7.8, Some(2.2)),
            Part::Throughput => (6.0, Some(2.1)),
            Part::Stability => (7.9, Some(2.0)),
            Part::Overall => (6.72, None),
        };
        match (edition, self) {
            (Edition::Y2025, _) => Some(of_2025),
            (Edition::Y2024, Part::LeadTime) => Some((5.1, Some(2.6))),
            (Edition::Y2024, Part::Frequency) => Some((5.3, Some(2.9))),
            (Edition::Y2024, Part::Recovery) => Some((7.5, Some(2.3))),
            (Edition::Y2024, Part::FailRate) => Some((8.3, Some(2.0))),
            (Edition::Y2024, _) => None,
        }
    }
}

/// Why there is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoScore {
    /// The metric is not known.
    Unknown,
    /// The metric stands on too few samples.
    LowN,
    /// A metric of the group has no score.
    Incomplete,
    /// The edition does not score it.
    NotInEdition,
}

impl NoScore {
    /// Code and words.
    pub fn words(self) -> &'static str {
        match self {
            NoScore::Unknown => "unknown_metric: the metric is not known",
            NoScore::LowN => "low_n: fewer than 5 samples",
            NoScore::Incomplete => "incomplete: a metric of the group has no score",
            NoScore::NotInEdition => "not_in_edition: this edition does not score it",
        }
    }
}

/// One score, 0–10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// What is scored.
    pub part: Part,
    /// The score, or why there is none.
    pub score: Result<f64, NoScore>,
}

/// All scores: the five metrics, the two groups, and all together (metrics without a score are skipped there, as on dora.dev).
pub fn scores(values: &[Value], edition: Edition) -> Vec<Score> {
    let mut all: Vec<Score> = METRICS.iter().map(|part| Score { part: *part, score: of_metric(values, *part, edition) }).collect();
    let of = |part: Part| all.iter().find(|score| score.part == part).and_then(|score| score.score.ok());
    let group = |parts: &[Part]| {
        let known: Vec<f64> = parts.iter().filter_map(|part| of(*part)).collect();
        if known.len() == parts.len() { mean(&known).ok_or(NoScore::Incomplete) } else { Err(NoScore::Incomplete) }
    };
    let throughput = group(&[Part::LeadTime, Part::Frequency, Part::Recovery]);
    let stability = match edition {
        Edition::Y2025 => group(&[Part::FailRate, Part::Rework]),
        Edition::Y2024 => group(&[Part::FailRate]),
    };
    let known: Vec<f64> = all.iter().filter_map(|score| score.score.ok()).collect();
    let overall = mean(&known).ok_or(NoScore::Unknown);
    for (part, score) in [(Part::Throughput, throughput), (Part::Stability, stability), (Part::Overall, overall)] {
        all.push(Score { part, score });
    }
    all
}

fn of_metric(values: &[Value], part: Part, edition: Edition) -> Result<f64, NoScore> {
    if edition == Edition::Y2024 && part == Part::Rework {
        return Err(NoScore::NotInEdition);
    }
    let value = part.metric().and_then(|name| find(values, name)).ok_or(NoScore::Unknown)?;
    let known = value.value.ok_or(NoScore::Unknown)?;
    // A low frequency is a low frequency: only what is estimated from samples needs some.
    if part != Part::Frequency && value.is_low_n() {
        return Err(NoScore::LowN);
    }
    Ok(match part {
        Part::Frequency => of_category(frequency_category(known)),
        Part::FailRate | Part::Rework => of_percent(known * 100.0),
        _ => of_category(time_category(known)),
    })
}

/// Score of a category from 1 (worst) to 6.
pub fn of_category(category: u8) -> f64 {
    f64::from(category.clamp(1, 6) - 1) / 5.0 * 10.0
}

/// Score of a rate in percent.
pub fn of_percent(percent: f64) -> f64 {
    10.0 - percent.clamp(0.0, 100.0) / 10.0
}

const DAY: f64 = 86_400.0;

/// The category of a time in seconds: more than six months, up to six months, a month, a week, a day, an hour. A month has 30 days, half a
/// year 182.
pub fn time_category(seconds: f64) -> u8 {
    match seconds {
        s if s < 3_600.0 => 6,
        s if s < DAY => 5,
        s if s <= 7.0 * DAY => 4,
        s if s <= 30.0 * DAY => 3,
        s if s <= 182.0 * DAY => 2,
        _ => 1,
    }
}

/// The category of a number of deployments per week: on demand (several a day: two and more), at least daily, weekly, monthly, twice a year.
pub fn frequency_category(per_week: f64) -> u8 {
    match per_week {
        r if r >= 14.0 => 6,
        r if r >= 7.0 => 5,
        r if r >= 1.0 => 4,
        r if r >= 7.0 / 30.0 => 3,
        r if r >= 7.0 / 182.0 => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::measures::Unit;
    use super::*;

    fn value(name: &'static str, value: Option<f64>, n: usize) -> Value {
        Value { name, value, unit: Unit::Seconds, interval: None, reason: None, n }
    }

    fn five(recovery: Option<f64>, n: usize) -> Vec<Value> {
        vec![
            value("change_lead_time_median", Some(2.0 * DAY), 9),
            value("deployment_frequency_per_week", Some(3.0), 2),
            value("failed_deployment_recovery_time_median", recovery, n),
            value("change_fail_rate", Some(0.05), 20),
            value("rework_rate", Some(0.12), 20),
        ]
    }

    fn of(all: &[Score], part: Part) -> Result<f64, NoScore> {
        all.iter().find(|score| score.part == part).unwrap().score
    }

    #[test]
    fn categories_and_rates_score_as_on_the_site() {
        let seconds = [1_800.0, 3_600.0, DAY, 8.0 * DAY, 31.0 * DAY, 200.0 * DAY];
        assert_eq!(seconds.map(time_category), [6, 5, 4, 3, 2, 1]);
        assert_eq!([20.0, 7.0, 1.0, 0.5, 0.1, 0.0].map(frequency_category), [6, 5, 4, 3, 2, 1]);
        assert_eq!([1, 4, 6].map(of_category), [0.0, 6.0, 10.0]);
        assert_eq!([0.0, 19.0, 120.0].map(of_percent), [10.0, 8.1, 0.0]);
    }

    #[test]
    fn the_overall_score_is_the_mean_of_what_is_known_and_groups_are_all_or_unknown() {
        let all = scores(&five(Some(7_200.0), 6), Edition::Y2025);
        let close = |score: Result<f64, NoScore>, wanted: f64| (score.unwrap() - wanted).abs() < 1e-9;
        assert!(close(of(&all, Part::Throughput), (6.0 + 6.0 + 8.0) / 3.0) && close(of(&all, Part::Stability), (9.5 + 8.8) / 2.0));
        assert!(close(of(&all, Part::Overall), (6.0 + 6.0 + 8.0 + 9.5 + 8.8) / 5.0));
        let all = scores(&five(None, 0), Edition::Y2025);
        assert_eq!(of(&all, Part::Throughput), Err(NoScore::Incomplete));
        assert!(close(of(&all, Part::Overall), (6.0 + 6.0 + 9.5 + 8.8) / 4.0));
        assert_eq!(of(&scores(&five(Some(7_200.0), 3), Edition::Y2025), Part::Recovery), Err(NoScore::LowN));
        let all = scores(&five(Some(7_200.0), 6), Edition::Y2024);
        assert_eq!(of(&all, Part::Rework), Err(NoScore::NotInEdition));
        assert!(close(of(&all, Part::Overall), (6.0 + 6.0 + 8.0 + 9.5) / 4.0));
    }

    #[test]
    fn the_benchmark_of_2025_is_the_mean_of_its_five() {
        let mean = METRICS.iter().filter_map(|part| part.benchmark(Edition::Y2025)).map(|(mean, _)| mean).sum::<f64>() / 5.0;
        assert!((mean - Part::Overall.benchmark(Edition::Y2025).unwrap().0).abs() < 1e-9);
    }
}
