//! `Gemfile.lock` and `gems.locked` (Bundler 1 to 4). Format: the sections that `bundle lock` writes, read in `Bundler::LockfileParser`.

use std::collections::HashMap;

use document::{Source, Span, SyntaxError};

use super::lines::{Line, lines};
use crate::packages::{Ecosystem, Kind, LockFile, Origin, Package, PackageId, Scope, without_credentials};

/// The registry that needs no mention.
const RUBYGEMS: &str = "https://rubygems.org";

/// Reads a lock file of Bundler.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut reader = Reader { edges_known: true, ..Reader::default() };
    for line in lines(source).filter(|line| !line.is_blank()) {
        reader.line(line)?;
    }
    let whole = reader.sections.contains(&"DEPENDENCIES");
    let mut file = reader.finish();
    if !whole && !source.text().trim().is_empty() {
        file.cut(source, "it ends without `DEPENDENCIES`");
    }
    file.cut_in_a_line(source);
    Ok(file)
}

#[derive(Default)]
struct Reader<'s> {
    file: LockFile,
    edges_known: bool,
    section: &'s str,
    sections: Vec<&'s str>,
    remote: &'s str,
    revision: Option<&'s str>,
    current: Option<PackageId>,
    /// Name → packages: one per platform.
    by_name: HashMap<&'s str, Vec<PackageId>>,
    wanted: Vec<(PackageId, &'s str, Span)>,
    asked_for: Vec<&'s str>,
}

/// `name (version)` of a specification, a dependency or a checksum.
struct Spec<'s> {
    name: &'s str,
    version: Option<&'s str>,
    rest: &'s str,
}

fn spec<'s>(line: &Line<'s>) -> Result<Spec<'s>, SyntaxError> {
    let text = line.trimmed();
    let Some((name, rest)) = text.split_once(" (") else {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        return Ok(Spec { name: name.trim_end_matches('!'), version: None, rest });
    };
    let Some((version, rest)) = rest.split_once(')') else {
        return Err(line.error("expected `)` after the version"));
    };
    Ok(Spec { name, version: Some(version), rest: rest.trim() })
}

impl<'s> Reader<'s> {
    fn line(&mut self, line: Line<'s>) -> Result<(), SyntaxError> {
        match line.indent() {
            0 => self.header(&line),
            2 => self.option(&line),
            4 if self.holds_specs() => self.specification(&line),
            6 if self.holds_specs() => self.dependency(&line),
            _ => Ok(()),
        }
    }

    fn holds_specs(&self) -> bool {
        matches!(self.section, "GEM" | "GIT" | "PATH" | "PLUGIN SOURCE")
    }

