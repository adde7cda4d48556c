//! Unions, negations and conditions.

use crate::diff::schema::{Conditional, Id, Json, Pool, Shape, Types};

use super::accepts::Member;
use super::{Engine, Verdict};

/// Branches that one question may be split into.
const MAX_SPLITS: u32 = 400;
/// Most values of a tag that an object is split by.
const MAX_TAGS: usize = 64;

impl Engine<'_> {
    /// `left` has unions: first branch against branch, then one union taken apart.
    pub(super) fn split(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if self.unions_match(left, right) {
            let bare = Shape { any_of: Vec::new(), one_of: Vec::new(), ..left.clone() };
            let rest = Shape { any_of: Vec::new(), one_of: Vec::new(), ..right.clone() };
            let (bare, rest) = (self.pool.made(bare), self.pool.made(rest));
            if (bare, rest) != (a, b) && self.subset(bare, rest).is_yes() {
                return Verdict::Yes;
            }
        }
        let mut rest = left.clone();
        let branches = if rest.any_of.is_empty() { rest.one_of.remove(0) } else { rest.any_of.remove(0) };
        self.splits += branches.len() as u32;
        if self.splits > MAX_SPLITS {
            self.tainted = true;
            return Verdict::unknown("unions with too many combinations");
        }
        let rest = self.pool.made(rest);
        let mut unknown = None;
        for branch in branches {
            let part = self.pool.all(vec![rest, branch]);
            if part == a {
                continue;
            }
            match self.subset(part, b) {
                Verdict::Yes => {}
                Verdict::No(None) => return Verdict::No(None),
                Verdict::No(Some(witness)) => match self.refute(a, b, &witness, "oneOf") {
                    Verdict::No(witness) => return Verdict::No(witness),
                    _ => unknown = Some("overlapping branches of `oneOf` could not be decided".into()),
                },
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    /// Whether each union of the right side is covered by one of the left side, branch by branch.
    fn unions_match(&mut self, left: &Shape, right: &Shape) -> bool {
        for outer in &right.any_of {
            let covered = left.any_of.iter().chain(&left.one_of).any(|inner| self.branches_within(inner, outer));
            if !covered {
                return false;
            }
        }
        right.one_of.iter().all(|outer| left.one_of.iter().any(|inner| self.same_branches(inner, outer)))
    }

    fn branches_within(&mut self, inner: &[Id], outer: &[Id]) -> bool {
        inner.iter().all(|&branch| outer.contains(&branch) || outer.iter().any(|&other| self.subset(branch, other).is_yes()))
    }

    /// Whether two `oneOf` have the same branches in any order.
    fn same_branches(&mut self, inner: &[Id], outer: &[Id]) -> bool {
        if inner.len() != outer.len() {
            return false;
        }
        let mut left: Vec<Id> = outer.to_vec();
        for &branch in inner {
            let found = left
                .iter()
                .position(|&other| other == branch || (self.subset(branch, other).is_yes() && self.subset(other, branch).is_yes()));
            match found {
                Some(at) => left.remove(at),
                None => return false,
            };
        }
        true
    }

    /// The unions of the right side, when the left side has none.
    pub(super) fn unions(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let mut unknown = None;
        let lists = right.any_of.iter().map(|list| (list, false)).chain(right.one_of.iter().map(|list| (list, true)));
        for (branches, exclusive) in lists {
            match self.within_union(a, left, b, branches, exclusive) {
                Verdict::Yes => {}
                Verdict::No(witness) => return Verdict::No(witness),
                Verdict::Unknown(why) => unknown = Some(why),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn within_union(&mut self, a: Id, left: &Shape, b: Id, branches: &[Id], exclusive: bool) -> Verdict {
        let types: Vec<Types> = families(left.types);
        let mut witnesses: Vec<Json> = Vec::new();
        let mut unproved = Vec::new();
        for &one in &types {
            let part = if types.len() == 1 { a } else { self.restricted(a, one) };
            if !self.one_branch_holds(part, branches, exclusive, &mut witnesses) {
                unproved.push((part, one));
            }
        }
        if unproved.is_empty() {
            return Verdict::Yes;
        }
        let refuted = self.refute_any(a, b, witnesses, "anyOf");
        if refuted.is_no() {
            return refuted;
        }
        let mut samples = Vec::new();
        for &(part, _) in &unproved {
            let shape = self.normalised(part);
            samples.extend(self.samples_of(part, &shape));
        }
        let refuted = self.refute_any(a, b, samples, "anyOf");
        if refuted.is_no() {
            return refuted;
        }
        let keyword = if exclusive { "oneOf" } else { "anyOf" };
        for (part, _) in unproved {
            if !self.holds_tag_by_tag(part, branches, exclusive) {
                return Verdict::unknown(format!("whether the branches of `{keyword}` cover every value could not be decided"));
            }
        }
        Verdict::Yes
    }

    fn one_branch_holds(&mut self, part: Id, branches: &[Id], exclusive: bool, witnesses: &mut Vec<Json>) -> bool {
        for (at, &branch) in branches.iter().enumerate() {
            match self.subset(part, branch) {
                Verdict::Yes => {
                    let alone =
                        !exclusive || branches.iter().enumerate().all(|(other, &rival)| other == at || self.is_disjoint(part, rival));
                    if alone {
                        return true;
                    }
                }
                Verdict::No(Some(witness)) => witnesses.push((*witness).clone()),
                _ => {}
            }
        }
        if exclusive {
            // A value that two branches accept is refused by `oneOf`.
            for (at, &branch) in branches.iter().enumerate() {
                for &rival in &branches[at + 1..] {
                    let shared = self.pool.all(vec![part, branch, rival]);
                    witnesses.extend(self.sample(shared).map(|value| (*value).clone()));
                }
            }
        }
        false
    }

    /// Splits an object by a required property that has few values.
    fn holds_tag_by_tag(&mut self, part: Id, branches: &[Id], exclusive: bool) -> bool {
        let shape = self.normalised(part);
        for name in shape.objects.required.clone() {
            let Member::Is(ids, true) = self.member(&shape, &name) else { continue };
            let tag = self.pool.all(ids);
            let Some(values) = self.normalised(tag).values.clone() else { continue };
            if values.len() < 2 || values.len() > MAX_TAGS {
                continue;
            }
            self.splits += values.len() as u32;
            if self.splits > MAX_SPLITS {
                self.tainted = true;
                return false;
            }
            let all = values.into_iter().all(|value| {
                let id = self.pool.made(Shape::of_values(vec![value]));
                let mut only = Shape::any();
                only.objects.groups.push(crate::diff::schema::Members { named: vec![(name.clone(), id)], ..Default::default() });
                let only = self.pool.made(only);
                let slice = self.pool.all(vec![part, only]);
                self.one_branch_holds(slice, branches, exclusive, &mut Vec::new())
            });
            if all {
                return true;
            }
        }
        false
    }

    /// Whether it is certain that no value satisfies both.
    pub(crate) fn is_disjoint(&mut self, a: Id, b: Id) -> bool {
        if a == Pool::NEVER || b == Pool::NEVER {
            return true;
        }
        let (left, right) = (self.normalised(a), self.normalised(b));
        if left.types.and(right.types).is_none() {
            return true;
        }
        if let Some(values) = &left.values {
            return values.iter().all(|value| self.accepts(b, value) == Some(false) || self.accepts(a, value) == Some(false));
        }
        if let Some(values) = &right.values {
            return values.iter().all(|value| self.accepts(a, value) == Some(false) || self.accepts(b, value) == Some(false));
        }
        if self.branches_disjoint(&left, b) || self.branches_disjoint(&right, a) {
            return true;
        }
        let both = self.pool.all(vec![a, b]);
        self.is_empty(both) || (left.types.and(right.types) == Types::OBJECT && self.members_disjoint(&left, &right))
    }

    fn branches_disjoint(&mut self, shape: &Shape, other: Id) -> bool {
        if self.depth > 60 {
            return false;
        }
        self.depth += 1;
        let found = shape
            .any_of
            .iter()
            .chain(&shape.one_of)
            .any(|branches| branches.iter().all(|&branch| branch != other && self.is_disjoint(branch, other)));
        self.depth -= 1;
        found
    }

    /// A property that one side requires and for which the two have no common value.
    fn members_disjoint(&mut self, left: &Shape, right: &Shape) -> bool {
        if self.depth > 60 {
            return false;
        }
        let mut required = left.objects.required.clone();
        required.extend(right.objects.required.iter().cloned());
        self.depth += 1;
        let found = required.iter().any(|name| {
            let (Member::Is(inner, _), Member::Is(outer, _)) = (self.member(left, name), self.member(right, name)) else { return false };
            let (inner, outer) = (self.pool.all(inner), self.pool.all(outer));
            inner != Pool::ANY && outer != Pool::ANY && self.is_disjoint(inner, outer)
        });
        self.depth -= 1;
        found
    }

    pub(super) fn negations(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for &not in &right.not {
            if left.not.contains(&not) || self.is_disjoint(a, not) {
                continue;
            }
            if left.not.iter().any(|&own| self.subset(not, own).is_yes()) {
                continue;
            }
            let both = self.pool.all(vec![a, not]);
            let mut samples: Vec<Json> = self.sample(both).map(|value| (*value).clone()).into_iter().collect();
            let shape = self.normalised(not);
            samples.extend(self.samples_of(not, &shape));
            samples.extend(self.samples_of(a, left));
            return self.refute_any(a, b, samples, "not");
        }
        Verdict::Yes
    }

    pub(super) fn conditions(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for conditional in &right.conditionals {
            if left.conditionals.contains(conditional) || self.condition_is_implied(a, left, conditional) {
                continue;
            }
            let mut samples = Vec::new();
            let matching = self.pool.all(vec![a, conditional.condition]);
            let negated = self.pool.made(Shape { not: vec![conditional.condition], ..Shape::any() });
            let failing = self.pool.all(vec![a, negated]);
            let mut parts = vec![(matching, conditional.then), (failing, conditional.otherwise)];
            for inner in &left.conditionals {
                parts.extend(inner.then.map(|then| (self.pool.all(vec![matching, then]), conditional.then)));
                parts.extend(inner.otherwise.map(|otherwise| (self.pool.all(vec![failing, otherwise]), conditional.otherwise)));
            }
            for (part, branch) in parts {
                if let Some(branch) = branch {
                    if let Verdict::No(Some(witness)) = self.subset(part, branch) {
                        samples.push((*witness).clone());
                    }
                    samples.extend(self.sample(part).map(|value| (*value).clone()));
                }
            }
            samples.extend(self.samples_of(a, left));
            return self.refute_any(a, b, samples, "if");
        }
        Verdict::Yes
    }

    fn condition_is_implied(&mut self, a: Id, left: &Shape, outer: &Conditional) -> bool {
        let branch = |id: Option<Id>| id.unwrap_or(Pool::ANY);
        for inner in &left.conditionals {
            let same = inner.condition == outer.condition
                || (self.subset(inner.condition, outer.condition).is_yes() && self.subset(outer.condition, inner.condition).is_yes());
            if same
                && self.subset(branch(inner.then), branch(outer.then)).is_yes()
                && self.subset(branch(inner.otherwise), branch(outer.otherwise)).is_yes()
            {
                return true;
            }
        }
        let then = self.is_disjoint(a, outer.condition) || self.subset(a, branch(outer.then)).is_yes();
        then && (self.subset(a, outer.condition).is_yes() || self.subset(a, branch(outer.otherwise)).is_yes())
    }
}

/// The types of a set, with both kinds of numbers kept together.
fn families(types: Types) -> Vec<Types> {
    let mut all: Vec<Types> = types.without(Types::NUMBER).each().collect();
    let numbers = types.and(Types::NUMBER);
    if !numbers.is_none() {
        all.push(numbers);
    }
    all
}
