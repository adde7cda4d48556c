//! Bounds of numbers, and counts.

use crate::diff::law::Effect;
use crate::diff::schema::number::{Number, is_multiple, parse, show};

use super::Differ;
use super::keywords::{Both, Forms};
use super::pairs::Current;

impl Differ<'_, '_> {
    pub(crate) fn numbers(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&forms.old.numbers, &forms.new.numbers);
        if (&old.min, &old.max) != (&new.min, &new.max) {
            for (keyword, exclusive, upper, aspect) in [
                ("maximum", false, true, "max"),
                ("exclusiveMaximum", true, true, "exclusive-max"),
                ("minimum", false, false, "min"),
                ("exclusiveMinimum", true, false, "exclusive-min"),
            ] {
                let values = (self.bound(current.old, upper, exclusive), self.bound(current.new, upper, exclusive));
                // A flag beside a bound that moved: the bound says it.
                if exclusive && matches!(values, (Some(_), Some(_))) && self.bound(current.new, upper, false).is_some() {
                    continue;
                }
                self.bound_change(current, keyword, aspect, upper, values);
            }
        }
        if old.step != new.step {
            self.step_change(current, (old.step.clone(), new.step.clone()));
        }
    }

    /// The tightest bound of a kind among the contributors.
    fn bound(&mut self, id: crate::diff::schema::Id, upper: bool, exclusive: bool) -> Option<Number> {
        let (plain, strict) = if upper { ("maximum", "exclusiveMaximum") } else { ("minimum", "exclusiveMinimum") };
        let sources = self.sources(id);
        let mut values = Vec::new();
        for (side, at) in sources {
            let node = self.node(side, at);
            let flag = node.get(strict).and_then(|value| value.as_bool());
            let text = match (exclusive, flag) {
                (true, Some(true)) => node.get(plain),
                (true, None) => node.get(strict),
                (true, Some(false)) => None,
                (false, _) => node.get(plain),
            };
            values.extend(text.and_then(|node| parse(node.text())));
        }
        if upper { values.into_iter().min() } else { values.into_iter().max() }
    }

    fn bound_change(&mut self, current: &Current, keyword: &str, aspect: &str, upper: bool, values: Both<Number>) {
        let words = |value: &Number| show(value);
        self.ordered(current, keyword, aspect, upper, values, words);
    }

    /// A bound that was set, unset or moved.
    fn ordered<T: Ord>(
        &mut self,
        current: &Current,
        keyword: &str,
        aspect: &str,
        upper: bool,
        values: Both<T>,
        show: impl Fn(&T) -> String,
    ) {
        let (suffix, effect, words) = match &values {
            (None, Some(new)) => ("set", Effect::Narrows, format!("`{keyword}` set to {}", show(new))),
            (Some(old), None) => ("unset", Effect::Widens, format!("`{keyword}` {} removed", show(old))),
            (Some(old), Some(new)) if old != new => {
                let grown = new > old;
                let effect = if grown == upper { Effect::Widens } else { Effect::Narrows };
                let (suffix, word) = if grown { ("increased", "raised") } else { ("decreased", "lowered") };
                (suffix, effect, format!("`{keyword}` {word} from {} to {}", show(old), show(new)))
            }
            _ => return,
        };
        let (base, revision) = self.places(current, keyword);
        self.change(current, &format!("{aspect}-{suffix}"), effect, base, revision, words);
    }

    fn step_change(&mut self, current: &Current, values: Both<Number>) {
        let (aspect, effect, words) = match &values {
            (None, Some(new)) => ("multiple-of-set", Effect::Narrows, format!("`multipleOf` set to {}", show(new))),
            (Some(old), None) => ("multiple-of-unset", Effect::Widens, format!("`multipleOf` {} removed", show(old))),
            (Some(old), Some(new)) => {
                let words = format!("`multipleOf` changed from {} to {}", show(old), show(new));
                if is_multiple(old, new) {
                    ("multiple-of-generalized", Effect::Widens, words)
                } else if is_multiple(new, old) {
                    ("multiple-of-specialized", Effect::Narrows, words)
                } else {
                    ("multiple-of-changed", Effect::Incomparable, words)
                }
            }
            _ => return,
        };
        let (base, revision) = self.places(current, "multipleOf");
        self.change(current, aspect, effect, base, revision, words);
    }

    pub(crate) fn counts(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&*forms.old, &*forms.new);
        // A least count of nothing is none.
        let least = |count: u64| (count > 0).then_some(count);
        for (keyword, aspect, upper, values) in [
            ("maxLength", "max-length", true, (old.strings.max, new.strings.max)),
            ("minLength", "min-length", false, (least(old.strings.min), least(new.strings.min))),
            ("maxItems", "max-items", true, (old.arrays.max, new.arrays.max)),
            ("minItems", "min-items", false, (least(old.arrays.min), least(new.arrays.min))),
            ("maxProperties", "max-properties", true, (old.objects.max, new.objects.max)),
            ("minProperties", "min-properties", false, (least(old.objects.min), least(new.objects.min))),
        ] {
            self.ordered(current, keyword, aspect, upper, values, u64::to_string);
        }
        if old.arrays.unique != new.arrays.unique {
            let (base, revision) = self.places(current, "uniqueItems");
            let (aspect, effect, words) = if new.arrays.unique {
                ("unique-items-set", Effect::Narrows, "items must be unique now")
            } else {
                ("unique-items-unset", Effect::Widens, "items need not be unique any more")
            };
            self.change(current, aspect, effect, base, revision, words.to_string());
        }
    }

    /// `minContains` and `maxContains` of a `contains` that both sides have.
    pub(crate) fn contained(&mut self, current: &Current, least: (u64, u64), most: Both<u64>) {
        let written = |differ: &mut Self, id| differ.place(id, "minContains").is_some();
        let (had, has) = (written(self, current.old), written(self, current.new));
        if least.0 != least.1 {
            let values = ((had || !has).then_some(least.0), (has || !had).then_some(least.1));
            self.ordered(current, "minContains", "min-contains", false, values, u64::to_string);
        }
        self.ordered(current, "maxContains", "max-contains", true, most, u64::to_string);
    }
}
