//! `unevaluatedProperties` and `unevaluatedItems`, written as what they mean beside what is known to be evaluated.

use super::pool::Pool;
use super::shape::{Id, Items, Members, Opaque, Shape, Text};

impl Pool<'_> {
    /// Closes an object: names that nobody beside or inside declares obey `rest`.
    pub(super) fn close_unevaluated_properties(&mut self, shape: &mut Shape, rest: Id) {
        if rest == Pool::ANY || shape.objects.groups.iter().any(|group| group.rest.is_some()) {
            return;
        }
        let mut frame = evaluated(&shape.objects.groups);
        frame.rest = Some(rest);
        let conditional = !shape.conditionals.is_empty() || !shape.objects.dependent_schemas.is_empty();
        if shape.any_of.is_empty() && shape.one_of.is_empty() && !conditional {
            shape.objects.groups.push(frame);
        } else if shape.any_of.is_empty() && shape.one_of.len() == 1 && !conditional {
            self.close_branches(shape, &frame);
        } else {
            let names: Vec<&str> = frame.named.iter().map(|(name, _)| name.as_ref()).collect();
            let text = format!("beside {} depends on which of several branches hold", names.join(", "));
            shape.opaque.push(Opaque { keyword: "unevaluatedProperties", text });
        }
    }

    /// Exactly one branch of the only `oneOf` holds: that one closes itself, with its own names and those beside the union.
    fn close_branches(&mut self, shape: &mut Shape, frame: &Members) {
        let mut closed = Vec::new();
        for branch in shape.one_of[0].clone() {
            let inner = self.shape(branch);
            let mut own = evaluated(&inner.objects.groups);
            let open = inner.objects.groups.iter().any(|group| group.rest.is_some());
            own.named.extend(frame.named.iter().cloned());
            own.named.sort();
            own.named.dedup_by(|later, earlier| later.0 == earlier.0);
            own.patterns.extend(frame.patterns.iter().cloned());
            own.rest = if open { None } else { frame.rest };
            let mut lid = Shape::any();
            lid.objects.groups.push(own);
            let lid = self.made(lid);
            closed.push(self.all(vec![branch, lid]));
        }
        shape.any_of.push(closed);
    }

    /// Closes an array behind what is declared.
    pub(super) fn close_unevaluated_items(&mut self, shape: &mut Shape, rest: Id) {
        if rest == Pool::ANY || shape.arrays.groups.iter().any(|group| group.rest.is_some()) {
            return;
        }
        if !shape.arrays.contains.is_empty() || !shape.is_product() {
            let text = "depends on which of several branches hold".to_string();
            shape.opaque.push(Opaque { keyword: "unevaluatedItems", text });
            return;
        }
        let length = shape.arrays.groups.iter().map(|group| group.prefix.len()).max().unwrap_or(0);
        shape.arrays.groups.push(Items { prefix: vec![Pool::ANY; length], rest: Some(rest) });
    }
}

/// A group that names what others declare, and allows it.
fn evaluated(groups: &[Members]) -> Members {
    let mut named: Vec<(Text, Id)> =
        groups.iter().flat_map(|group| group.named.iter().map(|(name, _)| (name.clone(), Pool::ANY))).collect();
    named.sort();
    named.dedup();
    let patterns = groups.iter().flat_map(|group| group.patterns.iter().map(|(pattern, _)| (pattern.clone(), Pool::ANY))).collect();
    Members { named, patterns, rest: None }
}
