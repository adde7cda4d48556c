//! Area 5 of the blueprint, security and supply chain.

pub mod updates;

pub use updates::Updates;
