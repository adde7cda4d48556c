//! Members of `allOf` and branches of `oneOf` and `anyOf`: which belong together, which came, which went.

use model::apis::At;

use crate::diff::include::Verdict;
use crate::diff::law::Effect;
use crate::diff::schema::{Id, Shape, Side, Types};

use super::Differ;
use super::keywords::Forms;
use super::pairs::Current;

/// Branches of both sides, sorted out.
#[derive(Default)]
struct Matched {
    pairs: Vec<(Id, Id)>,
    removed: Vec<Id>,
    added: Vec<Id>,
}

impl Differ<'_, '_> {
    /// Members that came or went as a whole. What they say is not said again, keyword by keyword.
    pub(crate) fn all_of(&mut self, current: &mut Current) {
        let (old, new) = (self.list(Side::Base, current.old, "allOf"), self.list(Side::Revision, current.new, "allOf"));
        // A schema that is only written in parts now is compared as a whole.
        if old.is_empty() && new.is_empty() {
            return;
        }
        let matched = self.matched(&old, &new, current);
        if (old.is_empty() || new.is_empty()) && !self.beside_its_own(current, old.is_empty()) {
            return;
        }
        for (ids, side, aspect) in [(matched.removed, Side::Base, "all-of-removed"), (matched.added, Side::Revision, "all-of-added")] {
            for id in ids {
                self.whole_member(current, id, side, aspect);
            }
        }
    }

    /// Whether the side that has `allOf` says the same beside it as the other side: then the list itself is what changed.
    fn beside_its_own(&mut self, current: &Current, appeared: bool) -> bool {
        let (side, id) = if appeared { (Side::Revision, current.new) } else { (Side::Base, current.old) };
        let Some((_, at)) = self.engine.pool.contributors(id, false).into_iter().find(|(own, _)| *own == side) else { return false };
        let node = self.node(side, at);
        node.entries().iter().any(|entry| matches!(entry.name(), "type" | "properties" | "items" | "enum" | "oneOf" | "anyOf"))
    }

    fn whole_member(&mut self, current: &mut Current, id: Id, side: Side, aspect: &str) {
        let shape = self.engine.pool.shape(id);
        let name = self.branch_name(id);
        let at = self.home(side, id);
        let (base, revision) = if side == Side::Base { (at, None) } else { (None, at) };
        let word = if side == Side::Base { "no longer part of" } else { "new part of" };
        if shape.is_any() {
            let words = format!("{name} is {word} `allOf` and only describes");
            self.change(current, &format!("{aspect}-annotation-only"), Effect::None, base, revision, words);
            return;
        }
        let (without, effect) = if side == Side::Base { (current.new, Effect::Widens) } else { (current.old, Effect::Narrows) };
        let position = current.spot.position();
        let redundant = self.engine.included(without, id, position).is_yes();
        let effect = if redundant { Effect::None } else { effect };
        self.change(current, aspect, effect, base, revision, format!("{name} is {word} `allOf`"));
        current.said.extend(self.engine.pool.contributors(id, true));
        // A property of the member is one of its nodes too.
        let inside: Vec<(Side, At)> = self.properties_of(id);
        current.said.extend(inside);
    }

    fn properties_of(&mut self, id: Id) -> Vec<(Side, At)> {
        let shape = self.engine.pool.shape(id);
        let ids: Vec<Id> = shape.objects.groups.iter().flat_map(|group| group.named.iter().map(|(_, id)| *id)).collect();
        let mut found: Vec<(Side, At)> = ids.into_iter().flat_map(|id| self.engine.pool.contributors(id, false)).collect();
        for (side, at) in self.engine.pool.contributors(id, false) {
            let node = self.node(side, at);
            for keyword in ["required", "type"] {
                let Some(list) = node.get(keyword) else { continue };
                found.extend(std::iter::once(list).chain(list.items()).map(|node| (side, At { file: at.file, node: node.id() })));
            }
        }
        found
    }

    /// The schemas in a list keyword of the nodes that a schema is written at.
    fn list(&mut self, side: Side, id: Id, keyword: &str) -> Vec<Id> {
        let contributors: Vec<(Side, At)> = self.engine.pool.contributors(id, false);
        let Some(&(_, at)) = contributors.iter().find(|(own, at)| *own == side && self.node(side, *at).get(keyword).is_some()) else {
            return Vec::new();
        };
        let items: Vec<At> = self
            .node(side, at)
            .get(keyword)
            .map_or_else(Vec::new, |list| list.items().map(|item| At { file: at.file, node: item.id() }).collect());
        items.into_iter().map(|at| self.engine.pool.node(side, at)).collect()
    }

