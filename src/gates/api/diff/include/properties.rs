//! The engine against a real validator, and against hand-made truths.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::testing::{ask, relation};
use super::{Position, Verdict};
use crate::diff::schema::Dialect;

fn effect(old: &str, new: &str, position: Position) -> &'static str {
    let relation = relation(old, new, position);
    match (&relation.kept, &relation.bounded) {
        (Verdict::Yes, Verdict::Yes) => "equal",
        (Verdict::Yes, Verdict::No(_)) => "wider",
        (Verdict::No(_), Verdict::Yes) => "narrower",
        (Verdict::No(_), Verdict::No(_)) => "incomparable",
        _ => "unknown",
    }
}

#[test]
fn schemas_are_compared_by_meaning() {
    for (old, new, expected) in [
        ("{type: string}", "{type: [string, 'null']}", "wider"),
        ("{type: integer}", "{type: number}", "wider"),
        ("{type: integer, exclusiveMaximum: 5}", "{type: integer, maximum: 4}", "equal"),
        ("{type: [string, 'null']}", "{oneOf: [{type: string}, {type: 'null'}]}", "equal"),
        ("{type: [string, integer], maxLength: 3}", "{anyOf: [{type: string, maxLength: 3}, {type: integer}]}", "equal"),
        ("{enum: [a, b]}", "{const: a}", "narrower"),
        ("{enum: [a]}", "{const: a}", "equal"),
        ("{type: string, minLength: 0}", "{type: string}", "equal"),
        ("{type: string, pattern: '.*'}", "{type: string}", "equal"),
        ("{type: string, pattern: '^[a-c]$'}", "{type: string, pattern: '^[a-d]$'}", "wider"),
        ("{type: string, pattern: '^[a-c]$'}", "{type: string, pattern: '^[b-d]$'}", "incomparable"),
        ("{type: number, multipleOf: 0.1}", "{type: number, multipleOf: 0.2}", "narrower"),
        ("{type: number, multipleOf: 4}", "{type: number, multipleOf: 6}", "incomparable"),
        ("{type: object, properties: {a: {type: string}}}", "{type: object, properties: {a: {type: string}}, required: [a]}", "narrower"),
        (
            "{type: object, properties: {a: {type: string}, b: {type: integer}}}",
            "{allOf: [{type: object, properties: {a: {type: string}}}, {properties: {b: {type: integer}}}]}",
            "equal",
        ),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: string}, maxItems: 2}", "narrower"),
        ("{type: array, items: {type: string}}", "{type: array, items: {type: string}, uniqueItems: true}", "narrower"),
        (
            "{type: array, items: {type: string}, maxItems: 1}",
            "{type: array, items: {type: string}, maxItems: 1, uniqueItems: true}",
            "equal",
        ),
        ("{type: string}", "{type: string, not: {const: a}}", "narrower"),
        ("{type: integer, not: {minimum: 5}}", "{type: integer, maximum: 4}", "equal"),
        ("{oneOf: [{type: string}, {type: integer}]}", "{oneOf: [{type: integer}, {type: string}, {type: boolean}]}", "wider"),
        ("{anyOf: [{type: string}, {type: string, maxLength: 3}]}", "{type: string}", "equal"),
        ("{type: string, format: date}", "{type: string, format: date-time}", "incomparable"),
        ("{type: string, format: uuid}", "{type: string}", "wider"),
        ("{type: integer, format: int32}", "{type: integer, format: int64}", "wider"),
        ("{type: boolean}", "{enum: [true, false]}", "equal"),
        ("true", "{}", "equal"),
        ("false", "{type: string, minLength: 3, maxLength: 2}", "equal"),
        (
            "{if: {properties: {k: {const: a}}, required: [k]}, then: {required: [x]}}",
            "{if: {properties: {k: {const: a}}, required: [k]}, then: {required: [x, y]}}",
            "narrower",
        ),
        ("{type: array, contains: {type: string}}", "{type: array, contains: {type: string}, minContains: 2}", "narrower"),
        ("{type: object}", "{type: object, propertyNames: {maxLength: 3}}", "narrower"),
        ("{type: object}", "{type: object, dependentRequired: {a: [b]}}", "narrower"),
        ("{type: object, minProperties: 1}", "{type: object, required: [a]}", "narrower"),
        (
            "{type: object, patternProperties: {'^x': {type: string}}}",
            "{type: object, patternProperties: {'^x': {type: [string, integer]}}}",
            "wider",
        ),
    ] {
        assert_eq!(effect(old, new, Position::Pure), expected, "{old} → {new}");
    }
}

