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
        if let Some(format) = by_name(name, path) {
            return Some(format);
        }
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" | "cff" => Format::Yaml,
            "json" | "sarif" | "geojson" | "jsonld" | "har" | "ipynb" | "tfstate" | "webmanifest" | "avsc" => Format::Json,
            "json5" | "jsonc" => Format::Json5,
            "toml" => Format::Toml,
            "md" | "markdown" => Format::Markdown,
            _ => return None,
        })
    }
}

/// Files whose name says more than their extension: settings in which their programs allow comments, and locks.
fn by_name(name: &str, path: &str) -> Option<Format> {
    let commented = match name {
        "devcontainer.json" | ".devcontainer.json" | "tslint.json" | "typedoc.json" | "api-extractor.json" | "angular.json" | "nx.json" => {
            true
        }
        ".babelrc" | ".babelrc.json" | ".swcrc" | ".eslintrc" | ".eslintrc.json" | ".jshintrc" | ".jscsrc" => true,
        _ => {
            let settings = ["tsconfig", "jsconfig"].iter().any(|stem| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')));
            name.ends_with(".json") && (settings || path.starts_with(".vscode/") || path.contains("/.vscode/"))
        }
    };
    match name {
        _ if commented => Some(Format::Json5),
        "Cargo.lock" | "poetry.lock" | "uv.lock" | "pdm.lock" | "Pipfile" | "Gopkg.lock" => Some(Format::Toml),
        "composer.lock" | "Pipfile.lock" | "flake.lock" | "deno.lock" => Some(Format::Json),
        "pubspec.lock" | "Podfile.lock" | ".clang-format" | ".yamllint" => Some(Format::Yaml),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_and_extensions_say_the_language() {
        let table = [
            ("a/b.YML", Some(Format::Yaml)),
            ("tsconfig.json", Some(Format::Json5)),
            ("web/tsconfig.build.json", Some(Format::Json5)),
            ("tsconfigs.json", Some(Format::Json)),
            (".vscode/settings.json", Some(Format::Json5)),
            ("a/.vscode/settings.json", Some(Format::Json5)),
            ("a.vscode/settings.json", Some(Format::Json)),
            ("renovate.json5", Some(Format::Json5)),
            ("renovate.json", Some(Format::Json)),
            ("Cargo.lock", Some(Format::Toml)),
            ("Pipfile.lock", Some(Format::Json)),
            ("README.md", Some(Format::Markdown)),
            ("yarn.lock", None),
            ("Makefile", None),
            ("yaml", None),
        ];
        for (path, format) in table {
            assert_eq!(Format::from_path(path), format, "{path}");
        }
    }
}
