//! Walks two descriptions side by side and notes what changed.

mod access;
mod annotations;
mod bodies;
mod bounds;
mod branches;
mod collections;
mod keywords;
mod lifecycle;
mod members;
mod operations;
mod pairs;
mod parameters;
mod paths;
mod responses;
mod security;
mod servers;
mod spot;
mod strings;
mod twins;
mod types;
mod version;
mod wire;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use model::apis::{Api, At};
use rule::Severity;

use super::change::{Change, Told};
use super::include::Engine;
use super::law::{Direction, Effect};
use super::policy::Policy;
use super::schema::{Dialect, Pool, Side, SideFiles};
use pairs::Pairs;
use spot::Frame;
use twins::Twins;

/// The operation that is being compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Here {
    /// `GET /users/{id}`.
    operation: String,
    /// The same without the names of path parameters.
    shape: String,
    frame: Frame,
}

/// Compares two descriptions.
pub(crate) struct Differ<'a, 'd> {
    pub(super) base: &'a Api<'d>,
    pub(super) revision: &'a Api<'d>,
    pub(super) policy: &'a Policy,
    pub(super) engine: Engine<'a>,
    pub(super) twins: Twins,
    pub(super) pairs: Pairs,
    pub(super) changes: Vec<Change>,
    pub(super) today: jiff::civil::Date,
    here: Here,
}

/// All changes from one description to the other, in the order in which they were met.
pub fn compare(base: &Api<'_>, revision: &Api<'_>, policy: &Policy, today: jiff::civil::Date) -> Vec<Change> {
    let side = |api: &Api<'_>| if api.version.is_modern() { Dialect::Modern } else { Dialect::Old };
    let pool =
        Pool::new(SideFiles { files: base.files, dialect: side(base) }, SideFiles { files: revision.files, dialect: side(revision) });
    let twins = Twins::new(base, revision);
    let mut differ = Differ {
        base,
        revision,
        policy,
        engine: Engine::new(pool),
        twins,
        pairs: Pairs::default(),
        changes: Vec::new(),
        today,
        here: Here::default(),
    };
    differ.run();
    differ.finish()
}

/// One change of something shared is one change, wherever it is reached from: the shortest way to it names it.
fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut first: HashMap<(String, Told, String), usize> = HashMap::new();
    let mut kept: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        let (words, told) =
            if change.words.is_empty() { (&change.message, (change.base, change.revision)) } else { (&change.words, change.told) };
        match first.entry((change.id.clone(), told, words.clone())) {
            Entry::Vacant(free) => {
                free.insert(kept.len());
                kept.push(change);
            }
            Entry::Occupied(known) => join(&mut kept[*known.get()], change),
        }
    }
    kept
}

/// Adds what another meeting with the same change says: who else sees it, and the worst it does.
fn join(known: &mut Change, mut other: Change) {
    let length = |property: &Option<String>| property.as_ref().map_or(0, String::len);
    let shorter = length(&other.property) < length(&known.property);
    // The operation that leads is the one that the words fit.
    if shorter {
        std::mem::swap(&mut known.uses, &mut other.uses);
    }
    let seen: HashSet<&String> = known.uses.iter().collect();
    let more: Vec<String> = other.uses.into_iter().filter(|operation| !seen.contains(operation)).collect();
    known.uses.extend(more);
    if other.severity > known.severity {
        (known.severity, known.effect, known.witness, known.why) = (other.severity, other.effect, other.witness, other.why);
    }
    if shorter {
        (known.property, known.message) = (other.property, other.message);
    }
}

impl Differ<'_, '_> {
    fn run(&mut self) {
        self.paths();
        self.webhooks();
        self.schemes();
        self.servers();
        self.shared_schemas();
        self.versions();
    }

    /// Shared schemas that are gone: what that changes is told where they were used.
    fn shared_schemas(&mut self) {
        // What could not be read may hold what seems to be gone.
        if !self.revision.broken.is_empty() {
            return;
        }
        let kept: HashSet<&str> = self.revision.schemas.iter().map(|schema| schema.text.as_str()).collect();
        let gone: Vec<_> = self.base.schemas.iter().filter(|schema| !kept.contains(schema.text.as_str())).cloned().collect();
        for schema in gone {
            let change = self.fixed("api-schema-removed", Severity::Info, format!("the shared schema `{}` is gone", schema.text));
            self.note(change.at(Some(schema.at), None).of(format!("schema {}", schema.text)));
        }
    }

    /// Lists the uses of changes inside schemas and drops what the policy drops.
    fn finish(mut self) -> Vec<Change> {
        self.spread_uses();
        let levels = &self.policy.levels;
        let mut changes = merged(self.changes);
        changes.retain_mut(|change| {
            let level = levels.get(&change.id).or_else(|| levels.get(super::ids::oasdiff(&change.id)?));
            match level {
                Some(None) => false,
                Some(Some(severity)) => {
                    change.severity = *severity;
                    true
                }
                None => true,
            }
        });
        changes
    }

    /// Notes a change of the current operation, by the law or with a weight of its own.
    fn note(&mut self, change: Change) {
        let mut change = change;
        if change.uses.is_empty() && !self.here.operation.is_empty() {
            change.uses.push(self.here.operation.clone());
        }
        change.subject = format!("{}|{}", self.here.shape, change.subject);
        self.changes.push(change);
    }

    /// A change of the current operation that concerns what one side sends.
    fn sent(&mut self, id: &str, effect: Effect, label: Direction, message: String) -> Change {
        let direction = self.here.frame.direction(label);
        Change::new(format!("{}{id}", self.here.frame.prefix()), effect, direction, message)
    }

    /// A change that concerns nobody's values, with a fixed weight.
    fn fixed(&self, id: &str, severity: Severity, message: String) -> Change {
        let effect = match severity {
            Severity::Error | Severity::Warning => Effect::Narrows,
            Severity::Info => Effect::None,
        };
        Change::new(format!("{}{id}", self.here.frame.prefix()), effect, Direction::None, message).weighs(severity)
    }

    fn node(&self, side: Side, at: At) -> document::Node<'_> {
        self.engine.pool.node_at(side, at)
    }
}
