//! One side of a comparison: where its documents come from, and what is wrong with those it could not read.

use std::path::{Path, PathBuf};

use document::{Document, Format};
use outside::git::{Git, Id, Stored};
use outside::web;
use rule::{Context, NotJudged};

use super::reference::{is_web, join};
use super::{Files, Opener};

/// Where the documents of one side come from. References never leave it.
pub struct Side<'c, 'd> {
    cx: &'c Context<'d>,
    root: Root,
    urls: bool,
}

/// What paths of a side are relative to.
enum Root {
    /// The directory of the run.
    Tree,
    /// Another folder of the disk, and how it is shown (with a slash at the end, or empty).
    Folder { shown: String, on_disk: PathBuf },
    /// A folder of a commit, and the name of the commit.
    Commit { git: Git, id: Id, name: String, folder: String },
    /// The web: paths are URLs.
    Web,
}

/// What a name on the command line stands for: a path of its side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// One document.
    File(String),
    /// All descriptions below a folder.
    Folder(String),
}

/// How many links of a Git tree lead to one file.
const MAX_LINKS: usize = 8;

impl<'c, 'd> Side<'c, 'd> {
    /// The directory of the run.
    pub fn tree(cx: &'c Context<'d>) -> Self {
        Side { cx, root: Root::Tree, urls: false }
    }

    /// A folder of a commit, shown under a name of the commit.
    pub fn commit(cx: &'c Context<'d>, git: Git, id: Id, name: &str, folder: &str) -> Self {
        Side { cx, root: Root::Commit { git, id, name: name.to_string(), folder: folder.to_string() }, urls: false }
    }

    /// What the user named: `-` (standard input, which the store holds already), a URL, a file or folder of the disk, `REVISION:PATH`.
    ///
    /// # Errors
    /// There is nothing of that name, or it may not be fetched.
    pub fn named(cx: &'c Context<'d>, text: &str) -> Result<(Self, Named), NotJudged> {
        if text == "-" {
            return Ok((Side::tree(cx), Named::File("-".to_string())));
        }
        if is_web(text) {
            return Ok((Side { cx, root: Root::Web, urls: false }, Named::File(text.to_string())));
        }
        let on_disk = cx.root().join(text);
        if on_disk.exists() {
            return Side::on_disk(cx, text, &on_disk);
        }
        match text.split_once(':') {
            Some((revision, path)) if !revision.is_empty() => Side::in_git(cx, text, revision, path),
            _ => Err(NotJudged::input(text, "there is no such file")),
        }
    }

    /// The same side; references to the web are followed.
    pub fn following_urls(mut self, follow: bool) -> Self {
        self.urls = follow;
        self
    }

