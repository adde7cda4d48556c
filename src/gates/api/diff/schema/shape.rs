//! The canonical form: one schema as a conjunction of constraints, whatever its spelling was.

use std::sync::Arc;

use super::number::{Number, lcm};
use super::value::Json;

/// A shared text: a name, a pattern, a format.
pub(crate) type Text = Arc<str>;

/// Number of a schema in a [`super::Pool`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id(pub(super) u32);

/// A set of JSON types. Integers and numbers with a fraction are told apart, so `number` is both and `integer` a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Types(pub(crate) u8);

impl Types {
    pub(crate) const NULL: Types = Types(1);
    pub(crate) const BOOL: Types = Types(2);
    pub(crate) const INTEGER: Types = Types(4);
    pub(crate) const FRACTION: Types = Types(8);
    pub(crate) const NUMBER: Types = Types(12);
    pub(crate) const STRING: Types = Types(16);
    pub(crate) const ARRAY: Types = Types(32);
    pub(crate) const OBJECT: Types = Types(64);
    pub(crate) const ALL: Types = Types(127);
    pub(crate) const NONE: Types = Types(0);

    /// The set a type's name stands for; nothing for names that no version knows.
    pub(crate) fn named(name: &str) -> Types {
        match name {
            "null" => Types::NULL,
            "boolean" => Types::BOOL,
            "integer" => Types::INTEGER,
            "number" => Types::NUMBER,
            "string" | "file" => Types::STRING,
            "array" => Types::ARRAY,
            "object" => Types::OBJECT,
            _ => Types::NONE,
        }
    }

    pub(crate) fn has(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn holds(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Its single types, one by one.
    pub(crate) fn each(self) -> impl Iterator<Item = Types> {
        (0..7).map(|bit| Types(1 << bit)).filter(move |one| self.has(*one))
    }

    /// Names as a schema writes them.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (types, name) in
            [(Types::STRING, "string"), (Types::OBJECT, "object"), (Types::ARRAY, "array"), (Types::BOOL, "boolean"), (Types::NULL, "null")]
        {
            if self.has(types) {
                names.push(name);
            }
        }
        if self.holds(Types::NUMBER) {
            names.push("number");
        } else if self.has(Types::INTEGER) {
            names.push("integer");
        } else if self.has(Types::FRACTION) {
            names.push("number that is no integer");
        }
        names
    }

    /// The type a value has.
    pub(crate) fn of(value: &Json) -> Types {
        match value {
            Json::Null => Types::NULL,
            Json::Bool(_) => Types::BOOL,
            Json::Number(number) if number.is_integer() => Types::INTEGER,
            Json::Number(_) => Types::FRACTION,
            Json::String(_) => Types::STRING,
            Json::Array(_) => Types::ARRAY,
            Json::Object(_) => Types::OBJECT,
        }
    }
}

/// One end of a range of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bound {
    pub(crate) value: Number,
    pub(crate) exclusive: bool,
}

/// Constraints of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Numbers {
    pub(crate) min: Option<Bound>,
    pub(crate) max: Option<Bound>,
    pub(crate) step: Option<Number>,
}

/// Constraints of strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Strings {
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) patterns: Vec<Text>,
    pub(crate) encoding: Option<Text>,
    pub(crate) media: Option<Text>,
    pub(crate) content: Vec<Id>,
}

/// `prefixItems` and `items` of one schema object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Items {
    pub(crate) prefix: Vec<Id>,
    pub(crate) rest: Option<Id>,
}

/// `contains` with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Contains {
    pub(crate) schema: Id,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// Constraints of arrays. Each contributor keeps its own `items`: their conjunction is asked for place by place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Arrays {
    pub(crate) groups: Vec<Items>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) unique: bool,
    pub(crate) contains: Vec<Contains>,
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Members {
    /// Sorted by name.
    pub(crate) named: Vec<(Text, Id)>,
    pub(crate) patterns: Vec<(Text, Id)>,
    pub(crate) rest: Option<Id>,
}

impl Members {
    pub(crate) fn get(&self, name: &str) -> Option<Id> {
        self.named.binary_search_by(|(known, _)| known.as_ref().cmp(name)).ok().map(|at| self.named[at].1)
    }
}

/// Constraints of objects. Each contributor keeps its own group: `additionalProperties` looks only at the names beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Objects {
    pub(crate) groups: Vec<Members>,
    /// Sorted.
    pub(crate) required: Vec<Text>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    pub(crate) names: Vec<Id>,
    pub(crate) dependent_required: Vec<(Text, Vec<Text>)>,
    pub(crate) dependent_schemas: Vec<(Text, Id)>,
}

/// `if`, `then`, `else`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Conditional {
    pub(crate) condition: Id,
    pub(crate) then: Option<Id>,
    pub(crate) otherwise: Option<Id>,
}

/// A constraint that this engine cannot decide: equal ones cancel out, others make the answer "unknown".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Opaque {
    pub(crate) keyword: &'static str,
    pub(crate) text: String,
}

/// A schema as a conjunction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) types: Types,
    /// Members of `enum` and `const`, sorted.
    pub(crate) values: Option<Vec<Json>>,
    pub(crate) numbers: Numbers,
    pub(crate) strings: Strings,
    /// Known formats, sorted.
    pub(crate) formats: Vec<Text>,
    pub(crate) arrays: Arrays,
    pub(crate) objects: Objects,
    pub(crate) any_of: Vec<Vec<Id>>,
    pub(crate) one_of: Vec<Vec<Id>>,
    pub(crate) not: Vec<Id>,
    pub(crate) conditionals: Vec<Conditional>,
    pub(crate) opaque: Vec<Opaque>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
}

