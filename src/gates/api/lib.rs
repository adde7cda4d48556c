//! Gates of area 7: API governance.

#[allow(dead_code, unused_imports, reason = "the differ over whole documents, its caller, is the next step: see docs/design/api-diff.md")]
pub mod diff;
pub mod oasdiff;
