//! `yarn.lock` of Yarn 0 and 1: a format of its own, near YAML but none (`key value` without a colon).

use std::collections::{HashMap, HashSet};

use document::{Document, Node, Source, Span, SyntaxError};

use super::lines::{Line, lines};
use super::npm_name::{Descriptor, origin_of};
use super::tree::{entries, text};
use crate::packages::{Algorithm, Ecosystem, LockFile, Origin, Package, PackageId, Scope};

/// What an entry holds besides its version.
#[derive(Default)]
struct Block<'s> {
    line: Option<Line<'s>>,
    descriptors: Vec<String>,
    version: Option<String>,
    resolved: Option<String>,
    integrity: Option<&'s str>,
    wants: Vec<Want>,
    in_dependencies: bool,
    optional: bool,
}

/// What an entry needs.
struct Want {
    name: String,
    range: String,
    optional: bool,
    span: Span,
}

/// Descriptor (`name@range`) → package, for whoever joins the lock file with manifests.
pub(crate) type Descriptors = HashMap<String, PackageId>;

/// Reads a lock file of Yarn 1.
pub(crate) fn read(source: &Source) -> Result<(LockFile, Descriptors), SyntaxError> {
    let mut reader = Reader::default();
    reader.file.format_version = Some("1".to_owned());
    reader.file.edges_known = true;
    for line in lines(source).filter(|line| !line.is_blank() && !line.trimmed().starts_with('#')) {
        reader.line(line)?;
    }
    reader.end_block()?;
    reader.file.cut_in_a_line(source);
    Ok(reader.finish())
}

#[derive(Default)]
struct Reader<'s> {
    file: LockFile,
    block: Option<Block<'s>>,
    by_descriptor: Descriptors,
    wants: Vec<(PackageId, Want)>,
}

impl<'s> Reader<'s> {
    fn line(&mut self, line: Line<'s>) -> Result<(), SyntaxError> {
        if line.indent() == 0 {
            self.end_block()?;
            self.block = Some(header(line)?);
            return Ok(());
        }
        let Some(block) = &mut self.block else { return Err(line.error("expected an entry such as `name@^1.0.0:`")) };
        if line.indent() >= 4 {
            if block.in_dependencies {
                let (name, range) = key_and_value(&line)?;
                block.wants.push(Want { name, range, optional: block.optional, span: line.span() });
            }
            return Ok(());
        }
        block.in_dependencies = matches!(line.trimmed(), "dependencies:" | "optionalDependencies:");
        block.optional = line.trimmed() == "optionalDependencies:";
        if line.trimmed().ends_with(':') {
            return Ok(());
        }
        let (key, value) = key_and_value(&line)?;
        match key.as_str() {
            "version" => block.version = Some(value),
            "resolved" => block.resolved = Some(value),
            "integrity" => block.integrity = line.trimmed().split_once(' ').map(|(_, value)| value.trim_matches('"')),
            _ => {}
        }
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), SyntaxError> {
        let Some(block) = self.block.take() else { return Ok(()) };
        let Some(line) = block.line else { return Ok(()) };
        let Some(version) = block.version else { return Err(line.error("this entry has no version")) };
        let first = block.descriptors.first().map_or("", String::as_str);
        let descriptor = Descriptor::of(first);
        let mut package = Package::new(Ecosystem::Npm, descriptor.package(), Some(&version), line.span());
        (package.kind, package.origin) = origin_of(block.resolved.as_deref(), descriptor.range);
        package.add_integrity(block.integrity.unwrap_or(""));
        let from_archive = matches!(package.origin, Origin::Registry | Origin::OtherRegistry(_) | Origin::Url(_));
        if let Some((_, fragment)) = block.resolved.as_deref().and_then(|url| url.rsplit_once('#')).filter(|_| from_archive) {
            package.add_hex(Algorithm::Sha1, fragment, None);
        }
        let id = self.file.push(package);
        self.wants.extend(block.wants.into_iter().map(|want| (id, want)));
        for descriptor in block.descriptors {
            self.by_descriptor.insert(descriptor, id);
        }
        Ok(())
    }

    fn finish(mut self) -> (LockFile, Descriptors) {
        let names: HashSet<&str> = self.by_descriptor.keys().map(|key| Descriptor::of(key).alias).collect();
        for (from, Want { name, range, optional, span }) in self.wants {
            match self.by_descriptor.get(&format!("{name}@{range}")) {
                Some(&to) => self.file.packages[from as usize].dependencies.push(to),
                // `resolutions` of a manifest put one range in the place of another.
                None if optional || names.contains(name.as_str()) => {}
                None => self.file.missing(&name, span),
            }
        }
        (self.file, self.by_descriptor)
    }
}