#[test]
fn names_nobody_declares_are_no_contract_of_an_open_object() {
    let old = "{type: object, properties: {a: {type: string}}}";
    let new = "{type: object, properties: {a: {type: string}, b: {type: integer}}}";
    assert_eq!(effect(old, new, Position::Request), "equal");
    assert_eq!(effect(old, new, Position::Pure), "narrower");
    let (old, new) = (
        format!("{}, additionalProperties: false}}", &old[..old.len() - 1]),
        format!("{}, additionalProperties: false}}", &new[..new.len() - 1]),
    );
    assert_eq!(effect(&old, &new, Position::Request), "wider");
    assert_eq!(effect("{type: object}", "{type: object, additionalProperties: false}", Position::Request), "narrower");
}

#[test]
fn properties_that_do_not_take_part_have_no_effect() {
    let old = "{type: object, required: [id], properties: {id: {type: string, readOnly: true}}}";
    let new = "{type: object, required: [id], properties: {id: {type: integer, readOnly: true}}}";
    assert_eq!(effect(old, new, Position::Request), "equal");
    assert_eq!(effect(old, new, Position::Response), "incomparable");
}

#[test]
fn witnesses_are_true() {
    let relation = relation(
        "{type: object, properties: {n: {type: integer, maximum: 10}}}",
        "{type: object, properties: {n: {type: integer, maximum: 5}}}",
        Position::Request,
    );
    let Verdict::No(Some(witness)) = relation.kept else { panic!("{relation:?}") };
    assert!(witness.to_serde()["n"].as_i64().is_some_and(|n| n > 5 && n <= 10), "{witness}");
}

#[test]
fn recursion_ends() {
    let list = |extra: &str| {
        format!(
            "{{$ref: '#/$defs/node', $defs: {{node: {{type: object, required: [v], properties: {{v: {{type: integer{extra}}}, next: {{$ref: '#/$defs/node'}}}}}}}}}}"
        )
    };
    assert_eq!(effect(&list(""), &list(""), Position::Pure), "equal");
    assert_eq!(effect(&list(""), &list(", maximum: 3"), Position::Pure), "narrower");
    let flip = "{$ref: '#/$defs/a', $defs: {a: {type: object, properties: {x: {$ref: '#/$defs/b'}}}, b: {type: object, properties: {x: {$ref: '#/$defs/a'}}}}}";
    let one = "{$ref: '#/$defs/a', $defs: {a: {type: object, properties: {x: {$ref: '#/$defs/a'}}}}}";
    assert_eq!(effect(flip, one, Position::Pure), "equal");
    let selfish = "{$ref: '#/$defs/a', $defs: {a: {allOf: [{$ref: '#/$defs/a'}, {type: string}]}}}";
    assert_ne!(effect(selfish, "{type: integer}", Position::Pure), "equal");
}

/// `n` schemas that refer to each other in all directions, with one difference far away.
fn entangled(n: usize, leaf: &str) -> String {
    let definitions: Vec<String> = (0..n)
        .map(|at| {
            let links: Vec<String> = (0..4).map(|link| format!("p{link}: {{$ref: '#/$defs/s{}'}}", (at * 7 + link * 3 + 1) % n)).collect();
            let own = if at == n - 1 { leaf } else { "{type: string}" };
            format!(
                "s{at}: {{type: object, properties: {{v: {own}, {}, u: {{anyOf: [{{$ref: '#/$defs/s{}'}}, {{type: 'null'}}]}}}}}}",
                links.join(", "),
                (at + 1) % n
            )
        })
        .collect();
    format!("{{$ref: '#/$defs/s0', $defs: {{{}}}}}", definitions.join(", "))
}

#[test]
fn entangled_recursion_is_polynomial() {
    let mut counts = Vec::new();
    for n in [20, 40, 80, 160] {
        let (old, new) = (entangled(n, "{type: string}"), entangled(n, "{type: string, maxLength: 3}"));
        let pairs = ask(&old, &new, Dialect::Modern, |engine, a, b| {
            let relation = engine.relation(a, b, Position::Request);
            assert!(relation.kept.is_no(), "{n}: {relation:?}");
            assert!(relation.bounded.is_yes(), "{n}: {relation:?}");
            engine.pairs()
        });
        counts.push(pairs);
    }
    for pair in counts.windows(2) {
        assert!(pair[1] <= pair[0] * 3, "pairs grow faster than the schemas: {counts:?}");
    }
}