    fn on_disk(cx: &'c Context<'d>, text: &str, on_disk: &Path) -> Result<(Self, Named), NotJudged> {
        let wrong = |error: std::io::Error| NotJudged::input(text, format!("it could not be read: {error}"));
        let real = on_disk.canonicalize().map_err(wrong)?;
        let top = cx.root().canonicalize().map_err(wrong)?;
        let named = |path: String| if real.is_dir() { Named::Folder(path) } else { Named::File(path) };
        if let Ok(inside) = real.strip_prefix(&top) {
            return Ok((Side::tree(cx), named(slashes(inside))));
        }
        // Outside of the directory of the run a document may refer to what is in its repository, or else in its folder.
        let folder = if real.is_dir() { real.clone() } else { real.parent().unwrap_or(&real).to_path_buf() };
        let top = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&folder).to_path_buf();
        let inside = slashes(real.strip_prefix(&top).unwrap_or(Path::new("")));
        let given = text.replace('\\', "/");
        let shown = match given.trim_end_matches('/').strip_suffix(&inside) {
            Some(prefix) if prefix.is_empty() || prefix.ends_with('/') => prefix.to_string(),
            Some(prefix) if inside.is_empty() => format!("{prefix}/"),
            _ => format!("{}/", slashes(&top)),
        };
        Ok((Side { cx, root: Root::Folder { shown, on_disk: top }, urls: false }, named(inside)))
    }

    fn in_git(cx: &'c Context<'d>, text: &str, revision: &str, path: &str) -> Result<(Self, Named), NotJudged> {
        let wrong = |why: outside::git::GitError| {
            NotJudged::input(text, format!("there is no such file, and as REVISION:PATH it cannot be had: {why}"))
        };
        let git = Git::open(cx.root()).map_err(wrong)?;
        let id = git.resolve(revision).map_err(wrong)?;
        let folder = git.folder_of(cx.root());
        let from_here = join(&format!("{folder}/here"), path.trim_end_matches('/'));
        let from_top = join("", path.trim_end_matches('/')).filter(|_| !path.starts_with("./") && !path.starts_with("../"));
        for path in [from_top, from_here].into_iter().flatten() {
            match git.stored_at(id, &path, cx.run().store().limits().bytes).map_err(wrong)? {
                Some(Stored::Folder) => return Ok((Side::commit(cx, git, id, revision, ""), Named::Folder(path))),
                Some(_) => return Ok((Side::commit(cx, git, id, revision, ""), Named::File(path))),
                None => {}
            }
        }
        Err(NotJudged::input(text, format!("there is no `{path}` in `{revision}`")))
    }

    /// How a path of this side is shown, and under which name the store holds it.
    pub fn shown(&self, path: &str) -> String {
        match &self.root {
            _ if is_web(path) => path.to_string(),
            Root::Tree | Root::Web => path.to_string(),
            Root::Folder { shown, .. } => format!("{shown}{path}"),
            Root::Commit { name, folder, .. } => format!("{name}:{}", below(folder, path)),
        }
    }

    /// The tree of one file.
    ///
    /// # Errors
    /// It is not there, may not be read, or is malformed.
    pub fn document(&self, path: &str) -> Result<&'d Document, NotJudged> {
        let shown = self.shown(path);
        let store = self.cx.run().store();
        if is_web(path) {
            store.add_bytes(&shown, self.fetch(path)?);
        } else {
            match &self.root {
                Root::Tree => {}
                Root::Folder { on_disk, .. } => store.name_file(&shown, within(on_disk, path, &shown)?),
                Root::Commit { git, id, folder, .. } => {
                    let limit = store.limits().bytes;
                    store.add_bytes(&shown, stored(git, *id, folder, path, limit).map_err(|why| NotJudged::input(&shown, why))?);
                }
                Root::Web => return Err(NotJudged::input(&shown, "this is no URL")),
            }
        }
        let bytes = self.cx.bytes(&shown)?;
        self.cx.open_as(&shown, format_of(path, &bytes))
    }

    fn fetch(&self, url: &str) -> Result<Vec<u8>, NotJudged> {
        if self.cx.offline() {
            return Err(NotJudged::surroundings(format!("`{url}` is not fetched: the network is switched off"), "run without `--offline`"));
        }
        let limit = self.cx.run().store().limits().bytes;
        web::fetch(url, limit).map_err(|why| NotJudged::surroundings(format!("`{url}` cannot be fetched: {why}"), "name a file instead"))
    }

    /// Whether there is a file at a path of this side.
    pub fn is_there(&self, path: &str) -> bool {
        match &self.root {
            Root::Tree => self.cx.root().join(path).exists(),
            Root::Folder { on_disk, .. } => on_disk.join(path).exists(),
            Root::Commit { git, id, folder, .. } => {
                matches!(git.stored_at(*id, &below(folder, path), u64::MAX), Ok(Some(Stored::File(_) | Stored::Link(_))) | Err(_))
            }
            Root::Web => false,
        }
    }

    /// Whether a path of this side is an API description that can be read. What cannot be read is one if its name or its text says so.
    pub fn holds_description(&self, path: &str) -> bool {
        if !["yaml", "yml", "json"].iter().any(|extension| path.to_ascii_lowercase().ends_with(extension)) {
            return false;
        }
        match self.document(path) {
            Ok(document) => super::version(document.root()).is_some(),
            Err(_) => {
                let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
                let text = self.cx.bytes(&self.shown(path)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
                let says =
                    |line: &str| ["openapi:", "swagger:", "\"openapi\":", "\"swagger\":"].iter().any(|key| line.trim().starts_with(key));
                name.contains("openapi") || name.contains("swagger") || text.lines().take(200).any(says)
            }
        }
    }

    /// A description with everything it refers to.
    ///
    /// # Errors
    /// The document cannot be read, or is no description.
    pub fn load(&mut self, path: &str) -> Result<Files<'d>, NotJudged> {
        let entry = self.document(path)?;
        if super::version(entry.root()).is_none() {
            return Err(NotJudged::input(
                self.shown(path),
                "this is no OpenAPI or Swagger document: it has no `openapi` and no `swagger` of a known version",
            ));
        }
        Ok(Files::load(path, entry, self))
    }

    /// Paths of the files below a folder of this side that could be descriptions, sorted.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn list(&self, folder: &str) -> Result<Vec<String>, NotJudged> {
        let wrong = |why: String| NotJudged::input(self.shown(folder), why);
        let mut paths = match &self.root {
            Root::Tree => walk(self.cx.root(), folder).map_err(wrong)?,
            Root::Folder { on_disk, .. } => walk(on_disk, folder).map_err(wrong)?,
            Root::Commit { git, id, folder: top, .. } => {
                let paths = git.files_below(*id, &below(top, folder)).map_err(|why| wrong(why.to_string()))?;
                paths.into_iter().map(|path| below(folder, &path)).collect()
            }
            Root::Web => Vec::new(),
        };
        paths.retain(|path| ["yaml", "yml", "json"].iter().any(|extension| path.rsplit('.').next() == Some(extension)));
        paths.sort();
        Ok(paths)
    }
}

