//! A canonical form made easier: unions of different types fused, what can have no value removed.

use std::rc::Rc;

use num_traits::One;

use crate::diff::schema::{Bound, Id, Json, Numbers, Pool, Shape, Strings, Types, number};

use super::{Engine, formats};

impl Engine<'_> {
    /// The shape of a schema, simplified.
    pub(crate) fn normalised(&mut self, id: Id) -> Rc<Shape> {
        if let Some(known) = self.normal.get(&id) {
            return Rc::clone(known);
        }
        if self.normalising.contains(&id) || self.normalising.len() > 60 {
            return self.pool.shape(id);
        }
        self.normalising.push(id);
        let mut shape = (*self.pool.shape(id)).clone();
        self.simplify_unions(&mut shape);
        self.simplify_negations(&mut shape);
        self.trim(&mut shape);
        self.normalising.pop();
        let shape = Rc::new(shape);
        self.normal.insert(id, Rc::clone(&shape));
        shape
    }

    fn simplify_unions(&mut self, shape: &mut Shape) {
        let any_of = std::mem::take(&mut shape.any_of);
        let one_of = std::mem::take(&mut shape.one_of);
        for (branches, exclusive) in any_of.into_iter().map(|list| (list, false)).chain(one_of.into_iter().map(|list| (list, true))) {
            if !exclusive && branches.contains(&Pool::ANY) {
                continue;
            }
            let mut alive: Vec<Id> = Vec::new();
            for id in branches {
                let never = self.pool.shape(id).is_never();
                // A branch that stands twice in `oneOf` can never be the only one: that is left to the engine.
                if !never && (exclusive || !alive.contains(&id)) {
                    alive.push(id);
                }
            }
            match alive.as_slice() {
                [] => shape.types = Types::NONE,
                [one] => {
                    let inner = self.normalised(*one);
                    let (read_only, write_only) = (shape.read_only, shape.write_only);
                    shape.merge(&inner);
                    (shape.read_only, shape.write_only) = (read_only, write_only);
                }
                _ => match self.fused(&alive) {
                    Some(inner) => shape.merge(&inner),
                    None if exclusive => shape.one_of.push(alive),
                    None => shape.any_of.push(alive),
                },
            }
        }
    }

    /// A negated bound is the opposite bound, a negated type the other types.
    fn simplify_negations(&mut self, shape: &mut Shape) {
        for not in std::mem::take(&mut shape.not) {
            let inner = (*self.pool.shape(not)).clone();
            let only_types = Shape { types: Types::ALL, ..inner.clone() }.is_any();
            let only_numbers = Shape { types: Types::ALL, numbers: Numbers::default(), ..inner.clone() }.is_any();
            let Numbers { min, max, step } = &inner.numbers;
            let only_lengths = Shape { types: Types::ALL, strings: Strings::default(), ..inner.clone() }.is_any();
            if only_types {
                let whole = inner.types.has(Types::INTEGER) == inner.types.has(Types::FRACTION);
                shape.types = shape.types.without(if whole { inner.types } else { inner.types.without(Types::INTEGER) });
                if !whole && shape.types.has(Types::INTEGER) {
                    shape.not.push(self.pool.made(Shape { types: Types::INTEGER, ..Shape::any() }));
                }
            } else if only_lengths && is_one_length(&inner.strings) && inner.types.holds(shape.types.and(Types::STRING)) {
                shape.types = shape.types.without(inner.types.without(Types::STRING));
                match inner.strings.max {
                    Some(max) => shape.strings.min = shape.strings.min.max(max.saturating_add(1)),
                    None => shape.strings.max = Some(shape.strings.max.map_or(inner.strings.min - 1, |own| own.min(inner.strings.min - 1))),
                }
            } else if only_numbers && step.is_none() && inner.types.holds(shape.types.and(Types::NUMBER)) && min.is_some() != max.is_some()
            {
                // What is no number satisfies the inner bound, if its type does.
                shape.types = shape.types.without(inner.types.without(Types::NUMBER));
                if let Some(min) = min {
                    shape.numbers.lower_max(Bound { value: min.value.clone(), exclusive: !min.exclusive });
                }
                if let Some(max) = max {
                    shape.numbers.raise_min(Bound { value: max.value.clone(), exclusive: !max.exclusive });
                }
            } else {
                shape.not.push(not);
            }
        }
    }

    /// Branches of disjoint types say what one schema with several types says: its keywords speak of one type each.
    fn fused(&mut self, branches: &[Id]) -> Option<Shape> {
        let shapes: Vec<Rc<Shape>> = branches.iter().map(|&id| self.normalised(id)).collect();
        let mut taken = Types::NONE;
        for shape in &shapes {
            let family = if shape.types.has(Types::NUMBER) { shape.types.or(Types::NUMBER) } else { shape.types };
            if taken.has(family) || !shape.is_product() || !shape.opaque.is_empty() {
                return None;
            }
            taken = taken.or(family);
        }
        let all_listed = shapes.iter().all(|shape| shape.values.is_some());
        if !all_listed && shapes.iter().any(|shape| shape.values.is_some() && !is_whole_type(shape)) {
            return None;
        }
        let mut fused = Shape { types: Types::NONE, ..Shape::any() };
        for shape in &shapes {
            fused.types = fused.types.or(shape.types);
            if shape.types.has(Types::NUMBER) {
                fused.numbers = shape.numbers.clone();
            }
            if shape.types.has(Types::STRING) {
                fused.strings = shape.strings.clone();
            }
            if shape.types.has(Types::ARRAY) {
                fused.arrays = shape.arrays.clone();
            }
            if shape.types.has(Types::OBJECT) {
                fused.objects = shape.objects.clone();
            }
            let speaks = |format: &str| shape.types.has(if formats::is_numeric(format) { Types::NUMBER } else { Types::STRING });
            fused.formats.extend(shape.formats.iter().filter(|format| speaks(format)).cloned());
        }
        fused.formats.sort();
        if all_listed {
            let mut values: Vec<Json> = shapes.iter().flat_map(|shape| shape.values.clone().unwrap_or_default()).collect();
            values.sort();
            fused.values = Some(values);
        }
        Some(fused)
    }

    /// Drops types that can have no value, values that another keyword refuses, and keywords of absent types.
    fn trim(&mut self, shape: &mut Shape) {
        if let Some(values) = shape.values.take() {
            let kept: Vec<Json> = values.into_iter().filter(|value| self.plain_accepts(shape, value) != Some(false)).collect();
            shape.types = kept.iter().fold(Types::NONE, |types, value| types.or(Types::of(value)));
            shape.values = Some(kept);
            return;
        }
        settle_numbers(shape);
        if shape.strings.max.is_some_and(|max| max < shape.strings.min) {
            shape.types = shape.types.without(Types::STRING);
        }
        if shape.arrays.max.is_some_and(|max| max < shape.arrays.min) {
            shape.types = shape.types.without(Types::ARRAY);
        }
        if shape.objects.max.is_some_and(|max| max < shape.objects.min) {
            shape.types = shape.types.without(Types::OBJECT);
        }
        let mut patterns = std::mem::take(&mut shape.strings.patterns);
        patterns.retain(|pattern| !self.automata.is_universal(pattern));
        shape.strings.patterns = patterns;
        forget_absent_types(shape);
        if let Some(values) = few_integers(shape) {
            shape.numbers = Numbers::default();
            shape.values = Some(values);
            return;
        }
        if shape.types.without(Types::NULL.or(Types::BOOL)).is_none() {
            let mut values = Vec::new();
            if shape.types.has(Types::NULL) {
                values.push(Json::Null);
            }
            if shape.types.has(Types::BOOL) {
                values.extend([Json::Bool(false), Json::Bool(true)]);
            }
            shape.values = Some(values);
        }
    }
}

