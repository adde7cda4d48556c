//! The documents among the evidence: how much of them is still to be filled in, and until when they hold.

use std::collections::BTreeMap;

use document::Node;
use jiff::civil::Date;
use rule::{File, Run};

/// Classes of files that people write and review; `ent init` has a starter of each.
const PAPERS: &[&str] = &[
    "access-review",
    "audit-policy",
    "branch-rules",
    "capacity-plan",
    "codeowners",
    "control-catalog",
    "cost-policy",
    "data-map",
    "dora-targets",
    "error-budget-policy",
    "flag-registry",
    "gameday",
    "key-inventory",
    "load-plan",
    "openslo",
    "permission-matrix",
    "postmortem",
    "pull-request-template",
    "release-policy",
    "retry-policy",
    "review-guide",
    "review-standard",
    "ripd",
    "ropa",
    "runbook",
    "schema-change",
    "secret-inventory",
    "security-policy",
    "subject-requests",
    "tag-policy",
    "tenancy-model",
    "threat-model",
];
/// Where a document says until when it holds.
const DUE: &[&[&str]] = &[
    &["review", "next"],
    &["next_review"],
    &["review_by"],
    &["meta", "next_review"],
    &["metadata", "review"],
    &["metadata", "annotations", "ent/review"],
    &["review"],
];
/// Bytes of a document at most; what is larger was not written by hand.
const SIZE: u64 = 256 * 1024;
/// What is between these is to be filled in. `‹…›` itself is how the starters speak of such places.
const OPEN: (char, char) = ('‹', '›');
const SPOKEN_OF: &str = "…";
/// A date that nobody set, in a starter whose other words are replaced throughout.
const NO_DATE: [&str; 2] = [": YYYY-MM-DD", ": AAAA-MM-DD"];

/// What one document leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paper {
    /// How many places are to be filled in.
    pub places: usize,
    /// The line of the first one, from 1.
    pub line: usize,
    /// The day by which it is reviewed again, where it says so; the earliest of several.
    pub due: Option<Date>,
}

/// The documents of a tree, by path.
#[derive(Debug, Default)]
pub struct Papers(BTreeMap<String, Paper>);

impl Papers {
    /// Reads the documents. One that cannot be read is left to its gate.
    pub fn of(run: &Run) -> Papers {
        let written = |file: &&File| file.size <= SIZE && PAPERS.iter().any(|class| file.kinds.iter().any(|kind| kind.name() == *class));
        Papers(run.files().iter().filter(written).filter_map(|file| Some((file.path.clone(), read(run, &file.path)?))).collect())
    }

    /// The document at a path.
    pub fn at(&self, path: &str) -> Option<&Paper> {
        self.0.get(path)
    }
}

fn read(run: &Run, path: &str) -> Option<Paper> {
    let (places, line) = places(run.store().source(path).ok()?.text());
    let due = run.store().document(path).ok().and_then(|document| document.roots().filter_map(due).min());
    Some(Paper { places, line, due })
}

/// How many places a text leaves open, and the line of the first.
fn places(text: &str) -> (usize, usize) {
    let (mut count, mut first) = (0, 0);
    for (number, line) in text.lines().enumerate() {
        let here = line.split(OPEN.0).skip(1).filter_map(|rest| rest.split_once(OPEN.1)).filter(|(place, _)| *place != SPOKEN_OF).count();
        let here = here + NO_DATE.iter().map(|date| line.matches(date).count()).sum::<usize>();
        if here > 0 && count == 0 {
            first = number + 1;
        }
        count += here;
    }
    (count, first)
}

fn due(root: Node<'_>) -> Option<Date> {
    let root = root.get("front_matter").unwrap_or(root);
    let day = |path: &&[&str]| root.path(path.iter().copied())?.as_str()?.get(..10)?.parse().ok();
    DUE.iter().find_map(day)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use document::{Format, Limits, Source, SourceId, parse};

    use super::*;

    #[test]
    fn places_are_counted_and_the_way_to_speak_of_them_is_not() {
        assert_eq!(places("# Complete every ‹…›.\nowner: ‹team›\nby: [‹a›, ‹b, c›]\nhalf: ‹\n"), (3, 2));
        assert_eq!(places("owner: pagamentos\n# dates are written YYYY-MM-DD\n"), (0, 0));
        assert_eq!(places("date: YYYY-MM-DD\n"), (1, 1));
    }

    #[test]
    fn a_document_says_when_it_is_due() {
        let cases = [
            ("review: {last: 2026-01-01, next: 2026-04-01}\n", Some("2026-04-01")),
            ("meta: {next_review: 2026-05-01}\n", Some("2026-05-01")),
            ("metadata: {review: \"2026-06-01T00:00:00Z\"}\n", Some("2026-06-01")),
            ("review_by: ‹YYYY-MM-DD›\n", None),
            ("review: later\n", None),
        ];
        for (text, wanted) in cases {
            let source = Source::from_bytes(SourceId(0), "a.yaml".to_string(), text.as_bytes(), &Limits::default()).unwrap();
            let document = parse(Arc::new(source), Format::Yaml, &Limits::default()).unwrap();
            assert_eq!(due(document.root()).map(|day| day.to_string()).as_deref(), wanted, "{text}");
        }
    }
}
