//! One file of the rule book.

use std::collections::BTreeMap;

use document::{Node, SyntaxError};

use super::declarative::Declaration;
use super::example::Examples;
use crate::{Severity, strict};

/// One file of the rule book: a rule or a family.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Id, equal to the path.
    pub id: String,
    /// Its words.
    pub words: Words,
    /// Words of single members of a family, by full id.
    pub members: BTreeMap<String, MemberWords>,
    /// The rule itself, if it is declarative.
    pub declaration: Option<Declaration>,
    /// What it finds and what it leaves alone.
    pub examples: Examples,
}

/// What people read about a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// A few words.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// Controls it serves: `area:2`, `ssdf:PO.2.1`, `asvs:…`.
    pub controls: Vec<String>,
    /// The same check in other tools: `spectral:operation-operationId`.
    pub aliases: Vec<String>,
}

/// What differs for one member of a family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberWords {
    /// Its title.
    pub title: Option<String>,
    /// Its own remedy.
    pub fix: Option<String>,
    /// The same check in other tools.
    pub aliases: Vec<String>,
}

impl Entry {
    /// The words of a rule or of one member of this family.
    pub fn words_of(&self, id: &str) -> Words {
        let mut words = self.words.clone();
        if id == self.id {
            return words;
        }
        let member = self.members.get(id).cloned().unwrap_or_default();
        words.title = member.title.unwrap_or_else(|| {
            let name = id.rsplit('/').next().unwrap_or(id).replace('-', " ");
            format!("{}: {name}", words.title)
        });
        if let Some(fix) = member.fix {
            words.fix = fix;
        }
        if !member.aliases.is_empty() {
            words.aliases = member.aliases;
        }
        words
    }
}

const KEYS: &[&str] = &[
    "id", "title", "why", "fix", "controls", "aliases", "members", "examples", "severity", "default", "files", "given", "then", "message",
    "matrix", "member",
];

pub(super) fn parse(root: Node<'_>, id: &str) -> Result<Entry, SyntaxError> {
    let root = strict::mapping(root, "a rule file")?;
    strict::check_keys(root, KEYS)?;
    let named = strict::required(root, "id")?;
    if named.text() != id {
        return Err(strict::error_at(named, format!("the id must be `{id}`, as the file's path says"), None));
    }
    let text = |key: &str| strict::required(root, key).and_then(|node| strict::text(node, key)).map(|text| text.trim().to_string());
    let list = |key: &str| root.get(key).map_or(Ok(Vec::new()), |node| strict::texts(node, key));
    let words =
        Words { title: text("title")?, why: text("why")?, fix: text("fix")?, controls: list("controls")?, aliases: list("aliases")? };
    Ok(Entry {
        id: id.to_string(),
        words,
        members: root.get("members").map_or(Ok(BTreeMap::new()), members)?,
        declaration: Declaration::parse(root)?,
        examples: Examples::parse(root.get("examples"))?,
    })
}

fn members(node: Node<'_>) -> Result<BTreeMap<String, MemberWords>, SyntaxError> {
    let mut members = BTreeMap::new();
    for entry in strict::mapping(node, "members")?.entries() {
        let value = strict::mapping(entry.value, entry.name())?;
        strict::check_keys(value, &["title", "fix", "aliases"])?;
        let text = |key: &str| value.get(key).map(|node| strict::text(node, key).map(str::to_string)).transpose();
        let words = MemberWords {
            title: text("title")?,
            fix: text("fix")?,
            aliases: value.get("aliases").map_or(Ok(Vec::new()), |node| strict::texts(node, "aliases"))?,
        };
        members.insert(entry.name().to_string(), words);
    }
    Ok(members)
}

/// Severity of a declarative rule.
pub(super) fn severity(root: Node<'_>) -> Result<Severity, SyntaxError> {
    let node = strict::required(root, "severity")?;
    node.text().parse().map_err(|why: String| strict::error_at(node, why, None))
}
