//! Two schemas, keyword by keyword.

use std::rc::Rc;

use document::Node;
use model::apis::At;

use crate::diff::include::Position;
use crate::diff::law::{Effect, severity};
use crate::diff::schema::{Id, Shape, Side};

use super::Differ;
use super::pairs::Current;

/// Both forms of a pair.
pub(crate) struct Forms {
    pub(crate) old: Rc<Shape>,
    pub(crate) new: Rc<Shape>,
}

/// A keyword that is there on one side, both or none.
pub(crate) type Both<T> = (Option<T>, Option<T>);

/// Why one of the forms is not all that the schema says: a reference that only this side has leads nowhere.
fn unresolved(forms: &Forms) -> Option<String> {
    let sides = [(&forms.old, &forms.new), (&forms.new, &forms.old)];
    let mut lost = sides.into_iter().flat_map(|(one, other)| one.opaque.iter().filter(|opaque| !other.opaque.contains(opaque)));
    lost.find(|opaque| matches!(opaque.keyword, "$ref" | "$dynamicRef")).map(|opaque| opaque.text.clone())
}

impl Differ<'_, '_> {
    pub(crate) fn compare_schemas(&mut self, mut current: Current) {
        let forms = self.forms(&current);
        self.documentation(&current);
        self.defaults(&current);
        if let Some(why) = unresolved(&forms) {
            // What a reference to nowhere would say is unknown: its keywords are neither there nor gone.
            self.change(
                &current,
                "schema-undecided",
                Effect::Unknown,
                None,
                None,
                format!("changed in a way that cannot be decided: {why}"),
            );
            self.cover(&current);
            return;
        }
        if forms.old.is_never() != forms.new.is_never() && !current.relation.is_equal() {
            self.became_false(&current, forms.new.is_never());
            self.cover(&current);
            return;
        }
        self.all_of(&mut current);
        self.types(&current, &forms);
        self.values(&current, &forms);
        self.numbers(&current, &forms);
        self.counts(&current, &forms);
        self.strings(&current, &forms);
        self.discriminators(&current);
        let wrapped = self.unions(&current, &forms);
        if !wrapped {
            self.members(&current, &forms);
            self.collections(&current, &forms);
            self.logic(&current, &forms);
        }
        self.cover(&current);
    }

    /// The forms of both sides: as written where only one side's unions can be read as one schema, so that branches meet branches.
    fn forms(&mut self, current: &Current) -> Forms {
        let has_union = |shape: &Shape| !shape.any_of.is_empty() || !shape.one_of.is_empty();
        let written = Forms { old: self.engine.pool.shape(current.old), new: self.engine.pool.shape(current.new) };
        let forms = Forms { old: self.form(current.old), new: self.form(current.new) };
        let both = has_union(&written.old) && has_union(&written.new);
        if both && has_union(&forms.old) != has_union(&forms.new) { written } else { forms }
    }

    /// The form whose keywords are compared: unions of plain types count as one schema with several types.
    fn form(&mut self, id: Id) -> Rc<Shape> {
        let written = self.engine.pool.shape(id);
        if written.any_of.is_empty() && written.one_of.is_empty() {
            return written;
        }
        let normal = self.engine.normalised(id);
        if normal.any_of.len() + normal.one_of.len() < written.any_of.len() + written.one_of.len() { normal } else { written }
    }

    fn became_false(&mut self, current: &Current, now: bool) {
        let (aspect, effect, words) = if now {
            ("schema-became-false", Effect::Narrows, "can have no value any more")
        } else {
            ("schema-became-not-false", Effect::Widens, "could have no value and now can")
        };
        self.change(current, aspect, effect, None, None, words.to_string());
    }

    /// Contributors of a schema, those of fused unions too.
    pub(crate) fn sources(&mut self, id: Id) -> Vec<(Side, At)> {
        let written = self.engine.pool.shape(id);
        let unions = written.any_of.len() + written.one_of.len();
        let fused = unions > 0 && {
            let normal = self.engine.normalised(id);
            normal.any_of.is_empty() && normal.one_of.is_empty()
        };
        self.engine.pool.contributors(id, fused)
    }

    /// All values of a keyword among the contributors of a schema.
    pub(crate) fn find_all(&mut self, id: Id, keyword: &str) -> Vec<(At, Node<'_>)> {
        let sources = self.sources(id);
        let pool = &self.engine.pool;
        let found = sources.into_iter().filter_map(|(side, at)| {
            let value = pool.node_at(side, at).get(keyword)?;
            Some((At { file: at.file, node: value.id() }, value))
        });
        found.collect()
    }

    /// Where a keyword stands first.
    pub(crate) fn place(&mut self, id: Id, keyword: &str) -> Option<At> {
        self.find_all(id, keyword).first().map(|(at, _)| *at)
    }

    /// Where a keyword stands on both sides.
    pub(crate) fn places(&mut self, current: &Current, keyword: &str) -> Both<At> {
        (self.place(current.old, keyword), self.place(current.new, keyword))
    }

    /// The contributor that holds a value: where a change is "said" by a whole member.
    pub(crate) fn home(&self, side: Side, id: Id) -> Option<At> {
        self.engine.pool.contributors(id, true).into_iter().find(|(own, _)| *own == side).map(|(_, at)| at)
    }

    /// A keyword that is there or not: `added` and `removed` are the aspects.
    pub(crate) fn presence(&mut self, current: &Current, keyword: &str, had: bool, has: bool, aspect: &str) {
        if had == has {
            return;
        }
        let (base, revision) = self.places(current, keyword);
        let (suffix, effect, words) = if has { ("added", Effect::Narrows, "added") } else { ("removed", Effect::Widens, "removed") };
        let id = current.spot.id(&format!("{aspect}-{suffix}"));
        let number = self.change_id(current, id, effect, base, revision, format!("`{keyword}` {words}"));
        if matches!(keyword, "if" | "then" | "else" | "not") {
            self.strictly(current, number, effect);
        }
    }

    /// A condition speaks of names on purpose, declared beside it or not: what the convention on open objects calls the same is judged again as
    /// pure JSON Schema.
    pub(crate) fn strictly(&mut self, current: &Current, number: Option<usize>, effect: Effect) {
        let Some(number) = number.filter(|_| !current.spot.hidden && current.relation.is_equal()) else { return };
        if self.changes[number].effect == Effect::None && !self.engine.relation(current.old, current.new, Position::Pure).is_equal() {
            let (effect, direction) = (current.spot.effect(effect), current.spot.direction());
            self.changes[number].effect = effect;
            self.changes[number].severity = severity(effect, direction);
        }
    }
}
