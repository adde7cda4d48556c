//! One value against one schema.

use crate::diff::schema::{Conditional, Contains, Id, Items, Json, Shape, Text, Types, number};

use super::{Engine, Position, formats};

/// How deep schemas may refer to each other without the value getting smaller.
const MAX_NESTING: u32 = 60;

/// What an object schema says of one name.
pub(crate) enum Member {
    /// It does not take part in this position.
    Hidden,
    /// All schemas its value must satisfy, and whether a contributor declares it.
    Is(Vec<Id>, bool),
    /// A pattern could not be read.
    Unknown,
}

/// `a` and then `b`, where "unknown" yields to "false".
fn both(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match a {
        Some(false) => Some(false),
        Some(true) => b(),
        None => {
            if b() == Some(false) {
                Some(false)
            } else {
                None
            }
        }
    }
}

impl Engine<'_> {
    /// Whether a schema accepts a value in the current position; `None` where that cannot be said.
    pub(crate) fn accepts(&mut self, id: Id, value: &Json) -> Option<bool> {
        if self.accept_depth > MAX_NESTING {
            return None;
        }
        self.accept_depth += 1;
        let shape = self.pool.shape(id);
        let answer = self.shape_accepts(&shape, value);
        self.accept_depth -= 1;
        answer
    }

    pub(super) fn shape_accepts(&mut self, shape: &Shape, value: &Json) -> Option<bool> {
        let plain = self.plain_accepts(shape, value);
        both(plain, || self.logic_accepts(shape, value))
    }

    /// Everything but unions, negations and conditions.
    pub(super) fn plain_accepts(&mut self, shape: &Shape, value: &Json) -> Option<bool> {
        if !shape.types.has(Types::of(value)) || shape.values.as_ref().is_some_and(|values| !values.contains(value)) {
            return Some(false);
        }
        let own = match value {
            Json::Number(number) => self.number_accepted(shape, number),
            Json::String(text) => self.string_accepted(shape, text),
            Json::Array(items) => self.array_accepted(shape, items),
            Json::Object(members) => self.object_accepted(shape, members),
            Json::Null | Json::Bool(_) => Some(true),
        };
        both(own, || shape.opaque.is_empty().then_some(true))
    }

    fn number_accepted(&mut self, shape: &Shape, value: &number::Number) -> Option<bool> {
        let low = shape.numbers.min.as_ref().is_none_or(|min| if min.exclusive { *value > min.value } else { *value >= min.value });
        let high = shape.numbers.max.as_ref().is_none_or(|max| if max.exclusive { *value < max.value } else { *value <= max.value });
        let step = shape.numbers.step.as_ref().is_none_or(|step| number::is_multiple(value, step));
        let range = |low: &str, high: &str| {
            let (low, high) = (number::parse(low), number::parse(high));
            low.is_some_and(|low| *value >= low) && high.is_some_and(|high| *value <= high)
        };
        let formats = shape.formats.iter().all(|format| match format.as_ref() {
            "int32" => range("-2147483648", "2147483647"),
            "int64" => range("-9223372036854775808", "9223372036854775807"),
            _ => true,
        });
        Some(low && high && step && formats)
    }

    fn string_accepted(&mut self, shape: &Shape, text: &str) -> Option<bool> {
        let strings = &shape.strings;
        let length = text.chars().count() as u64;
        if length < strings.min || strings.max.is_some_and(|max| length > max) {
            return Some(false);
        }
        let mut answer = Some(true);
        for pattern in &strings.patterns {
            answer = both(answer, || self.automata.matches(pattern, text));
        }
        for format in shape.formats.iter().filter(|format| !formats::is_numeric(format)) {
            answer = both(answer, || formats::check(format, text));
        }
        let encoded = strings.encoding.is_some() || strings.media.is_some() || !strings.content.is_empty();
        both(answer, || (!encoded).then_some(true))
    }

    fn array_accepted(&mut self, shape: &Shape, items: &[Json]) -> Option<bool> {
        let arrays = &shape.arrays;
        let length = items.len() as u64;
        if length < arrays.min || arrays.max.is_some_and(|max| length > max) {
            return Some(false);
        }
        if arrays.unique && items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
            return Some(false);
        }
        let mut answer = Some(true);
        for (at, item) in items.iter().enumerate() {
            for id in arrays.groups.iter().filter_map(|group| item_of(group, at)) {
                answer = both(answer, || self.accepts(id, item));
            }
        }
        for contains in &arrays.contains {
            answer = both(answer, || self.contains_accepted(contains, items));
        }
        answer
    }

    fn contains_accepted(&mut self, contains: &Contains, items: &[Json]) -> Option<bool> {
        let (mut sure, mut maybe) = (0u64, 0u64);
        for item in items {
            match self.accepts(contains.schema, item) {
                Some(true) => sure += 1,
                None => maybe += 1,
                Some(false) => {}
            }
        }
        if sure + maybe < contains.min || contains.max.is_some_and(|max| sure > max) {
            return Some(false);
        }
        (sure >= contains.min && contains.max.is_none_or(|max| sure + maybe <= max)).then_some(true)
    }

    /// What a schema says of the name of a member.
    pub(super) fn member(&mut self, shape: &Shape, name: &str) -> Member {
        let mut ids = Vec::new();
        let mut declared = false;
        for group in &shape.objects.groups {
            let own = group.get(name);
            declared |= own.is_some();
            ids.extend(own);
            let mut matched = own.is_some();
            for (pattern, id) in &group.patterns {
                match self.automata.matches(pattern, name) {
                    Some(true) => {
                        matched = true;
                        ids.push(*id);
                    }
                    Some(false) => {}
                    None => return Member::Unknown,
                }
            }
            if !matched {
                ids.extend(group.rest);
            }
        }
        if declared && ids.iter().any(|&id| self.is_hidden(id)) { Member::Hidden } else { Member::Is(ids, declared) }
    }

    /// Whether a property does not take part in the current position.
    pub(super) fn is_hidden(&mut self, id: Id) -> bool {
        match self.position {
            Position::Request => self.pool.shape(id).read_only,
            Position::Response => self.pool.shape(id).write_only,
            Position::Pure => false,
        }
    }

    /// Whether a property is required, among those that take part.
    pub(super) fn requires(&mut self, shape: &Shape, name: &str) -> bool {
        shape.objects.requires(name) && !matches!(self.member(shape, name), Member::Hidden)
    }

    fn object_accepted(&mut self, shape: &Shape, members: &std::collections::BTreeMap<Text, Json>) -> Option<bool> {
        let objects = &shape.objects;
        let count = members.len() as u64;
        if count < objects.min || objects.max.is_some_and(|max| count > max) {
            return Some(false);
        }
        for name in &objects.required {
            if !members.contains_key(name) && self.requires(shape, name) {
                return Some(false);
            }
        }
        let missing = |names: &[Text]| names.iter().any(|name| !members.contains_key(name));
        if objects.dependent_required.iter().any(|(trigger, names)| members.contains_key(trigger) && missing(names)) {
            return Some(false);
        }
        let mut answer = Some(true);
        for (name, value) in members {
            answer = both(answer, || self.member_accepted(shape, name, value));
        }
        let whole = Json::Object(members.clone());
        for (trigger, id) in &objects.dependent_schemas {
            if members.contains_key(trigger) {
                answer = both(answer, || self.accepts(*id, &whole));
            }
        }
        answer
    }

    fn member_accepted(&mut self, shape: &Shape, name: &Text, value: &Json) -> Option<bool> {
        let mut answer = match self.member(shape, name) {
            Member::Hidden => return Some(true),
            Member::Unknown => None,
            Member::Is(ids, _) => {
                let mut answer = Some(true);
                for id in ids {
                    answer = both(answer, || self.accepts(id, value));
                }
                answer
            }
        };
        for &names in &shape.objects.names {
            answer = both(answer, || self.accepts(names, &Json::String(name.clone())));
        }
        answer
    }

    fn logic_accepts(&mut self, shape: &Shape, value: &Json) -> Option<bool> {
        let mut answer = Some(true);
        for branches in &shape.any_of {
            answer = both(answer, || {
                let (sure, maybe) = self.tally(branches, value);
                if sure > 0 {
                    Some(true)
                } else if maybe > 0 {
                    None
                } else {
                    Some(false)
                }
            });
        }
        for branches in &shape.one_of {
            answer = both(answer, || match self.tally(branches, value) {
                (1, 0) => Some(true),
                (sure, maybe) if sure > 1 || sure + maybe == 0 => Some(false),
                _ => None,
            });
        }
        for &not in &shape.not {
            answer = both(answer, || self.accepts(not, value).map(|yes| !yes));
        }
        for conditional in &shape.conditionals {
            answer = both(answer, || self.conditional_accepts(conditional, value));
        }
        answer
    }

    fn tally(&mut self, branches: &[Id], value: &Json) -> (usize, usize) {
        let (mut sure, mut maybe) = (0, 0);
        for &branch in branches {
            match self.accepts(branch, value) {
                Some(true) => sure += 1,
                None => maybe += 1,
                Some(false) => {}
            }
        }
        (sure, maybe)
    }

    fn conditional_accepts(&mut self, conditional: &Conditional, value: &Json) -> Option<bool> {
        let branch = match self.accepts(conditional.condition, value)? {
            true => conditional.then,
            false => conditional.otherwise,
        };
        branch.map_or(Some(true), |branch| self.accepts(branch, value))
    }
}

/// The schema a group has for one place of an array.
pub(super) fn item_of(group: &Items, at: usize) -> Option<Id> {
    group.prefix.get(at).copied().or(group.rest)
}
