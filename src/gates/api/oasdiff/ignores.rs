//! Ignore files: free text, one ignored change per line. oasdiff takes a line for a change when the line holds its method, its path (the first
//! word with a slash in front, or `components`) and its message. The message here is worded otherwise, so a line is held against the words of
//! the change's id and the names it is about; a line that fits several kinds of change equally well decides nothing.

use std::collections::BTreeSet;

use super::lines;

/// Share of an id's words that a line must hold, in percent.
const ENOUGH: usize = 60;
/// Words that ids are made of and that messages leave out.
const SILENT: &[&str] = &["became", "to", "the", "a", "of", "with", "existing", "path", "set", "without", "updated"];

/// An ignore file as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreFile {
    /// Its lines, in order.
    pub lines: Vec<IgnoreLine>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreLine {
    /// Number of the line, from 1.
    pub line: u32,
    /// The line.
    pub text: String,
    /// Its words, in lower case and without endings.
    words: BTreeSet<String>,
    /// Every name it holds, as written: quoted text and words.
    names: BTreeSet<String>,
}

/// A change that a line may be about.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'c> {
    /// Id without the gate: that of oasdiff where there is one.
    pub id: &'c str,
    /// Operations that see it, as `GET /users`; empty where it belongs to none.
    pub operations: &'c [String],
    /// The name it is about (a parameter, a property, a status); empty where there is none.
    pub name: &'c str,
}

/// What a line says of the changes at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// These, by their position.
    Ignores(Vec<usize>),
    /// No change is meant.
    Unused,
    /// Changes of several kinds are meant equally well: their ids.
    Ambiguous(Vec<String>),
}

impl IgnoreFile {
    /// Reads a file; every text is one.
    pub fn read(text: &str) -> IgnoreFile {
        IgnoreFile { lines: lines(text).map(|(line, text)| IgnoreLine::read(line, text)).collect() }
    }
}

impl IgnoreLine {
    fn read(line: u32, text: &str) -> IgnoreLine {
        let mut names: BTreeSet<String> = quoted(text).map(str::to_string).collect();
        names.extend(text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '`' | ',' | '(' | ')')).map(str::to_string));
        IgnoreLine { line, text: text.to_string(), words: words(text).collect(), names }
    }

    /// Which of the changes the line is about.
    pub fn judge(&self, candidates: &[Candidate<'_>]) -> Verdict {
        let mut best = 0;
        let mut meant: Vec<usize> = Vec::new();
        for (position, candidate) in candidates.iter().enumerate() {
            let score = self.score(candidate);
            if score > best {
                best = score;
                meant.clear();
            }
            if score == best && score > 0 {
                meant.push(position);
            }
        }
        let ids: BTreeSet<&str> = meant.iter().map(|&position| candidates[position].id).collect();
        match ids.len() {
            0 => Verdict::Unused,
            1 => Verdict::Ignores(meant),
            _ => Verdict::Ambiguous(ids.into_iter().map(str::to_string).collect()),
        }
    }

    /// How well the line describes a change: 0 not at all. Covered words count first, then how many there are.
    fn score(&self, candidate: &Candidate<'_>) -> usize {
        if !self.is_at(candidate.operations) || !(candidate.name.is_empty() || self.names_it(candidate.name)) {
            return 0;
        }
        let wanted: BTreeSet<String> = words(candidate.id).filter(|word| !SILENT.contains(&word.as_str())).collect();
        let held = wanted.iter().filter(|word| self.words.contains(*word)).count();
        if wanted.is_empty() || held * 100 < wanted.len() * ENOUGH {
            return 0;
        }
        held * 1000 / wanted.len() * 100 + held
    }

    /// Method and path of one of the operations, or `components` where the change belongs to none.
    fn is_at(&self, operations: &[String]) -> bool {
        if operations.is_empty() {
            return self.words.contains("component");
        }
        operations.iter().any(|operation| {
            let Some((method, path)) = operation.split_once(' ') else { return false };
            let tokens: Vec<&str> = self.text.split_whitespace().collect();
            tokens.iter().any(|token| token.eq_ignore_ascii_case(method))
                && tokens
                    .iter()
                    .find(|token| token.starts_with('/'))
                    .is_some_and(|token| token.trim_end_matches([',', ':']).eq_ignore_ascii_case(path))
        })
    }

    /// The name itself, or the last part of a path to it (`address/street` is `address.street` elsewhere).
    fn names_it(&self, name: &str) -> bool {
        let parts =
            |text: &str| text.split(['/', '.']).filter(|part| !part.is_empty() && *part != "items").map(str::to_string).collect::<Vec<_>>();
        let wanted = parts(name);
        self.names.iter().any(|held| held == name || (!wanted.is_empty() && parts(held) == wanted))
    }
}

