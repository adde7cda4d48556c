//! How much a hostile input may cost.

/// Limits of reading one document. Reaching one is an error with a place, never a silent cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: u64,
    /// Nesting of collections.
    pub depth: u32,
    /// Nodes of one document.
    pub nodes: u32,
    /// Nodes that resolving aliases and merge keys may visit in one document.
    pub alias_visits: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, depth: 200, nodes: 16_000_000, alias_visits: 1_000_000 }
    }
}
