//! Files as trees that remember where every node was written.
//!
//! [`Source`] is a text with its name, [`Document`] the tree read from it, [`Node`] a place in that tree. YAML, JSON, TOML and Markdown
//! share one arena of nodes with byte spans, so a rule asks for a node and never computes an offset.

mod arena;
mod error;
mod format;
mod limits;
mod node;
mod source;
mod span;

pub use arena::{Document, Duplicate, NodeId};
pub use error::SyntaxError;
pub use format::Format;
pub use limits::Limits;
pub use node::{Entry, Kind, Node, Style};
pub use source::Source;
pub use span::{Position, SourceId, Span};

mod pending;
pub use pending::{jsonpath, parse};
