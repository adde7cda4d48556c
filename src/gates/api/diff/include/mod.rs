//! Schema inclusion: is every value of one schema a value of another?
//!
//! "Yes" is proved by structural rules, "no" always comes with a value that was checked against both sides (or names a format, which no value
//! can prove), everything else is "unknown" with the keyword that could not be decided. Pairs are memoised; a pair that is met again while it
//! is being decided counts as included (coinduction), and answers that rested on such a pair are forgotten when it turns out otherwise.

mod accepts;
mod arrays;
pub(crate) mod automata;
pub(crate) mod formats;
mod normal;
mod numbers;
mod objects;
mod sample;
mod strings;
mod unions;

#[cfg(test)]
mod projected;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::HashMap;
use std::rc::Rc;

use automata::Automata;

use super::schema::{Id, Json, Pool, Shape, Types};

/// Which side sends the values: properties that do not take part there are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Position {
    /// The client sends: `readOnly` properties do not take part.
    Request,
    /// The server sends: `writeOnly` properties do not take part.
    Response,
    /// Every property takes part, and names that nobody declares are part of the contract: pure JSON Schema.
    Pure,
}

/// The answer to "is every value of A a value of B?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Proved.
    Yes,
    /// Refuted, by this value where one can tell.
    No(Option<Rc<Json>>),
    /// Not decided, with the reason.
    Unknown(Rc<str>),
}

impl Verdict {
    pub(crate) fn unknown(why: impl Into<Rc<str>>) -> Verdict {
        Verdict::Unknown(why.into())
    }

    pub(crate) fn is_yes(&self) -> bool {
        *self == Verdict::Yes
    }

    pub(crate) fn is_no(&self) -> bool {
        matches!(self, Verdict::No(_))
    }
}

/// How two schemas relate, seen from the older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Old ⊆ new: nothing that was accepted is refused now.
    pub(crate) kept: Verdict,
    /// New ⊆ old: nothing is accepted that was not.
    pub(crate) bounded: Verdict,
}

impl Relation {
    pub(crate) fn is_equal(&self) -> bool {
        self.kept.is_yes() && self.bounded.is_yes()
    }
}

/// Pairs decided per question before the answer is "unknown".
const MAX_STEPS: u64 = 60_000;
/// How deep pairs may nest.
const MAX_DEPTH: usize = 400;

type Pair = (Id, Id, Position);

#[derive(Debug, Clone)]
enum Memo {
    Busy(usize),
    Done(Verdict),
}

/// The engine, with everything it has learned.
pub(crate) struct Engine<'d> {
    pub(crate) pool: Pool<'d>,
    pub(crate) automata: Automata,
    position: Position,
    memo: HashMap<Pair, Memo>,
    normal: HashMap<Id, Rc<Shape>>,
    normalising: Vec<Id>,
    samples: HashMap<(Id, Position), Option<Rc<Json>>>,
    /// Pairs answered "yes" that rest on a pair still being decided.
    provisional: Vec<Pair>,
    depth: usize,
    /// Outermost busy pair that the current answer rests on.
    lowest: usize,
    /// A limit was reached: the answer is not worth keeping.
    tainted: bool,
    steps: u64,
    splits: u32,
    accept_depth: u32,
}

impl<'d> Engine<'d> {
    pub(crate) fn new(pool: Pool<'d>) -> Self {
        Engine {
            pool,
            automata: Automata::default(),
            position: Position::Pure,
            memo: HashMap::new(),
            normal: HashMap::new(),
            normalising: Vec::new(),
            samples: HashMap::new(),
            provisional: Vec::new(),
            depth: 0,
            lowest: usize::MAX,
            tainted: false,
            steps: 0,
            splits: 0,
            accept_depth: 0,
        }
    }

    /// How two schemas relate in a position.
    pub(crate) fn relation(&mut self, old: Id, new: Id, position: Position) -> Relation {
        Relation { kept: self.included(old, new, position), bounded: self.included(new, old, position) }
    }

    /// Whether every value of `a` is a value of `b`.
    pub(crate) fn included(&mut self, a: Id, b: Id, position: Position) -> Verdict {
        self.position = position;
        self.steps = 0;
        self.splits = 0;
        self.subset(a, b)
    }

    /// Whether a schema accepts a value in a position; `None` where that cannot be said.
    pub(crate) fn accepts_in(&mut self, id: Id, value: &Json, position: Position) -> Option<bool> {
        self.position = position;
        self.accepts(id, value)
    }

    /// The schemas that a member of an object must satisfy, whoever takes part.
    pub(crate) fn member_in(&mut self, shape: &Shape, name: &str) -> Option<Vec<Id>> {
        self.position = Position::Pure;
        match self.member(shape, name) {
            accepts::Member::Is(ids, _) => Some(ids),
            _ => None,
        }
    }

    /// How many pairs were decided so far.
    #[cfg(test)]
    pub(crate) fn pairs(&self) -> usize {
        self.memo.len()
    }

    fn subset(&mut self, a: Id, b: Id) -> Verdict {
        if a == b || b == Pool::ANY || a == Pool::NEVER {
            return Verdict::Yes;
        }
        let pair = (a, b, self.position);
        match self.memo.get(&pair) {
            Some(Memo::Done(verdict)) => return verdict.clone(),
            Some(Memo::Busy(depth)) => {
                self.lowest = self.lowest.min(*depth);
                return Verdict::Yes;
            }
            None => {}
        }
        self.steps += 1;
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS {
            self.tainted = true;
            return Verdict::unknown("the schemas are too deep or too entangled to compare");
        }
        self.decide_and_remember(a, b, pair)
    }

