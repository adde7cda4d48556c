//! Gates of area 1: how changes are delivered.

pub mod dora;

pub use dora::Dora;
