//! Text made comparable.

/// Small letters without the accents of Portuguese and its neighbours.
pub(crate) fn fold(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).filter_map(plain).collect()
}

fn plain(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        // Combining accents of decomposed text.
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// The anchor that GitHub and GitLab make of a heading.
pub(crate) fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold(" Reversão "), "reversao");
        assert_eq!(fold("Diagno\u{301}stico"), "diagnostico");
    }

    #[test]
    fn slugs_are_those_of_github() {
        assert_eq!(slug("Rollback / Reversão"), "rollback--reversão");
        assert_eq!(slug("What's next?"), "whats-next");
    }
}