    fn header(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let text = line.trimmed();
        if !text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ') {
            return Err(line.error("expected a section such as GEM, PLATFORMS or DEPENDENCIES"));
        }
        (self.section, self.remote, self.revision, self.current) = (text, "", None, None);
        self.sections.push(text);
        Ok(())
    }

    fn option(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        match (self.section, line.trimmed().split_once(": ")) {
            ("DEPENDENCIES", _) => {
                self.asked_for.push(spec(line)?.name);
                self.file.direct_known = true;
            }
            ("CHECKSUMS", _) => self.checksum(line)?,
            ("GEM" | "GIT" | "PATH" | "PLUGIN SOURCE", Some(("remote", url))) => self.remote = url.trim(),
            ("GEM" | "GIT" | "PATH" | "PLUGIN SOURCE", Some(("revision", commit))) => self.revision = Some(commit.trim()),
            ("", _) => return Err(line.error("expected a section such as GEM before this line")),
            _ => {}
        }
        Ok(())
    }

    fn specification(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let spec = spec(line)?;
        // Versions of gems hold no hyphen: what follows one is the platform.
        let (version, platform) = match spec.version.map(|version| version.split_once('-').map_or((version, None), |(v, p)| (v, Some(p)))) {
            Some((version, platform)) => (Some(version), platform),
            None => return Err(line.error(format!("gem `{}` has no version", spec.name))),
        };
        let mut package = Package::new(Ecosystem::Gem, spec.name, version, line.span());
        package.qualifiers.extend(platform.map(|platform| ("platform", platform.to_owned())));
        (package.kind, package.origin) = self.origin();
        if package.kind == Kind::Project {
            self.file.project = Some(spec.name.to_owned());
            self.file.project_version = version.map(str::to_owned);
        }
        let id = self.file.push(package);
        self.by_name.entry(spec.name).or_default().push(id);
        self.current = Some(id);
        Ok(())
    }

    fn origin(&self) -> (Kind, Origin) {
        match self.section {
            "GIT" => {
                (Kind::Foreign, Origin::Repository { url: without_credentials(self.remote), commit: self.revision.map(str::to_owned) })
            }
            "PATH" if self.remote == "." => (Kind::Project, Origin::Path(".".to_owned())),
            "PATH" => (Kind::Path, Origin::Path(self.remote.to_owned())),
            _ if self.remote.is_empty() || self.remote.trim_end_matches('/') == RUBYGEMS => (Kind::Foreign, Origin::Registry),
            _ => (Kind::Foreign, Origin::OtherRegistry(without_credentials(self.remote))),
        }
    }

    fn dependency(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let Some(current) = self.current else { return Err(line.error("a dependency stands before any gem")) };
        self.wanted.push((current, spec(line)?.name, line.span()));
        Ok(())
    }

    fn checksum(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let spec = spec(line)?;
        let (Some(ids), Some(version)) = (self.by_name.get(spec.name), spec.version) else { return Ok(()) };
        for &id in ids {
            let package = &mut self.file.packages[id as usize];
            let platform = package.qualifiers.first().map(|(_, platform)| platform.as_str());
            let matches = match (version.split_once('-'), platform) {
                (Some((_, wanted)), Some(platform)) => wanted == platform,
                (None, None) => true,
                _ => false,
            };
            for checksum in spec.rest.split(',').filter(|_| matches) {
                package.add_prefixed(checksum.trim(), None);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> LockFile {
        self.file.edges_known = self.edges_known;
        for (from, name, span) in std::mem::take(&mut self.wanted) {
            let targets = self.targets(from, name);
            // Bundler itself is installed by nobody.
            if targets.is_empty() && name != "bundler" {
                self.file.missing(name, span);
            }
            self.file.packages[from as usize].dependencies.extend(targets);
        }
        for name in &self.asked_for {
            self.file.direct.extend(self.by_name.get(name).into_iter().flatten());
        }
        self.file
    }

    /// The packages of a name that a package uses: one for all platforms uses whichever fits the machine; one for a single platform its own,
    /// else the one for all.
    fn targets(&self, from: PackageId, name: &str) -> Vec<PackageId> {
        let Some(all) = self.by_name.get(name) else { return Vec::new() };
        let platform = |id: PackageId| self.file.packages[id as usize].qualifiers.first().map(|(_, platform)| platform.as_str());
        if platform(from).is_none() {
            return all.clone();
        }
        let of = |wanted: Option<&str>| all.iter().copied().filter(|&id| platform(id) == wanted).collect::<Vec<_>>();
        [of(platform(from)), of(None)].into_iter().find(|found| !found.is_empty()).unwrap_or_else(|| all.clone())
    }
}

/// Groups of a `Gemfile` that are for development and tests.
const DEVELOPMENT: [&str; 4] = [":development", ":test", ":lint", ":ci"];

/// The lock file tells no groups: the `Gemfile` does. It is a program, so only its plain form is read, `gem "name"` within `group :name do … end`;
/// gems that it does not name plainly leave every scope unknown.
pub(crate) fn join(file: &mut LockFile, manifest: &Source) {
    let mut scopes: HashMap<String, Scope> = HashMap::new();
    let mut blocks: Vec<Option<Scope>> = Vec::new();
    for line in lines(manifest) {
        let text = line.trimmed();
        if let Some(name) =
            text.strip_prefix("gem ").or_else(|| text.strip_prefix("gem(")).and_then(|rest| rest.trim_start().split(['"', '\'']).nth(1))
        {
            let inline = text.contains("group") && DEVELOPMENT.iter().any(|group| text.contains(group));
            let development = inline || blocks.iter().flatten().any(|scope| *scope == Scope::Development);
            scopes.insert(name.to_owned(), if development { Scope::Development } else { Scope::Runtime });
        } else if text.ends_with(" do") || text.contains(" do |") {
            let group = text.starts_with("group").then(|| DEVELOPMENT.iter().any(|group| text.contains(group)));
            blocks.push(group.map(|development| if development { Scope::Development } else { Scope::Runtime }));
        } else if text == "end" {
            blocks.pop();
        }
    }
    let roots: Option<Vec<(PackageId, Scope)>> =
        file.direct.iter().map(|&id| Some((id, *scopes.get(&file.packages[id as usize].name)?))).collect();
    if let Some(roots) = roots {
        file.spread_scopes(&roots);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn parse(text: &str) -> Result<LockFile, SyntaxError> {
        read(&Source::new(SourceId(0), "Gemfile.lock", text))
    }

    #[test]
    fn half_a_line_and_prose_are_errors() {
        assert!(parse("GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (2.").is_err());
        assert_eq!(parse("this is no lock file").unwrap_err().position.line, 1);
        assert!(parse("  specs:\n").is_err());
    }

    #[test]
    fn platforms_are_packages_of_their_own() {
        let file = parse(
            "GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n      nokogiri (>= 1)\n    nokogiri (1.16.0-arm64-darwin)\n    nokogiri (1.16.0-x86_64-linux)\n\nCHECKSUMS\n  nokogiri (1.16.0-x86_64-linux) sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
        )
        .unwrap();
        assert_eq!(file.packages[0].dependencies, [1, 2]);
        assert!(file.packages[1].hashes.is_empty());
        assert_eq!(file.packages[2].hashes.len(), 1);
        assert_eq!(file.packages[2].version.as_deref(), Some("1.16.0"));
    }
}
