//! The change at hand: small, of one kind, tested.

use outside::git::{FileChange, FileState};
use rule::{Context, Place, Severity, Sink};

use super::branches::history;
use crate::review::Model;
use crate::review::history::change::{Change, globs};
use crate::review::settings::{number_or, texts};

/// Files that are renamed or only formatted; fewer beside other work are no matter.
const MIXED: usize = 3;

fn change<'m>(model: &'m Model<'_>, sink: &mut Sink) -> Option<&'m Change> {
    history(model, sink)?;
    model.change.as_ref()?.as_ref().map_err(|why| sink.not_judged(why.clone())).ok()
}

pub(super) fn too_large<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(change) = change(model, sink) else { return };
    let lines = change.lines();
    graded(cx, sink, change, (lines, "lines"), [("change.warn_lines", 200.0), ("change.fail_lines", 400.0)]);
}

pub(super) fn many_files<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(change) = change(model, sink) else { return };
    graded(cx, sink, change, (change.files.len(), "files"), [("change.warn_files", 20.0), ("change.fail_files", 50.0)]);
}

fn graded(cx: &Context<'_>, sink: &mut Sink, change: &Change, (count, unit): (usize, &str), limits: [(&str, f64); 2]) {
    let [warn, fail] = limits.map(|(key, usual)| number_or(cx, key, usual));
    let (severity, limit) = match count as f64 {
        count if count > fail => (Severity::Error, fail),
        count if count > warn => (Severity::Warning, warn),
        _ => return,
    };
    let message = format!("the change against {} touches {count} {unit} (limit {limit})", change.against);
    let largest = change.files.iter().max_by_key(|file| file.added + file.deleted).map(|file| file.path.clone());
    let report = sink.report(Place::Tree, message).severity(severity).subject(format!("{unit} {}", change.branch)).property(unit, count);
    if let Some(largest) = largest {
        report.related(&largest, "the largest part of it");
    }
}

pub(super) fn mixed<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(change) = change(model, sink) else { return };
    let moved = |file: &&FileChange| file.state == FileState::Renamed && file.meaningful == 0;
    let formatted = |file: &&FileChange| file.state == FileState::Modified && file.meaningful == 0 && file.added + file.deleted > 0;
    let (moved, formatted) = (change.files.iter().filter(moved).count(), change.files.iter().filter(formatted).count());
    let behaviour = change.files.iter().filter(|file| file.meaningful > 0 && is_source(&file.path)).count();
    if moved + formatted >= MIXED && behaviour > 0 {
        let parts = [(moved, "moved"), (formatted, "only formatted")];
        let parts: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} files are {what}")).collect();
        let message = format!("{}, and {behaviour} change what the program does, all in one change", parts.join(" and "));
        sink.report(Place::Tree, message).subject(format!("mixed {}", change.branch));
    }
}

pub(super) fn tests_missing<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(change) = change(model, sink) else { return };
    let own = globs(&texts(cx, "change.tests"));
    let is_test = |path: &str| is_test(path) || own.is_match(path);
    let source: Vec<&FileChange> = change.files.iter().filter(|file| changes_source(file) && !is_test(&file.path)).collect();
    let tested = change.files.iter().any(|file| is_test(&file.path) && file.state != FileState::Deleted);
    // Tests of Rust stand in the file that they test.
    let inside = source.iter().any(|file| file.path.ends_with(".rs") && holds_tests(cx, &file.path));
    if let Some(first) = source.first().filter(|_| !tested && !inside) {
        let more = if source.len() > 1 { format!(" and {} more", source.len() - 1) } else { String::new() };
        sink.report(&first.path, format!("{}{more} changes, and no test does", first.path)).subject(format!("tests {}", change.branch));
    }
}

fn changes_source(file: &FileChange) -> bool {
    is_source(&file.path) && file.meaningful > 0 && file.state != FileState::Deleted
}

fn holds_tests(cx: &Context<'_>, path: &str) -> bool {
    cx.run().store().source(path).is_ok_and(|source| source.text().contains("#[test]") || source.text().contains("#[cfg(test)]"))
}

/// Ends of names of source code.
const SOURCE: &[&str] = &[
    "c", "cc", "cpp", "cs", "dart", "ex", "exs", "fs", "go", "h", "hpp", "hs", "java", "jl", "js", "jsx", "kt", "kts", "lua", "m", "mjs",
    "ml", "php", "pl", "py", "rb", "rs", "scala", "svelte", "swift", "ts", "tsx", "vue",
];

fn is_source(path: &str) -> bool {
    path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).is_some_and(|(_, end)| SOURCE.contains(&end))
}

/// Whether a path is that of a test, by the usual names.
fn is_test(path: &str) -> bool {
    let folders = ["test", "tests", "spec", "specs", "__tests__", "testing", "e2e", "testdata", "fixtures"];
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    folder.split('/').any(|part| folders.contains(&part))
        || name.contains(".test.")
        || name.contains(".spec.")
        || ["test_", "Test"].iter().any(|start| stem.starts_with(start))
        || ["_test", "_tests", "_spec", "Test", "Tests", "Spec", "IT"].iter().any(|end| stem.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_usual_names() {
        for path in ["a/tests/b.rs", "x_test.go", "web/a.spec.ts", "test_x.py", "src/FooTest.java", "spec/x_spec.rb", "a/__tests__/b.js"] {
            assert!(is_test(path), "{path}");
        }
        for path in ["src/main.rs", "latest.py", "contest.go", "src/protester.ts"] {
            assert!(!is_test(path), "{path}");
        }
    }
}
