//! Bills of materials: one typed model for CycloneDX 1.2 to 1.7 and SPDX 2.2 and 2.3.

pub mod diff;
pub mod digest;
pub mod grammar;
pub mod license;
pub mod merge;
mod read;
mod record;
mod spdx;
mod types;
mod version;
mod write;
mod xml;

pub use read::{Complaint, Opened, from_json, from_xml, is_xml};
pub use record::Rest;
pub use types::*;
pub use version::{BomFormat, SpecVersion};
pub use write::{Loss, WriteError, Written, write, write_value};
