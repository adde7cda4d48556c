//! osv-scanner: `osv-scanner.toml`, which holds for the files beside it and for no folder below.

use document::{Node, SyntaxError};
use rule::strict;

use super::comments::comment_at;
use super::{Import, Surroundings, date_of, line_of, text_of};
use crate::policy::NewWaiver;

pub(super) fn read(root: Node<'_>, around: &Surroundings<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    let beside = lock_files_beside(around);
    for entry in strict::mapping(root, "osv-scanner.toml")?.entries() {
        match entry.name() {
            "IgnoredVulns" => {
                for item in entry.value.items() {
                    ignored(item, beside.as_deref(), around, &mut import)?;
                }
            }
            "PackageOverrides" => {
                for item in entry.value.items() {
                    package(item, beside.as_deref(), around, &mut import)?;
                }
            }
            other => import.leave(line_of(entry.key), other, "it is a setting of the scanner, no exception"),
        }
    }
    Ok(import)
}

/// The lock files that the configuration holds for, where there are others: a waiver without paths would cover those too.
fn lock_files_beside(around: &Surroundings<'_>) -> Option<Vec<String>> {
    let folder_of = |path: &String| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
    let (beside, elsewhere): (Vec<&String>, Vec<&String>) = around.lock_files.iter().partition(|path| folder_of(path) == around.folder);
    if elsewhere.is_empty() {
        return None;
    }
    let beside: Vec<String> = beside.into_iter().cloned().collect();
    Some(if beside.is_empty() { vec![super::joined(around.folder, "osv-scanner.toml")] } else { beside })
}

fn ignored(item: Node<'_>, beside: Option<&[String]>, around: &Surroundings<'_>, import: &mut Import) -> Result<(), SyntaxError> {
    let id = strict::text(strict::required(strict::mapping(item, "IgnoredVulns")?, "id")?, "id")?;
    let at = item.get("id").map_or_else(|| line_of(item), line_of);
    let mut waiver = NewWaiver::default();
    waiver.set("id", id).set("paths", beside.unwrap_or_default().to_vec());
    finish(item, at, id, "ignoreUntil", around, waiver, import)
}

/// Reason and last day, then the entry is carried.
fn finish(
    item: Node<'_>,
    line: u32,
    what: &str,
    until: &str,
    around: &Surroundings<'_>,
    mut waiver: NewWaiver,
    import: &mut Import,
) -> Result<(), SyntaxError> {
    let comment = comment_at(item.document().source().text(), line).unwrap_or_default();
    let reason = text_of(item, "reason").unwrap_or(&comment).split_whitespace().collect::<Vec<_>>().join(" ");
    waiver.set("reason", reason.as_str());
    if let Some(node) = item.get(until) {
        let date = date_of(node.text()).ok_or_else(|| strict::error_at(node, format!("`{until}` is no date: `{}`", node.text()), None))?;
        if !import.until(line, what, date, around, &mut waiver) {
            return Ok(());
        }
    }
    import.carry(line, waiver);
    Ok(())
}

fn package(item: Node<'_>, beside: Option<&[String]>, around: &Surroundings<'_>, import: &mut Import) -> Result<(), SyntaxError> {
    let name = text_of(strict::mapping(item, "PackageOverrides")?, "name");
    let line = item.entries().first().map_or_else(|| line_of(item), |entry| line_of(entry.key));
    let what = format!("PackageOverrides {}", name.unwrap_or("without a name"));
    let yes = |path: &[&str]| item.path(path.iter().copied()).and_then(Node::as_bool) == Some(true);
    let all = yes(&["ignore"]);
    if item.path(["license", "override"]).is_some() || yes(&["license", "ignore"]) {
        import.leave(line, format!("{what}: license"), "which licence a package has, or needs none, is no exception");
    }
    if !all && !yes(&["vulnerability", "ignore"]) {
        return Ok(());
    }
    let Some(name) = name.filter(|_| !yes(&["nameIsRegex"])) else {
        import.leave(line, what, "a waiver names one package, and no expression");
        return Ok(());
    };
    for key in ["ecosystem", "group"] {
        if let Some(value) = text_of(item, key) {
            import.leave(
                line,
                what,
                format!("without `{key} = \"{value}\"` a waiver for `{name}` would cover packages of other ecosystems too"),
            );
            return Ok(());
        }
    }
    let mut waiver = NewWaiver::default();
    waiver.set("rule", "vulns/*").set("package", name).set("version", text_of(item, "version").unwrap_or_default());
    waiver.set("paths", beside.unwrap_or_default().to_vec());
    finish(item, line, &what, "effectiveUntil", around, waiver, import)
}
