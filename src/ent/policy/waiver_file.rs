//! `.ent/waivers.yaml`: read strictly, because a waiver that is misread excuses the wrong thing.

use document::{Node, SyntaxError};
use jiff::civil::Date;
use rule::{Place, strict};

use super::waiver::path_globs;
use super::{Pattern, Scope, Waiver, Waivers};

/// Where waivers live, and nowhere else.
pub const PATH: &str = ".ent/waivers.yaml";

const KEYS: &[&str] = &[
    "rule",
    "id",
    "package",
    "version",
    "path",
    "paths",
    "services",
    "fingerprint",
    "name",
    "owner",
    "reason",
    "expires",
    "not_before",
    "created",
    "approved_by",
    "ticket",
    "category",
    "vex_justification",
    "renewals",
    "compensating_controls",
    "revoke_if",
];

const CATEGORIES: &[&str] = &["false_positive", "risk_accepted", "mitigated_elsewhere", "not_applicable", "vendor_pending"];

impl Waivers {
    /// Reads the file.
    ///
    /// # Errors
    /// Anything malformed, unknown or missing, at its place: nothing is judged then.
    pub fn read(root: Node<'_>) -> Result<Waivers, SyntaxError> {
        if root.is_null() {
            return Ok(Waivers::default());
        }
        let root = strict::mapping(root, "waivers.yaml")?;
        strict::check_keys(root, &["version", "waivers"])?;
        let Some(list) = root.get("waivers").filter(|list| !list.is_null()) else { return Ok(Waivers::default()) };
        if !list.is_sequence() {
            return Err(strict::error_at(list, "`waivers` takes a list", None));
        }
        let mut waivers = Waivers { list: list.items().map(waiver).collect::<Result<_, _>>()? };
        for index in 0..waivers.list.len() {
            let name = waivers.list[index].name.clone();
            let seen = waivers.list[..index].iter().filter(|other| other.name == name).count();
            if seen > 0 {
                waivers.list[index].name = format!("{name}#{}", index + 1);
            }
        }
        Ok(waivers)
    }
}

fn waiver(node: Node<'_>) -> Result<Waiver, SyntaxError> {
    let node = strict::mapping(node, "a waiver")?;
    strict::check_keys(node, KEYS)?;
    let text = |key: &str| -> Result<Option<String>, SyntaxError> {
        node.get(key).filter(|value| !value.is_null()).map(|value| strict::text(value, key).map(|text| text.trim().to_string())).transpose()
    };
    let needed = |key: &str| strict::required(node, key).and_then(|value| strict::text(value, key)).map(|text| text.trim().to_string());
    let day = |key: &str| node.get(key).filter(|value| !value.is_null()).map(|value| date(value, key)).transpose();
    let list = |key: &str| node.get(key).map_or(Ok(Vec::new()), |value| strict::texts(value, key));
    let owner = needed("owner")?;
    let reason = needed("reason")?;
    let expires = date(strict::required(node, "expires")?, "expires")?;
    let scope = scope(node)?;
    if let Some(category) = node.get("category")
        && !CATEGORIES.contains(&category.text())
    {
        return Err(strict::error_at(category, format!("unknown category `{}`", category.text()), Some(CATEGORIES.join(", "))));
    }
    let name = text("name")?.unwrap_or_else(|| default_name(&scope));
    Ok(Waiver {
        name,
        owner,
        reason,
        expires,
        not_before: day("not_before")?,
        created: day("created")?,
        approved_by: list("approved_by")?,
        ticket: text("ticket")?,
        scope,
        location: Place::Node(node).locate(),
    })
}

fn scope(node: Node<'_>) -> Result<Scope, SyntaxError> {
    let text =
        |key: &str| node.get(key).filter(|value| !value.is_null()).map(|value| strict::text(value, key).map(str::to_string)).transpose();
    let mut paths = Vec::new();
    for key in ["path", "paths"] {
        let Some(value) = node.get(key) else { continue };
        for path in strict::texts(value, key)? {
            paths.extend(path_globs(&path).map_err(|why| strict::error_at(value, format!("`{path}` is no glob: {why}"), None))?);
        }
    }
    let scope = Scope {
        rule: text("rule")?.map(|rule| Pattern::new(&rule)),
        id: text("id")?,
        package: text("package")?,
        version: text("version")?,
        services: node.get("services").map_or(Ok(Vec::new()), |value| strict::texts(value, "services"))?,
        fingerprint: text("fingerprint")?,
        paths,
    };
    if scope.rule.is_none() && scope.id.is_none() && scope.fingerprint.is_none() {
        let help = Some("`rule` (or `GATE/*`), for an advisory `id`, or `fingerprint`".to_string());
        return Err(strict::error_at(node, "a waiver has to name what it covers", help));
    }
    Ok(scope)
}

fn date(node: Node<'_>, key: &str) -> Result<Date, SyntaxError> {
    node.text().trim().parse().map_err(|_| {
        strict::error_at(node, format!("`{key}` is no date: `{}`", node.text()), Some("a date that exists, as YYYY-MM-DD".into()))
    })
}

fn default_name(scope: &Scope) -> String {
    let rule = scope.rule.as_ref().map(|pattern| pattern.as_str().to_string());
    let parts = [scope.id.clone(), rule, scope.package.clone(), scope.fingerprint.as_ref().map(|print| print.chars().take(12).collect())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// One waiver as it stands in the file, keys and values, below `waivers:`.
pub fn render(fields: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (index, (key, value)) in fields.iter().enumerate() {
        let lead = if index == 0 { "  - " } else { "    " };
        text.push_str(&format!("{lead}{key}: {}\n", quoted(value)));
    }
    text
}

/// A YAML scalar that reads back as the same string: JSON's quoting is YAML's too. Dates stay plain, as people write them.
fn quoted(value: &str) -> String {
    if value.parse::<Date>().is_ok() {
        return value.to_string();
    }
    serde_json::Value::from(value).to_string()
}
