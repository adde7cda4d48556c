//! The rule book: the words, examples and declarative rules of `rules/<gate>/<rule>.yaml`, and of users' `.ent/rules/`.
//!
//! The folder travels inside the binary compressed; a file is decoded only when its words are needed.

pub mod declarative;
mod entry;
mod example;
mod functions;
mod template;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use document::{Document, Format, Limits, Source, SourceId, SyntaxError};
use rust_embed::RustEmbed;

use crate::store::lock;

pub use entry::{Entry, MemberWords, Words};
pub use example::{Example, ExampleCommit, Examples};

/// The folder `rules/`.
#[derive(RustEmbed)]
#[folder = "../../rules"]
struct Folder;

/// Ids of all files of the built-in book, sorted.
pub fn ids() -> Vec<String> {
    let mut ids: Vec<String> = Folder::iter().filter_map(|path| path.strip_suffix(".yaml").map(str::to_string)).collect();
    ids.sort();
    ids
}

/// Files that were read so far: a family has hundreds of members, whose words all stand in one.
static READ: LazyLock<Mutex<HashMap<String, Arc<Entry>>>> = LazyLock::new(Mutex::default);

/// The entry of a file of the built-in book, read once per run; `None` where there is no such file.
///
/// # Errors
/// A file that is no entry.
pub fn shared(id: &str) -> Option<Result<Arc<Entry>, SyntaxError>> {
    if let Some(known) = lock(&READ).get(id) {
        return Some(Ok(Arc::clone(known)));
    }
    let read = entry(id)?.map(Arc::new);
    if let Ok(entry) = &read {
        lock(&READ).insert(id.to_string(), Arc::clone(entry));
    }
    Some(read)
}

/// The entry of a file of the built-in book, or `None` where there is no such file.
pub fn entry(id: &str) -> Option<Result<Entry, SyntaxError>> {
    let file = Folder::get(&format!("{id}.yaml"))?;
    Some(read(&format!("rules/{id}.yaml"), &file.data, id))
}

/// All entries of one gate, sorted by id.
pub fn entries_of(gate: &str) -> Result<Vec<Entry>, SyntaxError> {
    let prefix = format!("{gate}/");
    let mut ids: Vec<_> = Folder::iter().filter(|path| path.starts_with(&prefix)).collect();
    ids.sort();
    ids.iter().filter_map(|path| entry(path.trim_end_matches(".yaml"))).collect()
}

/// Reads one rule file, built in or a user's. `id` is what its path says.
pub fn read(path: &str, bytes: &[u8], id: &str) -> Result<Entry, SyntaxError> {
    let limits = Limits::default();
    let source = Source::from_bytes(SourceId(u32::MAX), path, bytes, &limits)?;
    let document = document::parse(Arc::new(source), Format::Yaml, &limits)?;
    from_document(&document, id)
}

/// Reads one rule file that is already a tree.
pub fn from_document(document: &Document, id: &str) -> Result<Entry, SyntaxError> {
    entry::parse(document.root(), id)
}
