//! What the lock files of npm, Yarn, pnpm and Bun share: descriptors, aliases, and where a package comes from.

use crate::packages::without_credentials;
use crate::packages::{Kind, Origin};

/// `name@range`, with the alias carried out.
pub(crate) struct Descriptor<'t> {
    /// The name it is installed under.
    pub(crate) alias: &'t str,
    /// The range, protocol included.
    pub(crate) range: &'t str,
}

impl<'t> Descriptor<'t> {
    /// Splits at the first `@` that does not begin a scope.
    pub(crate) fn of(text: &'t str) -> Descriptor<'t> {
        let start = usize::from(text.starts_with('@'));
        match text[start..].find('@') {
            Some(at) => Descriptor { alias: &text[..start + at], range: &text[start + at + 1..] },
            None => Descriptor { alias: text, range: "" },
        }
    }

    /// The package's real name: what `npm:` points at, else the name it is installed under.
    pub(crate) fn package(&self) -> &'t str {
        aliased(self.range).map_or(self.alias, |(name, _)| name)
    }
}

/// Name and version of `npm:name@version`; `None` for `npm:^1.0.0` and everything else.
pub(crate) fn aliased(range: &str) -> Option<(&str, &str)> {
    let target = range.strip_prefix("npm:")?;
    let scoped = target.starts_with('@');
    let target = Descriptor::of(target);
    // `npm:name` without a version is an alias too, `npm:^1` and `npm:latest`-like tags of Yarn 2 are none.
    (scoped || (!target.range.is_empty() && !target.alias.is_empty())).then_some((target.alias, target.range))
}

/// Registries that need no mention.
const REGISTRIES: [&str; 3] = ["https://registry.npmjs.org/", "https://registry.yarnpkg.com/", "https://registry.npmmirror.com/"];

/// Where a package comes from, by the URL it resolved to, or by its range where there is none.
pub(crate) fn origin_of(resolved: Option<&str>, range: &str) -> (Kind, Origin) {
    let url = resolved.filter(|url| !url.is_empty()).unwrap_or(range);
    if let Some(path) = ["file:", "link:", "portal:"].iter().find_map(|prefix| url.strip_prefix(prefix)) {
        return (Kind::Path, Origin::Path(path.to_owned()));
    }
    if let Some(path) = url.strip_prefix("workspace:") {
        return (Kind::Member, Origin::Path(path.to_owned()));
    }
    if let Some(origin) = repository(url) {
        return (Kind::Foreign, origin);
    }
    match resolved {
        Some(url) if REGISTRIES.iter().any(|registry| url.starts_with(registry)) => (Kind::Foreign, Origin::Registry),
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => (Kind::Foreign, from_tarball(url)),
        _ if range.starts_with("http://") || range.starts_with("https://") => (Kind::Foreign, Origin::Url(without_credentials(range))),
        _ => (Kind::Foreign, Origin::Registry),
    }
}

/// A tarball in the layout of npm registries (`/name/-/name-1.0.0.tgz`) comes from a registry, any other from a URL.
fn from_tarball(url: &str) -> Origin {
    let url = without_credentials(url.split('#').next().unwrap_or(url));
    match url.find("/-/") {
        Some(at) => Origin::OtherRegistry(registry_of(&url[..at]).to_owned()),
        None => Origin::Url(url),
    }
}

/// The registry's address: the URL without `name` or `@scope/name` at its end.
fn registry_of(url: &str) -> &str {
    let base = url.rsplit_once('/').map_or(url, |(base, _)| base);
    match base.rsplit_once('/') {
        Some((registry, scope)) if scope.starts_with('@') || scope.starts_with("%40") => registry,
        _ => base,
    }
}

/// A Git repository at a commit, in the ways that the tools write one.
pub(crate) fn repository(url: &str) -> Option<Origin> {
    let commit = |text: &str| (text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned());
    if let Some(rest) = url.strip_prefix("https://codeload.github.com/") {
        let mut parts = rest.split('/');
        let (owner, name, _, reference) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        return Some(Origin::Repository { url: format!("https://github.com/{owner}/{name}"), commit: commit(reference) });
    }
    let (place, fragment) = url.split_once('#').unwrap_or((url, ""));
    let git = place.starts_with("git+")
        || place.starts_with("git:")
        || place.starts_with("git@")
        || place.starts_with("ssh:")
        || place.ends_with(".git");
    let hosted = ["github:", "gitlab:", "bitbucket:", "gist:"].iter().any(|prefix| place.starts_with(prefix));
    let fragment = fragment.strip_prefix("commit=").unwrap_or(fragment).split('&').next().unwrap_or("");
    (git || hosted).then(|| Origin::Repository { url: repository_url(place), commit: commit(fragment) })
}

/// The repository's URL as a purl's `vcs_url` wants it.
fn repository_url(place: &str) -> String {
    for (prefix, host) in
        [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org"), ("gist:", "gist.github.com")]
    {
        if let Some(path) = place.strip_prefix(prefix) {
            return format!("https://{host}/{path}");
        }
    }
    without_credentials(place.strip_prefix("git+").unwrap_or(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_split_after_the_scope() {
        let parts = |text: &'static str| {
            let descriptor = Descriptor::of(text);
            (descriptor.alias, descriptor.range, descriptor.package())
        };
        assert_eq!(parts("@a/b@^1"), ("@a/b", "^1", "@a/b"));
        assert_eq!(parts("x@npm:@a/b@1"), ("x", "npm:@a/b@1", "@a/b"));
        assert_eq!(parts("x@npm:^1.0"), ("x", "npm:^1.0", "x"));
        assert_eq!(parts("a@git+ssh://git@example.org/a.git"), ("a", "git+ssh://git@example.org/a.git", "a"));
    }

    #[test]
    fn origins() {
        let commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
        let (kind, origin) = origin_of(Some(&format!("https://codeload.github.com/a/b/tar.gz/{commit}")), "a/b");
        assert_eq!(
            (kind, origin),
            (Kind::Foreign, Origin::Repository { url: "https://github.com/a/b".into(), commit: Some(commit.into()) })
        );
        assert_eq!(origin_of(Some("https://npm.example.org/a/-/a-1.tgz"), "^1").1, Origin::OtherRegistry("https://npm.example.org".into()));
        assert_eq!(origin_of(None, "file:../x"), (Kind::Path, Origin::Path("../x".into())));
    }
}
