//! The house's own rules: who may depend on whom, how long files and functions may be, what lies where, and which
//! licences third-party packages may have.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test may stop and speak")]

mod code;
mod doors;
mod layout;
mod lengths;
mod licences;
mod tree;
