//! What OpenAPI adds to JSON Schema, against a real validator: access, the spellings of 3.0, discriminators. The judge is the schema translated
//! to plain JSON Schema.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::testing::ask;
use super::{Position, Relation, Verdict};
use crate::diff::schema::Dialect;

const NAMES: [&str; 3] = ["a", "b", "c"];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        select(vec!["string", "integer", "number", "boolean"]).prop_map(|name| json!({ "type": name })),
        (0u64..3, 0u64..3).prop_map(|(min, more)| json!({ "type": "string", "minLength": min, "maxLength": min + more })),
        (-1i64..2, 0i64..3).prop_map(|(min, more)| json!({ "type": "integer", "minimum": min, "maximum": min + more })),
        subsequence(vec![json!("a"), json!("ab"), json!("abc")], 1..4).prop_map(|values| json!({ "type": "string", "enum": values })),
    ]
}

fn values() -> Vec<Value> {
    let atoms = [json!(null), json!(""), json!("a"), json!("ab"), json!("abc"), json!(0), json!(1), json!(3), json!(0.5), json!(true)];
    let mut values: Vec<Value> = atoms.to_vec();
    values.push(json!({}));
    for x in &atoms {
        values.extend(NAMES.map(|name| json!({ name: x })));
        for y in &atoms {
            values.extend([
                json!({ "a": x, "b": y }),
                json!({ "b": x, "c": y }),
                json!({ "a": x, "b": y, "c": "a" }),
                json!({ "k": "x", "a": y }),
            ]);
        }
    }
    for tag in ["x", "y", "z", "A", "B"] {
        for x in &atoms {
            values.extend([
                json!({ "k": tag }),
                json!({ "k": tag, "a": x }),
                json!({ "k": tag, "b": x }),
                json!({ "k": tag, "a": x, "b": x }),
            ]);
        }
    }
    values
}

/// What the engine says against what the validator says of translated schemas, for values that both sides speak of.
fn check(relation: &Relation, old: &Value, new: &Value, values: &[Value], speaks: impl Fn(&Value) -> bool) -> Result<u32, TestCaseError> {
    let validator = |schema: &Value| jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(schema).expect("a schema");
    let mut decided = 0;
    for (verdict, inner, outer) in [(&relation.kept, old, new), (&relation.bounded, new, old)] {
        let (left, right) = (validator(inner), validator(outer));
        match verdict {
            Verdict::Yes => {
                let wrong = values.iter().find(|value| speaks(value) && left.is_valid(value) && !right.is_valid(value));
                prop_assert!(wrong.is_none(), "said included, but {wrong:?} is not: {inner} in {outer}");
            }
            Verdict::No(Some(witness)) => {
                let witness = witness.to_serde();
                prop_assert!(left.is_valid(&witness) && !right.is_valid(&witness), "false witness {witness}: {inner} in {outer}");
            }
            Verdict::No(None) => prop_assert!(false, "no witness: {inner} in {outer}"),
            Verdict::Unknown(_) => continue,
        }
        decided += 1;
    }
    Ok(decided)
}