    fn decide_and_remember(&mut self, a: Id, b: Id, pair: Pair) -> Verdict {
        let depth = self.depth;
        self.memo.insert(pair, Memo::Busy(depth));
        let (outer_lowest, outer_tainted) = (self.lowest, self.tainted);
        let mark = self.provisional.len();
        (self.lowest, self.tainted) = (usize::MAX, false);
        self.depth += 1;
        let verdict = self.decide(a, b);
        self.depth -= 1;
        if !verdict.is_yes() {
            // What rested on this pair being included no longer stands.
            for known in self.provisional.drain(mark..) {
                self.memo.remove(&known);
            }
        } else if self.lowest < depth {
            self.provisional.push(pair);
        } else {
            self.provisional.truncate(mark);
        }
        if self.tainted && !verdict.is_no() && !verdict.is_yes() {
            self.memo.remove(&pair);
        } else {
            self.memo.insert(pair, Memo::Done(verdict.clone()));
        }
        let inner = if self.lowest < depth { self.lowest } else { usize::MAX };
        self.lowest = outer_lowest.min(inner);
        self.tainted |= outer_tainted;
        verdict
    }

    fn decide(&mut self, a: Id, b: Id) -> Verdict {
        let (left, right) = (self.normalised(a), self.normalised(b));
        if left.is_never() || right.is_any() || self.same_constraints(&left, &right) {
            return Verdict::Yes;
        }
        if let Some(values) = &left.values {
            return self.all_accepted(a, b, values);
        }
        if right.is_never() {
            return match self.sample(a) {
                Some(value) => self.refute(a, b, &value, "false"),
                None if self.is_empty(a) => Verdict::Yes,
                None => Verdict::unknown("no example of the older schema could be made"),
            };
        }
        if left.any_of.is_empty() && left.one_of.is_empty() {
            return self.product(a, &left, b, &right);
        }
        self.split(a, &left, b, &right)
    }

    fn same_constraints(&self, left: &Shape, right: &Shape) -> bool {
        let bare = |shape: &Shape| Shape { read_only: false, write_only: false, ..shape.clone() };
        left == right || ((left.read_only || left.write_only || right.read_only || right.write_only) && bare(left) == bare(right))
    }

    fn all_accepted(&mut self, a: Id, b: Id, values: &[Json]) -> Verdict {
        let mut unknown = None;
        for value in values {
            match (self.accepts(a, value), self.accepts(b, value)) {
                (Some(false), _) | (_, Some(true)) => {}
                (Some(true), Some(false)) => return Verdict::No(Some(Rc::new(value.clone()))),
                _ => unknown = Some(value),
            }
        }
        unknown.map_or(Verdict::Yes, |value| Verdict::unknown(format!("whether {value} is accepted could not be decided")))
    }

    /// `No` when the value tells the two apart, `Unknown` otherwise.
    fn refute(&mut self, a: Id, b: Id, value: &Json, keyword: &str) -> Verdict {
        if self.accepts(a, value) == Some(true) && self.accepts(b, value) == Some(false) {
            return Verdict::No(Some(Rc::new(value.clone())));
        }
        Verdict::unknown(format!("`{keyword}` could not be decided"))
    }

    /// The first value that tells the two apart.
    fn refute_any(&mut self, a: Id, b: Id, values: impl IntoIterator<Item = Json>, keyword: &str) -> Verdict {
        for value in values {
            let verdict = self.refute(a, b, &value, keyword);
            if verdict.is_no() {
                return verdict;
            }
        }
        Verdict::unknown(format!("`{keyword}` could not be decided"))
    }

    /// `left` without unions against all parts of `right`.
    fn product(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let mut unknown = None;
        type Part<'d> = fn(&mut Engine<'d>, Id, &Shape, Id, &Shape) -> Verdict;
        let parts: [Part<'d>; 10] = [
            Self::types,
            Self::values,
            Self::numbers,
            Self::strings,
            Self::arrays,
            Self::objects,
            Self::unions,
            Self::negations,
            Self::conditions,
            Self::opaque,
        ];
        for part in parts {
            match part(self, a, left, b, right) {
                Verdict::Yes => {}
                Verdict::No(witness) => return Verdict::No(witness),
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        match unknown {
            None => Verdict::Yes,
            // An empty schema is part of every other one, though no rule above sees it.
            Some(_) if self.is_empty(a) => Verdict::Yes,
            Some(why) => Verdict::Unknown(why),
        }
    }

    fn types(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let extra = left.types.without(right.types);
        if extra.is_none() {
            return Verdict::Yes;
        }
        let mut samples = Vec::new();
        for one in extra.each() {
            let of_type = self.restricted(a, one);
            samples.extend(self.sample(of_type).map(|value| (*value).clone()));
        }
        if samples.is_empty()
            && extra.each().all(|one| {
                let id = self.restricted(a, one);
                self.is_empty(id)
            })
        {
            return Verdict::Yes;
        }
        self.refute_any(a, b, samples, "type")
    }

    /// The part of a schema that has these types.
    fn restricted(&mut self, id: Id, types: Types) -> Id {
        let only = self.pool.made(Shape { types, ..Shape::any() });
        self.pool.all(vec![id, only])
    }

    fn values(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if right.values.is_none() {
            return Verdict::Yes;
        }
        let mut samples = self.samples_of(a, left);
        if let Some(sample) = self.sample(a) {
            samples.push((*sample).clone());
        }
        self.refute_any(a, b, samples, "enum")
    }

    fn opaque(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let missing = right.opaque.iter().find(|opaque| !left.opaque.contains(opaque));
        let Some(opaque) = missing else { return Verdict::Yes };
        let _ = (a, b);
        Verdict::unknown(format!("`{}` {}", opaque.keyword, opaque.text))
    }
}
