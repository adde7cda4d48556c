//! Strings of one schema among those of another.

use crate::diff::schema::{Id, Json, Shape, Strings, Text, Types};

use super::automata::{Found, Lengths};
use super::{Engine, Verdict, formats};

impl Engine<'_> {
    pub(super) fn strings(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        if !left.types.and(right.types).has(Types::STRING) {
            return Verdict::Yes;
        }
        let mut unknown = None;
        for verdict in [
            self.string_formats(a, left, b, right),
            self.contents(left, right),
            self.lengths(a, left, b, right),
            self.patterns(a, left, b, right),
        ] {
            match verdict {
                Verdict::Yes => {}
                Verdict::No(witness) => return Verdict::No(witness),
                Verdict::Unknown(why) => unknown = unknown.or(Some(why)),
            }
        }
        unknown.map_or(Verdict::Yes, Verdict::Unknown)
    }

    fn lengths(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let (inner, outer) = (&left.strings, &right.strings);
        let mut gaps = Vec::new();
        if inner.min < outer.min {
            gaps.push((Lengths { min: inner.min, max: least(inner.max, Some(outer.min - 1)) }, "minLength"));
        }
        if let Some(max) = outer.max.filter(|max| inner.max.is_none_or(|own| own > *max)) {
            gaps.push((Lengths { min: inner.min.max(max + 1), max: inner.max }, "maxLength"));
        }
        for (gap, keyword) in gaps {
            let verdict = match self.text_of(left, gap, None) {
                Found::Nothing => Verdict::Yes,
                Found::Text(text) => self.refute(a, b, &Json::string(&text), keyword),
                Found::Unknown => Verdict::unknown(format!("`{keyword}` could not be decided")),
            };
            // Formats say nothing about length that this engine knows: a longer bound beside a format is what it says.
            if !left.formats.is_empty() && !verdict.is_yes() {
                return Verdict::No(None);
            }
            if !verdict.is_yes() {
                return verdict;
            }
        }
        Verdict::Yes
    }

    fn patterns(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        let lengths = lengths_of(&left.strings);
        for pattern in &right.strings.patterns {
            if left.strings.patterns.contains(pattern) {
                continue;
            }
            match self.text_of(left, lengths, Some(pattern)) {
                Found::Nothing => {}
                Found::Text(text) => {
                    let verdict = self.refute(a, b, &Json::string(&text), "pattern");
                    // Without another pattern any string is a counterexample, whatever else stands beside it.
                    return if left.strings.patterns.is_empty() && !verdict.is_no() && !left.formats.is_empty() {
                        Verdict::No(None)
                    } else {
                        verdict
                    };
                }
                Found::Unknown if left.strings.patterns.is_empty() => return Verdict::No(None),
                Found::Unknown => return Verdict::unknown("whether one `pattern` covers the other could not be decided"),
            }
        }
        Verdict::Yes
    }

    /// The shortest string of these lengths with all patterns of the schema, and without one more.
    fn text_of(&mut self, shape: &Shape, lengths: Lengths, without: Option<&Text>) -> Found {
        if shape.strings.patterns.is_empty() && without.is_none() {
            return if lengths.max.is_some_and(|max| max < lengths.min) {
                Found::Nothing
            } else if lengths.min > 100_000 {
                Found::Unknown
            } else {
                Found::Text("a".repeat(lengths.min as usize))
            };
        }
        // Products with long counters are not worth their states: what holds for all lengths holds for these.
        let counted = lengths.max.unwrap_or(lengths.min).max(lengths.min) <= 300;
        if counted {
            return self.automata.find(&shape.strings.patterns, without, lengths);
        }
        match self.automata.find(&shape.strings.patterns, without, Lengths { min: 0, max: None }) {
            Found::Text(text) => {
                let length = text.chars().count() as u64;
                if length >= lengths.min && lengths.max.is_none_or(|max| length <= max) { Found::Text(text) } else { Found::Unknown }
            }
            other => other,
        }
    }

    fn string_formats(&mut self, a: Id, left: &Shape, b: Id, right: &Shape) -> Verdict {
        for wanted in right.formats.iter().filter(|format| !formats::is_numeric(format)) {
            if left.formats.iter().any(|own| formats::is_within(own, wanted)) {
                continue;
            }
            let mut samples: Vec<Json> = left.formats.iter().filter_map(|format| formats::example(format)).map(Json::string).collect();
            samples.push(Json::string("a"));
            samples.extend(self.sample_text(left).map(|text| Json::string(&text)));
            let verdict = self.refute_any(a, b, samples, "format");
            return if verdict.is_no() { verdict } else { Verdict::No(None) };
        }
        Verdict::Yes
    }

    fn contents(&mut self, left: &Shape, right: &Shape) -> Verdict {
        let (inner, outer) = (&left.strings, &right.strings);
        if outer.encoding.as_ref().is_some_and(|wanted| inner.encoding.as_ref() != Some(wanted)) {
            return Verdict::No(None);
        }
        if outer.media.as_ref().is_some_and(|wanted| inner.media.as_ref() != Some(wanted)) {
            return Verdict::No(None);
        }
        for &wanted in &outer.content {
            if inner.content.is_empty() {
                return Verdict::No(None);
            }
            let own = self.pool.all(inner.content.clone());
            let verdict = self.subset(own, wanted);
            if !verdict.is_yes() {
                return if verdict.is_no() { Verdict::No(None) } else { verdict };
            }
        }
        Verdict::Yes
    }

    /// A string that a schema accepts.
    pub(super) fn sample_text(&mut self, shape: &Shape) -> Option<String> {
        if let Some(example) = shape.formats.iter().find_map(|format| formats::example(format)) {
            return Some(example.to_string());
        }
        match self.text_of(shape, lengths_of(&shape.strings), None) {
            Found::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether no string satisfies length and patterns.
    pub(super) fn has_no_text(&mut self, shape: &Shape) -> bool {
        self.text_of(shape, lengths_of(&shape.strings), None) == Found::Nothing
    }

    /// A string with a pattern.
    pub(super) fn text_with(&mut self, pattern: &Text) -> Option<String> {
        match self.automata.find(std::slice::from_ref(pattern), None, Lengths { min: 0, max: None }) {
            Found::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn lengths_of(strings: &Strings) -> Lengths {
    Lengths { min: strings.min, max: strings.max }
}

fn least(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
