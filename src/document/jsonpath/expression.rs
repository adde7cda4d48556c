//! The expressions of filters, as they are kept.

use super::{Segment, Selector};
use crate::jsonpath::regexp::Pattern;

/// A query inside a filter: from the root (`$`) or from the current node (`@`).
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) absolute: bool,
    pub(crate) segments: Vec<Segment>,
}

/// Something that is true or false.
#[derive(Debug, Clone)]
pub(crate) enum Logical {
    Or(Vec<Logical>),
    And(Vec<Logical>),
    Not(Box<Logical>),
    Compare(Comparable, Operator, Comparable),
    Exists(Query),
    Match { text: Comparable, pattern: PatternArgument, whole: bool },
}

/// Something that has a value, or none.
#[derive(Debug, Clone)]
pub(crate) enum Comparable {
    Literal(Literal),
    Singular(Query),
    Length(Box<Comparable>),
    Count(Query),
    Value(Query),
}

#[derive(Debug, Clone)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    String(String),
}

/// The second argument of `match` and `search`.
#[derive(Debug, Clone)]
pub(crate) enum PatternArgument {
    Compiled(Pattern),
    Computed(Comparable),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Whether segments give one node at most.
pub(crate) fn is_singular(segments: &[Segment]) -> bool {
    segments.iter().all(|segment| !segment.descendant && matches!(segment.selectors[..], [Selector::Name(_) | Selector::Index(_)]))
}
