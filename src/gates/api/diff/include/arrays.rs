//! Arrays of one schema among those of another.

use crate::diff::schema::{Arrays, Contains, Id, Json, Shape, Types};

use super::accepts::item_of;
use super::{Engine, Verdict};

/// Longest array that is made as an example.
const MAX_EXAMPLE: u64 = 200;

impl Engine<'_> {
    pub(super) fn arrays(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if !left.types.and(right.types).has(Types::ARRAY) {
            return Verdict::Yes;
        }
        let mut unknown = None;
        type Part<'d> = fn(&mut Engine<'d>, Id, &Shape, Id, &Shape) -> Verdict;
        let parts: [Part<'_>; 4] = [Self::sizes, Self::items, Self::uniqueness, Self::contents_of_arrays];
        for part in parts {
            match part(self, a, left, b, right) {
                Verdict::Yes => {}
                Verdict::No(witness) => return Verdict::No(witness),
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn sizes(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let (inner, outer) = (&left.arrays, &right.arrays);
        if inner.min < outer.min {
            let example = self.array_of(left, inner.min);
            let verdict = self.refute_any(a, b, example, "minItems");
            if !verdict.is_yes() {
                return verdict;
            }
        }
        if let Some(max) = outer.max.filter(|max| self.longest(inner).is_none_or(|own| own > *max)) {
            let example = self.array_of(left, inner.min.max(max + 1));
            return self.refute_any(a, b, example, "maxItems");
        }
        Verdict::Yes
    }

    /// The greatest length an array can have: `maxItems`, or the first place that nothing can fill.
    fn longest(&mut self, arrays: &Arrays) -> Option<u64> {
        let places = arrays.groups.iter().map(|group| group.prefix.len()).max().unwrap_or(0);
        for at in 0..=places {
            let item = self.item(arrays, at);
            if self.is_empty(item) {
                return Some(arrays.max.map_or(at as u64, |max| max.min(at as u64)));
            }
        }
        arrays.max
    }

    /// The schema of one place.
    fn item(&mut self, arrays: &Arrays, at: usize) -> Id {
        let ids = arrays.groups.iter().filter_map(|group| item_of(group, at)).collect();
        self.pool.all(ids)
    }

    fn items(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let places = left.arrays.groups.iter().chain(&right.arrays.groups).map(|group| group.prefix.len()).max().unwrap_or(0);
        let longest = self.longest(&left.arrays);
        let mut unknown = None;
        for at in 0..=places {
            if longest.is_some_and(|longest| at as u64 >= longest) {
                break;
            }
            let (inner, outer) = (self.item(&left.arrays, at), self.item(&right.arrays, at));
            match self.subset(inner, outer) {
                Verdict::Yes => {}
                Verdict::No(None) => return Verdict::No(None),
                Verdict::No(Some(item)) => {
                    let length = left.arrays.min.max(at as u64 + 1);
                    let example = self.array_of(left, length).map(|array| replace(array, at, &item));
                    let verdict = self.refute_any(a, b, example, "items");
                    if verdict.is_no() {
                        return verdict;
                    }
                    unknown = Some("whether `items` differ in effect could not be decided".into());
                }
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn uniqueness(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if !right.arrays.unique || left.arrays.unique || self.longest(&left.arrays).is_some_and(|longest| longest < 2) {
            return Verdict::Yes;
        }
        let mut examples = Vec::new();
        if let Some(Json::Array(mut items)) = self.array_of(left, left.arrays.min.max(2)) {
            examples.push(Json::Array(items.clone()));
            let (first, second) = (self.item(&left.arrays, 0), self.item(&left.arrays, 1));
            let both = self.pool.all(vec![first, second]);
            if let Some(item) = self.sample(both) {
                items[0] = (*item).clone();
                items[1] = (*item).clone();
                examples.push(Json::Array(items));
            }
        }
        self.refute_any(a, b, examples, "uniqueItems")
    }

    fn contents_of_arrays(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for outer in &right.arrays.contains {
            if self.contains_is_implied(left, outer) {
                continue;
            }
            return self.refute_contains(a, left, b, outer);
        }
        Verdict::Yes
    }

    fn contains_is_implied(&mut self, left: &Shape, outer: &Contains) -> bool {
        let all = self.every_item_is(left, outer.schema);
        let mut low = outer.min == 0 || (all && left.arrays.min >= outer.min);
        let mut high = outer.max.is_none_or(|max| self.longest(&left.arrays).is_some_and(|longest| longest <= max));
        for inner in &left.arrays.contains {
            low |= inner.min >= outer.min && self.subset(inner.schema, outer.schema).is_yes();
            high |=
                outer.max.is_some_and(|max| inner.max.is_some_and(|own| own <= max)) && self.subset(outer.schema, inner.schema).is_yes();
        }
        low && high
    }

    fn every_item_is(&mut self, left: &Shape, schema: Id) -> bool {
        let places = left.arrays.groups.iter().map(|group| group.prefix.len()).max().unwrap_or(0);
        (0..=places).all(|at| {
            let item = self.item(&left.arrays, at);
            self.subset(item, schema).is_yes()
        })
    }

    fn refute_contains(&mut self, a: Id, left: &Shape, b: Id, outer: &Contains) -> Verdict {
        let mut examples: Vec<Json> = self.array_of(left, left.arrays.min).into_iter().collect();
        examples.push(Json::Array(Vec::new()));
        let item = self.item(&left.arrays, 0);
        let wanted = self.pool.all(vec![item, outer.schema]);
        let mut counts: Vec<u64> = left.arrays.contains.iter().map(|inner| inner.min).chain([outer.max.unwrap_or(0) + 1]).collect();
        counts.extend(left.arrays.contains.iter().filter_map(|inner| inner.max));
        if let Some(sample) = self.sample(wanted) {
            for count in counts.into_iter().filter(|count| *count <= MAX_EXAMPLE) {
                let length = count.max(left.arrays.min) as usize;
                let mut items = vec![(*sample).clone(); length];
                if left.arrays.unique {
                    items.dedup();
                }
                examples.push(Json::Array(items));
            }
        }
        for count in 1..=left.arrays.min.clamp(2, MAX_EXAMPLE) {
            examples.extend(self.array_of(left, count));
        }
        self.refute_any(a, b, examples, "contains")
    }

    /// An array of a length that satisfies `items`, `contains` and `uniqueItems` where that is easy.
    pub(super) fn array_of(&mut self, shape: &Shape, length: u64) -> Option<Json> {
        if length > MAX_EXAMPLE {
            return None;
        }
        let arrays = &shape.arrays;
        let mut items: Vec<Json> = Vec::new();
        let mut owed: Vec<Id> = Vec::new();
        for contains in &arrays.contains {
            owed.extend(std::iter::repeat_n(contains.schema, contains.min.min(MAX_EXAMPLE) as usize));
        }
        let length = length.max(owed.len() as u64);
        for at in 0..length as usize {
            let own = self.item(arrays, at);
            let wanted = match owed.get(at) {
                Some(&extra) => self.pool.all(vec![own, extra]),
                None => own,
            };
            let item = if arrays.unique { self.sample_beside(wanted, &items) } else { self.sample(wanted).map(|item| (*item).clone()) };
            items.push(item?);
        }
        Some(Json::Array(items))
    }
}

fn replace(array: Json, at: usize, item: &Json) -> Json {
    match array {
        Json::Array(mut items) => {
            if let Some(slot) = items.get_mut(at) {
                *slot = item.clone();
            }
            Json::Array(items)
        }
        other => other,
    }
}
