//! Pairs of schemas: each is compared once, whoever refers to it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use model::apis::At;

use crate::diff::change::Change;
use crate::diff::include::{Relation, Verdict};
use crate::diff::law::{Direction, Effect};
use crate::diff::schema::{Id, Json, Side};

use super::Differ;
use super::spot::{Polarity, Spot, Wire};

/// How deep pairs may nest before the rest is left to the engine.
const MAX_DEPTH: usize = 1_500;

/// What a change may still do to the whole, as far as the schemas around it allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    pub(crate) narrow: bool,
    pub(crate) widen: bool,
}

impl Scope {
    pub(crate) const ALL: Scope = Scope { narrow: true, widen: true };

    fn and(self, other: Scope) -> Scope {
        Scope { narrow: self.narrow && other.narrow, widen: self.widen && other.widen }
    }

    /// What is left of an effect.
    pub(crate) fn clamp(self, effect: Effect) -> Effect {
        match (effect, self.narrow, self.widen) {
            (Effect::None | Effect::Violation, _, _) => effect,
            (_, false, false) => Effect::None,
            (Effect::Narrows, true, _) | (Effect::Incomparable, true, false) => Effect::Narrows,
            (Effect::Widens, _, true) | (Effect::Incomparable, false, true) => Effect::Widens,
            (Effect::Incomparable | Effect::Unknown, _, _) => effect,
            (Effect::Narrows, false, _) | (Effect::Widens, _, false) => Effect::None,
        }
    }
}

/// Number of a pair.
pub(crate) type PairId = usize;

/// What became of one pair.
#[derive(Debug, Default)]
pub(crate) struct Pair {
    changes: Vec<usize>,
    children: Vec<PairId>,
    /// Whether something below was reported that narrows, widens, or is undecided.
    narrowed: bool,
    widened: bool,
    doubted: bool,
}

/// All pairs that were met.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    known: HashMap<(Id, Id, Spot, Scope), PairId>,
    pairs: Vec<Pair>,
    /// Pairs at the top of a body, parameter or header, with the operations that use them.
    roots: Vec<(PairId, Vec<String>)>,
    root_of: HashMap<PairId, usize>,
    depth: usize,
}

/// The pair that is being compared.
pub(crate) struct Current {
    pub(crate) id: PairId,
    pub(crate) old: Id,
    pub(crate) new: Id,
    pub(crate) spot: Spot,
    pub(crate) scope: Scope,
    pub(crate) relation: Rc<Relation>,
    pub(crate) trail: String,
    /// Nodes whose keywords are already said by another change (a whole `allOf` member that came or went).
    pub(crate) said: HashSet<(Side, At)>,
}

impl Differ<'_, '_> {
    /// Compares the schemas at the top of a body, parameter or header.
    pub(crate) fn root(&mut self, old: Id, new: Id, spot: Spot, trail: &str) {
        let first = self.changes.len();
        let Some(id) = self.pair(old, new, spot, Scope::ALL, trail) else { return };
        let operation = self.here.operation.clone();
        let known = self.pairs.root_of.get(&id).copied();
        match known {
            Some(root) => {
                if self.pairs.roots[root].1.last() != Some(&operation) {
                    self.pairs.roots[root].1.push(operation);
                }
            }
            None => {
                self.pairs.root_of.insert(id, self.pairs.roots.len());
                self.pairs.roots.push((id, vec![operation]));
            }
        }
        debug_assert!(first <= self.changes.len());
    }

    /// Compares two schemas; `None` when they are the same text with the same meaning.
    pub(crate) fn pair(&mut self, old: Id, new: Id, spot: Spot, scope: Scope, trail: &str) -> Option<PairId> {
        if old == new || self.is_unchanged(old, new) {
            return None;
        }
        let key = (old, new, spot, scope);
        if let Some(&known) = self.pairs.known.get(&key) {
            return Some(known);
        }
        let id = self.pairs.pairs.len();
        // Until it is finished, whoever meets it again may assume that everything below is reported.
        self.pairs.pairs.push(Pair { narrowed: true, widened: true, doubted: true, ..Pair::default() });
        self.pairs.known.insert(key, id);
        let relation = Rc::new(self.relation(old, new, spot));
        let (mut narrow, mut widen) = (!relation.kept.is_yes(), !relation.bounded.is_yes());
        match spot.polarity {
            Polarity::Negated => std::mem::swap(&mut narrow, &mut widen),
            Polarity::Mixed if narrow || widen => (narrow, widen) = (true, true),
            _ => {}
        }
        let scope = scope.and(Scope { narrow, widen });
        let current = Current { id, old, new, spot, scope, relation, trail: trail.to_string(), said: HashSet::new() };
        if self.pairs.depth < MAX_DEPTH {
            self.pairs.depth += 1;
            self.compare_schemas(current);
            self.pairs.depth -= 1;
        } else {
            self.cover(&current);
        }
        Some(id)
    }

