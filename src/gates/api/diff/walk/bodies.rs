//! Request bodies, media types and encodings.

use model::apis::{At, MediaType, Operation};

use crate::diff::law::{Direction, Effect};
use crate::diff::schema::Side;

use super::Differ;
use super::spot::{Place, Spot, Wire};

/// Type and subtype of a media type in lower case, and its parameters, sorted.
pub(crate) fn parse(name: &str) -> (String, Vec<String>) {
    let mut parts = name.split(';').map(|part| part.trim().to_ascii_lowercase());
    let bare = parts.next().unwrap_or_default();
    let mut parameters: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parameters.sort();
    (bare, parameters)
}

/// Whether values of this media type show their JSON types.
pub(crate) fn is_json(name: &str) -> bool {
    let (bare, _) = parse(name);
    let subtype = bare.split('/').nth(1).unwrap_or_default();
    subtype == "*" || subtype.ends_with("json") || subtype.contains("json-") || matches!(subtype, "jsonl" | "x-ndjson" | "yaml" | "cbor")
}

/// Whether a media range covers a media type.
pub(crate) fn covers(range: &str, name: &str) -> bool {
    let ((range, wanted), (name, own)) = (parse(range), parse(name));
    if !wanted.iter().all(|parameter| own.contains(parameter)) {
        return false;
    }
    let (Some((kind, sub)), Some((other_kind, other_sub))) = (range.split_once('/'), name.split_once('/')) else { return range == name };
    let suffix = |sub: &str| sub.strip_prefix("*+").map(str::to_string);
    (kind == "*" || kind == other_kind)
        && (sub == "*"
            || sub == other_sub
            || suffix(sub).is_some_and(|suffix| other_sub == suffix || other_sub.ends_with(&format!("+{suffix}"))))
}

impl Differ<'_, '_> {
    pub(crate) fn body(&mut self, old: &Operation, new: &Operation) {
        match (&old.body, &new.body) {
            (None, None) => {}
            (None, Some(body)) => {
                let (id, effect, word) = if body.required {
                    ("request-body-added-required", Effect::Narrows, "mandatory")
                } else {
                    ("request-body-added-optional", Effect::None, "optional")
                };
                let change = self.sent(id, effect, Direction::Request, format!("there is a request body now, and it is {word}"));
                self.note(change.at(Some(old.at), Some(body.at)));
            }
            (Some(body), None) => {
                let change = self.fixed("request-body-removed", self.policy.request_body_removed, "the request body is gone".to_string());
                self.note(change.at(Some(body.at), Some(new.at)));
            }
            (Some(before), Some(after)) => {
                if before.required != after.required {
                    let (aspect, effect, word) = if after.required {
                        ("became-required", Effect::Narrows, "mandatory")
                    } else {
                        ("became-optional", Effect::Widens, "optional")
                    };
                    let change =
                        self.sent(&format!("request-body-{aspect}"), effect, Direction::Request, format!("the request body is {word} now"));
                    let at = (self.entry(Side::Base, before.at, "required"), self.entry(Side::Revision, after.at, "required"));
                    self.note(change.at(at.0.or(Some(before.at)), at.1.or(Some(after.at))));
                }
                self.request_content(&before.content, &after.content, after.at);
            }
        }
    }

    fn request_content(&mut self, old: &[MediaType], new: &[MediaType], body: At) {
        let mut used = vec![false; new.len()];
        for before in old {
            let (bare, _) = parse(&before.name);
            let exact = new.iter().position(|after| parse(&after.name) == parse(&before.name));
            let alike = || new.iter().position(|after| parse(&after.name).0 == bare);
            let range = || new.iter().position(|after| covers(&after.name, &before.name));
            match exact.or_else(alike).or_else(range) {
                Some(at) => {
                    used[at] = true;
                    self.media_type(before, &new[at], Place::RequestBody);
                }
                None => {
                    let change = self.sent(
                        "request-body-media-type-removed",
                        Effect::Narrows,
                        Direction::Request,
                        format!("the body may not be `{}` any more", before.name),
                    );
                    self.note(change.at(Some(before.at), Some(body)).of(bare));
                }
            }
        }
        for (_, after) in new.iter().enumerate().filter(|(at, _)| !used[*at]) {
            let change = self.sent(
                "request-body-media-type-added",
                Effect::Widens,
                Direction::Request,
                format!("the body may be `{}` too", after.name),
            );
            self.note(change.at(None, Some(after.at)).of(parse(&after.name).0));
        }
    }

    /// Compares what a media type carries.
    pub(crate) fn media_type(&mut self, old: &MediaType, new: &MediaType, place: Place) {
        if self.same(old.at, new.at) {
            return;
        }
        let side = if place.is_request() { "request" } else { "response" };
        let label = if place.is_request() { Direction::Request } else { Direction::Response };
        let wire = if is_json(&new.name) { Wire::Json } else { Wire::Text(false) };
        let spot = Spot::new(place, self.here.frame, wire);
        let subject = parse(&new.name).0;
        match (self.schema_of(Side::Base, old), self.schema_of(Side::Revision, new)) {
            (Some(before), Some(after)) => self.root(before, after, spot, ""),
            (None, Some(_)) => {
                let change = self.sent(
                    &format!("{side}-body-media-type-schema-added"),
                    Effect::Narrows,
                    label,
                    format!("`{}` has a schema now", new.name),
                );
                self.note(change.at(Some(old.at), Some(new.at)).of(subject.as_str()));
            }
            (Some(_), None) => {
                let change = self.sent(
                    &format!("{side}-body-media-type-schema-removed"),
                    Effect::Widens,
                    label,
                    format!("`{}` has no schema any more", new.name),
                );
                self.note(change.at(Some(old.at), Some(new.at)).of(subject.as_str()));
            }
            (None, None) => {}
        }
        self.item_schema(old, new, spot, side, label);
        if place == Place::RequestBody {
            self.encodings(old, new);
        }
    }

