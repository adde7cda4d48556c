//! Area 5 of the blueprint, security and supply chain.

pub mod sbom;
pub mod updates;

pub use sbom::Sbom;
pub use updates::Updates;
