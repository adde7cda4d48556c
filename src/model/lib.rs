//! The field's shared nouns, typed, with positions, without rules.

pub mod packages;
