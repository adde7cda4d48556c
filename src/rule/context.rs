//! What a gate sees of the run.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use document::{Document, Format, Node, Source};
use jiff::Timestamp;

use crate::store::lock;
use crate::{Fact, File, FileKind, Input, NotJudged, Run, Service};

/// The run as one gate (or one fact) sees it. Whatever it opens is noted among its inputs.
pub struct Context<'d> {
    run: &'d Run,
    gate: &'static str,
    opened: Mutex<BTreeSet<String>>,
    not_judged: Mutex<Vec<NotJudged>>,
}

impl<'d> Context<'d> {
    /// The context of one gate.
    pub fn new(run: &'d Run, gate: &'static str) -> Self {
        Context { run, gate, opened: Mutex::default(), not_judged: Mutex::default() }
    }

    pub(crate) fn for_fact(&self) -> Context<'d> {
        Context::new(self.run, self.gate)
    }

    /// What all gates share.
    pub fn run(&self) -> &'d Run {
        self.run
    }

    /// The directory under check.
    pub fn root(&self) -> &'d Path {
        self.run.store.root()
    }

    /// All files of the tree, sorted by path.
    pub fn files(&self) -> &'d [File] {
        &self.run.files
    }

    /// The files of a kind, sorted by path.
    pub fn files_of(&self, kind: FileKind) -> impl Iterator<Item = &'d File> {
        self.run.files.iter().filter(move |file| file.kinds.contains(&kind))
    }

    /// The tree of a file, parsed once per run.
    pub fn open(&self, path: &str) -> Result<&'d Document, NotJudged> {
        self.note(path);
        self.run.store.document(path)
    }

    /// The tree of a file in a given language.
    pub fn open_as(&self, path: &str, format: Format) -> Result<&'d Document, NotJudged> {
        self.note(path);
        self.run.store.document_as(path, format)
    }

    /// The tree of a file, or `None` after noting that it could not be judged: one bad file keeps no gate from judging the others.
    pub fn open_or_note(&self, path: &str) -> Option<&'d Document> {
        self.open(path).map_err(|why| self.not_judged(why)).ok()
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<&'d Source, NotJudged> {
        self.note(path);
        self.run.store.source(path)
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &str) -> Result<Arc<[u8]>, NotJudged> {
        self.note(path);
        self.run.store.bytes(path)
    }

    /// A shared model, computed once per run. A gate that needs one that cannot be had inherits the reason.
    pub fn fact<F: Fact>(&self) -> Result<Arc<F>, NotJudged> {
        self.run.facts.get::<F>(self)
    }

    /// Notes that a part could not be judged; the gate goes on with the rest.
    pub fn not_judged(&self, why: NotJudged) {
        lock(&self.not_judged).push(why);
    }

    /// A setting of this gate, `key` with dots for nested ones: from the strongest layer that has it.
    pub fn setting(&self, key: &str) -> Option<Node<'d>> {
        self.setting_of(self.gate, key)
    }

    /// A setting of another gate, for facts that several gates share.
    pub fn setting_of(&self, gate: &str, key: &str) -> Option<Node<'d>> {
        self.run.layers.iter().find_map(|layer| layer.gate(gate)?.path(key.split('.')))
    }

    /// A text among the settings of this gate.
    pub fn setting_str(&self, key: &str) -> Option<&'d str> {
        self.setting(key).map(Node::text)
    }

    /// A boolean among the settings of this gate.
    pub fn setting_bool(&self, key: &str) -> Option<bool> {
        self.setting(key)?.as_bool()
    }

    /// A number among the settings of this gate.
    pub fn setting_f64(&self, key: &str) -> Option<f64> {
        self.setting(key)?.as_f64()
    }

    /// The services that `ent.yaml` names.
    pub fn services(&self) -> &'d [Service] {
        &self.run.services
    }

    /// The teams that `ent.yaml` names.
    pub fn teams(&self) -> &'d [String] {
        &self.run.teams
    }

    /// The time of the run: never the system clock.
    pub fn now(&self) -> Timestamp {
        self.run.now
    }

    /// The day of the run, in UTC.
    pub fn today(&self) -> jiff::civil::Date {
        self.run.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Whether the network may not be used.
    pub fn offline(&self) -> bool {
        self.run.offline
    }

    /// The Git revision to compare with, where one was given.
    pub fn base(&self) -> Option<&'d str> {
        self.run.base.as_deref()
    }

    fn note(&self, path: &str) {
        lock(&self.opened).insert(path.to_string());
    }

    pub(crate) fn inherit(&self, inputs: &BTreeSet<String>, notes: &[NotJudged]) {
        lock(&self.opened).extend(inputs.iter().cloned());
        let mut own = lock(&self.not_judged);
        for note in notes {
            if !own.contains(note) {
                own.push(note.clone());
            }
        }
    }

    pub(crate) fn take_inputs(&self) -> BTreeSet<String> {
        std::mem::take(&mut lock(&self.opened))
    }

    pub(crate) fn take_not_judged(&self) -> Vec<NotJudged> {
        std::mem::take(&mut lock(&self.not_judged))
    }

    /// What was opened so far, with digests, sorted.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        lock(&self.opened).iter().map(|path| self.run.store.input(path)).collect()
    }
}
