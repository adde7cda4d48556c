use std::sync::Arc;

use super::{Exhausted, Path, normalized_path};
use crate::{Document, Format, Limits, Source, SourceId, parse};

fn json(text: &str) -> Document {
    parse(Arc::new(Source::new(SourceId(0), "a.json", text)), Format::Json, &Limits::default()).unwrap()
}

/// What a query finds, as normalized paths.
fn paths(document: &Document, query: &str) -> Vec<String> {
    let path = Path::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    path.select(document.root()).into_iter().map(normalized_path).collect()
}

/// What a query finds, as written.
fn found(text: &str, query: &str) -> String {
    let document = json(text);
    let path = Path::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let texts: Vec<_> = path.select(document.root()).into_iter().map(|node| document.source().slice(node.span()).to_owned()).collect();
    texts.join(" ")
}

#[test]
fn names_indices_slices_and_wildcards() {
    let object = r#"{"a":1,"b":[0,1,2,3,4],"é":{"a":2},"_x":3,"":4,"k'\"\\":5}"#;
    let table = [
        ("$", object),
        ("$.a", "1"),
        ("$['a']", "1"),
        ("$[\"é\"].a", "2"),
        ("$.é['a']", "2"),
        ("$._x", "3"),
        ("$['']", "4"),
        (r#"$['k\'"\\']"#, "5"),
        (r#"$["k'\"\\"]"#, "5"),
        (r"$['\u00e9']['\u0061']", "2"),
        ("$.none", ""),
        ("$.a.b", ""),
        ("$[0]", ""),
        ("$.b[0]", "0"),
        ("$.b[-1]", "4"),
        ("$.b[5]", ""),
        ("$.b[-6]", ""),
        ("$.b['0']", ""),
        ("$.b[1:3]", "1 2"),
        ("$.b[1:]", "1 2 3 4"),
        ("$.b[:2]", "0 1"),
        ("$.b[:]", "0 1 2 3 4"),
        ("$.b[::]", "0 1 2 3 4"),
        ("$.b[::2]", "0 2 4"),
        ("$.b[::-1]", "4 3 2 1 0"),
        ("$.b[3:0:-2]", "3 1"),
        ("$.b[-2:]", "3 4"),
        ("$.b[:-3]", "0 1"),
        ("$.b[10:0:-1]", "4 3 2 1"),
        ("$.b[0:5:0]", ""),
        ("$.b[3:1]", ""),
        ("$.b[-100:100]", "0 1 2 3 4"),
        ("$.b[-1:-100:-3]", "4 1"),
        ("$.a[0:1]", ""),
        ("$.b[*]", "0 1 2 3 4"),
        ("$.b.*", "0 1 2 3 4"),
        ("$.b[0,0,-1,1:3]", "0 0 4 1 2"),
        ("$['a','none',\"_x\"]", "1 3"),
        ("$ .a", "1"),
        ("$[ 'a' , '_x' ]", "1 3"),
        ("$.b [ 1 : 3 : 1 ]", "1 2"),
        ("$..a", "1 2"),
        ("$..[0]", "0"),
        ("$.b..*", "0 1 2 3 4"),
        ("$..['a',0]", "1 0 2"),
    ];
    for (query, expected) in table {
        assert_eq!(found(object, query), expected, "{query}");
    }
}

#[test]
fn descendants_come_before_what_they_hold() {
    let document = json(r#"{"o":{"j":1,"k":2},"a":[5,3,[{"j":4},{"k":6}]]}"#);
    let expected = ["$['o']", "$['a']", "$['o']['j']", "$['o']['k']", "$['a'][0]", "$['a'][1]", "$['a'][2]", "$['a'][2][0]"];
    assert_eq!(paths(&document, "$..*")[..8], expected);
    assert_eq!(paths(&document, "$..j"), ["$['o']['j']", "$['a'][2][0]['j']"]);
    assert_eq!(paths(&document, "$.a..[0, 1]").len(), 4);
}

#[test]
fn filters_compare_by_the_table_of_the_standard() {
    let object = r#"{"obj":{"x":"y"},"arr":[2,3],"n":null,"t":true,"one":1,"float":1.0,"text":"a"}"#;
    let document = json(&format!("[{object}]"));
    let holds = |condition: &str| !paths(&document, &format!("$[?{condition}]")).is_empty();
    let truths = [
        "@.absent1 == @.absent2",
        "@.absent1 <= @.absent2",
        "@.one == 1.0",
        "@.one == @.float",
        "1 == 1e0",
        "@.obj == @.obj",
        "@.arr == @.arr",
        "@.obj != @.arr",
        "'a' <= 'b'",
        "'a' < 'é'",
        "@.t == true",
        "@.n == null",
        "@.n != @.absent",
        "@.t <= @.t",
        "@.arr >= @.arr",
        "13 == 13.0",
        "1 <= 2",
        "-0 == 0",
        "@.n",
        "@.arr[0] == 2",
        "@.arr[-1] > 2",
        "!@.absent",
        "!(@.one == 2)",
        "@.absent == $.absent",
        "@.one == 1 && @.text == 'a'",
        "@.one == 2 || @.text == \"a\"",
        "@.one == 1 || @.one == 2 && @.one == 3",
        "(@.one == 1 || @.one == 2) && @.text",
        "$[0].one == 1",
        "@['one'] == 1",
        "@.*",
        "@..x",
        "@[?@ == 'a']",
        "length(@.text) == 1",
        "length(@.arr) == 2",
        "length(@) == 7",
        "length(@.one) == @.absent",
        "length('ação') == 4",
        "count(@.*) == 7",
        "count(@.absent) == 0",
        "value(@..x) == 'y'",
        "value(@.*) == @.absent",
        "match(@.text, '[a-c]')",
        "!match(@.text, 'b')",
        "search('xay', @.text)",
        "length(value(@..x)) == 1",
    ];
    for truth in truths {
        assert!(holds(truth), "{truth}");
    }
    let lies = [
        "@.absent == 1",
        "@.one == '1'",
        "@.one < '2'",
        "true < true",
        "null < null",
        "@.absent1 < @.absent2",
        "@.obj < @.obj",
        "@.n == false",
        "@.n == 0",
        "@.obj == @.arr",
        "@.one > 1",
        "'b' < 'a'",
        "@.one == 2 && @.text == 'a'",
        "match(@.one, '1')",
        "match(@.text, @.one)",
        "match(@.text, @.arr)",
        "search('x', '[a-c]')",
    ];
    for lie in lies {
        assert!(!holds(lie), "{lie}");
    }
}

#[test]
fn regular_expressions_are_those_of_the_standard() {
    let texts = r#"["ab","a\nb","a\r","xaby","aé","1974-05-11","\u2028"]"#;
    assert_eq!(found(texts, "$[?match(@, 'a.')]"), r#""ab" "aé""#);
    assert_eq!(found(texts, "$[?match(@, '.')]"), r#""\u2028""#);
    assert_eq!(found(texts, "$[?search(@, 'a.')]"), r#""ab" "xaby" "aé""#);
    assert_eq!(found(texts, r"$[?match(@, '[0-9]{4}-\\d\\d-.*')]"), r#""1974-05-11""#);
    assert_eq!(found(texts, r"$[?match(@, 'a\\p{Ll}')]"), r#""ab" "aé""#);
    assert_eq!(found(texts, "$[?match(@, 'x|ab')]"), r#""ab""#);
    assert_eq!(found(r#"["a.b","axb"]"#, r"$[?match(@, 'a[.]b')]"), r#""a.b""#);
    assert_eq!(found(r#"["a.b","axb"]"#, r"$[?match(@, 'a\\.b')]"), r#""a.b""#);
}

#[test]
fn what_is_no_query_is_refused_with_its_place() {
    let table = [
        ("", 0),
        ("a", 0),
        (" $", 0),
        ("$ ", 1),
        ("$.", 2),
        ("$..", 3),
        ("$...a", 3),
        ("$. a", 2),
        ("$.1a", 2),
        ("$.a-b", 3),
        ("$[", 2),
        ("$[]", 2),
        ("$[a]", 2),
        ("$['a'", 5),
        ("$['a',]", 6),
        ("$['a", 2),
        ("$[\"\\'\"]", 3),
        ("$['\\\"']", 3),
        ("$['\\u12']", 3),
        ("$['\\ud800']", 3),
        ("$['\\ud800\\u0041']", 3),
        ("$['\t']", 3),
        ("$[01]", 2),
        ("$[-0]", 2),
        ("$[1.0]", 3),
        ("$[9007199254740992]", 2),
        ("$[-9007199254740992]", 2),
        ("$[1:2:3:4]", 7),
        ("$[1 2]", 4),
        ("$[?]", 3),
        ("$[?@.a == ]", 10),
        ("$[?@.a = 1]", 7),
        ("$[?1]", 3),
        ("$[?true]", 3),
        ("$[?'a']", 3),
        ("$[?@.a == 1 && 'a']", 15),
        ("$[?@.* == 1]", 3),
        ("$[?1 == @..a]", 8),
        ("$[?@.a == @[0, 1]]", 10),
        ("$[?@.a == @[0:1]]", 10),
        ("$[?(@.a]", 7),
        ("$[?@.a)]", 6),
        ("$[?!1 == 2]", 4),
        ("$[?@.a == 01]", 10),
        ("$[?@.a == 1.]", 12),
        ("$[?@.a == 1e]", 12),
        ("$[?@.a == .1]", 10),
        ("$[?@.a == +1]", 10),
        ("$[?@.a == TRUE]", 10),
        ("$[?@.a == {}]", 10),
        ("$[?@.a == [1]]", 10),
        ("$[?@.a == 1 == 2]", 12),
        ("$[?@.a === 1]", 9),
        ("$[?@.a & @.b]", 7),
        ("$[?length(@.a)]", 3),
        ("$[?count(@.a)]", 3),
        ("$[?value(@.a)]", 3),
        ("$[?match(@.a, 'b') == true]", 3),
        ("$[?true == match(@.a, 'b')]", 11),
        ("$[?length(@.*) == 1]", 10),
        ("$[?length() == 1]", 10),
        ("$[?length(@.a, @.b) == 1]", 13),
        ("$[?length (@.a) == 1]", 3),
        ("$[?count(1) == 1]", 9),
        ("$[?count(@.a, 1) == 1]", 12),
        ("$[?match(@.a) == 1]", 12),
        ("$[?match(@.*, 'b')]", 9),
        ("$[?match(@.a, '[')]", 14),
        ("$[?nothing(@.a)]", 3),
        ("$[?Length(@.a) == 1]", 3),
        ("$&", 1),
        ("$.a b", 3),
    ];
    for (query, offset) in table {
        let error = Path::parse(query).expect_err(query);
        assert_eq!(error.offset, offset, "{query}: {error}");
    }
}

#[test]
fn hostile_queries_are_bounded() {
    for open in ["(", "@[?", "!(", "length("] {
        let query = format!("$[?{}", open.repeat(20_000));
        assert!(Path::parse(&query).unwrap_err().message.contains("deeper than"), "{open}");
    }
    let document = json(&format!("[{}1]", "[1,2,3],".repeat(2000)));
    let path = Path::parse("$..[?count($..*) > 0]").unwrap();
    assert_eq!(path.try_select(document.root(), 100_000), Err(Exhausted { visits: 100_000 }));
    assert!(Path::parse("$[?match(@, '(((a{99}){99}){99}){99}')]").is_err());
}

#[test]
fn normalized_paths_escape_as_the_standard_says() {
    let document = json(r#"{"a'b\\\n\u000b":[{"é":1}]}"#);
    assert_eq!(paths(&document, "$..é"), [r"$['a\'b\\\n\u000b'][0]['é']"]);
    let path = Path::parse(&paths(&document, "$..é")[0]).unwrap();
    assert!(path.is_singular());
    assert_eq!(path.select(document.root()).len(), 1);
}

#[test]
fn aliases_and_merge_keys_are_looked_through() {
    let text = "base: &b {x: 1, y: {z: 2}}\nuse: {<<: *b, x: 3}\nlist: [*b]\n";
    let document = parse(Arc::new(Source::new(SourceId(0), "a.yaml", text)), Format::Yaml, &Limits::default()).unwrap();
    let texts = |query: &str| -> Vec<String> {
        Path::parse(query).unwrap().select(document.root()).iter().map(|node| node.text().to_owned()).collect()
    };
    assert_eq!(texts("$.use.y.z"), ["2"]);
    assert_eq!(texts("$..x"), ["1", "3", "1"]);
    assert_eq!(texts("$.list[?@.x == 1].y.z"), ["2"]);
}
