//! What a connection needs to know, and how it is found in the environment.

use std::path::PathBuf;
use std::time::Duration;

/// A token that no `Debug` and no error shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token; `None` for an empty text.
    pub fn new(text: impl Into<String>) -> Option<Token> {
        let text = text.into().trim().to_string();
        (!text.is_empty()).then_some(Token(text))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// A text without the token.
    pub(super) fn scrub(&self, text: &str) -> String {
        text.replace(&self.0, "***")
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(***)")
    }
}

/// What a connection needs to know.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the API is: `https://api.github.com`.
    pub address: String,
    /// The token.
    pub token: Option<Token>,
    /// Where answers are kept; `None`: nowhere.
    pub cache: Option<PathBuf>,
    /// Whether the network may not be used.
    pub offline: bool,
    /// How long the rate limit may make one run wait, altogether.
    pub patience: Duration,
}

/// The address of the public API.
const PUBLIC: &str = "https://api.github.com";

impl Options {
    /// What the environment says: `GITHUB_TOKEN` or `GH_TOKEN`, `GITHUB_API_URL`, and where caches lie ([`cache_folder`]).
    pub fn from_environment(offline: bool) -> Options {
        Options::read(offline, &|name| std::env::var(name).ok())
    }

    /// The same from other variables.
    pub(super) fn read(offline: bool, variable: &dyn Fn(&str) -> Option<String>) -> Options {
        let filled = |name: &str| variable(name).filter(|text| !text.trim().is_empty());
        Options {
            address: filled("GITHUB_API_URL").unwrap_or_else(|| PUBLIC.into()),
            token: filled("GITHUB_TOKEN").or_else(|| filled("GH_TOKEN")).and_then(Token::new),
            cache: cache_folder(variable).map(|folder| folder.join("github")),
            offline,
            patience: Duration::from_secs(60),
        }
    }

    /// The host of the pages and remotes that belong to the API: `github.com` for the public one.
    pub fn host(&self) -> Option<String> {
        let address = reqwest::Url::parse(&self.address).ok()?;
        let host = address.host_str()?;
        Some(if host == "api.github.com" { "github.com".into() } else { host.to_string() })
    }
}

/// Where this program keeps what it can fetch again: `ENT_CACHE_DIR` (empty: nowhere), else `ent` in the cache folder of the user.
pub fn cache_folder(variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    if let Some(folder) = variable("ENT_CACHE_DIR") {
        return (!folder.is_empty()).then(|| PathBuf::from(folder));
    }
    let folder = |name: &str| variable(name).filter(|text| !text.is_empty()).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    base.map(|base| base.join("ent"))
}

#[cfg(test)]
mod unit {
    use super::*;

    fn with(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
    }

    #[test]
    fn the_environment_gives_token_address_and_cache() {
        let options = Options::read(false, &with(&[("GITHUB_TOKEN", " "), ("GH_TOKEN", "t0k3n\n"), ("ENT_CACHE_DIR", "/c")]));
        assert_eq!(options.token, Token::new("t0k3n"));
        assert_eq!(options.address, "https://api.github.com");
        assert_eq!(options.host().as_deref(), Some("github.com"));
        assert_eq!(options.cache, Some(PathBuf::from("/c/github")));
        let own = Options::read(true, &with(&[("GITHUB_API_URL", "https://git.acme.org/api/v3"), ("ENT_CACHE_DIR", "")]));
        assert_eq!((own.host().as_deref(), own.cache, own.token, own.offline), (Some("git.acme.org"), None, None, true));
    }

    #[test]
    fn nothing_shows_the_token() {
        let options = Options::read(false, &with(&[("GITHUB_TOKEN", "s3cr3t")]));
        assert!(!format!("{options:?}").contains("s3cr3t"));
        assert_eq!(Token::new("s3cr3t").unwrap().scrub("bad s3cr3t here"), "bad *** here");
    }
}
