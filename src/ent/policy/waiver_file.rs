//! `.ent/waivers.yaml`: read strictly, because a waiver that is misread excuses the wrong thing.

use document::{Node, SyntaxError};
use globset::GlobMatcher;
use jiff::civil::Date;
use model::packages::purl::Purl;
use rule::{Place, strict};

use super::waiver::path_globs;
use super::{Pattern, Revocation, Scope, Waiver, Waivers};

/// Where waivers live, and nowhere else.
pub const PATH: &str = ".ent/waivers.yaml";

/// Keys of a waiver, in the order in which they are written.
pub(super) const KEYS: &[&str] = &[
    "name",
    "rule",
    "id",
    "package",
    "version",
    "path",
    "paths",
    "services",
    "environments",
    "purls",
    "operation",
    "pointer",
    "names",
    "scope",
    "fingerprint",
    "owner",
    "reason",
    "category",
    "vex_justification",
    "approved_by",
    "ticket",
    "compensating_controls",
    "created",
    "not_before",
    "expires",
    "renewals",
    "revoke_if",
];

/// Keys of `scope`, which may stand in the waiver itself as well.
pub(super) const SCOPE_KEYS: &[&str] = &["paths", "services", "environments", "purls"];

/// Scopes that no finding answers to, with what to use instead. Better refused than read and never looked at.
const NOT_JUDGED: &[(&str, &str)] = &[
    ("subjects", "no finding names the digest of an artifact: use `paths` or `fingerprint`"),
    ("component_version", "ranges of versions are not compared: name the one `version`"),
];

pub(super) const CATEGORIES: &[&str] = &["false_positive", "risk_accepted", "mitigated_elsewhere", "not_applicable", "vendor_pending"];

/// The justifications of OpenVEX 0.2.0.
pub(super) const VEX_JUSTIFICATIONS: &[&str] = &[
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];

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
    for (key, words) in [("category", CATEGORIES), ("vex_justification", VEX_JUSTIFICATIONS)] {
        one_of(node, key, words)?;
    }
    list("compensating_controls")?;
    let not_before = day("not_before")?;
    if not_before.is_some_and(|from| from > expires) {
        return Err(strict::error_at(node, "`not_before` comes after `expires`: this waiver never holds", None));
    }
    let name = text("name")?.unwrap_or_else(|| default_name(&scope));
    Ok(Waiver {
        name,
        owner,
        reason,
        expires,
        not_before,
        created: day("created")?,
        approved_by: list("approved_by")?,
        ticket: text("ticket")?,
        renewals: renewals(node)?,
        revoke_if: revocations(node)?,
        scope,
        location: Place::Node(node).locate(),
    })
}

fn scope(node: Node<'_>) -> Result<Scope, SyntaxError> {
    let text =
        |key: &str| node.get(key).filter(|value| !value.is_null()).map(|value| strict::text(value, key).map(str::to_string)).transpose();
    let nested = node.get("scope").filter(|scope| !scope.is_null()).map(|scope| strict::mapping(scope, "scope")).transpose()?;
    if let Some(nested) = nested {
        refuse_not_judged(nested)?;
        strict::check_keys(nested, SCOPE_KEYS)?;
    }
    let list = |key: &str| -> Result<Vec<String>, SyntaxError> {
        let values = [Some(node), nested].into_iter().flatten().filter_map(|mapping| mapping.get(key));
        Ok(values.map(|value| strict::texts(value, key)).collect::<Result<Vec<_>, _>>()?.concat())
    };
    let scope = Scope {
        rule: text("rule")?.map(|rule| Pattern::new(&rule)),
        id: text("id")?,
        package: text("package")?,
        version: text("version")?,
        services: list("services")?,
        environments: list("environments")?,
        purls: purls(node, nested)?,
        operation: text("operation")?,
        pointer: text("pointer")?,
        names: list("names")?,
        fingerprint: text("fingerprint")?,
        paths: paths(node, nested)?,
    };
    if scope.rule.is_none() && scope.id.is_none() && scope.fingerprint.is_none() {
        let help = Some("`rule` (or `GATE/*`), for an advisory `id`, or `fingerprint`".to_string());
        return Err(strict::error_at(node, "a waiver has to name what it covers", help));
    }
    Ok(scope)
}

fn refuse_not_judged(scope: Node<'_>) -> Result<(), SyntaxError> {
    for (key, instead) in NOT_JUDGED {
        if let Some(entry) = scope.entry(key) {
            return Err(strict::error_at(entry.key, format!("`scope.{key}` is not judged by this version"), Some((*instead).to_string())));
        }
    }
    Ok(())
}

fn paths(node: Node<'_>, nested: Option<Node<'_>>) -> Result<Vec<GlobMatcher>, SyntaxError> {
    let mut globs = Vec::new();
    let values = [node.get("path"), node.get("paths"), nested.and_then(|nested| nested.get("paths"))];
    for value in values.into_iter().flatten() {
        for path in strict::texts(value, "paths")? {
            globs.extend(path_globs(&path).map_err(|why| strict::error_at(value, format!("`{path}` is no glob: {why}"), None))?);
        }
    }
    Ok(globs)
}

fn purls(node: Node<'_>, nested: Option<Node<'_>>) -> Result<Vec<Purl>, SyntaxError> {
    let mut purls = Vec::new();
    for value in [Some(node), nested].into_iter().flatten().filter_map(|mapping| mapping.get("purls")) {
        for text in strict::texts(value, "purls")? {
            purls.push(Purl::parse(&text).map_err(|why| strict::error_at(value, format!("`{text}` is no package URL: {why}"), None))?);
        }
    }
    Ok(purls)
}

fn one_of(node: Node<'_>, key: &str, words: &[&str]) -> Result<(), SyntaxError> {
    match node.get(key).filter(|value| !value.is_null()) {
        Some(value) if !words.contains(&value.text()) => {
            Err(strict::error_at(value, format!("unknown {key} `{}`", value.text()), Some(words.join(", "))))
        }
        _ => Ok(()),
    }
}

fn renewals(node: Node<'_>) -> Result<u32, SyntaxError> {
    let Some(value) = node.get("renewals").filter(|value| !value.is_null()) else { return Ok(0) };
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.ok_or_else(|| strict::error_at(value, "`renewals` takes how often the waiver was prolonged: 0, 1, 2 …", None))
}

/// `fix_available`, `{score_at_least: 9.0}`. What nothing in a finding can answer is refused: such a waiver would hold for ever.
fn revocations(node: Node<'_>) -> Result<Vec<Revocation>, SyntaxError> {
    let Some(value) = node.get("revoke_if").filter(|value| !value.is_null()) else { return Ok(Vec::new()) };
    if value.is_sequence() { value.items().map(revocation).collect() } else { Ok(vec![revocation(value)?]) }
}

fn revocation(node: Node<'_>) -> Result<Revocation, SyntaxError> {
    if node.text() == "fix_available" {
        return Ok(Revocation::FixAvailable);
    }
    if let Some(limit) = node.get("score_at_least") {
        strict::check_keys(node, &["score_at_least"])?;
        let score = limit.as_f64().filter(|score| (0.0..=10.0).contains(score));
        return score
            .map(Revocation::ScoreAtLeast)
            .ok_or_else(|| strict::error_at(limit, "`score_at_least` takes a score from 0 to 10", None));
    }
    let help = Some("`fix_available` or `{score_at_least: 9.0}`".to_string());
    Err(strict::error_at(node, "this condition of `revoke_if` is not judged by this version", help))
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
