//! Types, null, listed values and constants.

use crate::diff::law::{Direction, Effect};
use crate::diff::schema::{Id, Json, Shape, Types};

use super::Differ;
use super::keywords::Forms;
use super::pairs::Current;
use super::spot::{Place, Wire};

impl Differ<'_, '_> {
    pub(crate) fn types(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (self.types_of(&forms.old, 0), self.types_of(&forms.new, 0));
        self.nullability(current, old, new);
        let (before, after) = (old.without(Types::NULL), new.without(Types::NULL));
        if before == after || after.is_none() || before.is_none() {
            return;
        }
        // What a list of values leaves of the types is said with the values.
        if self.type_place(current.old).is_none() && self.type_place(current.new).is_none() {
            return;
        }
        let (base, revision) = (self.type_place(current.old), self.type_place(current.new));
        let words = format!("type changed from {} to {}", shown(before), shown(after));
        let (aspect, effect) = self.type_label(current, before, after);
        self.change(current, aspect, effect, base, revision, words);
    }

    /// Whether there is one type instead of another.
    pub(crate) fn type_replaced(&mut self, forms: &Forms) -> bool {
        let (old, new) = (self.types_of(&forms.old, 0).without(Types::NULL), self.types_of(&forms.new, 0).without(Types::NULL));
        old != new && families(old) == 1 && families(new) == 1
    }

    fn type_label(&mut self, current: &Current, before: Types, after: Types) -> (&'static str, Effect) {
        let effect = match (after.holds(before), before.holds(after)) {
            (true, _) => Effect::Widens,
            (_, true) => Effect::Narrows,
            _ => Effect::Incomparable,
        };
        let list = |types: Types| types != Types::ALL.without(Types::NULL) && families(types) > 1;
        if (list(before) || list(after)) && effect != Effect::Incomparable && before != Types::ALL.without(Types::NULL) {
            return (if effect == Effect::Widens { "list-of-types-widened" } else { "list-of-types-narrowed" }, effect);
        }
        let spot = current.spot;
        // On a text wire the relation of the whole says what the types mean there.
        let was = effect;
        let effect = if let Wire::Text(_) = spot.wire { self.text_effect(current, effect) } else { effect };
        let place = spot.place;
        // Who reads a response knew the type: any other one is a change to them, whatever the wire makes of it.
        if !place.is_request() && (after == Types::ALL.without(Types::NULL) || (was == Effect::Incomparable && effect == Effect::Widens)) {
            return ("type-changed", effect);
        }
        let compatible = spot.wire != Wire::Json
            && !place.is_parameter()
            && place != Place::ParameterProperty
            && place != Place::HeaderParameterProperty;
        let aspect = match effect {
            Effect::None => {
                if compatible {
                    "type-compatible"
                } else {
                    "type-generalized"
                }
            }
            Effect::Widens if compatible && place.is_request() => "type-compatible",
            Effect::Narrows if compatible && !place.is_request() => "type-compatible",
            Effect::Widens => "type-generalized",
            Effect::Narrows if place.is_request() && !matches!(place, Place::ParameterProperty | Place::HeaderParameterProperty) => {
                "type-changed"
            }
            Effect::Narrows => "type-specialized",
            _ => "type-changed",
        };
        (aspect, effect)
    }

    fn text_effect(&mut self, current: &Current, effect: Effect) -> Effect {
        match (&current.relation.kept, &current.relation.bounded) {
            (kept, bounded) if kept.is_yes() && bounded.is_yes() => Effect::None,
            (kept, bounded) if kept.is_yes() && bounded.is_no() => Effect::Widens,
            (kept, bounded) if kept.is_no() && bounded.is_yes() => Effect::Narrows,
            (kept, bounded) if kept.is_no() && bounded.is_no() => Effect::Incomparable,
            _ => effect,
        }
    }

    /// Types that a form can have, unions and lists of values taken into account.
    fn types_of(&mut self, shape: &Shape, depth: u32) -> Types {
        let mut types = shape.types;
        if let Some(values) = shape.values.as_ref().filter(|_| shape.types == Types::ALL) {
            types = values.iter().fold(Types::NONE, |types, value| types.or(Types::of(value)));
            if types.has(Types::FRACTION) {
                types = types.or(Types::INTEGER);
            }
        }
        if depth > 6 {
            return types;
        }
        for branches in shape.any_of.iter().chain(&shape.one_of) {
            let mut all = Types::NONE;
            for &branch in branches {
                let inner = self.engine.pool.shape(branch);
                all = all.or(self.types_of(&inner, depth + 1));
            }
            types = types.and(all);
        }
        types
    }

    fn type_place(&mut self, id: Id) -> Option<model::apis::At> {
        self.engine.pool.contributors(id, true).into_iter().find_map(|(side, at)| {
            let node = self.node(side, at).get("type")?;
            Some(model::apis::At { file: at.file, node: node.id() })
        })
    }

    fn nullability(&mut self, current: &Current, old: Types, new: Types) {
        let (had, has) = (self.takes_null(current.old), self.takes_null(current.new));
        // Where no type is written at all, null comes and goes with the type.
        if had == has
            || had.is_none()
            || has.is_none()
            || old == Types::ALL
            || new == Types::ALL
            || new == Types::NULL
            || old == Types::NULL
        {
            return;
        }
        let (aspect, effect, words) = if has == Some(true) {
            ("became-nullable", Effect::Widens, "null is possible now")
        } else {
            ("became-not-nullable", Effect::Narrows, "null is not possible any more")
        };
        self.change(current, aspect, effect, None, None, words.to_string());
    }

