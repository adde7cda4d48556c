//! Files as trees that remember where every node was written.
//!
//! [`Source`] is a text with its name, [`Document`] the tree read from it, [`Node`] a place in that tree. YAML, JSON, TOML and Markdown
//! share one arena of nodes with byte spans, so a rule asks for a node and never computes an offset.

mod arena;
mod builder;
pub mod comments;
mod error;
mod format;
mod json;
pub mod jsonpath;
mod limits;
pub mod markdown;
mod node;
mod parse;
pub mod pointer;
#[cfg(test)]
mod properties;
mod source;
mod span;
mod toml;
mod typed;
mod value;
pub mod xml;
mod yaml;

pub use arena::{Document, Duplicate, NodeId};
pub use error::SyntaxError;
pub use format::Format;
pub use limits::Limits;
pub use node::{Entry, Kind, Node, Style};
pub use parse::parse;
pub use source::Source;
pub use span::{Position, SourceId, Span};
pub use typed::{Spanned, from_document, from_node};
