//! `packages.config` and `Directory.Packages.props` of .NET.

use document::{Source, SyntaxError};

use super::xml;
use crate::packages::{Ecosystem, LockFile, NoteKind, Package, Scope};

/// Reads a `packages.config`: exact versions of everything, no edges.
pub(crate) fn read_config(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let document = xml::parse(source)?;
    let root = xml::root(source, &document, "packages")?;
    for node in xml::children(root, "package") {
        let (Some(name), version) = (xml::attribute(node, "id"), xml::attribute(node, "version")) else { continue };
        let mut package = Package::new(Ecosystem::NuGet, name, version, xml::span(source, node));
        let development = xml::attribute(node, "developmentDependency").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        package.scope = Some(if development { Scope::Development } else { Scope::Runtime });
        file.push(package);
    }
    Ok(file)
}

/// Reads a `Directory.Packages.props`: the versions of direct dependencies.
pub(crate) fn read_central(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let document = xml::parse(source)?;
    let root = xml::root(source, &document, "Project")?;
    for node in root.descendants().filter(|node| matches!(node.tag_name().name(), "PackageVersion" | "GlobalPackageReference")) {
        let Some(name) = xml::attribute(node, "Include") else { continue };
        let version = xml::attribute(node, "Version").or_else(|| xml::child_text(node, "Version")).unwrap_or("");
        let span = xml::span(source, node);
        // `[1.0]` is exact, `1.0` a lower bound that restores as itself where the feed has it; ranges and properties are neither.
        let exact = version.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(version);
        if exact.is_empty() || exact.contains(['[', '(', ',', '*', '$']) {
            file.note(NoteKind::Unpinned, name, format!("`{version}` names no exact version"), span);
            continue;
        }
        let id = file.push(Package::new(Ecosystem::NuGet, name, Some(exact), span));
        file.direct.push(id);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn both_files() {
        let config = "<?xml version=\"1.0\"?><packages><package id=\"A\" version=\"1.0\" /><package id=\"B\" version=\"2\" developmentDependency=\"true\"/></packages>";
        let file = read_config(&Source::new(SourceId(0), "packages.config", config)).unwrap();
        assert_eq!(file.packages[1].scope, Some(Scope::Development));
        let props = "<Project><ItemGroup><PackageVersion Include=\"A\" Version=\"[1.0]\"/><PackageVersion Include=\"B\" Version=\"$(V)\"/></ItemGroup></Project>";
        let file = read_central(&Source::new(SourceId(0), "Directory.Packages.props", props)).unwrap();
        assert_eq!((file.packages.len(), file.notes.len()), (1, 1));
    }
}