/// Small schemas over one alphabet, so that random values meet them often.
fn schema(depth: u32) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(json!({})),
        Just(json!(true)),
        Just(json!(false)),
        prop::sample::subsequence(vec!["string", "integer", "number", "boolean", "null", "object", "array"], 1..4)
            .prop_map(|types| json!({ "type": types })),
        (0u64..3, 0u64..4).prop_map(|(min, more)| json!({ "type": "string", "minLength": min, "maxLength": min + more })),
        prop::sample::select(vec!["^a*$", "^[ab]+$", "b", "^a?b?$", "^.{2}$", "^(ab)*$"])
            .prop_map(|pattern| json!({ "type": "string", "pattern": pattern })),
        (-2i64..3, 0i64..4).prop_map(|(min, more)| json!({ "type": "integer", "minimum": min, "maximum": min + more })),
        (-2i64..3).prop_map(|min| json!({ "type": "number", "exclusiveMinimum": min })),
        prop::sample::select(vec![json!(1), json!(2), json!(0.5), json!(1.5), json!(3)])
            .prop_map(|step| json!({ "type": "number", "multipleOf": step })),
        prop::sample::subsequence(
            vec![json!("a"), json!("ab"), json!(1), json!(2), json!(0.5), json!(true), json!(null), json!([]), json!({})],
            1..5
        )
        .prop_map(|values| json!({ "enum": values })),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = schema(depth - 1);
    let list = prop::collection::vec(schema(depth - 1), 1..4);
    prop_oneof![
        3 => leaf,
        2 => (inner.clone(), inner.clone(), prop::sample::subsequence(vec!["a", "b"], 0..3), prop::option::of(inner.clone()))
            .prop_map(|(a, b, required, rest)| {
                let mut schema = json!({ "type": "object", "properties": { "a": a, "b": b }, "required": required });
                if let Some(rest) = rest { schema["additionalProperties"] = rest; }
                schema
            }),
        1 => (inner.clone(), 0u64..3, prop::option::of(0u64..3)).prop_map(|(names, min, max)| {
            let mut schema = json!({ "type": "object", "properties": { "a": names }, "minProperties": min });
            if let Some(max) = max { schema["maxProperties"] = json!(max); }
            schema
        }),
        1 => (prop::sample::select(vec!["^a", "b", "^[ab]$"]), inner.clone()).prop_map(|(pattern, inner)| json!({ "type": "object", "patternProperties": { pattern: inner } })),
        1 => (inner.clone(), prop::bool::ANY).prop_map(|(inner, plain)| if plain { json!({ "type": "object", "dependentSchemas": { "a": inner } }) } else { json!({ "type": "object", "dependentRequired": { "a": ["b"] } }) }),
        2 => (inner.clone(), 0u64..2, prop::option::of(0u64..3), prop::bool::ANY).prop_map(|(items, min, max, unique)| {
            let mut schema = json!({ "type": "array", "items": items, "minItems": min, "uniqueItems": unique });
            if let Some(max) = max { schema["maxItems"] = json!(max); }
            schema
        }),
        1 => (inner.clone(), prop::option::of(inner.clone())).prop_map(|(first, rest)| {
            let mut schema = json!({ "type": "array", "prefixItems": [first] });
            if let Some(rest) = rest { schema["items"] = rest; }
            schema
        }),
        1 => (inner.clone(), 0u64..3, prop::option::of(0u64..3)).prop_map(|(inner, min, max)| {
            let mut schema = json!({ "type": "array", "contains": inner, "minContains": min });
            if let Some(max) = max { schema["maxContains"] = json!(max); }
            schema
        }),
        2 => list.clone().prop_map(|list| json!({ "anyOf": list })),
        2 => list.clone().prop_map(|list| json!({ "oneOf": list })),
        2 => list.prop_map(|list| json!({ "allOf": list })),
        1 => inner.clone().prop_map(|inner| json!({ "not": inner })),
        1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| json!({ "if": a, "then": b, "else": c })),
        1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({ "type": "object", "properties": { "a": a }, "unevaluatedProperties": b })),
        1 => (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| json!({ "oneOf": [{ "properties": { "a": a } }, { "properties": { "b": b } }], "unevaluatedProperties": c })),
    ]
    .boxed()
}

