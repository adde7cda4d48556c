//! Area 10 of the blueprint, operations: runbooks and postmortems, GameDays.

pub mod gamedays;
mod prose;
pub mod runbooks;

pub use gamedays::GameDays;
pub use runbooks::Runbooks;