/// Whether lengths are bounded on exactly one side, and nothing else is said.
fn is_one_length(strings: &Strings) -> bool {
    let bare = Strings { min: 0, max: None, ..strings.clone() } == Strings::default();
    bare && (strings.min > 0) != strings.max.is_some()
}

/// The values of a short range of integers.
fn few_integers(shape: &Shape) -> Option<Vec<Json>> {
    const FEW: u32 = 32;
    if shape.types.and(Types::NUMBER) != shape.types || shape.types.has(Types::FRACTION) || !shape.formats.is_empty() {
        return None;
    }
    let (min, max) = (shape.numbers.min.as_ref()?, shape.numbers.max.as_ref()?);
    let step = shape.numbers.step.clone().unwrap_or_else(number::Number::one);
    let mut values = Vec::new();
    let mut next = min.value.clone();
    while next <= max.value {
        if values.len() >= FEW as usize {
            return None;
        }
        values.push(Json::Number(next.clone()));
        next += &step;
    }
    Some(values)
}

/// Whether the listed values are all values of their types (`null`, the booleans).
fn is_whole_type(shape: &Shape) -> bool {
    let count = shape.values.as_ref().map_or(0, Vec::len);
    let whole = usize::from(shape.types.has(Types::NULL)) + 2 * usize::from(shape.types.has(Types::BOOL));
    shape.types.without(Types::NULL.or(Types::BOOL)).is_none() && count == whole
}

