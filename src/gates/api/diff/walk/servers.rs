//! Servers: where the API is reached.

use model::apis::{At, Operation, Server};
use rule::Severity;

use super::{Differ, Here};

/// Scheme and host of a URL, and its path without the last slash.
fn split(url: &str) -> (&str, &str) {
    let after = url.find("://").map_or(0, |at| at + 3);
    let host_end = if after == 0 && url.starts_with('/') { 0 } else { url[after..].find('/').map_or(url.len(), |at| after + at) };
    (&url[..host_end], url[host_end..].trim_end_matches('/'))
}

impl Differ<'_, '_> {
    /// Servers of the document.
    pub(crate) fn servers(&mut self) {
        self.here = Here::default();
        let (base, revision) = (self.base, self.revision);
        self.server_lists(&base.servers, &revision.servers, base.files.root(), revision.files.root());
    }

    /// Servers of one operation, where it or the operation before has its own.
    pub(crate) fn own_servers(&mut self, old: &Operation, new: &Operation) {
        if old.servers.is_empty() && new.servers.is_empty() {
            return;
        }
        let (base, revision) = (self.base, self.revision);
        self.server_lists(base.servers_of(old), revision.servers_of(new), old.at, new.at);
    }

    fn server_lists(&mut self, old: &[Server], new: &[Server], base: At, revision: At) {
        // A description without servers is served at `/`.
        let root = |at: At| vec![Server { at, url: "/".to_string(), variables: Vec::new() }];
        let old = if old.is_empty() { root(base) } else { old.to_vec() };
        let new = if new.is_empty() { root(revision) } else { new.to_vec() };
        let mut taken = vec![false; new.len()];
        let mut gone = Vec::new();
        for before in &old {
            match new.iter().position(|after| split(&after.url) == split(&before.url)) {
                Some(at) => {
                    taken[at] = true;
                    self.server(before, &new[at]);
                }
                None => gone.push(before),
            }
        }
        for before in gone {
            let (host, path) = split(&before.url);
            let free = |test: &dyn Fn((&str, &str)) -> bool| (0..new.len()).find(|&at| !taken[at] && test(split(&new[at].url)));
            let moved = free(&|(_, other)| other == path);
            let changed = moved.or_else(|| free(&|(other, _)| other == host));
            let (id, severity, words) = match (moved, changed) {
                (Some(at), _) => {
                    ("server-host-changed", Severity::Info, format!("the server `{}` is at `{}` now", before.url, new[at].url))
                }
                (None, Some(at)) => (
                    "server-url-changed",
                    self.policy.servers,
                    format!("the base path of `{}` is that of `{}` now", before.url, new[at].url),
                ),
                (None, None) => ("server-removed", self.policy.servers, format!("the server `{}` is gone", before.url)),
            };
            let after = changed.map(|at| &new[at]);
            let change = self.fixed(id, severity, words).at(Some(before.at), Some(after.map_or(revision, |after| after.at)));
            self.note(change.of(format!("server {}", before.url)));
            if let Some(at) = changed {
                taken[at] = true;
                self.server(before, &new[at]);
            }
        }
        for (_, after) in new.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            let change =
                self.fixed("server-added", Severity::Info, format!("the server `{}` is new", after.url)).at(Some(base), Some(after.at));
            self.note(change.of(format!("server {}", after.url)));
        }
    }

    fn server(&mut self, old: &Server, new: &Server) {
        for (name, values, default) in &old.variables {
            let Some((_, others, other)) = new.variables.iter().find(|(own, ..)| own == name) else { continue };
            let mut found = Vec::new();
            let missing: Vec<String> =
                values.iter().filter(|value| !others.is_empty() && !others.contains(value)).map(|value| format!("`{value}`")).collect();
            if !missing.is_empty() || (values.is_empty() && !others.is_empty()) {
                let what = if missing.is_empty() { "any value that is not listed".to_string() } else { missing.join(", ") };
                found.push(("server-variable-enum-narrowed", format!("the variable `{name}` of `{}` may not be {what} any more", new.url)));
            }
            if default != other {
                found.push((
                    "server-variable-default-changed",
                    format!("the variable `{name}` of `{}` is `{other}` by default instead of `{default}`", new.url),
                ));
            }
            for (id, words) in found {
                let change = self.fixed(id, self.policy.servers, words).at(Some(old.at), Some(new.at));
                self.note(change.of(format!("server {} {name}", new.url)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_a_host_and_a_path() {
        assert_eq!(split("https://api.example.com/v1/"), ("https://api.example.com", "/v1"));
        assert_eq!(split("https://api.example.com"), ("https://api.example.com", ""));
        assert_eq!(split("/v1"), ("", "/v1"));
        assert_eq!(split("/"), ("", ""));
        assert_eq!(split("https://{region}.example.com/{base}"), ("https://{region}.example.com", "/{base}"));
    }
}
