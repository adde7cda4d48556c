//! From the name and, where needed, the head of a file to its classes.

use std::borrow::Cow;
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use rule::{File, FileKind};

use super::class::{Class, Mark};
use super::classes::{TEMPLATE, classes};
use super::head::{self, HEAD, LONG};
use super::names::{Clue, Hit, Names, Scratch};
use super::outline::{self, Keys, Outline};
use super::template;

/// Tells the classes of one file after the other; each thread has its own.
pub(super) struct Classifier {
    table: &'static [Class],
    names: &'static Names,
    scratch: Scratch,
    hits: Vec<Hit>,
}

impl Classifier {
    /// One over the whole table.
    pub(super) fn new() -> Classifier {
        static NAMES: OnceLock<Names> = OnceLock::new();
        let table = classes();
        Classifier { table, names: NAMES.get_or_init(|| Names::new(table)), scratch: Scratch::default(), hits: Vec::new() }
    }

    /// The classes of the regular file at `full`, whose relative path is `path`. The second value says why the content could not be looked at.
    pub(super) fn file(&mut self, path: String, full: &Path, metadata: impl FnOnce() -> io::Result<Metadata>) -> (File, Option<io::Error>) {
        self.find_clues(&path);
        if !self.wants_content(&path) {
            let (size, error) = match metadata() {
                Ok(metadata) => (metadata.len(), None),
                Err(error) => (0, Some(error)),
            };
            return (self.conclude(path, size, None), error);
        }
        let mut buffer = [0_u8; HEAD];
        match read_head(full, &mut buffer) {
            Ok((filled, size, file)) => {
                let long;
                let mut text = head::text(&buffer[..filled]);
                if size > HEAD as u64 && text.as_deref().is_some_and(|text| promises_more(&path, text)) {
                    long = read_on(file, &buffer[..filled], size);
                    text = head::text(&long);
                }
                (self.conclude(path, size, text), None)
            }
            Err(error) => (self.conclude(path, 0, None), Some(error)),
        }
    }

    /// The classes of a file whose content is known; for tests, and for files that are no files (a path in a Git tree).
    pub(super) fn content(&mut self, path: &str, content: &[u8]) -> File {
        self.find_clues(path);
        let text = if self.wants_content(path) { head::text(content) } else { None };
        self.conclude(path.to_owned(), content.len() as u64, text)
    }

    fn find_clues(&mut self, path: &str) {
        self.names.clues(path, &mut self.scratch, &mut self.hits);
    }

    fn class(&self, hit: Hit) -> &'static Class {
        &self.table[usize::from(hit.0)]
    }

    /// Whether the file has to be opened: one of its clues is about content, or what it is by name may be a template of that.
    fn wants_content(&self, path: &str) -> bool {
        if path.contains("{{") || self.hits.is_empty() {
            return false;
        }
        let named = |hit: &&Hit| hit.1 == Clue::Name;
        if self.hits.iter().filter(named).any(|hit| self.class(*hit).sealed || self.class(*hit).kind == TEMPLATE) {
            return false;
        }
        self.hits.iter().any(|hit| matches!(hit.1, Clue::Content(_))) || template::applies(path)
    }

    fn conclude(&self, path: String, size: u64, text: Option<Cow<'_, str>>) -> File {
        let mut file = File { path, size, ..File::default() };
        let template =
            file.path.contains("{{") || text.as_deref().is_some_and(|text| template::applies(&file.path) && template::is_template(text));
        if template || self.hits.iter().any(|hit| hit.1 == Clue::Name && self.class(*hit).kind == TEMPLATE) {
            return as_template(file);
        }
        let outline = text.as_deref().map(|text| outline_of(&file.path, text)).unwrap_or_default();
        let mut at = 0;
        while let Some(&(number, _)) = self.hits.get(at) {
            let end = at + self.hits[at..].iter().take_while(|hit| hit.0 == number).count();
            self.judge(&self.hits[at..end], text.as_deref(), &outline, &mut file);
            at = end;
        }
        file.kinds.sort_unstable();
        file.guessed.sort_unstable();
        file.certain = file.kinds.len() > file.guessed.len();
        file
    }

    /// Adds the class that `hits` are about if they show it.
    fn judge(&self, hits: &[Hit], text: Option<&str>, outline: &Outline<'_>, file: &mut File) {
        let Some(&first) = hits.first() else { return };
        let class = self.class(first);
        let has = |clue: Clue| hits.iter().any(|hit| hit.1 == clue);
        let marked = |hit: &Hit| match (hit.1, text) {
            (Clue::Content(number), Some(text)) => class.content[usize::from(number)].marks.iter().any(|mark| shows(mark, text, outline)),
            _ => false,
        };
        let excepted = has(Clue::Except);
        if has(Clue::Name) || (!excepted && hits.iter().any(marked)) {
            file.kinds.push(class.kind);
        } else if !excepted && has(Clue::Place) && may_be(class, text, outline) {
            file.kinds.push(class.kind);
            file.guessed.push(class.kind);
        }
    }
}

/// Whether what a file tells leaves it open that it is of a class that its place suggests.
fn may_be(class: &Class, text: Option<&str>, outline: &Outline<'_>) -> bool {
    let Some(text) = text.filter(|_| !class.tells.is_empty() && !outline.documents.is_empty()) else { return true };
    class.tells.iter().any(|mark| shows(mark, text, outline))
}

