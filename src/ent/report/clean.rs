//! Text from input on its way to a screen: control characters lose their power.

use std::borrow::Cow;

/// The same text with every character that could move the cursor, hide text or reorder it replaced by a harmless one of the same length in
/// bytes, so that byte offsets still hold. Line breaks and tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let harmless = |c: char| match (is_dangerous(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '·',
        (true, 3) => '\u{fffd}',
        (true, _) => '\u{1fbc0}',
    };
    Cow::Owned(text.chars().map(harmless).collect())
}

/// The same for text that has to stay on one line.
pub(super) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_dangerous(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    // Overrides and isolates of direction, zero-width characters, and tags.
    control || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_lose_their_power_and_lengths_stay() {
        for text in ["a\u{1b}[31mred", "x\u{202e}y", "\u{9b}1m", "ação\tok\n"] {
            let cleaned = clean(text);
            assert_eq!(cleaned.len(), text.len());
            assert!(!cleaned.contains(['\u{1b}', '\u{202e}', '\u{9b}']));
        }
        assert_eq!(one_line("a\nb \u{7}c"), "a b ?c");
    }
}
