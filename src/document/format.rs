//! The languages a tree can be read from.

/// Language of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML 1.2, core schema, any number of documents.
    Yaml,
    /// JSON, RFC 8259.
    Json,
    /// JSON with comments, trailing commas and the other liberties of JSON5.
    Json5,
    /// TOML 1.0.
    Toml,
    /// Markdown (CommonMark) with front matter.
    Markdown,
}

impl Format {
    /// The language that a file's name says, if it says one.
    pub fn from_path(path: &str) -> Option<Format> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Format::Yaml,
            "json" | "sarif" | "geojson" => Format::Json,
            "json5" | "jsonc" => Format::Json5,
            "toml" => Format::Toml,
            "md" | "markdown" => Format::Markdown,
            _ => return None,
        })
    }
}
