use super::{Syntax, find, ignores};
use crate::{Position, Source, SourceId};

/// The texts of the comments of a file.
fn comments(path: &str, text: &str) -> Vec<String> {
    let source = Source::new(SourceId(0), path, text);
    let syntax = Syntax::of_path(path).unwrap_or_else(|| panic!("{path}"));
    find(&source, syntax).iter().map(|comment| source.slice(comment.text).trim().to_owned()).collect()
}

#[test]
fn every_language_has_its_comments_and_strings() {
    let table: &[(&str, &str, &[&str])] = &[
        (
            "a.c",
            "int a; // um\n/* dois\n linhas */ char *s = \"// não /* \\\" */\"; char c = '\"'; // três",
            &["um", "dois\n linhas", "três"],
        ),
        ("a.go", "x := `// não\n` // sim\r\ny := \"\\\"//\" // é\n", &["sim", "é"]),
        (
            "a.rs",
            "let a = r#\"// \"não\"\"#; // um\nfn f<'a>(x: &'a str) {} /* d /* e */ f */ let c = '\"'; let d = '\\''; // g",
            &["um", "d /* e */ f", "g"],
        ),
        ("a.rs", "br\"//\"; b'\\''; \"//\n//\" // h", &["h"]),
        (
            "a.ts",
            "const r = /\\/\\/[/\"]/; // um\nconst t = `// ${x} \\``; a / b / c; // dois\nreturn /'/ // três",
            &["um", "dois", "três"],
        ),
        ("a.py", "s = \"\"\"# não\n\"\"\" # sim\nt = '#' + \"\\\"#\" # é\n", &["sim", "é"]),
        ("a.java", "String s = \"\"\"\n // não \"\n\"\"\"; // sim", &["sim"]),
        ("a.kt", "/* a /* b */ c */ val s = \"\"\"//\"\"\" // d", &["a /* b */ c", "d"]),
        ("a.cs", "var p = @\"c:\\\"; // sim", &["sim"]),
        ("a.sql", "select '--', \"--\" -- um\n/* a /* b */ c */ select 'it''s -- não' -- dois", &["um", "a /* b */ c", "dois"]),
        (
            "a.yaml",
            "a: it's # um\nb: 'x # não' # dois\nc: a#b\n# três\nd: \"#\" # quatro\nurl: http://x/#y\n- 'z # não'\nk: !!str '#' # cinco\n",
            &["um", "dois", "três", "quatro", "cinco"],
        ),
        ("a.toml", "a = '#\\' # um\nb = \"\"\"#\"\"\" # dois\nc = '''\n#''' # três", &["um", "dois", "três"]),
        ("a.sh", "echo a#b '#' \"#\" $# ${#x} # um\n#!x\n", &["um", "!x"]),
        ("Dockerfile", "# um\nRUN echo # não\n  # dois", &["um", "dois"]),
        (".gitignore", "# um\na#b\n", &["um"]),
        ("a.tf", "a = \"#\" # um\nb = 1 // dois\n/* três */", &["um", "dois", "três"]),
        ("a.html", "<p># // </p><!-- um\n--><!--dois-->", &["um", "dois"]),
        ("a.md", "`<!-- não -->`\n```\n<!-- não -->\n```\n<!-- sim -->\n", &["sim"]),
        ("a.j2", "{# um #}{{ x }}", &["um"]),
        ("a.tpl", "{{/* um */}}{{- /* dois */ -}}", &["um", "dois"]),
        ("a.hbs", "{{!-- um }} --}}{{! dois }}", &["um }}", "dois"]),
        ("a.lua", "x = [[--]] -- um\n--[[ dois\n]]", &["um", "dois"]),
        ("a.hs", "x = \"--\" -- um\n{- dois {- três -} -}", &["um", "dois {- três -}"]),
        ("a.clj", "(a \";\") ; um\n", &["um"]),
        ("a.erl", "X = \"%\". % um\n", &["um"]),
        ("a.ini", "; um\n# dois\na = b;c ; três\n", &["um", "dois", "três"]),
        ("a.rb", "a = \"#{x}\" # um\n=begin\ndois\n=end\nb", &["um", "dois"]),
        ("a.ps1", "<# um #> $x # dois", &["um", "dois"]),
        ("a.css", "a { b: \"/*\" } /* um */", &["um"]),
        ("a.scss", "a { b: url(http://x) } // um", &["um"]),
        ("a.graphql", "\"\"\"# não\"\"\" # um", &["um"]),
        ("renovate.json5", "{ a: '//', // um\n}", &["um"]),
    ];
    for (path, text, expected) in table {
        assert_eq!(comments(path, text), *expected, "{path}: {text}");
    }
}

#[test]
fn unclosed_marks_end_with_the_text_or_the_line() {
    assert_eq!(comments("a.c", "char *s = \"abc\nint a; // um"), ["um"]);
    assert_eq!(comments("a.c", "/* aberto"), ["aberto"]);
    assert_eq!(comments("a.c", "/*"), [""]);
    assert_eq!(comments("a.py", "\"\"\" # aberto"), [] as [&str; 0]);
    assert_eq!(comments("a.c", "// \\"), ["\\"]);
    assert_eq!(comments("a.c", "\"\\"), [] as [&str; 0]);
    for unknown in ["a.json", "a.txt", "a", "LICENSE"] {
        assert_eq!(Syntax::of_path(unknown), None, "{unknown}");
    }
}

#[test]
fn ignores_have_rules_reason_and_place() {
    let text = "ação: 1 # ent:ignore[slo/window, api/x] combinado com a área\n# ent:ignore[a]\nb: '# ent:ignore[b] não'\nc: 2 # ent:ignore sem regra\n# `ent:ignore[x]` is how\n# ent:ignored\n";
    let source = Source::new(SourceId(0), "a.yaml", text);
    let found = ignores(&source, Syntax::of_path("a.yaml").unwrap());
    let shown: Vec<_> =
        found.iter().map(|i| (i.rules.iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), i.reason.as_str(), i.alone)).collect();
    assert_eq!(shown, [(vec!["slo/window", "api/x"], "combinado com a área", false), (vec!["a"], "", true), (vec![], "sem regra", false)]);
    assert_eq!(source.slice(found[0].rules[1].1), "api/x");
    assert_eq!(source.position(found[0].span.start), Position { line: 1, column: 11 });
    assert!(source.slice(found[0].span).ends_with("área"));
}

#[test]
fn marks_in_one_block_comment_are_all_found() {
    let source = Source::new(SourceId(0), "a.sql", "/*\n * ent:ignore[a] um\n * ent:ignore[b]: dois\n */\nselect 1;");
    let found = ignores(&source, Syntax::of_path("a.sql").unwrap());
    assert_eq!(found.iter().map(|i| i.reason.as_str()).collect::<Vec<_>>(), ["um", "dois"]);
    assert!(found[0].alone);
}

#[test]
fn hostile_lines_are_read_in_time() {
    let started = std::time::Instant::now();
    for (path, text) in [
        ("a.js", "/**/".repeat(200_000)),
        ("a.js", "/[".repeat(100_000)),
        ("a.yaml", "'a' ".repeat(200_000)),
        ("a.rs", "/*".repeat(200_000)),
    ] {
        comments(path, &text);
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
