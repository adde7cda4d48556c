//! Readers of lock files, manifests and installed databases: one file per format or family.

mod actions;
mod bun;
mod cabal;
mod cargo;
#[cfg(test)]
mod cases;
mod cocoapods;
mod composer;
mod conan;
mod deno;
mod gemfile;
mod go;
mod gradle;
mod gradle_verification;
mod hex;
mod images;
mod input;
mod installed;
mod julia;
mod lines;
mod maven;
mod npm;
mod npm_name;
mod nuget;
mod nuget_xml;
mod os;
mod paket;
mod pdm;
mod pipfile;
mod pnpm;
mod poetry;
mod pub_dev;
mod pylock;
mod python;
mod renv;
mod requirements;
mod stack;
mod swift;
mod terms;
mod terraform;
mod tree;
mod uv;
mod xml;
mod yarn_berry;
mod yarn_classic;

pub use input::{Companions, Defect, Input, NoCompanions, read};
pub(super) use readers::*;

/// The readers as the table of formats names them: one signature for all.
mod readers;

use document::{Source, SyntaxError};

use super::lock_file::error_at;

/// An error about a file as a whole, at its first character.
fn at_start(source: &Source, message: &str) -> SyntaxError {
    error_at(source, source.span(0, 0), message)
}