/// Patterns of folders that hold the members of a workspace: `workspaces: […]` or `workspaces: {packages: […]}`.
pub(crate) fn workspaces(manifest: Node<'_>) -> Vec<String> {
    let Some(node) = manifest.get("workspaces") else { return Vec::new() };
    let list = if node.is_mapping() { node.get("packages") } else { Some(node) };
    list.into_iter().flat_map(Node::items).map(|item| item.text().to_owned()).collect()
}

/// The lock file names neither the project nor its members: their manifests say who they are and what for they ask.
pub(crate) fn join(file: &mut LockFile, descriptors: &Descriptors, manifest: &Document, members: &[Document]) {
    file.project = text(manifest.root(), "name").map(str::to_owned);
    file.project_version = text(manifest.root(), "version").map(str::to_owned);
    file.direct_known = true;
    let mut roots = Vec::new();
    for (document, own) in std::iter::once((manifest, true)).chain(members.iter().map(|member| (member, false))) {
        for (section, scope) in
            [("dependencies", Scope::Runtime), ("optionalDependencies", Scope::Optional), ("devDependencies", Scope::Development)]
        {
            for need in entries(document.root(), section) {
                let Some(&id) = descriptors.get(&format!("{}@{}", need.name(), need.value.text())) else { continue };
                roots.push((id, scope));
                if own || !file.direct.contains(&id) {
                    file.direct.push(id);
                }
            }
        }
    }
    file.spread_scopes(&roots);
}

fn header(line: Line<'_>) -> Result<Block<'_>, SyntaxError> {
    let Some(list) = line.trimmed().strip_suffix(':') else {
        return Err(line.error("expected `:` at the end of an entry's first line"));
    };
    let mut descriptors = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let (text, after) = word(rest, &line)?;
        if text.is_empty() {
            return Err(line.error("expected `name@range`"));
        }
        descriptors.push(text);
        rest = after.trim_start_matches([',', ' ']);
    }
    if descriptors.iter().any(|text| Descriptor::of(text).range.is_empty() && !text.contains('@')) {
        return Err(line.error("expected `name@range`"));
    }
    Ok(Block { line: Some(line), descriptors, ..Block::default() })
}

fn key_and_value(line: &Line<'_>) -> Result<(String, String), SyntaxError> {
    let (key, rest) = word(line.trimmed(), line)?;
    let (value, _) = word(rest.trim_start(), line)?;
    Ok((key, value))
}

/// The next quoted or bare word, and what follows it.
fn word<'t>(text: &'t str, line: &Line<'_>) -> Result<(String, &'t str), SyntaxError> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ']).unwrap_or(text.len());
        return Ok((text[..end].to_owned(), &text[end..]));
    };
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '"' if !escaped => return Ok((quoted[..at].replace("\\\"", "\"").replace("\\\\", "\\"), &quoted[at + 1..])),
            '\\' if !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    Err(line.error("expected `\"` at the end of a quoted text"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn parse(text: &str) -> Result<LockFile, SyntaxError> {
        read(&Source::new(SourceId(0), "yarn.lock", text)).map(|(file, _)| file)
    }

    #[test]
    fn entries_aliases_and_edges() {
        let file = parse(
            "# yarn lockfile v1\n\n\"@a/b@^1.0.0\", \"@a/b@~1.2\":\n  version \"1.2.3\"\n  resolved \"https://registry.yarnpkg.com/@a/b/-/b-1.2.3.tgz#da39a3ee5e6b4b0d3255bfef95601890afd80709\"\n  dependencies:\n    c \"npm:real@^2\"\n\n\"c@npm:real@^2\":\n  version \"2.0.0\"\n  resolved \"https://npm.example.org/real/-/real-2.0.0.tgz\"\n",
        )
        .unwrap();
        let names: Vec<_> = file.packages.iter().map(|package| package.name.as_str()).collect();
        assert_eq!(names, ["@a/b", "real"]);
        assert_eq!(file.packages[0].dependencies, [1]);
        assert_eq!(file.packages[0].hashes[0].algorithm, Algorithm::Sha1);
        assert_eq!(file.packages[0].origin, Origin::Registry);
    }

    #[test]
    fn half_an_entry_is_an_error() {
        assert_eq!(parse("a@^1:\n  resolved \"x\"\n").unwrap_err().message, "this entry has no version");
        assert!(parse("a@^1:\n  version \"1.0").is_err());
        assert!(parse("{\"a\": 1}").is_err());
        assert!(parse("just some text\n").is_err());
    }
}
