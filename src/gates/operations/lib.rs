//! Area 10 of the blueprint, operations: runbooks and postmortems, GameDays.

mod prose;
pub mod runbooks;

pub use runbooks::Runbooks;
