//! What texts must look like: times, links, digests and the other small languages inside a document.

use super::shape::Pattern;
use crate::bom::license;

/// Whether a text is of a pattern.
pub(crate) fn matches(text: &str, pattern: Pattern) -> bool {
    match pattern {
        Pattern::Line => !text.contains(['\n', '\r', '\u{2028}', '\u{2029}']),
        Pattern::Serial => text.strip_prefix("urn:uuid:").is_some_and(is_uuid),
        Pattern::SpdxId => text.strip_prefix("SPDXRef-").is_some_and(is_spdx_word),
        Pattern::SpdxTime => text.len() == 20 && text.ends_with('Z') && is_date_time(text),
        Pattern::DocumentRef => text.strip_prefix("DocumentRef-").is_some_and(is_spdx_word),
        Pattern::Creator => is_agent(text, &["Person: ", "Organization: ", "Tool: "]),
        Pattern::Agent => text == "NOASSERTION" || is_agent(text, &["Person: ", "Organization: "]),
        Pattern::SerialXml => is_serial_in_xml(text),
        Pattern::Cpe => is_cpe_in_schema(text),
        Pattern::MediaType => is_media_type(text),
        Pattern::Digest => matches!(text.len(), 32 | 40 | 64 | 96 | 128) && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        Pattern::Locale => is_locale(text),
        Pattern::Country => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        Pattern::PatentNumber => is_patent_number(text),
        Pattern::Cre => is_cre(text),
        Pattern::BomLink => text.strip_prefix("urn:cdx:").is_some_and(is_bom_link),
        Pattern::Time => is_date_time(text),
        Pattern::Date => is_date(text),
        Pattern::Iri => is_iri_reference(text),
        Pattern::Uri => has_scheme(text) && is_iri_reference(text) && text.is_ascii(),
        Pattern::Email => is_email(text),
        Pattern::LicenseId => license::is_cyclonedx_id(text),
    }
}

/// What a text of a pattern is called.
pub(crate) fn noun(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::Line => "one line of text",
        Pattern::Serial => "a serial number (`urn:uuid:` and a UUID in lower case)",
        Pattern::SpdxId => "an SPDX identifier (`SPDXRef-` and letters, digits, `.` and `-`)",
        Pattern::SpdxTime => "a time as SPDX writes it (`2026-01-31T12:00:00Z`)",
        Pattern::DocumentRef => "a reference to a document (`DocumentRef-` and letters, digits, `.`, `-` and `+`)",
        Pattern::Creator => "a creator (`Person: …`, `Organization: …` or `Tool: …`)",
        Pattern::Agent => "a supplier (`Person: …`, `Organization: …` or `NOASSERTION`)",
        Pattern::SerialXml => "a serial number (`urn:uuid:` and a UUID in lower case)",
        Pattern::Cpe => "a CPE name (2.2 or 2.3)",
        Pattern::MediaType => "a media type in lower case (`text/plain`)",
        Pattern::Digest => "a digest in hexadecimal of 128, 160, 256, 384 or 512 bits",
        Pattern::Locale => "a locale (`en` or `en-GB`)",
        Pattern::Country => "a country code of two capitals",
        Pattern::PatentNumber => "a patent number",
        Pattern::Cre => "a CRE number (`CRE:123-456`)",
        Pattern::BomLink => "a BOM-Link (`urn:cdx:UUID/VERSION`)",
        Pattern::Time => "a time with an offset (RFC 3339, `2026-01-31T12:00:00Z`)",
        Pattern::Date => "a date (`2026-01-31`)",
        Pattern::Iri => "a URL or another IRI reference (RFC 3987)",
        Pattern::Uri => "a URI with its scheme (RFC 3986)",
        Pattern::Email => "an e-mail address",
        Pattern::LicenseId => "an id of the SPDX licence list",
    }
}

/// The licence that was probably meant, or where licences without an id go.
pub(crate) fn license_help(text: &str) -> Option<String> {
    match license::nearest(text) {
        Some(id) => Some(format!("did you mean `{id}`?")),
        None => Some("a licence that the SPDX list does not have goes into `name`".to_owned()),
    }
}

fn is_spdx_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+'))
}

fn is_agent(text: &str, kinds: &[&str]) -> bool {
    kinds.iter().any(|kind| text.strip_prefix(kind).is_some_and(|name| !name.trim().is_empty()))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        })
}

/// The XML schemas take a UUID in braces too.
fn is_serial_in_xml(text: &str) -> bool {
    let braced = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    braced.or_else(|| text.strip_prefix("urn:uuid:")).is_some_and(is_uuid)
}

fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.');
        !part.is_empty() && part.bytes().all(plain)
    };
    text.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