fn run<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, test: impl Fn(T) -> Result<u32, TestCaseError>) {
    const CASES: u32 = 600;
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(
        ProptestConfig { cases: CASES, failure_persistence: None, max_shrink_iters: 1_000, ..ProptestConfig::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let decided = std::cell::Cell::new(0);
    let outcome = runner.run(&strategy, |case| {
        decided.set(decided.get() + test(case)?);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(decided.get() > CASES * 18 / 10, "only {} of {} questions were decided", decided.get(), CASES * 2);
}

/// An object whose members may be of one direction only, and the words for what each is.
#[derive(Debug, Clone)]
struct Accessed {
    members: Vec<(Value, &'static str)>,
    required: Vec<&'static str>,
}

impl Accessed {
    fn hidden(&self, at: usize, position: Position) -> bool {
        let word = if position == Position::Request { "readOnly" } else { "writeOnly" };
        self.members[at].1 == word
    }

    fn written(&self) -> Value {
        let mut properties = json!({});
        for (name, (schema, access)) in NAMES.iter().zip(&self.members) {
            properties[name] = schema.clone();
            if !access.is_empty() {
                properties[name][access] = json!(true);
            }
        }
        json!({ "type": "object", "properties": properties, "required": self.required })
    }

    /// The object of one direction: what does not take part is not there.
    fn projected(&self, position: Position) -> Value {
        let mut properties = json!({});
        for (at, name) in NAMES.iter().enumerate().filter(|(at, _)| !self.hidden(*at, position)) {
            properties[name] = self.members[at].0.clone();
        }
        let required: Vec<_> =
            NAMES.iter().enumerate().filter(|(at, name)| !self.hidden(*at, position) && self.required.contains(name)).collect();
        json!({ "type": "object", "properties": properties, "required": required.iter().map(|(_, name)| **name).collect::<Vec<_>>() })
    }
}

fn accessed() -> impl Strategy<Value = Accessed> {
    let member = (leaf(), select(vec!["", "", "readOnly", "writeOnly"]));
    (prop::collection::vec(member, 3), subsequence(NAMES.to_vec(), 0..3)).prop_map(|(members, required)| Accessed { members, required })
}

#[test]
fn what_does_not_take_part_changes_nothing() {
    let all = values();
    let edited = (accessed(), 0usize..3, leaf(), select(vec!["", "readOnly", "writeOnly"]), prop::bool::ANY);
    let pairs = edited.prop_map(|(old, at, schema, access, only_access)| {
        let mut new = old.clone();
        new.members[at] = (if only_access { old.members[at].0.clone() } else { schema }, access);
        (old, new)
    });
    run((pairs, select(vec![Position::Request, Position::Response])), |((old, new), position)| {
        let (before, after) = (old.written().to_string(), new.written().to_string());
        let relation = ask(&before, &after, Dialect::Modern, |engine, a, b| engine.relation(a, b, position));
        let both = |name: &str| {
            let at = NAMES.iter().position(|known| *known == name);
            at.is_some_and(|at| !old.hidden(at, position) && !new.hidden(at, position))
        };
        let speaks = |value: &Value| value.as_object().is_none_or(|map| map.keys().all(|name| both(name)));
        check(&relation, &old.projected(position), &new.projected(position), &all, speaks)
    });
}

/// A leaf of 3.0, and the same in plain JSON Schema.
fn old_leaf() -> impl Strategy<Value = (Value, Value)> {
    (leaf(), prop::bool::ANY, prop::bool::ANY).prop_map(|(plain, nullable, exclusive)| {
        let (mut old, mut new) = (plain.clone(), plain);
        if nullable && new.get("type").is_some() {
            old["nullable"] = json!(true);
            new["type"] = json!([new["type"].clone(), "null"]);
        }
        if exclusive && new.get("maximum").is_some() {
            old["exclusiveMaximum"] = json!(true);
            new["exclusiveMaximum"] = new["maximum"].clone();
        }
        (old, new)
    })
}

#[test]
fn the_spellings_of_3_0_mean_what_they_mean() {
    let all = values();
    run((old_leaf(), old_leaf(), prop::bool::ANY), |((old, old_plain), (new, new_plain), inside)| {
        let wrap = |schema: Value| if inside { json!({ "type": "object", "properties": { "a": schema } }) } else { schema };
        let (before, after) = (wrap(old).to_string(), wrap(new).to_string());
        let relation = ask(&before, &after, Dialect::Old, |engine, a, b| engine.relation(a, b, Position::Pure));
        check(&relation, &wrap(old_plain), &wrap(new_plain), &all, |_| true)
    });
}

/// Two branches told apart by the tag `k`, with the tags that lead to each; and the same without a discriminator.
fn tagged(a: &Value, b: &Value, tags: &[(&str, &str)]) -> (Value, Value) {
    let branch = |name: &str, inner: &Value| json!({ "type": "object", "properties": { "k": { "type": "string" }, name: inner }, "required": ["k"] });
    let (first, second) = (branch("a", a), branch("b", b));
    let mut mapping = json!({});
    for (tag, target) in tags {
        mapping[tag] = json!(format!("#/$defs/{target}"));
    }
    let own = |name: &str| -> Vec<Value> {
        let mapped: Vec<Value> = tags.iter().filter(|(_, target)| *target == name).map(|(tag, _)| json!(tag)).collect();
        if mapped.is_empty() { vec![json!(name)] } else { mapped }
    };
    let written = json!({
        "oneOf": [{ "$ref": "#/$defs/A" }, { "$ref": "#/$defs/B" }],
        "discriminator": { "propertyName": "k", "mapping": mapping },
        "$defs": { "A": first.clone(), "B": second.clone() }
    });
    let limited = |schema: Value, name: &str| json!({ "allOf": [schema, { "properties": { "k": { "enum": own(name) } } }] });
    (written, json!({ "anyOf": [limited(first, "A"), limited(second, "B")] }))
}

#[test]
fn a_tag_selects_its_branch() {
    let all = values();
    let tags = || subsequence(vec![("x", "A"), ("y", "B"), ("z", "B")], 0..4);
    run((leaf(), leaf(), leaf(), tags(), tags()), |(a, b, other, old_tags, new_tags)| {
        let ((old, old_plain), (new, new_plain)) = (tagged(&a, &b, &old_tags), tagged(&a, &other, &new_tags));
        let relation = ask(&old.to_string(), &new.to_string(), Dialect::Modern, |engine, a, b| engine.relation(a, b, Position::Pure));
        check(&relation, &old_plain, &new_plain, &all, |_| true)
    });
}
