//! How good a bill of materials is: profiles of authorities, and the weighted quality score.

mod elements;
mod profiles;
mod quality;

use document::Source;
use model::bom::{Bom, Component, Opened};
use rule::{Place, Severity, Sink};

use super::faults::components;
pub use profiles::Profile;
pub use quality::{Category, grade};

/// One thing that a profile asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its name as the profile has it.
    pub name: &'static str,
    /// How many of the things asked have it.
    pub have: usize,
    /// How many were asked.
    pub total: usize,
    /// Who lacks it: pointer and words.
    pub missing: Vec<Missing>,
}

/// Something that lacks an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// Pointer into the CycloneDX form.
    pub pointer: String,
    /// What is missing, from whom.
    pub message: String,
}

impl Element {
    /// From 0 to 1.
    pub fn share(&self) -> f64 {
        if self.total == 0 { 1.0 } else { self.have as f64 / self.total as f64 }
    }
}

/// What came of a judgement.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// From 0 to 10; absent where there is nothing to judge.
    pub value: Option<f64>,
    /// Each element that was asked for.
    pub elements: Vec<Element>,
    /// The parts of the weighted score.
    pub categories: Vec<Category>,
}

/// The rules about elements that a profile asks for.
pub const RULES: [&str; 3] = ["sbom/profile-element-missing", "sbom/format-too-old", "sbom/completeness-undeclared"];

/// The rule that a missing element breaks.
fn rule_of(element: &Element) -> &'static str {
    match element.name {
        "format" => RULES[1],
        "completeness" => RULES[2],
        _ => RULES[0],
    }
}

/// Reports missing elements of one rule, or of all; all with one severity, or each rule with its own.
pub fn report(score: &Score, opened: &Opened<'_>, source: &Source, only: Option<&str>, sink: &mut Sink, severity: Option<Severity>) {
    for element in &score.elements {
        let rule = rule_of(element);
        if only.is_some_and(|only| only != rule) {
            continue;
        }
        let own = if rule == RULES[0] { Severity::Error } else { Severity::Warning };
        for missing in &element.missing {
            sink.rule(rule, severity.unwrap_or(own));
            let place = Place::Span(source, opened.span(&missing.pointer));
            let report = sink.report(place, format!("{} ({})", missing.message, element.name));
            let report = report.subject(format!("{} {}", element.name, missing.pointer));
            let _ = report.property("element", element.name).property("pointer", missing.pointer.clone());
        }
    }
}

/// A document as scores look at it.
pub(crate) struct Subject<'o, 'd> {
    pub(crate) opened: &'o Opened<'d>,
    pub(crate) bom: &'o Bom,
    pub(crate) components: Vec<(String, &'o Component)>,
}

/// Judges a document by a profile; without one by the weighted quality score.
pub fn score(opened: &Opened<'_>, profile: Option<Profile>) -> Score {
    let empty = Score { value: None, elements: Vec::new(), categories: Vec::new() };
    let Some(bom) = opened.bom.as_ref() else { return empty };
    let subject = Subject { opened, bom, components: components(bom) };
    match profile {
        Some(profile) => {
            let elements = profiles::elements(&subject, profile);
            let shares: f64 = elements.iter().map(Element::share).sum();
            let value = (!elements.is_empty()).then(|| 10.0 * shares / elements.len() as f64);
            Score { value, elements, categories: Vec::new() }
        }
        None => quality::score(&subject),
    }
}

#[cfg(test)]
mod tests;
