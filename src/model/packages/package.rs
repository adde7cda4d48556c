//! One package as a lock file, a manifest or an installed database names it.

use document::Span;

use super::Ecosystem;
use super::purl::Purl;

/// Number of a package within its [`super::LockFile`].
pub type PackageId = u32;

/// What a package is to the tree that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The project itself: the root of the lock file.
    Project,
    /// A member of its workspace.
    Member,
    /// A package in a folder of the tree or beside it.
    Path,
    /// Somebody else's.
    Foreign,
}

/// What a package is needed for. Ordered: the smaller one wins where several hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// When the product runs.
    Runtime,
    /// When the product runs with a feature, an extra or a platform that is not always there.
    Optional,
    /// To build it.
    Build,
    /// To develop and test it.
    Development,
}

impl Scope {
    /// Its name in documents and messages.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Runtime => "runtime",
            Scope::Optional => "optional",
            Scope::Build => "build",
            Scope::Development => "development",
        }
    }
}

/// Where the bytes of a package come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// The registry of its ecosystem that everybody uses, or one that the file does not name.
    #[default]
    Registry,
    /// A registry that the file names.
    OtherRegistry(String),
    /// A Git (or Mercurial …) repository at a commit.
    Repository {
        /// Where it is, without credentials.
        url: String,
        /// The commit, where the file has it.
        commit: Option<String>,
    },
    /// A file fetched by its URL, credentials removed.
    Url(String),
    /// A folder or file of the tree, relative to the lock file.
    Path(String),
    /// Delivered with the toolchain.
    Toolchain,
}

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// MD5, 128 bits.
    Md5,
    /// SHA-1, 160 bits.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// Its name in CycloneDX.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha384 => "SHA-384",
            Algorithm::Sha512 => "SHA-512",
        }
    }

    /// The function that a tool's name means (`sha256`, `SHA-256`, `sha-256` …).
    pub fn from_name(name: &str) -> Option<Algorithm> {
        Some(match name.to_ascii_lowercase().replace('-', "").as_str() {
            "md5" => Algorithm::Md5,
            "sha1" => Algorithm::Sha1,
            "sha256" => Algorithm::Sha256,
            "sha384" => Algorithm::Sha384,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        })
    }

    /// Length of its value in hexadecimal digits.
    pub fn hex_digits(self) -> usize {
        match self {
            Algorithm::Md5 => 32,
            Algorithm::Sha1 => 40,
            Algorithm::Sha256 => 64,
            Algorithm::Sha384 => 96,
            Algorithm::Sha512 => 128,
        }
    }
}

/// The hash of a file that a package is delivered as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash {
    /// The function.
    pub algorithm: Algorithm,
    /// Its value in lower-case hexadecimal digits.
    pub hex: String,
    /// Name or URL of the file, where the package is delivered as several.
    pub file: Option<String>,
}

