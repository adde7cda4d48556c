//! What is wrong with a bill of materials beyond its schema: references, the graph, identifiers, licences, digests.

mod graph;
mod identifiers;
mod licenses;
mod references;

use document::Span;
use model::bom::{Bom, Complaint, Component, Opened};
use rule::{Severity, Sink};

/// A fault of a document, at its place.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule that it breaks.
    pub rule: &'static str,
    /// How much it weighs in the gate.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What does not move when lines do.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where the rule's own words do not say it.
    pub help: Option<String>,
}

/// The rules about documents, with their severities in the gate.
pub const RULES: &[(&str, Severity)] = &[
    ("sbom/document-invalid", Severity::Error),
    ("sbom/property-unknown", Severity::Warning),
    ("sbom/reference-dangling", Severity::Error),
    ("sbom/reference-duplicated", Severity::Error),
    ("sbom/primary-component-missing", Severity::Error),
    ("sbom/component-unreachable", Severity::Warning),
    ("sbom/dependency-cycle", Severity::Info),
    ("sbom/hash-length-wrong", Severity::Error),
    ("sbom/hash-conflict", Severity::Error),
    ("sbom/purl-invalid", Severity::Error),
    ("sbom/purl-mismatch", Severity::Error),
    ("sbom/cpe-invalid", Severity::Error),
    ("sbom/license-expression-invalid", Severity::Error),
    ("sbom/license-deprecated", Severity::Warning),
    ("sbom/url-invalid", Severity::Error),
    ("sbom/date-invalid", Severity::Error),
    ("sbom/key-duplicated", Severity::Warning),
];

/// Collects the faults of one document.
struct Finder<'o, 'd> {
    opened: &'o Opened<'d>,
    bom: &'o Bom,
    faults: Vec<Fault>,
}

impl Finder<'_, '_> {
    fn report(&mut self, rule: &'static str, pointer: &str, message: impl Into<String>) -> &mut Fault {
        let severity = RULES.iter().find(|(id, _)| *id == rule).map_or(Severity::Warning, |(_, severity)| *severity);
        let span = self.opened.span(pointer);
        self.faults.push(Fault { rule, severity, span, place: pointer.to_owned(), message: message.into(), help: None });
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }
}

/// Everything wrong with a document, in its order.
pub fn find(opened: &Opened<'_>) -> Vec<Fault> {
    let lists = [
        ("sbom/document-invalid", Severity::Error, &opened.complaints),
        ("sbom/property-unknown", Severity::Warning, &opened.strangers),
        ("sbom/key-duplicated", Severity::Warning, &opened.duplicates),
    ];
    let mut faults: Vec<Fault> = lists
        .into_iter()
        .flat_map(|(rule, severity, list)| list.iter().map(move |complaint| of_complaint(rule, severity, complaint)))
        .collect();
    if let Some(bom) = &opened.bom {
        let mut finder = Finder { opened, bom, faults: Vec::new() };
        references::find(&mut finder);
        graph::find(&mut finder);
        for (pointer, component) in components(bom) {
            identifiers::find(&mut finder, &pointer, component);
            licenses::find(&mut finder, &pointer, component);
        }
        identifiers::conflicts(&mut finder);
        identifiers::document(&mut finder);
        faults.append(&mut finder.faults);
    }
    // What the schema complains about needs no second finding at the same place.
    let complained: Vec<Span> = opened.complaints.iter().map(|complaint| complaint.span).collect();
    faults.retain(|fault| fault.rule == RULES[0].0 || !complained.contains(&fault.span));
    faults.sort_by_key(|fault| (fault.span.start, fault.rule));
    faults
}

fn of_complaint(rule: &'static str, severity: Severity, complaint: &Complaint) -> Fault {
    let Complaint { span, place, message, help } = complaint.clone();
    Fault { rule, severity, span, place, message, help }
}

/// Reports faults of one rule, or of all.
pub fn report(faults: &[Fault], source: &document::Source, only: Option<&str>, sink: &mut Sink, severity: impl Fn(&Fault) -> Severity) {
    for fault in faults.iter().filter(|fault| only.is_none_or(|rule| rule == fault.rule)) {
        sink.rule(fault.rule, severity(fault));
        let mut report = sink.report(rule::Place::Span(source, fault.span), fault.message.clone()).subject(fault.place.clone());
        if fault.place.starts_with('/') {
            report = report.property("pointer", fault.place.clone());
        }
        if let Some(help) = &fault.help {
            let _ = report.help(help.clone());
        }
    }
}

/// All components with their pointers, parts included; the primary one first.
pub(crate) fn components(bom: &Bom) -> Vec<(String, &Component)> {
    let primary = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
    let mut open: Vec<(String, &Component)> = primary.map(|component| ("/metadata/component".to_owned(), component)).into_iter().collect();
    open.extend(bom.components.iter().enumerate().map(|(place, component)| (format!("/components/{place}"), component)));
    open.reverse();
    let mut all = Vec::new();
    while let Some((pointer, component)) = open.pop() {
        let parts = component.components.iter().enumerate();
        let mut parts: Vec<_> = parts.map(|(place, part)| (format!("{pointer}/components/{place}"), part)).collect();
        parts.reverse();
        open.extend(parts);
        all.push((pointer, component));
    }
    all
}

/// A component as people call it: `acme/core 1.0`.
pub(crate) fn label(component: &Component) -> String {
    match component.version.as_deref().filter(|version| !version.is_empty()) {
        Some(version) => format!("{} {version}", component.full_name()),
        None => component.full_name(),
    }
}

#[cfg(test)]
mod tests;
