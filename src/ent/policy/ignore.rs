//! Ignores in the file itself: `ent:ignore[rule] reason`, in a comment of any syntax, on the line or the line before.

use std::collections::BTreeMap;

use document::comments;
use document::{Source, Span};
use rule::{Disposition, Finding, Place, Severity, Store};

use super::rules::finding;
use super::{Pattern, Policy};

const MARK: &str = "ent:ignore";

/// One ignore as written.
struct Ignore {
    patterns: Vec<String>,
    reason: String,
    /// The line it covers.
    covers: u32,
    /// Where it stands.
    span: Span,
    used: bool,
}

pub(super) fn apply(findings: &mut [Finding], store: &Store, inputs: &[String], policy: &Policy<'_>) -> Vec<Finding> {
    let mut own = Vec::new();
    let mut by_path: BTreeMap<&str, Vec<Ignore>> = BTreeMap::new();
    for path in inputs {
        let Some(source) = store.known_source(path) else { continue };
        if source.text().contains(MARK) {
            by_path.insert(path, read(source));
        }
    }
    for found in findings.iter_mut() {
        let Some(ignores) = by_path.get_mut(found.location.path.as_str()) else { continue };
        let covering = ignores.iter_mut().find(|ignore| {
            !ignore.reason.is_empty()
                && found.location.line == Some(ignore.covers)
                && ignore.patterns.iter().any(|pattern| Pattern::new(pattern).matches(&found.rule))
        });
        if let Some(ignore) = covering {
            ignore.used = true;
            found.disposition = Disposition::Ignored { reason: ignore.reason.clone() };
        }
    }
    // What is wrong with an ignore is told where somebody can mend it: not in the version before, not on standard input.
    for (path, ignores) in by_path.iter().filter(|(path, _)| !store.is_in_memory(path)) {
        let Some(source) = store.known_source(path) else { continue };
        ignores.iter().for_each(|ignore| judge(ignore, source, policy, &mut own));
    }
    own
}

fn judge(ignore: &Ignore, source: &Source, policy: &Policy<'_>, own: &mut Vec<Finding>) {
    let mut say = |rule: &'static str, message: String| {
        let location = Place::Span(source, ignore.span).locate();
        own.push(finding(rule, Severity::Warning, location, &ignore.patterns.join(","), message));
    };
    let unknown = ignore.patterns.iter().find(|pattern| !(policy.known_rules)(pattern));
    if let Some(unknown) = unknown {
        say("waivers/ignore-unknown-rule", format!("`{unknown}` is no rule: this ignore covers nothing"));
    } else if ignore.patterns.is_empty() {
        say(
            "waivers/ignore-unknown-rule",
            "an ignore names its rules in brackets, `ent:ignore[gate/rule] reason`: this one covers nothing".into(),
        );
    } else if ignore.reason.is_empty() {
        say("waivers/ignore-without-reason", "an ignore needs a reason behind the bracket: without one it covers nothing".into());
    } else if !ignore.used && ignore.patterns.iter().all(|pattern| (policy.judged)(pattern.split('/').next().unwrap_or(pattern))) {
        say("waivers/ignore-unused", format!("nothing to ignore here for {}", ignore.patterns.join(", ")));
    }
}

fn read(source: &Source) -> Vec<Ignore> {
    let Some(syntax) = comments::Syntax::of_path(source.path()) else { return Vec::new() };
    let written = comments::ignores(source, syntax);
    let last_line = |span: Span| source.position(span.end.saturating_sub(1).max(span.start)).line;
    let own_lines: Vec<u32> = written.iter().filter(|ignore| ignore.alone).map(|ignore| last_line(ignore.span)).collect();
    let covers = |ignore: &comments::Ignore| {
        let line = last_line(ignore.span);
        if !ignore.alone {
            return line;
        }
        // An ignore on a line of its own speaks of the next line that is code.
        let is_code = |line: &u32| !own_lines.contains(line) && !source.line(*line).trim().is_empty();
        (line + 1..=source.line_count()).find(is_code).unwrap_or(line)
    };
    written
        .iter()
        .map(|ignore| Ignore {
            patterns: ignore.rules.iter().map(|(rule, _)| rule.clone()).collect(),
            reason: ignore.reason.clone(),
            covers: covers(ignore),
            span: ignore.span,
            used: false,
        })
        .collect()
}