/// One package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Whose name it is.
    pub ecosystem: Ecosystem,
    /// The whole name as the ecosystem writes it: `@scope/name`, `group:artifact`, `vendor/name`, `github.com/owner/name`.
    pub name: String,
    /// Its version; `None` where the file has none.
    pub version: Option<String>,
    /// What it is to the tree.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Hashes of what is delivered, sorted.
    pub hashes: Vec<Hash>,
    /// What it is needed for; `None` where neither the file nor its companions say it.
    pub scope: Option<Scope>,
    /// Licences as the file writes them.
    pub licenses: Vec<String>,
    /// What it depends on, sorted, each once.
    pub dependencies: Vec<PackageId>,
    /// Qualifiers of its package URL besides those that follow from the origin.
    pub qualifiers: Vec<(&'static str, String)>,
    /// Subpath of its package URL.
    pub subpath: Option<String>,
    /// What the file says besides: hashes that are not of the delivered file, revisions …
    pub properties: Vec<(&'static str, String)>,
    /// Where it stands in its file.
    pub span: Span,
    /// Line of `span`, from 1.
    pub line: u32,
}

impl Package {
    /// A foreign package with nothing but its name, its version and its place.
    pub fn new(ecosystem: Ecosystem, name: impl Into<String>, version: Option<&str>, span: Span) -> Package {
        Package {
            ecosystem,
            name: name.into(),
            version: version.filter(|version| !version.is_empty()).map(str::to_owned),
            kind: Kind::Foreign,
            origin: Origin::Registry,
            hashes: Vec::new(),
            scope: None,
            licenses: Vec::new(),
            dependencies: Vec::new(),
            qualifiers: Vec::new(),
            subpath: None,
            properties: Vec::new(),
            span,
            line: 0,
        }
    }

    /// Whether it is somebody else's: what vulnerabilities, licences and updates are asked for.
    pub fn is_foreign(&self) -> bool {
        self.kind == Kind::Foreign
    }

    /// Adds a hash given in hexadecimal digits; a value that its function cannot have is left out.
    pub fn add_hex(&mut self, algorithm: Algorithm, hex: &str, file: Option<&str>) {
        let hex = hex.trim().to_ascii_lowercase();
        if hex.len() == algorithm.hex_digits() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.hashes.push(Hash { algorithm, hex, file: file.map(str::to_owned) });
        }
    }

    /// Adds `sha256:HEX` (also with `=`), as Python's tools write it.
    pub fn add_prefixed(&mut self, text: &str, file: Option<&str>) {
        let parts = text.split_once([':', '=']);
        if let Some((algorithm, hex)) = parts.and_then(|(name, hex)| Some((Algorithm::from_name(name)?, hex))) {
            self.add_hex(algorithm, hex, file);
        }
    }

    /// Adds the hashes of a subresource integrity text: `sha512-BASE64 sha1-BASE64?options`.
    pub fn add_integrity(&mut self, integrity: &str) {
        for part in integrity.split_ascii_whitespace() {
            let part = part.split('?').next().unwrap_or(part);
            if let Some((name, base64)) = part.split_once('-') {
                self.add_base64(name, base64);
            }
        }
    }

    /// Adds a hash whose value is base64.
    pub fn add_base64(&mut self, algorithm: &str, base64: &str) {
        use base64::Engine as _;
        let Some(algorithm) = Algorithm::from_name(algorithm) else { return };
        if let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(base64) {
            self.add_hex(algorithm, &hex(&bytes), None);
        }
    }

    /// Its package URL; `None` where its ecosystem has no type, or where the type refuses the name (a folder that stands for a name …).
    /// A package of a repository that has no version is named by its commit.
    pub fn purl(&self) -> Option<Purl> {
        let (namespace, name) = self.split_name();
        let mut purl = Purl::builder(self.ecosystem.purl_type()?, name);
        if let Some(namespace) = namespace {
            purl = purl.namespace(namespace);
        }
        let named_by_place = matches!(self.ecosystem, Ecosystem::Swift | Ecosystem::GitHub);
        let mut commit_of_place = None;
        match &self.origin {
            Origin::Repository { url, commit } => {
                commit_of_place = commit.as_deref();
                if !named_by_place {
                    let at = commit.as_ref().map_or(String::new(), |commit| format!("@{commit}"));
                    purl = purl.qualifier("vcs_url", format!("git+{}{at}", url.strip_prefix("git+").unwrap_or(url)));
                }
            }
            Origin::OtherRegistry(url) => purl = purl.qualifier("repository_url", url),
            Origin::Url(url) => purl = purl.qualifier("download_url", url),
            Origin::Registry | Origin::Path(_) | Origin::Toolchain => {}
        }
        // The version of an image is its digest; a tag, which may move, is a qualifier.
        let version = self.version.as_deref().filter(|version| self.ecosystem != Ecosystem::Image || version.contains(':'));
        if let Some(version) = version.or(commit_of_place) {
            purl = purl.version(version);
        }
        for (key, value) in &self.qualifiers {
            purl = purl.qualifier(*key, value);
        }
        if let Some(subpath) = &self.subpath {
            purl = purl.subpath(subpath);
        }
        purl.build().ok()
    }

    /// Namespace and name of its package URL, before the type's own rules.
    pub fn split_name(&self) -> (Option<&str>, &str) {
        let parts = self.ecosystem.separator().and_then(|separator| self.name.rsplit_once(separator));
        parts.map_or((None, &self.name), |(namespace, name)| (Some(namespace), name))
    }
}

/// Lower-case hexadecimal digits of bytes.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// A URL without the user name and password that may stand in it.
pub fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        // `git@host` of SSH is the name of a role, no secret.
        Some((user, host)) if user != "git" => format!("{scheme}://{host}{tail}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn package() -> Package {
        Package::new(Ecosystem::Npm, "@scope/name", Some("1.0.0"), Span::new(SourceId(0), 0, 0))
    }

    #[test]
    fn integrity_becomes_hexadecimal_digits() {
        let mut package = package();
        package.add_integrity("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= sha512-AA==");
        assert_eq!(package.hashes.len(), 1, "a value of the wrong length is no hash");
        assert_eq!(package.hashes[0].hex, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }

    #[test]
    fn credentials_leave_the_url() {
        assert_eq!(without_credentials("https://u:p@example.org/a@b"), "https://example.org/a@b");
        assert_eq!(without_credentials("git+ssh://git@example.org/a.git"), "git+ssh://git@example.org/a.git");
        assert_eq!(without_credentials("https://example.org?x=a@b"), "https://example.org?x=a@b");
    }

    #[test]
    fn names_split_at_the_last_separator() {
        assert_eq!(package().split_name(), (Some("@scope"), "name"));
    }
}
