//! Objects of one schema among those of another.

use std::collections::BTreeMap;

use crate::diff::schema::{Id, Json, Pool, Shape, Text, Types};

use super::accepts::Member;
use super::{Engine, Position, Verdict};

impl Engine<'_> {
    pub(super) fn objects(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if !left.types.and(right.types).has(Types::OBJECT) {
            return Verdict::Yes;
        }
        let mut unknown = None;
        type Part<'d> = fn(&mut Engine<'d>, Id, &Shape, Id, &Shape) -> Verdict;
        let parts: [Part<'_>; 7] =
            [Self::presence, Self::members, Self::undeclared, Self::patterned, Self::member_counts, Self::names, Self::dependents];
        for part in parts {
            match part(self, a, left, b, right) {
                Verdict::Yes => {}
                Verdict::No(witness) => return Verdict::No(witness),
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn presence(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for name in &right.objects.required {
            if !self.requires(right, name) || self.requires(left, name) {
                continue;
            }
            let mut examples: Vec<Json> = self.object_of(left, &[]).into_iter().collect();
            examples.extend(self.smallest_object(left, Some(name)));
            return self.refute_any(a, b, examples, "required");
        }
        Verdict::Yes
    }

    fn members(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let mut names = left.objects.declared();
        names.extend(right.objects.declared());
        names.sort();
        names.dedup();
        let mut unknown = None;
        for name in names {
            let (Member::Is(inner, declared), Member::Is(outer, _)) = (self.member(left, &name), self.member(right, &name)) else {
                continue;
            };
            // A name that an open object does not declare is no part of the contract.
            if !declared && inner.is_empty() && self.position != Position::Pure {
                continue;
            }
            let (inner, outer) = (self.pool.all(inner), self.pool.all(outer));
            match self.subset(inner, outer) {
                Verdict::Yes => {}
                Verdict::No(None) => return Verdict::No(None),
                Verdict::No(Some(value)) => {
                    let example = self.object_of(left, &[(name.clone(), (*value).clone())]);
                    let verdict = self.refute_any(a, b, example, "properties");
                    if verdict.is_no() {
                        return verdict;
                    }
                    unknown = Some(format!("whether the property `{name}` differs in effect could not be decided").into());
                }
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    /// What names beside the declared ones and the patterns may hold.
    fn rest(&mut self, shape: &Shape) -> Id {
        let ids = shape.objects.groups.iter().filter_map(|group| group.rest).collect();
        self.pool.all(ids)
    }

    fn undeclared(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let (inner, outer) = (self.rest(left), self.rest(right));
        let value = match self.subset(inner, outer) {
            Verdict::Yes | Verdict::No(None) if outer == Pool::ANY => return Verdict::Yes,
            Verdict::No(Some(value)) => value,
            other => return other,
        };
        let mut examples = Vec::new();
        for name in ["other", "another", "more", "x", "zzz"] {
            if !left.objects.declares(name) && !right.objects.declares(name) {
                examples.extend(self.object_of(left, &[(name.into(), (*value).clone())]));
            }
        }
        for names in &left.objects.names.clone() {
            if let Some(Json::String(name)) = self.sample(*names).as_deref().cloned() {
                examples.extend(self.object_of(left, &[(name, (*value).clone())]));
            }
        }
        self.refute_any(a, b, examples, "additionalProperties")
    }

    fn patterned(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let patterns =
            |shape: &Shape| -> Vec<(Text, Id)> { shape.objects.groups.iter().flat_map(|group| group.patterns.iter().cloned()).collect() };
        let (inner, outer) = (patterns(left), patterns(right));
        if inner.is_empty() && outer.is_empty() {
            return Verdict::Yes;
        }
        let (left_rest, right_rest) = (self.rest(left), self.rest(right));
        let same =
            |list: &[(Text, Id)], pattern: &Text| list.iter().filter(|(own, _)| own == pattern).map(|(_, id)| *id).collect::<Vec<_>>();
        let mut unknown = None;
        let mut all: Vec<Text> = inner.iter().chain(&outer).map(|(pattern, _)| pattern.clone()).collect();
        all.sort();
        all.dedup();
        for pattern in all {
            let (mine, theirs) = (same(&inner, &pattern), same(&outer, &pattern));
            let mine = if mine.is_empty() { left_rest } else { self.pool.all(mine) };
            let theirs = if theirs.is_empty() { right_rest } else { self.pool.all(theirs) };
            let value = match self.subset(mine, theirs) {
                Verdict::Yes => continue,
                Verdict::No(value) => value,
                Verdict::Unknown(why) => {
                    unknown = Some(why);
                    continue;
                }
            };
            let name = self.text_with(&pattern);
            let example = name.zip(value).and_then(|(name, value)| self.object_of(left, &[(name.as_str().into(), (*value).clone())]));
            let verdict = self.refute_any(a, b, example, "patternProperties");
            if verdict.is_no() {
                return verdict;
            }
            unknown = Some("`patternProperties` could not be decided".into());
        }
        // Patterns that overlap, or that meet declared names, are more than this pairwise look can prove.
        if unknown.is_none() && !self.patterns_are_simple(left, right) {
            return Verdict::unknown("`patternProperties` with different patterns could not be decided");
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    /// Whether comparing pattern by pattern is a proof: both sides have the same patterns in one group each, or the right side has none and is open.
    fn patterns_are_simple(&mut self, left: &Shape, right: &Shape) -> bool {
        let texts = |shape: &Shape| -> Vec<Vec<Text>> {
            shape.objects.groups.iter().map(|group| group.patterns.iter().map(|(text, _)| text.clone()).collect()).collect()
        };
        let (inner, outer) = (texts(left), texts(right));
        if outer.iter().all(Vec::is_empty) && self.rest(right) == Pool::ANY {
            return true;
        }
        if inner.len() <= 1 && outer.len() <= 1 && inner == outer {
            return true;
        }
        // One pattern on the right, nothing but it to obey: every way to have such a name was compared.
        let count = |lists: &[Vec<Text>]| lists.iter().map(Vec::len).sum::<usize>();
        inner.len() <= 1 && outer.len() <= 1 && count(&inner) + count(&outer) <= 1
    }

    fn member_counts(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let (inner, outer) = (&left.objects, &right.objects);
        if inner.min.max(inner.required.len() as u64) < outer.min {
            let mut examples: Vec<Json> = self.object_of(left, &[]).into_iter().collect();
            examples.extend(self.smallest_object(left, None));
            return self.refute_any(a, b, examples, "minProperties");
        }
        let Some(max) = outer.max.filter(|max| inner.max.is_none_or(|own| own > *max)) else { return Verdict::Yes };
        let closed = self.rest(left) == Pool::NEVER && inner.groups.iter().all(|group| group.patterns.is_empty());
        if closed && inner.declared().len() as u64 <= max {
            return Verdict::Yes;
        }
        if max > 500 {
            return Verdict::No(None);
        }
        let mut extra = Vec::new();
        for name in inner.declared() {
            if let Member::Is(ids, _) = self.member(left, &name) {
                let id = self.pool.all(ids);
                extra.extend(self.sample(id).map(|value| (name, (*value).clone())));
            }
        }
        let rest = self.rest(left);
        if let Some(value) = self.sample(rest) {
            extra.extend((0..=max).map(|number| (Text::from(format!("other{number}")), (*value).clone())));
        }
        extra.truncate(max as usize + 1);
        let example = self.object_of(left, &extra);
        self.refute_any(a, b, example, "maxProperties")
    }

    fn names(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if right.objects.names.is_empty() || right.objects.names.iter().all(|names| left.objects.names.contains(names)) {
            return Verdict::Yes;
        }
        let wanted = self.pool.all(right.objects.names.clone());
        let mut examples = Vec::new();
        let mut sure = true;
        for name in left.objects.declared() {
            let Member::Is(ids, _) = self.member(left, &name) else { continue };
            let id = self.pool.all(ids);
            if self.accepts(wanted, &Json::String(name.clone())) != Some(true) {
                sure &= self.is_empty(id);
                let value = self.sample(id).map(|value| (*value).clone());
                examples.extend(value.and_then(|value| self.object_of(left, &[(name.clone(), value)])));
            }
        }
        if self.rest(left) != Pool::NEVER || left.objects.groups.iter().any(|group| !group.patterns.is_empty()) {
            let text = self.pool.made(Shape { types: Types::STRING, ..Shape::any() });
            let own = self.pool.all([left.objects.names.as_slice(), &[text]].concat());
            match self.subset(own, wanted) {
                Verdict::Yes => {}
                Verdict::No(Some(name)) => {
                    sure = false;
                    let rest = self.rest(left);
                    let value = self.sample(rest).map(|value| (*value).clone());
                    if let (Json::String(name), Some(value)) = (&*name, value) {
                        examples.extend(self.object_of(left, &[(name.clone(), value)]));
                    }
                }
                _ => sure = false,
            }
        }
        if sure { Verdict::Yes } else { self.refute_any(a, b, examples, "propertyNames") }
    }

    fn dependents(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let mut unknown = None;
        for (trigger, names) in &right.objects.dependent_required {
            let implied = |name: &Text| {
                left.objects.requires(name)
                    || left.objects.dependent_required.iter().any(|(own, list)| own == trigger && list.contains(name))
            };
            if names.iter().all(implied) {
                continue;
            }
            let verdict = self.refute_dependent(a, left, b, trigger, "dependentRequired");
            match verdict {
                Verdict::Unknown(why) => unknown = Some(why),
                other => return other,
            }
        }
        for (trigger, schema) in &right.objects.dependent_schemas {
            let same = left.objects.dependent_schemas.iter().filter(|(own, _)| own == trigger).map(|(_, id)| *id).collect::<Vec<_>>();
            let implied = same.iter().any(|&own| self.subset(own, *schema).is_yes()) || self.subset(a, *schema).is_yes();
            if implied {
                continue;
            }
            let mut examples = self.with_member(left, trigger);
            let object = self.subset(a, *schema);
            if let Verdict::No(Some(value)) = object {
                examples.extend(self.with_trigger(left, trigger, &value));
            }
            match self.refute_any(a, b, examples, "dependentSchemas") {
                Verdict::Unknown(why) => unknown = Some(why),
                other => return other,
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn refute_dependent(&mut self, a: Id, left: &Shape, b: Id, trigger: &Text, keyword: &str) -> Verdict {
        let Member::Is(ids, _) = self.member(left, trigger) else { return Verdict::Yes };
        let id = self.pool.all(ids);
        if self.is_empty(id) {
            return Verdict::Yes;
        }
        let examples = self.with_member(left, trigger);
        self.refute_any(a, b, examples, keyword)
    }

    fn with_member(&mut self, left: &Shape, name: &Text) -> Vec<Json> {
        let Member::Is(ids, _) = self.member(left, name) else { return Vec::new() };
        let id = self.pool.all(ids);
        let value = self.sample(id).map(|value| (*value).clone());
        value.and_then(|value| self.object_of(left, &[(name.clone(), value)])).into_iter().collect()
    }

    fn with_trigger(&mut self, left: &Shape, trigger: &Text, value: &Json) -> Option<Json> {
        let Json::Object(members) = value else { return None };
        let Member::Is(ids, _) = self.member(left, trigger) else { return None };
        let id = self.pool.all(ids);
        let sample = self.sample(id)?;
        let mut members = members.clone();
        members.entry(trigger.clone()).or_insert_with(|| (*sample).clone());
        Some(Json::Object(members))
    }

    /// An object with these members and whatever the schema requires beside them.
    pub(super) fn object_of(&mut self, shape: &Shape, with: &[(Text, Json)]) -> Option<Json> {
        let mut members: BTreeMap<Text, Json> = with.iter().cloned().collect();
        let mut owed: Vec<Text> = shape.objects.required.clone();
        while let Some(name) = owed.pop() {
            if members.contains_key(&name) {
                continue;
            }
            if let Member::Is(ids, _) = self.member(shape, &name) {
                let id = self.pool.all(ids);
                let value = self.sample(id)?;
                members.insert(name, (*value).clone());
            }
        }
        let triggers: Vec<(Text, Vec<Text>)> = shape.objects.dependent_required.clone();
        for _ in 0..triggers.len() {
            for (trigger, names) in &triggers {
                for name in names.iter().filter(|_| members.contains_key(trigger)).cloned().collect::<Vec<_>>() {
                    if let (false, Member::Is(ids, _)) = (members.contains_key(&name), self.member(shape, &name)) {
                        let id = self.pool.all(ids);
                        let value = self.sample(id)?;
                        members.insert(name, (*value).clone());
                    }
                }
            }
        }
        self.fill_up(shape, &mut members)?;
        Some(Json::Object(members))
    }

    /// Adds members until `minProperties` holds.
    fn fill_up(&mut self, shape: &Shape, members: &mut BTreeMap<Text, Json>) -> Option<()> {
        if shape.objects.min > 500 {
            return None;
        }
        let mut names = shape.objects.declared();
        names.extend((0..shape.objects.min).map(|number| Text::from(format!("other{number}"))));
        for name in names {
            if members.len() as u64 >= shape.objects.min {
                break;
            }
            if let (false, Member::Is(ids, _)) = (members.contains_key(&name), self.member(shape, &name)) {
                let id = self.pool.all(ids);
                if let Some(value) = self.sample(id) {
                    members.insert(name, (*value).clone());
                }
            }
        }
        (members.len() as u64 >= shape.objects.min).then_some(())
    }

    /// An object that lacks one name, filled up with names nobody declares.
    fn smallest_object(&mut self, shape: &Shape, without: Option<&Text>) -> Option<Json> {
        let Json::Object(mut members) = self.object_of(shape, &[])? else { return None };
        if let Some(name) = without {
            members.remove(name);
        }
        self.fill_up(shape, &mut members);
        if let Some(name) = without {
            members.remove(name);
        }
        Some(Json::Object(members))
    }
}
