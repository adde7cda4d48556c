//! Packages: what a project depends on, and how it is named.

pub mod purl;
