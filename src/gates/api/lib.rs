//! Gates of area 7: API governance.

pub mod diff;
pub mod oasdiff;
