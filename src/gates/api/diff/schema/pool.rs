//! The pool: every schema that was met, numbered, with its canonical form computed once and on demand.

use std::collections::HashMap;
use std::rc::Rc;

use document::{Kind, Node};
use model::apis::{At, Files};

use super::shape::{Id, Opaque, Shape};

/// Which meaning the keywords have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Swagger 2.0 and OpenAPI 3.0: `$ref` stands alone, `nullable`, boolean `exclusiveMaximum`.
    Old,
    /// OpenAPI 3.1 and later: JSON Schema 2020-12.
    Modern,
}

/// The older or the newer document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    Base,
    Revision,
}

/// What the pool reads nodes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SideFiles<'d> {
    pub(crate) files: &'d Files<'d>,
    pub(crate) dialect: Dialect,
}

/// Where a schema comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    Any,
    Never,
    /// A node, with its `$ref` followed.
    Node(Side, At),
    /// A node whose `$ref` leads nowhere.
    Broken(String),
    /// The conjunction of several.
    All(Vec<Id>),
    /// Made by the engine.
    Made(Rc<Shape>),
}

/// All schemas of a comparison.
pub(crate) struct Pool<'d> {
    sides: [SideFiles<'d>; 2],
    origins: Vec<Origin>,
    numbers: HashMap<Origin, Id>,
    shapes: Vec<Option<Rc<Shape>>>,
    /// Schemas whose form is being computed, outermost first.
    busy: Vec<Id>,
}

/// How deep `allOf` and `$ref` may nest inside one schema.
const MAX_NESTING: usize = 100;

impl<'d> Pool<'d> {
    pub(crate) const ANY: Id = Id(0);
    pub(crate) const NEVER: Id = Id(1);

    pub(crate) fn new(base: SideFiles<'d>, revision: SideFiles<'d>) -> Self {
        let mut pool = Pool { sides: [base, revision], origins: Vec::new(), numbers: HashMap::new(), shapes: Vec::new(), busy: Vec::new() };
        pool.intern(Origin::Any);
        pool.intern(Origin::Never);
        pool
    }

    fn intern(&mut self, origin: Origin) -> Id {
        if let Some(&id) = self.numbers.get(&origin) {
            return id;
        }
        let id = Id(self.origins.len() as u32);
        self.origins.push(origin.clone());
        self.shapes.push(None);
        self.numbers.insert(origin, id);
        id
    }

    pub(super) fn origin_of(&self, id: Id) -> &Origin {
        &self.origins[id.0 as usize]
    }

    pub(crate) fn side(&self, side: Side) -> SideFiles<'d> {
        self.sides[side as usize]
    }

    pub(crate) fn node_at(&self, side: Side, at: At) -> Node<'d> {
        self.side(side).files.node(at)
    }

    /// The schema at a node. Where the node only refers, it is the schema it refers to.
    pub(crate) fn node(&mut self, side: Side, at: At) -> Id {
        let origin = match self.settle(side, at) {
            Ok(at) => match self.node_at(side, at).as_bool() {
                Some(true) => Origin::Any,
                Some(false) => Origin::Never,
                None => Origin::Node(side, at),
            },
            Err(why) => Origin::Broken(why),
        };
        self.intern(origin)
    }

    /// Follows references up to the node that says something of its own.
    pub(crate) fn settle(&self, side: Side, at: At) -> Result<At, String> {
        let SideFiles { files, dialect } = self.side(side);
        if dialect == Dialect::Old {
            return files.follow(at).map_err(|error| error.to_string());
        }
        let mut here = at;
        for _ in 0..MAX_NESTING {
            let node = files.node(here);
            match node.get("$ref").and_then(Node::as_str) {
                Some(text) if is_bare_reference(node) => {
                    here = files.target(here, text).map_err(|error| error.to_string())?;
                }
                _ => return Ok(here),
            }
        }
        Err(format!("`{}` leads back to itself", files.node(at).get("$ref").map_or("", Node::text)))
    }

    /// The conjunction of schemas.
    pub(crate) fn all(&mut self, mut ids: Vec<Id>) -> Id {
        ids.retain(|&id| id != Pool::ANY);
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [] => Pool::ANY,
            _ if ids.contains(&Pool::NEVER) => Pool::NEVER,
            [one] => *one,
            _ => self.intern(Origin::All(ids)),
        }
    }

    /// A schema made by hand.
    pub(crate) fn made(&mut self, shape: Shape) -> Id {
        if shape.is_never() {
            return Pool::NEVER;
        }
        if shape.is_any() {
            return Pool::ANY;
        }
        self.intern(Origin::Made(Rc::new(shape)))
    }

    /// Canonical form of a schema.
    pub(crate) fn shape(&mut self, id: Id) -> Rc<Shape> {
        if let Some(shape) = &self.shapes[id.0 as usize] {
            return Rc::clone(shape);
        }
        if self.busy.contains(&id) {
            return Rc::new(Shape::any());
        }
        if self.busy.len() > MAX_NESTING {
            let opaque = Opaque { keyword: "allOf", text: format!("nests deeper than {MAX_NESTING} levels") };
            return Rc::new(Shape { opaque: vec![opaque], ..Shape::any() });
        }
        self.busy.push(id);
        let shape = Rc::new(self.compute(id));
        self.busy.pop();
        self.shapes[id.0 as usize] = Some(Rc::clone(&shape));
        shape
    }

    fn compute(&mut self, id: Id) -> Shape {
        match self.origins[id.0 as usize].clone() {
            Origin::Any => Shape::any(),
            Origin::Never => Shape::never(),
            Origin::Node(side, at) => self.read(side, at),
            Origin::Broken(why) => Shape { opaque: vec![Opaque { keyword: "$ref", text: why }], ..Shape::any() },
            Origin::All(ids) => {
                let mut shape = Shape::any();
                for id in ids {
                    let part = self.shape(id);
                    shape.merge(&part);
                }
                shape
            }
            Origin::Made(shape) => (*shape).clone(),
        }
    }
}

/// Whether a schema with `$ref` says nothing else that changes its meaning.
fn is_bare_reference(node: Node<'_>) -> bool {
    node.kind() == Kind::Mapping
        && node.raw_entries().all(|entry| {
            matches!(entry.name(), "$ref" | "description" | "summary" | "title" | "example" | "examples" | "$comment" | "externalDocs")
                || entry.name().starts_with("x-")
        })
}
