//! `go.mod`, `go.sum` and `vendor/modules.txt`. Grammar: "Go Modules Reference" (go.dev/ref/mod).
//!
//! `go.mod` holds what a module needs (all of it since Go 1.17); `go.sum` holds hashes of everything ever looked at, so it adds packages only
//! for older modules, or where it stands alone.

use std::collections::{HashMap, HashSet};

use document::{Source, Span, SyntaxError};

use super::lines::{Line, lines};
use crate::packages::{Ecosystem, Kind, LockFile, NoteKind, Origin, Package, PackageId};

/// Name of the property that holds the hash of `go.sum`: of a listing of the module's files, not of a file.
const H1: &str = "go:h1";
/// From this version of the language on, `go.mod` lists indirect dependencies too.
const LISTS_ALL_SINCE: (u32, u32) = (1, 17);

#[derive(Default)]
struct Replacement<'s> {
    version: Option<&'s str>,
    by: &'s str,
    by_version: Option<&'s str>,
}

#[derive(Default)]
struct Module<'s> {
    file: LockFile,
    requires: Vec<(&'s str, &'s str, bool, Span)>,
    replaces: Replacements<'s>,
}

/// Module → what stands in for it.
type Replacements<'s> = HashMap<&'s str, Vec<Replacement<'s>>>;

/// One directive of a `go.mod` or `go.work`, in a block or alone.
struct Directive<'s> {
    line: Line<'s>,
    verb: &'s str,
    words: Vec<&'s str>,
    comment: &'s str,
}

fn directives(source: &Source) -> Result<Vec<Directive<'_>>, SyntaxError> {
    let mut all = Vec::new();
    let mut block: Option<(&str, Line<'_>)> = None;
    for line in lines(source) {
        let (code, comment) = line.text.split_once("//").unwrap_or((line.text, ""));
        let mut words: Vec<&str> = code.split_whitespace().map(|word| word.trim_matches('"')).collect();
        match (block, words.as_slice()) {
            (_, []) => {}
            (Some(_), [")"]) => block = None,
            (Some((verb, _)), _) => all.push(Directive { line, verb, words, comment }),
            (None, [verb, "("]) => block = Some((verb, line)),
            (None, [verb, ..]) => {
                let verb = *verb;
                words.remove(0);
                all.push(Directive { line, verb, words, comment });
            }
        }
    }
    match block {
        Some((verb, line)) => Err(line.error(format!("this `{verb} (` has no `)`"))),
        None => Ok(all),
    }
}

/// The `go.work` above a module, and the way from the module up to its folder: empty, or `../` several times.
pub(crate) struct Workspace<'w> {
    pub(crate) source: &'w Source,
    pub(crate) way: String,
}

/// Reads a `go.mod`; what the workspace replaces wins over what the module replaces.
pub(crate) fn read_mod(source: &Source, workspace: Option<&Workspace<'_>>) -> Result<LockFile, SyntaxError> {
    let mut module = Module::default();
    for directive in directives(source)? {
        module.directive(&directive.line, directive.verb, &directive.words, directive.comment)?;
    }
    if module.file.project.is_none() {
        return Err(super::at_start(source, "expected a `module` line"));
    }
    let replacing = workspace.map(|workspace| directives(workspace.source)).transpose()?.unwrap_or_default();
    let mut of_workspace = Module::default();
    for directive in replacing.iter().filter(|directive| directive.verb == "replace") {
        of_workspace.directive(&directive.line, directive.verb, &directive.words, "")?;
    }
    let mut file = module.finish(&of_workspace.replaces, workspace.map_or("", |workspace| &workspace.way));
    file.direct_known = true;
    Ok(file)
}

/// Whether a `go.work` names a folder below its own (`use ./a`); one that cannot be read names none.
pub(crate) fn lists(work: &Source, folder: &str) -> bool {
    let plain = |path: &str| path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
    let directives = directives(work).unwrap_or_default();
    directives
        .iter()
        .filter(|directive| directive.verb == "use")
        .any(|directive| directive.words.first().is_some_and(|path| plain(path) == folder))
}

