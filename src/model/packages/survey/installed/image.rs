//! A container image as a folder in the OCI image layout (image-spec 1.1): its layers, laid over each other.

use std::io::{self, Read};
use std::path::Path;

use document::Limits;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::zstandard::Frames;
use super::{BINARY, Evidence, FILES, is_binary};
use crate::packages::hex;

/// Largest manifest or index, in bytes.
const MANIFEST: u64 = 16 << 20;
/// Deepest nesting of indexes.
const NESTING: u32 = 4;
/// In front of the name of what a layer takes away.
const WHITEOUT: &str = ".wh.";
/// What a layer writes when it takes away everything that was in a folder.
const OPAQUE: &str = ".wh..wh..opq";

/// Why an image could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The system refuses.
    #[error("{0} cannot be read: {1}")]
    Io(String, io::Error),
    /// Not as the specification has it.
    #[error("{0}: {1}")]
    Malformed(String, String),
}

/// Whether a folder is in the OCI image layout.
pub fn is_oci_layout(root: &Path) -> bool {
    root.join("oci-layout").is_file() && root.join("index.json").is_file()
}

/// The evidence in the first image of a layout. Every blob has to have the digest that names it.
///
/// # Errors
/// A blob that is missing, has another digest, or is not what the specification says.
pub fn of_oci_layout(root: &Path, limits: &Limits) -> Result<Evidence, ImageError> {
    let index = read_limited(root, "index.json")?;
    let manifest = manifest(root, parse("index.json", &index)?, NESTING)?;
    let mut evidence = Evidence::default();
    for layer in manifest["layers"].as_array().into_iter().flatten() {
        let media = layer["mediaType"].as_str().unwrap_or("");
        let path = blob_path(layer)?;
        let bytes = blob(root, &path, layer)?;
        let tar: Box<dyn Read> = match media.rsplit(['+', '.']).next() {
            Some("gzip") => Box::new(flate2::read::MultiGzDecoder::new(io::Cursor::new(bytes))),
            Some("zstd") => Box::new(Frames::new(bytes)),
            Some("tar") => Box::new(io::Cursor::new(bytes)),
            _ => return Err(ImageError::Malformed(path, format!("layers of type `{media}` are not read"))),
        };
        lay_over(&mut evidence, tar, limits).map_err(|error| ImageError::Io(path, error))?;
    }
    Ok(evidence)
}

fn parse(path: &str, bytes: &[u8]) -> Result<Value, ImageError> {
    serde_json::from_slice(bytes).map_err(|error| ImageError::Malformed(path.to_owned(), error.to_string()))
}

fn read_limited(root: &Path, path: &str) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let read = std::fs::File::open(root.join(path)).and_then(|file| file.take(MANIFEST).read_to_end(&mut bytes));
    read.map_err(|error| ImageError::Io(path.to_owned(), error))?;
    Ok(bytes)
}

/// The first manifest of an image below an index; attestations of builders are none.
fn manifest(root: &Path, index: Value, nesting: u32) -> Result<Value, ImageError> {
    if index["layers"].is_array() {
        return Ok(index);
    }
    let images = index["manifests"].as_array().into_iter().flatten();
    let first = images.into_iter().find(|one| one["annotations"]["vnd.docker.reference.type"].is_null());
    let (Some(descriptor), true) = (first, nesting > 0) else {
        return Err(ImageError::Malformed("index.json".to_owned(), "it names no image".to_owned()));
    };
    let path = blob_path(descriptor)?;
    let bytes = blob(root, &path, descriptor)?;
    manifest(root, parse(&path, &bytes)?, nesting - 1)
}

/// `blobs/sha256/…` of a descriptor.
fn blob_path(descriptor: &Value) -> Result<String, ImageError> {
    let digest = descriptor["digest"].as_str().unwrap_or("");
    match digest.split_once(':') {
        Some(("sha256", hex)) if hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => Ok(format!("blobs/sha256/{hex}")),
        _ => Err(ImageError::Malformed("index.json".to_owned(), format!("`{digest}` is no SHA-256 digest"))),
    }
}

fn blob(root: &Path, path: &str, descriptor: &Value) -> Result<Vec<u8>, ImageError> {
    let bytes = std::fs::read(root.join(path)).map_err(|error| ImageError::Io(path.to_owned(), error))?;
    let digest = format!("sha256:{}", hex(&Sha256::digest(&bytes)));
    if descriptor["digest"] != digest.as_str() {
        return Err(ImageError::Malformed(path.to_owned(), format!("its digest is {digest}")));
    }
    Ok(bytes)
}

/// Lays one layer over what is there.
fn lay_over(evidence: &mut Evidence, tar: Box<dyn Read>, limits: &Limits) -> io::Result<()> {
    let mut archive = tar::Archive::new(tar);
    for (number, entry) in archive.entries()?.enumerate() {
        if number > FILES {
            return Err(io::Error::other(format!("a layer holds more than {FILES} files")));
        }
        let entry = entry?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").trim_start_matches('/').to_owned();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if name == OPAQUE {
            take_away(evidence, folder);
        } else if let Some(name) = name.strip_prefix(WHITEOUT) {
            take_away(evidence, &if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") });
        } else if entry.header().entry_type().is_file() {
            evidence.texts.remove(&path);
            keep(evidence, &path, entry, limits)?;
        }
    }
    Ok(())
}

