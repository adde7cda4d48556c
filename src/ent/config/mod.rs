//! `ent.yaml`: found, read strictly, layered. Flags are stronger than the environment, that than the profile, the file, what it extends, the defaults.

mod discover;
mod keys;
mod layers;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Document, Node, NodeId, Source, SyntaxError};
use rule::{GateInfo, Service, strict};

pub use keys::{GATE_KEYS, ROOT_KEYS, RootKey, days};
pub use schema::schema;

/// The configuration of one run.
pub struct Config {
    layers: Vec<Layer>,
    /// The file as people see it, where there is one.
    pub path: Option<String>,
}

/// One layer, strongest first.
pub struct Layer {
    document: Arc<Document>,
    root: NodeId,
    /// `ent.yaml`, `profile strict of ent.yaml`, `base.yaml` …
    pub origin: String,
}

impl Layer {
    /// Its mapping.
    pub fn root(&self) -> Node<'_> {
        self.document.node(self.root)
    }
}

/// Where the configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// A file that was named.
    pub file: Option<PathBuf>,
    /// Without any file.
    pub none: bool,
    /// The profile, if one was asked for.
    pub profile: Option<String>,
}

/// What is wrong with a configuration, with the text for the caret where there is one.
#[derive(Debug)]
pub struct ConfigError {
    /// The defect.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The place.
    pub at: Option<Box<(SyntaxError, Arc<Source>)>>,
}

impl ConfigError {
    pub(crate) fn plain(message: impl Into<String>, help: Option<String>) -> Self {
        ConfigError { message: message.into(), help, at: None }
    }

    pub(crate) fn at(error: SyntaxError, document: &Document) -> Self {
        ConfigError { message: error.message.clone(), help: error.help.clone(), at: Some(Box::new((error, document.shared_source()))) }
    }
}

/// What one rule is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSetting {
    /// Off.
    Off,
    /// On, with its own severity.
    On,
    /// On, with this severity.
    Severity(rule::Severity),
}

/// One entry under `rules:`.
pub struct RuleOverride<'c> {
    /// A rule's id or `GATE/*`.
    pub pattern: &'c str,
    /// What it is set to.
    pub setting: RuleSetting,
    /// The key, for errors.
    pub key: Node<'c>,
}

impl Config {
    /// Finds and reads the configuration for a directory.
    ///
    /// # Errors
    /// A named file that is missing, a malformed file, an unknown key, a wrong type, an unknown profile, a version that does not fit.
    pub fn load(root: &Path, choice: &Choice, gates: &[&GateInfo]) -> Result<Config, ConfigError> {
        let found = if choice.none { None } else { discover::find(root, choice.file.as_deref())? };
        let Some(found) = found else {
            let config = Config { layers: Vec::new(), path: None };
            config.check_profile(choice.profile.as_deref())?;
            return Ok(config);
        };
        let shown = found.shown.clone();
        let layers = layers::read(found, choice.profile.as_deref(), gates)?;
        let config = Config { layers, path: Some(shown) };
        config.check_profile(choice.profile.as_deref())?;
        Ok(config)
    }

    /// The layers, strongest first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The value of a key (dots for nested ones) in the strongest layer that has it, and that layer.
    pub fn get(&self, key: &str) -> Option<(Node<'_>, &Layer)> {
        self.layers.iter().find_map(|layer| layer.root().path(key.split('.')).map(|node| (node, layer)))
    }

    /// A boolean; the types were checked on reading.
    pub fn boolean(&self, key: &str) -> Option<bool> {
        self.get(key)?.0.as_bool()
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).map(|(node, _)| node.text())
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.get(key)?.0.as_i64()
    }

    /// Texts of a sequence.
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.get(key).and_then(|(node, _)| strict::texts(node, key).ok()).unwrap_or_default()
    }

    /// Whether `gates.<gate>.required` is true.
    pub fn requires(&self, gate: &str) -> bool {
        self.gate_flag(gate, "required").unwrap_or(false)
    }

    /// Whether `gates.<gate>.enabled` is not false.
    pub fn enables(&self, gate: &str) -> bool {
        self.gate_flag(gate, "enabled").unwrap_or(true)
    }

    fn gate_flag(&self, gate: &str, key: &str) -> Option<bool> {
        self.layers.iter().find_map(|layer| layer.root().path(["gates", gate, key])?.as_bool())
    }

    /// The services that are named.
    pub fn services(&self) -> Vec<Service> {
        let Some((services, _)) = self.get("services") else { return Vec::new() };
        let text = |node: Node<'_>, key: &str| node.get(key).map(|value| value.text().to_string());
        let service = |node: Node<'_>| Service {
            name: text(node, "name").unwrap_or_default(),
            paths: node.get("paths").and_then(|paths| strict::texts(paths, "paths").ok()).unwrap_or_default(),
            critical: node.get("critical").and_then(Node::as_bool).unwrap_or(false),
            owner: text(node, "owner"),
            tags: text(node, "tags"),
        };
        services.items().map(service).collect()
    }

    /// What `rules:` says, weakest layer first: the last one that matches counts.
    pub fn rule_overrides(&self) -> Vec<RuleOverride<'_>> {
        let layers = self.layers.iter().rev().filter_map(|layer| layer.root().get("rules"));
        let mut overrides = Vec::new();
        for rules in layers {
            for entry in rules.entries() {
                if let Some(setting) = keys::rule_setting(entry.value) {
                    overrides.push(RuleOverride { pattern: entry.name(), setting, key: entry.key });
                }
            }
        }
        overrides
    }

    /// The layers' gate settings, strongest first, for the run.
    pub fn gate_settings(&self) -> impl Iterator<Item = (Arc<Document>, NodeId)> {
        self.layers.iter().filter_map(|layer| {
            let gates = layer.root().get("gates")?;
            Some((Arc::clone(&layer.document), gates.id()))
        })
    }

    /// Whether a path, as errors show it, is one of the files that this configuration was read from.
    pub fn is_own_file(&self, path: &str) -> bool {
        self.layers.iter().any(|layer| layer.document.shared_source().path() == path)
    }

    /// A defect of a node of this configuration.
    pub fn error_at(&self, node: Node<'_>, message: impl Into<String>, help: Option<String>) -> ConfigError {
        ConfigError::at(strict::error_at(node, message, help), node.document())
    }

    fn check_profile(&self, profile: Option<&str>) -> Result<(), ConfigError> {
        let Some(name) = profile else { return Ok(()) };
        let own = self.layers.iter().flat_map(|layer| layer.root().get("profiles").map(Node::entries).unwrap_or_default());
        let known: Vec<&str> = own.map(|entry| entry.name()).chain(["enterprise"]).collect();
        if known.contains(&name) {
            return Ok(());
        }
        let help = strict::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| format!("known profiles: {}", known.join(", ")));
        Err(ConfigError::plain(format!("unknown profile `{name}`"), Some(help)))
    }
}
