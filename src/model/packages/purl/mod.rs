//! Package URLs: parse, canonicalise by the rules of the type, build (purl specification 1.0, ECMA-427).
//!
//! A [`Purl`] is canonical by construction: two purls are equal exactly when their canonical texts are.

mod encode;
mod parse;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use encode::{encode, encode_path};

/// A canonical package URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purl {
    kind: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Option<String>,
}

/// Why a text or a set of parts is no package URL. Reads well after "error: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PurlError {
    /// The text does not begin with `pkg:`.
    #[error("a package URL begins with `pkg:`")]
    Scheme,
    /// There is no type.
    #[error("the package URL has no type")]
    TypeMissing,
    /// The type has a character that types may not have.
    #[error("`{0}` is no package URL type: letters, digits, `.`, `-` and `+`, not beginning with a digit")]
    TypeInvalid(String),
    /// There is no name.
    #[error("the package URL has no name")]
    NameMissing,
    /// A percent sign is not followed by two hexadecimal digits, or the decoded bytes are no UTF-8.
    #[error("`{0}` is not percent-encoded UTF-8")]
    Encoding(String),
    /// A segment of the namespace or of the subpath holds an encoded slash.
    #[error("a segment may not hold an encoded slash: `{0}`")]
    Slash(String),
    /// A qualifier's key has a character that keys may not have.
    #[error("`{0}` is no qualifier key: letters, digits, `.`, `-` and `_`, not beginning with a digit")]
    KeyInvalid(String),
    /// A qualifier without `=`.
    #[error("qualifier `{0}` has no value")]
    ValueMissing(String),
    /// The same key stands twice.
    #[error("qualifier `{0}` is given twice")]
    KeyDuplicated(String),
    /// The type demands a namespace.
    #[error("type `{0}` needs a namespace")]
    NamespaceMissing(String),
    /// The type has no namespaces.
    #[error("type `{kind}` has no namespace, but `{namespace}` is given")]
    NamespaceProhibited {
        /// The type.
        kind: String,
        /// The namespace that stands there.
        namespace: String,
    },
    /// The type demands this qualifier.
    #[error("type `{kind}` needs the qualifier `{key}`")]
    QualifierMissing {
        /// The type.
        kind: String,
        /// The missing key.
        key: &'static str,
    },
    /// The name breaks a rule of its type.
    #[error("`{name}` is no name of type `{kind}`: {rule}")]
    NameInvalid {
        /// The type.
        kind: String,
        /// The name.
        name: String,
        /// What the type demands.
        rule: &'static str,
    },
    /// The version breaks a rule of its type.
    #[error("`{version}` is no version of type `{kind}`: {rule}")]
    VersionInvalid {
        /// The type.
        kind: String,
        /// The version.
        version: String,
        /// What the type demands.
        rule: &'static str,
    },
}

impl Purl {
    /// Reads a package URL, in whatever spelling the specification tolerates.
    ///
    /// # Errors
    /// What breaks the specification or a rule of the type.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        parse::parse(text)
    }

    /// Begins a package URL from decoded parts.
    pub fn builder(kind: impl Into<String>, name: impl Into<String>) -> PurlBuilder {
        PurlBuilder { kind: kind.into(), name: name.into(), ..PurlBuilder::default() }
    }

    /// The type in lower case: `npm`, `cargo` …
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The decoded namespace, its segments joined by `/`.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The decoded name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded version.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The decoded qualifiers, sorted by key.
    pub fn qualifiers(&self) -> &BTreeMap<String, String> {
        &self.qualifiers
    }

    /// One decoded qualifier.
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.get(key).map(String::as_str)
    }

    /// The decoded subpath, its segments joined by `/`.
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// Namespace and name as one text, as package managers write it: `@scope/name`, `group/artifact`.
    pub fn full_name(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The package without version, qualifiers and subpath: what two versions of one package have in common.
    #[must_use]
    pub fn without_version(&self) -> Self {
        Self { version: None, qualifiers: BTreeMap::new(), subpath: None, ..self.clone() }
    }
}

/// The canonical text.
impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pkg:{}/", self.kind)?;
        if let Some(namespace) = &self.namespace {
            write!(f, "{}/", encode_path(namespace))?;
        }
        if types::name_is_path(&self.kind) {
            f.write_str(&encode_path(&self.name))?;
        } else {
            f.write_str(&encode(&self.name))?;
        }
        if let Some(version) = &self.version {
            write!(f, "@{}", encode(version))?;
        }
        for (index, (key, value)) in self.qualifiers.iter().enumerate() {
            write!(f, "{}{key}={}", if index == 0 { '?' } else { '&' }, encode(value))?;
        }
        match &self.subpath {
            Some(subpath) => write!(f, "#{}", encode_path(subpath)),
            None => Ok(()),
        }
    }
}

impl FromStr for Purl {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Self::parse(text)
    }
}

/// Decoded parts on their way to a [`Purl`].
#[derive(Clone, Debug, Default)]
pub struct PurlBuilder {
    kind: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: Vec<(String, String)>,
    subpath: Option<String>,
}

impl PurlBuilder {
    /// The decoded namespace; segments are separated by `/`.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// The decoded version.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// One decoded qualifier; an empty value leaves it out.
    #[must_use]
    pub fn qualifier(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.qualifiers.push((key.into(), value.into()));
        self
    }

    /// The decoded subpath; segments are separated by `/`.
    #[must_use]
    pub fn subpath(mut self, subpath: impl Into<String>) -> Self {
        self.subpath = Some(subpath.into());
        self
    }

    /// The canonical package URL of these parts.
    ///
    /// # Errors
    /// What breaks the specification or a rule of the type.
    pub fn build(self) -> Result<Purl, PurlError> {
        let kind = self.kind.to_ascii_lowercase();
        check_kind(&kind)?;
        let mut purl = Purl {
            namespace: self.namespace.as_deref().and_then(|text| segments(text, false)),
            name: self.name,
            version: self.version.filter(|version| !version.is_empty()),
            qualifiers: qualifiers(self.qualifiers)?,
            subpath: self.subpath.as_deref().and_then(|text| segments(text, true)),
            kind,
        };
        types::canonicalise(&mut purl)?;
        Ok(purl)
    }
}

fn check_kind(kind: &str) -> Result<(), PurlError> {
    match kind.bytes().next() {
        None => Err(PurlError::TypeMissing),
        Some(first) if first.is_ascii_digit() || !kind.bytes().all(is_kind_byte) => Err(PurlError::TypeInvalid(kind.to_owned())),
        Some(_) => Ok(()),
    }
}

fn is_kind_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+')
}

/// Drops empty segments, and in a subpath those that would leave the package.
fn segments(text: &str, subpath: bool) -> Option<String> {
    let leaves = |segment: &str| subpath && matches!(segment, "." | "..");
    let kept: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty() && !leaves(segment)).collect();
    (!kept.is_empty()).then(|| kept.join("/"))
}

fn qualifiers(pairs: Vec<(String, String)>) -> Result<BTreeMap<String, String>, PurlError> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        let key = key.to_ascii_lowercase();
        if !is_key(&key) {
            return Err(PurlError::KeyInvalid(key));
        }
        if value.is_empty() {
            continue;
        }
        if map.insert(key.clone(), value).is_some() {
            return Err(PurlError::KeyDuplicated(key));
        }
    }
    Ok(map)
}

fn is_key(key: &str) -> bool {
    key.bytes().next().is_some_and(|first| !first.is_ascii_digit())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests;
