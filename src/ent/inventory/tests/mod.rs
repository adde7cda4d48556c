//! Tests of the table and of the walk.

mod examples;
mod hostile;
mod table;
pub(super) mod tree;
