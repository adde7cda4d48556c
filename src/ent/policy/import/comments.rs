//! Reasons that people wrote as comments: behind an entry, or on the lines above it.

/// The comment of a line (from 1) of a text whose comments begin with `#`: behind the entry, else the comment lines right above it.
pub(super) fn comment_at(text: &str, line: u32) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = (line as usize).checked_sub(1)?;
    if let Some(behind) = behind(lines.get(at)?) {
        return Some(behind);
    }
    let mut above: Vec<&str> = lines[..at].iter().rev().map_while(|line| comment(line)).collect();
    above.reverse();
    let words = above.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().any(char::is_alphanumeric).then_some(words)
}

/// What a line that is nothing but a comment says. A comment that is an entry switched off says nothing, and ends the ones that do.
fn comment(line: &str) -> Option<&str> {
    let words = line.trim().strip_prefix('#')?.trim_start_matches('#').trim();
    let mut parts = words.split_whitespace();
    let first = parts.next().unwrap_or_default().trim_matches(['"', ',', '-', '\'']);
    let switched_off = super::is_advisory(first) && parts.next().is_none() || words.contains(" = ") || words.starts_with("[[");
    (!switched_off).then_some(words)
}

/// The comment behind an entry, outside of its quotes.
fn behind(line: &str) -> Option<String> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open && before != '\\' => quote = None,
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (None, '#') if before.is_whitespace() || matches!(before, ',' | '}' | ']') => {
                let words = line[at..].trim_start_matches('#').trim();
                return (at > 0 && !line[..at].trim().is_empty() && words.chars().any(char::is_alphanumeric)).then(|| words.to_string());
            }
            _ => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stands_behind_an_entry_or_right_above_it() {
        let text = "# Not used\n#  at run time\nCVE-1 # only in tests\nCVE-2\n\n# old\n\nCVE-3\n# why\nCVE-4\nid = \"#x\" # y\n# id = \"z\"\nCVE-5\n";
        let at = |line| comment_at(text, line);
        assert_eq!(at(3).as_deref(), Some("only in tests"));
        assert_eq!((at(4), at(8)), (None, None));
        assert_eq!(at(10).as_deref(), Some("why"));
        assert_eq!(at(11).as_deref(), Some("y"));
        assert_eq!(at(13), None, "an entry that is switched off is no reason");
        assert_eq!(comment_at("# Not used\n# at run time\nCVE-1", 3).as_deref(), Some("Not used at run time"));
    }
}
