//! Command-line tests of the real binary, and the rule book's examples.

mod contract;
mod hostile;
mod inventory;
mod rulebook;
mod support;
mod trust;