impl Shape {
    /// Everything.
    pub(crate) fn any() -> Shape {
        Shape {
            types: Types::ALL,
            values: None,
            numbers: Numbers::default(),
            strings: Strings::default(),
            formats: Vec::new(),
            arrays: Arrays::default(),
            objects: Objects::default(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: Vec::new(),
            conditionals: Vec::new(),
            opaque: Vec::new(),
            read_only: false,
            write_only: false,
        }
    }

    /// Nothing.
    pub(crate) fn never() -> Shape {
        Shape { types: Types::NONE, ..Shape::any() }
    }

    /// Exactly these values.
    pub(crate) fn of_values(mut values: Vec<Json>) -> Shape {
        values.sort();
        values.dedup();
        Shape { values: Some(values), ..Shape::any() }
    }

    /// Whether no value can satisfy it, as far as its types and values say.
    pub(crate) fn is_never(&self) -> bool {
        self.types.is_none() || self.values.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether it accepts everything.
    pub(crate) fn is_any(&self) -> bool {
        let plain = Shape { read_only: false, write_only: false, ..self.clone() };
        plain == Shape::any()
    }

    /// Whether it holds no union, negation or condition.
    pub(crate) fn is_product(&self) -> bool {
        self.any_of.is_empty() && self.one_of.is_empty() && self.not.is_empty() && self.conditionals.is_empty()
    }

    /// Adds the constraints of another schema.
    pub(crate) fn merge(&mut self, other: &Shape) {
        self.types = self.types.and(other.types);
        self.values = match (self.values.take(), &other.values) {
            (Some(mine), Some(theirs)) => Some(mine.into_iter().filter(|value| theirs.contains(value)).collect()),
            (mine, theirs) => mine.or_else(|| theirs.clone()),
        };
        self.numbers.merge(&other.numbers);
        self.strings.merge(&other.strings);
        extend(&mut self.formats, &other.formats);
        self.formats.sort();
        self.arrays.merge(&other.arrays);
        self.objects.merge(&other.objects);
        extend(&mut self.any_of, &other.any_of);
        extend(&mut self.one_of, &other.one_of);
        extend(&mut self.not, &other.not);
        extend(&mut self.conditionals, &other.conditionals);
        extend(&mut self.opaque, &other.opaque);
        self.opaque.sort();
        self.read_only |= other.read_only;
        self.write_only |= other.write_only;
    }
}

fn extend<T: Clone + PartialEq>(into: &mut Vec<T>, from: &[T]) {
    for item in from {
        if !into.contains(item) {
            into.push(item.clone());
        }
    }
}

fn least<T: Ord + Clone>(a: &mut Option<T>, b: &Option<T>) {
    *a = match (a.take(), b) {
        (Some(a), Some(b)) => Some(a.min(b.clone())),
        (a, b) => a.or_else(|| b.clone()),
    };
}

impl Numbers {
    fn merge(&mut self, other: &Numbers) {
        if let Some(bound) = &other.min {
            self.raise_min(bound.clone());
        }
        if let Some(bound) = &other.max {
            self.lower_max(bound.clone());
        }
        if let Some(step) = &other.step {
            self.add_step(step.clone());
        }
    }

    pub(crate) fn raise_min(&mut self, bound: Bound) {
        let tighter = self.min.as_ref().is_none_or(|own| bound.value > own.value || (bound.value == own.value && bound.exclusive));
        if tighter {
            self.min = Some(bound);
        }
    }

    pub(crate) fn lower_max(&mut self, bound: Bound) {
        let tighter = self.max.as_ref().is_none_or(|own| bound.value < own.value || (bound.value == own.value && bound.exclusive));
        if tighter {
            self.max = Some(bound);
        }
    }

    pub(crate) fn add_step(&mut self, step: Number) {
        self.step = Some(match self.step.take() {
            Some(own) => lcm(&own, &step),
            None => step,
        });
    }
}

impl Strings {
    fn merge(&mut self, other: &Strings) {
        self.min = self.min.max(other.min);
        least(&mut self.max, &other.max);
        extend(&mut self.patterns, &other.patterns);
        self.patterns.sort();
        self.encoding = self.encoding.take().or_else(|| other.encoding.clone());
        self.media = self.media.take().or_else(|| other.media.clone());
        extend(&mut self.content, &other.content);
    }
}

impl Arrays {
    fn merge(&mut self, other: &Arrays) {
        extend(&mut self.groups, &other.groups);
        self.min = self.min.max(other.min);
        least(&mut self.max, &other.max);
        self.unique |= other.unique;
        extend(&mut self.contains, &other.contains);
    }
}

impl Objects {
    fn merge(&mut self, other: &Objects) {
        extend(&mut self.groups, &other.groups);
        extend(&mut self.required, &other.required);
        self.required.sort();
        self.min = self.min.max(other.min);
        least(&mut self.max, &other.max);
        extend(&mut self.names, &other.names);
        extend(&mut self.dependent_required, &other.dependent_required);
        extend(&mut self.dependent_schemas, &other.dependent_schemas);
    }

    /// All names that a contributor declares, sorted.
    pub(crate) fn declared(&self) -> Vec<Text> {
        let mut names: Vec<Text> = self.groups.iter().flat_map(|group| group.named.iter().map(|(name, _)| name.clone())).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether a contributor declares this name.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.groups.iter().any(|group| group.get(name).is_some())
    }

    pub(crate) fn requires(&self, name: &str) -> bool {
        self.required.binary_search_by(|known| known.as_ref().cmp(name)).is_ok()
    }
}
