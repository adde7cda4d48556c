//! Properties: added, removed, required, changed inside.

use rule::Severity;

use crate::diff::include::Position;
use crate::diff::law::{Direction, Effect};
use crate::diff::schema::{Id, Pool, Shape, Side, Text, Types};

use super::Differ;
use super::keywords::Forms;
use super::pairs::{Current, join};
use super::spot::Place;

/// A property on one side.
#[derive(Clone, Copy)]
pub(crate) struct Property {
    pub(crate) id: Id,
    pub(crate) required: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
}

impl Property {
    /// Whether it does not take part in a position.
    pub(crate) fn hidden(&self, position: Position) -> bool {
        match position {
            Position::Request => self.read_only,
            Position::Response => self.write_only,
            Position::Pure => false,
        }
    }
}

impl Differ<'_, '_> {
    pub(crate) fn members(&mut self, current: &Current, forms: &Forms) {
        // A schema that says nothing any more has not lost its properties one by one, nor has one that is no object any more.
        if forms.new.is_any() || !forms.old.types.and(forms.new.types).has(Types::OBJECT) {
            return;
        }
        let mut names = forms.old.objects.declared();
        names.extend(forms.new.objects.declared());
        for name in forms.old.objects.required.iter().chain(&forms.new.objects.required) {
            names.push(name.clone());
        }
        names.sort();
        names.dedup();
        for name in names {
            match (self.property(&forms.old, &name), self.property(&forms.new, &name)) {
                (Some(old), Some(new)) => self.kept_property(current, &name, old, new),
                (Some(old), None) => self.removed_property(current, forms, &name, old),
                (None, Some(new)) => self.added_property(current, forms, &name, new),
                (None, None) => self.undeclared_required(current, forms, &name),
            }
        }
    }

    fn property(&mut self, shape: &Shape, name: &str) -> Option<Property> {
        let ids: Vec<Id> = shape.objects.groups.iter().filter_map(|group| group.get(name)).collect();
        if ids.is_empty() {
            return None;
        }
        let id = self.engine.pool.all(ids);
        let inner = self.engine.pool.shape(id);
        Some(Property { id, required: shape.objects.requires(name), read_only: inner.read_only, write_only: inner.write_only })
    }

    fn kept_property(&mut self, current: &Current, name: &str, old: Property, new: Property) {
        let position = current.spot.position();
        self.access(current, name, old, new);
        let (was_hidden, is_hidden) = (old.hidden(position), new.hidden(position));
        self.property_lifecycle(current, name, old.id, new.id, is_hidden);
        if old.required != new.required {
            self.required_change(current, name, old, new);
        }
        let mut spot = current.spot.inner();
        spot.hidden |= was_hidden || is_hidden;
        self.child(current, old.id, new.id, spot, name);
    }

    fn required_change(&mut self, current: &Current, name: &str, old: Property, new: Property) {
        let spot = current.spot;
        let hidden = old.hidden(spot.position()) || new.hidden(spot.position());
        let inner = spot.inner();
        let (base, revision) = (self.required_place(current.old, name), self.required_place(current.new, name));
        let prefix = spot.frame.prefix();
        if hidden {
            if inner.place == Place::ResponseProperty && new.hidden(spot.position()) {
                let word = if new.required { "required" } else { "optional" };
                let change = Current { spot: super::spot::Spot { hidden: false, ..spot }, ..current.narrow(name) };
                self.change_id(
                    &change,
                    format!("{prefix}response-write-only-property-became-{word}"),
                    Effect::None,
                    base,
                    revision,
                    format!("became {word}"),
                );
            }
            return;
        }
        let (aspect, effect) = if new.required { ("became-required", Effect::Narrows) } else { ("became-optional", Effect::Widens) };
        let id = match (inner.place, new.required) {
            (Place::HeaderParameterProperty, true) => format!("{prefix}request-header-property-became-required"),
            (Place::RequestProperty, true) if self.place(new.id, "default").is_some() => {
                format!("{prefix}request-property-became-required-with-default")
            }
            _ => inner.id(aspect),
        };
        let words = if new.required { "must be present now" } else { "may be absent now" };
        let number = self.change_id(&current.narrow(name), id.clone(), effect, base, revision, words.to_string());
        self.soften(number, id.ends_with("with-default"), self.policy.required_with_default);
    }

    fn soften(&mut self, number: Option<usize>, applies: bool, severity: Severity) {
        if let Some(number) = number.filter(|number| applies && self.changes[*number].severity == Severity::Error) {
            self.changes[number].severity = severity;
        }
    }

    /// The entry of `required` that names a property.
    fn required_place(&mut self, id: Id, name: &str) -> Option<model::apis::At> {
        let lists = self.find_all(id, "required");
        let found = lists.iter().find_map(|(at, list)| {
            let item = list.items().find(|item| item.text() == name)?;
            Some(model::apis::At { file: at.file, node: item.id() })
        });
        found.or_else(|| lists.first().map(|(at, _)| *at))
    }

