//! Whole descriptions from text or files, for tests.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use document::{Document, Format, Limits, Source, SourceId};
use model::apis::{Alone, Api, Files, Opener};

use super::change::Change;
use super::policy::Policy;
use super::walk;

/// The day on which tests compare.
pub(crate) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 25);

/// A tree from text.
pub(crate) fn document(path: &str, text: &str) -> Document {
    let source = Source::new(SourceId(0), path, text);
    let format = Format::from_path(path).unwrap_or(Format::Yaml);
    document::parse(Arc::new(source), format, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Changes between two descriptions in memory.
pub(crate) fn changes(base: &str, revision: &str, policy: &Policy) -> Vec<Change> {
    let (base, revision) = (document("base.yaml", base), document("revision.yaml", revision));
    let (base, revision) = (Files::load("base.yaml", &base, &mut Alone), Files::load("revision.yaml", &revision, &mut Alone));
    compared(&base, &revision, policy)
}

/// Changes between two loaded descriptions.
pub(crate) fn compared(base: &Files<'_>, revision: &Files<'_>, policy: &Policy) -> Vec<Change> {
    let (old, new) = (Api::read(base).expect("an API"), Api::read(revision).expect("an API"));
    walk::compare(&old, &new, policy, TODAY)
}

/// Reads further files from a directory, and keeps what it read.
pub(crate) struct Folder<'d> {
    pub(crate) root: PathBuf,
    pub(crate) kept: &'d Mutex<Vec<&'static Document>>,
}

impl<'d> Opener<'d> for Folder<'d> {
    fn open(&mut self, path: &str) -> Result<&'d Document, String> {
        let text = std::fs::read_to_string(self.root.join(path)).map_err(|error| error.to_string())?;
        let document: &'static Document = Box::leak(Box::new(document(path, &text)));
        self.kept.lock().expect("no panic before").push(document);
        Ok(document)
    }
}

/// Changes between two files of a directory.
pub(crate) fn changes_of_files(root: &Path, base: &str, revision: &str, policy: &Policy) -> Vec<Change> {
    let kept = Mutex::new(Vec::new());
    let mut folder = Folder { root: root.to_path_buf(), kept: &kept };
    let (old, new) = (folder.open(base).expect("readable"), folder.open(revision).expect("readable"));
    let base = Files::load(base, old, &mut folder);
    let revision = Files::load(revision, new, &mut folder);
    compared(&base, &revision, policy)
}

/// Where shared data lies: `ENT_SHARED`, or beside the project; `None` prints that the test is skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let candidates = [std::env::var_os("ENT_SHARED").map(PathBuf::from), Some(root.join("../shared"))];
    let found = candidates.into_iter().flatten().map(|shared| shared.join(path)).find(|path| path.exists());
    if found.is_none() {
        println!("skipped: no shared data at {path}");
    }
    found
}
