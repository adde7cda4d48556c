//! Asking a query.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::compare::{self, Value};
use super::expression::{Comparable, Literal, Logical, PatternArgument, Query};
use super::regexp::Pattern;
use super::{Exhausted, Segment, Selector};
use crate::{Kind, Node};

pub(crate) fn select<'d>(segments: &[Segment], root: Node<'d>, visits: u64) -> Result<Vec<Node<'d>>, Exhausted> {
    let root = root.resolve();
    let evaluation = Evaluation { root, left: Cell::new(visits), patterns: RefCell::default() };
    evaluation.query(segments, root).ok_or(Exhausted { visits })
}

/// One asking: the root of the query and what it may still look at. `None` means that nothing is left.
pub(crate) struct Evaluation<'d> {
    root: Node<'d>,
    left: Cell<u64>,
    patterns: RefCell<HashMap<(String, bool), Option<Pattern>>>,
}

impl<'d> Evaluation<'d> {
    pub(crate) fn visit(&self) -> Option<()> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(())
    }

    fn query(&self, segments: &[Segment], start: Node<'d>) -> Option<Vec<Node<'d>>> {
        let mut nodes = vec![start];
        for segment in segments {
            let mut found = Vec::new();
            for node in nodes {
                if segment.descendant {
                    self.descend(&segment.selectors, node, &mut found)?;
                } else {
                    self.apply(&segment.selectors, node, &mut found)?;
                }
            }
            nodes = found;
        }
        Some(nodes)
    }

    /// The node and everything below it, each before what it holds. The depth is that of the document, which is limited.
    fn descend(&self, selectors: &[Selector], node: Node<'d>, found: &mut Vec<Node<'d>>) -> Option<()> {
        let mut due = vec![node];
        while let Some(next) = due.pop() {
            self.visit()?;
            self.apply(selectors, next, found)?;
            let from = due.len();
            due.extend(children(next));
            due[from..].reverse();
        }
        Some(())
    }

    fn apply(&self, selectors: &[Selector], node: Node<'d>, found: &mut Vec<Node<'d>>) -> Option<()> {
        selectors.iter().try_for_each(|selector| self.apply_one(selector, node, found))
    }

    fn apply_one(&self, selector: &Selector, node: Node<'d>, found: &mut Vec<Node<'d>>) -> Option<()> {
        self.visit()?;
        match selector {
            Selector::Name(name) => found.extend(node.get(name)),
            Selector::Wildcard => {
                for child in children(node) {
                    self.visit()?;
                    found.push(child);
                }
            }
            Selector::Index(index) => found.extend(at_index(node, *index)),
            Selector::Slice { start, end, step } => self.slice(node, *start, *end, *step, found)?,
            Selector::Filter(filter) => {
                for child in children(node) {
                    self.visit()?;
                    if self.holds(filter, child)? {
                        found.push(child);
                    }
                }
            }
        }
        Some(())
    }

    fn slice(&self, node: Node<'d>, start: Option<i64>, end: Option<i64>, step: i64, found: &mut Vec<Node<'d>>) -> Option<()> {
        if step == 0 || node.kind() != Kind::Sequence {
            return Some(());
        }
        let items: Vec<Node<'d>> = node.items().collect();
        let length = items.len() as i64;
        let absolute = |index: i64| if index < 0 { length + index } else { index };
        let (mut at, stop) = if step > 0 {
            (absolute(start.unwrap_or(0)).clamp(0, length), absolute(end.unwrap_or(length)).clamp(0, length))
        } else {
            let last = absolute(end.unwrap_or(-length - 1)).clamp(-1, length - 1);
            (absolute(start.unwrap_or(length - 1)).clamp(-1, length - 1), last)
        };
        while (step > 0 && at < stop) || (step < 0 && at > stop) {
            self.visit()?;
            found.extend(usize::try_from(at).ok().and_then(|at| items.get(at)));
            at = at.saturating_add(step);
        }
        Some(())
    }

    fn holds(&self, logical: &Logical, current: Node<'d>) -> Option<bool> {
        Some(match logical {
            Logical::Or(parts) => {
                for part in parts {
                    if self.holds(part, current)? {
                        return Some(true);
                    }
                }
                false
            }
            Logical::And(parts) => {
                for part in parts {
                    if !self.holds(part, current)? {
                        return Some(false);
                    }
                }
                true
            }
            Logical::Not(inner) => !self.holds(inner, current)?,
            Logical::Exists(query) => !self.nodes(query, current)?.is_empty(),
            Logical::Compare(left, operator, right) => {
                let (left, right) = (self.value(left, current)?, self.value(right, current)?);
                compare::holds(self, &left, *operator, &right)?
            }
            Logical::Match { text, pattern, whole } => self.matches(text, pattern, *whole, current)?,
        })
    }

    fn nodes(&self, query: &Query, current: Node<'d>) -> Option<Vec<Node<'d>>> {
        self.query(&query.segments, if query.absolute { self.root } else { current })
    }

    fn value<'p>(&self, comparable: &'p Comparable, current: Node<'d>) -> Option<Value<'p, 'd>> {
        Some(match comparable {
            Comparable::Literal(literal) => Value::Literal(literal),
            Comparable::Singular(query) => Value::of(self.nodes(query, current)?.pop()),
            Comparable::Value(query) => match self.nodes(query, current)?[..] {
                [node] => Value::Node(node),
                _ => Value::Nothing,
            },
            Comparable::Count(query) => Value::Count(self.nodes(query, current)?.len()),
            Comparable::Length(of) => match self.value(of, current)? {
                Value::Literal(Literal::String(text)) => Value::Count(text.chars().count()),
                Value::Node(node) => length(node).map_or(Value::Nothing, Value::Count),
                _ => Value::Nothing,
            },
        })
    }

    fn matches(&self, text: &Comparable, pattern: &PatternArgument, whole: bool, current: Node<'d>) -> Option<bool> {
        let text = self.value(text, current)?;
        let Some(text) = text.as_str() else { return Some(false) };
        let computed = match pattern {
            PatternArgument::Compiled(pattern) => return Some(pattern.is_match(text)),
            PatternArgument::Computed(computed) => self.value(computed, current)?,
        };
        let Some(pattern) = computed.as_str() else { return Some(false) };
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns.entry((pattern.to_owned(), whole)).or_insert_with(|| Pattern::new(pattern, whole).ok());
        Some(compiled.as_ref().is_some_and(|compiled| compiled.is_match(text)))
    }
}

/// Items, or values of entries with merge keys carried out.
fn children<'d>(node: Node<'d>) -> Vec<Node<'d>> {
    match node.kind() {
        Kind::Sequence => node.items().collect(),
        Kind::Mapping => node.entries().into_iter().map(|entry| entry.value).collect(),
        _ => Vec::new(),
    }
}

fn at_index(node: Node<'_>, index: i64) -> Option<Node<'_>> {
    if node.kind() != Kind::Sequence {
        return None;
    }
    if let Ok(index) = usize::try_from(index) {
        return node.items().nth(index);
    }
    let length = node.items().count() as i64;
    usize::try_from(length + index).ok().and_then(|index| node.items().nth(index))
}

fn length(node: Node<'_>) -> Option<usize> {
    match node.kind() {
        Kind::Sequence => Some(node.items().count()),
        Kind::Mapping => Some(node.entries().len()),
        Kind::String | Kind::Datetime => Some(node.text().chars().count()),
        _ => None,
    }
}