    fn removed_property(&mut self, current: &Current, forms: &Forms, name: &Text, old: Property) {
        let spot = current.spot;
        let prefix = spot.frame.prefix();
        let hidden = old.hidden(spot.position());
        let base = self.home(Side::Base, old.id);
        let closed = self.is_closed(&forms.new, name);
        let id = match (spot.inner().place, old.required, hidden) {
            (Place::RequestProperty, _, true) => return,
            (Place::RequestProperty, _, false) => "request-property-removed",
            (Place::ParameterProperty | Place::HeaderParameterProperty, ..) => "request-parameter-property-removed",
            (Place::ResponseProperty, true, true) => "response-required-write-only-property-removed",
            (Place::ResponseProperty, false, true) => "response-optional-write-only-property-removed",
            (Place::ResponseProperty, true, false) => "response-required-property-removed",
            (Place::ResponseProperty, false, false) => "response-optional-property-removed",
            _ => "response-header-property-removed",
        };
        // Who sends decides: a receiver that ignores what it does not know lets senders go on, a receiver that counts on it does not.
        let (effect, severity) = match (spot.direction(), hidden) {
            (_, true) => (Effect::None, Some(Severity::Info)),
            (Direction::Request, _) if closed => (Effect::Narrows, None),
            (Direction::Request, _) => {
                (if old.required { Effect::Widens } else { Effect::None }, Some(self.policy.request_property_removed))
            }
            _ if old.required => (Effect::Widens, None),
            _ => (Effect::None, Some(self.policy.optional_response_property_removed)),
        };
        let words = if old.required { "removed (it was always there)" } else { "removed" };
        let number = self.change_id(&current.narrow(name), format!("{prefix}{id}"), effect, base, None, words.to_string());
        if let (Some(number), Some(severity)) = (number, severity) {
            self.changes[number].severity = severity;
        }
    }

    fn added_property(&mut self, current: &Current, forms: &Forms, name: &Text, new: Property) {
        let spot = current.spot;
        let prefix = spot.frame.prefix();
        let hidden = new.hidden(spot.position());
        let revision = self.home(Side::Revision, new.id);
        let was_required = forms.old.objects.requires(name);
        let default = self.place(new.id, "default").is_some();
        let optional = self.optional_addition(current, forms, name, new);
        let required = new.required && !was_required;
        let (id, effect) = match spot.inner().place {
            Place::RequestProperty if hidden => return,
            Place::RequestProperty if required && default => ("new-required-request-property-with-default", Effect::Narrows),
            Place::RequestProperty if required => ("new-required-request-property", Effect::Narrows),
            Place::RequestProperty => ("new-optional-request-property", optional),
            Place::HeaderParameterProperty if required => ("new-required-request-header-property", Effect::Narrows),
            Place::ParameterProperty if required => ("new-required-request-parameter-property", Effect::Narrows),
            Place::ParameterProperty | Place::HeaderParameterProperty => ("new-optional-request-parameter-property", optional),
            Place::ResponseProperty => match (new.required, hidden) {
                (true, true) => ("response-required-write-only-property-added", Effect::None),
                (false, true) => ("response-optional-write-only-property-added", Effect::None),
                (true, false) => {
                    ("response-required-property-added", if optional == Effect::Widens { Effect::Incomparable } else { Effect::Narrows })
                }
                (false, false) => ("response-optional-property-added", optional),
            },
            _ => ("response-header-property-added", optional),
        };
        let id = format!("{prefix}{id}");
        let words = if new.required { "added, always present" } else { "added, optional" };
        let number = self.change_id(&current.narrow(name), id.clone(), effect, None, revision, words.to_string());
        self.soften(number, id.ends_with("with-default"), self.policy.required_with_default);
        if let Some(number) = number.filter(|_| hidden) {
            self.changes[number].severity = Severity::Info;
        }
    }

    /// What an optional property means: nothing while the old object was open, more values if it was closed, fewer if it had typed names.
    fn optional_addition(&mut self, current: &Current, forms: &Forms, name: &Text, new: Property) -> Effect {
        let before = self.undeclared_schema(&forms.old, name);
        if before == Pool::ANY {
            return Effect::None;
        }
        if before == Pool::NEVER {
            return Effect::Widens;
        }
        let relation = self.engine.relation(before, new.id, current.spot.position());
        match (relation.kept.is_yes(), relation.bounded.is_yes()) {
            (true, true) => Effect::None,
            (true, false) => Effect::Widens,
            (false, true) => Effect::Narrows,
            (false, false) => Effect::Incomparable,
        }
    }

    /// The schema a name obeys that nobody declares.
    fn undeclared_schema(&mut self, shape: &Shape, name: &str) -> Id {
        let ids = match self.engine.member_in(shape, name) {
            Some(ids) => ids,
            None => return Pool::ANY,
        };
        self.engine.pool.all(ids)
    }

    fn is_closed(&mut self, shape: &Shape, name: &str) -> bool {
        self.undeclared_schema(shape, name) == Pool::NEVER
    }

    /// A name that is required though nobody declares it.
    fn undeclared_required(&mut self, current: &Current, forms: &Forms, name: &str) {
        let (was, is) = (forms.old.objects.requires(name), forms.new.objects.requires(name));
        if was == is {
            return;
        }
        let (base, revision) = (self.required_place(current.old, name), self.required_place(current.new, name));
        let (aspect, effect, words) = if is {
            ("became-required", Effect::Narrows, "must be present now")
        } else {
            ("became-optional", Effect::Widens, "may be absent now")
        };
        let id = current.spot.inner().id(aspect);
        self.change_id(&current.narrow(name), id, effect, base, revision, words.to_string());
    }
}

impl Current {
    /// The same pair, spoken of as one of its properties.
    pub(crate) fn narrow(&self, name: &str) -> Current {
        let mut spot = self.spot;
        spot.place = spot.inner().place;
        Current {
            id: self.id,
            old: self.old,
            new: self.new,
            spot,
            scope: self.scope,
            relation: std::rc::Rc::clone(&self.relation),
            trail: join(&self.trail, name),
            said: self.said.clone(),
        }
    }
}
