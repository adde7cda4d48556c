//! All that leaves the tree: git, and the services outside, behind one offline switch.

pub mod git;
pub mod github;
pub mod web;
