//! What is installed, package by package: `METADATA` of Python, `package.json` of npm, and the list that `cargo auditable` puts into binaries.

use document::{Document, Node, Source, SyntaxError};

use super::lines::lines;
use super::tree::{items, required, root, root_with, text, texts};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, Scope};

/// Reads the `METADATA` of a `dist-info` folder or the `PKG-INFO` of an `egg-info` (core metadata of the Python Packaging User Guide).
pub(crate) fn read_python(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let field = |name: &str| {
        let header = lines(source).take_while(|line| !line.is_blank());
        header.filter_map(|line| line.text.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    if field("Metadata-Version").is_none() {
        return Err(super::at_start(source, "expected a field `Metadata-Version:`"));
    }
    let Some(name) = field("Name") else { return Err(super::at_start(source, "expected a field `Name:`")) };
    let mut package = Package::new(Ecosystem::PyPi, name, field("Version"), source.span(0, source.line(1).len()));
    // `License` may hold a whole text; a name is short.
    const LONGEST_NAME: usize = 80;
    let license = field("License-Expression").or_else(|| field("License")).filter(|text| text.len() <= LONGEST_NAME && *text != "UNKNOWN");
    package.licenses.extend(license.filter(|text| !text.is_empty()).map(str::to_owned));
    file.push(package);
    Ok(file)
}

/// Reads the `package.json` of a package in `node_modules`; one without name and version is a part of a package.
pub(crate) fn read_npm(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let root = root(document)?;
    if let (Some(name), Some(version)) = (text(root, "name"), text(root, "version")) {
        let mut package = Package::new(Ecosystem::Npm, name, Some(version), root.span());
        package.licenses = texts(root.get("license"));
        file.push(package);
    }
    Ok(file)
}

/// Reads the JSON that `cargo auditable` puts into the section `.dep-v0` of a binary.
pub(crate) fn read_auditable(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, direct_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["packages"])? else { return Ok(file) };
    let nodes: Vec<Node<'_>> = items(root, "packages").collect();
    for node in &nodes {
        let mut package = Package::new(Ecosystem::Cargo, required(*node, "name")?, text(*node, "version"), node.span());
        match text(*node, "source") {
            Some("crates.io") | None => {}
            Some("local") => (package.kind, package.origin) = (Kind::Member, Origin::Path(String::new())),
            Some(other) => package.properties.push(("auditable:source", other.to_owned())),
        }
        package.scope = Some(if text(*node, "kind") == Some("build") { Scope::Build } else { Scope::Runtime });
        let needs = items(*node, "dependencies").filter_map(|index| u32::try_from(index.as_i64()?).ok());
        package.dependencies = needs.filter(|&index| (index as usize) < nodes.len()).collect();
        if super::tree::is_true(*node, "root") {
            package.kind = Kind::Project;
            file.project = Some(package.name.clone());
            file.project_version = package.version.clone();
            file.direct = package.dependencies.clone();
        }
        file.push(package);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn core_metadata() {
        let text = "Metadata-Version: 2.4\nName: Flask\nVersion: 3.0.3\nLicense-Expression: BSD-3-Clause\n\nName: no field\n";
        let file = read_python(&Source::new(SourceId(0), "METADATA", text)).unwrap();
        let package = &file.packages[0];
        assert_eq!(
            (package.name.as_str(), package.version.as_deref(), package.licenses[0].as_str()),
            ("Flask", Some("3.0.3"), "BSD-3-Clause")
        );
        assert!(read_python(&Source::new(SourceId(0), "METADATA", "\nName: x\n")).is_err());
    }
}