fn settle_numbers(shape: &mut Shape) {
    if shape.numbers.step.as_ref().is_some_and(number::Number::is_integer) {
        shape.types = shape.types.without(Types::FRACTION);
    }
    if !shape.types.has(Types::FRACTION) && shape.types.has(Types::INTEGER) {
        let step = shape.numbers.step.take().map_or_else(number::Number::one, |step| number::lcm(&step, &number::Number::one()));
        tighten(&mut shape.numbers, &step);
        shape.numbers.step = (!step.is_one()).then_some(step);
    } else if let Some(step) = shape.numbers.step.clone() {
        tighten(&mut shape.numbers, &step);
    }
    if let (Some(min), Some(max)) = (&shape.numbers.min, &shape.numbers.max) {
        if min.value > max.value || (min.value == max.value && (min.exclusive || max.exclusive)) {
            shape.types = shape.types.without(Types::NUMBER);
        } else if min.value == max.value {
            let other = if min.value.is_integer() { Types::FRACTION } else { Types::INTEGER };
            shape.types = shape.types.without(other);
        }
    }
}

/// Moves bounds onto the nearest multiple inside, where they are inclusive.
fn tighten(numbers: &mut Numbers, step: &number::Number) {
    if let Some(min) = numbers.min.take() {
        let quotient = &min.value / step;
        let mut multiple = quotient.ceil();
        if min.exclusive && multiple == quotient {
            multiple += number::Number::one();
        }
        numbers.min = Some(Bound { value: multiple * step, exclusive: false });
    }
    if let Some(max) = numbers.max.take() {
        let quotient = &max.value / step;
        let mut multiple = quotient.floor();
        if max.exclusive && multiple == quotient {
            multiple -= number::Number::one();
        }
        numbers.max = Some(Bound { value: multiple * step, exclusive: false });
    }
}

fn forget_absent_types(shape: &mut Shape) {
    let empty = Shape::any();
    if !shape.types.has(Types::NUMBER) {
        shape.numbers = empty.numbers;
        shape.formats.retain(|format| !formats::is_numeric(format));
    }
    if !shape.types.has(Types::STRING) {
        shape.strings = empty.strings;
        shape.formats.retain(|format| formats::is_numeric(format));
    }
    if !shape.types.has(Types::ARRAY) {
        shape.arrays = empty.arrays;
    }
    if !shape.types.has(Types::OBJECT) {
        shape.objects = empty.objects;
    }
}
