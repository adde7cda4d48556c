//! The append-only store of a run's texts and trees: each file is read and parsed once, whoever asks first.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use document::{Document, Format, Limits, Source, SourceId, SyntaxError};

use crate::NotJudged;
use crate::fingerprint::sha256_hex;

/// A file that was read, with its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Path as reports show it.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// All texts and trees of a run.
pub struct Store {
    root: PathBuf,
    limits: Limits,
    slots: boxcar::Vec<Slot>,
    by_path: Mutex<HashMap<String, usize>>,
    /// Files named on the command line may lie outside the root; this is where.
    named: Mutex<HashMap<String, PathBuf>>,
    /// What was put in without being a file of the tree.
    memory: Mutex<HashSet<String>>,
}

struct Slot {
    path: String,
    bytes: OnceLock<Result<Bytes, NotJudged>>,
    source: OnceLock<Result<Arc<Source>, SyntaxError>>,
    documents: [OnceLock<Result<Document, SyntaxError>>; FORMATS.len()],
}

struct Bytes {
    bytes: Arc<[u8]>,
    sha256: String,
}

const FORMATS: [Format; 5] = [Format::Yaml, Format::Json, Format::Json5, Format::Toml, Format::Markdown];

impl Store {
    /// An empty store over a directory.
    pub fn new(root: impl Into<PathBuf>, limits: Limits) -> Self {
        Store {
            root: root.into(),
            limits,
            slots: boxcar::Vec::new(),
            by_path: Mutex::new(HashMap::new()),
            named: Mutex::new(HashMap::new()),
            memory: Mutex::new(HashSet::new()),
        }
    }

    /// The directory the run looks at.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The limits of reading.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Lets a file that the user named lie anywhere; it keeps the name it was given.
    pub fn name_file(&self, shown: &str, on_disk: impl Into<PathBuf>) {
        lock(&self.named).insert(shown.to_string(), on_disk.into());
    }

    /// Puts a text into the store that is no file of the tree: standard input, a part of a Git tree. The first text of a name stays.
    pub fn add_bytes(&self, shown: &str, bytes: impl Into<Arc<[u8]>>) {
        let bytes = bytes.into();
        let sha256 = sha256_hex(&bytes);
        lock(&self.memory).insert(shown.to_string());
        let _ = self.slot(shown).1.bytes.set(Ok(Bytes { bytes, sha256 }));
    }

    /// Whether the text of a name is no file of the tree, so that nobody can mend it there.
    pub fn is_in_memory(&self, shown: &str) -> bool {
        lock(&self.memory).contains(shown)
    }

    /// Whether a path exists inside the root, as file or folder.
    pub fn exists(&self, path: &str) -> bool {
        self.locate(path).is_ok_and(|path| path.exists())
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Result<Arc<[u8]>, NotJudged> {
        self.loaded(self.slot(path).1).map(|bytes| Arc::clone(&bytes.bytes))
    }

    /// The text of a file.
    pub fn source(&self, path: &str) -> Result<&Source, NotJudged> {
        let (number, slot) = self.slot(path);
        let bytes = self.loaded(slot)?;
        let read = slot
            .source
            .get_or_init(|| Source::from_bytes(SourceId(number as u32), slot.path.clone(), &bytes.bytes, &self.limits).map(Arc::new));
        match read {
            Ok(source) => Ok(source),
            Err(error) => Err(error.clone().into()),
        }
    }

    /// The tree of a file, read as what its name says, or as YAML where the name says nothing.
    pub fn document(&self, path: &str) -> Result<&Document, NotJudged> {
        self.document_as(path, Format::from_path(path).unwrap_or(Format::Yaml))
    }

    /// The tree of a file, read as a given language.
    pub fn document_as(&self, path: &str, format: Format) -> Result<&Document, NotJudged> {
        self.source(path)?;
        let (_, slot) = self.slot(path);
        let Some(Ok(source)) = slot.source.get() else { return Err(NotJudged::input(path, "it could not be read")) };
        let index = FORMATS.iter().position(|known| *known == format).unwrap_or(0);
        let parsed = slot.documents[index].get_or_init(|| document::parse(Arc::clone(source), format, &self.limits));
        parsed.as_ref().map_err(|error| error.clone().into())
    }

    /// A source by its number, for carets.
    pub fn source_by_id(&self, id: SourceId) -> Option<&Source> {
        match self.slots.get(id.0 as usize)?.source.get()? {
            Ok(source) => Some(source),
            Err(_) => None,
        }
    }

    /// The source of a path, if this run has read it.
    pub fn known_source(&self, path: &str) -> Option<&Source> {
        let number = *lock(&self.by_path).get(path)?;
        self.source_by_id(SourceId(number as u32))
    }

    /// Path and digest of a file that was read; of one that could not be read the digest is empty.
    pub fn input(&self, path: &str) -> Input {
        let (_, slot) = self.slot(path);
        let sha256 = match slot.bytes.get() {
            Some(Ok(bytes)) => bytes.sha256.clone(),
            _ => String::new(),
        };
        Input { path: path.to_string(), sha256 }
    }

    fn slot(&self, path: &str) -> (usize, &Slot) {
        let number = *lock(&self.by_path).entry(path.to_string()).or_insert_with(|| {
            self.slots.push(Slot {
                path: path.to_string(),
                bytes: OnceLock::new(),
                source: OnceLock::new(),
                documents: [const { OnceLock::new() }; FORMATS.len()],
            })
        });
        (number, &self.slots[number])
    }

    fn loaded<'s>(&self, slot: &'s Slot) -> Result<&'s Bytes, NotJudged> {
        let loaded = slot.bytes.get_or_init(|| {
            let bytes = self.read(&slot.path)?;
            let sha256 = sha256_hex(&bytes);
            Ok(Bytes { bytes: bytes.into(), sha256 })
        });
        loaded.as_ref().map_err(Clone::clone)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, NotJudged> {
        let on_disk = self.locate(path)?;
        let wrong = |error: std::io::Error| NotJudged::input(path, describe(&error));
        let metadata = fs::metadata(&on_disk).map_err(wrong)?;
        if metadata.is_dir() {
            return Err(NotJudged::input(path, "it is a folder, not a file"));
        }
        // Opening a FIFO would wait for a writer for ever.
        if !metadata.is_file() {
            return Err(NotJudged::input(path, "it is no regular file (a FIFO, device or socket is never opened)"));
        }
        let limit = self.limits.bytes;
        let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize);
        fs::File::open(&on_disk).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(wrong)?;
        if bytes.len() as u64 > limit {
            return Err(NotJudged::input(
                path,
                format!("it is larger than the limit of {limit} bytes (raise `limits.file_bytes` in ent.yaml)"),
            ));
        }
        Ok(bytes)
    }

    /// Where a path lies on disk; an error for paths that leave the root, by `..`, by being absolute or through a symbolic link.
    fn locate(&self, path: &str) -> Result<PathBuf, NotJudged> {
        if let Some(named) = lock(&self.named).get(path) {
            return Ok(named.clone());
        }
        let outside = || NotJudged::input(path, "the path leads outside the directory under check");
        let relative = Path::new(path);
        if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(outside());
        }
        let on_disk = self.root.join(relative);
        match (on_disk.canonicalize(), self.root.canonicalize()) {
            (Ok(real), Ok(root)) if !real.starts_with(&root) => Err(outside()),
            _ => Ok(on_disk),
        }
    }
}

fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "it may not be read (permission denied)".into(),
        _ => format!("it could not be read: {error}"),
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A panic of one gate must not take the others along; every guarded value is valid between statements.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
