//! cargo-audit (`audit.toml`) and cargo-deny (`deny.toml`): lists of advisories under `[advisories]`.

use document::{Node, SyntaxError};
use rule::strict;

use super::comments::comment_at;
use super::{Import, is_advisory, line_of, text_of};
use crate::policy::NewWaiver;

/// Keys of `[advisories]` in `deny.toml` that switch a kind of advisory off when they say `allow` (or `none`).
const LINTS: &[&str] = &["vulnerability", "unmaintained", "unsound", "yanked", "notice", "severity-threshold"];
/// Sections of `deny.toml` with exceptions of their own.
const EXCEPTIONS: &[(&str, &[&str])] = &[
    ("bans", &["skip", "skip-tree", "allow"]),
    ("licenses", &["exceptions", "clarify"]),
    ("sources", &["allow-git", "allow-registry", "allow-org"]),
];

pub(super) fn read_audit(root: Node<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    let root = strict::mapping(root, "audit.toml")?;
    for item in advisories(root)? {
        advisory(item, item.text(), None, &mut import);
    }
    let silent = [
        ("advisories", "severity_threshold", "what is lighter stays silent: the setting here is `gates.vulns.fail_on`"),
        ("advisories", "informational_warnings", "which informational advisories are told is no exception"),
        ("target", "arch", "advisories of other processors stay silent: no exception with an owner and an end"),
        ("target", "os", "advisories of other systems stay silent: no exception with an owner and an end"),
    ];
    for (section, key, why) in silent {
        if let Some(entry) = root.get(section).and_then(|section| section.entry(key)) {
            import.leave(line_of(entry.key), format!("{section}.{key}"), why);
        }
    }
    if let Some(enabled) = root.path(["yanked", "enabled"]).filter(|enabled| enabled.as_bool() == Some(false)) {
        import.leave(line_of(enabled), "yanked.enabled = false", "it hides every yanked version: no exception with an owner and an end");
    }
    Ok(import)
}

pub(super) fn read_deny(root: Node<'_>) -> Result<Import, SyntaxError> {
    let mut import = Import::default();
    let root = strict::mapping(root, "deny.toml")?;
    for item in advisories(root)? {
        if !item.is_mapping() {
            deny_entry(item, item.text(), None, &mut import);
        } else if let Some(spec) = item.get("id").or_else(|| item.get("crate")) {
            deny_entry(item, spec.text(), text_of(item, "reason"), &mut import);
        } else {
            return Err(strict::error_at(item, "an ignored advisory names its `id`, or a `crate`", None));
        }
    }
    for entry in root.get("advisories").map(Node::entries).unwrap_or_default() {
        if LINTS.contains(&entry.name()) && matches!(entry.value.text(), "allow" | "none" | "workspace") {
            let what = format!("advisories.{} = \"{}\"", entry.name(), entry.value.text());
            import.leave(line_of(entry.key), what, "it silences advisories without naming them: no exception with an owner and an end");
        }
    }
    for (section, keys) in EXCEPTIONS {
        for key in *keys {
            for item in root.path([*section, *key]).into_iter().flat_map(Node::items) {
                let named = ["crate", "name"].iter().find_map(|key| text_of(item, key)).unwrap_or_else(|| item.text());
                import.leave(
                    line_of(item),
                    format!("{section}.{key} {named}").trim_end(),
                    "ent has no rule that this would be an exception to",
                );
            }
        }
    }
    Ok(import)
}

fn advisories(root: Node<'_>) -> Result<Vec<Node<'_>>, SyntaxError> {
    let Some(list) = root.path(["advisories", "ignore"]) else { return Ok(Vec::new()) };
    if !list.is_sequence() {
        return Err(strict::error_at(list, "`advisories.ignore` takes a list", None));
    }
    Ok(list.items().collect())
}

/// An advisory by its id, or a yanked version by the name of its crate.
fn deny_entry(item: Node<'_>, spec: &str, reason: Option<&str>, import: &mut Import) {
    if is_advisory(spec) {
        return advisory(item, spec, reason, import);
    }
    let (name, version) = spec.split_once(['@', ':']).map_or((spec, None), |(name, version)| (name, Some(version.trim())));
    let exact = version.map(|version| version.trim_start_matches('='));
    if let Some(range) = exact.filter(|version| semver(version).is_none()) {
        return import.leave(line_of(item), spec, format!("`{range}` is a range of versions: a waiver names one, or none"));
    }
    let mut waiver = NewWaiver::default();
    waiver.set("rule", "vulns/yanked").set("package", name).set("version", exact.unwrap_or_default());
    carry(item, waiver, reason, import);
}

fn semver(version: &str) -> Option<semver::Version> {
    semver::Version::parse(version).ok()
}

fn advisory(item: Node<'_>, id: &str, reason: Option<&str>, import: &mut Import) {
    if !is_advisory(id) {
        return import.leave(line_of(item), id, "it is no id of an advisory");
    }
    let mut waiver = NewWaiver::default();
    waiver.set("id", id);
    carry(item, waiver, reason, import);
}

fn carry(item: Node<'_>, mut waiver: NewWaiver, reason: Option<&str>, import: &mut Import) {
    let line = line_of(item);
    let comment = comment_at(item.document().source().text(), line).unwrap_or_default();
    waiver.set("reason", reason.unwrap_or(&comment));
    import.carry(line, waiver);
}
