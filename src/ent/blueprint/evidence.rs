//! Which files show a row: those of its classes, and of the classes that hold anything (workflows, infrastructure, source code) only the files
//! that speak of what the row asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File as OnDisk;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;
use regex::bytes::{RegexSet, RegexSetBuilder};
use rule::File;

use super::rows::Row;
use super::words::SPEAKS_OF;
use crate::inventory::classes;

/// Bytes of a file that are searched at most.
const SEARCHED: u64 = 256 * 1024;

/// Folders of files that show how something is done, or what a test reads: nobody runs them.
const ASIDE: &[&str] = &[
    "testdata",
    "test-data",
    "test_data",
    "fixture",
    "fixtures",
    "__fixtures__",
    "mocks",
    "__mocks__",
    "example",
    "examples",
    "sample",
    "samples",
    "exemplos",
];
/// Folders of tests: what lies in their subfolders of these names is read by tests, and code in them guards nothing.
const TESTS: &[&str] = &["test", "tests", "spec", "specs", "__tests__", "e2e"];
/// Code that is evidence because it is a test.
const LOAD_TESTS: &[&str] = &["k6-script", "gatling-simulation", "locust-file"];
const READ_BY_TESTS: &[&str] = &["resources", "data", "assets", "files"];

/// The files that show each row, sorted.
#[derive(Debug, Default)]
pub struct Evidence {
    shown: BTreeMap<&'static str, BTreeSet<String>>,
    aside: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Evidence {
    /// Looks through the files of a tree. What only a folder's name suggests is evidence too: the row says "found" of it, no more.
    pub fn of(root: &Path, files: &[File]) -> Evidence {
        let words = Words::new();
        let shown: Vec<(Vec<&'static str>, &File)> = files.par_iter().map(|file| (rows(root, file, words.as_ref()), file)).collect();
        let mut evidence = Evidence::default();
        for (rows, file) in shown {
            let heap = if is_aside(file) { &mut evidence.aside } else { &mut evidence.shown };
            for row in rows {
                heap.entry(row).or_default().insert(file.path.clone());
            }
        }
        evidence
    }

    /// The evidence of a row.
    pub fn row(&self, row: &Row) -> Vec<String> {
        self.shown.get(row.id).map(|paths| paths.iter().cloned().collect()).unwrap_or_default()
    }

    /// A file that would show a row if it were not among test data or examples.
    pub fn aside(&self, row: &Row) -> Option<&str> {
        self.aside.get(row.id)?.first().map(String::as_str)
    }

    /// The evidence of all rows that `keep` wants.
    pub fn paths<'r>(&self, rows: impl IntoIterator<Item = &'r Row>) -> BTreeSet<String> {
        rows.into_iter().flat_map(|row| self.row(row)).collect()
    }
}

/// Whether a file only serves a test, or shows how something could be done.
fn is_aside(file: &File) -> bool {
    let path = file.path.to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').collect();
    let Some((name, folders)) = parts.split_last() else { return false };
    let is_code = file.kinds.iter().any(|kind| kind.name() == "source-code");
    let tested = folders.iter().any(|folder| TESTS.contains(folder));
    let test_code =
        || tested || name.starts_with("test_") || ["_test.", ".test.", ".spec.", "_spec."].iter().any(|part| name.contains(part));
    folders.iter().any(|folder| ASIDE.contains(folder))
        || folders.windows(2).any(|pair| TESTS.contains(&pair[0]) && READ_BY_TESTS.contains(&pair[1]))
        || is_code
            && (file.kinds.iter().any(|kind| kind.name() == "generated") || test_code())
            && !file.kinds.iter().any(|kind| LOAD_TESTS.contains(&kind.name()))
}

/// All words of the table, searched for at once.
struct Words {
    set: RegexSet,
    /// For each word, its line in the table.
    lines: Vec<usize>,
}

impl Words {
    /// `None` when the table's words do not compile, which a test rules out.
    fn new() -> Option<Words> {
        let words: Vec<(usize, &str)> =
            SPEAKS_OF.iter().enumerate().flat_map(|(line, (.., words))| words.iter().map(move |word| (line, *word))).collect();
        let patterns = words.iter().map(|(_, word)| regex::escape(word));
        let set = RegexSetBuilder::new(patterns).case_insensitive(true).unicode(false).build().ok()?;
        Some(Words { set, lines: words.iter().map(|(line, _)| *line).collect() })
    }

