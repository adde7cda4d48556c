//! Schemas of both sides in one pool, each with its canonical form.

pub(crate) mod number;
mod places;
mod pool;
mod read;
pub(crate) mod shape;
mod unevaluated;
pub(crate) mod value;

pub(crate) use pool::{Dialect, Pool, Side, SideFiles};
pub(crate) use shape::{Arrays, Bound, Conditional, Contains, Id, Items, Members, Numbers, Shape, Strings, Text, Types};
pub(crate) use value::Json;
