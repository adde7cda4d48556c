//! Packages: what a project depends on, and how it is named.
//!
//! [`lock`] reads lock files, manifests and installed databases into [`LockFile`]s of [`Package`]s; [`formats`] lists what it knows.

mod ecosystem;
mod fact;
mod formats;
pub mod lock;
mod lock_file;
pub mod materials;
mod package;
pub mod purl;
pub mod survey;

pub use ecosystem::Ecosystem;
pub use formats::{Carries, FORMATS, LockFormat, Role, format_of};
pub use lock_file::{LockFile, Note, NoteKind, printable};
pub use package::{Algorithm, Hash, Kind, Origin, Package, PackageId, Scope, hex, without_credentials};
