//! Ids: labels of changes, made from one table.

#[allow(unreachable_pub, dead_code, reason = "the build script uses the rest of the table")]
pub(crate) mod table;

#[cfg(test)]
mod book;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rule::{Rule, Severity};

use super::gate::{ApiDiff, report_family};

include!(concat!(env!("OUT_DIR"), "/ids.rs"));

/// Ids of oasdiff 1.32.1 (data: the names other people's severity files use).
static OASDIFF: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("oasdiff.txt").lines().collect());

/// Ids that mean what an id of oasdiff means under another name.
const ALIASES: &[(&str, &str)] = &[
    ("format-narrowed", "type-changed"),
    ("format-replaced", "type-changed"),
    ("request-body-format-widened", "request-body-type-generalized"),
    ("request-property-format-widened", "request-property-type-generalized"),
    ("request-parameter-format-widened", "request-parameter-type-generalized"),
    ("request-parameter-property-format-widened", "request-parameter-property-type-generalized"),
    ("response-body-format-widened", "response-body-type-changed"),
    ("response-property-format-widened", "response-property-type-changed"),
    ("response-header-format-widened", "response-header-type-changed"),
    ("response-body-format-narrowed", "response-body-type-specialized"),
    ("response-property-format-narrowed", "response-property-type-specialized"),
    ("response-header-format-narrowed", "response-header-type-specialized"),
    ("response-range-narrowed", "response-success-status-removed"),
    ("default-response-removed", "response-non-success-status-removed"),
    ("security-required-on-anonymous", "api-security-added"),
    ("security-optional-dropped", "api-security-removed"),
    ("security-alternative-removed", "api-security-removed"),
    ("security-requirement-emptied", "api-security-removed"),
    ("multiple-of-generalized", "multiple-of-changed"),
    ("multiple-of-specialized", "multiple-of-changed"),
    ("response-property-pattern-generalized", "response-property-pattern-changed"),
    ("enum-dropped", "became-not-enum"),
    ("api-key-name-changed", "api-security-component-api-key-name-changed"),
    ("api-key-place-changed", "api-security-component-api-key-in-changed"),
    ("http-scheme-changed", "api-security-component-http-scheme-changed"),
    ("openid-url-changed", "api-security-component-openid-connect-url-changed"),
];

/// Ids that came after 1.32.1 and mean what one of ours means.
const NEWER: &[&str] = &[
    "api-security-component-api-key-in-changed",
    "api-security-component-api-key-name-changed",
    "api-security-component-http-scheme-changed",
    "api-security-component-openid-connect-url-changed",
    "request-body-became-not-enum",
    "request-parameter-became-not-enum",
    "request-parameter-property-became-not-enum",
    "request-property-became-not-enum",
    "response-property-became-enum",
    "response-property-became-not-enum",
];

/// The id as oasdiff has it, of 1.32.1 or newer.
fn known(id: &str) -> Option<&'static str> {
    OASDIFF.get(id).copied().or_else(|| NEWER.iter().find(|newer| **newer == id).copied())
}

/// The id of oasdiff that means the same, where there is one. Callbacks are not compared there.
pub fn oasdiff(id: &str) -> Option<&'static str> {
    if id.starts_with("callback-") {
        return None;
    }
    let bare = id.strip_prefix("webhook-").filter(|rest| !matches!(*rest, "added" | "removed")).unwrap_or(id);
    if let Some(known) = known(bare) {
        return Some(known);
    }
    if let Some((_, alias)) = ALIASES.iter().find(|(own, _)| *own == bare) {
        return known(alias);
    }
    // The other tool has one name for what holds for a parameter and for its items and properties.
    for (inner, outer) in [("request-parameter-property-", "request-parameter-"), ("response-header-property-", "response-header-")] {
        let outer = bare.strip_prefix(inner).and_then(|aspect| OASDIFF.get(format!("{outer}{aspect}").as_str()));
        if let Some(known) = outer {
            return Some(known);
        }
    }
    let (place, aspect) = table::PLACES.iter().find_map(|place| Some((*place, bare.strip_prefix(place)?.strip_prefix('-')?)))?;
    let (_, alias) = ALIASES.iter().find(|(own, _)| *own == aspect)?;
    known(&format!("{place}-{alias}"))
}

/// Whether oasdiff has an id.
pub fn is_oasdiff(id: &str) -> bool {
    known(id).is_some()
}

/// Whether a severity file may name an id: one of oasdiff or one of ours.
pub fn is_known(id: &str) -> bool {
    is_oasdiff(id) || listed(id).is_some()
}

/// Our ids that mean what an id of oasdiff (or one of ours) means, in webhooks too; sorted.
pub fn meant_by(known: &str) -> Vec<&'static str> {
    let mut ids: Vec<&str> = all().filter(|id| *id == known || oasdiff(id) == Some(known)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// All ids that a finding can have, without the gate.
pub fn all() -> impl Iterator<Item = &'static str> {
    MEMBERS.iter().flat_map(|members| members.iter().filter_map(|(id, _)| id.strip_prefix("api-diff/")))
}

/// Full id → the same as listed, and the number of its family.
static LISTED: LazyLock<HashMap<&'static str, (&'static str, usize)>> = LazyLock::new(|| {
    MEMBERS.iter().enumerate().flat_map(|(number, members)| members.iter().map(move |(id, _)| (*id, (*id, number)))).collect()
});

/// The full id as the list has it and the number of its family, of an id without its gate; `None` when no finding can have it.
pub(crate) fn listed(id: &str) -> Option<(&'static str, usize)> {
    LISTED.get(format!("api-diff/{id}").as_str()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_tools_ids_are_all_there_and_all_covered() {
        assert_eq!(OASDIFF.len(), 755);
        let missing: Vec<_> = OASDIFF.iter().filter(|id| listed(id).is_none()).collect();
        // Sunset of a removed path's operation is one id there and two here; everything else has the same name.
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_alias_leads_to_an_id_that_exists() {
        for (own, known) in ALIASES {
            let whole = is_oasdiff(known);
            let part = table::PLACES.iter().any(|place| is_oasdiff(&format!("{place}-{known}")));
            assert!(whole || part, "{own} → {known}");
        }
        assert_eq!(oasdiff("webhook-request-property-became-required"), Some("request-property-became-required"));
        assert_eq!(oasdiff("request-property-format-replaced"), Some("request-property-type-changed"));
        assert_eq!(oasdiff("callback-request-property-became-required"), None);
        assert_eq!(oasdiff("server-removed"), None);
        assert_eq!(oasdiff("webhook-removed"), Some("webhook-removed"));
    }
}
