//! trivy: `.trivyignore` (an id per line, `exp:` for its end) and `.trivyignore.yaml` (with paths, purls, statement).

use document::{Node, SyntaxError};
use rule::strict;

use super::comments::comment_at;
use super::{Import, Surroundings, date_of, is_advisory, joined, line_of, list_of, text_of};
use crate::policy::NewWaiver;

/// Sections of the YAML file that speak of something else than vulnerabilities, and what to do with them here.
const OTHERS: &[(&str, &str)] = &[
    ("misconfigurations", "no rule of ent answers to a check of trivy's configuration scan: waive ent's own finding when it comes up"),
    ("secrets", "a rule of trivy's secret scan covers more than one secret: waive ent's own finding by its fingerprint"),
    ("licenses", "which licences are allowed is a setting, no exception"),
];

pub(super) fn read_text(text: &str, around: &Surroundings<'_>) -> Import {
    let mut import = Import::default();
    for (line, number) in text.lines().zip(1u32..) {
        let entry = line.split('#').next().unwrap_or_default().trim();
        let mut words = entry.split_whitespace();
        let Some(id) = words.next() else { continue };
        if !is_advisory(id) {
            import.leave(number, id, "it is no advisory: ent's own findings of that kind are waived by their rule");
            continue;
        }
        let mut waiver = NewWaiver::default();
        waiver.set("id", id).set("reason", comment_at(text, number).unwrap_or_default().as_str());
        if rest(words, number, id, around, &mut waiver, &mut import) {
            import.carry(number, waiver);
        }
    }
    import
}

/// What stands behind an id; whether the entry can be carried.
fn rest<'w>(
    words: impl Iterator<Item = &'w str>,
    line: u32,
    id: &str,
    around: &Surroundings<'_>,
    waiver: &mut NewWaiver,
    import: &mut Import,
) -> bool {
    for word in words {
        let Some(date) = word.strip_prefix("exp:") else {
            import.leave(line, format!("{id} {word}"), format!("`{word}` is nothing that trivy knows behind an id"));
            return false;
        };
        let Some(date) = date_of(date) else {
            import.leave(line, id, format!("`{date}` is no date"));
            return false;
        };
        if !import.until(line, id, date, around, waiver) {
            return false;
        }
    }
    true
}

pub(super) fn read_yaml(root: Node<'_>, around: &Surroundings<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    for entry in strict::mapping(root, ".trivyignore.yaml")?.entries() {
        match OTHERS.iter().find(|(section, _)| *section == entry.name()) {
            Some((section, why)) => {
                for item in entry.value.items() {
                    import.leave(line_of(item), format!("{section}: {}", text_of(item, "id").unwrap_or("an entry")), *why);
                }
            }
            None if entry.name() == "vulnerabilities" => {
                for item in entry.value.items() {
                    vulnerability(item, around, &mut import)?;
                }
            }
            None => import.leave(line_of(entry.key), entry.name(), "no section that ent knows"),
        }
    }
    Ok(import)
}

fn vulnerability(item: Node<'_>, around: &Surroundings<'_>, import: &mut Import) -> Result<(), SyntaxError> {
    let line = line_of(item);
    let id = strict::text(strict::required(strict::mapping(item, "an entry")?, "id")?, "id")?;
    if !is_advisory(id) {
        import.leave(line, id, "it is no advisory that ent knows");
        return Ok(());
    }
    let text = item.document().source().text();
    let comment = comment_at(text, line).unwrap_or_default();
    let mut waiver = NewWaiver::default();
    waiver.set("id", id).set("reason", text_of(item, "statement").unwrap_or(&comment));
    let texts = |key: &str| item.get(key).map(list_of).unwrap_or_default().into_iter().map(|node| node.text().to_string());
    waiver.set("paths", texts("paths").map(|path| joined(around.folder, &path)).collect::<Vec<_>>());
    waiver.set("purls", texts("purls").collect::<Vec<_>>());
    for entry in item.entries() {
        if !["id", "paths", "purls", "statement", "expired_at"].contains(&entry.name()) {
            // Whatever it means, it narrows the entry or says nothing that a waiver could do without.
            import.leave(line, id, format!("`{}` is nothing that ent knows", entry.name()));
            return Ok(());
        }
    }
    if let Some(until) = item.get("expired_at").filter(|until| !until.is_null()) {
        let date =
            date_of(until.text()).ok_or_else(|| strict::error_at(until, format!("`expired_at` is no date: `{}`", until.text()), None))?;
        if !import.until(line, id, date, around, &mut waiver) {
            return Ok(());
        }
    }
    import.carry(line, waiver);
    Ok(())
}
