//! CODEOWNERS as GitHub and GitLab read it: which lines count, and which pattern gives a path to whom. The last pattern that matches wins; on
//! GitLab it does so section by section.

mod coverage;
mod owner;
mod pattern;
mod sections;

use document::{Source, Span};

pub(crate) use coverage::Coverage;
pub(crate) use pattern::Pattern;
use sections::{Heading, Sections};

/// Whose rules a file follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// No sections: a line that begins with `[` is a pattern.
    GitHub,
    /// Sections with default owners, exclusions, roles.
    GitLab,
}

impl Host {
    /// Where it looks for the file; the first that is there counts.
    pub(crate) fn places(self) -> [&'static str; 3] {
        match self {
            Host::GitHub => [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"],
            Host::GitLab => ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"],
        }
    }
}

/// All places at which any of the hosts looks.
pub(crate) const PLACES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// An owner as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// With its `@`.
    pub(crate) text: String,
    /// Its bytes.
    pub(crate) span: Span,
    /// What is wrong with its spelling.
    pub(crate) fault: Option<&'static str>,
}

/// One line that gives paths to owners.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The pattern as written.
    pub(crate) text: String,
    /// The pattern, or why it is none.
    pub(crate) pattern: Result<Pattern, String>,
    /// Bytes of the pattern.
    pub(crate) span: Span,
    /// Its owners, or the default owners of its section; none where the line takes the owner away.
    pub(crate) owners: Vec<Owner>,
    /// Place of its section among the sections of the file; 0 is the part before the first.
    pub(crate) section: usize,
    /// GitLab: the line takes paths out of its section.
    pub(crate) exclusion: bool,
    /// By which of two lines that match the later one is told: GitLab keeps a pattern that stands twice at its first place.
    pub(crate) rank: usize,
}

impl Line {
    /// Whether the host takes the line into account: GitHub skips a line with anything misspelt in it.
    pub(crate) fn counts(&self, host: Host) -> bool {
        self.pattern.is_ok() && (host == Host::GitLab || self.owners.iter().all(|owner| owner.fault.is_none()))
    }

    /// Whether it gives its paths to anybody.
    pub(crate) fn gives(&self) -> bool {
        !self.exclusion && self.owners.iter().any(|owner| owner.fault.is_none())
    }
}

/// Something in the file that its host does not take as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where.
    pub(crate) span: Span,
    /// What.
    pub(crate) why: String,
}

/// The file that counts.
#[derive(Debug, Clone)]
pub(crate) struct CodeOwners {
    /// Who reads it.
    pub(crate) host: Host,
    /// Its lines, in order.
    pub(crate) lines: Vec<Line>,
    /// What is misspelt, beside owners.
    pub(crate) faults: Vec<Fault>,
}

impl CodeOwners {
    /// Reads a file.
    pub(crate) fn read(source: &Source, host: Host) -> CodeOwners {
        let mut file = CodeOwners { host, lines: Vec::new(), faults: Vec::new() };
        let mut sections = Sections::new();
        let mut start = 0;
        for whole in source.text().split_inclusive('\n') {
            let (words, comment) = words(whole);
            let spans = |words: Vec<(usize, &'_ str)>, start: usize| -> Vec<(String, Span)> {
                words.into_iter().map(|(at, word)| (word.to_string(), source.span(start + at, start + at + word.len()))).collect()
            };
            let (words, comment) = (spans(words, start), spans(comment, start));
            start += whole.len();
            if words.is_empty() {
                continue;
            }
            let begins = if host == Host::GitLab { sections.header(whole.trim(), &words, &mut file.faults) } else { Heading::None };
            // A broken heading has its fault; as a pattern it was never meant.
            if begins == Heading::None {
                file.line(words, &comment, &sections);
            }
        }
        file
    }