impl<'s> Module<'s> {
    fn directive(&mut self, line: &Line<'s>, verb: &str, words: &[&'s str], comment: &str) -> Result<(), SyntaxError> {
        match (verb, words) {
            ("module", [name]) => self.file.project = Some((*name).to_owned()),
            ("go", [version]) => self.file.format_version = Some((*version).to_owned()),
            ("require", [name, version]) => self.requires.push((name, version, comment.trim().starts_with("indirect"), line.span())),
            ("replace", [name, version, "=>", by @ ..]) => self.replace(name, Some(version), by),
            ("replace", [name, "=>", by @ ..]) => self.replace(name, None, by),
            ("exclude" | "retract" | "toolchain" | "godebug" | "tool" | "ignore", _) => {}
            ("module" | "go" | "require" | "replace", _) => return Err(line.error(format!("cannot read this `{verb}`"))),
            _ => return Err(line.error("expected a directive of go.mod such as `module`, `go` or `require`")),
        }
        Ok(())
    }

    fn replace(&mut self, name: &'s str, version: Option<&'s str>, by: &[&'s str]) {
        if let Some(target) = by.first() {
            let replacement = Replacement { version, by: target, by_version: by.get(1).copied() };
            self.replaces.entry(name).or_default().push(replacement);
        }
    }

    fn finish(mut self, of_workspace: &Replacements<'_>, way: &str) -> LockFile {
        for (name, version, indirect, span) in std::mem::take(&mut self.requires) {
            let above = replacement(of_workspace, name, version);
            let replacement = above.or_else(|| replacement(&self.replaces, name, version));
            let way = if above.is_some() { way } else { "" };
            let mut package = match replacement {
                Some(Replacement { by, by_version: Some(version), .. }) => Package::new(Ecosystem::Go, *by, Some(version), span),
                Some(Replacement { by, .. }) => {
                    let mut package = Package::new(Ecosystem::Go, name, None, span);
                    (package.kind, package.origin) = (Kind::Path, Origin::Path(format!("{way}{by}")));
                    package
                }
                None => Package::new(Ecosystem::Go, name, Some(version), span),
            };
            if replacement.is_some() {
                package.properties.push(("go:replaces", format!("{name}@{version}")));
            }
            let id = self.file.push(package);
            if !indirect {
                self.file.direct.push(id);
            }
        }
        self.file
    }
}

fn replacement<'r, 's>(replaces: &'r Replacements<'s>, name: &str, version: &str) -> Option<&'r Replacement<'s>> {
    let all = replaces.get(name)?;
    all.iter().find(|one| one.version == Some(version)).or_else(|| all.iter().find(|one| one.version.is_none()))
}

/// Whether this `go.mod` leaves indirect dependencies to `go.sum`.
fn lists_only_direct(file: &LockFile) -> bool {
    let mut numbers = file.format_version.as_deref().unwrap_or("1.0").split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < LISTS_ALL_SINCE
}

/// Reads a `go.sum` that stands alone.
pub(crate) fn read_sum(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    for (name, version, hash, span) in sums(source)? {
        let mut package = Package::new(Ecosystem::Go, name, Some(version), span);
        package.properties.push((H1, hash.to_owned()));
        file.push(package);
    }
    file.cut_in_a_line(source);
    Ok(file)
}

/// Adds the hashes of `go.sum` to a `go.mod`, and for old modules the packages that only it names.
/// Hashes of a workspace may stand in its `go.work.sum`.
pub(crate) fn join_sum(file: &mut LockFile, sum: &Source, of_workspace: Option<&Source>) -> Result<(), SyntaxError> {
    let without = without_sum(file, [Some(sum), of_workspace]);
    let mut sums = sums(sum)?;
    let known: HashSet<(&str, &str)> = sums.iter().map(|(name, version, ..)| (*name, *version)).collect();
    let more = of_workspace.map(self::sums).transpose()?.unwrap_or_default();
    sums.extend(more.into_iter().filter(|(name, version, ..)| !known.contains(&(*name, *version))));
    let known: HashMap<(String, String), PackageId> =
        (0u32..).zip(&file.packages).filter_map(|(id, package)| Some(((package.name.clone(), package.version.clone()?), id))).collect();
    let adds = lists_only_direct(file);
    for (name, version, hash, _) in sums {
        match known.get(&(name.to_owned(), version.to_owned())) {
            Some(&id) => file.packages[id as usize].properties.push((H1, hash.to_owned())),
            None if adds => {
                // The place is the `go` line of the module that leaves this package out: the sum file has its own source.
                let span = file.packages.first().map_or(Span::new(document::SourceId(0), 0, 0), |package| package.span);
                let mut package = Package::new(Ecosystem::Go, name, Some(version), span);
                package.properties.push((H1, hash.to_owned()));
                file.push(package);
            }
            None => {}
        }
    }
    if let Some((first, span)) = without.first() {
        let message = match without.len() {
            1 => "is required here and not in `go.sum`".to_owned(),
            several => format!("and {} more are required here and not in `go.sum`", several - 1),
        };
        file.note(NoteKind::Missing, first, message, *span);
    }
    Ok(())
}

/// Modules that are required and of which `go.sum` has no line: it has one, of the whole or of the `go.mod` alone, for each that Go looked at.
fn without_sum(file: &LockFile, sums: [Option<&Source>; 2]) -> Vec<(String, Span)> {
    let named: HashSet<(&str, &str)> = sums
        .into_iter()
        .flatten()
        .flat_map(lines)
        .filter_map(|line| {
            let mut words = line.text.split_whitespace();
            Some((words.next()?, words.next()?.trim_end_matches("/go.mod")))
        })
        .collect();
    let required = file.packages.iter().filter(|package| package.is_foreign());
    required
        .filter(|package| package.version.as_deref().is_some_and(|version| !named.contains(&(package.name.as_str(), version))))
        .map(|package| (package.name.clone(), package.span))
        .collect()
}

