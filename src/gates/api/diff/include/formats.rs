//! Known formats: which one is a part of which, examples, and simple checks.

use jiff::civil::Date;

/// Pairs (narrow, wide).
const LATTICE: &[(&str, &str)] = &[
    ("int32", "int64"),
    ("float", "double"),
    ("int32", "double"),
    ("uri", "uri-reference"),
    ("uri", "iri"),
    ("uri", "iri-reference"),
    ("uri-reference", "iri-reference"),
    ("iri", "iri-reference"),
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
];

/// Whether every text (or number) of one format is of the other.
pub(crate) fn is_within(narrow: &str, wide: &str) -> bool {
    narrow == wide || LATTICE.contains(&(narrow, wide))
}

/// Whether the format speaks of numbers; the others speak of strings.
pub(crate) fn is_numeric(format: &str) -> bool {
    matches!(format, "int32" | "int64" | "float" | "double")
}

/// A text of the format.
pub(crate) fn example(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2024-02-29",
        "date-time" => "2024-02-29T12:00:00Z",
        "time" => "12:00:00Z",
        "duration" => "P1D",
        "email" | "idn-email" => "ada@example.org",
        "hostname" | "idn-hostname" => "example.org",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "iri" => "https://example.org/a",
        "uri-reference" | "iri-reference" => "https://example.org/a",
        "uri-template" => "https://example.org/{id}",
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "json-pointer" => "/a",
        "relative-json-pointer" => "0/a",
        "regex" => "^a$",
        _ => return None,
    })
}

/// Whether a text is of the format, where this can be said.
pub(crate) fn check(format: &str, text: &str) -> Option<bool> {
    let shape = |pattern: &str| {
        pattern.len() == text.len()
            && pattern.bytes().zip(text.bytes()).all(|(p, t)| match p {
                b'9' => t.is_ascii_digit(),
                b'h' => t.is_ascii_hexdigit(),
                p => p == t,
            })
    };
    match format {
        "date" => Some(shape("9999-99-99") && text.parse::<Date>().is_ok()),
        "date-time" if !text.contains([':', '-']) || text.len() < 20 => Some(false),
        "date-time" => text.parse::<jiff::Timestamp>().is_ok().then_some(true),
        "uuid" => Some(shape("hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")),
        "ipv4" => Some(text.parse::<std::net::Ipv4Addr>().is_ok()),
        "ipv6" => Some(text.parse::<std::net::Ipv6Addr>().is_ok()),
        "time" | "email" | "idn-email" | "uri" | "iri" if example(format) == Some(text) => Some(true),
        "time" | "iri" | "uri" if !text.contains(':') => Some(false),
        "email" | "idn-email" if !text.contains('@') => Some(false),
        "duration" if !text.starts_with('P') => Some(false),
        _ => (example(format) == Some(text)).then_some(true),
    }
}
