//! The field's shared nouns, typed, with positions, without rules.

pub mod apis;
pub mod bom;
pub mod delivery;
pub mod history;
pub mod packages;
