//! Placeholder.

mod file;
pub use file::{File, FileKind};
