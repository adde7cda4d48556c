//! Operations: gone, new, changed.

use model::apis::{Operation, PathItem};
use rule::Severity;

use crate::diff::change::Change;
use crate::diff::law::{Direction, Effect};
use crate::diff::schema::Side;

use super::Differ;
use super::lifecycle::Sunset;
use super::paths::variables;

impl Differ<'_, '_> {
    pub(crate) fn operation(&mut self, old: &Operation, new: &Operation, old_path: &PathItem, new_path: &PathItem) {
        if !self.in_scope(old, new) {
            return;
        }
        let unchanged = self.same(old.at, new.at) && old.parameters.len() == new.parameters.len();
        let parameters_too = unchanged && old.parameters.iter().zip(&new.parameters).all(|(old, new)| self.same(old.at, new.at));
        if !parameters_too {
            self.lifecycle(old, new);
            self.operation_words(old, new);
            let renamed: Vec<(&str, &str)> = variables(&old_path.name).into_iter().zip(variables(&new_path.name)).collect();
            self.parameters(old, new, &renamed);
            self.body(old, new);
            self.responses(old, new);
            self.callbacks(old, new);
        }
        self.security(old, new);
        self.own_servers(old, new);
    }

    fn operation_words(&mut self, old: &Operation, new: &Operation) {
        if old.id != new.id {
            let severity = self.policy.operation_ids;
            let text = |id: &Option<String>| id.clone().unwrap_or_default();
            let (id, words) = match (&old.id, &new.id) {
                (None, _) => ("api-operation-id-added", format!("operationId `{}` added", text(&new.id))),
                (_, None) => ("api-operation-id-removed", format!("operationId `{}` removed", text(&old.id))),
                _ => ("api-operation-id-removed", format!("operationId changed from `{}` to `{}`", text(&old.id), text(&new.id))),
            };
            let at = (self.entry(Side::Base, old.at, "operationId"), self.entry(Side::Revision, new.at, "operationId"));
            let change = self.fixed(id, severity, words).at(at.0, at.1);
            self.note(change);
        }
        for (id, some, others, word) in
            [("api-tag-removed", &old.tags, &new.tags, "removed"), ("api-tag-added", &new.tags, &old.tags, "added")]
        {
            for tag in some.iter().filter(|tag| !others.contains(tag)) {
                let change = self.fixed(id, self.policy.operation_ids.min(Severity::Warning), format!("tag `{tag}` {word}"));
                self.note(change.at(Some(old.at), Some(new.at)).of(tag.as_str()));
            }
        }
        if self.policy.documentation {
            for key in ["summary", "description"] {
                let text = |differ: &Self, side, at| differ.node(side, at).get(key).map(|node| node.text().to_string());
                if text(self, Side::Base, old.at) != text(self, Side::Revision, new.at) {
                    let change = Change::new(
                        "request-body-documentation-changed",
                        Effect::None,
                        Direction::None,
                        format!("`{key}` of the operation changed"),
                    );
                    self.note(change.at(Some(old.at), Some(new.at)).of(key));
                }
            }
        }
    }

    /// The value of a key of a node, as a place.
    pub(crate) fn entry(&self, side: Side, at: model::apis::At, key: &str) -> Option<model::apis::At> {
        self.node(side, at).get(key).map(|node| model::apis::At { file: at.file, node: node.id() })
    }

    pub(crate) fn added_operation(&mut self, operation: &Operation) {
        if self.stability_of(Side::Revision, operation).is_ok_and(|level| level < self.policy.stability) {
            return;
        }
        let words = format!("{} is new", self.here.operation);
        let change = self.fixed("endpoint-added", Severity::Info, words).at(None, Some(operation.at));
        self.note(change);
    }

    pub(crate) fn removed_operation(&mut self, operation: &Operation, whole_path: bool) {
        if self.stability_of(Side::Base, operation).is_ok_and(|level| level < self.policy.stability) {
            return;
        }
        let what = if whole_path { "api-path-removed" } else { "api-removed" };
        let name = self.here.operation.clone();
        let sunset = self.sunset(Side::Base, operation.at);
        let (id, severity, words) = match (&sunset, operation.deprecated) {
            (_, false) => (format!("{what}-without-deprecation"), Severity::Error, format!("{name} is gone and was never deprecated")),
            (Sunset::Missing, true) => {
                (format!("{what}-with-deprecation"), Severity::Info, format!("{name} is gone, as its deprecation said"))
            }
            (Sunset::Invalid(text), true) => {
                ("api-path-sunset-parse".to_string(), Severity::Error, format!("{name} is gone and its sunset `{text}` is no date"))
            }
            (Sunset::On(date), true) if self.today < *date => {
                (format!("{what}-before-sunset"), Severity::Error, format!("{name} is gone before its sunset on {date}"))
            }
            (Sunset::On(date), true) => {
                (format!("{what}-with-deprecation"), Severity::Info, format!("{name} is gone; its sunset was on {date}"))
            }
        };
        let moved = self.moved_to(operation).filter(|_| severity == Severity::Error && !operation.deprecated);
        let mut change = self.fixed(&id, severity, words).at(Some(operation.at), None);
        if let Some((place, at)) = moved {
            let known = if whole_path { "api-path-removed-without-deprecation" } else { "api-removed-without-deprecation" };
            change = self
                .fixed("operation-moved", Severity::Error, format!("{name} moved to {place}"))
                .at(Some(operation.at), Some(at))
                .known_as(known);
            change.id = "operation-moved".to_string();
        }
        if matches!(sunset, Sunset::On(date) if self.today < date) && operation.deprecated {
            change.effect = Effect::Violation;
        }
        self.note(change);
    }

    /// Where the revision has the operation of the same id.
    fn moved_to(&self, operation: &Operation) -> Option<(String, model::apis::At)> {
        let id = operation.id.as_ref()?;
        // In the base the new place must not have had it.
        let holds = |paths: &[PathItem]| -> Option<(String, model::apis::At)> {
            paths.iter().find_map(|path| {
                let found = path.operations.iter().find(|other| other.id.as_ref() == Some(id))?;
                Some((format!("{} {}", found.method, path.name), found.at))
            })
        };
        holds(&self.revision.paths)
    }
}
