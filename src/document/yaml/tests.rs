use std::sync::Arc;

use crate::{Document, Format, Kind, Limits, Position, Source, SourceId, Style, SyntaxError, parse};

fn read(text: &str) -> Result<Document, SyntaxError> {
    parse(Arc::new(Source::new(SourceId(0), "a.yaml", text)), Format::Yaml, &Limits::default())
}

fn yaml(text: &str) -> Document {
    read(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.help))
}

fn written<'d>(document: &'d Document, path: &[&str]) -> &'d str {
    document.source().slice(document.root().path(path.iter().copied()).expect("a node").span())
}

#[test]
fn spans_are_what_is_written() {
    let text = "a: 'x''y'   # note\nação: ☂ sol   \nb: &n\n  k: 1\n\n# tail\nc:\n- 1\n- [é, 2 ]\nd: |\n  x\n  y\n\ne:\nf: last";
    let document = yaml(text);
    assert_eq!(written(&document, &["a"]), "'x''y'");
    assert_eq!(written(&document, &["ação"]), "☂ sol");
    assert_eq!(written(&document, &["b"]), "k: 1");
    assert_eq!(written(&document, &["c"]), "- 1\n- [é, 2 ]");
    assert_eq!(written(&document, &["d"]), "x\n  y");
    assert_eq!(document.root().get("d").unwrap().text(), "x\ny\n");
    assert_eq!(written(&document, &["e"]), "");
    assert_eq!(document.position(document.root().get("e").unwrap().span().start), Position { line: 14, column: 3 });
    assert_eq!(document.source().slice(document.root().span()), text);
    assert_eq!(document.position(document.root().get("ação").unwrap().span().start), Position { line: 2, column: 7 });
}

#[test]
fn line_breaks_marks_and_empty_texts() {
    let document = yaml("\u{feff}a: b\r\nc: |\r\n  x\r\n  y\r\nd:\r\n  - e\r\n");
    assert_eq!(document.root().get("c").unwrap().text(), "x\ny\n");
    assert_eq!(written(&document, &["d"]), "- e");
    assert_eq!(document.position(document.root().span().start), Position { line: 1, column: 1 });
    for empty in ["", "\u{feff}", "# only a comment\n", "\n\n"] {
        assert!(yaml(empty).root().is_null(), "{empty:?}");
        assert_eq!(yaml(empty).roots().count(), 1);
    }
}

#[test]
fn several_documents_are_several_roots() {
    let document = yaml("a: 1\n---\n- b\n---\n...\n---\nc\n");
    let kinds: Vec<_> = document.roots().map(|root| root.kind()).collect();
    assert_eq!(kinds, [Kind::Mapping, Kind::Sequence, Kind::Null, Kind::String]);
}

#[test]
fn scalars_styles_and_tags() {
    let document =
        yaml("a: \"12\"\nb: 12\nc: yes\nd: 'no'\ne: !Ref Foo\nf: !!str 12\ng: ! 12\nh: >-\n  x\ni: !!int 3\nj: !!timestamp 2026\n");
    let node = |key: &str| document.root().get(key).unwrap();
    assert_eq!(node("a").kind(), Kind::String);
    assert_eq!(node("b").as_i64(), Some(12));
    assert_eq!((node("e").kind(), node("e").tag()), (Kind::String, Some("!Ref")));
    assert_eq!((node("f").kind(), node("f").tag()), (Kind::String, None));
    assert_eq!(node("g").kind(), Kind::String);
    assert_eq!((node("h").style(), node("h").text()), (Style::Block, "x"));
    assert_eq!(node("i").as_i64(), Some(3));
    assert_eq!((node("j").kind(), node("j").tag()), (Kind::String, Some("!!timestamp")));
    let booleans: Vec<_> = document.yaml11_booleans().map(|node| node.text()).collect();
    assert_eq!(booleans, ["yes"]);
    assert_eq!(read("a: !!int x").unwrap_err().message, "this value is not what its tag `!!int` says");
}

