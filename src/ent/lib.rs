//! The program `ent`: from arguments to an exit code.

pub mod blueprint;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod engine;
pub mod gates;
pub mod inventory;
pub mod policy;
pub mod report;
