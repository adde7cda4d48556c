//! Everything of arrays and objects beside their properties, and the keywords that hold whole schemas.

use crate::diff::law::Effect;
use crate::diff::schema::{Id, Pool, Shape, Text};

use super::Differ;
use super::keywords::Forms;
use super::pairs::Current;

impl Differ<'_, '_> {
    pub(crate) fn collections(&mut self, current: &Current, forms: &Forms) {
        self.rest_of_objects(current, forms);
        self.keyed(current, "patternProperties", "pattern-property", pattern_properties(&forms.old), pattern_properties(&forms.new));
        self.property_names(current, forms);
        self.items(current, forms);
        self.contains(current, forms);
        self.dependents(current, forms);
        for (keyword, aspect) in [("unevaluatedProperties", "unevaluated-properties"), ("unevaluatedItems", "unevaluated-items")] {
            // `true` is what holds where nothing is written.
            let says = |differ: &mut Self, id| differ.find_all(id, keyword).first().is_some_and(|(_, node)| node.as_bool() != Some(true));
            let (had, has) = (says(self, current.old), says(self, current.new));
            self.presence(current, keyword, had, has, aspect);
        }
    }

    fn rest_of_objects(&mut self, current: &Current, forms: &Forms) {
        let has_own = |differ: &mut Self, id| differ.place(id, "additionalProperties").is_some();
        if !has_own(self, current.old) && !has_own(self, current.new) {
            return;
        }
        let (old, new) = (self.rest(&forms.old), self.rest(&forms.new));
        if old == new {
            return;
        }
        let (base, revision) = self.places(current, "additionalProperties");
        let (aspect, effect, words) = match (old, new) {
            (_, Pool::NEVER) => ("additional-properties-closed", Effect::Narrows, "names that are not declared are refused now"),
            (Pool::NEVER, Pool::ANY) => ("additional-properties-opened", Effect::Widens, "names that are not declared are possible now"),
            (Pool::NEVER, _) => {
                ("additional-properties-schema-widened", Effect::Widens, "names that are not declared are possible now, with a schema")
            }
            (Pool::ANY, _) => ("additional-properties-schema-narrowed", Effect::Narrows, "names that are not declared have a schema now"),
            (_, Pool::ANY) => ("additional-properties-schema-widened", Effect::Widens, "names that are not declared may hold anything now"),
            _ => return self.child(current, old, new, current.spot.inner(), "*"),
        };
        self.change(current, aspect, effect, base, revision, words.to_string());
    }

    fn rest(&mut self, shape: &Shape) -> Id {
        let ids = shape.objects.groups.iter().filter_map(|group| group.rest).collect();
        self.engine.pool.all(ids)
    }

    /// A map from texts to schemas: keys that came, went, or stayed.
    fn keyed(&mut self, current: &Current, keyword: &str, aspect: &str, old: Vec<(Text, Id)>, new: Vec<(Text, Id)>) {
        let (base, revision) = self.places(current, keyword);
        for (key, id) in &old {
            match new.iter().find(|(other, _)| other == key) {
                Some((_, other)) => self.child(current, *id, *other, current.spot.inner(), &format!("{keyword}[{key}]")),
                None => {
                    let words = format!("`{keyword}` no longer says anything of `{key}`");
                    let id = current.spot.id(&format!("{aspect}-removed"));
                    let number = self.change_id(current, id, Effect::Widens, base, revision, words);
                    self.strictly(current, number.filter(|_| keyword == "dependentSchemas"), Effect::Widens);
                }
            }
        }
        for (key, _) in new.iter().filter(|(key, _)| !old.iter().any(|(other, _)| other == key)) {
            let words = format!("`{keyword}` has a schema for `{key}` now");
            let id = current.spot.id(&format!("{aspect}-added"));
            let number = self.change_id(current, id, Effect::Narrows, base, revision, words);
            self.strictly(current, number.filter(|_| keyword == "dependentSchemas"), Effect::Narrows);
        }
    }

    fn property_names(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (forms.old.objects.names.first().copied(), forms.new.objects.names.first().copied());
        self.presence(current, "propertyNames", old.is_some(), new.is_some(), "property-names");
        if let (Some(old), Some(new)) = (old, new) {
            self.child(current, old, new, current.spot.inner(), "propertyNames");
        }
    }

