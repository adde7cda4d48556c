//! Which path is which: templates are matched by their shape, variables by their slot.

use std::collections::HashMap;

use model::apis::{Operation, PathItem};
use rule::Severity;

use crate::diff::schema::Side;

use super::spot::Frame;
use super::{Differ, Here};

/// A template without the names of its variables.
pub(crate) fn shape(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut inside = false;
    for c in template.chars() {
        match c {
            '{' => {
                inside = true;
                out.push_str("{}");
            }
            '}' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Names of the variables of a template, slot by slot.
pub(crate) fn variables(template: &str) -> Vec<&str> {
    template.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

/// A path that both sides have: indices into their lists.
struct Matched {
    old: usize,
    new: usize,
}

impl Differ<'_, '_> {
    pub(crate) fn paths(&mut self) {
        let (base, revision) = (self.base, self.revision);
        let old = self.newest(Side::Base, &base.paths);
        let new = self.newest(Side::Revision, &revision.paths);
        let mut taken = vec![false; revision.paths.len()];
        let mut matched = Vec::new();
        let mut removed = Vec::new();
        let by_name: HashMap<&str, usize> = new.iter().map(|&at| (revision.paths[at].name.as_str(), at)).collect();
        let mut by_shape: HashMap<String, Vec<usize>> = HashMap::new();
        for &at in &new {
            by_shape.entry(shape(&revision.paths[at].name)).or_default().push(at);
        }
        for at in old {
            let name = base.paths[at].name.as_str();
            let found = by_name.get(name).copied().or_else(|| {
                let same = by_shape.get(&shape(name))?;
                same.iter().copied().find(|&other| !taken[other])
            });
            match found.filter(|&other| !taken[other]) {
                Some(other) => {
                    taken[other] = true;
                    matched.push(Matched { old: at, new: other });
                }
                None => removed.push(at),
            }
        }
        for pair in &matched {
            self.path(&base.paths[pair.old], &revision.paths[pair.new], Frame::Plain);
        }
        let added: Vec<usize> = new.into_iter().filter(|&at| !taken[at]).collect();
        for at in removed {
            for operation in &base.paths[at].operations {
                self.here = self.here_of(&operation.method, &base.paths[at].name, Frame::Plain);
                self.removed_operation(operation, true);
            }
        }
        for &at in &added {
            for operation in &revision.paths[at].operations {
                self.here = self.here_of(&operation.method, &revision.paths[at].name, Frame::Plain);
                self.added_operation(operation);
            }
        }
        self.ambiguous(&added);
        self.here = Here::default();
    }

    pub(crate) fn here_of(&self, method: &str, name: &str, frame: Frame) -> Here {
        Here { operation: format!("{method} {name}"), shape: format!("{}{method} {}", frame.prefix(), shape(name)), frame }
    }

    /// Of paths with one shape, the one with the latest `x-since-date` counts, if they have such dates.
    fn newest(&self, side: Side, paths: &[PathItem]) -> Vec<usize> {
        let mut best: HashMap<String, usize> = HashMap::new();
        let mut kept = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            let date = self.since(side, path);
            if date.is_none() {
                kept.push(at);
                continue;
            }
            match best.get(&shape(&path.name)) {
                Some(&other) if self.since(side, &paths[other]) >= date => {}
                _ => {
                    best.insert(shape(&path.name), at);
                }
            }
        }
        kept.retain(|&at| !best.contains_key(&shape(&paths[at].name)));
        kept.extend(best.into_values());
        kept.sort_unstable();
        kept
    }

    fn since(&self, side: Side, path: &PathItem) -> Option<String> {
        let own = self.node(side, path.at).get("x-since-date").map(|date| date.text().to_string());
        own.or_else(|| {
            path.operations.iter().filter_map(|operation| Some(self.node(side, operation.at).get("x-since-date")?.text().to_string())).max()
        })
    }

    /// Compares two path items that are the same place.
    pub(crate) fn path(&mut self, old: &PathItem, new: &PathItem, frame: Frame) {
        if frame == Frame::Plain {
            self.renamed_variables(old, new);
        }
        for before in &old.operations {
            let found = new.operations.iter().find(|after| after.method == before.method);
            self.here = self.here_of(&before.method, found.map_or(&old.name, |_| &new.name), frame);
            match found {
                Some(after) => self.operation(before, after, old, new),
                None => self.removed_operation(before, false),
            }
        }
        for after in new.operations.iter().filter(|after| !old.operations.iter().any(|before| before.method == after.method)) {
            self.here = self.here_of(&after.method, &new.name, frame);
            self.added_operation(after);
        }
    }

    fn renamed_variables(&mut self, old: &PathItem, new: &PathItem) {
        for (before, after) in variables(&old.name).into_iter().zip(variables(&new.name)) {
            if before != after {
                self.here = Here { operation: String::new(), shape: shape(&new.name), frame: Frame::Plain };
                let words = format!("the path variable `{before}` of {} is called `{after}` now", new.name);
                let change = self.fixed("path-parameter-renamed", self.policy.path_parameters, words);
                let mut change = change.at(Some(old.at), Some(new.at)).of(before);
                change.uses = new.operations.iter().map(|operation| format!("{} {}", operation.method, new.name)).collect();
                self.note(change);
            }
        }
    }

    /// New templates that match URLs of another template as well.
    fn ambiguous(&mut self, added: &[usize]) {
        // Comparing every new template with every other is only worth it for a few.
        if added.len() > 2_000 {
            return;
        }
        let revision = self.revision;
        let mut by_length: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, path) in revision.paths.iter().enumerate() {
            by_length.entry(path.name.split('/').count()).or_default().push(at);
        }
        for &at in added {
            let path = &revision.paths[at];
            let rivals = by_length.get(&path.name.split('/').count()).map_or(&[][..], Vec::as_slice);
            let rival = rivals
                .iter()
                .map(|&other| &revision.paths[other])
                .find(|other| other.name != path.name && overlap(&path.name, &other.name));
            if let Some(rival) = rival {
                self.here = Here { operation: String::new(), shape: shape(&path.name), frame: Frame::Plain };
                let words = format!("{} and {} match the same URLs, and nothing says which one is meant", path.name, rival.name);
                let mut change = self.fixed("path-template-ambiguous", Severity::Warning, words).at(None, Some(path.at));
                change.uses = path.operations.iter().map(|operation| format!("{} {}", operation.method, path.name)).collect();
                self.note(change);
            }
        }
    }

    pub(crate) fn webhooks(&mut self) {
        let (base, revision) = (self.base, self.revision);
        for old in &base.webhooks {
            match revision.webhooks.iter().find(|new| new.name == old.name) {
                Some(new) => self.path(old, new, Frame::Webhook),
                None => self.webhook_change(old, true),
            }
        }
        for new in revision.webhooks.iter().filter(|new| !base.webhooks.iter().any(|old| old.name == new.name)) {
            self.webhook_change(new, false);
        }
        self.here = Here::default();
    }

    fn webhook_change(&mut self, item: &PathItem, removed: bool) {
        self.here = Here { operation: format!("webhook {}", item.name), shape: format!("webhook {}", item.name), frame: Frame::Plain };
        let change = if removed {
            self.fixed("webhook-removed", Severity::Error, format!("the webhook `{}` is gone", item.name)).at(Some(item.at), None)
        } else {
            self.fixed("webhook-added", Severity::Info, format!("the webhook `{}` is new", item.name)).at(None, Some(item.at))
        };
        self.note(change);
    }

    /// Callbacks of an operation, by name and expression.
    pub(crate) fn callbacks(&mut self, old: &Operation, new: &Operation) {
        let here = self.here.clone();
        for (name, before) in &old.callbacks {
            let same = new.callbacks.iter().find(|(other, after)| other == name && after.name == before.name);
            let renamed = || {
                let alone = |list: &[(String, PathItem)]| list.iter().filter(|(other, _)| other == name).count() == 1;
                new.callbacks.iter().find(|(other, _)| other == name).filter(|_| alone(&new.callbacks) && alone(&old.callbacks))
            };
            match same.or_else(renamed) {
                Some((_, after)) => {
                    self.path(before, after, Frame::Callback);
                    self.here = here.clone();
                }
                None => {
                    let words = format!("the callback `{name}` ({}) is gone", before.name);
                    let change = self.fixed("callback-removed", Severity::Error, words).at(Some(before.at), None).of(name.as_str());
                    let change = crate::diff::change::Change { id: "callback-removed".to_string(), ..change };
                    self.note(change);
                }
            }
        }
        for (name, after) in new.callbacks.iter().filter(|(name, _)| !old.callbacks.iter().any(|(other, _)| other == name)) {
            let change = self
                .fixed("callback-added", Severity::Info, format!("the callback `{name}` is new"))
                .at(None, Some(after.at))
                .of(name.as_str());
            self.note(crate::diff::change::Change { id: "callback-added".to_string(), ..change });
        }
    }
}

/// Whether two templates have a URL in common, and neither is the plain one that OpenAPI prefers.
fn overlap(a: &str, b: &str) -> bool {
    let mut a_wider = false;
    let mut b_wider = false;
    for (a, b) in a.split('/').zip(b.split('/')) {
        match (a.contains('{'), b.contains('{')) {
            (true, true) => {}
            (true, false) => a_wider = true,
            (false, true) => b_wider = true,
            (false, false) if a == b => {}
            (false, false) => return false,
        }
    }
    // `/pets/{id}` beside `/pets/mine` is settled by OpenAPI: concrete paths come first.
    a_wider == b_wider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_forget_names() {
        assert_eq!(shape("/users/{id}/posts/{post}"), "/users/{}/posts/{}");
        assert_eq!(variables("/users/{id}/posts/{post}"), ["id", "post"]);
    }

    #[test]
    fn only_templates_that_cross_are_ambiguous() {
        assert!(overlap("/a/{x}", "/a/{y}"));
        assert!(overlap("/{x}/b", "/a/{y}"));
        assert!(!overlap("/a/{x}", "/a/b"));
        assert!(!overlap("/a/{x}", "/b/{x}"));
    }
}
