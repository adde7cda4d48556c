//! What `ent.yaml` may say. The check for unknown keys, the configuration reference and the JSON Schema all read these tables.

use document::{Document, Kind, Node, SyntaxError};
use rule::{GateInfo, Setting, SettingKind, Severity, strict};

use super::RuleSetting;

/// One key of the first level.
pub struct RootKey {
    /// The key.
    pub key: &'static str,
    /// What it takes, in words.
    pub takes: &'static str,
    /// One or two sentences.
    pub doc: &'static str,
}

const fn key(key: &'static str, takes: &'static str, doc: &'static str) -> RootKey {
    RootKey { key, takes, doc }
}

/// The keys of the first level.
pub const ROOT_KEYS: &[RootKey] = &[
    key("version", "1", "Version of the format; it comes first."),
    key("required_version", "version range", "The versions of `ent` that may read this file, such as `\">=0.1, <2\"`."),
    key("extends", "path, or list of paths", "Files below this one's folder whose values hold where this file says nothing."),
    key("services", "list", "The services of the repository: `name`, `paths` (globs), `critical`, `owner`, `tags`."),
    key("teams", "list of names", "The teams that may own things, beside those of CODEOWNERS."),
    key("gates", "mapping by gate", "Settings of the gates, `required: true` and `enabled: false`."),
    key("rules", "mapping by rule or `GATE/*`", "`off`, `on`, `info`, `warning` or `error`; the last entry that matches counts."),
    key("blueprint", "mapping by row", "Rows that do not apply: `\"4.1\": {not_applicable: \"why\"}`."),
    key("waivers", "mapping", "How strictly waivers are judged: `strict`, `max_days`, `max_active`, `max_renewals`."),
    key("limits", "mapping", "`file_bytes`: the largest file that is read (default 67108864)."),
    key("profiles", "mapping by name", "Further layers of these keys, chosen with `--profile NAME`."),
    key("fail_on", "error, warning or never", "The lightest severity that fails a gate (default `error`)."),
    key("strict", "true or false", "Whether every gate that applies is required."),
    key("exclude", "list of globs", "Paths that are not looked at; the inventory lists them as excluded."),
];

/// Keys every gate has.
pub const GATE_KEYS: &[Setting] = &[
    Setting {
        key: "required",
        kind: SettingKind::Bool,
        default: "false",
        doc: "Whether the run is inconclusive when this gate cannot judge, and empty when it finds nothing.",
    },
    Setting { key: "enabled", kind: SettingKind::Bool, default: "true", doc: "Whether the gate runs at all." },
];

const SERVICE_KEYS: &[&str] = &["name", "paths", "critical", "owner", "tags"];
const IN_PROFILE: &[&str] = &["gates", "rules", "fail_on", "strict", "waivers", "limits", "services", "teams", "blueprint", "exclude"];

/// Checks a whole file.
pub(super) fn check(document: &Document, gates: &[&GateInfo]) -> Result<(), SyntaxError> {
    let root = document.root();
    if root.is_null() {
        return Ok(());
    }
    strict::mapping(root, "ent.yaml")?;
    let known: Vec<&str> = ROOT_KEYS.iter().map(|key| key.key).collect();
    strict::check_keys(root, &known)?;
    let version = strict::required(root, "version")?;
    if version.text() != "1" {
        return Err(strict::error_at(
            version,
            format!("version {} of the format is not known", version.text()),
            Some("this ent reads version 1".into()),
        ));
    }
    check_body(root, gates)?;
    for profile in root.get("profiles").map(|node| strict::mapping(node, "profiles")).transpose()?.map(Node::entries).unwrap_or_default() {
        let body = strict::mapping(profile.value, profile.name())?;
        strict::check_keys(body, IN_PROFILE)?;
        check_body(body, gates)?;
    }
    Ok(())
}

fn check_body(root: Node<'_>, gates: &[&GateInfo]) -> Result<(), SyntaxError> {
    check_services(root)?;
    check_small(root)?;
    for entry in section(root, "gates")? {
        let Some(info) = gates.iter().find(|info| info.name == entry.name()) else {
            let names = gates.iter().map(|info| info.name);
            return Err(strict::error_at(entry.key, format!("unknown gate `{}`", entry.name()), strict::did_you_mean(entry.name(), names)));
        };
        check_settings(entry.value, info, "")?;
    }
    for entry in section(root, "rules")? {
        if rule_setting(entry.value).is_none() {
            let help = Some("`off`, `on`, `info`, `warning` or `error`".to_string());
            return Err(strict::error_at(entry.value, format!("`{}` is set to something unknown", entry.name()), help));
        }
    }
    for entry in section(root, "blueprint")? {
        strict::check_keys(strict::mapping(entry.value, entry.name())?, &["not_applicable"])?;
        strict::text(strict::required(entry.value, "not_applicable")?, "not_applicable")?;
    }
    Ok(())
}

fn check_small(root: Node<'_>) -> Result<(), SyntaxError> {
    for key in ["teams", "exclude"] {
        root.get(key).map(|node| strict::texts(node, key)).transpose()?;
    }
    root.get("strict").map(|node| strict::boolean(node, "strict")).transpose()?;
    if let Some(node) = root.get("fail_on")
        && !matches!(node.text(), "error" | "warning" | "never")
    {
        return Err(strict::error_at(node, "`fail_on` takes error, warning or never", None));
    }
    if let Some(waivers) = root.get("waivers") {
        let waivers = strict::mapping(waivers, "waivers")?;
        strict::check_keys(waivers, &["strict", "max_days", "max_active", "max_renewals"])?;
        waivers.get("strict").map(|node| strict::boolean(node, "strict")).transpose()?;
        ["max_days", "max_active"].iter().filter_map(|key| waivers.get(key).map(|node| whole(node, key))).collect::<Result<(), _>>()?;
        if let Some(node) = waivers.get("max_renewals").filter(|node| node.as_u64().is_none()) {
            return Err(strict::error_at(node, "`max_renewals` takes a whole number, 0 or more", None));
        }
    }
    if let Some(limits) = root.get("limits") {
        let limits = strict::mapping(limits, "limits")?;
        strict::check_keys(limits, &["file_bytes"])?;
        limits.get("file_bytes").map(|node| whole(node, "file_bytes")).transpose()?;
    }
    Ok(())
}

