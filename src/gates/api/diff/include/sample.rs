//! Examples of a schema, and schemas that have none.

use std::rc::Rc;

use crate::diff::schema::{Id, Json, Pool, Shape, Types};

use super::accepts::Member;
use super::{Engine, numbers};

/// How deep examples may nest.
const MAX_DEPTH: usize = 40;
/// Branch combinations that are tried for an example.
const MAX_BRANCHES: usize = 12;

impl Engine<'_> {
    /// A value that the schema accepts, as small as is easy.
    pub(crate) fn sample(&mut self, id: Id) -> Option<Rc<Json>> {
        if id == Pool::ANY {
            return Some(Rc::new(Json::string("a")));
        }
        let key = (id, self.position);
        if let Some(known) = self.samples.get(&key) {
            return known.clone();
        }
        if self.depth > MAX_DEPTH + super::MAX_DEPTH {
            return None;
        }
        // A schema that needs itself inside has no finite example.
        self.samples.insert(key, None);
        self.depth += 1;
        let shape = self.normalised(id);
        let found = self.samples_of(id, &shape).into_iter().find(|value| self.accepts(id, value) == Some(true));
        self.depth -= 1;
        let found = found.map(Rc::new);
        self.samples.insert(key, found.clone());
        found
    }

    /// A value of the schema that is not among these.
    pub(super) fn sample_beside(&mut self, id: Id, taken: &[Json]) -> Option<Json> {
        let shape = self.normalised(id);
        let mut candidates = self.samples_of(id, &shape);
        candidates.extend((0..=taken.len()).map(|number| Json::string(&"b".repeat(number + 1))));
        candidates.into_iter().find(|value| !taken.contains(value) && self.accepts(id, value) == Some(true))
    }

    /// Values that the schema may accept.
    pub(super) fn samples_of(&mut self, id: Id, shape: &Shape) -> Vec<Json> {
        if let Some(values) = &shape.values {
            return values.clone();
        }
        let mut found = Vec::new();
        if let Some(branches) = shape.any_of.first().or(shape.one_of.first()) {
            for &branch in branches.iter().take(MAX_BRANCHES) {
                let mut rest = shape.clone();
                if rest.any_of.is_empty() {
                    rest.one_of.remove(0);
                } else {
                    rest.any_of.remove(0);
                }
                let rest = self.pool.made(rest);
                let both = self.pool.all(vec![rest, branch]);
                if both != id {
                    found.extend(self.sample(both).map(|value| (*value).clone()));
                }
            }
        }
        found.extend(self.plain_samples(shape));
        found
    }

    fn plain_samples(&mut self, shape: &Shape) -> Vec<Json> {
        let mut found = Vec::new();
        for one in shape.types.each() {
            match one {
                Types::NULL => found.push(Json::Null),
                Types::BOOL => found.extend([Json::Bool(true), Json::Bool(false)]),
                Types::STRING => {
                    found.extend(self.sample_text(shape).map(|text| Json::string(&text)));
                    let long = shape.strings.min.max(3).min(shape.strings.max.unwrap_or(3));
                    if long < 10_000 {
                        found.extend(["x", "y", "0", "A"].map(|text| Json::string(&text.repeat(long as usize))));
                    }
                }
                Types::ARRAY => {
                    found.extend(self.array_of(shape, shape.arrays.min));
                    found.extend(self.array_of(shape, shape.arrays.min + 1));
                }
                Types::OBJECT => found.extend(self.object_samples(shape)),
                _ => {}
            }
        }
        if shape.types.has(Types::NUMBER) {
            found.extend(numbers::candidates(shape, &Shape::any().numbers));
        }
        // Strings first: they read best.
        found.sort_by_key(|value| !matches!(value, Json::String(_)));
        found
    }

    fn object_samples(&mut self, shape: &Shape) -> Vec<Json> {
        let mut found: Vec<Json> = self.object_of(shape, &[]).into_iter().collect();
        for name in shape.objects.declared().into_iter().take(MAX_BRANCHES) {
            if let Member::Is(ids, _) = self.member(shape, &name) {
                let id = self.pool.all(ids);
                if let Some(value) = self.sample(id) {
                    found.extend(self.object_of(shape, &[(name, (*value).clone())]));
                }
            }
        }
        found
    }

    /// Whether it is certain that the schema accepts nothing.
    pub(super) fn is_empty(&mut self, id: Id) -> bool {
        if id == Pool::NEVER || id == Pool::ANY {
            return id == Pool::NEVER;
        }
        if self.depth > MAX_DEPTH + super::MAX_DEPTH || self.normalising.contains(&id) {
            return false;
        }
        let shape = self.normalised(id);
        if shape.is_never() {
            return true;
        }
        if let Some(values) = &shape.values {
            return values.iter().all(|value| self.accepts(id, value) == Some(false));
        }
        if self.sample(id).is_some() {
            return false;
        }
        self.depth += 1;
        let empty = shape.types.each().all(|one| self.type_is_empty(&shape, one));
        self.depth -= 1;
        empty
            || shape.any_of.iter().chain(&shape.one_of).any(|branches| branches.iter().all(|&branch| self.is_empty_branch(&shape, branch)))
    }

    fn is_empty_branch(&mut self, shape: &Shape, branch: Id) -> bool {
        let rest = Shape { any_of: Vec::new(), one_of: Vec::new(), ..shape.clone() };
        let rest = self.pool.made(rest);
        let both = self.pool.all(vec![rest, branch]);
        self.depth < MAX_DEPTH && self.is_empty(both)
    }

    fn type_is_empty(&mut self, shape: &Shape, one: Types) -> bool {
        match one {
            Types::STRING => self.has_no_text(shape),
            Types::OBJECT => shape.objects.required.clone().iter().any(|name| match self.member(shape, name) {
                Member::Is(ids, _) => {
                    let id = self.pool.all(ids);
                    self.is_empty(id)
                }
                _ => false,
            }),
            Types::ARRAY => {
                shape.arrays.min > 0 && {
                    let first = shape.arrays.groups.iter().filter_map(|group| super::accepts::item_of(group, 0)).collect();
                    let first = self.pool.all(first);
                    self.is_empty(first)
                }
            }
            _ => false,
        }
    }
}
