//! The serial number of a document, which follows from the set of packages and from nothing else: neither the time nor the form it is written in.

use sha1::{Digest as _, Sha1};

use super::bom::{Described, has_holes};
use super::{Material, Materials};
use crate::bom::digest::uuid_of;
use crate::packages::{Kind, Origin, Scope};

/// A digest that is fed with texts, each with its length in front, so that no two lists of texts meet.
struct Feed(Sha1);

impl Feed {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn maybe(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    fn list<T>(&mut self, list: impl ExactSizeIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        self.number(list.len() as u64);
        list.for_each(|item| each(self, item));
    }
}

/// `urn:uuid:…`, version 5 in the namespace of URLs; `subject` is the name of what the document is about.
pub(super) fn serial_number(materials: &Materials, described: &Described<'_>, subject: &str) -> String {
    let mut feed = Feed(crate::bom::digest::in_namespace_of_urls());
    for text in [described.kind, subject, described.tool_version, described.version.as_str()] {
        feed.text(text);
    }
    feed.number(u64::from(has_holes(materials)));
    feed.list(materials.projects.iter(), |feed, project| {
        feed.text(&project.folder);
        feed.maybe(project.name());
        feed.maybe(project.version());
        feed.number(u64::from(project.direct_known));
        feed.list(project.direct.iter(), |feed, id| feed.number(u64::from(*id)));
    });
    feed.list(materials.components.iter(), component);
    format!("urn:uuid:{}", uuid_of(feed.0))
}

fn component(feed: &mut Feed, one: &Material) {
    let package = &one.package;
    feed.text(&one.reference);
    feed.maybe(one.purl.as_deref());
    feed.text(package.ecosystem.title());
    feed.text(&package.name);
    feed.maybe(package.version.as_deref());
    feed.number(kind(package.kind));
    feed.maybe(package.scope.map(Scope::name));
    let (way, parts) = origin(&package.origin);
    feed.number(way);
    parts.iter().for_each(|part| feed.maybe(*part));
    feed.list(package.hashes.iter(), |feed, hash| {
        feed.text(hash.algorithm.name());
        feed.text(&hash.hex);
        feed.maybe(hash.file.as_deref());
    });
    feed.list(package.licenses.iter(), |feed, license| feed.text(license));
    feed.list(package.properties.iter(), |feed, (name, value)| {
        feed.text(name);
        feed.text(value);
    });
    feed.number(u64::from(one.edges_known));
    feed.list(one.dependencies.iter(), |feed, id| feed.number(u64::from(*id)));
    feed.list(one.occurrences.iter(), |feed, (path, line)| {
        feed.text(path);
        feed.number(u64::from(*line));
    });
}

fn kind(kind: Kind) -> u64 {
    match kind {
        Kind::Project => 0,
        Kind::Member => 1,
        Kind::Path => 2,
        Kind::Foreign => 3,
    }
}

fn origin(origin: &Origin) -> (u64, [Option<&str>; 2]) {
    match origin {
        Origin::Registry => (0, [None, None]),
        Origin::OtherRegistry(url) => (1, [Some(url), None]),
        Origin::Repository { url, commit } => (2, [Some(url), commit.as_deref()]),
        Origin::Url(url) => (3, [Some(url), None]),
        Origin::Path(path) => (4, [Some(path), None]),
        Origin::Toolchain => (5, [None, None]),
    }
}
