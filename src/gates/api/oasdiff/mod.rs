//! The files in which users of oasdiff keep their decisions: severity levels and ignored findings.

mod ignores;
mod levels;

pub use ignores::{Candidate, IgnoreFile, IgnoreLine, Verdict};
pub use levels::{Level, Levels, read_levels};

/// A line that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Number of the line, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub why: String,
}

/// Lines that say something, with their numbers: without blank ones and those that begin with `#`.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let numbered = text.trim_start_matches('\u{feff}').lines().zip(1u32..);
    numbered.map(|(line, number)| (number, line.trim())).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}
