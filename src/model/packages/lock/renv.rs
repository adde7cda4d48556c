//! `renv.lock` of renv (R). Format: "Introduction to renv", lockfile versions 1 and 2.

use std::collections::HashMap;

use document::{Document, Entry, Node, SyntaxError};

use super::tree::{entries, root_with, text};
use crate::packages::{Ecosystem, LockFile, Origin, Package, PackageId};

/// Reads a lock file of renv.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let Some(root) = root_with(document, &["R", "Packages"])? else { return Ok(LockFile::default()) };
    let mut file = LockFile::default();
    let mut by_name: HashMap<&str, PackageId> = HashMap::new();
    for entry in entries(root, "Packages") {
        file.edges_known |= entry.value.get("Requirements").is_some();
        let id = file.push(package(entry));
        by_name.insert(entry.key.text(), id);
    }
    for entry in entries(root, "Packages") {
        let Some(&from) = by_name.get(entry.key.text()) else { continue };
        let needs = entry.value.get("Requirements").into_iter().flat_map(Node::items);
        // `R` itself, the base packages and versions are named in the list too.
        file.packages[from as usize].dependencies = needs.filter_map(|need| by_name.get(need.text()).copied()).collect();
    }
    Ok(file)
}

fn package(entry: Entry<'_>) -> Package {
    let value = entry.value;
    let name = text(value, "Package").unwrap_or_else(|| entry.key.text());
    let source = text(value, "Source").unwrap_or("");
    let ecosystem = if source == "Bioconductor" { Ecosystem::Bioconductor } else { Ecosystem::Cran };
    let mut package = Package::new(ecosystem, name, text(value, "Version"), entry.key.span());
    match (source, text(value, "Repository")) {
        ("GitHub" | "GitLab" | "Bitbucket", _) => {
            let host = text(value, "RemoteHost").unwrap_or("").trim_start_matches("api.").to_owned();
            let host = match (source, host.as_str()) {
                ("GitHub", "") => "github.com",
                ("GitLab", "") => "gitlab.com",
                ("Bitbucket", "") => "bitbucket.org",
                (_, host) => host,
            };
            let (owner, name) = (text(value, "RemoteUsername").unwrap_or(""), text(value, "RemoteRepo").unwrap_or(name));
            let commit = text(value, "RemoteSha").map(str::to_owned);
            package.origin = Origin::Repository { url: format!("https://{host}/{owner}/{name}"), commit };
        }
        (_, Some(repository)) if !matches!(repository, "CRAN" | "RSPM") => package.origin = Origin::OtherRegistry(repository.to_owned()),
        _ => {}
    }
    // The hash of fields of the description, not of the archive.
    package.properties.extend(text(value, "Hash").map(|hash| ("renv:hash", hash.to_owned())));
    package
}
