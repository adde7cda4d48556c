//! Numbers of one schema among those of another.

use num_traits::One;

use crate::diff::schema::number::{Number, integer, is_multiple};
use crate::diff::schema::{Bound, Id, Json, Numbers, Shape, Types, number};

use super::{Engine, Verdict, formats};

/// Multiples that are tried for a value between two grids.
const TRIED: i64 = 40;

impl Engine<'_> {
    pub(super) fn numbers(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if !left.types.and(right.types).has(Types::NUMBER) {
            return Verdict::Yes;
        }
        let verdict = self.numeric_formats(a, left, b, right);
        if !verdict.is_yes() {
            return verdict;
        }
        let (inner, outer) = (&left.numbers, &right.numbers);
        let low = bounded(&inner.min, &outer.min, |own, other| own > other);
        let high = bounded(&inner.max, &outer.max, |own, other| own < other);
        let grid = outer.step.as_ref().is_none_or(|step| step_of(left).is_some_and(|own| is_multiple(&own, step)));
        if low && high && grid {
            return Verdict::Yes;
        }
        let keyword = if !grid {
            "multipleOf"
        } else if low {
            "maximum"
        } else {
            "minimum"
        };
        self.refute_any(a, b, candidates(left, outer), keyword)
    }

    fn numeric_formats(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for wanted in right.formats.iter().filter(|format| formats::is_numeric(format)) {
            if left.formats.iter().any(|own| formats::is_within(own, wanted)) || within_range(left, wanted) {
                continue;
            }
            let mut samples = candidates(left, &right.numbers);
            for text in ["2147483648", "-2147483649", "9223372036854775808", "-9223372036854775809"] {
                samples.extend(number::parse(text).map(Json::Number));
            }
            let verdict = self.refute_any(a, b, samples, "format");
            return if verdict.is_no() { verdict } else { Verdict::No(None) };
        }
        Verdict::Yes
    }
}

fn within_range(left: &Shape, format: &str) -> bool {
    let (low, high) = match format {
        "int32" => ("-2147483648", "2147483647"),
        "int64" => ("-9223372036854775808", "9223372036854775807"),
        _ => return false,
    };
    let (Some(low), Some(high)) = (number::parse(low), number::parse(high)) else { return false };
    left.numbers.min.as_ref().is_some_and(|min| min.value >= low) && left.numbers.max.as_ref().is_some_and(|max| max.value <= high)
}

fn bounded(inner: &Option<Bound>, outer: &Option<Bound>, tighter: fn(&Number, &Number) -> bool) -> bool {
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(other)) => tighter(&own.value, &other.value) || (own.value == other.value && (own.exclusive || !other.exclusive)),
    }
}

/// The grid all numbers of a schema lie on.
fn step_of(shape: &Shape) -> Option<Number> {
    let whole = !shape.types.has(Types::FRACTION);
    match &shape.numbers.step {
        Some(step) if whole => Some(number::lcm(step, &Number::one())),
        Some(step) => Some(step.clone()),
        None => whole.then(Number::one),
    }
}

/// Numbers that are likely to lie in one set and outside the other: at and around all bounds, on and off the grids.
pub(super) fn candidates(left: &Shape, outer: &Numbers) -> Vec<Json> {
    let step = step_of(left).unwrap_or_else(|| Number::new(1.into(), 2.into()));
    let mut values = vec![integer(0)];
    let mut centres: Vec<Number> = Vec::new();
    for numbers in [&left.numbers, outer] {
        centres.extend(numbers.min.iter().chain(&numbers.max).map(|bound| bound.value.clone()));
    }
    for centre in &centres {
        let base = (centre / &step).floor() * &step;
        for shift in -2..=2 {
            values.push(&base + &step * integer(shift));
        }
        values.push(centre.clone());
        for fraction in [Number::new(1.into(), 3.into()), Number::new(1.into(), 1024.into())] {
            values.push(centre + &fraction);
            values.push(centre - &fraction);
        }
    }
    if let (Some(min), Some(max)) = (&left.numbers.min, &left.numbers.max) {
        values.push((&min.value + &max.value) / integer(2));
    }
    let anchor = left.numbers.min.as_ref().or(left.numbers.max.as_ref()).map_or_else(|| integer(0), |bound| bound.value.clone());
    let anchor = (&anchor / &step).ceil() * &step;
    let direction = if left.numbers.min.is_none() && left.numbers.max.is_some() { -1 } else { 1 };
    for count in 0..TRIED {
        values.push(&anchor + &step * integer(direction * count));
    }
    if left.types.has(Types::FRACTION) && left.numbers.step.is_none() {
        let offset = Number::new(1.into(), 7.into());
        values.push(&anchor + &offset);
        values.push(offset);
    }
    values.into_iter().map(Json::Number).collect()
}