    /// Compares the unions; `true` when one side as a whole became a union or ceased to be one, so that nothing else is to be said.
    pub(crate) fn unions(&mut self, current: &Current, forms: &Forms) -> bool {
        let (old, new) = (unions(&forms.old), unions(&forms.new));
        match (old.first(), new.first()) {
            (None, None) => false,
            (Some((old, _)), Some((new, keyword))) => {
                self.union(current, old, new, keyword);
                false
            }
            (None, Some((branches, keyword))) => {
                self.new_union(current, forms, branches, keyword);
                has_content(&forms.old) && !has_content(&forms.new)
            }
            (Some((branches, keyword)), None) => {
                self.gone_union(current, branches, keyword);
                has_content(&forms.new) && !has_content(&forms.old)
            }
        }
    }

    fn union(&mut self, current: &Current, old: &[Id], new: &[Id], keyword: &str) {
        if old == new {
            return;
        }
        let matched = self.matched(old, new, current);
        let alone = matched.added.is_empty() || matched.removed.is_empty();
        let before = self.changes.len();
        for &(old, new) in &matched.pairs {
            let step = format!("{keyword}[{}]", self.branch_name(new).trim_matches('`'));
            self.child(current, old, new, current.spot.inner(), &step);
        }
        let undisturbed = alone && self.changes[before..].iter().all(|change| change.effect == Effect::None);
        let aspect = if keyword == "oneOf" { "one-of" } else { "any-of" };
        for (ids, side, suffix, effect, word) in [
            (matched.removed, Side::Base, "removed", Effect::Narrows, "removed from"),
            (matched.added, Side::Revision, "added", Effect::Widens, "added to"),
        ] {
            if ids.is_empty() {
                continue;
            }
            let names = ids.iter().map(|&id| self.branch_name(id)).collect::<Vec<_>>().join(", ");
            let at = self.home(side, ids[0]);
            let (base, revision) = if side == Side::Base { (at, None) } else { (None, at) };
            let effect = if undisturbed { whole_effect(current, effect) } else { effect };
            self.change(current, &format!("{aspect}-{suffix}"), effect, base, revision, format!("{names} {word} `{keyword}`"));
        }
    }

    fn new_union(&mut self, current: &Current, forms: &Forms, branches: &[Id], keyword: &str) {
        let revision = self.place(current.new, keyword);
        let names = branches.iter().map(|&id| self.branch_name(id)).collect::<Vec<_>>().join(", ");
        let wrapped = has_content(&forms.old) && !has_content(&forms.new);
        let effect = whole_effect(current, Effect::Incomparable);
        let aspect = match (wrapped && current.spot.place.is_body() && keyword == "oneOf", keyword) {
            (true, _) => {
                let position = current.spot.position();
                let kept = branches.iter().any(|&branch| self.engine.relation(current.old, branch, position).is_equal());
                if kept { "wrapped-in-one-of-original-preserved" } else { "wrapped-in-one-of" }
            }
            (false, "oneOf") => "one-of-added",
            _ => "any-of-added",
        };
        self.change(current, aspect, effect, None, revision, format!("must be one of {names} now (`{keyword}`)"));
    }

    fn gone_union(&mut self, current: &Current, branches: &[Id], keyword: &str) {
        let base = self.place(current.old, keyword);
        let names = branches.iter().map(|&id| self.branch_name(id)).collect::<Vec<_>>().join(", ");
        let effect = whole_effect(current, Effect::Incomparable);
        let aspect = if keyword == "oneOf" { "one-of-removed" } else { "any-of-removed" };
        self.change(current, aspect, effect, base, None, format!("`{keyword}` of {names} removed"));
    }

    /// Pairs branches by name, by meaning, by title, and the last one left on each side by being left.
    fn matched(&mut self, old: &[Id], new: &[Id], current: &Current) -> Matched {
        let mut matched = Matched { pairs: Vec::new(), removed: old.to_vec(), added: new.to_vec() };
        self.pair_by(&mut matched, |differ, a, b| {
            let name = differ.component_of(a, Side::Base);
            name.is_some() && name == differ.component_of(b, Side::Revision)
        });
        self.pair_by(&mut matched, |differ, a, b| differ.is_unchanged(a, b));
        let position = current.spot.position();
        if matched.removed.len() * matched.added.len() <= 400 {
            self.pair_by(&mut matched, |differ, a, b| differ.engine.relation(a, b, position).is_equal());
        }
        self.pair_by(&mut matched, |differ, a, b| {
            let name = differ.title_of(a, Side::Base);
            name.is_some() && name == differ.title_of(b, Side::Revision)
        });
        if matched.removed.len() * matched.added.len() <= 400 {
            self.pair_by(&mut matched, |differ, a, b| differ.same_single_type(a, b));
        }
        let unnamed = |differ: &mut Self, id: Id, side| differ.component_of(id, side).is_none();
        if let ([old], [new]) = (matched.removed.as_slice(), matched.added.as_slice()) {
            let (old, new) = (*old, *new);
            if unnamed(self, old, Side::Base) || unnamed(self, new, Side::Revision) {
                matched.pairs.push((old, new));
                matched.removed.clear();
                matched.added.clear();
            }
        }
        matched
    }

