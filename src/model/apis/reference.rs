//! Text of a `$ref`: the file it names and the place in that file.

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefError {
    /// A URL, and nobody asked for the network.
    Remote(String),
    /// A path that leaves the directory the documents live in.
    Escapes(String),
    /// The file cannot be had.
    Missing {
        /// Path of the file, relative to the root, or its URL.
        path: String,
        /// What went wrong.
        why: String,
    },
    /// The file is there, the place in it is not.
    Dangling(String),
    /// A chain of references that comes back to itself.
    Circular(String),
    /// More of something than one description may have.
    TooMany(&'static str),
}

impl RefError {
    /// Whether a file was not read, so that nobody knows what the reference means.
    pub fn is_unread(&self) -> bool {
        matches!(self, RefError::Escapes(_) | RefError::Missing { .. })
    }
}

impl std::fmt::Display for RefError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RefError::Remote(text) => write!(f, "`{text}` is a URL, and references to the network are not followed"),
            RefError::Escapes(text) => write!(f, "`{text}` leaves the directory of the documents"),
            RefError::Missing { path, why } => write!(f, "`{path}` cannot be read: {why}"),
            RefError::Dangling(text) => write!(f, "`{text}` leads to nothing"),
            RefError::Circular(text) => write!(f, "`{text}` leads back to itself"),
            RefError::TooMany(what) => write!(f, "the description has more than {what}"),
        }
    }
}

/// File part and fragment of a reference; the fragment is percent-decoded.
pub(crate) fn split(text: &str) -> (&str, String) {
    match text.split_once('#') {
        Some((file, fragment)) => (file, percent_decode(fragment)),
        None => (text, String::new()),
    }
}

/// Whether the file part names a scheme (`https:`, `file:`, `urn:` …) or a host.
pub(crate) fn is_remote(file: &str) -> bool {
    if file.starts_with("//") {
        return true;
    }
    match file.split_once(':') {
        Some((scheme, _)) => {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        }
        None => false,
    }
}

/// Whether a text is an address of the web.
pub fn is_web(text: &str) -> bool {
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    begins("https://") || begins("http://")
}

/// The file that `target`, as written in the document `from`, names: a path from the root, or a URL where those are followed.
///
/// # Errors
/// [`RefError::Remote`] for a URL where none is followed, [`RefError::Escapes`] for a path that leaves the root.
pub(crate) fn locate(from: &str, target: &str, urls: bool) -> Result<String, RefError> {
    if is_remote(target) || is_web(from) {
        let url = join_uri(from, target).filter(|url| is_web(url));
        return url.filter(|_| urls).ok_or_else(|| RefError::Remote(target.to_string()));
    }
    join(from, target).ok_or_else(|| RefError::Escapes(target.to_string()))
}

/// A reference resolved against the URI of its document (RFC 3986, section 5.2, without queries). `None` where the base has no hierarchy.
pub(crate) fn join_uri(base: &str, target: &str) -> Option<String> {
    if is_remote(target) && !target.starts_with("//") {
        return Some(target.to_string());
    }
    let (scheme, rest) = base.split_once("://")?;
    if target.starts_with("//") {
        return Some(format!("{scheme}:{target}"));
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.split(['?', '#']).next().unwrap_or("");
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { path.split('/').collect() };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(format!("{scheme}://{host}/{}", parts.join("/")))
}

/// The path of `file` seen from the document `from`, without `.` and `..`. `None` when it leaves the root.
pub(crate) fn join(from: &str, file: &str) -> Option<String> {
    let file = percent_decode(file).replace('\\', "/");
    let drive = file.as_bytes().get(1) == Some(&b':') && file.starts_with(|c: char| c.is_ascii_alphabetic());
    if file.starts_with('/') || file.contains('\0') || drive {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_string();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_inside_the_root_only() {
        assert_eq!(join("api/openapi.yaml", "./models/pet.yaml").as_deref(), Some("api/models/pet.yaml"));
        assert_eq!(join("api/v1/openapi.yaml", "../shared.yaml").as_deref(), Some("api/shared.yaml"));
        assert_eq!(join("./openapi.yaml", "pet.yaml").as_deref(), Some("pet.yaml"));
        for (from, hostile) in [
            ("openapi.yaml", "../../etc/passwd"),
            ("openapi.yaml", "/etc/passwd"),
            ("openapi.yaml", "%2e%2e/secret"),
            ("openapi.yaml", "%2Fetc/passwd"),
            ("a/b.yaml", "..\\..\\secret"),
            ("./a.yaml", "../secret"),
            ("a.yaml", "C:\\secret"),
            ("a.yaml", "a\0b"),
        ] {
            assert_eq!(join(from, hostile), None, "{hostile}");
        }
    }

    #[test]
    fn urls_are_told_from_paths() {
        for url in ["https://example.org/a.yaml", "//host/a.yaml", "file:///etc/passwd", "urn:x:y"] {
            assert!(is_remote(url), "{url}");
        }
        for path in ["a.yaml", "./a:b.yaml", "dir/a.yaml"] {
            assert!(!is_remote(path), "{path}");
        }
    }

    #[test]
    fn urls_are_followed_only_where_asked_and_only_on_the_web() {
        let url = "https://example.org/api/a.yaml";
        assert_eq!(locate("a.yaml", url, false), Err(RefError::Remote(url.to_string())));
        assert_eq!(locate("a.yaml", url, true).as_deref(), Ok(url));
        assert_eq!(locate("a.yaml", "file:///etc/passwd", true), Err(RefError::Remote("file:///etc/passwd".to_string())));
        assert_eq!(locate(url, "../b.yaml", true).as_deref(), Ok("https://example.org/b.yaml"));
        assert_eq!(locate(url, "../b.yaml", false), Err(RefError::Remote("../b.yaml".to_string())));
        assert_eq!(locate("x/a.yaml", "../../b.yaml", true), Err(RefError::Escapes("../../b.yaml".to_string())));
    }

    #[test]
    fn references_are_resolved_against_a_uri() {
        for (base, target, whole) in [
            ("https://example.org/a/b.json", "c.json", "https://example.org/a/c.json"),
            ("https://example.org/a/b.json", "../c.json", "https://example.org/c.json"),
            ("https://example.org/a/b.json", "/c.json", "https://example.org/c.json"),
            ("https://example.org", "c.json", "https://example.org/c.json"),
            ("https://example.org/a", "//other.org/c", "https://other.org/c"),
            ("https://example.org/a?q=1/2", "c", "https://example.org/c"),
            ("anything", "urn:x:y", "urn:x:y"),
        ] {
            assert_eq!(join_uri(base, target).as_deref(), Some(whole));
        }
        assert_eq!(join_uri("urn:x:y", "z"), None);
    }

    #[test]
    fn fragments_are_decoded() {
        assert_eq!(split("a.yaml#/paths/~1pets%7Bid%7D"), ("a.yaml", "/paths/~1pets{id}".to_string()));
    }
}
