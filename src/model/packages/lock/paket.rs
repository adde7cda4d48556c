//! `paket.lock` of Paket (.NET): groups, in them sections by kind of source, in them packages by indentation.

use std::collections::HashMap;

use document::{Source, SyntaxError};

use super::lines::{Line, lines};
use crate::packages::without_credentials;
use crate::packages::{Ecosystem, LockFile, Origin, Package, PackageId, Scope};

/// The registry that needs no mention, in its three generations.
const NUGET: [&str; 3] = ["https://api.nuget.org/v3/index.json", "https://www.nuget.org/api/v2", "https://nuget.org/api/v2"];

#[derive(Default)]
struct Reader<'s> {
    file: LockFile,
    group: &'s str,
    section: &'s str,
    remote: &'s str,
    current: Option<PackageId>,
    by_name: HashMap<(String, String), PackageId>,
    wants: Vec<(PackageId, String, &'s str)>,
}

/// Reads a lock file of Paket.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut reader = Reader::default();
    reader.file.edges_known = true;
    for line in lines(source).filter(|line| !line.is_blank()) {
        reader.line(&line)?;
    }
    let mut file = reader.finish();
    file.cut_in_a_line(source);
    Ok(file)
}

impl<'s> Reader<'s> {
    fn line(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        match line.indent() {
            0 => self.header(line),
            2 => {
                if let Some((_, url)) = line.trimmed().split_once("remote:") {
                    self.remote = url.trim();
                }
                Ok(())
            }
            4 => self.package(line),
            _ if self.section == "NUGET" => self.dependency(line),
            _ => Ok(()),
        }
    }

    fn header(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let text = line.trimmed();
        if let Some(group) = text.strip_prefix("GROUP ") {
            (self.group, self.section) = (group.trim(), "");
        } else if matches!(text, "NUGET" | "GITHUB" | "GIT" | "HTTP" | "GIST") {
            self.section = text;
        } else if !text.split_once(':').is_some_and(|(key, _)| key.bytes().all(|byte| byte.is_ascii_uppercase() || b"- _".contains(&byte)))
        {
            return Err(line.error("expected a section such as NUGET, GITHUB or GROUP"));
        }
        (self.remote, self.current) = ("", None);
        Ok(())
    }

    fn package(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let text = line.trimmed();
        let parts = text.split_once('(').and_then(|(name, rest)| Some((name.trim(), rest.split_once(')')?.0.trim())));
        let Some((name, version)) = parts.filter(|_| !self.section.is_empty()) else {
            return if self.section == "HTTP" { self.file_by_url(line) } else { Err(line.error("expected `Name (version)`")) };
        };
        let package = match self.section {
            "NUGET" => {
                let mut package = Package::new(Ecosystem::NuGet, name, Some(version), line.span());
                if !self.remote.is_empty() && !NUGET.contains(&self.remote.trim_end_matches('/')) {
                    package.origin = Origin::OtherRegistry(without_credentials(self.remote));
                }
                package
            }
            "HTTP" => return self.file_by_url(line),
            _ => self.of_repository(name, version, line),
        };
        self.add(package);
        Ok(())
    }

    /// `path (commit)` of GITHUB and GIST, `(commit)` of GIT.
    fn of_repository(&self, path: &str, commit: &str, line: &Line<'s>) -> Package {
        let remote = without_credentials(self.remote);
        let (ecosystem, url) = match self.section {
            "GITHUB" => (Ecosystem::GitHub, format!("https://github.com/{remote}")),
            "GIST" => (Ecosystem::Generic, format!("https://gist.github.com/{remote}")),
            _ => (Ecosystem::Generic, remote.clone()),
        };
        let name = if ecosystem == Ecosystem::GitHub {
            remote.as_str()
        } else {
            remote.trim_end_matches(".git").rsplit('/').next().unwrap_or(&remote)
        };
        let mut package = Package::new(ecosystem, name, Some(commit), line.span());
        package.origin = Origin::Repository { url, commit: Some(commit.to_owned()) };
        package.subpath = (!path.is_empty() && path != "FULLPROJECT").then(|| path.to_owned());
        package
    }

    fn file_by_url(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let name = line.trimmed().split(" (").next().unwrap_or("").trim();
        let mut package = Package::new(Ecosystem::Generic, name, None, line.span());
        package.origin = Origin::Url(without_credentials(self.remote));
        self.add(package);
        Ok(())
    }

    fn add(&mut self, mut package: Package) {
        package.scope = match self.group.to_ascii_lowercase().as_str() {
            "" | "main" => Some(Scope::Runtime),
            "test" | "tests" => Some(Scope::Development),
            "build" => Some(Scope::Build),
            _ => None,
        };
        if !self.group.is_empty() {
            package.properties.push(("paket:group", self.group.to_owned()));
        }
        let key = (self.group.to_owned(), package.name.to_ascii_lowercase());
        let id = self.file.push(package);
        self.by_name.insert(key, id);
        self.current = Some(id);
    }

    fn dependency(&mut self, line: &Line<'s>) -> Result<(), SyntaxError> {
        let Some(current) = self.current else { return Err(line.error("a dependency stands before any package")) };
        let name = line.trimmed().split([' ', '(']).next().unwrap_or("").to_ascii_lowercase();
        self.wants.push((current, name, self.group));
        Ok(())
    }

    fn finish(mut self) -> LockFile {
        for (from, name, group) in self.wants {
            match self.by_name.get(&(group.to_owned(), name.clone())) {
                Some(&to) => self.file.packages[from as usize].dependencies.push(to),
                None => self.file.missing(&name, self.file.packages[from as usize].span),
            }
        }
        self.file
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn groups_sections_and_edges() {
        let text = "RESTRICTION: == net8.0\nNUGET\n  remote: https://api.nuget.org/v3/index.json\n    FSharp.Core (8.0.100)\n    Argu (6.1.1) - restriction: >= net6\n      fsharp.core (>= 4.3.2)\n\nGITHUB\n  remote: owner/repo\n    src/File.fs (da39a3ee5e6b4b0d3255bfef95601890afd80709)\nGROUP Test\nNUGET\n  remote: https://feed.example.org/v3\n    xunit (2.4.1)\n";
        let file = read(&Source::new(SourceId(0), "paket.lock", text)).unwrap();
        assert_eq!(file.packages[1].dependencies, [0]);
        assert_eq!(file.packages[2].name, "owner/repo");
        assert_eq!(file.packages[3].scope, Some(Scope::Development));
        assert_eq!(file.packages[3].origin, Origin::OtherRegistry("https://feed.example.org/v3".into()));
        assert!(read(&Source::new(SourceId(0), "paket.lock", "hello there\n")).is_err());
    }
}
