//! What a plain scalar is: the core schema of YAML 1.2.2, chapter 10.3.

use granit_parser::Tag;

use crate::node::Kind;

/// Kind of a plain scalar without a tag.
pub(crate) fn kind_of(text: &str) -> Kind {
    let bytes = text.as_bytes();
    match bytes.first() {
        None => Kind::Null,
        Some(b'~') if bytes.len() == 1 => Kind::Null,
        Some(b'n' | b'N') if matches!(text, "null" | "Null" | "NULL") => Kind::Null,
        Some(b't' | b'T') if matches!(text, "true" | "True" | "TRUE") => Kind::Bool,
        Some(b'f' | b'F') if matches!(text, "false" | "False" | "FALSE") => Kind::Bool,
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number_kind(text).unwrap_or(Kind::String),
        _ => Kind::String,
    }
}

fn number_kind(text: &str) -> Option<Kind> {
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |byte| byte.is_ascii_hexdigit()).then_some(Kind::Integer);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| matches!(byte, b'0'..=b'7')).then_some(Kind::Integer);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Kind::Float);
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    if exponent.is_some_and(|digits| !all(digits, |byte| byte.is_ascii_digit())) {
        return None;
    }
    match mantissa.split_once('.') {
        None if all(mantissa, |byte| byte.is_ascii_digit()) => Some(if exponent.is_some() { Kind::Float } else { Kind::Integer }),
        Some((whole, fraction)) => {
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            (digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())).then_some(Kind::Float)
        }
        None => None,
    }
}

fn all(digits: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !digits.is_empty() && digits.bytes().all(allowed)
}

/// Kind that a tag asks for; none where the text cannot be that.
pub(crate) fn tagged_kind(tag: Option<&Tag>, text: &str) -> Option<Kind> {
    let Some(tag) = tag else {
        return Some(kind_of(text));
    };
    let Some(suffix) = tag.core_suffix() else {
        // `!` alone makes a string; a tag of an application leaves the value as it looks.
        // Types of YAML 1.1 that the core schema has not (`!!binary`, `!!timestamp`) are texts.
        let text_only = tag.original() == "!" || tag.suffix_in_namespace("tag:yaml.org,2002:").is_some();
        return Some(if text_only { Kind::String } else { kind_of(text) });
    };
    let found = kind_of(text);
    match suffix {
        "null" => (found == Kind::Null).then_some(Kind::Null),
        "bool" => (found == Kind::Bool).then_some(Kind::Bool),
        "int" => (found == Kind::Integer).then_some(Kind::Integer),
        "float" => matches!(found, Kind::Integer | Kind::Float).then_some(Kind::Float),
        _ => Some(Kind::String),
    }
}

/// Whether YAML 1.1 read this text as a boolean and YAML 1.2 does not. `y` and `n` alone were booleans of the 1.1 text too.
pub(crate) fn is_yaml11_boolean(text: &str) -> bool {
    matches!(text, "y" | "Y" | "n" | "N" | "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let table = [
            (Kind::Null, &["", "~", "null", "Null", "NULL"][..]),
            (Kind::Bool, &["true", "True", "TRUE", "false", "False", "FALSE"]),
            (Kind::Integer, &["0", "-19", "+7", "0o14", "0x3A", "007", "123456789012345678901234567890"]),
            (Kind::Float, &["1.", ".5", "-0.0", "12e03", "-2E+05", "+12.3e-4", ".inf", "-.Inf", "+.INF", ".nan", ".NaN"]),
            (
                Kind::String,
                &["nULL", "tRUE", "yes", "no", "0b1", "0x", "0o8", "1_000", "1.2.3", "-", "+", ".", "e3", "1e", "-.nan", "12:30:45", "é"],
            ),
        ];
        for (kind, texts) in table {
            for text in texts {
                assert_eq!(kind_of(text), kind, "{text:?}");
            }
        }
    }
}
