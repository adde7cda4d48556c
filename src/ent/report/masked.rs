//! Lines of input as they may be shown: what looks like a secret is covered, whatever the finding beside it is about.
//!
//! Covered are the shapes of well-known tokens, what a key named like a secret holds, credentials in addresses and headers, the body of a private
//! key and the data of a Kubernetes Secret. Every byte becomes a `*`, so offsets into the line still hold. What only names a secret
//! (`${TOKEN}`, `{{ .Values.token }}`, a call) is left as it is.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use document::Source;
use regex::Regex;

/// Lines above a line that say what it holds.
const LINES_ABOVE: u32 = 120;

/// Tokens that are known by their shape.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let shapes = [
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
        r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
        r"\bgl(?:pat|dt|rt|ptt|cbt|soat)-[A-Za-z0-9_.-]{16,}",
        r"\bxox[abeprs]-[A-Za-z0-9-]{10,}",
        r"\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{10,}",
        r"\bsk-[A-Za-z0-9_-]{20,}",
        r"\bAIza[A-Za-z0-9_-]{30,}",
        r"\bya29\.[A-Za-z0-9_-]{20,}",
        r"\b(?:npm|hf|dop_v1|doo_v1|shpat|shpss|dckr_pat|lin_api|rubygems|ATATT3)_?[A-Za-z0-9_-]{24,}",
        r"\bpypi-AgE[A-Za-z0-9_-]{20,}",
        r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}",
        r"\bhvs\.[A-Za-z0-9_-]{20,}",
        r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?",
    ];
    shapes.iter().filter_map(|shape| Regex::new(shape).ok()).collect()
});

/// Credentials by what stands before them; the secret is the group `s`.
static BEARERS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let bearers = [
        r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:(?P<s>[^\s/@]+)@",
        r"(?i)\b(?:bearer|basic)\s+(?P<s>[A-Za-z0-9+/=._~-]{8,})",
        r#"(?i)--(?:password|passwd|token|secret|api-?key|access-?key|client-?secret|passphrase)(?:=|\s+)["']?(?P<s>[^\s"']+)"#,
        r#"(?:^|\s)-u\s+["']?[^\s:"']+:(?P<s>[^\s"']+)"#,
    ];
    bearers.iter().filter_map(|bearer| Regex::new(bearer).ok()).collect()
});

/// A key whose last word names a secret, and what separates it from its value.
static KEYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?i)(?:[A-Za-z0-9_.-]*?)(?:passwords?|passwd|pwd|passphrase|pass|secrets?|tokens?|api[_-]?keys?|access[_-]?key|secret[_-]?key|private[_-]?key|"#,
        r#"encryption[_-]?key|signing[_-]?key|account[_-]?key|master[_-]?key|credentials?|authorization|connection[_-]?string|senha)["'`]?\s*(?P<sep>=>|:=|[:=])(?P<gap>\s*)"#
    ))
    .ok()
});

