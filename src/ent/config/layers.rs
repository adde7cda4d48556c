//! Reads the files into layers: the profile, the file, what it extends.

use std::path::Path;
use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use rule::{GateInfo, strict};

use super::discover::Found;
use super::{ConfigError, Layer, keys};

/// How far `extends` may lead.
const EXTENDS_DEPTH: usize = 8;

pub(super) fn read(found: Found, profile: Option<&str>, gates: &[&GateInfo]) -> Result<Vec<Layer>, ConfigError> {
    let home = found.on_disk.parent().unwrap_or(Path::new(".")).to_path_buf();
    let mut files = Vec::new();
    collect(found, &home, gates, &mut files)?;
    let mut layers = Vec::new();
    for (document, shown) in &files {
        let Some(body) = profile.and_then(|name| document.root().path(["profiles", name])) else { continue };
        let origin = format!("profile {} of {shown}", profile.unwrap_or_default());
        layers.push(Layer { document: Arc::clone(document), root: body.id(), origin });
    }
    layers.extend(files.into_iter().map(|(document, shown)| {
        let root = document.root().id();
        Layer { document, root, origin: shown }
    }));
    Ok(layers)
}

fn collect(found: Found, home: &Path, gates: &[&GateInfo], files: &mut Vec<(Arc<Document>, String)>) -> Result<(), ConfigError> {
    let document = Arc::new(parse(&found)?);
    keys::check(&document, gates).map_err(|error| ConfigError::at(error, &document))?;
    check_version(&document)?;
    files.push((Arc::clone(&document), found.shown.clone()));
    let Some(extends) = document.root().get("extends") else { return Ok(()) };
    let at = |message: String, help: Option<String>| ConfigError::at(strict::error_at(extends, message, help), &document);
    for name in strict::texts(extends, "extends").map_err(|error| ConfigError::at(error, &document))? {
        if files.len() > EXTENDS_DEPTH {
            return Err(at(
                format!("`extends` leads through more than {EXTENDS_DEPTH} files"),
                Some("a file may not extend itself".into()),
            ));
        }
        let base = found.on_disk.parent().unwrap_or(Path::new("."));
        let on_disk = base.join(&name);
        let inside = matches!((on_disk.canonicalize(), home.canonicalize()), (Ok(file), Ok(home)) if file.starts_with(&home));
        if !inside {
            return Err(at(format!("`{name}` is no file below the folder of the configuration"), None));
        }
        let shown = match found.shown.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.clone(),
        };
        collect(Found { on_disk, shown }, home, gates, files)?;
    }
    Ok(())
}

fn parse(found: &Found) -> Result<Document, ConfigError> {
    let bytes = std::fs::read(&found.on_disk)
        .map_err(|why| ConfigError::plain(format!("{} cannot be read: {why}", found.shown), Some("mend its permissions".into())))?;
    let limits = Limits::default();
    let plain = |error: document::SyntaxError| ConfigError::plain(error.to_string(), error.help);
    let source = Arc::new(Source::from_bytes(SourceId(u32::MAX - 1), found.shown.clone(), &bytes, &limits).map_err(plain)?);
    match document::parse(Arc::clone(&source), Format::Yaml, &limits) {
        Ok(document) => Ok(document),
        Err(error) => Err(ConfigError { message: error.message.clone(), help: error.help.clone(), at: Some(Box::new((error, source))) }),
    }
}

fn check_version(document: &Document) -> Result<(), ConfigError> {
    let Some(node) = document.root().get("required_version") else { return Ok(()) };
    let at = |message: String, help: &str| ConfigError::at(strict::error_at(node, message, Some(help.into())), document);
    let wanted = semver::VersionReq::parse(node.text())
        .map_err(|why| at(format!("`required_version` is no version range: {why}"), "such as \">=0.1, <2\""))?;
    let own = env!("CARGO_PKG_VERSION");
    match semver::Version::parse(own) {
        Ok(version) if wanted.matches(&version) => Ok(()),
        _ => Err(at(format!("this is ent {own}, and the configuration asks for {wanted}"), "install a version that fits")),
    }
}
