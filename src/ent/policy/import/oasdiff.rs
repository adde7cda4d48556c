//! oasdiff: `--err-ignore` and `--warn-ignore`, one change per line in words. A line is carried when it names the id of its change, as the
//! one-line format of oasdiff does; words alone do not say which change is meant.

use super::{Described, Import, Surroundings};
use crate::policy::NewWaiver;

const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"];

pub(super) fn read(text: &str, around: &Surroundings<'_>) -> Import {
    let mut import = Import::default();
    for (line, number) in text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1u32..) {
        if !line.is_empty() && !line.starts_with('#') {
            entry(line, number, text, around, &mut import);
        }
    }
    import
}

/// `GET /users`, where a line names an operation.
pub(super) fn operation(line: &str) -> Option<String> {
    let words = || line.split_whitespace().map(|word| word.trim_matches([',', ':', '`', '\'']));
    let path = words().find(|word| word.starts_with('/'))?;
    let method = words().map(str::to_ascii_uppercase).find(|word| METHODS.contains(&word.as_str()))?;
    Some(format!("{method} {path}"))
}

fn entry(line: &str, number: u32, text: &str, around: &Surroundings<'_>, import: &mut Import) {
    let named = line.split_whitespace().map(|word| word.trim_matches(['[', ']', '(', ')', ',', '.', ':', '`']));
    let mut ids: Vec<&str> = named.filter(|word| word.contains('-') && !of_id(word, around).is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        let described = (around.described)(line);
        if !described.is_empty() {
            return described.iter().for_each(|finding| import.carry(number, one_finding(finding, text, number)));
        }
    }
    let [id] = ids.as_slice() else {
        let why = match ids.len() {
            0 => "its words name no change; `ent api import-oasdiff --between BASE REVISION` finds the one they describe",
            _ => "it names several changes",
        };
        return import.leave(number, line, why);
    };
    let Some(operation) = operation(line) else {
        return import.leave(number, line, "it names no operation, and a waiver without one would cover all of them");
    };
    let mut names: Vec<String> = quoted(line).map(str::to_string).collect();
    names.dedup();
    for rule in meant(id, around) {
        let mut waiver = NewWaiver::default();
        waiver.set("rule", rule.as_str()).set("operation", operation.as_str()).set("names", names.clone());
        waiver.set("reason", super::comments::comment_at(text, number).unwrap_or_default().as_str());
        import.carry(number, waiver);
    }
}

/// Our rules that a line means: the one of the same name, else all that mean the same for an operation.
fn meant(id: &str, around: &Surroundings<'_>) -> Vec<String> {
    let same = format!("api-diff/{id}");
    let mut rules = of_id(id, around);
    if rules.contains(&same) {
        return vec![same];
    }
    rules.retain(|rule| !rule.starts_with("api-diff/webhook-"));
    rules
}

/// A waiver for one finding and no other.
fn one_finding(finding: &Described, text: &str, number: u32) -> NewWaiver {
    let mut waiver = NewWaiver::default();
    waiver.set("rule", finding.rule.as_str());
    if !finding.operation.is_empty() {
        waiver.set("operation", finding.operation.as_str());
    }
    waiver.set("fingerprint", finding.fingerprint.as_str());
    waiver.set("reason", super::comments::comment_at(text, number).unwrap_or_default().as_str());
    waiver
}

/// Our rules of an id of oasdiff.
fn of_id(id: &str, around: &Surroundings<'_>) -> Vec<String> {
    (around.rules_of)(&format!("oasdiff:{id}"))
}

/// Texts in quotes: the names a line is about.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split(['\'', '`']).skip(1).step_by(2).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_a_method_and_a_path() {
        assert_eq!(operation("error at a.yaml, in API GET /users/{id} removed").as_deref(), Some("GET /users/{id}"));
        assert_eq!(operation("post /a: removed").as_deref(), Some("POST /a"));
        assert_eq!(operation("components removed"), None);
        assert_eq!(quoted("the 'a' and `b` of c").collect::<Vec<_>>(), ["a", "b"]);
    }
}
