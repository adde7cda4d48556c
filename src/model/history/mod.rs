//! Facts of Git history: which deployment brought a commit.

mod walk;

pub use walk::{Attributed, Source, attribute};
