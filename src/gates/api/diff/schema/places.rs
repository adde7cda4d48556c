//! Where the constraints of a schema were written: a canonical form has many contributors, each with its line.

use std::collections::HashSet;

use model::apis::{At, Field};

use super::pool::{Dialect, Origin, Pool, Side};
use super::shape::{Id, Members, Shape, Text, Types};

/// Most nodes that one schema is collected from.
const MAX_CONTRIBUTORS: usize = 500;

impl Pool<'_> {
    /// The node a schema is, unless it was put together.
    pub(crate) fn origin(&self, id: Id) -> Option<(Side, At)> {
        match self.origin_of(id) {
            Origin::Node(side, at) => Some((*side, *at)),
            _ => None,
        }
    }

    /// Every node whose keywords hold for the schema: itself, what it refers to, the members of its `allOf`; with `branches`, those of its
    /// unions too.
    pub(crate) fn contributors(&self, id: Id, branches: bool) -> Vec<(Side, At)> {
        let mut found = Vec::new();
        self.collect(id, branches, &mut found, &mut HashSet::new());
        found
    }

    fn collect(&self, id: Id, branches: bool, found: &mut Vec<(Side, At)>, seen: &mut HashSet<(Side, At)>) {
        match self.origin_of(id) {
            Origin::Node(side, at) => self.collect_node(*side, *at, branches, found, seen),
            Origin::All(ids) => ids.iter().for_each(|&id| self.collect(id, branches, found, seen)),
            _ => {}
        }
    }

    fn collect_node(&self, side: Side, at: At, branches: bool, found: &mut Vec<(Side, At)>, seen: &mut HashSet<(Side, At)>) {
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let Ok(at) = self.settle(side, at) else { continue };
            if found.len() >= MAX_CONTRIBUTORS || !seen.insert((side, at)) {
                continue;
            }
            found.push((side, at));
            let node = self.node_at(side, at);
            let mut next = Vec::new();
            if self.side(side).dialect == Dialect::Modern {
                let target = node.get("$ref").and_then(|text| self.side(side).files.target(at, text.text()).ok());
                next.extend(target);
            }
            let lists: &[&str] = if branches { &["allOf", "oneOf", "anyOf"] } else { &["allOf"] };
            for list in lists {
                let items = node.get(list).into_iter().flat_map(|list| list.items());
                next.extend(items.map(|item| At { file: at.file, node: item.id() }));
            }
            next.reverse();
            open.extend(next);
        }
    }

    /// The object that the form fields of Swagger 2.0 make.
    pub(crate) fn form(&mut self, side: Side, fields: &[Field]) -> Id {
        let mut shape = Shape { types: Types::OBJECT, ..Shape::any() };
        let mut named: Vec<(Text, Id)> = fields.iter().map(|field| (Text::from(field.name.as_str()), self.node(side, field.at))).collect();
        named.sort();
        shape.objects.groups.push(Members { named, ..Members::default() });
        shape.objects.required = fields.iter().filter(|field| field.required).map(|field| Text::from(field.name.as_str())).collect();
        shape.objects.required.sort();
        self.made(shape)
    }
}
