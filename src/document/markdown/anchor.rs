//! The anchors that GitHub gives to headings.

use std::collections::HashMap;

/// Gives anchors, each once per file.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    seen: HashMap<String, u32>,
}

impl Anchors {
    /// Small letters; letters, digits, marks, `_`, `-` and spaces stay, spaces become `-`; the second of the same name gets `-1`.
    pub(crate) fn next(&mut self, text: &str) -> String {
        let base: String = text.trim().to_lowercase().chars().filter_map(kept).collect();
        let mut anchor = base.clone();
        while let Some(&known) = self.seen.get(&anchor) {
            let count = self.seen.entry(base.clone()).or_insert(known);
            *count += 1;
            anchor = format!("{base}-{count}");
        }
        self.seen.insert(anchor.clone(), 0);
        anchor
    }
}

fn kept(c: char) -> Option<char> {
    match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        // Combining marks are part of words; `is_alphanumeric` does not count them.
        '\u{300}'..='\u{36f}' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        let table = [
            ("Visão geral", "visão-geral"),
            ("Visão geral", "visão-geral-1"),
            ("Visão geral", "visão-geral-2"),
            ("What's `new`, now?", "whats-new-now"),
            ("A -- B", "a----b"),
            ("snake_case & 100%", "snake_case--100"),
            ("a", "a"),
            ("a-1", "a-1"),
            ("a", "a-2"),
            ("🚀 Start", "-start"),
            ("§", ""),
            ("§", "-1"),
        ];
        for (text, anchor) in table {
            assert_eq!(anchors.next(text), anchor, "{text}");
        }
    }
}