    fn pair_by(&mut self, matched: &mut Matched, same: impl Fn(&mut Self, Id, Id) -> bool) {
        let mut left = Vec::new();
        for old in std::mem::take(&mut matched.removed) {
            match matched.added.iter().position(|&new| same(self, old, new)) {
                Some(at) => matched.pairs.push((old, matched.added.remove(at))),
                None => left.push(old),
            }
        }
        matched.removed = left;
    }

    /// Both have one and the same type, other than object.
    fn same_single_type(&mut self, a: Id, b: Id) -> bool {
        let (a, b) = (self.engine.normalised(a), self.engine.normalised(b));
        a.types == b.types && a.types.names().len() == 1 && a.types != Types::OBJECT
    }

    /// Name of the shared schema that a branch is.
    pub(crate) fn component_of(&mut self, id: Id, side: Side) -> Option<String> {
        let at = self.home(side, id)?;
        let pointer = self.node(side, at).pointer();
        let mut parts = pointer.split('/').skip(1);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("components"), Some("schemas"), Some(name), None) | (Some("definitions" | "$defs"), Some(name), None, None) => {
                Some(name.to_string())
            }
            (None | Some(""), ..) => Some(self.engine.pool.side(side).files.path(at.file).to_string()),
            _ => None,
        }
    }

    /// Name of the shared schema that a schema is, or that is the one thing beside plain types in its union.
    pub(crate) fn shared_name(&mut self, id: Id, side: Side) -> Option<String> {
        let at = self.home(side, id)?;
        let node = self.node(side, at);
        // A file that is one schema has no name that people say.
        node.parent()?;
        if let Some(name) = self.component_of(id, side) {
            return Some(name);
        }
        let node = self.node(side, at);
        let branches: Vec<At> = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| node.get(keyword))
            .flat_map(|list| list.items().map(|item| At { file: at.file, node: item.id() }).collect::<Vec<_>>())
            .collect();
        let mut names = branches.into_iter().filter_map(|at| {
            let branch = self.engine.pool.node(side, at);
            let home = self.home(side, branch)?;
            self.node(side, home).parent()?;
            self.component_of(branch, side)
        });
        let first = names.next()?;
        names.next().is_none().then_some(first)
    }

    fn title_of(&mut self, id: Id, side: Side) -> Option<String> {
        let at = self.home(side, id)?;
        self.node(side, at).get("title").map(|title| title.text().to_string())
    }

    /// What people call a branch.
    fn branch_name(&mut self, id: Id) -> String {
        for side in [Side::Base, Side::Revision] {
            if let Some(name) = self.component_of(id, side).or_else(|| self.title_of(id, side)) {
                return format!("`{name}`");
            }
        }
        let shape = self.engine.pool.shape(id);
        if shape.types == Types::ALL { "a schema".to_string() } else { format!("`{}`", shape.types.names().join(" or ")) }
    }
}

/// Unions of a form with their keyword.
fn unions(shape: &Shape) -> Vec<(Vec<Id>, &'static str)> {
    let one = shape.one_of.iter().map(|list| (list.clone(), "oneOf"));
    one.chain(shape.any_of.iter().map(|list| (list.clone(), "anyOf"))).collect()
}

/// Whether a form says something beside its unions.
fn has_content(shape: &Shape) -> bool {
    !shape.objects.groups.is_empty()
        || !shape.arrays.groups.is_empty()
        || shape.types.and(Types::OBJECT.or(Types::ARRAY)).is_none()
        || shape.values.is_some()
}

/// When nothing else changed, a change of branches is what the whole is.
fn whole_effect(current: &Current, otherwise: Effect) -> Effect {
    match (&current.relation.kept, &current.relation.bounded) {
        (Verdict::Yes, Verdict::Yes) => Effect::None,
        (Verdict::Yes, Verdict::No(_)) => Effect::Widens,
        (Verdict::No(_), Verdict::Yes) => Effect::Narrows,
        (Verdict::No(_), Verdict::No(_)) => Effect::Incomparable,
        (Verdict::Yes, Verdict::Unknown(_)) => Effect::Widens,
        (Verdict::Unknown(_), Verdict::Yes) => Effect::Narrows,
        _ if otherwise == Effect::Incomparable => Effect::Unknown,
        _ => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_union_has_no_content() {
        let mut shape = Shape::any();
        assert!(!has_content(&shape));
        shape.types = Types::OBJECT;
        assert!(!has_content(&shape));
        shape.types = Types::STRING;
        assert!(has_content(&shape));
    }
}
