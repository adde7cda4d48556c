//! Quantiles and deterministic 95 % intervals. No random numbers: the same records give the same figures for ever.

use super::special::{gamma_p, ln_binomial};

/// Fewer samples than this give no level and are marked.
pub const LOW_N: usize = 5;

const ALPHA: f64 = 0.05;
/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A 95 % interval, both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether two intervals share a value.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The interval in another unit.
    pub fn scaled(self, factor: f64) -> Interval {
        Interval { low: self.low * factor, high: self.high * factor }
    }
}

/// Quantile `p` of sorted samples with linear interpolation (Hyndman and Fan, type 7); `None` of nothing.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + (place - below as f64) * (high - low))
}

/// Arithmetic mean; `None` of nothing.
pub fn mean(samples: &[f64]) -> Option<f64> {
    (!samples.is_empty()).then(|| samples.iter().sum::<f64>() / samples.len() as f64)
}

/// Exact interval of quantile `p` from order statistics: the narrowest tails of a binomial distribution of at most 2.5 % each.
/// `None` where so few samples cannot give one (below 6 for a median).
pub fn quantile_interval(sorted: &[f64], p: f64) -> Option<Interval> {
    let n = sorted.len() as u64;
    let (lower, upper) = order_ranks(n, p)?;
    Some(Interval { low: sorted[lower as usize - 1], high: sorted[upper as usize - 1] })
}

/// Ranks `(l, u)`, from 1, with P(B < l) ≤ α/2 and P(B ≥ u) ≤ α/2 for B ~ Binomial(n, p).
fn order_ranks(n: u64, p: f64) -> Option<(u64, u64)> {
    let centre = n as f64 * p;
    let reach = 12.0 * (n as f64 * p * (1.0 - p)).sqrt() + 12.0;
    let first = (centre - reach).max(0.0) as u64;
    let last = ((centre + reach) as u64).min(n);
    let probability = |k: u64| ln_binomial(n, k, p).exp();
    let mut below = 0.0;
    let mut lower = 0;
    for k in first..=last {
        below += probability(k);
        if below > ALPHA / 2.0 {
            break;
        }
        lower = k + 1;
    }
    let mut above = 0.0;
    let mut upper = n + 1;
    for k in (first..=last).rev() {
        above += probability(k);
        if above > ALPHA / 2.0 {
            break;
        }
        upper = k;
    }
    (lower >= 1 && upper <= n && lower <= upper).then_some((lower, upper))
}

/// Wilson score interval of a proportion; `None` without trials.
pub fn wilson(hits: u64, trials: u64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let p = hits as f64 / n;
    let z2 = Z * Z;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let low = if hits == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits == trials { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high })
}

/// Exact (Garwood) interval of the mean of a Poisson count.
pub fn poisson(count: u64) -> Interval {
    let k = count as f64;
    // P(X ≥ k; μ) = P(k, μ) and P(X ≤ k; μ) = 1 − P(k + 1, μ), with P the regularised lower incomplete gamma function.
    let low = if count == 0 { 0.0 } else { solve(|mu| gamma_p(k, mu), ALPHA / 2.0, k) };
    let high = solve(|mu| gamma_p(k + 1.0, mu), 1.0 - ALPHA / 2.0, k + 1.0);
    Interval { low, high }
}

/// The `x` at which a rising function of `x ≥ 0` reaches `target`, by bisection.
fn solve(rising: impl Fn(f64) -> f64, target: f64, guess: f64) -> f64 {
    let (mut low, mut high) = (0.0, guess.max(1.0));
    while rising(high) < target {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if rising(middle) < target { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Samples sorted for quantiles; not-a-number never occurs in differences of times.
pub fn sorted(mut samples: Vec<f64>) -> Vec<f64> {
    samples.sort_by(f64::total_cmp);
    samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-3
    }

    #[test]
    fn quantiles_are_type_7() {
        let samples = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(quantile(&samples, 0.5), Some(2.5));
        assert_eq!(quantile(&samples, 0.9), Some(3.7));
        assert_eq!(quantile(&samples, 1.0), Some(4.0));
        assert_eq!(quantile(&[7.0], 0.9), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn intervals_of_a_median_are_those_of_the_tables() {
        // Ranks of the usual tables (Conover): n = 6 → 1, 6; n = 10 → 2, 9; n = 20 → 6, 15; n = 100 → 40, 61.
        for (n, expected) in [(6, (1, 6)), (8, (1, 8)), (10, (2, 9)), (20, (6, 15)), (100, (40, 61))] {
            assert_eq!(order_ranks(n, 0.5), Some(expected), "n = {n}");
        }
        assert_eq!(order_ranks(5, 0.5), None);
        assert_eq!(order_ranks(0, 0.5), None);
        assert!(order_ranks(100_000, 0.9).is_some());
    }

    #[test]
    fn wilson_matches_published_values() {
        let interval = wilson(3, 7).unwrap();
        assert!(close(interval.low, 0.1582) && close(interval.high, 0.7495), "{interval:?}");
        let none = wilson(0, 10).unwrap();
        assert!(none.low == 0.0 && close(none.high, 0.2775));
        assert_eq!(wilson(10, 10).unwrap().high, 1.0);
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn poisson_matches_published_values() {
        for (count, low, high) in [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904), (100, 81.3637, 121.6270)] {
            let interval = poisson(count);
            assert!(close(interval.low, low) && close(interval.high, high), "{count}: {interval:?}");
        }
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_estimate(samples in proptest::collection::vec(0.0..1e6f64, 6..200)) {
            let samples = sorted(samples);
            let median = quantile(&samples, 0.5).unwrap();
            let interval = quantile_interval(&samples, 0.5).unwrap();
            prop_assert!(interval.low <= median && median <= interval.high);
        }

        #[test]
        fn a_rate_lies_in_its_interval(count in 0u64..5_000) {
            let interval = poisson(count);
            prop_assert!(interval.low <= count as f64 && count as f64 <= interval.high);
        }
    }
}