fn whole(node: Node<'_>, key: &str) -> Result<(), SyntaxError> {
    match node.as_i64() {
        Some(number) if number > 0 => Ok(()),
        _ => Err(strict::error_at(node, format!("`{key}` takes a whole number above 0"), None)),
    }
}

fn section<'d>(root: Node<'d>, key: &str) -> Result<Vec<document::Entry<'d>>, SyntaxError> {
    match root.get(key) {
        Some(node) if !node.is_null() => {
            let mapping = strict::mapping(node, key)?;
            let mut seen: Vec<&str> = Vec::new();
            for entry in mapping.raw_entries() {
                if seen.contains(&entry.name()) {
                    return Err(strict::error_at(
                        entry.key,
                        format!("the key `{}` stands twice", entry.name()),
                        Some("keep one of them".into()),
                    ));
                }
                seen.push(entry.name());
            }
            Ok(mapping.entries())
        }
        _ => Ok(Vec::new()),
    }
}

fn check_services(root: Node<'_>) -> Result<(), SyntaxError> {
    let Some(services) = root.get("services") else { return Ok(()) };
    if !services.is_sequence() {
        return Err(strict::error_at(services, "`services` takes a list", Some("- name: api".into())));
    }
    let mut names: Vec<&str> = Vec::new();
    for service in services.items() {
        let service = strict::mapping(service, "services")?;
        strict::check_keys(service, SERVICE_KEYS)?;
        let name = strict::required(service, "name")?;
        strict::text(name, "name")?;
        if names.contains(&name.text()) {
            return Err(strict::error_at(name, format!("two services are called `{}`", name.text()), None));
        }
        names.push(name.text());
        service.get("paths").map(|node| strict::texts(node, "paths")).transpose()?;
        service.get("critical").map(|node| strict::boolean(node, "critical")).transpose()?;
        ["owner", "tags"].iter().filter_map(|key| service.get(key).map(|node| strict::text(node, key))).collect::<Result<Vec<_>, _>>()?;
    }
    Ok(())
}

/// Checks the settings of one gate, or of one nested mapping of it (`prefix` ends with a dot).
fn check_settings(node: Node<'_>, info: &GateInfo, prefix: &str) -> Result<(), SyntaxError> {
    if node.is_null() {
        return Ok(());
    }
    let node = strict::mapping(node, info.name)?;
    let own: Vec<&Setting> =
        if prefix.is_empty() { GATE_KEYS.iter().chain(info.settings).collect() } else { info.settings.iter().collect() };
    let mut known: Vec<&str> = own.iter().filter_map(|setting| setting.key.strip_prefix(prefix)?.split('.').next()).collect();
    known.dedup();
    strict::check_keys(node, &known)?;
    for entry in node.entries() {
        let full = format!("{prefix}{}", entry.name());
        match own.iter().find(|setting| setting.key == full) {
            Some(setting) => check_kind(entry.value, setting)?,
            None => check_settings(entry.value, info, &format!("{full}."))?,
        }
    }
    Ok(())
}

fn check_kind(node: Node<'_>, setting: &Setting) -> Result<(), SyntaxError> {
    let key = setting.key;
    let wrong = |what: &str| Err(strict::error_at(node, format!("`{key}` takes {what}"), None));
    match setting.kind {
        SettingKind::Bool if node.as_bool().is_none() => wrong("true or false"),
        SettingKind::Integer if node.as_i64().is_none() => wrong("a whole number"),
        SettingKind::Number if node.as_f64().is_none() => wrong("a number"),
        SettingKind::String => strict::text(node, key).map(drop),
        SettingKind::Choice(words) if !words.contains(&node.text()) => {
            let help = strict::did_you_mean(node.text(), words.iter().copied());
            Err(strict::error_at(node, format!("`{key}` takes one of {}", words.join(", ")), help))
        }
        SettingKind::Strings => strict::texts(node, key).map(drop),
        SettingKind::Duration if days(node.text()).is_none() => wrong("a duration such as P90D or 90d"),
        SettingKind::Map if !node.is_mapping() => wrong("a mapping"),
        _ => Ok(()),
    }
}

/// Days of a duration such as `P90D`, `PT24H`, `2w` or `90d`.
pub fn days(text: &str) -> Option<f64> {
    let span: jiff::Span = text.parse().ok()?;
    let hours = span.total((jiff::Unit::Hour, jiff::SpanRelativeTo::days_are_24_hours())).ok()?;
    Some(hours / 24.0)
}

/// What one entry under `rules:` says. YAML 1.1 habits are honoured: `off`, `false` and `no` all mean off.
pub(super) fn rule_setting(node: Node<'_>) -> Option<RuleSetting> {
    if node.resolve().kind() == Kind::Bool {
        return Some(if node.as_bool()? { RuleSetting::On } else { RuleSetting::Off });
    }
    match node.text() {
        "off" | "no" => Some(RuleSetting::Off),
        "on" | "yes" => Some(RuleSetting::On),
        severity => severity.parse::<Severity>().ok().map(RuleSetting::Severity),
    }
}
