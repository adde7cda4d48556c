//! Schemas from JSON text, for tests.

use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use model::apis::{Alone, At, Files};

use crate::diff::schema::{Dialect, Id, Pool, Side, SideFiles};

use super::{Engine, Position, Relation};

/// A document from JSON or YAML text.
pub(crate) fn document(text: &str) -> Document {
    let source = Source::new(SourceId(0), "schema.yaml", text);
    document::parse(Arc::new(source), Format::Yaml, &Limits::default()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Runs a question over two schemas.
pub(crate) fn ask<T>(old: &str, new: &str, dialect: Dialect, question: impl FnOnce(&mut Engine<'_>, Id, Id) -> T) -> T {
    let (old, new) = (document(old), document(new));
    let (base, revision) = (Files::load("a.yaml", &old, &mut Alone), Files::load("b.yaml", &new, &mut Alone));
    let mut pool = Pool::new(SideFiles { files: &base, dialect }, SideFiles { files: &revision, dialect });
    let a = pool.node(Side::Base, At { file: 0, node: old.root().id() });
    let b = pool.node(Side::Revision, At { file: 0, node: new.root().id() });
    let mut engine = Engine::new(pool);
    question(&mut engine, a, b)
}

/// How two schemas of 2020-12 relate.
pub(crate) fn relation(old: &str, new: &str, position: Position) -> Relation {
    ask(old, new, Dialect::Modern, |engine, a, b| engine.relation(a, b, position))
}
