//! Databases of installed packages: dpkg's `status` and apk's `installed`. Formats: deb-control(5), "Apk spec" of the Alpine wiki.

use std::collections::HashMap;

use document::{Source, Span, SyntaxError};

use super::lines::lines;
use crate::packages::lock_file::error_at;
use crate::packages::{Ecosystem, LockFile, Package, PackageId};

/// One paragraph: fields with their text, and where it begins.
struct Paragraph<'s> {
    fields: Vec<(&'s str, &'s str)>,
    span: Span,
}

impl<'s> Paragraph<'s> {
    fn field(&self, name: &str) -> Option<&'s str> {
        self.fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// Paragraphs of `Key: value` lines; continuation lines, which begin with white space, are left out.
fn paragraphs(source: &Source) -> Result<Vec<Paragraph<'_>>, SyntaxError> {
    let mut all = Vec::new();
    let mut open: Option<Paragraph<'_>> = None;
    for line in lines(source) {
        if line.is_blank() {
            all.extend(open.take());
            continue;
        }
        if line.text.starts_with(|c: char| !c.is_ascii_alphabetic() && !c.is_whitespace()) {
            return Err(line.error("expected `Field: value`"));
        }
        if line.text.starts_with([' ', '\t']) {
            continue;
        }
        let Some((key, value)) = line.text.split_once(':') else { return Err(line.error("expected `Field: value`")) };
        let paragraph = open.get_or_insert_with(|| Paragraph { fields: Vec::new(), span: line.span() });
        paragraph.fields.push((key, value.trim()));
    }
    all.extend(open);
    Ok(all)
}

/// The distribution that `etc/os-release` names: its id for the namespace, id and version for the qualifier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Distribution {
    id: Option<String>,
    version: Option<String>,
}

impl Distribution {
    /// Reads an `os-release`.
    pub(crate) fn of(os_release: Option<&str>) -> Distribution {
        let value = |key: &str| {
            let mut lines = os_release?.lines();
            lines.find_map(|line| Some(line.strip_prefix(key)?.strip_prefix('=')?.trim().trim_matches(['"', '\'']).to_owned()))
        };
        Distribution { id: value("ID"), version: value("VERSION_ID") }
    }

    fn name(&self, fallback: &str, package: &str) -> String {
        format!("{}/{package}", self.id.as_deref().unwrap_or(fallback))
    }

    fn qualify(&self, package: &mut Package, architecture: Option<&str>) {
        package.qualifiers.extend(architecture.map(|architecture| ("arch", architecture.to_owned())));
        if let (Some(id), Some(version)) = (&self.id, &self.version) {
            package.qualifiers.push(("distro", format!("{id}-{version}")));
        }
    }
}

/// Reads dpkg's `status`, or one file of `status.d`.
pub(crate) fn read_dpkg(source: &Source, distribution: &Distribution) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let mut wants = Vec::new();
    let mut by_name: HashMap<&str, PackageId> = HashMap::new();
    for paragraph in paragraphs(source)? {
        let Some(name) = paragraph.field("Package") else { return Err(error_at(source, paragraph.span, "expected a field `Package:`")) };
        if paragraph.field("Status").is_some_and(|status| !status.ends_with(" installed")) {
            continue;
        }
        let mut package = Package::new(Ecosystem::Deb, distribution.name("debian", name), paragraph.field("Version"), paragraph.span);
        distribution.qualify(&mut package, paragraph.field("Architecture"));
        package.properties.extend(paragraph.field("Source").map(|text| ("dpkg:source", text.to_owned())));
        let id = file.push(package);
        by_name.insert(name, id);
        for provided in words(paragraph.field("Provides").unwrap_or("")) {
            by_name.entry(provided).or_insert(id);
        }
        for key in ["Depends", "Pre-Depends"] {
            wants.extend(paragraph.field(key).map(|list| (id, list)));
        }
    }
    for (from, list) in wants {
        // `a | b (>= 1)`: the first alternative that is installed.
        let targets = list.split(',').filter_map(|choice| choice.split('|').flat_map(words).find_map(|name| by_name.get(name)));
        file.packages[from as usize].dependencies.extend(targets);
    }
    if source.path().ends_with("/status") {
        ends_with_a_paragraph(&mut file, source);
    }
    Ok(file)
}