    /// The lines of the table of which a text has a word.
    fn lines_in(&self, text: &[u8]) -> BTreeSet<usize> {
        self.set.matches(text).iter().map(|word| self.lines[word]).collect()
    }
}

/// The rows that a file shows.
fn rows(root: &Path, file: &File, words: Option<&Words>) -> Vec<&'static str> {
    let mut sure = Vec::new();
    let mut asked = Vec::new();
    for class in classes().iter().filter(|class| file.is(class.kind)) {
        for row in class.rows {
            match SPEAKS_OF.iter().position(|(of, rows, _)| *of == class.kind.name() && rows.contains(row)) {
                Some(line) => asked.push((*row, line)),
                None => sure.push(*row),
            }
        }
    }
    if !asked.is_empty()
        && let Some(found) = words.zip(head(&root.join(&file.path))).map(|(words, text)| words.lines_in(&text))
    {
        sure.extend(asked.into_iter().filter(|(_, line)| found.contains(line)).map(|(row, _)| row));
    }
    sure
}

fn head(path: &Path) -> Option<Vec<u8>> {
    // The inventory lists regular files only; one that has become something else since is not opened.
    if !path.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = Vec::new();
    OnDisk::open(path).ok()?.take(SEARCHED).read_to_end(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_narrows_a_class_that_there_is() {
        assert!(Words::new().is_some());
        for (class, rows, words) in SPEAKS_OF {
            let known = classes().iter().find(|known| known.kind.name() == *class).unwrap_or_else(|| panic!("no class {class}"));
            assert!(rows.iter().all(|row| known.rows.contains(row)), "{class} is no evidence for {rows:?} anyway");
            assert!(!words.is_empty() && words.iter().all(|word| word.len() > 2), "{class} {rows:?}");
        }
        let mut seen = BTreeSet::new();
        for (class, row) in SPEAKS_OF.iter().flat_map(|(class, rows, _)| rows.iter().map(move |row| (class, row))) {
            assert!(seen.insert((class, row)), "{class} stands twice for {row}");
        }
    }

    #[test]
    fn examples_and_what_tests_read_are_set_aside() {
        let aside = |path: &str, text: &str| is_aside(&crate::inventory::classify(path, text.as_bytes()));
        for path in
            ["tests/resources/sbom.json", "examples/alerts/a.rules.yaml", "pkg/testdata/openapi.yaml", "src/a_test.go", "static/app.min.js"]
        {
            assert!(aside(path, ""), "{path}");
        }
        for path in ["tests/isolation/junit.xml", "src/app.py", "docs/runbooks/a.md", "results/data/b.json"] {
            assert!(!aside(path, ""), "{path}");
        }
        assert!(!aside("tests/load/k6.js", "import http from 'k6/http'\n"));
    }

    #[test]
    fn a_workflow_shows_scans_only_where_it_scans() {
        let folder = tempfile::tempdir().unwrap();
        let path = ".github/workflows/ci.yml";
        std::fs::create_dir_all(folder.path().join(".github/workflows")).unwrap();
        let workflow = |text: &str| {
            std::fs::write(folder.path().join(path), text).unwrap();
            rows(folder.path(), &crate::inventory::classify(path, text.as_bytes()), Words::new().as_ref())
        };
        assert_eq!(workflow("on: push\njobs: {test: {steps: [{run: make}]}}\n"), ["1.2", "1.5"]);
        assert_eq!(workflow("on: push\njobs: {scan: {steps: [{uses: github/CodeQL-action/init@v3}]}}\n"), ["1.2", "1.5", "5.3"]);
    }
}
