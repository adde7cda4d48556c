//! Text of a `$ref`: the file it names and the place in that file.

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefError {
    /// A URL: never fetched by itself.
    Remote(String),
    /// A path that leaves the directory the documents live in.
    Escapes(String),
    /// The file cannot be had.
    Missing {
        /// Path of the file, relative to the root.
        path: String,
        /// What went wrong.
        why: String,
    },
    /// The file is there, the place in it is not.
    Dangling(String),
    /// A chain of references that comes back to itself.
    Circular(String),
}

impl std::fmt::Display for RefError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RefError::Remote(text) => write!(f, "`{text}` is a URL, and references to the network are not followed"),
            RefError::Escapes(text) => write!(f, "`{text}` leaves the directory of the documents"),
            RefError::Missing { path, why } => write!(f, "`{path}` cannot be read: {why}"),
            RefError::Dangling(text) => write!(f, "`{text}` leads to nothing"),
            RefError::Circular(text) => write!(f, "`{text}` leads back to itself"),
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

/// The path of `file` seen from the document `from`, without `.` and `..`. `None` when it leaves the root.
pub(crate) fn join(from: &str, file: &str) -> Option<String> {
    let file = percent_decode(file).replace('\\', "/");
    if file.starts_with('/') || file.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
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
        assert_eq!(join("openapi.yaml", "../../etc/passwd"), None);
        assert_eq!(join("openapi.yaml", "/etc/passwd"), None);
        assert_eq!(join("openapi.yaml", "%2e%2e/secret"), None);
        assert_eq!(join("a/b.yaml", "..\\..\\secret"), None);
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
    fn fragments_are_decoded() {
        assert_eq!(split("a.yaml#/paths/~1pets%7Bid%7D"), ("a.yaml", "/paths/~1pets{id}".to_string()));
    }
}
