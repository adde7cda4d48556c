//! `requirements*.txt` of pip. Format: pip's "Requirements File Format" and PEP 508; edges from the `# via` comments of pip-compile and uv.

use std::collections::HashMap;

use document::{Source, Span, SyntaxError};

use super::lines::{Line, lines};
use super::python::{normal_name, origin_of_url, requirement_name};
use crate::packages::{Ecosystem, Kind, LockFile, NoteKind, Origin, Package, PackageId, Scope};

/// One requirement with its continuation lines joined.
struct Logical<'s> {
    text: String,
    span: Span,
    first: Line<'s>,
}

#[derive(Default)]
struct Reader<'s> {
    file: LockFile,
    logical: Option<Logical<'s>>,
    last: Option<PackageId>,
    in_via: bool,
    by_name: HashMap<String, PackageId>,
    via: Vec<(PackageId, String)>,
}

/// Reads a requirements file. Only `==` and `===` pin; everything else is noted, not guessed.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut reader = Reader::default();
    for line in lines(source) {
        reader.line(source, line)?;
    }
    reader.end_logical()?;
    let development = is_development(source.path());
    Ok(reader.finish(development))
}

/// Whether the file's name says that it is for development and tests.
fn is_development(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.split(['-', '_', '.'])
        .any(|word| matches!(word, "dev" | "develop" | "development" | "test" | "tests" | "testing" | "lint" | "docs" | "doc" | "ci"))
}

impl<'s> Reader<'s> {
    fn line(&mut self, source: &'s Source, line: Line<'s>) -> Result<(), SyntaxError> {
        if line.trimmed().starts_with('#') {
            self.comment(line.trimmed());
            return Ok(());
        }
        let (text, comment) = split_comment(line.text);
        let (text, goes_on) = match text.trim_end().strip_suffix('\\') {
            Some(text) => (text, true),
            None => (text, false),
        };
        match &mut self.logical {
            Some(logical) => {
                logical.text.push(' ');
                logical.text.push_str(text.trim());
            }
            None if text.trim().is_empty() => return Ok(()),
            None => {
                let start = line.start + (text.len() - text.trim_start().len());
                let span = source.span(start, start + text.trim().len());
                self.logical = Some(Logical { text: text.trim().to_owned(), span, first: line });
            }
        }
        if !goes_on {
            self.end_logical()?;
        }
        if let Some(comment) = comment {
            self.comment(comment);
        }
        Ok(())
    }

    /// `# via a, b` after a requirement, or one name per comment line.
    fn comment(&mut self, comment: &str) {
        let text = comment.trim_start_matches('#').trim();
        let names = match text.strip_prefix("via") {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
                self.in_via = true;
                rest
            }
            _ if self.in_via => text,
            _ => return,
        };
        let Some(last) = self.last else { return };
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name.strip_prefix("-r ").or(name.strip_prefix("-c ")) {
                Some(_) => self.file.direct.push(last),
                None => self.via.push((last, name.split([' ', '[']).next().unwrap_or(name).to_owned())),
            }
        }
    }

    fn end_logical(&mut self) -> Result<(), SyntaxError> {
        let Some(logical) = self.logical.take() else { return Ok(()) };
        self.in_via = false;
        self.last = None;
        let text = logical.text.as_str();
        if let Some(other) = option(text, &["-r", "--requirement"]) {
            self.file.note(NoteKind::Include, other, format!("includes `{other}`"), logical.span);
            return Ok(());
        }
        if let Some(url) = option(text, &["-e", "--editable"]) {
            return self.by_url(url, None, &logical);
        }
        if text.starts_with('-') {
            return Ok(());
        }
        let requirement = text.split(" --").next().unwrap_or(text).trim();
        let (requirement, _marker) = requirement.split_once(';').unwrap_or((requirement, ""));
        if let Some((name, url)) = requirement.split_once(" @ ").or_else(|| requirement.split_once("@ ")) {
            return self.by_url(url.trim(), Some(name), &logical);
        }
        if requirement.contains("://") || requirement.starts_with(['.', '/']) || requirement.ends_with(".whl") {
            return self.by_url(requirement, None, &logical);
        }
        self.by_version(requirement.trim(), &logical)
    }

    fn by_version(&mut self, requirement: &str, logical: &Logical<'_>) -> Result<(), SyntaxError> {
        let name = requirement_name(requirement);
        let rest = requirement[name.len()..].trim_start();
        let rest = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(rest, |(_, rest)| rest.trim_start());
        let valid = rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~', '(']);
        if name.is_empty() || !valid {
            return Err(logical.first.error(format!("`{}` is no requirement", crate::packages::printable(requirement))));
        }
        let pin = rest.strip_prefix("===").or_else(|| rest.strip_prefix("==")).map(str::trim);
        let pin = pin.filter(|version| !version.is_empty() && !version.contains(['*', ',', ' ']));
        let Some(version) = pin else {
            let message = format!("`{requirement}` names no exact version");
            self.file.note(NoteKind::Unpinned, normal_name(name), message, logical.span);
            return Ok(());
        };
        let mut package = Package::new(Ecosystem::PyPi, name, Some(version), logical.span);
        add_hashes(&mut package, &logical.text);
        self.add(package);
        Ok(())
    }

    fn by_url(&mut self, url: &str, name: Option<&str>, logical: &Logical<'_>) -> Result<(), SyntaxError> {
        let url = url.split_whitespace().next().unwrap_or(url);
        let egg = url.split_once("#egg=").or_else(|| url.split_once("&egg=")).map(|(_, egg)| egg.split(['&', '[']).next().unwrap_or(egg));
        let name = name.map(requirement_name).or(egg).filter(|name| !name.is_empty());
        let (kind, origin) = origin_of_url(url);
        if kind == Kind::Path && name.is_none() && matches!(&origin, Origin::Path(path) if path.trim_end_matches('/') == ".") {
            return Ok(());
        }
        let fallback = url.split(['#', '?']).next().unwrap_or(url).trim_end_matches('/').rsplit('/').next().unwrap_or(url);
        let mut package = Package::new(Ecosystem::PyPi, name.unwrap_or(fallback), None, logical.span);
        (package.kind, package.origin) = (kind, origin);
        if let Some((_, fragment)) = url.split_once('#') {
            fragment.split('&').for_each(|part| package.add_prefixed(part, None));
        }
        add_hashes(&mut package, &logical.text);
        self.add(package);
        Ok(())
    }

    fn add(&mut self, package: Package) {
        let name = normal_name(&package.name);
        let id = self.file.push(package);
        self.by_name.insert(name, id);
        self.last = Some(id);
    }

    fn finish(mut self, development: bool) -> LockFile {
        self.file.edges_known = !self.via.is_empty();
        self.file.direct_known = !self.file.direct.is_empty();
        for (to, from) in std::mem::take(&mut self.via) {
            if let Some(&from) = self.by_name.get(&normal_name(&from)) {
                self.file.packages[from as usize].dependencies.push(to);
            }
        }
        let scope = if development { Scope::Development } else { Scope::Runtime };
        self.file.packages.iter_mut().for_each(|package| package.scope = Some(scope));
        self.file
    }
}

