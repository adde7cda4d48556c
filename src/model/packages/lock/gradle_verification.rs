//! `gradle/verification-metadata.xml`: the artifacts that a build may use, with their hashes.

use document::{Source, SyntaxError};

use super::xml;
use crate::packages::{Algorithm, Ecosystem, LockFile, Package};

/// Reads the verification metadata of Gradle.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let document = xml::parse(source)?;
    let root = xml::root(source, &document, "verification-metadata")?;
    for component in xml::child(root, "components").into_iter().flat_map(|components| xml::children(components, "component")) {
        let part = |name| xml::attribute(component, name).unwrap_or("");
        let name = format!("{}:{}", part("group"), part("name"));
        let mut package = Package::new(Ecosystem::Maven, name, Some(part("version")), xml::span(source, component));
        for artifact in xml::children(component, "artifact") {
            let file = xml::attribute(artifact, "name");
            for hash in artifact.children().filter(roxmltree::Node::is_element) {
                if let (Some(algorithm), Some(value)) = (Algorithm::from_name(hash.tag_name().name()), xml::attribute(hash, "value")) {
                    package.add_hex(algorithm, value, file);
                }
            }
        }
        file.push(package);
    }
    Ok(file)
}
