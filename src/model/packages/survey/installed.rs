//! What is installed in a folder or in a container image: package databases, metadata of packages, lists inside binaries.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use document::{Limits, Source, SourceId};
use rayon::prelude::*;

use super::{Files, Found, Paths, Unreadable, coverage, read_file};
use crate::packages::{LockFormat, Role, format_of};

mod image;
mod zstandard;

pub use image::{ImageError, is_oci_layout, of_oci_layout};

/// Most files of a tree.
const FILES: usize = 2_000_000;
/// Largest binary that is looked into, in bytes.
const BINARY: u64 = 512 << 20;
/// Largest list in a binary, in bytes.
const LIST: usize = 8 << 20;

/// The files that say what is installed, by path.
#[derive(Debug, Default)]
pub struct Evidence {
    texts: BTreeMap<String, Kept>,
}

#[derive(Debug)]
struct Kept {
    format: Option<&'static LockFormat>,
    bytes: Vec<u8>,
}

impl Files for Evidence {
    fn source(&self, path: &str) -> Result<Arc<Source>, Unreadable> {
        let Some(kept) = self.texts.get(path) else { return Err(Unreadable::Refused("there is no such file".to_owned())) };
        Source::from_bytes(SourceId(0), path, &kept.bytes, &Limits::default()).map(Arc::new).map_err(Unreadable::NotText)
    }
}

impl Evidence {
    /// How a file matters: as evidence, or because evidence is joined with it.
    fn matters(path: &str) -> Option<Option<&'static LockFormat>> {
        let format = format_of(path).filter(|format| format.role == Role::Installed);
        (format.is_some() || path.ends_with("etc/os-release") || path.ends_with("usr/lib/os-release")).then_some(format)
    }

    /// Keeps a file if it matters; a binary with a list of its packages is kept as that list.
    fn add(&mut self, path: &str, bytes: Vec<u8>) {
        if let Some(format) = Evidence::matters(path) {
            self.texts.insert(path.to_owned(), Kept { format, bytes });
        } else if let Some(json) = is_binary(&bytes).then(|| auditable_info::json_from_slice(&bytes, LIST).ok()).flatten() {
            self.texts.insert(path.to_owned(), Kept { format: format_of("x.cargo-auditable.json"), bytes: json.into_bytes() });
        }
    }

    /// Reads everything; `take` gets each file's packages, in no order.
    pub fn survey(&self, limits: &Limits, take: &(dyn Fn(Found) + Sync)) {
        let paths = Paths::new(self.texts.keys().cloned().collect());
        let known: Vec<(&String, &'static LockFormat)> = self.texts.iter().filter_map(|(path, kept)| Some((path, kept.format?))).collect();
        known.par_iter().for_each(|(path, format)| {
            let content = read_file(path, format, &paths, self, limits);
            let mut found = Found::default();
            found.files.push(super::PackageFile { path: (*path).clone(), format, content });
            for file in &found.files {
                found.gaps.extend(coverage::of_unread(file));
                let content = file.content.iter();
                found.gaps.extend(content.clone().flat_map(|content| coverage::of_notes(path, content)));
                found.gaps.extend(content.filter_map(|content| coverage::of_emptied(path, content, &paths, self, limits)));
            }
            take(found);
        });
    }
}

/// ELF, PE or Mach-O by their first bytes.
fn is_binary(bytes: &[u8]) -> bool {
    const MAGICS: [&[u8]; 5] = [b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\0asm"];
    MAGICS.iter().any(|magic| bytes.starts_with(magic))
}

/// The evidence in a folder: all of it, other people's folders too; links are not followed.
///
/// # Errors
/// When a folder cannot be read, or the tree is larger than any image.
pub fn of_folder(root: &Path, limits: &Limits) -> io::Result<Evidence> {
    let mut evidence = Evidence::default();
    let mut folders = vec![root.to_path_buf()];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            seen += 1;
            if seen > FILES {
                return Err(io::Error::other(format!("it holds more than {FILES} files")));
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                add_file(&mut evidence, root, &entry.path(), limits)?;
            }
        }
    }
    Ok(evidence)
}

fn add_file(evidence: &mut Evidence, root: &Path, path: &Path, limits: &Limits) -> io::Result<()> {
    let Some(shown) = path.strip_prefix(root).ok().and_then(Path::to_str) else { return Ok(()) };
    let shown = shown.replace('\\', "/");
    let limit = if Evidence::matters(&shown).is_some() { limits.bytes } else { BINARY };
    let mut file = std::fs::File::open(path)?;
    let mut bytes = Vec::new();
    if Evidence::matters(&shown).is_none() {
        io::Read::by_ref(&mut file).take(4).read_to_end(&mut bytes)?;
        if !is_binary(&bytes) {
            return Ok(());
        }
    }
    file.take(limit).read_to_end(&mut bytes)?;
    evidence.add(&shown, bytes);
    Ok(())
}