fn option<'t>(text: &'t str, names: &[&str]) -> Option<&'t str> {
    names.iter().find_map(|name| text.strip_prefix(name)?.strip_prefix([' ', '=']).map(str::trim))
}

fn add_hashes(package: &mut Package, text: &str) {
    for part in text.split("--hash").skip(1) {
        let value = part.trim_start_matches(['=', ' ']);
        package.add_prefixed(value.split_whitespace().next().unwrap_or(value), None);
    }
}

/// A comment begins with `#` at the start or after white space; a `#` within a URL is none.
fn split_comment(text: &str) -> (&str, Option<&str>) {
    match text.find(" #").or_else(|| text.find("\t#")) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn parse(path: &str, text: &str) -> Result<LockFile, SyntaxError> {
        read(&Source::new(SourceId(0), path, text))
    }

    #[test]
    fn pins_hashes_and_edges() {
        let hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let text = format!(
            "-r base.txt\nFlask[async]==2.0.1 ; python_version > '3' \\\n    --hash={hash}\n    # via -r requirements.in\nclick==8.0.1 --hash {hash}  # via flask\nrequests>=2\npkg @ git+https://example.org/pkg.git@da39a3ee5e6b4b0d3255bfef95601890afd80709\n-e ./local\n--index-url https://x\n"
        );
        let file = parse("requirements.txt", &text).unwrap();
        let names: Vec<_> = file.packages.iter().map(|p| (p.name.as_str(), p.version.as_deref())).collect();
        assert_eq!(names, [("Flask", Some("2.0.1")), ("click", Some("8.0.1")), ("pkg", None), ("local", None)]);
        assert_eq!(file.packages[0].dependencies, [1]);
        assert_eq!(file.direct, [0]);
        assert!(file.packages.iter().take(2).all(|package| package.hashes.len() == 1));
        let notes: Vec<_> = file.notes.iter().map(|note| note.kind).collect();
        assert_eq!(notes, [NoteKind::Include, NoteKind::Unpinned]);
    }

    #[test]
    fn the_file_name_gives_the_scope() {
        assert_eq!(parse("requirements-dev.txt", "a==1").unwrap().packages[0].scope, Some(Scope::Development));
        assert_eq!(parse("requirements.txt", "a==1").unwrap().packages[0].scope, Some(Scope::Runtime));
    }

    #[test]
    fn prose_is_an_error() {
        assert!(parse("requirements.txt", "this is prose\n").is_err());
        assert!(parse("requirements.txt", "<<<<<<< HEAD\n").is_err());
    }
}
