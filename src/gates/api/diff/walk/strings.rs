//! Patterns, formats and contents of strings.

use crate::diff::include::formats::{is_numeric, is_within};
use crate::diff::law::Effect;
use crate::diff::schema::{Shape, Text};

use super::Differ;
use super::keywords::Forms;
use super::pairs::Current;

impl Differ<'_, '_> {
    pub(crate) fn strings(&mut self, current: &Current, forms: &Forms) {
        self.patterns(current, forms);
        self.formats(current, forms);
        self.contents(current, forms);
    }

    fn patterns(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&forms.old.strings.patterns, &forms.new.strings.patterns);
        if old == new {
            return;
        }
        let universal = |differ: &mut Self, list: &[Text]| list.iter().all(|pattern| differ.engine.automata.is_universal(pattern));
        let (free, freed) = (universal(self, old), universal(self, new));
        let list = |patterns: &[Text]| patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(" and ");
        let (aspect, effect, words) = match (old.is_empty(), new.is_empty()) {
            (true, _) => ("pattern-added", Effect::Narrows, format!("`pattern` {} added", list(new))),
            (_, true) => ("pattern-removed", Effect::Widens, format!("`pattern` {} removed", list(old))),
            _ if freed && !free => {
                ("pattern-generalized", Effect::Widens, format!("`pattern` {} replaced by {}, which takes any text", list(old), list(new)))
            }
            _ => ("pattern-changed", Effect::Unknown, format!("`pattern` changed from {} to {}", list(old), list(new))),
        };
        let effect = if free && freed { Effect::None } else { effect };
        let (base, revision) = self.places(current, "pattern");
        self.change(current, aspect, effect, base, revision, words);
    }

    fn formats(&mut self, current: &Current, forms: &Forms) {
        // One type instead of another: the format went with it.
        if self.type_replaced(forms) {
            return;
        }
        let shared = forms.old.types.and(forms.new.types);
        let speaks = |shape: &Shape, format: &Text| {
            shape.types.and(shared).has(if is_numeric(format) {
                crate::diff::schema::Types::NUMBER
            } else {
                crate::diff::schema::Types::STRING
            })
        };
        let known = |shape: &Shape| -> Vec<Text> { shape.formats.iter().filter(|format| speaks(shape, format)).cloned().collect() };
        let (old, new) = (known(&forms.old), known(&forms.new));
        if old == new {
            return self.unknown_formats(current);
        }
        let within = |inner: &[Text], outer: &[Text]| outer.iter().all(|wanted| inner.iter().any(|own| is_within(own, wanted)));
        let (aspect, effect) = match (within(&new, &old), within(&old, &new)) {
            (true, true) => return,
            (true, false) => ("format-narrowed", Effect::Narrows),
            (false, true) => ("format-widened", Effect::Widens),
            (false, false) => ("format-replaced", Effect::Incomparable),
        };
        self.format_change(current, aspect, effect);
    }

    /// Formats that are words only: a change is told, and weighs nothing.
    fn unknown_formats(&mut self, current: &Current) {
        let text = |differ: &mut Self, id| differ.find_all(id, "format").first().map(|(_, node)| node.text().to_string());
        let (old, new) = (text(self, current.old), text(self, current.new));
        let aspect = match (&old, &new) {
            (None, Some(_)) => "format-narrowed",
            (Some(_), None) => "format-widened",
            (Some(old), Some(new)) if old != new => "format-replaced",
            _ => return,
        };
        self.format_change(current, aspect, Effect::None);
    }

    fn format_change(&mut self, current: &Current, aspect: &str, effect: Effect) {
        let text = |differ: &mut Self, id| differ.find_all(id, "format").first().map(|(_, node)| node.text().to_string());
        let words = match (text(self, current.old), text(self, current.new)) {
            (None, Some(new)) => format!("`format` `{new}` added"),
            (Some(old), None) => format!("`format` `{old}` removed"),
            (old, new) => format!("`format` changed from `{}` to `{}`", old.unwrap_or_default(), new.unwrap_or_default()),
        };
        let (base, revision) = self.places(current, "format");
        self.change(current, aspect, effect, base, revision, words);
    }

    fn contents(&mut self, current: &Current, forms: &Forms) {
        let (old, new) = (&forms.old.strings, &forms.new.strings);
        for (keyword, aspect, before, after) in [
            ("contentMediaType", "content-media-type-changed", &old.media, &new.media),
            ("contentEncoding", "content-encoding-changed", &old.encoding, &new.encoding),
        ] {
            if before != after {
                let (base, revision) = self.places(current, keyword);
                let shown = |text: &Option<Text>| text.as_ref().map_or_else(|| "nothing".to_string(), |text| format!("`{text}`"));
                let words = format!("`{keyword}` changed from {} to {}", shown(before), shown(after));
                self.change(current, aspect, Effect::Incomparable, base, revision, words);
            }
        }
        self.presence(current, "contentSchema", !old.content.is_empty(), !new.content.is_empty(), "content-schema");
        if let (Some(&before), Some(&after)) = (old.content.first(), new.content.first()) {
            self.child(current, before, after, current.spot.inner(), "contentSchema");
        }
    }
}
