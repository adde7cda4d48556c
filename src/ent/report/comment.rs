//! One comment in the conversation of a pull request: verdict, gates, measures, new findings; within the size that the platform takes.

use std::fmt::Write;

use rule::{Disposition, Finding, Severity};

use super::clean::one_line;
use super::{View, place, status_word, target, terminal};
use crate::engine::{Status, Verdict};

/// GitHub takes 65,536 characters; what other tools add around it has room.
const LARGEST: usize = 60_000;
/// Findings shown at most: a comment is read, a report is searched.
const SHOWN: usize = 50;
/// Characters of a message shown at most.
const LONGEST: usize = 400;

/// The text of the comment. It begins with `marker`, depends on the run alone, and holds nothing that Markdown, HTML or the platform acts on.
pub fn comment(view: &View<'_>, marker: &str) -> String {
    let mut out = format!("{marker}\n");
    let mark = match view.report.verdict {
        Verdict::Passed => "✅",
        Verdict::Failed => "❌",
        _ => "⚠️",
    };
    let _ = writeln!(out, "## {mark} ent: {}\n", plain(&terminal::verdict_line(view.report)));
    gates(view, &mut out);
    measures(view, &mut out);
    findings(view, &mut out);
    out
}

fn gates(view: &View<'_>, out: &mut String) {
    let told = |reason: &Option<String>| reason.as_deref().is_some_and(|reason| reason.starts_with("not judged"));
    let shown = view.report.gates.iter().filter(|gate| gate.status != Status::Skipped || gate.required || told(&gate.reason));
    let mut table = String::new();
    for gate in shown {
        let counts = &gate.counts;
        let reason = gate.reason.as_deref().map(short).unwrap_or_default();
        let status = gate.status.as_str();
        let _ = writeln!(table, "| {} | {status} | {} | {} | {reason} |", plain(&gate.gate), counts.error, counts.warning);
    }
    if !table.is_empty() {
        let _ = writeln!(out, "| gate | status | errors | warnings | not judged |\n|---|---|--:|--:|---|\n{table}");
    }
}

fn measures(view: &View<'_>, out: &mut String) {
    let mut table = String::new();
    for measure in view.report.measures.iter().filter(|measure| measure.limit.is_some()) {
        let labels: Vec<String> = measure.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let value = match measure.value {
            Some(value) => format!("{} {}", terminal::number(value), measure.unit),
            None => format!("unknown: {}", measure.reason.as_deref().unwrap_or_default()),
        };
        let target = measure.limit.map_or(String::new(), target);
        let word = status_word(measure.status);
        let _ = writeln!(table, "| {} {} | {} | {target} | {word} |", plain(&measure.name), plain(&labels.join(" ")), short(&value));
    }
    let fits = out.len() + table.len() < LARGEST / 2;
    if fits && !table.is_empty() {
        let _ = writeln!(out, "| measure | value | target | |\n|---|--:|--:|---|\n{table}");
    } else if !table.is_empty() {
        let _ = writeln!(out, "The measures with targets are too many for a comment: the report has them.\n");
    }
}

fn findings(view: &View<'_>, out: &mut String) {
    let open = view.worst_first();
    let known = view.report.findings.iter().filter(|finding| !finding.disposition.is_open()).count();
    let is_compared = view.report.findings.iter().any(|finding| matches!(finding.disposition, Disposition::Baselined));
    let word = if is_compared { "New findings" } else { "Findings" };
    if open.is_empty() {
        let _ = writeln!(out, "No {}.", word.to_lowercase());
    } else {
        let of = |severity: Severity, word: &str| match view.count(severity) {
            1 => format!("1 {word}"),
            count => format!("{count} {word}s"),
        };
        let counts = [of(Severity::Error, "error"), of(Severity::Warning, "warning"), of(Severity::Info, "note")].join(", ");
        let _ = writeln!(out, "### {word}: {counts}\n\n| severity | rule | place | finding | what to do |\n|---|---|---|---|---|");
    }
    let mut left = open.len();
    for finding in open.iter().take(SHOWN) {
        let row = row(view, finding);
        if out.len() + row.len() > LARGEST {
            break;
        }
        out.push_str(&row);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(out, "\n… and {left} more, left out here; the report has all of them.");
    }
    if known > 0 {
        let _ = writeln!(out, "\n{known} more are waived, ignored or known from before.");
    }
}

fn row(view: &View<'_>, finding: &Finding) -> String {
    let help = view.help(finding).unwrap_or_default();
    let at = place(&finding.location);
    format!("| {} | {} | {} | {} | {} |\n", finding.severity, code(&finding.rule), code(&at), short(&finding.message), short(&help))
}

/// A sentence of bounded length. What stands between backticks becomes code again, anything else stays text.
fn short(text: &str) -> String {
    let mut kept: String = text.chars().take(LONGEST).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    let parts: Vec<&str> = kept.split('`').collect();
    let is_balanced = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|part| !part.trim().is_empty());
    if !is_balanced {
        return plain(&kept);
    }
    let each = parts.iter().enumerate().map(|(place, part)| match place % 2 {
        1 => code(part),
        _ => spaced(part),
    });
    each.collect()
}

/// Plain text between pieces of code: the spaces at its ends stay.
fn spaced(text: &str) -> String {
    let space = |is_there: bool| if is_there { " " } else { "" };
    let bare = plain(text);
    match bare.is_empty() {
        true => space(!text.is_empty()).into(),
        false => format!("{}{bare}{}", space(text.starts_with(char::is_whitespace)), space(text.ends_with(char::is_whitespace))),
    }
}

/// Text that stays text: no link, picture, mention, reference, emphasis, table or tag comes out of it.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let line = one_line(text);
    for c in line.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '{' | '}' | '~' | '|' | '$' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A word joiner after them keeps the platform from making mentions, references and links of addresses.
            '@' | '#' | '!' => out.extend([c, '\u{2060}']),
            ':' if is_scheme(&out) => out.extend([c, '\u{2060}']),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.extend([c, '\u{2060}']),
            c => out.push(c),
        }
    }
    out
}

fn is_scheme(text: &str) -> bool {
    let end: String = text.chars().rev().take_while(char::is_ascii_alphabetic).collect::<Vec<_>>().into_iter().rev().collect();
    matches!(end.to_ascii_lowercase().as_str(), "http" | "https" | "ftp" | "mailto" | "xmpp")
}

/// A piece of code inside a cell; without a backtick nothing ends it early.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_acted_on() {
        let text = "![x](http://evil.org/p.png) @team closes #1 | <img src=x> `a` **b** \u{1b}[31m www.evil.org HTTPS://evil.org";
        let plain = plain(text);
        for live in ["![", "](", "http:/", "HTTPS:/", "@team", "#1", " | ", "<img", " `", " **", "\u{1b}", "www.evil"] {
            assert!(!plain.contains(live), "{live}: {plain}");
        }
        assert_eq!(code("a`|b\u{1b}"), "`a'\\|b?`");
        assert_eq!(short("run `ent x|y` (now) `a_b`"), "run `ent x\\|y` \\(now\\) `a_b`");
        assert_eq!(short("one ` and <b>"), "one \\` and &lt;b&gt;");
        assert_eq!(short("``` @team"), "\\`\\`\\` @\u{2060}team");
    }
}
