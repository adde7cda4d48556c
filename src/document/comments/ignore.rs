//! `ent:ignore[rule, …] reason` in a comment.

use super::{Syntax, find};
use crate::{Source, Span};

/// The mark that begins one.
const MARK: &str = "ent:ignore";

/// One ignore, as written. Whether the rules exist and the reason suffices is for its reader to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The rules between the brackets, each with its place. Empty where the brackets are missing or empty.
    pub rules: Vec<(String, Span)>,
    /// What follows the brackets; empty where no reason is given.
    pub reason: String,
    /// From the mark to the end of the reason.
    pub span: Span,
    /// Whether its comment stands alone on its line, so that it speaks of the next line of code.
    pub alone: bool,
}

/// The ignores in the comments of a source, in order.
pub fn ignores(source: &Source, syntax: &Syntax) -> Vec<Ignore> {
    // Most texts hold none: the lexer is not asked.
    if !source.text().contains(MARK) {
        return Vec::new();
    }
    let comments = find(source, syntax);
    comments.iter().flat_map(|comment| in_comment(source, comment.text, comment.alone)).collect()
}

fn in_comment(source: &Source, span: Span, alone: bool) -> Vec<Ignore> {
    let text = source.slice(span);
    let base = span.start as usize;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let apart = !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | ':' | '`'));
        let line = text[at..].lines().next().unwrap_or("");
        let rest = &line[MARK.len()..];
        if apart && !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            found.push(read(source, line, rest, base + at, alone));
        }
    }
    found
}

fn read(source: &Source, line: &str, rest: &str, start: usize, alone: bool) -> Ignore {
    let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let mut rules = Vec::new();
    let reason = match inside {
        Some((list, reason)) => {
            let mut at = start + MARK.len() + 1;
            for part in list.split(',') {
                let rule = part.trim();
                let from = at + part.len() - part.trim_start().len();
                if !rule.is_empty() {
                    rules.push((rule.to_owned(), source.span(from, from + rule.len())));
                }
                at += part.len() + 1;
            }
            reason
        }
        None => rest,
    };
    let reason = reason.trim().trim_start_matches([':', '-', '–', '—']).trim();
    Ignore { rules, reason: reason.to_owned(), span: source.span(start, start + line.trim_end().len()), alone }
}
