//! Where the repository is hosted, and what its trunk is called.

use outside::git::Git;
use rule::Context;

use super::codeowners::{Host, PLACES};
use super::settings::text;

/// Parts of addresses by which hosts are known.
const OTHERS: &[&str] = &["bitbucket", "gitea", "forgejo", "codeberg.org", "dev.azure.com", "visualstudio.com"];

/// Whose rules CODEOWNERS follows; `None` for hosts whose rules are others.
pub(super) fn host(cx: &Context<'_>, git: Option<&Git>) -> Option<Host> {
    match text(cx, "host") {
        Some("github") => return Some(Host::GitHub),
        Some("gitlab") => return Some(Host::GitLab),
        _ => {}
    }
    let remotes = git.map(Git::remotes).unwrap_or_default();
    for (_, url) in remotes {
        let url = url.to_lowercase();
        if url.contains("github") {
            return Some(Host::GitHub);
        }
        if url.contains("gitlab") {
            return Some(Host::GitLab);
        }
        if OTHERS.iter().any(|other| url.contains(other)) {
            return None;
        }
    }
    by_files(cx)
}

fn by_files(cx: &Context<'_>) -> Option<Host> {
    if cx.exists(".github") {
        return Some(Host::GitHub);
    }
    if cx.exists(".gitlab-ci.yml") || cx.exists(".gitlab") {
        return Some(Host::GitLab);
    }
    if [".gitea", ".forgejo", ".bitbucket", "bitbucket-pipelines.yml"].iter().any(|path| cx.exists(path)) {
        return None;
    }
    let sections = PLACES.iter().filter(|path| cx.exists(path)).filter_map(|path| cx.text(path).ok()).any(|source| {
        let heading = |line: &str| line.starts_with('[') || line.starts_with("^[");
        source.text().lines().any(heading)
    });
    Some(if sections { Host::GitLab } else { Host::GitHub })
}