/// What stands between quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    ['\'', '"', '`'].into_iter().flat_map(move |mark| text.split(mark).skip(1).step_by(2))
}

/// Words in lower case, `maxLength` in two, without the endings that inflect them.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    spaced.to_lowercase().split_whitespace().map(stem).collect::<Vec<_>>().into_iter()
}

fn stem(word: &str) -> String {
    let known = [("endpoint", "api"), ("maximum", "max"), ("minimum", "min")];
    if let Some((_, short)) = known.iter().find(|(long, _)| *long == word) {
        return (*short).to_string();
    }
    for ending in ["ing", "ed", "es", "s", "d", "e"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= 3
        {
            return rest.to_string();
        }
    }
    word.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(line: &str, changes: &[(&str, &str, &str)]) -> Verdict {
        let operations: Vec<Vec<String>> = changes
            .iter()
            .map(|(_, operation, _)| if operation.is_empty() { Vec::new() } else { vec![(*operation).to_string()] })
            .collect();
        let candidates: Vec<Candidate<'_>> =
            changes.iter().zip(&operations).map(|((id, _, name), operations)| Candidate { id, operations, name }).collect();
        let file = IgnoreFile::read(line);
        assert_eq!(file.lines.len(), 1);
        file.lines[0].judge(&candidates)
    }

    #[test]
    fn a_line_finds_the_change_it_describes() {
        let changes = [
            ("response-success-status-removed", "GET /scores/{id}", "200"),
            ("request-parameter-max-length-decreased", "GET /scores/{id}", "token"),
            ("request-parameter-removed", "GET /scores/{id}", "token"),
            ("new-required-request-property", "POST /scores", "name"),
            ("response-success-status-removed", "POST /scores", "200"),
        ];
        for (line, expected) in [
            ("GET /scores/{id} lost the success response of status '200', removed", Verdict::Ignores(vec![0])),
            ("get /scores/{id} request parameter 'token': the maxLength decreased", Verdict::Ignores(vec![1])),
            ("in API GET /scores/{id}: removed request parameter `token`", Verdict::Ignores(vec![2])),
            ("POST /scores has a new required request property 'name'", Verdict::Ignores(vec![3])),
            ("POST /scores/{id} success response status '200' removed", Verdict::Unused),
            ("GET /scores/{id} success response status '201' removed", Verdict::Unused),
            ("GET /scores/{id}", Verdict::Unused),
        ] {
            assert_eq!(judge(line, &changes), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_could_mean_several_things_decides_nothing() {
        let changes = [("api-tag-added", "GET /a", ""), ("api-tag-removed", "GET /a", "")];
        assert_eq!(judge("GET /a api tag", &changes), Verdict::Ambiguous(vec!["api-tag-added".into(), "api-tag-removed".into()]));
        assert_eq!(judge("GET /a the api tag 'x' was removed", &changes), Verdict::Ignores(vec![1]));
    }

    #[test]
    fn what_belongs_to_no_operation_is_under_components() {
        let changes = [("api-schema-removed", "", "Dog")];
        assert_eq!(judge("components, removed the schema 'Dog' of the api", &changes), Verdict::Ignores(vec![0]));
        assert_eq!(judge("removed the schema 'Dog' of the api", &changes), Verdict::Unused);
    }

    #[test]
    fn nested_names_are_written_in_several_ways() {
        let changes = [("response-property-became-nullable", "GET /a", "address.street")];
        assert_eq!(judge("GET /a the response property 'address/street' became nullable", &changes), Verdict::Ignores(vec![0]));
    }
}
