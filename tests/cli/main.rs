//! Command-line tests of the real binary, and the rule book's examples.

mod blueprint;
mod contract;
mod hostile;
mod inventory;
mod reports;
mod rulebook;
mod support;
mod trust;
