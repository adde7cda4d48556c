//! Names of repositories and parts of paths.

use super::GithubError;
use crate::git::Git;

/// `OWNER/NAME`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    owner: String,
    name: String,
}

impl Name {
    /// Reads `OWNER/NAME`.
    ///
    /// # Errors
    /// A text of another form.
    pub fn parse(text: &str) -> Result<Name, GithubError> {
        let wrong = || GithubError::Name { text: text.into() };
        let (owner, name) = text.trim().split_once('/').ok_or_else(wrong)?;
        if is_part(owner) && is_part(name) { Ok(Name { owner: owner.into(), name: name.into() }) } else { Err(wrong()) }
    }

    /// The repository that an address of a git remote leads to, where it lies at `host` (`github.com`).
    pub fn of_remote(address: &str, host: &str) -> Option<Name> {
        let rest = address.trim();
        let rest = match rest.split_once("://") {
            Some((_, rest)) => rest.split_once('/').and_then(|(place, path)| is_host(place, host).then_some(path)),
            None => rest.split_once(':').and_then(|(place, path)| is_host(place, host).then_some(path)),
        }?;
        let rest = rest.trim_matches('/');
        Name::parse(rest.strip_suffix(".git").unwrap_or(rest)).ok()
    }

    /// The repository of a checkout: `GITHUB_REPOSITORY` where a workflow sets it, else where the remote `origin` (or `upstream`) leads to.
    ///
    /// # Errors
    /// Neither names a repository at `host`.
    pub fn of_checkout(directory: &std::path::Path, host: &str) -> Result<Name, GithubError> {
        if let Some(named) = std::env::var("GITHUB_REPOSITORY").ok().filter(|named| !named.is_empty()) {
            return Name::parse(&named);
        }
        let git = Git::open(directory).map_err(|_| GithubError::NoRepository)?;
        let of = |remote| git.address_of(remote).and_then(|address| Name::of_remote(&address, host));
        of("origin").or_else(|| of("upstream")).ok_or(GithubError::NoRepository)
    }

    /// The owner: a user or an organisation.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name without the owner.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Whether `user@host:port` is that host; GitHub's door for SSH over HTTPS counts too.
fn is_host(place: &str, host: &str) -> bool {
    let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
    let place = place.split(':').next().unwrap_or(place);
    place.eq_ignore_ascii_case(host) || (host == "github.com" && place.eq_ignore_ascii_case("ssh.github.com"))
}

fn is_part(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 100 && text != "." && text != ".." && text.chars().all(letters)
}

/// A text as one part of a path: everything but letters, digits and `-._~` is written as `%XX`.
pub fn segment(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn names_of_repositories_are_read_from_remotes() {
        let name = |address: &str| Name::of_remote(address, "github.com").map(|name| name.to_string());
        for address in [
            "git@github.com:acme/shop.git",
            "https://github.com/acme/shop.git",
            "https://user:secret@github.com/acme/shop",
            "ssh://git@github.com/acme/shop.git",
            "ssh://git@ssh.github.com:443/acme/shop.git",
        ] {
            assert_eq!(name(address).as_deref(), Some("acme/shop"), "{address}");
        }
        for address in ["https://gitlab.com/acme/shop.git", "../shop", "https://github.com/acme", "https://github.com.evil.org/acme/shop"] {
            assert_eq!(name(address), None, "{address}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["shop", "acme/", "acme/shop/pulls", "acme/..", "acme/shop?x=1", "acme/a b"] {
            assert!(Name::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parts_of_paths_cannot_leave_their_place() {
        assert_eq!(segment("release/1.0"), "release%2F1.0");
        assert_eq!(segment("a b?ü"), "a%20b%3F%C3%BC");
    }
}
