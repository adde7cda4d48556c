//! Services as `ent.yaml` names them.

/// One service of the repository under check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Globs of the paths that belong to it; empty: unknown.
    pub paths: Vec<String>,
    /// Whether the gates that ask more of critical services mean this one.
    pub critical: bool,
    /// The team that owns it.
    pub owner: Option<String>,
    /// Expression for its deployment tags.
    pub tags: Option<String>,
}
