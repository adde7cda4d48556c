//! How long files and functions may be, where printing is allowed, and that every file says what it is for.

use crate::code::{functions, tokens, without_tests};
use crate::tree::{RustFile, none, read, rust_files};

const FILE_LIMIT: usize = 800;
const FUNCTION_LIMIT: usize = 100;
const MAIN_LIMIT: usize = 60;
/// Guide figures for the 95th percentile; they are reported, not enforced.
const FILE_GUIDE: usize = 400;
const FUNCTION_GUIDE: usize = 40;

#[test]
fn files_are_short() {
    let lengths: Vec<(usize, String)> = rust_files().into_iter().map(|file| (file.text.lines().count(), file.path)).collect();
    let long = |(lines, _): &&(usize, String)| *lines > FILE_LIMIT;
    none(&lengths.iter().filter(long).map(|(lines, path)| format!("{path}: {lines} lines, at most {FILE_LIMIT}")).collect::<Vec<_>>());
    report("files", lengths.into_iter().map(|(lines, _)| lines).collect(), FILE_GUIDE);
}

#[test]
fn functions_are_short() {
    let (mut complaints, mut lengths) = (Vec::new(), Vec::new());
    for RustFile { path, text, .. } in rust_files() {
        for function in functions(&tokens(&text)) {
            lengths.push(function.lines);
            if function.lines > FUNCTION_LIMIT {
                let (name, line, lines) = (function.name, function.line, function.lines);
                complaints.push(format!("{path}:{line}: fn {name} has {lines} lines, at most {FUNCTION_LIMIT}"));
            }
        }
    }
    none(&complaints);
    report("functions", lengths, FUNCTION_GUIDE);
}

fn report(what: &str, mut lengths: Vec<usize>, guide: usize) {
    assert!(!lengths.is_empty(), "no {what} found: is the folder right?");
    lengths.sort_unstable();
    let at = (lengths.len() * 95).div_ceil(100) - 1;
    println!("{} {what}, 95th percentile {} lines (guide: {guide})", lengths.len(), lengths[at]);
}

#[test]
fn main_only_starts_the_program() {
    let lines = read("src/ent/main.rs").lines().count();
    assert!(lines <= MAIN_LIMIT, "src/ent/main.rs has {lines} lines, at most {MAIN_LIMIT}");
}

#[test]
fn only_the_command_line_and_the_reporters_print() {
    let mut complaints = Vec::new();
    for RustFile { path, text, test } in rust_files() {
        if test || path.starts_with("src/ent/cli/") || path.starts_with("src/ent/report/") {
            continue;
        }
        for pair in without_tests(&tokens(&text)).windows(2) {
            let macros = ["print", "println", "eprint", "eprintln", "dbg"];
            if macros.contains(&pair[0].text) && pair[1].text == "!" {
                complaints.push(format!("{path}:{}: {}! outside src/ent/cli and src/ent/report", pair[0].line, pair[0].text));
            }
        }
    }
    none(&complaints);
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut complaints = Vec::new();
    for RustFile { path, text, test } in rust_files() {
        let unit_tests = test && path.starts_with("src/");
        if !unit_tests && !text.trim_start_matches('\u{feff}').trim_start().starts_with("//!") {
            complaints.push(format!("{path}: does not begin with `//! …`"));
        }
    }
    none(&complaints);
}
