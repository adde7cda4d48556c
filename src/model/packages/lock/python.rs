//! What the formats of Python share: names, requirements, URLs.

use document::Node;

use crate::packages::without_credentials;
use crate::packages::{Kind, Origin, Package};

/// A name as the index compares it (PEP 503).
pub(crate) fn normal_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c => normal.extend(c.to_lowercase()),
        }
    }
    normal
}

/// The name at the start of a requirement (PEP 508): `name[extra]>=1; marker`.
pub(crate) fn requirement_name(requirement: &str) -> &str {
    let requirement = requirement.trim();
    let end = requirement.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(requirement.len());
    &requirement[..end]
}

/// Where a requirement by URL or path comes from.
pub(crate) fn origin_of_url(url: &str) -> (Kind, Origin) {
    let place = url.split(['#']).next().unwrap_or(url);
    if let Some((system, rest)) = place.split_once('+').filter(|(system, _)| matches!(*system, "git" | "hg" | "svn" | "bzr")) {
        let _ = system;
        let (base, reference) = match rest.rsplit_once('@') {
            Some((base, reference)) if base.contains("://") && base.splitn(4, '/').count() == 4 => (base, Some(reference)),
            _ => (rest, None),
        };
        let commit = reference.filter(|text| text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        return (Kind::Foreign, Origin::Repository { url: without_credentials(base), commit: commit.map(str::to_owned) });
    }
    if let Some(path) = place.strip_prefix("file:") {
        return (Kind::Path, Origin::Path(path.trim_start_matches("//").to_owned()));
    }
    match place.contains("://") {
        true => (Kind::Foreign, Origin::Url(without_credentials(place))),
        false => (Kind::Path, Origin::Path(place.to_owned())),
    }
}

/// The registry of Python that needs no mention.
pub(crate) fn registry(url: &str) -> Origin {
    match url.trim_end_matches('/') {
        "https://pypi.org/simple" | "https://pypi.org" | "https://pypi.python.org/simple" | "" => Origin::Registry,
        other => Origin::OtherRegistry(without_credentials(other)),
    }
}

/// Adds `{file|url|path|name, hash}` of a list of distribution files.
pub(crate) fn add_files(package: &mut Package, files: Node<'_>) {
    for file in files.items() {
        add_file(package, file);
    }
}

/// Adds one `{file|url|path|name, hash | hashes = {…}}`.
pub(crate) fn add_file(package: &mut Package, file: Node<'_>) {
    let name = ["url", "file", "name", "path"].iter().find_map(|key| file.get(key)).map(Node::text);
    if let Some(hash) = file.get("hash") {
        package.add_prefixed(hash.text(), name);
    }
    for entry in file.get("hashes").into_iter().flat_map(Node::raw_entries) {
        if let Some(algorithm) = crate::packages::Algorithm::from_name(entry.name()) {
            package.add_hex(algorithm, entry.value.text(), name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_the_index_does() {
        assert_eq!(normal_name("Zope.Interface__X"), "zope-interface-x");
        assert_eq!(requirement_name("a.b_c[x]>=1"), "a.b_c");
    }

    #[test]
    fn commits_of_repositories() {
        let url = "git+https://user:secret@example.org/a.git@da39a3ee5e6b4b0d3255bfef95601890afd80709#egg=a";
        let (_, origin) = origin_of_url(url);
        let commit = Some("da39a3ee5e6b4b0d3255bfef95601890afd80709".to_owned());
        assert_eq!(origin, Origin::Repository { url: "https://example.org/a.git".into(), commit });
        let (_, origin) = origin_of_url("git+ssh://git@example.org/a.git");
        assert_eq!(origin, Origin::Repository { url: "ssh://git@example.org/a.git".into(), commit: None });
    }
}