    fn takes_null(&mut self, id: Id) -> Option<bool> {
        self.engine.accepts_in(id, &Json::Null, crate::diff::include::Position::Pure)
    }

    pub(crate) fn values(&mut self, current: &Current, forms: &Forms) {
        self.extensible_values(current);
        let (old, new) = (listed(&forms.old), listed(&forms.new));
        if old == new {
            return;
        }
        let constant = |differ: &mut Self, id| differ.place(id, "const");
        let (was, is) = (constant(self, current.old), constant(self, current.new));
        match (old, new) {
            (Some(old), Some(new)) if was.is_some() && is.is_some() => {
                let words = format!("`const` changed from {} to {}", list(&old), list(&new));
                self.change(current, "const-changed", Effect::Incomparable, was, is, words);
            }
            (Some(old), Some(new)) => self.value_lists(current, &old, &new),
            (None, Some(new)) if is.is_some() => {
                self.change(current, "const-added", Effect::Narrows, None, is, format!("`const` {} added", list(&new)));
            }
            (Some(old), None) if was.is_some() => {
                self.change(current, "const-removed", Effect::Widens, was, None, format!("`const` {} removed", list(&old)));
            }
            (None, Some(new)) => {
                let revision = self.place(current.new, "enum");
                let id = match current.spot.place {
                    Place::HeaderParameterProperty => format!("{}request-header-property-became-enum", current.spot.frame.prefix()),
                    _ => current.spot.id("became-enum"),
                };
                self.change_id(current, id, Effect::Narrows, None, revision, format!("limited to {}", list(&new)));
            }
            (Some(_), None) => {
                let base = self.place(current.old, "enum");
                self.change(current, "enum-dropped", Effect::Widens, base, None, "any value is possible now: `enum` removed".to_string());
            }
            (None, None) => {}
        }
    }

    fn value_lists(&mut self, current: &Current, old: &[Json], new: &[Json]) {
        let (base, revision) = self.places(current, "enum");
        let (const_base, const_revision) = self.places(current, "const");
        let (base, revision) = (base.or(const_base), revision.or(const_revision));
        let beside = |some: &[Json], others: &[Json]| some.iter().filter(|value| !others.contains(value)).cloned().collect::<Vec<_>>();
        let (removed, added) = (beside(old, new), beside(new, old));
        if !removed.is_empty() {
            let id = match current.spot.place {
                Place::ResponseBody => format!("{}response-mediatype-enum-value-removed", current.spot.frame.prefix()),
                _ => current.spot.id("enum-value-removed"),
            };
            self.change_id(current, id, Effect::Narrows, base, revision, format!("{} removed from `enum`", list(&removed)));
        }
        if !added.is_empty() {
            let words = format!("{} added to `enum`", list(&added));
            let id = current.spot.id("enum-value-added");
            let number = self.change_id(current, id, Effect::Widens, base, revision, words);
            let extensible = self.place(current.new, "x-extensible-enum").is_some();
            if let Some(number) = number.filter(|_| extensible && current.spot.direction() == Direction::Response) {
                self.changes[number].severity = self.changes[number].severity.min(rule::Severity::Warning);
            }
        }
    }

    fn extensible_values(&mut self, current: &Current) {
        let read = |differ: &mut Self, id| -> Option<Vec<String>> {
            let found = differ.find_all(id, "x-extensible-enum");
            found.first().map(|(_, node)| node.items().map(|item| item.text().to_string()).collect())
        };
        let (Some(old), Some(new)) = (read(self, current.old), read(self, current.new)) else { return };
        let removed: Vec<String> = old.iter().filter(|value| !new.contains(value)).map(|value| format!("`{value}`")).collect();
        if removed.is_empty() {
            return;
        }
        let (base, revision) = self.places(current, "x-extensible-enum");
        let words = format!("{} removed from `x-extensible-enum`", removed.join(", "));
        let id = current.spot.id("x-extensible-enum-value-removed");
        // The values are no constraint that the engine knows: what they promise is theirs alone.
        let number = self.change_id(current, id, Effect::Narrows, base, revision, words);
        if let Some(number) = number {
            let direction = current.spot.direction();
            self.changes[number].effect = Effect::Narrows;
            self.changes[number].severity = crate::diff::law::severity(Effect::Narrows, direction);
        }
    }
}

/// Values of `enum` and `const`, null aside.
fn listed(shape: &Shape) -> Option<Vec<Json>> {
    let values = shape.values.as_ref()?;
    let whole = shape.types.without(Types::NULL.or(Types::BOOL)).is_none();
    if whole && values.iter().all(|value| matches!(value, Json::Null | Json::Bool(_))) && values.len() > 1 {
        return None;
    }
    Some(values.iter().filter(|value| **value != Json::Null).cloned().collect())
}

fn list(values: &[Json]) -> String {
    const SHOWN: usize = 8;
    let mut text = values.iter().take(SHOWN).map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    if values.len() > SHOWN {
        text.push_str(&format!(" and {} more", values.len() - SHOWN));
    }
    text
}

fn shown(types: Types) -> String {
    if types == Types::ALL.without(Types::NULL) { "any".to_string() } else { types.names().join(" or ") }
}

/// How many types people would count.
fn families(types: Types) -> usize {
    types.names().len()
}
