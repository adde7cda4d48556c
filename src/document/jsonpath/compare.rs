//! Comparing values (RFC 9535, 2.3.5.2.2).

use std::cmp::Ordering;
use std::collections::HashMap;

use super::evaluate::Evaluation;
use super::expression::{Literal, Operator};
use crate::{Kind, Node};

/// A side of a comparison.
#[derive(Debug, Clone)]
pub(crate) enum Value<'p, 'd> {
    Nothing,
    Literal(&'p Literal),
    Node(Node<'d>),
    Count(usize),
}

/// A value that is no collection.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scalar<'v> {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(&'v str),
}

impl<'p, 'd> Value<'p, 'd> {
    pub(crate) fn of(node: Option<Node<'d>>) -> Self {
        node.map_or(Value::Nothing, Value::Node)
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self.scalar()? {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    fn scalar(&self) -> Option<Scalar<'_>> {
        Some(match self {
            Value::Nothing => return None,
            Value::Count(count) => Scalar::Integer(*count as i64),
            Value::Node(node) => return of_node(*node),
            Value::Literal(Literal::Null) => Scalar::Null,
            Value::Literal(Literal::Bool(value)) => Scalar::Bool(*value),
            Value::Literal(Literal::Integer(value)) => Scalar::Integer(*value),
            Value::Literal(Literal::Float(value)) => Scalar::Float(*value),
            Value::Literal(Literal::String(text)) => Scalar::Text(text),
        })
    }
}

fn of_node(node: Node<'_>) -> Option<Scalar<'_>> {
    let node = node.resolve();
    Some(match node.kind() {
        Kind::Null => Scalar::Null,
        Kind::Bool => Scalar::Bool(node.as_bool()?),
        Kind::Integer => node.as_i64().map_or_else(|| Scalar::Float(node.as_f64().unwrap_or(f64::NAN)), Scalar::Integer),
        Kind::Float => Scalar::Float(node.as_f64()?),
        Kind::String | Kind::Datetime => Scalar::Text(node.text()),
        Kind::Sequence | Kind::Mapping | Kind::Alias => return None,
    })
}

/// Whether the comparison holds; `None` when the query may look no further.
pub(crate) fn holds(evaluation: &Evaluation<'_>, left: &Value<'_, '_>, operator: Operator, right: &Value<'_, '_>) -> Option<bool> {
    let order = || match (left.scalar(), right.scalar()) {
        (Some(left), Some(right)) => order(left, right),
        _ => None,
    };
    Some(match operator {
        Operator::Equal => equal(evaluation, left, right)?,
        Operator::Unequal => !equal(evaluation, left, right)?,
        Operator::Less => order() == Some(Ordering::Less),
        Operator::Greater => order() == Some(Ordering::Greater),
        Operator::LessOrEqual => order() == Some(Ordering::Less) || equal(evaluation, left, right)?,
        Operator::GreaterOrEqual => order() == Some(Ordering::Greater) || equal(evaluation, left, right)?,
    })
}

/// Numbers and texts have an order, nothing else.
fn order(left: Scalar<'_>, right: Scalar<'_>) -> Option<Ordering> {
    match (left, right) {
        (Scalar::Integer(left), Scalar::Integer(right)) => Some(left.cmp(&right)),
        (Scalar::Text(left), Scalar::Text(right)) => Some(left.cmp(right)),
        _ => float(left)?.partial_cmp(&float(right)?),
    }
}

fn float(scalar: Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Integer(value) => Some(value as f64),
        Scalar::Float(value) => Some(value),
        _ => None,
    }
}

fn equal(evaluation: &Evaluation<'_>, left: &Value<'_, '_>, right: &Value<'_, '_>) -> Option<bool> {
    match (left, right) {
        (Value::Nothing, Value::Nothing) => Some(true),
        (Value::Node(left), Value::Node(right)) => equal_nodes(evaluation, *left, *right),
        _ => Some(equal_scalars(left.scalar(), right.scalar())),
    }
}

fn equal_scalars(left: Option<Scalar<'_>>, right: Option<Scalar<'_>>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => match (float(left), float(right)) {
            (Some(_), Some(_)) => order(left, right) == Some(Ordering::Equal),
            _ => left == right,
        },
        _ => false,
    }
}

/// Deep equality; the order of keys does not count. The depth is that of the document.
fn equal_nodes(evaluation: &Evaluation<'_>, left: Node<'_>, right: Node<'_>) -> Option<bool> {
    evaluation.visit()?;
    let (left, right) = (left.resolve(), right.resolve());
    match (left.kind(), right.kind()) {
        (Kind::Sequence, Kind::Sequence) => {
            let (mut left, mut right) = (left.items(), right.items());
            loop {
                match (left.next(), right.next()) {
                    (None, None) => return Some(true),
                    (Some(left), Some(right)) if equal_nodes(evaluation, left, right)? => {}
                    _ => return Some(false),
                }
            }
        }
        (Kind::Mapping, Kind::Mapping) => {
            let values = |node: Node<'_>| -> HashMap<String, crate::NodeId> {
                node.entries().iter().map(|entry| (entry.name().to_owned(), entry.value.id())).collect()
            };
            let (lefts, rights) = (values(left), values(right));
            if lefts.len() != rights.len() {
                return Some(false);
            }
            for (key, value) in &lefts {
                let Some(other) = rights.get(key) else { return Some(false) };
                if !equal_nodes(evaluation, left.document().node(*value), right.document().node(*other))? {
                    return Some(false);
                }
            }
            Some(true)
        }
        _ => Some(equal_scalars(of_node(left), of_node(right))),
    }
}