    fn item_schema(&mut self, old: &MediaType, new: &MediaType, spot: Spot, side: &str, label: Direction) {
        match (old.item_schema, new.item_schema) {
            (Some(before), Some(after)) => {
                let (before, after) = (self.engine.pool.node(Side::Base, before), self.engine.pool.node(Side::Revision, after));
                self.root(before, after, spot.inner(), "itemSchema");
            }
            (None, Some(at)) => {
                let change = self.sent(
                    &format!("{side}-body-media-type-item-schema-added"),
                    Effect::Narrows,
                    label,
                    format!("items of `{}` have a schema now", new.name),
                );
                self.note(change.at(Some(old.at), Some(at)));
            }
            (Some(at), None) => {
                let untyped = if side == "response" && new.schema.is_none() { "-untyped" } else { "" };
                let id = format!("{side}-body-media-type-item-schema-removed{untyped}");
                let change = self.sent(&id, Effect::Widens, label, format!("items of `{}` have no schema any more", new.name));
                self.note(change.at(Some(at), Some(new.at)));
            }
            (None, None) => {}
        }
    }

    fn encodings(&mut self, old: &MediaType, new: &MediaType) {
        let names: std::collections::BTreeSet<&String> = old.encodings.iter().chain(&new.encodings).map(|(name, _)| name).collect();
        for name in names {
            let find = |media: &MediaType| media.encodings.iter().find(|(own, _)| own == name).map(|(_, at)| *at);
            let (before, after) = (find(old), find(new));
            let default = self.default_encoding(new, name);
            let read = |differ: &Self, side: Side, at: Option<At>, key: &str, default: &str| {
                at.and_then(|at| differ.node(side, at).get(key).map(|node| node.text().to_string())).unwrap_or_else(|| default.to_string())
            };
            let mut found = Vec::new();
            let types =
                (read(self, Side::Base, before, "contentType", &default), read(self, Side::Revision, after, "contentType", &default));
            if !types.0.eq_ignore_ascii_case(&types.1) {
                let effect = list_effect(&types.0, &types.1);
                found.push((
                    "request-encoding-content-type-changed",
                    effect,
                    format!("the part `{name}` is sent as `{}` instead of `{}`", types.1, types.0),
                ));
            }
            for (key, default) in [("style", "form"), ("explode", "true"), ("allowReserved", "false")] {
                let (was, is) = (read(self, Side::Base, before, key, default), read(self, Side::Revision, after, key, default));
                if was != is {
                    found.push((
                        "request-encoding-style-changed",
                        Effect::Incomparable,
                        format!("the part `{name}`: `{key}` is {is} instead of {was}"),
                    ));
                }
            }
            let headers = |differ: &Self, side, at: Option<At>| -> Vec<String> {
                let map = at.and_then(|at| differ.node(side, at).get("headers"));
                map.map_or_else(Vec::new, |map| map.entries().iter().map(|entry| entry.name().to_ascii_lowercase()).collect())
            };
            let kept = headers(self, Side::Revision, after);
            for header in headers(self, Side::Base, before).iter().filter(|header| !kept.contains(header)) {
                found.push((
                    "request-encoding-header-removed",
                    Effect::Incomparable,
                    format!("the part `{name}` has no header `{header}` any more"),
                ));
            }
            for (id, effect, words) in found {
                let change = self.sent(id, effect, Direction::Request, words);
                self.note(change.at(before.or(Some(old.at)), after.or(Some(new.at))).of(name.as_str()));
            }
        }
    }

    /// The content type of a part that says none.
    fn default_encoding(&mut self, media: &MediaType, name: &str) -> String {
        use crate::diff::schema::Types;
        let Some(id) = self.schema_of(Side::Revision, media) else { return "text/plain".to_string() };
        let shape = self.engine.pool.shape(id);
        let ids = shape.objects.groups.iter().filter_map(|group| group.get(name)).collect();
        let property = self.engine.pool.all(ids);
        let types = self.engine.normalised(property).types;
        let compound = types.without(Types::OBJECT.or(Types::ARRAY)).is_none();
        if compound { "application/json".to_string() } else { "text/plain".to_string() }
    }
}

/// Lists of media types, as `encoding` writes them: a longer list takes more.
fn list_effect(old: &str, new: &str) -> Effect {
    let list = |text: &str| text.split(',').map(|part| part.trim().to_ascii_lowercase()).collect::<Vec<_>>();
    let (old, new) = (list(old), list(new));
    let within = |inner: &[String], outer: &[String]| inner.iter().all(|name| outer.iter().any(|range| covers(range, name)));
    match (within(&old, &new), within(&new, &old)) {
        (true, true) => Effect::None,
        (true, false) => Effect::Widens,
        (false, true) => Effect::Narrows,
        (false, false) => Effect::Incomparable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover() {
        assert!(covers("*/*", "application/json"));
        assert!(covers("application/*", "application/json; charset=utf-8"));
        assert!(covers("application/*+json", "application/problem+json"));
        assert!(!covers("application/*+json", "application/xml"));
        assert!(!covers("text/*", "application/json"));
        assert!(!covers("application/json; charset=utf-8", "application/json"));
    }

    #[test]
    fn json_is_known_by_its_suffix() {
        for name in ["application/json", "application/vnd.api+json", "application/json; charset=utf-8", "*/*", "application/hal+json"] {
            assert!(is_json(name), "{name}");
        }
        for name in ["application/xml", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"] {
            assert!(!is_json(name), "{name}");
        }
    }
}