#[test]
fn aliases_and_merge_keys_resolve_without_being_expanded() {
    let text =
        "base: &base {x: 1, y: 2}\nmore: &more {<<: *base, y: 3, z: 4}\nuse:\n  <<: [*more, *base]\n  x: 9\nlist: [*base]\n'<<': plain\n";
    let document = yaml(text);
    let used = document.root().get("use").unwrap();
    let entries: Vec<_> = used.entries().iter().map(|entry| format!("{}={}", entry.name(), entry.value.text())).collect();
    assert_eq!(entries, ["x=9", "y=3", "z=4"]);
    assert_eq!(used.get("y").unwrap().as_i64(), Some(3));
    assert_eq!(used.get("nothing"), None);
    let item = document.root().get("list").unwrap().children().next().unwrap();
    assert_eq!((item.kind(), document.source().slice(item.span())), (Kind::Alias, "*base"));
    assert_eq!(item.resolve().get("x").unwrap().text(), "1");
    assert_eq!(document.root().get("<<").unwrap().text(), "plain");
}

#[test]
fn faults_of_aliases() {
    assert_eq!(read("a: *x").unwrap_err().message, "alias `*x` has no anchor before it");
    assert_eq!(read("&a [1, *a]").unwrap_err().message, "alias `*a` stands inside what it stands for");
    assert_eq!(read("a: &a\n  b: *a").unwrap_err().position, Position { line: 2, column: 6 });
}

#[test]
fn billion_laughs_in_values_and_merges_are_refused() {
    let mut values = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut merges = "a0: &a0 {k: v}\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        let many = vec![alias; 9].join(", ");
        values += &format!("a{level}: &a{level} [{many}]\n");
        merges += &format!("a{level}: &a{level} {{<<: [{many}]}}\n");
    }
    for text in [values, merges] {
        let error = read(&text).unwrap_err();
        assert_eq!(error.message, "aliases of this file stand for more than 1000000 nodes");
    }
    let chain: String = (1..1000).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
    let error = read(&format!("a0: &a0 x\n{chain}")).unwrap_err();
    assert_eq!(error.message, "nested deeper than 200 levels");
}

#[test]
fn hostile_depth_is_an_error() {
    let blocks: String = (0..3000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000), blocks, "[{".repeat(100_000)] {
        let error = read(&text).unwrap_err();
        assert_eq!(error.message, "nested deeper than 200 levels");
    }
}

#[test]
fn mistakes_have_places_and_advice() {
    let cases = [
        ("a:\n\t- b\n", "2:2", "spaces"),
        ("ação: b: c\n", "1:8", "quotes"),
        ("a: \"b\n", "", "close it"),
        ("a: [1, 2\n", "", "close it"),
        ("a: 1\n b: 2\n", "2:2", "neighbours"),
        ("a: 1\nb\nc: 2\n", "", ":"),
        ("a: @b\n", "1:4", "quotes"),
        ("a: it\n b: c\n", "2:2", "missing `:`"),
        ("a: 'it's'\n", "1:8", "twice"),
        ("a: - b\n", "1:4", "line of its own"),
        ("a: *\n", "1:4", "quotes"),
        ("a: \u{1b}[1m\n", "1:4", "escape"),
        ("a: [b: {{ x }}\n", "", "template"),
        ("a: \"\\q\"\n", "1:4", "single quotes"),
    ];
    for (text, place, help) in cases {
        let error = read(text).expect_err(text);
        let found = format!("{}:{}", error.position.line, error.position.column);
        assert!(place.is_empty() || found == place, "{text:?}: {error}");
        assert!(error.help.as_deref().unwrap_or("").contains(help), "{text:?}: {error} {:?}", error.help);
    }
}

#[test]
fn repeated_keys_are_recorded() {
    let document = yaml("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n");
    let second: Vec<_> = document.duplicates().iter().map(|pair| document.position(document.node(pair.second).span().start).line).collect();
    assert_eq!(second, [4, 5]);
    assert_eq!(document.root().get("a").unwrap().as_i64(), Some(3));
}
