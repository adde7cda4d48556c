//! Properties that hold for any text: agreement with other readers, addresses that lead back, places inside the text, no panic.

use std::sync::Arc;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use crate::{Document, Format, Limits, Node, Source, SourceId, SyntaxError, comments, jsonpath, markdown, parse, xml};

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new(SourceId(0), "a", text))
}

fn read(text: &str, format: Format) -> Result<Document, SyntaxError> {
    parse(source(text), format, &Limits::default())
}

fn texts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "",
        "a",
        "ação",
        "yes",
        "null",
        "~",
        "1",
        "0x1",
        "1e3",
        "a: b",
        "- x",
        "# y",
        "é\n\n z ",
        "\"q\"",
        "'",
        "<<",
        "☂",
        "/~0",
        "\t",
        "\u{7f}",
    ]);
    prop_oneof![words.prop_map(str::to_owned), "\\PC{0,12}", any::<String>().prop_map(|text| text.chars().take(12).collect())]
}

/// Values as JSON has them.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<u64>().prop_map(|number| Value::Number(number.into())),
        (-1.0e6..1.0e6).prop_map(|number: f64| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        texts().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            btree_map(texts(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Equality in which 1e2 and 100 are the same, and floats may differ by the rounding of the reader.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let (Some(left), Some(right)) = (left.as_f64(), right.as_f64()) else { return false };
            left == right || (left - right).abs() <= left.abs() * 1e-15
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len() && left.iter().all(|(key, value)| right.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

/// All nodes that are values, as written.
fn all_values(document: &Document) -> Vec<Node<'_>> {
    let mut due: Vec<Node<'_>> = document.roots().take(1).collect();
    let mut found = Vec::new();
    while let Some(node) = due.pop() {
        found.push(node);
        due.extend(node.items());
        due.extend(node.raw_entries().map(|entry| entry.value));
    }
    found
}

#[derive(Debug, Clone)]
enum Edit {
    Remove(prop::sample::Index),
    Insert(prop::sample::Index, char),
    Cut(prop::sample::Index),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let marks = prop::sample::select("{}[]\",:\\'u0e+-.1tfn \n\t\r/*#é\u{0}\u{a0}".chars().collect::<Vec<_>>());
    let edit = prop_oneof![
        3 => any::<prop::sample::Index>().prop_map(Edit::Remove),
        3 => (any::<prop::sample::Index>(), marks).prop_map(|(at, c)| Edit::Insert(at, c)),
        1 => any::<prop::sample::Index>().prop_map(Edit::Cut),
    ];
    vec(edit, 1..4)
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits {
        match edit {
            Edit::Remove(at) if !chars.is_empty() => {
                chars.remove(at.index(chars.len()));
            }
            Edit::Insert(at, c) => chars.insert(at.index(chars.len() + 1), *c),
            Edit::Cut(at) if !chars.is_empty() => chars.truncate(at.index(chars.len())),
            Edit::Remove(_) | Edit::Cut(_) => {}
        }
    }
    chars.into_iter().collect()
}

fn check_places(document: &Document) -> Result<(), TestCaseError> {
    let text = document.source().text();
    for node in all_values(document) {
        let span = node.span();
        prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{node:?} {span:?}");
        prop_assert!(document.position(span.start).line >= 1);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_reads_what_serde_json_writes(value in values()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            for format in [Format::Json, Format::Json5] {
                let document = read(&text, format).map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert!(same(&document.root().to_json(), &value), "{text}");
                prop_assert_eq!(document.source().slice(document.root().span()), text.trim());
            }
        }
    }

    /// Two differences are meant: an empty file is null, and a number of any size is a number (RFC 8259 sets no limit).
    #[test]
    fn json_accepts_and_refuses_what_serde_json_does(value in values(), edits in edits()) {
        let text = edited(&value.to_string(), &edits);
        let theirs = serde_json::from_str::<Value>(&text);
        let ours = read(&text, Format::Json);
        match (&theirs, &ours) {
            (Ok(theirs), Ok(ours)) => prop_assert!(same(&ours.root().to_json(), theirs), "{text}"),
            (Err(_), Err(_)) => {}
            (Err(error), Ok(_)) if text.is_empty() || error.to_string().starts_with("number out of range") => {}
            _ => prop_assert!(false, "{text:?}: {theirs:?} {:?}", ours.err()),
        }
    }

    #[test]
    fn yaml_reads_what_yaml_serde_writes(value in values()) {
        let text = serde_yaml::to_string(&value).unwrap();
        // The writer leaves a key `<<` without quotes, which makes it a merge key for us.
        prop_assume!(!text.contains("<<:"));
        // Line breaks of YAML 1.1 that are characters like any other in YAML 1.2.
        prop_assume!(!text.contains(['\u{85}', '\u{2028}', '\u{2029}']));
        let Ok(theirs) = serde_yaml::from_str::<Value>(&text) else { return Ok(()) };
        let document = read(&text, Format::Yaml).map_err(|error| TestCaseError::fail(format!("{text:?} {error}")))?;
        prop_assert!(same(&document.root().to_json(), &theirs), "{text:?}\n{}\n{theirs}", document.root().to_json());
        check_places(&document)?;
    }

    #[test]
    fn json_is_yaml(value in values()) {
        let text = value.to_string();
        // YAML allows less in a text than JSON does: no DEL, no C1 controls, no non-characters.
        prop_assume!(text.chars().all(|c| !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{2028}' | '\u{2029}')));
        prop_assume!(text.len() < 1000);
        let document = read(&text, Format::Yaml).map_err(|error| TestCaseError::fail(format!("{text:?} {error}")))?;
        prop_assert!(same(&document.root().to_json(), &value), "{text}");
    }

    #[test]
    fn addresses_lead_back(value in values()) {
        let document = read(&value.to_string(), Format::Json).unwrap();
        for node in all_values(&document) {
            prop_assert_eq!(document.at_pointer(&node.pointer()), Some(node));
            let path = jsonpath::normalized_path(node);
            let found = jsonpath::Path::parse(&path).map_err(|error| TestCaseError::fail(format!("{path}: {error}")))?;
            prop_assert_eq!(found.select(document.root()), vec![node], "{}", path);
        }
    }

    #[test]
    fn every_text_is_read_or_refused_with_a_place(value in values(), edits in edits(), noise in "[\\[\\]{}:,&*!|>'\"%@`#\\-? \n\ta1é~<=+.\\\\/$(]{0,60}") {
        let yaml = edited(&serde_yaml::to_string(&value).unwrap(), &edits);
        for text in [yaml, noise] {
            for format in [Format::Yaml, Format::Json, Format::Json5, Format::Toml, Format::Markdown] {
                match read(&text, format) {
                    Ok(document) => check_places(&document)?,
                    Err(error) => prop_assert!(error.span.start as usize <= text.len() && error.span.start <= error.span.end && error.position.line >= 1),
                }
            }
            let source = source(&text);
            let _ = xml::parse(&source, &Limits::default());
            let _ = jsonpath::Path::parse(&format!("${text}"));
            markdown::Markdown::read(&source);
            for path in ["a.c", "a.rs", "a.js", "a.py", "a.yaml", "a.sh", "a.sql", "a.rb", "a.md", "a.j2"] {
                for comment in comments::find(&source, comments::Syntax::of_path(path).unwrap()) {
                    prop_assert!(text.get(comment.span.start as usize..comment.span.end as usize).is_some());
                    prop_assert!(comment.text.start >= comment.span.start && comment.text.end <= comment.span.end);
                }
            }
        }
    }
}