fn is_locale(text: &str) -> bool {
    let (language, country) = text.split_once('-').map_or((text, None), |(language, country)| (language, Some(country)));
    language.len() == 2
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && country.is_none_or(|country| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn is_patent_number(text: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let inner = |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '/' | '.' | '(' | ')');
    (2..=30).contains(&text.chars().count()) && ends(text.chars().next()) && ends(text.chars().last()) && text.chars().all(inner)
}

fn is_cre(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix("CRE:").and_then(|rest| rest.split_once('-')).is_some_and(|(a, b)| digits(a) && digits(b))
}

fn is_bom_link(text: &str) -> bool {
    let Some((uuid, rest)) = text.split_once('/') else { return false };
    let version = rest.split_once('#').map_or(rest, |(version, _)| version);
    is_uuid(uuid) && !version.starts_with('0') && !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: Option<&str>, digits: usize) -> Option<u32> {
    text.filter(|text| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

/// Whether a text is a full date (RFC 3339).
pub(crate) fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (number(parts.next(), 4), number(parts.next(), 2), number(parts.next(), 2));
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether a text is a date with a time and an offset (RFC 3339).
pub fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

fn is_time(text: &str) -> bool {
    let (Some(clock), Some(mut rest)) = (text.get(..8), text.get(8..)) else { return false };
    let parts: Vec<Option<u32>> = clock.split(':').map(|part| number(Some(part), 2)).collect();
    let [Some(hour), Some(minute), Some(second)] = parts[..] else { return false };
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return false;
        }
        rest = &fraction[digits..];
    }
    let Some(offset) = offset(rest) else { return false };
    // A leap second is the last second of a day of universal time.
    let last_minute = (hour as i32 * 60 + minute as i32 - offset).rem_euclid(1440) == 1439;
    hour < 24 && minute < 60 && (second < 60 || second == 60 && last_minute)
}

/// Minutes east of universal time.
fn offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    let (hours, minutes) = (number(Some(hours), 2)?, number(Some(minutes), 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) as i32)
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn is_scheme(text: &str) -> bool {
    text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Whether a text is an IRI reference (RFC 3987): a URL, a relative one, or a name such as `urn:…`.
pub fn is_iri_reference(text: &str) -> bool {
    let (rest, fragment) = text.split_once('#').map_or((text, ""), |(rest, fragment)| (rest, fragment));
    let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
    let rest = match rest.split_once(':') {
        Some((scheme, after)) if is_scheme(scheme) => after,
        // Without a scheme, the first segment of a relative path holds no colon.
        Some((before, _)) if !before.contains('/') => return false,
        _ => rest,
    };
    let path = match rest.strip_prefix("//") {
        Some(after) => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            if !is_authority(authority) {
                return false;
            }
            path
        }
        None => rest,
    };
    iri_text(path, "/:@", false) && iri_text(query, "/?:@", true) && iri_text(fragment, "/?:@", false)
}

fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').map_or(("", text), |(user, host)| (user, host));
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if is_ip_literal(address) => ("", port),
            _ => return false,
        },
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    (port.is_empty() || port.starts_with(':'))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && iri_text(user, ":", false)
        && iri_text(host, "", false)
}

fn is_ip_literal(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.'));
    text.parse::<std::net::Ipv6Addr>().is_ok()
        || future.is_some_and(|(version, rest)| {
            let hex = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex && !rest.is_empty() && rest.is_ascii() && iri_text(rest, ":", false) && !rest.contains('%')
        })
}

/// Characters of an IRI: unreserved ones, sub-delimiters, well-formed percent-encoding, and those that the part adds.
fn iri_text(text: &str, extra: &str, private: bool) -> bool {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let fine = match c {
            '%' => rest.next().is_some_and(|c| c.is_ascii_hexdigit()) && rest.next().is_some_and(|c| c.is_ascii_hexdigit()),
            _ if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || extra.contains(c),
            _ => is_ucs(c) || private && is_private(c),
        };
        if !fine {
            return false;
        }
    }
    true
}

fn is_ucs(c: char) -> bool {
    match u32::from(c) {
        0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef => true,
        code @ 0x10000..=0xeffff => code & 0xffff <= 0xfffd && !(0xe0000..0xe1000).contains(&code),
        _ => false,
    }
}

fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf0000..=0xffffd | 0x0010_0000..=0x0010_fffd)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let quoted = local.len() > 1 && local.starts_with('"') && local.ends_with('"');
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"()<>[]:;@\\,\"".contains(c);
    let dotted = |text: &str| !text.starts_with('.') && !text.ends_with('.') && !text.contains("..");
    let host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.') || !c.is_ascii() && !c.is_whitespace();
    let literal = domain.starts_with('[') && domain.ends_with(']');
    !local.is_empty()
        && (quoted || dotted(local) && local.chars().all(plain))
        && !domain.is_empty()
        && (literal
            || dotted(domain)
                && domain.chars().all(host)
                && domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-')))
}