    /// Compares two inner schemas.
    pub(crate) fn child(&mut self, current: &Current, old: Id, new: Id, spot: Spot, step: &str) {
        // Inside a shared schema its name says more than the way that happened to lead there first.
        let shared = self.shared_name(new, Side::Revision).or_else(|| self.shared_name(old, Side::Base));
        let trail = shared.unwrap_or_else(|| join(&current.trail, step));
        if let Some(child) = self.pair(old, new, spot, current.scope, &trail) {
            self.pairs.pairs[current.id].children.push(child);
        }
    }

    /// After everything was compared: what the engine knows and nobody said.
    pub(crate) fn cover(&mut self, current: &Current) {
        let (narrowed, widened, doubted) = self.reported(current.id);
        let Current { relation, scope, spot, .. } = current;
        let (lost, gained) = match spot.polarity {
            Polarity::Negated => (&relation.bounded, &relation.kept),
            _ => (&relation.kept, &relation.bounded),
        };
        // On a text wire a change below may have been excused that the engine counts.
        let sure = spot.wire == Wire::Json && spot.polarity != Polarity::Mixed && !spot.hidden;
        let narrows = sure && lost.is_no() && scope.narrow && !narrowed;
        let widens = sure && gained.is_no() && scope.widen && !widened;
        let what = match (narrows, widens) {
            (true, true) => Some(("schema-replaced", Effect::Incomparable, "accepts other values than before")),
            (true, false) => Some(("schema-narrowed", Effect::Narrows, "accepts less than before")),
            (false, true) => Some(("schema-widened", Effect::Widens, "accepts more than before")),
            (false, false) => None,
        };
        if let Some((aspect, effect, words)) = what {
            self.change(current, aspect, spot.effect(effect), None, None, words.to_string());
        }
        let reason = [&relation.kept, &relation.bounded].into_iter().find_map(|verdict| match verdict {
            Verdict::Unknown(why) => Some(why.to_string()),
            _ => None,
        });
        let dangerous = if spot.direction() == Direction::Request { lost } else { gained };
        if let (Some(why), Verdict::Unknown(_), false) = (reason, dangerous, doubted || spot.hidden) {
            let breaking = if spot.direction() == Direction::Request { narrowed } else { widened };
            if !breaking {
                self.change(
                    current,
                    "schema-undecided",
                    Effect::Unknown,
                    None,
                    None,
                    format!("changed in a way that cannot be decided: {why}"),
                );
            }
        }
        let (narrowed, widened, doubted) = self.reported(current.id);
        let pair = &mut self.pairs.pairs[current.id];
        (pair.narrowed, pair.widened, pair.doubted) = (narrowed, widened, doubted);
    }

    /// What the changes of a pair and of those below say.
    fn reported(&self, id: PairId) -> (bool, bool, bool) {
        let pair = &self.pairs.pairs[id];
        let mut found = (false, false, false);
        for &number in &pair.changes {
            match self.changes[number].effect {
                Effect::Narrows => found.0 = true,
                Effect::Widens => found.1 = true,
                Effect::Incomparable => found = (true, true, found.2),
                Effect::Unknown => found.2 = true,
                _ => {}
            }
        }
        for &child in &pair.children {
            let child = &self.pairs.pairs[child];
            found = (found.0 | child.narrowed, found.1 | child.widened, found.2 | child.doubted);
        }
        found
    }

    /// Notes a change of the current pair: what the schemas around it allow, weighed by the law.
    pub(crate) fn change(
        &mut self,
        current: &Current,
        aspect: &str,
        effect: Effect,
        base: Option<At>,
        revision: Option<At>,
        words: String,
    ) {
        let id = current.spot.id(aspect);
        self.change_id(current, id, effect, base, revision, words);
    }