fn keep(evidence: &mut Evidence, path: &str, mut entry: impl Read, limits: &Limits) -> io::Result<()> {
    let mut bytes = Vec::new();
    if Evidence::matters(path).is_some() {
        entry.take(limits.bytes).read_to_end(&mut bytes)?;
        evidence.add(path, bytes);
        return Ok(());
    }
    entry.by_ref().take(4).read_to_end(&mut bytes)?;
    if is_binary(&bytes) {
        entry.take(BINARY).read_to_end(&mut bytes)?;
        evidence.add(path, bytes);
    }
    Ok(())
}

/// Removes a file, or a folder with all that is in it.
fn take_away(evidence: &mut Evidence, path: &str) {
    let inside = format!("{path}/");
    evidence.texts.retain(|known, _| known != path && !known.starts_with(&inside) && !path.is_empty());
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::packages::materials::Collector;

    fn layer(files: &[(&str, &str)]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&archive(files)).unwrap();
        gzip.finish().unwrap()
    }

    fn archive(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, path, text.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn put(root: &Path, bytes: &[u8], media: &str) -> Value {
        let hex = hex(&Sha256::digest(bytes));
        let folder = root.join("blobs/sha256");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(&hex), bytes).unwrap();
        serde_json::json!({ "mediaType": media, "digest": format!("sha256:{hex}"), "size": bytes.len() })
    }

    fn layout(layers: &[Vec<u8>]) -> tempfile::TempDir {
        layout_of(layers, "application/vnd.oci.image.layer.v1.tar+gzip")
    }

    fn layout_of(layers: &[Vec<u8>], media: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let layers: Vec<Value> = layers.iter().map(|bytes| put(root.path(), bytes, media)).collect();
        let manifest = serde_json::json!({ "schemaVersion": 2, "layers": layers }).to_string();
        let manifest = put(root.path(), manifest.as_bytes(), "application/vnd.oci.image.manifest.v1+json");
        std::fs::write(root.path().join("index.json"), serde_json::json!({ "manifests": [manifest] }).to_string()).unwrap();
        std::fs::write(root.path().join("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}").unwrap();
        root
    }

    fn purls(root: &Path) -> Vec<String> {
        let collector = Collector::default();
        of_oci_layout(root, &Limits::default()).unwrap().survey(&Limits::default(), &|found| collector.add(found));
        collector.finish().components.into_iter().filter_map(|one| one.purl).collect()
    }

    const RELEASE: &str = "ID=alpine\nVERSION_ID=3.20.1\n";
    const PYTHON: &str = "usr/lib/python3.12/site-packages/flask-3.0.3.dist-info/METADATA";

    #[test]
    fn later_layers_replace_and_take_away() {
        let first = layer(&[
            ("etc/os-release", RELEASE),
            ("lib/apk/db/installed", "P:musl\nV:1.0\nA:x86_64\n"),
            (PYTHON, "Metadata-Version: 2.1\nName: flask\nVersion: 3.0.3\n"),
            ("app/node_modules/left-pad/package.json", "{\"name\": \"left-pad\", \"version\": \"1.3.0\"}"),
        ]);
        let second = layer(&[
            ("lib/apk/db/installed", "P:musl\nV:1.1\nA:x86_64\n"),
            ("usr/lib/python3.12/site-packages/.wh.flask-3.0.3.dist-info", ""),
        ]);
        let root = layout(&[first, second]);
        assert!(is_oci_layout(root.path()));
        assert_eq!(purls(root.path()), ["pkg:apk/alpine/musl@1.1?arch=x86_64&distro=alpine-3.20.1", "pkg:npm/left-pad@1.3.0"]);
    }

    #[test]
    fn layers_may_be_packed_with_zstandard_or_not_at_all() {
        let files = [("etc/os-release", RELEASE), ("lib/apk/db/installed", "P:musl\nV:1.0\nA:x86_64\n\n")];
        let packed = ruzstd::encoding::compress_to_vec(archive(&files).as_slice(), ruzstd::encoding::CompressionLevel::Fastest);
        let zstandard = layout_of(&[packed], "application/vnd.oci.image.layer.v1.tar+zstd");
        let plain = layout_of(&[archive(&files)], "application/vnd.oci.image.layer.v1.tar");
        let expected = ["pkg:apk/alpine/musl@1.0?arch=x86_64&distro=alpine-3.20.1"];
        assert_eq!(
            (purls(zstandard.path()), purls(plain.path())),
            (expected.map(str::to_owned).to_vec(), expected.map(str::to_owned).to_vec())
        );
        let broken = layout_of(&[b"no archive".to_vec()], "application/vnd.oci.image.layer.v1.tar+zstd");
        assert!(of_oci_layout(broken.path(), &Limits::default()).is_err());
    }

    #[test]
    fn a_blob_with_another_digest_is_refused() {
        let root = layout(&[layer(&[("etc/os-release", RELEASE)])]);
        for blob in std::fs::read_dir(root.path().join("blobs/sha256")).unwrap() {
            let path = blob.unwrap().path();
            let mut bytes = std::fs::read(&path).unwrap();
            bytes.push(b' ');
            std::fs::write(path, bytes).unwrap();
        }
        assert!(of_oci_layout(root.path(), &Limits::default()).is_err());
    }
}
