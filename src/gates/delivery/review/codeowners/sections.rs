//! Sections of GitLab: `[Name]`, `^[Name]`, `[Name][2] @default`.

use document::Span;

use super::{Fault, Host, Owner, owner};

/// The sections of a file as it is read.
pub(super) struct Sections {
    /// Folded names: sections whose names differ in case are one.
    names: Vec<String>,
    /// The section that the next line belongs to.
    pub(super) current: usize,
    /// Its default owners.
    pub(super) defaults: Vec<Owner>,
}

/// What a line is as a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// No heading.
    None,
    /// It only looks like one.
    Broken,
    /// A section begins.
    Whole,
}

impl Sections {
    pub(super) fn new() -> Self {
        Sections { names: vec![String::new()], current: 0, defaults: Vec::new() }
    }

    /// Whether a line is the heading of a section; if so, it begins. What only looks like one is a fault.
    pub(super) fn header(&mut self, line: &str, words: &[(String, Span)], faults: &mut Vec<Fault>) -> Heading {
        let optional = line.starts_with('^');
        let Some(inside) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[') else { return Heading::None };
        let span = words[0].1;
        let mut fault = |why: &str| faults.push(Fault { span, why: why.into() });
        let Some((name, rest)) = inside.split_once(']') else {
            fault("the heading of a section has no `]`: GitLab takes the line for a pattern");
            return Heading::Broken;
        };
        let approvals = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()));
        let (approvals, rest) = approvals.map_or((0, rest), |(count, rest)| (count.parse::<u32>().unwrap_or(0), rest));
        if name.trim().is_empty() {
            fault("a section has no name");
        }
        if optional && approvals > 0 {
            fault("an optional section (`^`) that asks for approvals: GitLab asks for none");
        }
        let skip = words.len().saturating_sub(rest.split_whitespace().count());
        self.defaults = owner::read(words.get(skip..).unwrap_or_default(), Host::GitLab);
        if let Some(bad) = self.defaults.iter().find(|owner| owner.fault.is_some()) {
            let why = format!("`{}` is no default owner: {}", bad.text, bad.fault.unwrap_or_default());
            faults.push(Fault { span: bad.span, why });
        }
        self.defaults.retain(|owner| owner.fault.is_none());
        let folded = name.trim().to_lowercase();
        self.current = self.names.iter().skip(1).position(|known| *known == folded).map_or(self.names.len(), |place| place + 1);
        if self.current == self.names.len() {
            self.names.push(folded);
        }
        Heading::Whole
    }
}

#[cfg(test)]
mod tests {
    use document::{Source, SourceId};

    use super::super::CodeOwners;
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let file = CodeOwners::read(&Source::new(SourceId(0), "CODEOWNERS", text), Host::GitLab);
        file.faults.into_iter().map(|fault| fault.why).collect()
    }

    #[test]
    fn headings_that_hold_and_headings_that_do_not() {
        assert!(faults("[A b][2] @x @y/z\n*.rb\n^[C]\n*.c @d\n").is_empty());
        assert!(faults("[A\n*.rb @d\n")[0].contains("no `]`"));
        assert!(faults("[ ]\n*.rb @d\n")[0].contains("no name"));
        assert!(faults("^[A][2]\n*.rb @d\n")[0].contains("optional"));
        assert!(faults("[A] team\n*.rb @d\n")[0].contains("no default owner"));
    }
}