    /// The same with a whole id.
    pub(crate) fn change_id(
        &mut self,
        current: &Current,
        id: String,
        effect: Effect,
        base: Option<At>,
        revision: Option<At>,
        words: String,
    ) -> Option<usize> {
        let said = |side: Side, at: Option<At>| {
            at.is_some_and(|at| {
                let holder = self.node(side, at).parent().map(|parent| At { file: at.file, node: parent.id() });
                current.said.contains(&(side, at)) || holder.is_some_and(|holder| current.said.contains(&(side, holder)))
            })
        };
        if said(Side::Base, base) || said(Side::Revision, revision) {
            return None;
        }
        let spot = current.spot;
        let (id, effect) =
            if spot.hidden { (super::access::hidden_id(spot, &id)?, Effect::None) } else { (id, current.scope.clamp(spot.effect(effect))) };
        let effect = self.settled(current, effect);
        let message = format!("{}: {words}", self.subject_words(current));
        let mut change = Change::new(id, effect, spot.direction(), message);
        change.words = words;
        change.witness = witness(&current.relation, effect);
        if effect == Effect::Unknown {
            change.why = [&current.relation.kept, &current.relation.bounded].into_iter().find_map(|verdict| match verdict {
                Verdict::Unknown(why) => Some(why.to_string()),
                _ => None,
            });
        }
        change.told = if base.is_some() || revision.is_some() { (base, revision) } else { (None, None) };
        change.base = base.or_else(|| self.home(Side::Base, current.old));
        change.revision = revision.or_else(|| self.home(Side::Revision, current.new));
        if change.told == (None, None) {
            change.told = (change.base, change.revision);
        }
        change.property = (!current.trail.is_empty()).then(|| current.trail.clone());
        change.subject = self.schema_subject(current, &change);
        self.changes.push(change);
        let number = self.changes.len() - 1;
        self.pairs.pairs[current.id].changes.push(number);
        Some(number)
    }

    /// An undecided change of a schema that was decided as a whole is what the whole is.
    fn settled(&self, current: &Current, effect: Effect) -> Effect {
        let relation = &current.relation;
        if effect != Effect::Unknown || current.spot.polarity != Polarity::Same {
            return effect;
        }
        match (&relation.kept, &relation.bounded) {
            (Verdict::No(_), Verdict::No(_)) => current.scope.clamp(Effect::Incomparable),
            (Verdict::No(_), Verdict::Yes) => current.scope.clamp(Effect::Narrows),
            (Verdict::Yes, Verdict::No(_)) => current.scope.clamp(Effect::Widens),
            (Verdict::Yes, Verdict::Yes) => Effect::None,
            _ => effect,
        }
    }

    fn subject_words(&self, current: &Current) -> String {
        let words = current.spot.place.words();
        match (current.trail.is_empty(), current.spot.place) {
            (true, _) => words.to_string(),
            (false, place) if place.is_body() || place.is_parameter() => format!("{words} `{}`", current.trail),
            (false, _) => format!("{words} `{}`", current.trail),
        }
    }

    /// A shared schema is a place of its own; an inline one belongs to its operation.
    fn schema_subject(&self, current: &Current, change: &Change) -> String {
        let place = change.revision.map(|at| (Side::Revision, at)).or(change.base.map(|at| (Side::Base, at)));
        let pointer = place.map(|(side, at)| self.node(side, at).pointer()).unwrap_or_default();
        let spot = current.spot.place.label();
        match pointer.split('/').nth(1) {
            Some("components" | "definitions" | "$defs") => format!("{pointer}|{spot}"),
            _ => format!("{}|{spot}|{}", self.here.shape, current.trail),
        }
    }

    /// Gives every change inside schemas the operations that reach it.
    pub(crate) fn spread_uses(&mut self) {
        let Pairs { pairs, roots, .. } = &self.pairs;
        let mut uses: HashMap<usize, Vec<String>> = HashMap::new();
        for (root, operations) in roots {
            let mut seen = HashSet::from([*root]);
            let mut open = vec![*root];
            while let Some(id) = open.pop() {
                for &change in &pairs[id].changes {
                    let known = uses.entry(change).or_default();
                    known.extend(operations.iter().cloned());
                }
                open.extend(pairs[id].children.iter().copied().filter(|child| seen.insert(*child)));
            }
        }
        for (change, mut operations) in uses {
            let mut seen = HashSet::new();
            operations.retain(|operation| seen.insert(operation.clone()));
            self.changes[change].uses = operations;
        }
    }
}

/// The witness that fits an effect.
fn witness(relation: &Relation, effect: Effect) -> Option<Rc<Json>> {
    let value = |verdict: &Verdict| match verdict {
        Verdict::No(value) => value.clone(),
        _ => None,
    };
    match effect {
        Effect::Narrows => value(&relation.kept),
        Effect::Widens => value(&relation.bounded),
        Effect::Incomparable => value(&relation.kept).or_else(|| value(&relation.bounded)),
        _ => None,
    }
}

/// `a` and `b` as one path.
pub(crate) fn join(trail: &str, step: &str) -> String {
    match (trail.is_empty(), step.is_empty()) {
        (_, true) => trail.to_string(),
        (true, _) => step.to_string(),
        _ => format!("{trail}.{step}"),
    }
}
