//! Answers on disk: an answer that has not changed costs no rate limit, one that cannot have changed costs no question.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Token;
use super::desk::Page;

/// What was not renewed for so long is thrown away.
const KEPT: Duration = Duration::from_secs(30 * 86_400);
/// A larger file is none of ours.
const LARGEST: u64 = 32 << 20;

/// One kept answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its tag, to ask whether it has changed.
    pub(super) etag: Option<String>,
    /// What changes whenever it may change.
    pub(super) stamp: Option<String>,
    /// Path of the page after it.
    pub(super) next: Option<String>,
    /// The answer.
    pub(super) body: Value,
}

impl Entry {
    pub(super) fn page(&self) -> Page {
        Page { value: self.body.clone(), next: self.next.clone() }
    }
}

/// The kept answers of one address and one token: what one token may see is not shown to another.
pub(super) struct Cache {
    folder: PathBuf,
    salt: String,
}

impl Cache {
    /// A cache in a folder, which is made when something is kept.
    pub(super) fn open(folder: &Path, address: &str, token: &Token) -> Cache {
        sweep(folder);
        let salt = hex(&format!("{address}\n{}", token.reveal()));
        Cache { folder: folder.into(), salt }
    }

    fn file(&self, path: &str) -> PathBuf {
        self.folder.join(format!("{}.json", hex(&format!("{}\n{path}", self.salt))))
    }

    /// What is kept for a path; a file that cannot be read is as good as none.
    pub(super) fn read(&self, path: &str) -> Option<Entry> {
        let file = self.file(path);
        if std::fs::metadata(&file).ok()?.len() > LARGEST {
            return None;
        }
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    }

    /// Keeps an answer. A disk that does not take it costs time at the next run, nothing else.
    pub(super) fn write(&self, path: &str, entry: &Entry) {
        let Ok(text) = serde_json::to_vec(entry) else { return };
        let file = self.file(path);
        let beside = file.with_extension(format!("{}.new", std::process::id()));
        let written = private_folder(&self.folder).and_then(|()| private_file(&beside)).and_then(|mut new| new.write_all(&text));
        if written.and_then(|()| std::fs::rename(&beside, &file)).is_err() {
            let _ = std::fs::remove_file(&beside);
        }
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers may come from private repositories: they are for the user alone.
#[cfg(unix)]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path)
}

fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let now = SystemTime::now();
    for entry in entries.flatten() {
        let is_ours = entry.path().extension().is_some_and(|extension| extension == "json" || extension == "new");
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|then| now.duration_since(then).ok());
        if is_ours && age.is_some_and(|age| age > KEPT) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
