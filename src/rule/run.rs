//! What all gates of one run share.

use std::path::Path;
use std::sync::Arc;

use document::{Document, Limits, Node, NodeId};
use jiff::Timestamp;

use crate::fact::Facts;
use crate::{File, RuleInfo, Service, Store};

/// The run as gates see it: files, store, facts, settings, clock.
pub struct Run {
    pub(crate) store: Store,
    pub(crate) files: Vec<File>,
    pub(crate) facts: Facts,
    pub(crate) layers: Vec<Layer>,
    pub(crate) services: Vec<Service>,
    pub(crate) teams: Vec<String>,
    pub(crate) now: Timestamp,
    pub(crate) offline: bool,
    pub(crate) base: Option<String>,
    pub(crate) switch: Switch,
}

/// Which rules run: asked once per rule.
pub type Switch = Box<dyn Fn(&RuleInfo) -> bool + Send + Sync>;

/// One layer of settings: the mapping `gates` of one document, strongest layer first.
pub(crate) struct Layer {
    document: Arc<Document>,
    gates: NodeId,
}

impl Layer {
    pub(crate) fn gate(&self, gate: &str) -> Option<Node<'_>> {
        self.document.node(self.gates).get(gate)
    }
}

/// Builds a [`Run`].
pub struct RunBuilder(Run);

impl Run {
    /// A run over a directory, with nothing in it yet, at a given time.
    pub fn builder(root: &Path, limits: Limits, now: Timestamp) -> RunBuilder {
        RunBuilder(Run {
            store: Store::new(root, limits),
            files: Vec::new(),
            facts: Facts::default(),
            layers: Vec::new(),
            services: Vec::new(),
            teams: Vec::new(),
            now,
            offline: true,
            base: None,
            switch: Box::new(|rule| rule.default),
        })
    }

    /// The texts and trees.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// All files of the tree, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Whether a rule runs.
    pub fn is_on(&self, rule: &RuleInfo) -> bool {
        (self.switch)(rule)
    }
}

impl RunBuilder {
    /// The files of the inventory.
    pub fn files(mut self, files: Vec<File>) -> Self {
        self.0.files = files;
        self
    }

    /// One more layer of settings, weaker than those before it: the node that holds the gates' names as keys.
    pub fn settings(mut self, document: Arc<Document>, gates: NodeId) -> Self {
        self.0.layers.push(Layer { document, gates });
        self
    }

    /// The services that the configuration names.
    pub fn services(mut self, services: Vec<Service>) -> Self {
        self.0.services = services;
        self
    }

    /// The teams that the configuration names.
    pub fn teams(mut self, teams: Vec<String>) -> Self {
        self.0.teams = teams;
        self
    }

    /// Whether the network may not be used.
    pub fn offline(mut self, offline: bool) -> Self {
        self.0.offline = offline;
        self
    }

    /// The Git revision to compare with, where one is given.
    pub fn base(mut self, base: Option<String>) -> Self {
        self.0.base = base;
        self
    }

    /// Which rules run; without it, those that are on by default.
    pub fn switch(mut self, switch: Switch) -> Self {
        self.0.switch = switch;
        self
    }

    /// The run.
    pub fn build(mut self) -> Run {
        self.0.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.0
    }
}