/// Whether a text is a CPE name: 2.3 as a formatted string, or 2.2 as a URI (NISTIR 7695).
pub fn is_cpe(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("cpe:2.3:") {
        let parts = split_unescaped(rest);
        return parts.len() == 11 && matches!(parts[0], "a" | "o" | "h" | "*" | "-") && parts.iter().all(|part| is_cpe_part(part));
    }
    let Some(rest) = text.strip_prefix("cpe:/") else { return false };
    let parts: Vec<&str> = rest.split(':').collect();
    let part = |text: &&str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%!\"#$&'()*+,;=@/\\^`{}|[]?<>".contains(c));
    (1..=7).contains(&parts.len()) && matches!(parts[0], "a" | "o" | "h" | "") && parts.iter().all(part)
}

fn split_unescaped(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut escaped) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        if c == ':' && !escaped {
            parts.push(&text[from..at]);
            from = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&text[from..]);
    parts
}

fn is_cpe_part(text: &str) -> bool {
    if text == "*" || text == "-" {
        return true;
    }
    let (mut chars, mut length) = (text.chars(), 0);
    while let Some(c) = chars.next() {
        length += 1;
        let fine = match c {
            '\\' => chars.next().is_some_and(|next| next.is_ascii_punctuation()),
            '*' | '?' => true,
            _ => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'),
        };
        if !fine {
            return false;
        }
    }
    length > 0
}

/// The XML schemas' own idea of a CPE name: stricter about the language and the wildcards, looser about the number of parts of 2.2.
fn is_cpe_in_schema(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("cpe:2.3:") {
        let parts = split_unescaped(rest);
        let language = |part: &str| {
            let (tongue, region) = part.split_once('-').map_or((part, None), |(tongue, region)| (tongue, Some(region)));
            let letters =
                |text: &str, lengths: &[usize]| lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
            let digits = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
            matches!(part, "*" | "-") || letters(tongue, &[2, 3]) && region.is_none_or(|region| letters(region, &[2]) || digits(region))
        };
        return parts.len() == 11
            && matches!(parts[0], "a" | "o" | "h" | "*" | "-")
            && parts[1..6].iter().chain(&parts[7..]).all(|part| is_cpe_part_in_schema(part))
            && language(parts[6]);
    }
    let Some(rest) = text.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("cpe:/")).and_then(|_| text.get(5..)) else { return false };
    let mut parts = rest.split(':');
    let first = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.collect();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | '%');
    (first.is_empty() || first.len() == 1 && "AHOaho".contains(first)) && rest.len() <= 6 && rest.iter().all(|part| part.chars().all(plain))
}

/// Wildcards only at the ends: any number of `?`, or one `*`.
fn is_cpe_part_in_schema(text: &str) -> bool {
    if matches!(text, "*" | "-") {
        return true;
    }
    let start = text.strip_prefix('*').unwrap_or_else(|| text.trim_start_matches('?'));
    let trimmed = match start.strip_suffix('*').filter(|rest| !rest.ends_with('\\')) {
        Some(rest) => rest,
        None => {
            let rest = start.trim_end_matches('?');
            // An escaped question mark belongs to the text.
            if rest.ends_with('\\') && rest.len() < start.len() { &start[..=rest.len()] } else { rest }
        }
    };
    let (mut chars, mut length) = (trimmed.chars(), 0);
    while let Some(c) = chars.next() {
        length += 1;
        let fine = match c {
            '\\' => chars.next().is_some_and(|next| "\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~".contains(next)),
            _ => c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'),
        };
        if !fine {
            return false;
        }
    }
    length > 0
}

/// Whether a text is a date with a time as XML Schema has it: years of more than four digits, no offset, and 24:00:00 are fine too.
pub(crate) fn is_xml_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let (clock, offset_text) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let midnight =
        clock.strip_prefix("24:00:00").is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && rest[1..].bytes().all(|b| b == b'0'));
    let plain = clock.get(6..8).is_some_and(|seconds| seconds != "60") && is_time(&format!("{clock}Z"));
    is_xml_date(date) && !date.ends_with('Z') && (midnight || plain) && is_xml_offset(offset_text)
}

/// Whether a text is a date as XML Schema has it: an offset may follow.
pub(crate) fn is_xml_date(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let Some((year, rest)) = body.split_once('-') else { return false };
    let Some((day, zone)) = rest.split_at_checked(rest.len().min(5)) else { return false };
    let long = year.len() > 4 && year.starts_with('0');
    let four = year.parse::<u64>().map(|year| format!("{:04}", 2000 + year % 400));
    let digits = year.len() >= 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && year.bytes().any(|byte| byte != b'0');
    digits && !long && four.is_ok_and(|four| is_date(&format!("{four}-{day}"))) && is_xml_offset(zone)
}

fn is_xml_offset(text: &str) -> bool {
    text.is_empty() || text == "Z" || text.len() == 6 && offset(text).is_some_and(|minutes| minutes.abs() <= 14 * 60)
}
