//! Parameters: by place and name, path variables by their slot.

use model::apis::{Operation, Parameter};
use rule::Severity;

use crate::diff::change::Change;
use crate::diff::law::{Direction, Effect};
use crate::diff::policy::Stability;
use crate::diff::schema::{Id, Side, Types};

use super::Differ;
use super::bodies::is_json;
use super::lifecycle::Sunset;
use super::spot::{Place, Spot, Wire};

impl Differ<'_, '_> {
    pub(crate) fn parameters(&mut self, old: &Operation, new: &Operation, renamed: &[(&str, &str)]) {
        let level = self.stability_of(Side::Revision, new).unwrap_or(Stability::Stable);
        let mut taken = vec![false; new.parameters.len()];
        let mut gone = Vec::new();
        for before in &old.parameters {
            let name = match renamed.iter().find(|(own, _)| before.place == "path" && *own == before.name) {
                Some((_, name)) => name,
                None => before.name.as_str(),
            };
            match new.parameters.iter().position(|after| after.place == before.place && same_name(before, name, &after.name)) {
                Some(at) => {
                    taken[at] = true;
                    self.parameter(before, &new.parameters[at], level);
                }
                None => gone.push(before),
            }
        }
        for before in gone {
            self.removed_parameter(before);
        }
        for (_, after) in new.parameters.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            self.added_parameter(after);
        }
    }

    fn removed_parameter(&mut self, old: &Parameter) {
        let name = words(old);
        let sunset = self.sunset(Side::Base, old.at);
        let direction = self.here.frame.direction(Direction::Request);
        let change = match (&sunset, old.deprecated) {
            // Who calls a webhook stops sending it: whoever counted on it misses it.
            (_, false) if direction == Direction::Response => {
                let effect = if old.required { Effect::Widens } else { Effect::None };
                self.sent("request-parameter-removed", effect, Direction::Request, format!("{name} is gone"))
            }
            (_, false) => {
                let change = self.fixed("request-parameter-removed", self.policy.parameter_removed, format!("{name} is gone"));
                Change { effect: Effect::None, ..change }
            }
            (Sunset::Invalid(text), true) => {
                self.fixed("request-parameter-sunset-parse", Severity::Error, format!("{name} is gone and its sunset `{text}` is no date"))
            }
            (Sunset::On(date), true) if self.today < *date => {
                let words = format!("{name} is gone before its sunset on {date}");
                Change { effect: Effect::Violation, ..self.fixed("request-parameter-removed-before-sunset", Severity::Error, words) }
            }
            _ => {
                self.fixed("request-parameter-removed-with-deprecation", Severity::Info, format!("{name} is gone, as its deprecation said"))
            }
        };
        let change = Change { direction, ..change };
        self.note(change.at(Some(old.at), None).of(subject(old)));
    }

    fn added_parameter(&mut self, new: &Parameter) {
        let name = words(new);
        let default = new.schema.is_some_and(|at| self.node(Side::Revision, at).get("default").is_some());
        let (id, effect) = match (new.place.as_str(), new.required, new.shared) {
            ("path", _, _) => ("new-request-path-parameter", Effect::Narrows),
            (_, true, true) => ("new-required-request-default-parameter-to-existing-path", Effect::Narrows),
            (_, false, true) => ("new-optional-request-default-parameter-to-existing-path", Effect::None),
            (_, true, false) => ("new-required-request-parameter", Effect::Narrows),
            (_, false, false) => ("new-optional-request-parameter", Effect::None),
        };
        let kind = if new.required { "mandatory" } else { "optional" };
        let mut change = self.sent(id, effect, Direction::Request, format!("{name} is new and {kind}"));
        if default && change.severity == Severity::Error {
            change.severity = self.policy.required_with_default;
        }
        self.note(change.at(None, Some(new.at)).of(subject(new)));
    }

    fn parameter(&mut self, old: &Parameter, new: &Parameter, level: Stability) {
        if self.same(old.at, new.at) {
            return;
        }
        let name = words(new);
        if old.required != new.required {
            let (aspect, effect, word) = if new.required {
                ("became-required", Effect::Narrows, "mandatory")
            } else {
                ("became-optional", Effect::Widens, "optional")
            };
            let change = self.sent(&format!("request-parameter-{aspect}"), effect, Direction::Request, format!("{name} is {word} now"));
            let at = (self.entry(Side::Base, old.at, "required"), self.entry(Side::Revision, new.at, "required"));
            self.note(change.at(at.0.or(Some(old.at)), at.1.or(Some(new.at))).of(subject(new)));
        }
        self.parameter_lifecycle(old, new, level, &name);
        self.serialization(old, new, &name);
        match (old.schema, new.schema, old.content.first(), new.content.first()) {
            (Some(_), Some(_), _, _) => self.parameter_schema(old, new),
            (None, None, Some(before), Some(after)) => {
                if !before.name.eq_ignore_ascii_case(&after.name) {
                    let text = format!("{name} is written as `{}` instead of `{}`", after.name, before.name);
                    let change = self.sent("request-parameter-content-changed", Effect::Incomparable, Direction::Request, text);
                    self.note(change.at(Some(old.at), Some(new.at)).of(subject(new)));
                }
                let wire = if is_json(&after.name) { Wire::Json } else { Wire::Text(false) };
                if let (Some(before), Some(after)) = (self.schema_of(Side::Base, before), self.schema_of(Side::Revision, after)) {
                    self.root(before, after, self.parameter_spot(new, wire), &new.name);
                }
            }
            (Some(_), None, _, Some(_)) | (None, Some(_), Some(_), _) => self.swapped(old, new, &name),
            _ => {}
        }
    }

    /// `schema` ⇄ `content`: the same on the wire only for plain text.
    fn swapped(&mut self, old: &Parameter, new: &Parameter, name: &str) {
        let types = |differ: &mut Self, side, parameter: &Parameter| match (parameter.schema, parameter.content.first()) {
            (Some(at), _) => differ.types_at(side, at),
            (None, Some(media)) => differ.schema_of(side, media).map_or(Types::ALL, |id| differ.engine.normalised(id).types),
            _ => Types::ALL,
        };
        let scalar = |types: Types| !types.has(Types::ARRAY.or(Types::OBJECT));
        let numbers = |types: Types| types.without(Types::NUMBER.or(Types::BOOL)).is_none();
        let (before, after) = (types(self, Side::Base, old), types(self, Side::Revision, new));
        let json = old.content.iter().chain(&new.content).any(|media| is_json(&media.name));
        // A number is written the same way as JSON and as text; a string is not.
        let same = scalar(before) && scalar(after) && (!json || (numbers(before) && numbers(after)));
        let effect = if same { Effect::None } else { Effect::Incomparable };
        let text = format!("{name} is written in another way now: `schema` and `content` swapped");
        let change = self.sent("request-parameter-schema-content-swapped", effect, Direction::Request, text);
        self.note(change.at(Some(old.at), Some(new.at)).of(subject(new)));
    }

    fn types_at(&mut self, side: Side, at: model::apis::At) -> Types {
        let id = self.engine.pool.node(side, at);
        self.engine.normalised(id).types
    }

    fn parameter_schema(&mut self, old: &Parameter, new: &Parameter) {
        let (Some(before), Some(after)) = (old.schema, new.schema) else { return };
        let (before, after) = (self.engine.pool.node(Side::Base, before), self.engine.pool.node(Side::Revision, after));
        let exploded = new.style == "form" && new.explode && matches!(new.place.as_str(), "query" | "cookie");
        let spot = self.parameter_spot(new, Wire::Text(exploded));
        self.root(before, after, spot, &new.name);
    }

    fn parameter_spot(&self, parameter: &Parameter, wire: Wire) -> Spot {
        let place = if parameter.place == "header" { Place::HeaderParameter } else { Place::RequestParameter };
        Spot::new(place, self.here.frame, wire)
    }

    /// What decides how the value is written, as far as its types make it matter.
    fn serialization(&mut self, old: &Parameter, new: &Parameter, name: &str) {
        let (Some(before), Some(after)) = (old.schema, new.schema) else { return };
        let types = self.types_at(Side::Base, before).or(self.types_at(Side::Revision, after));
        let compound = self.types_at(Side::Base, before).and(self.types_at(Side::Revision, after)).has(Types::ARRAY.or(Types::OBJECT));
        let _ = types;
        let delimited = |style: &str| matches!(style, "form" | "spaceDelimited" | "pipeDelimited" | "tabDelimited" | "deepObject");
        let mut found: Vec<(&str, Effect, String)> = Vec::new();
        if old.style != new.style && (compound || !(delimited(&old.style) && delimited(&new.style))) {
            found.push(("style-changed", Effect::Incomparable, format!("{name} has the style `{}` instead of `{}`", new.style, old.style)));
        } else if old.explode != new.explode && compound {
            found.push(("explode-changed", Effect::Incomparable, format!("{name}: `explode` is {} now", new.explode)));
        }
        if old.allow_reserved != new.allow_reserved {
            let (id, effect) =
                if new.allow_reserved { ("allow-reserved-added", Effect::Widens) } else { ("allow-reserved-removed", Effect::Narrows) };
            found.push((id, effect, format!("{name}: `allowReserved` is {} now", new.allow_reserved)));
        }
        if old.allow_empty != new.allow_empty {
            let (id, effect) =
                if new.allow_empty { ("allow-empty-value-added", Effect::Widens) } else { ("allow-empty-value-removed", Effect::Narrows) };
            found.push((id, effect, format!("{name}: `allowEmptyValue` is {} now", new.allow_empty)));
        }
        for (aspect, effect, text) in found {
            let change = self.sent(&format!("request-parameter-{aspect}"), effect, Direction::Request, text);
            self.note(change.at(Some(old.at), Some(new.at)).of(subject(new)));
        }
    }

    /// The schema of a media type.
    pub(crate) fn schema_of(&mut self, side: Side, media: &model::apis::MediaType) -> Option<Id> {
        Some(match media.schema.as_ref()? {
            model::apis::SchemaPlace::Node(at) => self.engine.pool.node(side, *at),
            model::apis::SchemaPlace::Form(fields) => self.engine.pool.form(side, fields),
        })
    }
}

fn same_name(old: &Parameter, name: &str, other: &str) -> bool {
    if old.place == "header" { name.eq_ignore_ascii_case(other) } else { name == other }
}

fn words(parameter: &Parameter) -> String {
    format!("the {} parameter `{}`", parameter.place, parameter.name)
}

fn subject(parameter: &Parameter) -> String {
    if parameter.place == "path" { "path parameter".to_string() } else { format!("{} {}", parameter.place, parameter.name) }
}
