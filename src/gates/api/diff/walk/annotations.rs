//! Keywords that describe: defaults, discriminators, deprecation, documentation.

use document::Node;
use model::apis::At;
use rule::Severity;

use crate::diff::law::Effect;
use crate::diff::schema::{Id, Json};

use super::Differ;
use super::keywords::Both;
use super::pairs::Current;

impl Differ<'_, '_> {
    pub(crate) fn defaults(&mut self, current: &Current) {
        let read = |differ: &mut Self, id| differ.find_all(id, "default").first().map(|(at, node)| (*at, Json::read(*node)));
        let (old, new) = (read(self, current.old), read(self, current.new));
        let (aspect, words) = match (&old, &new) {
            (None, Some((_, new))) => ("default-value-added", format!("default {new} added")),
            (Some((_, old)), None) => ("default-value-removed", format!("default {old} removed")),
            (Some((_, old)), Some((_, new))) if old != new => ("default-value-changed", format!("default changed from {old} to {new}")),
            _ => return,
        };
        let place = |side: &Option<(At, Json)>| side.as_ref().map(|(at, _)| *at);
        let request = current.spot.position() == crate::diff::include::Position::Request;
        let id = current.spot.id(aspect);
        let number = self.change_id(current, id, Effect::None, place(&old), place(&new), words);
        // Who relied on the old default gets another behaviour without having changed anything.
        if let Some(number) = number.filter(|_| request && old.is_some()) {
            self.changes[number].severity = self.policy.defaults;
        }
    }

    pub(crate) fn discriminators(&mut self, current: &Current) {
        let (old, new) = (self.find_all_owned(current.old, "discriminator"), self.find_all_owned(current.new, "discriminator"));
        let (base, revision) = (old.first().copied(), new.first().copied());
        let (aspect, effect, words) = match (base, revision) {
            (None, None) => return,
            (None, Some(_)) => ("discriminator-added", Effect::None, "discriminator added"),
            (Some(_), None) => ("discriminator-removed", Effect::None, "discriminator removed"),
            (Some(base), Some(revision)) => return self.discriminator(current, base, revision),
        };
        self.change(current, aspect, effect, base, revision, words.to_string());
    }

    fn find_all_owned(&mut self, id: Id, keyword: &str) -> Vec<At> {
        self.find_all(id, keyword).into_iter().map(|(at, _)| at).collect()
    }

    fn discriminator(&mut self, current: &Current, base: At, revision: At) {
        use crate::diff::schema::Side;
        let property = |node: Node<'_>| node.get("propertyName").unwrap_or(node).text().to_string();
        let mapping = |node: Node<'_>| -> Vec<(String, String)> {
            let entries = node.get("mapping").map_or_else(Vec::new, Node::entries);
            entries.into_iter().map(|entry| (entry.name().to_string(), entry.value.text().to_string())).collect()
        };
        let (old, new) = (self.node(Side::Base, base), self.node(Side::Revision, revision));
        let (old_name, new_name) = (property(old), property(new));
        let (old_map, new_map) = (mapping(old), mapping(new));
        let mut found = Vec::new();
        if old_name != new_name {
            let words = format!("the tag is read from `{new_name}` instead of `{old_name}`");
            found.push(("discriminator-property-name-changed", Effect::Incomparable, words));
        }
        let target = |map: &[(String, String)], key: &str| map.iter().find(|(own, _)| own == key).map(|(_, target)| target.clone());
        for (key, old) in &old_map {
            match target(&new_map, key) {
                None => found.push(("discriminator-mapping-deleted", Effect::Narrows, format!("the tag `{key}` is gone"))),
                Some(new) if last(&new) != last(old) => {
                    found.push((
                        "discriminator-mapping-changed",
                        Effect::Incomparable,
                        format!("the tag `{key}` stands for `{}` instead of `{}`", last(&new), last(old)),
                    ));
                }
                Some(_) => {}
            }
        }
        for (key, _) in new_map.iter().filter(|(key, _)| target(&old_map, key).is_none()) {
            found.push(("discriminator-mapping-added", Effect::Widens, format!("the tag `{key}` is new")));
        }
        for (aspect, effect, words) in found {
            self.tag_change(current, aspect, effect, base, revision, words);
        }
    }

    /// Where branches carry the tag the engine knows its effect; elsewhere the tag itself is the contract.
    fn tag_change(&mut self, current: &Current, aspect: &str, effect: Effect, base: At, revision: At, words: String) {
        let written = self.engine.pool.shape(current.new);
        let tagged = !written.one_of.is_empty() || !written.any_of.is_empty();
        let number = self.change_id(current, current.spot.id(aspect), effect, Some(base), Some(revision), words);
        if let Some(number) = number.filter(|_| !tagged) {
            let effect = current.spot.effect(effect);
            self.changes[number].effect = effect;
            self.changes[number].severity = crate::diff::law::severity(effect, current.spot.direction());
        }
    }

    /// Titles, descriptions and examples: told only when asked for.
    pub(crate) fn documentation(&mut self, current: &Current) {
        if !self.policy.documentation {
            return;
        }
        for keyword in ["title", "description", "example", "examples"] {
            let read = |differ: &mut Self, id| differ.find_all(id, keyword).first().map(|(at, node)| (*at, Json::read(*node)));
            let (old, new): Both<(At, Json)> = (read(self, current.old), read(self, current.new));
            let value = |side: &Option<(At, Json)>| side.as_ref().map(|(_, value)| value.clone());
            if value(&old) != value(&new) {
                let id = current.spot.id("documentation-changed");
                let (base, revision) = (old.map(|(at, _)| at), new.map(|(at, _)| at));
                let number = self.change_id(current, id, Effect::None, base, revision, format!("`{keyword}` changed"));
                if let Some(number) = number {
                    self.changes[number].severity = Severity::Info;
                }
            }
        }
    }
}

fn last(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or(target)
}
