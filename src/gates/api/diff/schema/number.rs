//! Exact numbers: what a JSON text says, never a float.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};

/// A number as a fraction.
pub(crate) type Number = BigRational;

/// Largest power of ten that is computed; a text such as `1e999999999` is not worth the memory.
const MAX_EXPONENT: i64 = 400;
/// Longest number that is read.
const MAX_DIGITS: usize = 1_000;

/// The number a JSON or YAML scalar says; `None` for infinities, hexadecimal text and numbers beyond all use.
pub(crate) fn parse(text: &str) -> Option<Number> {
    let text = text.trim_start_matches('+');
    if text.len() > MAX_DIGITS {
        return None;
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.trim_start_matches('+').parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let shift = exponent - fraction.len() as i64;
    if shift.abs() > MAX_EXPONENT {
        return None;
    }
    let value: BigInt = digits.parse().ok()?;
    let scale = BigInt::from(10).pow(shift.unsigned_abs() as u32);
    Some(if shift < 0 { Number::new(value, scale) } else { Number::from_integer(value * scale) })
}

/// A whole number.
pub(crate) fn integer(value: i64) -> Number {
    Number::from_integer(BigInt::from(value))
}

/// The least common multiple of two positive fractions: the numbers that are multiples of both are its multiples.
pub(crate) fn lcm(a: &Number, b: &Number) -> Number {
    let numerator = num_lcm(a.numer(), b.numer());
    let denominator = num_gcd(a.denom(), b.denom());
    Number::new(numerator, denominator)
}

fn num_gcd(a: &BigInt, b: &BigInt) -> BigInt {
    let (mut a, mut b) = (a.abs(), b.abs());
    while !b.is_zero() {
        let rest = &a % &b;
        a = std::mem::replace(&mut b, rest);
    }
    a
}

fn num_lcm(a: &BigInt, b: &BigInt) -> BigInt {
    let gcd = num_gcd(a, b);
    if gcd.is_zero() { BigInt::zero() } else { (a * b / gcd).abs() }
}

/// Whether `value` is a whole multiple of `step`.
pub(crate) fn is_multiple(value: &Number, step: &Number) -> bool {
    if step.is_zero() { value.is_zero() } else { (value / step).is_integer() }
}

/// As people write it: `0.1`, `12`, or `1/3` where no decimal ends.
pub(crate) fn show(value: &Number) -> String {
    if value.is_integer() {
        return value.to_integer().to_string();
    }
    let mut denominator = value.denom().clone();
    let mut places = 0u32;
    for prime in [2, 5] {
        let prime = BigInt::from(prime);
        let mut count = 0;
        while (&denominator % &prime).is_zero() {
            denominator /= &prime;
            count += 1;
        }
        places = places.max(count);
    }
    if !denominator.is_one() || places > 60 {
        return format!("{}/{}", value.numer(), value.denom());
    }
    let scaled = (value * Number::from_integer(BigInt::from(10).pow(places))).to_integer();
    let digits = format!("{:0>width$}", scaled.abs().to_string(), width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    format!("{}{whole}.{fraction}", if scaled.is_negative() { "-" } else { "" })
}

/// The number as a JSON value: exact where it is an integer of 64 bits, else the nearest float.
pub(crate) fn to_json(value: &Number) -> serde_json::Value {
    match value.is_integer().then(|| value.to_integer().to_i64()).flatten() {
        Some(whole) => whole.into(),
        None => value.to_f64().and_then(serde_json::Number::from_f64).map_or(serde_json::Value::Null, serde_json::Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_exactly() {
        assert_eq!(parse("0.1").unwrap() * integer(3), parse("0.3").unwrap());
        assert_eq!(parse("1e2"), parse("100"));
        assert_eq!(parse("-12.50"), parse("-12.5"));
        assert_eq!(parse("1e999999999"), None);
        assert_eq!(parse(".inf"), None);
    }

    #[test]
    fn multiples_are_exact() {
        assert!(is_multiple(&parse("0.3").unwrap(), &parse("0.1").unwrap()));
        assert!(!is_multiple(&parse("0.35").unwrap(), &parse("0.1").unwrap()));
        assert_eq!(lcm(&parse("0.5").unwrap(), &parse("0.75").unwrap()), parse("1.5").unwrap());
        assert_eq!(lcm(&integer(4), &integer(6)), integer(12));
    }

    #[test]
    fn numbers_are_shown_as_written() {
        for text in ["0.1", "-12.5", "100", "0", "-0.05"] {
            assert_eq!(show(&parse(text).unwrap()), text);
        }
    }
}
