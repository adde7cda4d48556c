//! The configuration of Dependabot.

use document::{Document, Node};
use globset::GlobBuilder;

use super::renovate::list;

/// A configuration of Dependabot.
pub(crate) struct Dependabot<'d> {
    /// The document.
    pub(super) root: Node<'d>,
}

/// Ecosystems that Dependabot knows.
pub(super) const ECOSYSTEMS: &[&str] = &[
    "bazel",
    "bun",
    "bundler",
    "cargo",
    "composer",
    "conda",
    "devcontainers",
    "docker",
    "docker-compose",
    "dotnet-sdk",
    "elm",
    "github-actions",
    "gitsubmodule",
    "gomod",
    "gradle",
    "helm",
    "julia",
    "maven",
    "mix",
    "npm",
    "nuget",
    "opentofu",
    "pip",
    "pre-commit",
    "pub",
    "rust-toolchain",
    "swift",
    "terraform",
    "uv",
    "vcpkg",
];

impl<'d> Dependabot<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Dependabot { root: document.root() }
    }

    pub(super) fn path(&self) -> &'d str {
        self.root.document().source().path()
    }

    /// Its entries.
    pub(super) fn updates(&self) -> Vec<Node<'d>> {
        self.root.get("updates").into_iter().flat_map(Node::items).collect()
    }

    /// Whether an entry for one of these ecosystems looks into a folder (empty: the root).
    pub(super) fn covers(&self, ecosystems: &[&str], folder: &str) -> bool {
        let actions = ecosystems.contains(&"github-actions");
        self.updates().iter().any(|entry| {
            let named = entry.get("package-ecosystem").is_some_and(|name| ecosystems.contains(&name.text()));
            // For actions `/` means the folder of the workflows.
            named
                && directories(*entry).iter().any(|directory| looks_into(directory.text(), folder) || (actions && directory.text() == "/"))
        })
    }
}

/// Whether an entry opens no pull request for updates, only for security fixes.
pub(super) fn is_silent(entry: Node<'_>) -> Option<Node<'_>> {
    entry.get("open-pull-requests-limit").filter(|limit| limit.as_i64() == Some(0))
}

/// The folders of an entry.
pub(super) fn directories<'d>(entry: Node<'d>) -> Vec<Node<'d>> {
    [list(entry, "directory"), list(entry, "directories")].concat()
}

fn looks_into(directory: &str, folder: &str) -> bool {
    let wanted = directory.trim_start_matches("./").trim_matches('/');
    if wanted.is_empty() || wanted == "." {
        return folder.is_empty();
    }
    if wanted == folder {
        return true;
    }
    let glob = GlobBuilder::new(wanted).literal_separator(true).build();
    // `**/*` reaches the root too.
    wanted == "**/*" || glob.is_ok_and(|glob| glob.compile_matcher().is_match(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_exact_unless_they_are_globs() {
        assert!(looks_into("/", "") && !looks_into("/", "services/a"));
        assert!(looks_into("/services/a", "services/a") && looks_into("services/a/", "services/a"));
        assert!(looks_into("/services/*", "services/a") && !looks_into("/services/*", "services/a/b"));
        assert!(looks_into("**/*", "") && looks_into("**/*", "services/a/b"));
    }
}
