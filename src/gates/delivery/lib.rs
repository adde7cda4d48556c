//! Gates of area 1: how changes are delivered.

pub mod dora;
pub mod review;

pub use dora::Dora;
pub use review::Review;
