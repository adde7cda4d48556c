//! What a gate can be told in `ent.yaml`.

/// One key under `gates.<gate>`. The configuration reference, the JSON Schema and the check for unknown keys are made from these.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Key, snake case; nested keys with dots: `automerge.max_level`.
    pub key: &'static str,
    /// What values it takes.
    pub kind: SettingKind,
    /// The default as it would be written in YAML.
    pub default: &'static str,
    /// One sentence for the configuration reference.
    pub doc: &'static str,
}

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Text.
    String,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A sequence of texts.
    Strings,
    /// An ISO 8601 duration, or a number of days such as `90d`.
    Duration,
    /// A mapping with free keys.
    Map,
    /// Anything; the gate judges it.
    Any,
}
