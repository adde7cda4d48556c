//! grype: the list `ignore` of `.grype.yaml`. An entry fits where all of its keys fit.

use document::{Node, SyntaxError};
use rule::strict;

use super::comments::comment_at;
use super::{Import, joined, line_of, text_of};
use crate::policy::NewWaiver;

/// Settings that make grype silent about more than single matches.
const SILENCE: &[(&str, &str)] = &[
    ("only-fixed", "it hides everything that has no fix"),
    ("only-notfixed", "it hides everything that has a fix"),
    ("ignore-wontfix", "it hides everything that nobody will fix"),
    ("exclude", "paths that are not looked at stand under `exclude` of ent.yaml"),
];

pub(super) fn read(root: Node<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    for (key, why) in SILENCE {
        let set = root.entry(key).filter(|entry| entry.value.as_bool() != Some(false) && !entry.value.is_null());
        if let Some(entry) = set.filter(|entry| !entry.value.is_sequence() || entry.value.items().next().is_some()) {
            import.leave(line_of(entry.key), *key, format!("{why}: no exception with an owner and an end"));
        }
    }
    for item in strict::mapping(root, ".grype.yaml")?.get("ignore").into_iter().flat_map(Node::items) {
        entry(strict::mapping(item, "an entry of `ignore`")?, &mut import);
    }
    Ok(import)
}

fn entry(item: Node<'_>, import: &mut Import) {
    let line = line_of(item);
    let id = text_of(item, "vulnerability");
    let package = item.get("package");
    let name = package.and_then(|package| text_of(package, "name"));
    let what = id.or(name).unwrap_or("an entry without a vulnerability or a package").to_string();
    if id.is_none() && name.is_none() {
        return import.leave(line, what, "it ignores a whole kind of matches: no exception with an owner and an end");
    }
    let mut waiver = NewWaiver::default();
    if id.is_none() {
        waiver.set("rule", "vulns/*");
    }
    waiver.set("id", id.unwrap_or_default()).set("package", name.unwrap_or_default());
    if let Some(why) = narrowed(item, package, id.is_some(), &mut waiver) {
        return import.leave(line, what, why);
    }
    let comment = comment_at(item.document().source().text(), line).unwrap_or_default();
    waiver.set("reason", text_of(item, "reason").unwrap_or(&comment));
    import.carry(line, waiver);
}

/// Carries the conditions of an entry over; why it cannot be carried, where one of them has no counterpart and the waiver would cover more.
fn narrowed(item: Node<'_>, package: Option<Node<'_>>, has_id: bool, waiver: &mut NewWaiver) -> Option<String> {
    for entry in item.entries() {
        let value = entry.value.text();
        match entry.name() {
            "vulnerability" | "reason" | "package" | "include-aliases" => {}
            "vex-justification" if super::super::waiver_file::VEX_JUSTIFICATIONS.contains(&value) => {
                waiver.set("vex_justification", value);
            }
            // As long as there is no fix, and no longer.
            "fix-state" if matches!(value, "not-fixed" | "wont-fix" | "unknown") => {
                waiver.set("revoke_if", vec!["fix_available".to_string()]);
            }
            // The advisory's own database says nothing more than its id.
            "namespace" if has_id => {}
            other => return Some(format!("`{other}: {value}` has no counterpart, and a waiver without it would cover more")),
        }
    }
    for entry in package.map(Node::entries).unwrap_or_default() {
        let value = entry.value.text();
        match entry.name() {
            "name" => {}
            "version" => {
                waiver.set("version", value);
            }
            "location" => {
                waiver.set("paths", vec![joined("", value)]);
            }
            // An advisory is of one ecosystem.
            "type" | "language" if has_id => {}
            other => return Some(format!("`package.{other}: {value}` has no counterpart, and a waiver without it would cover more")),
        }
    }
    None
}
