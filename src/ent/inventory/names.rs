//! From a path to the clues that its name and folders give.
//!
//! Nearly every file is decided by two look-ups, of its name and of its extension. Only what has wildcards elsewhere is a glob, and globs are
//! grouped by the extension they end in and compiled when the first such file is met, so that an empty folder costs nothing.

use std::collections::HashMap;
use std::sync::OnceLock;

use globset::{Candidate, GlobBuilder, GlobSet, GlobSetBuilder};

use super::class::Class;

/// What a pattern says about a file that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clue {
    /// It is not of the class, whatever its folder or content.
    Except,
    /// It is of the class.
    Name,
    /// It may be of the class.
    Place,
    /// Its content tells, by the marks of this number.
    Content(u8),
}

/// A clue and the number of the class it is about.
pub(super) type Hit = (u16, Clue);

/// All patterns of a table of classes.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Patterns with a capital: matched as they are.
    exact: Patterns,
    /// Patterns in small letters: matched against the path in small letters.
    any_case: Patterns,
}

/// Room for one look-up after the other.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    lower: String,
    numbers: Vec<usize>,
}

impl Names {
    /// The patterns of `classes`, by their number there.
    pub(super) fn new(classes: &[Class]) -> Names {
        let mut names = Names::default();
        for (class, number) in classes.iter().zip(0_u16..) {
            names.add(class.names, (number, Clue::Name));
            names.add(class.places, (number, Clue::Place));
            names.add(class.except, (number, Clue::Except));
            for (content, which) in class.content.iter().zip(0_u8..) {
                names.add(content.among, (number, Clue::Content(which)));
            }
        }
        names
    }

    fn add(&mut self, patterns: &[&str], hit: Hit) {
        for pattern in patterns {
            let patterns = if pattern.bytes().any(|byte| byte.is_ascii_uppercase()) { &mut self.exact } else { &mut self.any_case };
            for pattern in expand(pattern) {
                patterns.add(pattern, hit);
            }
        }
    }

    /// All clues that the relative path gives, sorted, each once.
    pub(super) fn clues(&self, path: &str, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        hits.clear();
        self.exact.find(path, &mut scratch.numbers, hits);
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            scratch.lower.clear();
            scratch.lower.push_str(path);
            scratch.lower.make_ascii_lowercase();
            self.any_case.find(&scratch.lower, &mut scratch.numbers, hits);
        } else {
            self.any_case.find(path, &mut scratch.numbers, hits);
        }
        hits.sort_unstable();
        hits.dedup();
    }
}

#[derive(Debug, Default)]
struct Patterns {
    /// Whole names.
    whole: HashMap<String, Vec<Hit>>,
    /// `*.x`: everything after a dot of the name, `x` or `x.y`.
    extension: HashMap<String, Vec<Hit>>,
    /// Globs that end in one extension.
    globs: HashMap<String, Globs>,
    /// Globs that do not.
    loose: Globs,
}

impl Patterns {
    fn add(&mut self, pattern: String, hit: Hit) {
        let wild = |text: &str| text.contains(['*', '?', '[']);
        if !pattern.contains('/') && !wild(&pattern) {
            self.whole.entry(pattern).or_default().push(hit);
            return;
        }
        if let Some(extension) = pattern.strip_prefix("*.").filter(|rest| !wild(rest) && !rest.contains('/')) {
            self.extension.entry(extension.to_owned()).or_default().push(hit);
            return;
        }
        let tail = pattern.rsplit_once('.').map(|(_, tail)| tail).filter(|tail| !wild(tail) && !tail.contains('/'));
        let globs = match tail {
            Some(tail) => self.globs.entry(tail.to_owned()).or_default(),
            None => &mut self.loose,
        };
        let anchored = match pattern.strip_prefix('/') {
            Some(from_root) => from_root.to_owned(),
            None if pattern.contains('/') => pattern,
            None => format!("**/{pattern}"),
        };
        globs.patterns.push((anchored, hit));
    }

