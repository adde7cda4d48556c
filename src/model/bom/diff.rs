//! What changed between two bills of materials.

use std::collections::BTreeMap;

use super::{Bom, Component, digest};
use crate::packages::purl::Purl;

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Packages of the new document alone, with their versions.
    pub added: Vec<Item>,
    /// Packages of the old document alone.
    pub removed: Vec<Item>,
    /// Packages of both that are not the same.
    pub changed: Vec<Change>,
}

/// A package in a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Package URL without version, or the name.
    pub package: String,
    /// Version, where there is one.
    pub version: Option<String>,
    /// Where it stands in its document.
    pub pointer: String,
}

/// A package that is not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Package URL without version, or the name.
    pub package: String,
    /// Versions before and after, where they differ.
    pub version: Option<(String, String)>,
    /// The version that both have, where they do not differ.
    pub same_version: Option<String>,
    /// Licences before and after, where they differ.
    pub licenses: Option<(String, String)>,
    /// Digests of the same algorithm that differ: algorithm, before, after.
    pub digests: Vec<(String, String, String)>,
    /// Where it stands in the old and in the new document.
    pub pointers: (String, String),
}

impl Change {
    /// The same version with another digest: somebody changed what was released.
    pub fn is_alarm(&self) -> bool {
        self.version.is_none() && !self.digests.is_empty()
    }
}

impl Diff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares two documents by package: package URL without version, or kind, group and name.
pub fn diff(old: &Bom, new: &Bom) -> Diff {
    let (before, after) = (packages(old), packages(new));
    let mut diff = Diff::default();
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let none = Vec::new();
        compare(key, before.get(key).unwrap_or(&none), after.get(key).unwrap_or(&none), &mut diff);
    }
    diff
}

type Placed<'b> = (String, &'b Component);

fn packages(bom: &Bom) -> BTreeMap<String, Vec<Placed<'_>>> {
    let mut all: BTreeMap<String, Vec<Placed<'_>>> = BTreeMap::new();
    let mut open: Vec<Placed<'_>> = bom.components.iter().enumerate().map(|(place, one)| (format!("/components/{place}"), one)).collect();
    while let Some((pointer, component)) = open.pop() {
        open.extend(component.components.iter().enumerate().map(|(place, part)| (format!("{pointer}/components/{place}"), part)));
        all.entry(package(component)).or_default().push((pointer, component));
    }
    for list in all.values_mut() {
        list.sort_by(|a, b| (&a.1.version, &a.0).cmp(&(&b.1.version, &b.0)));
    }
    all
}

fn package(component: &Component) -> String {
    let purl = component.purl.as_deref().and_then(|text| Purl::parse(text).ok());
    purl.map_or_else(|| format!("{} {}", component.kind, component.full_name()), |purl| purl.without_version().to_string())
}

fn compare(key: &str, before: &[Placed<'_>], after: &[Placed<'_>], diff: &mut Diff) {
    let (mut gone, mut come): (Vec<&Placed<'_>>, Vec<&Placed<'_>>) = (before.iter().collect(), after.iter().collect());
    // Same versions first: each is compared with its like.
    gone.retain(|old| match come.iter().position(|new| new.1.version == old.1.version) {
        Some(at) => {
            let new = come.remove(at);
            diff.changed.extend(change(key, old, new));
            false
        }
        None => true,
    });
    // One that went and one that came are one that moved.
    if let ([old], [new]) = (&gone[..], &come[..]) {
        diff.changed.extend(change(key, old, new));
        return;
    }
    diff.removed.extend(gone.into_iter().map(|one| item(key, one)));
    diff.added.extend(come.into_iter().map(|one| item(key, one)));
}

fn item(key: &str, (pointer, component): &Placed<'_>) -> Item {
    Item { package: key.to_owned(), version: component.version.clone(), pointer: pointer.clone() }
}

fn change(key: &str, (old_pointer, old): &Placed<'_>, (new_pointer, new): &Placed<'_>) -> Option<Change> {
    let version = |component: &Component| component.version.clone().unwrap_or_default();
    let moved = version(old) != version(new);
    let (had, has) = (licenses(old), licenses(new));
    let digests: Vec<(String, String, String)> = if moved { Vec::new() } else { digests(old, new) };
    let change = Change {
        package: key.to_owned(),
        version: moved.then(|| (version(old), version(new))),
        same_version: if moved { None } else { old.version.clone() },
        licenses: (had != has).then_some((had, has)),
        digests,
        pointers: (old_pointer.clone(), new_pointer.clone()),
    };
    (change.version.is_some() || change.licenses.is_some() || !change.digests.is_empty()).then_some(change)
}

fn licenses(component: &Component) -> String {
    let mut texts: Vec<&str> = component.licenses.iter().filter_map(super::LicenseChoice::text).collect();
    texts.sort_unstable();
    texts.join(", ")
}

fn digests(old: &Component, new: &Component) -> Vec<(String, String, String)> {
    let mut apart = Vec::new();
    for hash in &old.hashes {
        let algorithm = digest::canonical_algorithm(&hash.alg);
        let mut same = new.hashes.iter().filter(|other| digest::canonical_algorithm(&other.alg) == algorithm).peekable();
        if let Some(first) = same.peek().map(|other| other.content.clone())
            && !same.any(|other| other.content.eq_ignore_ascii_case(&hash.content))
        {
            apart.push((algorithm, hash.content.clone(), first));
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bom::{Hash, LicenseChoice};

    fn library(name: &str, version: &str, digest: &str, license: &str) -> Component {
        Component {
            version: Some(version.into()),
            purl: Some(format!("pkg:npm/{name}@{version}")),
            hashes: vec![Hash::new("SHA-256", digest)],
            licenses: vec![LicenseChoice::id(license)],
            ..Component::new("library", name)
        }
    }

    fn bom(components: Vec<Component>) -> Bom {
        Bom { components, ..Bom::default() }
    }

    #[test]
    fn what_came_went_and_moved_is_told_apart() {
        let old = bom(vec![library("a", "1", "aa", "MIT"), library("b", "1", "bb", "MIT"), library("c", "1", "cc", "MIT")]);
        let new = bom(vec![library("a", "2", "ab", "GPL-3.0-only"), library("c", "1", "cc", "MIT"), library("d", "1", "dd", "MIT")]);
        let diff = diff(&old, &new);
        assert_eq!(diff.added.iter().map(|one| one.package.as_str()).collect::<Vec<_>>(), ["pkg:npm/d"]);
        assert_eq!(diff.removed.iter().map(|one| one.package.as_str()).collect::<Vec<_>>(), ["pkg:npm/b"]);
        let [moved] = &diff.changed[..] else { panic!("{diff:?}") };
        assert_eq!(moved.version, Some(("1".into(), "2".into())));
        assert_eq!(moved.licenses, Some(("MIT".into(), "GPL-3.0-only".into())));
        assert!(!moved.is_alarm());
    }

    #[test]
    fn the_same_version_with_another_digest_is_an_alarm() {
        let old = bom(vec![library("a", "1", "aa", "MIT"), library("a", "2", "cc", "MIT")]);
        let new = bom(vec![library("a", "2", "CC", "MIT"), library("a", "1", "bb", "MIT")]);
        let diff = diff(&old, &new);
        let [change] = &diff.changed[..] else { panic!("{diff:?}") };
        assert!(change.is_alarm() && change.same_version.as_deref() == Some("1"));
        assert!(super::diff(&old, &old).is_empty());
    }
}