/// A key of YAML or an assignment with nothing behind it but the sign of a text that follows.
static OPENS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"[:=]\s*(?:[|>][+-]?\d?|"""|'''|\\)?\s*$"#).ok());
/// `name: DB_PASSWORD`, whose value stands on the line below.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)["']?(?:name|key)["']?\s*[:=]\s*["']?[A-Za-z0-9_.-]*(?:password|passwd|pwd|passphrase|secret|token|key|credential|senha)s?["']?,?\s*$"#).ok()
});
static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"(?i)^\s*["']?value["']?\s*[:=]\s*(?P<s>.+?)\s*$"#).ok());
/// Key and value of a line of YAML.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\s+(?P<k>[A-Za-z0-9_.-]+):\s+(?P<s>\S.*?)\s*$").ok());
/// Keys of a Kubernetes Secret that hold no secret.
const PLAIN: &[&str] = &["name", "namespace", "type", "kind", "apiVersion", "immutable", "app", "version", "component"];

/// A line (from 1) of a source with everything covered that looks like a secret.
pub(super) fn masked_line(source: &Source, number: u32) -> Cow<'_, str> {
    let line = source.line(number);
    let mut spans = secrets(line, is_prose(source.path()));
    spans.extend(by_context(source, number, line));
    covered(line, spans)
}

/// A whole text, every byte at its place.
pub(crate) fn masked(source: &Source) -> String {
    let whole = source.text();
    let mut text = String::with_capacity(whole.len());
    for number in 1..=source.line_count() {
        let line = source.line(number);
        let start = line.as_ptr() as usize - whole.as_ptr() as usize;
        text.push_str(whole.get(text.len()..start).unwrap_or_default());
        text.push_str(&masked_line(source, number));
    }
    text.push_str(whole.get(text.len()..).unwrap_or_default());
    text
}

fn is_prose(path: &str) -> bool {
    [".md", ".markdown", ".txt", ".rst", ".adoc"].iter().any(|end| path.ends_with(end))
}

/// What a line itself shows to be a secret.
fn secrets(line: &str, prose: bool) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = SHAPES.iter().flat_map(|shape| shape.find_iter(line)).map(|found| found.range()).collect();
    for bearer in BEARERS.iter() {
        let found = bearer.captures_iter(line).filter_map(|found| found.name("s"));
        spans.extend(found.filter(|secret| !is_reference(secret.as_str())).map(|secret| secret.range()));
    }
    let Some(keys) = KEYS.as_ref() else { return spans };
    let mut at = 0;
    while let Some(found) = keys.captures_at(line, at) {
        let (Some(whole), Some(sep), Some(gap)) = (found.get(0), found.name("sep"), found.name("gap")) else { break };
        at = whole.end().max(at + 1);
        // `a::token` is a path, `token == x` a comparison; a value of YAML stands behind a blank.
        let behind = &line[whole.end()..];
        if behind.starts_with([':', '=', '>'])
            || behind.is_empty()
            || (sep.as_str() == ":" && gap.as_str().is_empty() && !behind.starts_with(['"', '\'']))
        {
            continue;
        }
        let before = &line[..whole.end()];
        // In braces a value ends at its comma.
        let spaced = sep.as_str() == ":" && !prose && before.matches('{').count() <= before.matches('}').count();
        if let Some(value) = value(behind, spaced, prose) {
            spans.push(whole.end() + value.start..whole.end() + value.end);
            at = whole.end() + value.end;
        }
        if !line.is_char_boundary(at) || at >= line.len() {
            break;
        }
    }
    spans
}

/// The value at the beginning of a text, without its quotes; `spaced` where it may hold blanks without them.
fn value(text: &str, spaced: bool, prose: bool) -> Option<Range<usize>> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let range = match quote {
        Some(quote) => {
            let inside = &text[1..];
            let end = inside.match_indices(quote).find(|(at, _)| !inside[..*at].ends_with('\\')).map_or(inside.len(), |(at, _)| at);
            1..1 + end
        }
        None => {
            let comment = text.find(" #").unwrap_or(text.len());
            let words = text[..comment].trim_end_matches([',', ';', '}', ')', ' ', '\t']);
            let one = words.split([' ', '\t', ',', ';', '}']).next().unwrap_or_default();
            if spaced {
                0..words.len()
            } else if one.len() == words.len() || !prose {
                0..one.len()
            } else {
                0..0
            }
        }
    };
    (!range.is_empty() && !is_reference(&text[range.clone()])).then_some(range)
}

/// A text that says where a secret is and not what it is, or that is none.
fn is_reference(value: &str) -> bool {
    let value = value.trim();
    let leads =
        ["${", "$(", "{{", "<", "%", "!", "*", "&", "{", "[", "|", ">", "@", "vault:", "op://", "arn:", "ssm:", "file:", "/run/secrets"];
    let names = ["secrets.", "process.env", "os.environ", "env.", "std::env", "getenv", "(", "secretKeyRef", "…"];
    let plain = ["", "true", "false", "null", "none", "~", "yes", "no", "required", "optional", "string"];
    let variable = value.strip_prefix('$').is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    variable
        || leads.iter().any(|lead| value.starts_with(lead))
        || names.iter().any(|name| value.contains(name))
        || plain.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.chars().all(|c| matches!(c, '*' | '.' | '-' | 'x' | 'X'))
}

/// What the lines above make a secret of a line.
fn by_context(source: &Source, number: u32, line: &str) -> Option<Range<usize>> {
    let whole = || {
        let start = line.len() - line.trim_start().len();
        (start < line.trim_end().len()).then_some(start..line.trim_end().len())
    };
    if in_private_key(source, number) || continues_a_secret(source, number, line) {
        return whole();
    }
    if number > 1 && NAMED.as_ref().is_some_and(|named| named.is_match(source.line(number - 1))) {
        let secret = VALUE.as_ref()?.captures(line)?.name("s")?;
        return (!is_reference(secret.as_str().trim_matches(['"', '\'']))).then(|| secret.range());
    }
    if in_secret_of_kubernetes(source, number) {
        let found = PAIR.as_ref()?.captures(line)?;
        let (key, secret) = (found.name("k")?, found.name("s")?);
        return (!PLAIN.contains(&key.as_str()) && !is_reference(secret.as_str())).then(|| secret.range());
    }
    None
}

/// The lines above, nearest first.
fn above(source: &Source, number: u32) -> impl Iterator<Item = &str> {
    (number.saturating_sub(LINES_ABOVE).max(1)..number).rev().map(|line| source.line(line))
}

fn in_private_key(source: &Source, number: u32) -> bool {
    let edge = above(source, number).find(|line| line.contains("-----BEGIN ") || line.contains("-----END "));
    edge.is_some_and(|line| line.contains("-----BEGIN ") && line.contains("PRIVATE KEY")) && !source.line(number).contains("-----END ")
}

/// Whether the nearest line above that is indented less opens the text of a key named like a secret.
fn continues_a_secret(source: &Source, number: u32, line: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    if line.trim().is_empty() {
        return false;
    }
    let opener = above(source, number).find(|above| !above.trim().is_empty() && indent(above) < indent(line));
    let Some(opener) = opener else { return false };
    let Some(end) = OPENS.as_ref().and_then(|opens| opens.find(opener)) else { return false };
    let is_block = opener[end.start()..].contains(['|', '>', '"', '\'', '\\']);
    let is_key = KEYS.as_ref().is_some_and(|keys| keys.find_iter(opener).last().is_some_and(|key| key.end() >= end.start()));
    // Without the sign of a text, what follows is a mapping: its own keys say what they hold.
    is_key && (is_block || !line.contains(':'))
}

fn in_secret_of_kubernetes(source: &Source, number: u32) -> bool {
    let of_document = |line: &&str| !line.starts_with("---");
    let below = (number..=source.line_count().min(number + LINES_ABOVE)).map(|line| source.line(line));
    let is_kind = |line: &str| line.split('#').next().unwrap_or_default().trim_end() == "kind: Secret";
    above(source, number).take_while(of_document).any(is_kind) || below.take_while(of_document).any(is_kind)
}

fn covered(line: &str, mut spans: Vec<Range<usize>>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(line);
    }
    spans.sort_by_key(|span| span.start);
    let mut text = String::with_capacity(line.len());
    let mut at = 0;
    for span in spans {
        let (start, end) = (span.start.max(at), span.end.max(at));
        text.push_str(&line[at..start]);
        text.extend(std::iter::repeat_n('*', end - start));
        at = end;
    }
    text.push_str(&line[at..]);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use document::{Source, SourceId};

    use super::*;

    fn shown(path: &str, text: &str) -> String {
        masked(&Source::new(SourceId(0), path, text))
    }

    /// Lines with a secret between `«` and `»`.
    const COVERED: &[(&str, &str)] = &[
        ("a.yaml", "password: «hunter2»"),
        ("a.yaml", "  db_password: \"«hun ter2»\" # old"),
        ("a.yaml", "clientSecret: «correct horse battery» # why"),
        ("a.yaml", "a: {token: «abc123», b: 1}"),
        ("a.json", "{\"api_key\": \"«abc\\\"123»\", \"name\": \"x\"}"),
        (".env", "API_TOKEN=«abc123»"),
        (".env", "export AWS_SECRET_ACCESS_KEY='«abc/123+x»'"),
        ("a.toml", "senha = \"«ação123»\""),
        ("a.py", "PASSWORD = '«hunter2»'"),
        ("a.yaml", "url: postgres://app:«hunter2»@db:5432/x"),
        ("a.md", "curl -u ana:«hunter2» https://x"),
        ("a.sh", "psql --password «hunter2» -h db"),
        ("a.http", "Authorization: «Bearer abcdef123456»"),
        ("a.md", "see «ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8» there"),
        ("a.yaml", "x: «AKIAQ3EGRIXB7T2LMN5P»"),
        ("a.yaml", "x: «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc»"),
        ("a.yaml", "env:\n  - name: DB_PASSWORD\n    value: «hunter2»"),
        ("a.yaml", "password: |\n  «hunter2»\n  «hunter3»\nnext: 1"),
        ("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: «YWRtaW4=»\n"),
        ("a.pem", "-----BEGIN PRIVATE KEY-----\n«MIIEvQIBADANBgkqhkiG9w0BAQEFAASC»\n-----END PRIVATE KEY-----\nrest"),
    ];

    #[test]
    fn secrets_are_covered_byte_by_byte() {
        for (path, marked) in COVERED {
            let text = marked.replace(['«', '»'], "");
            let mut wanted = String::new();
            for (index, part) in marked.split(['«', '»']).enumerate() {
                wanted.push_str(&if index % 2 == 1 { "*".repeat(part.len()) } else { part.to_string() });
            }
            let got = shown(path, &text);
            assert_eq!(got.trim_end_matches('\n'), wanted.trim_end_matches('\n'), "{path}");
        }
    }

    #[test]
    fn what_only_names_a_secret_is_left() {
        let left = [
            ("a.yaml", "password: ${DB_PASSWORD}"),
            ("a.yaml", "token: {{ .Values.token }}"),
            ("a.yml", "token: ${{ secrets.GITHUB_TOKEN }}"),
            ("a.yaml", "secretName: pedidos-database"),
            ("a.yaml", "max_tokens_per_day: 5"),
            ("a.yaml", "password:\n  from: vault\n  ttl: 5m"),
            ("a.py", "token = os.environ['TOKEN']"),
            ("a.rs", "let token = secret::token(value);"),
            ("a.rs", "if token == other {"),
            ("a.md", "The token: ask Ana for it"),
            ("a.yaml", "passwords: true"),
            ("a.yaml", "url: https://db:5432/x"),
            ("a.yaml", "digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            ("a.yaml", "kind: Deployment\nmetadata:\n  name: db\nspec:\n  user: admin"),
        ];
        for (path, text) in left {
            assert_eq!(shown(path, text), text, "{path}");
        }
    }
}