    fn find(&self, path: &str, numbers: &mut Vec<usize>, hits: &mut Vec<Hit>) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(found) = self.whole.get(name) {
            hits.extend_from_slice(found);
        }
        for (at, _) in name.match_indices('.') {
            if let Some(found) = self.extension.get(&name[at + 1..]) {
                hits.extend_from_slice(found);
            }
        }
        let candidate = Candidate::new(path);
        if let Some(globs) = name.rsplit_once('.').and_then(|(_, tail)| self.globs.get(tail)) {
            globs.find(&candidate, numbers, hits);
        }
        self.loose.find(&candidate, numbers, hits);
    }
}

#[derive(Debug, Default)]
struct Globs {
    patterns: Vec<(String, Hit)>,
    compiled: OnceLock<GlobSet>,
}

impl Globs {
    fn find(&self, candidate: &Candidate<'_>, numbers: &mut Vec<usize>, hits: &mut Vec<Hit>) {
        if self.patterns.is_empty() {
            return;
        }
        self.compiled.get_or_init(|| compile(&self.patterns)).matches_candidate_into(candidate, numbers);
        hits.extend(numbers.iter().map(|&number| self.patterns[number].1));
    }
}

/// The set of the patterns; one that is no glob matches nothing (the table's tests refuse it).
fn compile(patterns: &[(String, Hit)]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for (pattern, _) in patterns {
        let literal = || GlobBuilder::new("[^\\s\\S]").build();
        if let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build().or_else(|_| literal()) {
            set.add(glob);
        }
    }
    set.build().unwrap_or_default()
}

/// The pattern once for each choice of its braces.
pub(super) fn expand(pattern: &str) -> Vec<String> {
    let Some((head, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let Some((choices, tail)) = rest.split_once('}') else { return vec![pattern.to_owned()] };
    let tails = expand(tail);
    choices.split(',').flat_map(|choice| tails.iter().map(move |tail| format!("{head}{choice}{tail}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::classes::classes;
    use super::*;

    #[test]
    fn braces_are_choices() {
        assert_eq!(expand("a{,.b}/*.{x,y}"), ["a/*.x", "a/*.y", "a.b/*.x", "a.b/*.y"]);
        assert_eq!(expand("plain"), ["plain"]);
    }

    #[test]
    fn every_pattern_of_the_table_is_a_glob() {
        for class in classes() {
            let contents = class.content.iter().flat_map(|content| content.among);
            for pattern in class.names.iter().chain(class.places).chain(class.except).chain(contents) {
                for glob in expand(pattern) {
                    assert!(GlobBuilder::new(&glob).build().is_ok(), "{}: {glob}", class.kind);
                    assert!(!glob.contains(['{', '}']), "{}: nested braces in {pattern}", class.kind);
                }
            }
        }
    }

    fn clues(path: &str) -> Vec<(&'static str, Clue)> {
        let names = Names::new(classes());
        let mut hits = Vec::new();
        names.clues(path, &mut Scratch::default(), &mut hits);
        hits.iter().map(|&(class, clue)| (classes()[usize::from(class)].kind.name(), clue)).collect()
    }

    #[test]
    fn a_capital_in_a_pattern_makes_it_exact() {
        assert!(clues("Manifest.toml").contains(&("lock-file", Clue::Name)));
        assert!(!clues("manifest.toml").contains(&("lock-file", Clue::Name)));
        assert!(clues("SECURITY.md").contains(&("security-policy", Clue::Name)));
        assert!(clues("docs/security.md").contains(&("security-policy", Clue::Name)));
    }

    #[test]
    fn a_pattern_with_a_slash_is_about_the_whole_path() {
        assert!(clues(".github/workflows/ci.yml").contains(&("github-workflow", Clue::Name)));
        assert!(!clues("fixtures/.github/workflows/ci.yml").contains(&("github-workflow", Clue::Name)));
        assert!(!clues(".github/workflows/deep/ci.yml").contains(&("github-workflow", Clue::Name)));
    }
}
