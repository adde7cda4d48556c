//! The first bytes of a file, read without ever waiting for one: only a regular file is read, a link is not followed.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// How much of a file is looked at first.
pub(super) const HEAD: usize = 8 << 10;
/// How much of a file is looked at when its head promises more (a second Kubernetes object, an OpenAPI document in alphabetical order).
pub(super) const LONG: usize = 4 << 20;

/// Opens a regular file. A FIFO, a device or a link that took its place since the folder was read is an error and never blocks.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC);
    }
    options.open(path)
}

/// Reads until the buffer is full or the file ends; gives the number of bytes.
pub(super) fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A small file as text, for the files that steer the walk itself; nothing where it is not a regular file, is longer than `limit` or cannot be read.
pub(super) fn small_text(path: &Path, limit: u64) -> Option<String> {
    small_bytes(path, limit).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The same as bytes.
pub(super) fn small_bytes(path: &Path, limit: u64) -> Option<Vec<u8>> {
    let mut file = open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > limit {
        return None;
    }
    let mut bytes = Vec::new();
    file.by_ref().take(limit).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The bytes as text: without a byte order mark, UTF-16 turned into UTF-8, cut before the first byte that is no UTF-8. Nothing for a binary file.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return text(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some(Cow::Owned(utf16(rest, u16::from_le_bytes)));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Some(Cow::Owned(utf16(rest, u16::from_be_bytes)));
    }
    if bytes.contains(&0) {
        return None;
    }
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or(""),
    };
    Some(Cow::Borrowed(valid))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|result| result.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_any_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBFopenapi").as_deref(), Some("openapi"));
        assert_eq!(text(b"\xFF\xFEa\0b\0").as_deref(), Some("ab"));
        assert_eq!(text(b"\xFE\xFF\0a\0b").as_deref(), Some("ab"));
        assert_eq!(text(b"a\xC3").as_deref(), Some("a"));
        assert_eq!(text(b"a\0b"), None);
        assert_eq!(text(b"").as_deref(), Some(""));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "x").unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("b")).unwrap();
        assert!(open(&folder.path().join("a")).is_ok());
        assert!(open(&folder.path().join("b")).is_err());
        assert_eq!(small_text(&folder.path().join("b"), 10), None);
        assert_eq!(small_text(&folder.path().join("a"), 0), None);
    }
}