    fn items(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&forms.old.arrays.groups, &forms.new.arrays.groups);
        let rest = |differ: &mut Self, groups: &[crate::diff::schema::Items]| {
            let ids: Vec<Id> = groups.iter().filter_map(|group| group.rest).collect();
            (!ids.is_empty()).then(|| differ.engine.pool.all(ids))
        };
        let (before, after) = (rest(self, old), rest(self, new));
        match (before, after) {
            (Some(before), Some(after)) => self.child(current, before, after, current.spot.inner(), "items"),
            (None, None) => {}
            // An array that is new altogether is said with its type.
            _ if !forms.old.types.has(crate::diff::schema::Types::ARRAY) || !forms.new.types.has(crate::diff::schema::Types::ARRAY) => {}
            (before, after) => self.presence(current, "items", before.is_some(), after.is_some(), "items"),
        }
        let prefix = |groups: &[crate::diff::schema::Items]| {
            groups.iter().find(|group| !group.prefix.is_empty()).map_or_else(Vec::new, |group| group.prefix.clone())
        };
        let (before, after) = (prefix(old), prefix(new));
        for (at, (&old, &new)) in before.iter().zip(&after).enumerate() {
            self.child(current, old, new, current.spot.inner(), &format!("prefixItems[{at}]"));
        }
        if before.len() != after.len() {
            let (base, revision) = self.places(current, "prefixItems");
            let aspect = if after.len() > before.len() { "prefix-items-added" } else { "prefix-items-removed" };
            let words = format!("`prefixItems` has {} places instead of {}", after.len(), before.len());
            self.change(current, aspect, Effect::Unknown, base, revision, words);
        }
    }

    fn contains(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (forms.old.arrays.contains.first().cloned(), forms.new.arrays.contains.first().cloned());
        self.presence(current, "contains", old.is_some(), new.is_some(), "contains");
        if let (Some(old), Some(new)) = (old, new) {
            self.contained(current, (old.min, new.min), (old.max, new.max));
            self.child(current, old.schema, new.schema, current.spot.inner(), "contains");
        }
    }

    fn dependents(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&forms.old.objects.dependent_required, &forms.new.objects.dependent_required);
        let (base, revision) = self.places(current, "dependentRequired");
        let shown = |names: &[Text]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        for (trigger, names) in old {
            match new.iter().find(|(other, _)| other == trigger) {
                None => {
                    let words = format!("`{trigger}` no longer needs {} beside it", shown(names));
                    self.change(current, "dependent-required-removed", Effect::Widens, base, revision, words);
                }
                Some((_, others)) if others != names => {
                    let more = others.iter().any(|name| !names.contains(name));
                    let fewer = names.iter().any(|name| !others.contains(name));
                    let effect = if more && fewer {
                        Effect::Incomparable
                    } else if more {
                        Effect::Narrows
                    } else {
                        Effect::Widens
                    };
                    let words = format!("`{trigger}` needs {} beside it instead of {}", shown(others), shown(names));
                    self.change(current, "dependent-required-changed", effect, base, revision, words);
                }
                Some(_) => {}
            }
        }
        for (trigger, names) in new.iter().filter(|(trigger, _)| !old.iter().any(|(other, _)| other == trigger)) {
            let words = format!("`{trigger}` needs {} beside it now", shown(names));
            self.change(current, "dependent-required-added", Effect::Narrows, base, revision, words);
        }
        let (old, new) = (forms.old.objects.dependent_schemas.clone(), forms.new.objects.dependent_schemas.clone());
        self.keyed(current, "dependentSchemas", "dependent-schema", old, new);
    }

    /// `not` and `if`.
    pub(crate) fn logic(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (forms.old.not.first().copied(), forms.new.not.first().copied());
        self.presence(current, "not", old.is_some(), new.is_some(), "not");
        if let (Some(old), Some(new)) = (old, new) {
            self.child(current, old, new, current.spot.negated(), "not");
        }
        let (old, new) = (forms.old.conditionals.first().cloned(), forms.new.conditionals.first().cloned());
        let parts = |conditional: &Option<crate::diff::schema::Conditional>| {
            let conditional = conditional.as_ref();
            [conditional.map(|c| c.condition), conditional.and_then(|c| c.then), conditional.and_then(|c| c.otherwise)]
        };
        for (at, (before, after)) in parts(&old).into_iter().zip(parts(&new)).enumerate() {
            let keyword = ["if", "then", "else"][at];
            self.presence(current, keyword, before.is_some(), after.is_some(), keyword);
            if let (Some(before), Some(after)) = (before, after) {
                let spot = if at == 0 { current.spot.mixed() } else { current.spot.inner() };
                self.child(current, before, after, spot, keyword);
            }
        }
    }
}

fn pattern_properties(shape: &Shape) -> Vec<(Text, Id)> {
    shape.objects.groups.iter().flat_map(|group| group.patterns.iter().cloned()).collect()
}