/// Both databases have an empty line after every paragraph.
fn ends_with_a_paragraph(file: &mut LockFile, source: &Source) {
    if !file.packages.is_empty() && !source.text().ends_with("\n\n") {
        file.cut(source, "it ends in the middle of a package");
    }
}

/// Names of a list `a (>= 1), b:any`.
fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter_map(|item| item.trim().split([' ', ':', '(']).next()).filter(|name| !name.is_empty())
}

/// Reads apk's `installed`.
pub(crate) fn read_apk(source: &Source, distribution: &Distribution) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let mut wants = Vec::new();
    let mut by_name: HashMap<&str, PackageId> = HashMap::new();
    for paragraph in paragraphs(source)? {
        let exact = |key: &str| paragraph.fields.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        let Some(name) = exact("P") else { return Err(error_at(source, paragraph.span, "expected a field `P:`")) };
        let mut package = Package::new(Ecosystem::Apk, distribution.name("alpine", name), exact("V"), paragraph.span);
        distribution.qualify(&mut package, exact("A"));
        package.licenses = exact("L").map(str::to_owned).into_iter().collect();
        package.properties.extend(exact("o").map(|origin| ("apk:origin", origin.to_owned())));
        package.properties.extend(exact("C").map(|checksum| ("apk:checksum", checksum.to_owned())));
        let id = file.push(package);
        by_name.insert(name, id);
        for provided in exact("p").unwrap_or("").split_ascii_whitespace() {
            by_name.entry(provided.split('=').next().unwrap_or(provided)).or_insert(id);
        }
        wants.extend(exact("D").map(|list| (id, list)));
    }
    for (from, list) in wants {
        let needs = list.split_ascii_whitespace().filter(|need| !need.starts_with('!'));
        let targets = needs.filter_map(|need| by_name.get(need.split(['=', '<', '>', '~']).next().unwrap_or(need)));
        file.packages[from as usize].dependencies.extend(targets);
    }
    ends_with_a_paragraph(&mut file, source);
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn dpkg_with_alternatives() {
        let text = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2.0-1\nDepends: x | b (>= 1), c:any\nDescription: one\n more\n\nPackage: b\nStatus: install ok installed\nVersion: 1\n\nPackage: c\nStatus: deinstall ok config-files\nVersion: 1\n";
        let distribution = Distribution::of(Some("ID=debian\nVERSION_ID=\"12\"\n"));
        let file = read_dpkg(&Source::new(SourceId(0), "var/lib/dpkg/status", text), &distribution).unwrap();
        assert_eq!(file.packages.len(), 2);
        assert_eq!(file.packages[0].name, "debian/a");
        assert_eq!(file.packages[0].dependencies, [1]);
        assert_eq!(file.packages[0].qualifiers, [("arch", "amd64".to_owned()), ("distro", "debian-12".to_owned())]);
    }

    #[test]
    fn apk_with_provided_names() {
        let text = "C:Q1abc=\nP:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\np:so:libc.musl-x86_64.so.1=1\n\nP:busybox\nV:1.36.1-r5\nD:so:libc.musl-x86_64.so.1 !x\n";
        let file = read_apk(&Source::new(SourceId(0), "lib/apk/db/installed", text), &Distribution::default()).unwrap();
        assert_eq!(file.packages[1].dependencies, [0]);
        assert_eq!((file.packages[0].name.as_str(), file.packages[0].licenses[0].as_str()), ("alpine/musl", "MIT"));
    }
}