type Sum<'s> = (&'s str, &'s str, &'s str, Span);

/// Modules of a `go.sum`: name, version, hash. Lines about a module's `go.mod` alone say nothing about its use.
fn sums(source: &Source) -> Result<Vec<Sum<'_>>, SyntaxError> {
    let mut all = Vec::new();
    for line in lines(source).filter(|line| !line.is_blank()) {
        let mut words = line.trimmed().split_whitespace();
        let (Some(name), Some(version), Some(hash), None) = (words.next(), words.next(), words.next(), words.next()) else {
            return Err(line.error("expected `module version hash`"));
        };
        if !version.starts_with('v') || !hash.contains(':') {
            return Err(line.error("expected `module version hash`"));
        }
        if !version.ends_with("/go.mod") {
            all.push((name, version, hash, line.span()));
        }
    }
    Ok(all)
}

/// Reads a `vendor/modules.txt`: what is really compiled in.
pub(crate) fn read_vendor(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    for line in lines(source) {
        let Some(head) = line.text.strip_prefix("# ") else {
            let import_path = !line.text.contains([' ', '\t', '"', '<']) && !file.packages.is_empty();
            match line.text.strip_prefix("## ") {
                None if !line.is_blank() && !import_path => return Err(line.error("expected `# module version` or the path of a package")),
                Some(marks) if marks.contains("explicit") && !file.packages.is_empty() => file.direct.push(file.packages.len() as u32 - 1),
                _ => {}
            }
            continue;
        };
        let words: Vec<&str> = head.split_whitespace().collect();
        let package = match words.as_slice() {
            [_, _, "=>", by, version] => Package::new(Ecosystem::Go, *by, Some(version), line.span()),
            [name, version] => Package::new(Ecosystem::Go, *name, Some(version), line.span()),
            [name, _, "=>", path] => local(name, path, line.span()),
            // Replacements that are not compiled in stand at the end without a version.
            [_, "=>", ..] => continue,
            _ => return Err(line.error("expected `# module version`")),
        };
        file.push(package);
    }
    Ok(file)
}

fn local(name: &str, path: &str, span: Span) -> Package {
    let mut package = Package::new(Ecosystem::Go, name, None, span);
    (package.kind, package.origin) = (Kind::Path, Origin::Path(path.to_owned()));
    package
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn source(text: &str) -> Source {
        Source::new(SourceId(0), "go.mod", text)
    }

    #[test]
    fn replaced_modules_and_sums() {
        let mut file = read_mod(&source(
            "module example.org/app\n\ngo 1.16\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.1.0 // indirect\n\texample.org/c v1.0.0\n)\nreplace example.org/a => example.org/fork v1.0.1\nreplace example.org/c v1.0.0 => ../c\n",
        ), None)
        .unwrap();
        let sum = source("example.org/b v1.1.0 h1:AAA=\nexample.org/b v1.1.0/go.mod h1:BBB=\nexample.org/d v0.1.0 h1:CCC=\n");
        join_sum(&mut file, &sum, None).unwrap();
        let names: Vec<_> = file.packages.iter().map(|p| (p.name.as_str(), p.version.as_deref())).collect();
        assert_eq!(
            names,
            [
                ("example.org/fork", Some("v1.0.1")),
                ("example.org/b", Some("v1.1.0")),
                ("example.org/c", None),
                ("example.org/d", Some("v0.1.0"))
            ]
        );
        assert_eq!(file.direct, [0, 2]);
        assert_eq!(file.packages[1].properties, [(H1, "h1:AAA=".to_owned())]);
    }

    #[test]
    fn a_workspace_replaces_and_has_hashes() {
        let work = source(
            "go 1.22\n\nuse (\n\t./pay\n\t./web/\n)\n\nreplace example.org/a => ./a\nreplace example.org/b v1.0.0 => example.org/b v1.0.1\n",
        );
        assert!(lists(&work, "pay") && lists(&work, "web") && !lists(&work, "other"));
        let module = source(
            "module example.org/pay\n\ngo 1.22\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.0.0\n)\nreplace example.org/a => ../fork\n",
        );
        let mut file = read_mod(&module, Some(&Workspace { source: &work, way: "../".into() })).unwrap();
        join_sum(&mut file, &source("x v1 h1:AAA=\n"), Some(&source("example.org/b v1.0.1 h1:BBB=\n"))).unwrap();
        assert_eq!(file.packages[0].origin, Origin::Path(".././a".into()));
        assert_eq!(file.packages[1].version.as_deref(), Some("v1.0.1"));
        assert!(file.packages[1].properties.contains(&(H1, "h1:BBB=".to_owned())));
        assert_eq!(file.notes, []);
    }

    #[test]
    fn prose_is_an_error() {
        assert!(read_mod(&source("hello world\n"), None).is_err());
        assert!(read_mod(&source(""), None).is_err());
        assert!(read_sum(&source("hello world\n")).is_err());
    }
}