impl<'d> Opener<'d> for Side<'_, 'd> {
    fn open(&mut self, path: &str) -> Result<&'d Document, String> {
        self.document(path).map_err(|why| match why {
            NotJudged::Input { position: None, why, .. } => why,
            other => other.to_string(),
        })
    }

    fn follows_urls(&self) -> bool {
        self.urls
    }
}

/// What keeps a description from being read whole, each with its place: references to files that were not read, keys that stand twice.
pub fn defects(files: &Files<'_>) -> Vec<NotJudged> {
    let mut found = Vec::new();
    for document in files.documents() {
        if let Some(twice) = document.duplicates().first() {
            let key = document.node(twice.second);
            found.push(NotJudged::Input {
                path: document.source().path().to_string(),
                position: Some(document.position(key.span().start)),
                why: format!("the key `{}` stands twice in one mapping, and only the last one counts", key.text()),
            });
        }
    }
    let places = files.unread().into_iter().map(|broken| {
        let node = files.node(broken.at);
        let node = node.get("$ref").unwrap_or(node);
        NotJudged::Input {
            path: node.document().source().path().to_string(),
            position: Some(node.document().position(node.span().start)),
            why: broken.why.to_string(),
        }
    });
    found.extend(places);
    found
}

/// The language of a document: what its name says, else what its first character says.
fn format_of(path: &str, bytes: &[u8]) -> Format {
    match Format::from_path(path) {
        Some(format @ (Format::Yaml | Format::Json | Format::Json5)) => format,
        _ if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') => Format::Json,
        _ => Format::Yaml,
    }
}

fn below(folder: &str, path: &str) -> String {
    match (folder.is_empty(), path.is_empty()) {
        (true, _) => path.to_string(),
        (false, true) => folder.to_string(),
        (false, false) => format!("{folder}/{path}"),
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Where a path below a folder lies, if links do not lead out of it.
fn within(folder: &Path, path: &str, shown: &str) -> Result<PathBuf, NotJudged> {
    let on_disk = folder.join(path);
    match on_disk.canonicalize() {
        Ok(real) if !real.starts_with(folder) => Err(NotJudged::input(shown, format!("the path leads outside {}", folder.display()))),
        _ => Ok(on_disk),
    }
}

/// The bytes of a file of a commit; links are followed inside the folder.
fn stored(git: &Git, commit: Id, folder: &str, path: &str, limit: u64) -> Result<Vec<u8>, String> {
    let mut path = path.to_string();
    for _ in 0..MAX_LINKS {
        match git.stored_at(commit, &below(folder, &path), limit).map_err(|why| why.to_string())? {
            Some(Stored::File(bytes)) => return Ok(bytes),
            Some(Stored::Link(target)) => path = join(&path, &target).ok_or("it is a link that leads outside the tree of the commit")?,
            Some(Stored::Folder) => return Err("it is a folder, not a file".to_string()),
            Some(Stored::Submodule) => return Err("it is a submodule, whose files are in another repository".to_string()),
            None => return Err("there is no such file in that commit".to_string()),
        }
    }
    Err("it is a link that leads to a link without end".to_string())
}

/// How deep folders are walked, and how many files are met.
const MAX_DEPTH: usize = 32;
const MAX_LISTED: usize = 100_000;

/// Files below a folder, relative to `root`; hidden ones, links to folders and installed packages left out.
fn walk(root: &Path, folder: &str) -> Result<Vec<String>, String> {
    let mut due = vec![(folder.to_string(), 0)];
    let mut found = Vec::new();
    while let Some((folder, depth)) = due.pop() {
        let entries = std::fs::read_dir(root.join(&folder)).map_err(|error| format!("it could not be read: {error}"))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = below(&folder, &name);
            let Ok(kind) = entry.file_type() else { continue };
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            if kind.is_dir() && depth < MAX_DEPTH {
                due.push((path, depth + 1));
            } else if !kind.is_dir() {
                found.push(path);
            }
        }
        if found.len() > MAX_LISTED {
            return Err(format!("it holds more than {MAX_LISTED} files"));
        }
    }
    Ok(found)
}
