use std::sync::Arc;

use crate::{Document, Format, Kind, Limits, Source, SourceId, SyntaxError, parse};

fn read_as(text: &str, format: Format) -> Result<Document, SyntaxError> {
    parse(Arc::new(Source::new(SourceId(0), "a.json", text)), format, &Limits::default())
}

fn json(text: &str) -> Document {
    read_as(text, Format::Json).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `line:column message` and the help.
fn fault(text: &str) -> (String, String) {
    let error = read_as(text, Format::Json).expect_err(text);
    let Position { line, column } = error.position;
    (format!("{line}:{column} {}", error.message), error.help.unwrap_or_default())
}

use crate::Position;

#[test]
fn every_kind_is_read_with_its_place() {
    let document = json("{\"ação\": [1, -2.5e3, true, null, \"é\\n\"], \"b\": {}}");
    let items: Vec<_> = document.root().get("ação").unwrap().items().collect();
    let kinds: Vec<_> = items.iter().map(|item| item.kind()).collect();
    assert_eq!(kinds, [Kind::Integer, Kind::Float, Kind::Bool, Kind::Null, Kind::String]);
    assert_eq!(items[4].text(), "é\n");
    assert_eq!(document.source().slice(items[4].span()), "\"é\\n\"");
    assert_eq!(document.position(items[4].span().start), Position { line: 1, column: 34 });
    assert_eq!(document.source().slice(document.root().span()), document.source().text());
    assert_eq!(items[0].key(), None);
    assert_eq!(document.root().get("b").unwrap().key().unwrap().text(), "b");
}

#[test]
fn surrogate_pairs_and_long_texts_are_decoded() {
    let document = json(r#"["\ud83d\ude00", "0123456789abcdef\\0123456789abcdef\u00e9", "\/\b\f\r\t"]"#);
    let texts: Vec<_> = document.root().items().map(|item| item.text()).collect();
    assert_eq!(texts, ["😀", "0123456789abcdef\\0123456789abcdefé", "/\u{8}\u{c}\r\t"]);
}

#[test]
fn errors_say_where_and_what_to_do() {
    let cases = [
        ("{\"a\": 1,}", "1:8 comma after the last item", "remove it"),
        ("[1,\n 2", "2:3 expected `,` or `]`, found the end of the text", "`[` of line 1 is not closed"),
        ("{'a': 1}", "1:2 expected a key in double quotes, found `'`", "double quotes"),
        ("{a: 1}", "1:2 expected a key in double quotes, found `a`", ""),
        ("[True]", "1:2 expected a value, found `True`", "small letters"),
        ("[01]", "1:2 a number does not begin with 0", "quotes"),
        ("[1.]", "1:2 a digit is missing after the point", ""),
        ("[1e+]", "1:2 a digit is missing in the exponent", ""),
        ("[-]", "1:2 a digit is missing", ""),
        ("[1.2.3]", "1:2 this is no number", "quotes"),
        ("// é\n[]", "1:1 expected a value, found `/`", "no comments"),
        ("[\"é\\q\"]", "1:4 `\\q` is no escape of JSON", "`\\\\`"),
        ("[\"\\ud800\"]", "1:3 half of a surrogate pair stands alone", "both halves"),
        ("[\"a\tb\"]", "1:4 U+0009 stands in a string as it is", "escapes"),
        ("[\"abc\n\"]", "1:2 this string is not closed on its line", "close it"),
        ("{\"a\" 1}", "1:6 expected `:` after the key, found `1`", ""),
        ("[] []", "1:4 expected the end of the text, found `[`", ""),
        ("[1 2]", "1:4 expected `,` or `]`, found `2`", ""),
        ("[nulls]", "1:2 expected a value, found `nulls`", ""),
        ("  ", "1:3 expected a value, found the end of the text", ""),
        ("[\u{a0}1]", "1:2 expected a value, found U+00A0", "only space"),
    ];
    for (text, message, help) in cases {
        let (found, advice) = fault(text);
        assert_eq!(found, message, "{text:?}");
        assert!(advice.contains(help), "{text:?}: {advice}");
    }
}

#[test]
fn a_byte_order_mark_and_any_line_break_are_fine() {
    let document = json("\u{feff}{\r\n\t\"a\": 1\r\n}\r\n");
    let value = document.root().get("a").unwrap();
    assert_eq!(document.position(value.span().start), Position { line: 2, column: 7 });
    assert!(json("").root().is_null());
}

#[test]
fn repeated_keys_are_kept_with_both_places() {
    let document = json("{\"a\": 1, \"b\": 2, \"\\u0061\": 3}");
    let [duplicate] = document.duplicates() else { panic!("{:?}", document.duplicates()) };
    assert_eq!(document.node(duplicate.first).span().start, 1);
    assert_eq!(document.node(duplicate.second).span().start, 17);
    assert_eq!(document.root().get("a").unwrap().as_i64(), Some(3));
    let long: String = (0..40).map(|n| format!("\"k{}\": {n},", n % 39)).collect();
    let document = json(&format!("{{{}\"z\": 0}}", long));
    assert_eq!(document.duplicates().len(), 1);
    assert_eq!(document.root().get("k0").unwrap().as_i64(), Some(39));
}

#[test]
fn hostile_depth_and_size_are_errors() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let (message, _) = fault(&text);
        assert!(message.ends_with("nested deeper than 200 levels"), "{message}");
    }
    let source = Arc::new(Source::new(SourceId(0), "a.json", "[1, 2, 3]"));
    let few = Limits { nodes: 3, ..Limits::default() };
    assert!(parse(Arc::clone(&source), Format::Json, &few).unwrap_err().message.starts_with("more than 3 nodes"));
    let small = Limits { bytes: 8, ..Limits::default() };
    assert!(parse(source, Format::Json, &small).unwrap_err().message.contains("more than the limit of 8"));
}

#[test]
fn json5_takes_its_liberties() {
    let text = "// a\n{ /* b */ unquoted: 'it\\'s', $x_1: 0xFF, 'b': [+1, .5, 5., -Infinity, NaN,], \"c\": \"two \\\nlines\",\n}\n";
    let document = read_as(text, Format::Json5).unwrap();
    let root = document.root();
    assert_eq!(root.get("unquoted").unwrap().as_str(), Some("it's"));
    assert_eq!(root.get("$x_1").unwrap().as_i64(), Some(255));
    let numbers: Vec<_> = root.get("b").unwrap().items().filter_map(|item| item.as_f64()).collect();
    assert_eq!(numbers[..4], [1.0, 0.5, 5.0, f64::NEG_INFINITY]);
    assert!(numbers[4].is_nan());
    assert_eq!(root.get("c").unwrap().text(), "two lines");
    for wrong in ["{a: 1", "[,]", "{a 1}", "/* open", "['a", "[0x]", "[1 2]", "{,}"] {
        assert!(read_as(wrong, Format::Json5).is_err(), "{wrong}");
    }
}
