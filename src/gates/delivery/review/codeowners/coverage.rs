//! Which line decides on which file: one pass over the files.

use std::collections::{BTreeMap, HashMap};

use super::{CodeOwners, Host, Line};

/// What a CODEOWNERS file does to the files of a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    /// Per line: how many files it matches.
    pub(crate) matches: Vec<usize>,
    /// Per line: which line decides on the files that it matches.
    pub(crate) decided_by: Vec<Decider>,
    /// Files without an owner, sorted as they came.
    pub(crate) unowned: Vec<String>,
    /// Files looked at.
    pub(crate) files: usize,
}

/// Who decides on the files of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Decider {
    /// It matches no file.
    #[default]
    Nobody,
    /// One line, perhaps itself.
    One(usize),
    /// Several.
    Several,
}

impl Decider {
    fn add(&mut self, line: usize) {
        *self = match *self {
            Decider::Nobody => Decider::One(line),
            Decider::One(known) if known == line => Decider::One(line),
            _ => Decider::Several,
        };
    }
}

/// Lines by the folder that each of their paths begins with; most lines of a large file need not be tried for a path.
struct ByFolder {
    bound: HashMap<String, Vec<usize>>,
    free: Vec<usize>,
}

impl ByFolder {
    fn of(file: &CodeOwners) -> Self {
        let mut by_folder = ByFolder { bound: HashMap::new(), free: Vec::new() };
        for (place, line) in file.lines.iter().enumerate() {
            match line.pattern.as_ref().map(|pattern| pattern.first_folder()) {
                Ok(Some(folder)) => by_folder.bound.entry(folder.to_string()).or_default().push(place),
                Ok(None) => by_folder.free.push(place),
                Err(_) => {}
            }
        }
        by_folder
    }

    /// The places of the lines that match a path, in order.
    fn matching(&self, file: &CodeOwners, path: &str) -> Vec<usize> {
        let bound = path.split_once('/').and_then(|(folder, _)| self.bound.get(folder));
        let tried = bound.into_iter().flatten().chain(&self.free).copied();
        let matches = |place: &usize| file.lines[*place].pattern.as_ref().is_ok_and(|pattern| pattern.matches(path));
        let mut places: Vec<usize> = tried.filter(matches).collect();
        places.sort_unstable();
        places
    }
}

impl Coverage {
    /// `owned` are the files that need an owner; `further` exist too, and only keep a pattern from matching nothing.
    pub(crate) fn of<'p>(file: &CodeOwners, owned: impl Iterator<Item = &'p str>, further: impl Iterator<Item = &'p str>) -> Coverage {
        let by_folder = ByFolder::of(file);
        let lines = file.lines.len();
        let mut coverage = Coverage { matches: vec![0; lines], decided_by: vec![Decider::Nobody; lines], ..Coverage::default() };
        for path in owned {
            coverage.files += 1;
            let matching = by_folder.matching(file, path);
            let deciding = deciding(file, &matching);
            for place in &matching {
                coverage.matches[*place] += 1;
                let of_section = deciding.iter().find(|decider| file.lines[**decider].section == file.lines[*place].section);
                of_section.into_iter().for_each(|decider| coverage.decided_by[*place].add(*decider));
            }
            if !deciding.iter().any(|place| settles(&file.lines[*place], file.host)) {
                coverage.unowned.push(path.to_string());
            }
        }
        for path in further {
            by_folder.matching(file, path).into_iter().for_each(|place| coverage.matches[place] += 1);
        }
        coverage
    }

    /// The one line that takes all files of another and more beside them: the other never counts. That several special lines together leave
    /// nothing to a general one is no fault.
    pub(crate) fn overridden_by(&self, line: usize) -> Option<usize> {
        match self.decided_by[line] {
            Decider::One(by) if by != line && self.matches[by] > self.matches[line] => Some(by),
            _ => None,
        }
    }
}

/// The lines that decide, of each section: the last that matches. On GitLab an exclusion that matches decides for its whole section.
fn deciding(file: &CodeOwners, matching: &[usize]) -> Vec<usize> {
    let mut sections: BTreeMap<usize, usize> = BTreeMap::new();
    for place in matching.iter().copied().filter(|place| file.lines[*place].counts(file.host)) {
        let standing = |place: usize| (file.lines[place].exclusion, file.lines[place].rank, place);
        let best = sections.entry(file.lines[place].section).or_insert(place);
        if standing(place) > standing(*best) {
            *best = place;
        }
    }
    sections.into_values().collect()
}

/// Whether a line settles who owns its files: it gives them to somebody, or takes them from everybody on purpose.
fn settles(line: &Line, host: Host) -> bool {
    line.exclusion || line.gives() || (host == Host::GitHub && line.owners.is_empty())
}

#[cfg(test)]
mod tests {
    use document::{Source, SourceId};

    use super::*;

    fn file(text: &str, host: Host) -> CodeOwners {
        CodeOwners::read(&Source::new(SourceId(0), "CODEOWNERS", text), host)
    }

    fn deciding_on(file: &CodeOwners, path: &str) -> Vec<usize> {
        deciding(file, &ByFolder::of(file).matching(file, path))
    }

    #[test]
    fn the_last_match_wins_and_a_line_without_owners_takes_them_away() {
        let file = file("*.rs @a\n/docs/ @b ana@example.com\n/docs/free/\n/docs/x.md team\n", Host::GitHub);
        assert_eq!(deciding_on(&file, "docs/y.md"), [1]);
        assert_eq!(deciding_on(&file, "docs/x.md"), [1], "a line with a misspelt owner is skipped");
        let coverage = Coverage::of(&file, ["src/x.rs", "src/y.c", "docs/x.md", "docs/free/x.md"].into_iter(), [].into_iter());
        assert_eq!(coverage.unowned, ["src/y.c"], "what is given to nobody on purpose is no oversight");
        assert_eq!(coverage.matches, [1, 2, 1, 1]);
        assert_eq!(coverage.decided_by[1], Decider::Several);
        assert_eq!(coverage.overridden_by(0), None);
    }

    #[test]
    fn a_general_line_after_a_special_one_overrides_it() {
        let file = file("/docs/a.md @a\n/docs/ @b\n/src/ @c\n", Host::GitHub);
        let coverage = Coverage::of(&file, ["docs/a.md", "docs/b.md", "src/x.rs"].into_iter(), [].into_iter());
        assert_eq!((coverage.overridden_by(0), coverage.overridden_by(1), coverage.overridden_by(2)), (Some(1), None, None));
    }

    #[test]
    fn sections_decide_one_by_one_and_exclusions_for_all_of_theirs() {
        let file = file("* @a\n[Docs] @writers\n/docs/\n/docs/x.md @x\n!/docs/free/\n/docs/free/y.md @y\n", Host::GitLab);
        assert_eq!(deciding_on(&file, "docs/x.md"), [0, 2]);
        assert_eq!(deciding_on(&file, "docs/free/y.md"), [0, 3], "nothing is taken back in after an exclusion");
    }

    #[test]
    fn a_pattern_that_stands_twice_keeps_its_first_place_on_gitlab() {
        let file = file("/docs/ @a\n*.md @b\n/docs/ @c\n", Host::GitLab);
        assert_eq!(deciding_on(&file, "docs/x.md"), [1]);
        assert_eq!(deciding_on(&file, "docs/x.txt"), [2]);
    }
}