fn small_values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(""),
        json!("a"),
        json!("b"),
        json!("ab"),
        json!("aab"),
        json!("ba"),
        json!("xyz"),
    ];
    values.extend((-3..8).map(|number| json!(number)));
    values.extend([0.5, 1.5, -0.5, 2.25].map(|number| json!(number)));
    let atoms: Vec<Value> = vec![json!(null), json!("a"), json!("ab"), json!(1), json!(0.5), json!(true), json!([]), json!({ "a": 1 })];
    values.push(json!([]));
    values.push(json!({}));
    for x in &atoms {
        values.push(json!([x]));
        values.push(json!({ "a": x }));
        values.push(json!({ "b": x }));
        values.push(json!({ "other": x }));
        for y in &atoms {
            values.push(json!([x, y]));
            values.push(json!({ "a": x, "b": y }));
            values.push(json!({ "a": x, "c": y }));
        }
    }
    values.push(json!(["a", "a", "b"]));
    values.push(json!({ "a": 1, "b": "a", "c": null }));
    values
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(schema).unwrap()
}

/// A schema, its validator, and what that says of the small values.
struct Judged<'s>(&'s Value, jsonschema::Validator, Vec<bool>);

fn judged<'s>(schema: &'s Value, values: &[Value]) -> Judged<'s> {
    let validator = validator(schema);
    let valid = values.iter().map(|value| validator.is_valid(value)).collect();
    Judged(schema, validator, valid)
}

fn judge(old: &Judged<'_>, new: &Judged<'_>, verdict: &Verdict, values: &[Value]) -> Result<bool, TestCaseError> {
    let (Judged(old, left, accepted), Judged(new, right, kept)) = (old, new);
    let counterexample = values.iter().zip(accepted.iter().zip(kept)).find(|(_, (old, new))| **old && !**new).map(|(value, _)| value);
    match verdict {
        Verdict::Yes => prop_assert!(counterexample.is_none(), "said included, but {counterexample:?} is not: {old} in {new}"),
        Verdict::No(Some(witness)) => {
            let witness = witness.to_serde();
            prop_assert!(left.is_valid(&witness) && !right.is_valid(&witness), "false witness {witness}: {old} in {new}");
        }
        Verdict::No(None) => prop_assert!(false, "no witness where one is needed: {old} in {new}"),
        Verdict::Unknown(_) => return Ok(false),
    }
    Ok(true)
}

/// Random edits of one schema meet more than two random schemas do.
fn pairs() -> impl Strategy<Value = (Value, Value)> {
    prop_oneof![
        (schema(2), schema(2)),
        (schema(1), schema(1), schema(1)).prop_map(|(a, b, c)| (json!({ "anyOf": [a.clone(), b.clone()] }), json!({ "anyOf": [b, a, c] }))),
        (schema(2), schema(1)).prop_map(|(a, b)| (json!({ "allOf": [a.clone(), b] }), a)),
        (schema(1), schema(1), schema(1)).prop_map(|(a, b, c)| (
            json!({ "type": "object", "properties": { "a": a, "b": b.clone() } }),
            json!({ "type": "object", "properties": { "a": c, "b": b } })
        )),
        (schema(1), schema(1), schema(1)).prop_map(|(a, b, c)| (json!({ "oneOf": [a.clone(), b.clone()] }), json!({ "oneOf": [a, b, c] }))),
    ]
}

#[test]
fn no_verdict_contradicts_the_validator() {
    let values = small_values();
    let cases = std::env::var("ENT_INCLUSION_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let (decided, asked) = (std::cell::Cell::new(0u32), std::cell::Cell::new(0u32));
    let outcome = runner.run(&pairs(), |(old, new)| {
        let relation = relation(&old.to_string(), &new.to_string(), Position::Pure);
        asked.set(asked.get() + 2);
        let (old, new) = (judged(&old, &values), judged(&new, &values));
        decided.set(decided.get() + u32::from(judge(&old, &new, &relation.kept, &values)?));
        decided.set(decided.get() + u32::from(judge(&new, &old, &relation.bounded, &values)?));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let share = f64::from(decided.get()) / f64::from(asked.get());
    assert!(share > 0.85, "only {:.1} % of the questions were decided", share * 100.0);
}
