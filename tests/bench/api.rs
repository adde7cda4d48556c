//! What comparing API descriptions costs: a pair of 1 MB, a pair of 4 MB, and the same operations two, four and eight times.
#![allow(clippy::expect_used, reason = "a bench without its input measures nothing")]

use std::fmt::Write;
use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use gate_api::diff::{Policy, compare};
use model::apis::{Alone, Api, Files};

fn main() {
    divan::main();
}

/// The day of the comparison.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 1, 1);

/// A description of `resources` resources with five operations each, whose schemas refer to one another in circles. `revision` has one edit in
/// every tenth resource: some break, some do not.
fn description(resources: usize, revision: bool) -> String {
    let mut text = String::from("{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"Bench\",\"version\":\"1\"},\"paths\":{");
    for number in 0..resources {
        let comma = if number == 0 { "" } else { "," };
        let body = format!("\"content\":{{\"application/json\":{{\"schema\":{{\"$ref\":\"#/components/schemas/R{number}\"}}}}}}");
        let ok = format!(
            "\"responses\":{{\"200\":{{\"description\":\"The resource\",{body}}},\"404\":{{\"description\":\"There is no such resource\"}}}}"
        );
        let id = "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}";
        let page = "{\"name\":\"page\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1}}";
        let _ = write!(
            text,
            "{comma}\"/r{number}\":{{\"get\":{{\"operationId\":\"list{number}\",\"parameters\":[{page}],{ok}}},\"post\":{{\"operationId\":\"create{number}\",\"requestBody\":{{{body}}},{ok}}}}},\"/r{number}/{{id}}\":{{\"get\":{{\"operationId\":\"get{number}\",\"parameters\":[{id}],{ok}}},\"put\":{{\"operationId\":\"put{number}\",\"parameters\":[{id}],\"requestBody\":{{{body}}},{ok}}},\"delete\":{{\"operationId\":\"delete{number}\",\"parameters\":[{id}],{ok}}}}}"
        );
    }
    text.push_str("},\"components\":{\"schemas\":{");
    for number in 0..resources {
        let comma = if number == 0 { "" } else { "," };
        let edit = match (revision, number % 40) {
            (true, 0) => ",\"maxLength\":40",
            (true, 10) => ",\"minLength\":2",
            (true, 20) => ",\"nullable\":true",
            (true, 30) => ",\"enum\":[\"a\",\"b\"]",
            _ => "",
        };
        let _ = write!(
            text,
            "{comma}\"R{number}\":{{\"type\":\"object\",\"description\":\"One of the resources that this API keeps, with what belongs to it and how to find it again.\",\"required\":[\"id\"],\"properties\":{{\"id\":{{\"type\":\"string\"{edit}}}"
        );
        for property in 0..16 {
            let _ = write!(
                text,
                ",\"p{property}\":{{\"type\":\"string\",\"maxLength\":5000,\"description\":\"What people call this part of it, in their own words and in the language of the account.\"}}"
            );
        }
        let (next, other) = ((number + 1) % resources, (number * 7 + 3) % resources);
        let _ = write!(
            text,
            ",\"next\":{{\"anyOf\":[{{\"$ref\":\"#/components/schemas/R{next}\"}},{{\"type\":\"string\"}}]}},\"many\":{{\"type\":\"array\",\"items\":{{\"$ref\":\"#/components/schemas/R{other}\"}}}}}}}}"
        );
    }
    text.push_str("}}}");
    text
}

fn parse(text: &str) -> Document {
    let source = Source::new(SourceId(0), "openapi.json", text);
    let limits = Limits { bytes: u64::MAX, ..Limits::default() };
    document::parse(Arc::new(source), Format::Json, &limits).expect("JSON")
}

/// Everything from text to changes.
fn changes(base: &str, revision: &str) -> usize {
    let (old, new) = (parse(base), parse(revision));
    let (base, revision) = (Files::load("a.json", &old, &mut Alone), Files::load("b.json", &new, &mut Alone));
    let (base, revision) = (Api::read(&base).expect("an API"), Api::read(&revision).expect("an API"));
    compare(&base, &revision, &Policy::default(), TODAY).len()
}

fn of_size(bytes: usize) -> (String, String) {
    let resources = bytes / (description(100, false).len() / 100);
    (description(resources, false), description(resources, true))
}

#[divan::bench(sample_count = 10)]
fn pair_of_1_mb(bencher: divan::Bencher<'_, '_>) {
    let (base, revision) = of_size(1_000_000);
    bencher.bench(|| changes(&base, &revision));
}

#[divan::bench(sample_count = 5)]
fn pair_of_4_mb(bencher: divan::Bencher<'_, '_>) {
    let (base, revision) = of_size(4_000_000);
    bencher.bench(|| changes(&base, &revision));
}

/// The cost must grow with the operations and no faster.
#[divan::bench(args = [1, 2, 4, 8], sample_count = 5)]
fn duplicated(bencher: divan::Bencher<'_, '_>, times: usize) {
    let (base, revision) = of_size(500_000 * times);
    bencher.bench(|| changes(&base, &revision));
}

/// A real description of 3.4 MB against itself with a few hundred edits, where it is at hand.
#[divan::bench(sample_count = 5)]
fn real_pair(bencher: divan::Bencher<'_, '_>) {
    let shared = std::env::var_os("ENT_SHARED").map_or_else(|| "../../../shared".into(), std::path::PathBuf::from);
    let Ok(base) = std::fs::read_to_string(shared.join("data/api-specs/stripe-2021.json")) else { return };
    let mut revision = String::with_capacity(base.len());
    for (number, part) in base.split("\"maxLength\": 5000").enumerate() {
        if number > 0 {
            revision.push_str(if number % 20 == 0 { "\"maxLength\": 4000" } else { "\"maxLength\": 5000" });
        }
        revision.push_str(part);
    }
    bencher.bench(|| changes(&base, &revision));
}
