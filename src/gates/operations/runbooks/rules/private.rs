//! What must not stand in a document that everybody reads: secrets, and telephone numbers of people.

use std::sync::LazyLock;

use regex::Regex;
use rule::{Context, Place, Sink};

use crate::prose::Page;
use crate::runbooks::Operations;

/// Secrets by their shape: what it is, and the expression.
const SECRETS: &[(&str, &str)] = &[
    ("an access key of AWS", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a token of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a webhook of Slack", r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]+"),
    ("a live key of Stripe", r"\b[sr]k_live_[A-Za-z0-9]{16,}"),
    ("a key of Google", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    ("a password in an address", r"\b[a-z][a-z0-9+.-]*://[^\s:/@<>$\{]+:([^\s:/@<>$\{*]{3,})@[^\s/]+"),
    ("a password", r#"(?i)\b(?:password|passwd|senha|pwd)\s*[:=]\s*["'`]?([^\s"'`<>$\{*]{6,})"#),
    ("a token", r#"(?i)\b(?:api[_-]?key|secret|token)\s*[:=]\s*["'`]?([A-Za-z0-9_+/=-]{20,})"#),
];

/// Telephone numbers of people: mobile numbers of Brazil, and numbers with a country code.
const PHONES: &[&str] = &[
    r"(?:^|[^\d\w.-])(\+?55[\s.-]?)?\(?[1-9]\d\)?[\s.-]?9[\s.]?\d{4}[\s.-]\d{4}(?:[^\d\w.-]|$|[.](?:\s|$))",
    r"(?:^|[^\d\w.-])\+[1-9]\d{0,2}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}(?:[^\d\w-]|$)",
    r"(?:^|[^\d\w.-])(?:tel:)?\+[1-9]\d{9,13}(?:[^\d\w-]|$)",
    r"(?:^|[^\d\w.-])\([2-9]\d{2}\)\s?\d{3}-\d{4}(?:[^\d\w-]|$)",
];

/// Values that stand for a secret and are none.
const STAND_INS: &[&str] = &[
    "example",
    "exemplo",
    "xxxx",
    "changeme",
    "placeholder",
    "redacted",
    "vault",
    "env.",
    "process.",
    "secrets.",
    "your",
    "sua_",
    "seu_",
    "...",
    "…",
];

static SECRET: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| SECRETS.iter().filter_map(|(name, pattern)| Some((*name, Regex::new(pattern).ok()?))).collect());
static PHONE: LazyLock<Vec<Regex>> = LazyLock::new(|| PHONES.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect());

pub(super) fn in_text<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in model.runbooks.iter().chain(&model.postmortems) {
        in_page(page, sink);
    }
}

fn in_page(page: &Page<'_>, sink: &mut Sink) {
    let mut from = 0;
    for (number, line) in page.source.text().split_inclusive('\n').enumerate() {
        let found = secret(line)
            .map(|(what, at)| (what, "the text", at))
            .or_else(|| phone(line).map(|at| ("a person's telephone number", "the text", at)));
        if let Some((what, whose, (start, end))) = found {
            let place = Place::Span(page.source, page.source.span(from + start, from + end));
            // Neither message nor fingerprint may hold what was found.
            let message = format!("{whose} holds {what}");
            sink.report(place, message).subject(format!("{what}, line of {}", section_of(page, number))).hide_text();
        }
        from += line.len();
    }
}

/// The last heading before a line, for the fingerprint.
fn section_of(page: &Page<'_>, line: usize) -> String {
    let mut before = page.sections.iter().filter(|section| section.place.locate().line.is_some_and(|at| at as usize <= line + 1));
    before.next_back().map_or_else(String::new, |section| section.title.clone())
}

fn secret(line: &str) -> Option<(&'static str, (usize, usize))> {
    SECRET.iter().find_map(|(what, pattern)| {
        let found = pattern.captures(line)?;
        let value = found.get(1).or_else(|| found.get(0))?;
        let lower = value.as_str().to_lowercase();
        let stands_in = STAND_INS.iter().any(|word| lower.contains(word));
        let digit = lower.contains(|c: char| c.is_ascii_digit());
        let looks_random = match *what {
            // A password in words is one only when it looks like no word.
            "a password" => digit,
            // Names of tokens and secrets are words in small letters, with numbers at most.
            "a token" => {
                digit && (value.as_str().contains(|c: char| c.is_ascii_uppercase()) || lower.chars().all(|c| c.is_ascii_hexdigit()))
            }
            _ => true,
        };
        (!stands_in && looks_random).then(|| (*what, (value.start(), value.end())))
    })
}

fn phone(line: &str) -> Option<(usize, usize)> {
    PHONE.iter().find_map(|pattern| {
        let found = pattern.find(line)?;
        let text = found.as_str().trim_matches(|c: char| !c.is_ascii_digit() && c != '+' && c != '(');
        let digits = text.chars().filter(char::is_ascii_digit).count();
        // Free numbers belong to companies.
        let free = ["+1 8", "+1-8", "+18", "(8"].iter().any(|prefix| text.starts_with(prefix)) && is_toll_free(text);
        let start = found.start() + found.as_str().find(text)?;
        ((10..=15).contains(&digits) && !free).then_some((start, start + text.len()))
    })
}

fn is_toll_free(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(&digits);
    ["800", "833", "844", "855", "866", "877", "888"].iter().any(|code| national.starts_with(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expression_compiles() {
        assert_eq!((SECRET.len(), PHONE.len()), (SECRETS.len(), PHONES.len()));
    }

    #[test]
    fn telephone_numbers_of_people_are_found() {
        for line in [
            "Ligue para Ana: (11) 98765-4321",
            "contact: +55 11 98765-4321",
            "whatsapp +5511987654321",
            "call 11 98765-4321.",
            "tel:+14155550123",
            "call +44 20 7946 0958",
            "call +1 415 555 0123 now",
            "or (415) 555-0123",
        ] {
            assert!(phone(line).is_some(), "{line}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for line in [
            "0800 123 4567",
            "4004-1234",
            "2026-11-25T10:00:00-03:00",
            "trace 4bf92f3577b34da6a3ce929d0e0e4736",
            "CNPJ 12.345.678/0001-95",
            "CPF 123.456.789-09",
            "p99 > 1500 ms for 10 min, limit 20000000 rows",
            "10.0.12.34:9090 and 192.168.100.200",
            "ticket 11987654321",
            "uuid 11987654-4321-9876-1234-987654321098",
            "offset +0000 1700000000",
            "(800) 555-0123",
        ] {
            assert!(phone(line).is_none(), "{line}");
        }
    }

    #[test]
    fn secrets_are_found_and_their_stand_ins_are_not() {
        for line in [
            format!("aws_access_key_id = {}{}", "AKIA", "Q3EGRIXB7T2LMN5P"),
            format!("export GITHUB_TOKEN={}{}", "ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"),
            "psql postgres://loja:s3nh4forte@db.loja.internal/pedidos".into(),
            "senha: Tr0ub4dor&3".into(),
            "api_key=9f86d081884c7d659a2feaa0c55ad015".into(),
        ] {
            assert!(secret(&line).is_some(), "{line}");
        }
        for line in [
            "psql postgres://loja:$PGPASSWORD@db/pedidos",
            "psql postgres://user:<password>@db/pedidos",
            "token: ${{ secrets.GITHUB_TOKEN }}",
            "password: changeme123",
            "A senha: procure no cofre",
            "The token: see the vault",
            "max_token: 4096",
            "secret: pedidos-database-credentials-2",
            "token: projected-service-account-token",
            "token=$(vault read -field=token secret/pedidos)",
        ] {
            assert!(secret(line).is_none(), "{line}");
        }
    }
}