/// The file as a template and nothing else.
pub(super) fn as_template(mut file: File) -> File {
    file.kinds = vec![TEMPLATE];
    file.guessed.clear();
    file.certain = true;
    file
}

fn read_head(path: &Path, buffer: &mut [u8]) -> io::Result<(usize, u64, std::fs::File)> {
    let mut file = head::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("no longer a regular file"));
    }
    let filled = if metadata.len() == 0 { 0 } else { head::fill(&mut file, buffer)? };
    Ok((filled, metadata.len(), file))
}

/// The head and what follows it, up to a limit; the head alone where the rest cannot be read.
fn read_on(mut file: std::fs::File, head: &[u8], size: u64) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.resize(usize::try_from(size).unwrap_or(LONG).clamp(head.len(), LONG), 0);
    let filled = head::fill(&mut file, &mut bytes[head.len()..]).unwrap_or(0);
    bytes.truncate(head.len() + filled);
    bytes
}

fn outline_of<'t>(path: &str, text: &'t str) -> Outline<'t> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "yaml" | "yml" | "template" => outline::yaml(text),
        "md" | "markdown" => outline::markdown(text),
        "py" | "js" | "ts" | "mjs" | "java" | "scala" | "kt" | "csv" | "log" | "sql" | "xml" | "conf" | "hcl" | "pem" => Outline::default(),
        _ => outline::json(text),
    }
}

/// Keys that may stand before the one that tells what a document is.
const OPENERS: &[&str] = &[
    "components",
    "definitions",
    "info",
    "paths",
    "parameters",
    "responses",
    "securityDefinitions",
    "security",
    "servers",
    "tags",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "externalDocs",
    "annotations",
    "description",
    "editable",
    "__inputs",
    "__elements",
    "__requires",
    "creationInfo",
    "SPDXID",
    "documentDescribes",
    "dependencies",
    "metrics",
    "metadata",
    "compositions",
    "runs",
    "$schema",
    "Resources",
    "Parameters",
    "Mappings",
    "configuration",
    "applyable",
    "checks",
    "complete",
    "errored",
    "interactions",
    "consumer",
    "packages",
    "files",
    "flags",
];

/// Whether the rest of a long file may tell more than its head: another Kubernetes object, or a document that did not yet come to the point.
fn promises_more(path: &str, text: &str) -> bool {
    let outline = outline_of(path, text);
    let manifest = |keys: &Keys<'_>| keys.value("apiVersion").is_some() && keys.value("kind").is_some();
    let opening = |keys: &Keys<'_>| !keys.list && keys.pairs.iter().all(|(key, _)| OPENERS.contains(key) || key.starts_with("x-"));
    match outline.documents.as_slice() {
        [] => false,
        [only] => manifest(only) && path.ends_with("ml") || opening(only),
        several => path.ends_with("ml") && several.iter().any(manifest),
    }
}

/// Whether a mark is in the text or in one of its documents.
fn shows(mark: &Mark, text: &str, outline: &Outline<'_>) -> bool {
    if outline.documents.is_empty() {
        let none = Keys::default();
        return shows_in(mark, text, &none);
    }
    outline.documents.iter().any(|keys| shows_in(mark, text, keys))
}

fn shows_in(mark: &Mark, text: &str, keys: &Keys<'_>) -> bool {
    match mark {
        Mark::Key(key) => keys.value(key).is_some(),
        Mark::Value(key, begin) => keys.value(key).is_some_and(|value| value.starts_with(begin)),
        Mark::Item(key) => keys.item(key).is_some(),
        Mark::ItemValue(key, begin) => keys.item(key).is_some_and(|value| value.starts_with(begin)),
        Mark::Kube(group, kinds) => kubernetes(keys, group, kinds),
        Mark::Own(kind) => {
            keys.value("kind") == Some(kind)
                && keys.value("apiVersion").is_none_or(|version| version.starts_with("ent/") || version.starts_with("ent.dev/"))
        }
        Mark::Text(needle) => text.contains(needle),
        Mark::Begins(begin) => text.starts_with(begin),
        Mark::All(marks) => marks.iter().all(|mark| shows_in(mark, text, keys)),
        Mark::Any(marks) => marks.iter().any(|mark| shows_in(mark, text, keys)),
        Mark::Not(mark) => !shows_in(mark, text, keys),
    }
}

fn kubernetes(keys: &Keys<'_>, group: &str, kinds: &[&str]) -> bool {
    let (Some(version), Some(kind)) = (keys.value("apiVersion"), keys.value("kind")) else { return false };
    let actual = match version.split_once('/') {
        Some((group, _)) => group,
        None if version.starts_with('v') => "",
        None => return false,
    };
    let same_group = match group.strip_prefix("*.") {
        Some(parent) => actual == parent || actual.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
        None => actual == group,
    };
    same_group && (kinds.is_empty() || kinds.contains(&kind))
}

/// The classes that a path and the beginning of a content show; for a file that is not in the tree (in a commit, in an archive).
pub fn classify(path: &str, content: &[u8]) -> File {
    Classifier::new().content(path, content)
}

/// Whether a class of that name exists.
pub fn is_class(kind: FileKind) -> bool {
    super::classes::class(kind).is_some()
}
