//! Schemas as the wire sees them: in a query string or a form there is only text.

use crate::diff::include::Relation;
use crate::diff::schema::{Id, Pool, Shape, Types};

use super::Differ;
use super::spot::{Spot, Wire};

impl Differ<'_, '_> {
    /// How two schemas relate where they stand.
    pub(crate) fn relation(&mut self, old: Id, new: Id, spot: Spot) -> Relation {
        let (old, new) = match spot.wire {
            Wire::Json => (old, new),
            Wire::Text(exploded) => (self.as_text(old, exploded, spot), self.as_text(new, exploded, spot)),
        };
        self.engine.relation(old, new, spot.position())
    }

    /// The schema with everything that is the same text: a free string takes any scalar, an exploded list takes one value.
    fn as_text(&mut self, id: Id, exploded: bool, spot: Spot) -> Id {
        let shape = self.engine.normalised(id);
        if !shape.any_of.is_empty() || !shape.one_of.is_empty() || shape.values.is_some() {
            return id;
        }
        let plain = &shape.strings;
        let free = shape.types.has(Types::STRING)
            && plain.min == 0
            && plain.max.is_none()
            && plain.patterns.is_empty()
            && !shape.formats.iter().any(|format| !matches!(format.as_ref(), "int32" | "int64" | "float" | "double"));
        if free {
            let all = if spot.place.is_parameter() { Types::NUMBER.or(Types::BOOL) } else { Types::ALL };
            let mut wide = Shape { types: shape.types.or(all), ..(*shape).clone() };
            wide.numbers = Shape::any().numbers;
            wide.formats.clear();
            return self.engine.pool.made(wide);
        }
        if exploded && shape.types.has(Types::ARRAY) && shape.arrays.min <= 1 {
            let items = shape.arrays.groups.iter().filter_map(|group| group.prefix.first().copied().or(group.rest)).collect();
            let item = self.engine.pool.all(items);
            let item = if item == Pool::ANY { item } else { self.as_text(item, false, spot) };
            return self.engine.pool.made(Shape { any_of: vec![vec![id, item]], ..Shape::any() });
        }
        id
    }
}
