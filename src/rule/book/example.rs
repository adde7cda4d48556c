//! The examples of a rule: small trees that it finds fault with, and small trees that it leaves alone. A test runs all of them.

use std::collections::BTreeMap;

use document::{Node, SyntaxError};

use crate::strict;

/// The examples of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examples {
    /// Each must be found by exactly this rule.
    pub bad: Vec<Example>,
    /// Each must be clean.
    pub good: Vec<Example>,
}

/// One example: a small tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// The file that shows the matter, for `ent explain`.
    pub shown: String,
    /// All its files, by path.
    pub files: BTreeMap<String, String>,
    /// The clock of the run, RFC 3339.
    pub now: Option<String>,
    /// Commits to make, in order, before the files are written.
    pub history: Vec<ExampleCommit>,
    /// Members of the family that must be found; empty: the rule itself, or any member.
    pub finds: Vec<String>,
    /// Further arguments for `ent check`.
    pub args: Vec<String>,
}

/// One commit of an example's history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExampleCommit {
    /// Its message.
    pub message: String,
    /// `Name <address>`.
    pub author: String,
    /// RFC 3339.
    pub date: String,
    /// Files it writes.
    pub files: BTreeMap<String, String>,
    /// Tag to put on it.
    pub tag: Option<String>,
    /// Branch to make it on; a new one begins at the commit before. Without it the branch stays.
    pub branch: Option<String>,
    /// Branch that it merges.
    pub merge: Option<String>,
}

impl Examples {
    pub(super) fn parse(node: Option<Node<'_>>) -> Result<Self, SyntaxError> {
        let Some(node) = node else { return Ok(Examples::default()) };
        let node = strict::mapping(node, "examples")?;
        strict::check_keys(node, &["file", "with", "now", "bad", "good"])?;
        let frame = Frame {
            file: node.get("file").map(Node::text).unwrap_or("example.yaml"),
            with: node.get("with").map_or(Ok(BTreeMap::new()), |with| files(with, "with"))?,
            now: node.get("now").map(|now| now.text().to_string()),
        };
        let list = |key: &str| -> Result<Vec<Example>, SyntaxError> {
            node.get(key).map_or(Ok(Vec::new()), |list| list.items().map(|item| frame.example(item)).collect())
        };
        Ok(Examples { bad: list("bad")?, good: list("good")? })
    }
}

/// What all examples of a rule share.
struct Frame<'d> {
    file: &'d str,
    with: BTreeMap<String, String>,
    now: Option<String>,
}

impl Frame<'_> {
    fn example(&self, node: Node<'_>) -> Result<Example, SyntaxError> {
        let mut example = Example { files: self.with.clone(), now: self.now.clone(), ..Example::default() };
        if !node.is_mapping() {
            example.shown = self.file.to_string();
            example.files.insert(self.file.to_string(), node.text().to_string());
            return Ok(example);
        }
        strict::check_keys(node, &["files", "text", "now", "history", "finds", "without", "args"])?;
        if let Some(text) = node.get("text") {
            example.shown = self.file.to_string();
            example.files.insert(self.file.to_string(), text.text().to_string());
        }
        if let Some(more) = node.get("files") {
            let more = files(more, "files")?;
            if example.shown.is_empty() {
                example.shown = more.keys().next().cloned().unwrap_or_default();
            }
            example.files.extend(more);
        }
        if let Some(without) = node.get("without") {
            for path in strict::texts(without, "without")? {
                example.files.remove(&path);
            }
        }
        if let Some(now) = node.get("now") {
            example.now = Some(now.text().to_string());
        }
        if let Some(history) = node.get("history") {
            example.history = history.items().map(commit).collect::<Result<_, _>>()?;
        }
        example.finds = node.get("finds").map_or(Ok(Vec::new()), |finds| strict::texts(finds, "finds"))?;
        example.args = node.get("args").map_or(Ok(Vec::new()), |args| strict::texts(args, "args"))?;
        Ok(example)
    }
}

fn commit(node: Node<'_>) -> Result<ExampleCommit, SyntaxError> {
    let node = strict::mapping(node, "history")?;
    strict::check_keys(node, &["message", "author", "date", "files", "tag", "branch", "merge"])?;
    Ok(ExampleCommit {
        message: node.get("message").map_or("a change", Node::text).to_string(),
        author: node.get("author").map_or("Ana <ana@example.com>", Node::text).to_string(),
        date: strict::text(strict::required(node, "date")?, "date")?.to_string(),
        files: node.get("files").map_or(Ok(BTreeMap::new()), |map| files(map, "files"))?,
        tag: node.get("tag").map(|tag| tag.text().to_string()),
        branch: node.get("branch").map(|branch| branch.text().to_string()),
        merge: node.get("merge").map(|merge| merge.text().to_string()),
    })
}

fn files(node: Node<'_>, what: &str) -> Result<BTreeMap<String, String>, SyntaxError> {
    let node = strict::mapping(node, what)?;
    Ok(node.entries().iter().map(|entry| (entry.name().to_string(), entry.value.text().to_string())).collect())
}