    fn line(&mut self, words: Vec<(String, Span)>, comment: &[(String, Span)], sections: &Sections) {
        let gitlab = self.host == Host::GitLab;
        let (text, span) = words[0].clone();
        let exclusion = gitlab && text.starts_with('!');
        let pattern = Pattern::new(if exclusion { &text[1..] } else { &text }, self.host);
        if let Err(why) = &pattern {
            self.faults.push(Fault { span, why: format!("`{text}` gives no path to anybody: {why}") });
        }
        let mut owners = owner::read(&words[1..], self.host);
        if gitlab {
            self.accidental(comment, &mut owners);
        }
        if owners.is_empty() && !exclusion {
            owners.clone_from(&sections.defaults);
            if gitlab && owners.is_empty() {
                self.faults.push(Fault { span, why: format!("`{text}` names no owner, and its section has none: nobody has to approve") });
            }
        }
        let same = |line: &Line| line.section == sections.current && line.text == text;
        let rank = self.lines.iter().position(same).filter(|_| gitlab).unwrap_or(self.lines.len());
        self.lines.push(Line { text, pattern, span, owners, section: sections.current, exclusion, rank });
    }

    /// GitLab knows no comment after a pattern: whoever is named in it is an owner.
    fn accidental(&mut self, comment: &[(String, Span)], owners: &mut Vec<Owner>) {
        let named = owner::read(comment, self.host).into_iter().filter(|owner| owner.fault.is_none());
        for owner in named {
            let why = format!("GitLab knows no comment after a pattern: `{}` becomes an owner", owner.text);
            self.faults.push(Fault { span: owner.span, why });
            owners.push(owner);
        }
    }
}

/// The words of a line with their places, and those of a comment after them; a backslash keeps a blank inside a word.
type Words<'l> = Vec<(usize, &'l str)>;

fn words(line: &str) -> (Words<'_>, Words<'_>) {
    let mut found = Vec::new();
    let (mut begin, mut escaped, mut comment) = (None, false, None);
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let ends = c.is_whitespace() && !escaped;
        match begin {
            None if c == '#' && comment.is_none() => comment = Some(found.len()),
            None if !c.is_whitespace() => begin = Some(at),
            Some(first) if ends => {
                found.push((first, &line[first..at]));
                begin = None;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    let after = found.split_off(comment.unwrap_or(found.len()));
    (found, after)
}

#[cfg(test)]
mod tests {
    use document::SourceId;

    use super::*;

    fn read(text: &str, host: Host) -> CodeOwners {
        CodeOwners::read(&Source::new(SourceId(0), "CODEOWNERS", text), host)
    }

    fn texts(line: &Line) -> Vec<&str> {
        line.owners.iter().map(|owner| owner.text.as_str()).collect()
    }

    #[test]
    fn comments_and_blanks() {
        let file = read("# all\n\n* @a # everyone\na\\ b @x\n", Host::GitHub);
        assert_eq!(texts(&file.lines[0]), ["@a"], "a comment after the owners is no owner");
        assert_eq!(file.lines[1].text, "a\\ b");
        assert_eq!(file.lines.len(), 2);
        assert!(file.faults.is_empty());
    }

    #[test]
    fn who_is_named_in_a_comment_owns_on_gitlab() {
        let file = read("*.rb @a # not @b any more\n", Host::GitLab);
        assert_eq!(texts(&file.lines[0]), ["@a", "@b"]);
        assert_eq!(file.faults.len(), 1);
    }

    #[test]
    fn default_owners_and_exclusions_of_sections() {
        let file = read("* @a\n[Docs] @writers\n/docs/\n/docs/x.md @x\n^[docs]\n!/docs/free/\n[Empty]\n*.c\n", Host::GitLab);
        assert_eq!(texts(&file.lines[1]), ["@writers"]);
        assert_eq!(file.lines[3].section, file.lines[1].section);
        assert!(file.lines[3].exclusion && !file.lines[2].exclusion);
        assert_eq!(file.faults.len(), 1, "only the last line has nobody: {:?}", file.faults);
    }

    #[test]
    fn a_section_is_no_pattern_on_github() {
        let file = read("[Docs] @writers\n/docs/ @x\n", Host::GitHub);
        assert!(!file.lines[0].counts(Host::GitHub) && file.lines[1].counts(Host::GitHub));
        assert_eq!(file.faults.len(), 1);
    }
}
