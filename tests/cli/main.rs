//! Command-line tests of the real binary, and the rule book's examples.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test ends where something unexpected happens"
)]

mod api;
mod api_changelog;
mod api_gate;
mod blueprint;
mod bom;
mod comment;
mod contract;
mod docs;
mod dora;
mod dora_cases;
mod dora_edges;
mod dora_gate;
mod dora_guide;
mod dora_peers;
mod exports;
#[allow(dead_code, reason = "a fake that other tests share")]
#[path = "../../src/outside/github/fake.rs"]
mod fake;
mod first_screen;
mod guide;
mod hostile;
mod init;
mod inventory;
mod readme;
mod reports;
mod review;
mod rulebook;
mod sabotage;
mod sbom_generate;
mod schemas;
mod shop;
mod support;
mod templates;
mod trust;
mod waiver_import;
