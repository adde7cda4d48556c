//! The weighted quality score: categories of features, each with its weight, as sbomqs 2.0 has them.

use model::bom::{Component, license};

use super::elements::{digest, has_tool, licensed, named, property, purl, says, spdx_licensed, supplier};
use super::profiles::has_source;
use super::{Element, Score, Subject};

/// A category of the weighted score.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Its name.
    pub name: &'static str,
    /// Its weight among the categories.
    pub weight: f64,
    /// From 0 to 10; absent where none of its features applies.
    pub value: Option<f64>,
}

/// The grade of a score: A from 9, B from 8, C from 7, D from 5, F below.
pub fn grade(score: f64) -> &'static str {
    match score {
        _ if score >= 9.0 => "A",
        _ if score >= 8.0 => "B",
        _ if score >= 7.0 => "C",
        _ if score >= 5.0 => "D",
        _ => "F",
    }
}

/// A feature with its weight in its category; one that does not apply is left out.
type Weighted = (f64, Element);

pub(super) fn score(subject: &Subject<'_, '_>) -> Score {
    let categories: Vec<(&'static str, f64, Vec<Weighted>)> = vec![
        ("identification", 10.0, identification(subject)),
        ("provenance", 12.0, provenance(subject)),
        ("integrity", 15.0, integrity(subject)),
        ("completeness", 12.0, completeness(subject)),
        ("licensing", 15.0, licensing(subject)),
        ("vulnerability", 10.0, vulnerability(subject)),
        ("structural", 8.0, structural(subject)),
    ];
    let (mut judged, mut elements) = (Vec::new(), Vec::new());
    for (name, weight, features) in categories {
        judged.push(Category {
            name,
            weight,
            value: mean(features.iter().filter(|(_, one)| one.total > 0).map(|(weight, one)| (*weight, 10.0 * one.share()))),
        });
        elements.extend(features.into_iter().map(|(_, element)| element));
    }
    let value = mean(judged.iter().filter_map(|category| Some((category.weight, category.value?))));
    Score { value, elements, categories: judged }
}

fn mean(parts: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (weights, sum) = parts.fold((0.0, 0.0), |(weights, sum), (weight, value)| (weights + weight, sum + weight * value));
    (weights > 0.0).then(|| sum / weights)
}

fn identification(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    vec![
        (0.4, subject.each("comp_with_name", "name", |component| !component.name.trim().is_empty())),
        (0.35, subject.each("comp_with_version", "version", |component| says(component.version.as_ref()))),
        (0.25, unique_ids(subject)),
    ]
}

fn unique_ids(subject: &Subject<'_, '_>) -> Element {
    let count = |reference: &str| subject.components.iter().filter(|(_, one)| one.bom_ref.as_deref() == Some(reference)).count();
    let mut counts = std::collections::HashMap::new();
    for reference in subject.components.iter().filter_map(|(_, one)| one.bom_ref.as_deref()) {
        counts.entry(reference).or_insert(0_usize);
    }
    if counts.len() == subject.components.len() {
        return subject.each("comp_with_uniq_ids", "identifier of its own (`bom-ref`)", |_| true);
    }
    subject.each("comp_with_uniq_ids", "identifier of its own (`bom-ref`)", |component| {
        component.bom_ref.as_deref().is_some_and(|one| count(one) == 1)
    })
}

fn provenance(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let metadata = subject.metadata();
    let author = metadata.is_some_and(|metadata| metadata.authors.iter().any(|one| says(one.name.as_ref()) && says(one.email.as_ref())));
    let versioned = metadata
        .and_then(|metadata| metadata.tools.as_ref())
        .is_some_and(|tools| tools.names().iter().any(|(_, version)| version.is_some()));
    let supplied = metadata.is_some_and(|metadata| {
        named(metadata.supplier.as_ref()) || named(metadata.manufacturer.as_ref()) || named(metadata.manufacture.as_ref())
    });
    let namespace = subject.bom.serial_number.is_some() && subject.bom.version.is_some();
    let phase = metadata.is_some_and(|metadata| !metadata.lifecycles.is_empty());
    vec![
        (0.2, subject.whole("sbom_creation_timestamp", "/metadata", "time (`metadata.timestamp`)", subject.timestamp())),
        (0.2, subject.whole("sbom_authors", "/metadata", "author with a name and an e-mail address", author)),
        (0.2, subject.whole("sbom_creator", "/metadata", "tool with its version", has_tool(metadata) && versioned)),
        (0.15, subject.whole("sbom_supplier", "/metadata", "supplier or manufacturer", supplied)),
        (0.15, subject.whole("sbom_namespace", "", "serial number with a version", namespace)),
        (0.1, subject.whole("sbom_lifecycle", "/metadata", "phase in which it was made (`metadata.lifecycles`)", phase)),
    ]
}

fn integrity(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let signed = subject.bom.rest.contains_key("signature");
    vec![
        (0.6, subject.each("comp_with_checksums", "digest better than MD5", |component| digest(&component.hashes, &["MD5"]))),
        (0.3, subject.each("comp_with_sha256", "digest from SHA-256 on", |component| digest(&component.hashes, &["MD5", "SHA-1"]))),
        (0.1, subject.whole("sbom_signature", "", "signature", signed)),
    ]
}

fn completeness(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let stated: std::collections::HashSet<&str> = subject.bom.dependencies.iter().map(|one| one.reference.as_str()).collect();
    let primary = subject.metadata().is_some_and(|metadata| metadata.component.is_some());
    vec![
        (
            0.25,
            subject.each("comp_with_dependencies", "statement of its dependencies", |component| {
                component.bom_ref.as_deref().is_some_and(|reference| stated.contains(reference))
            }),
        ),
        (0.15, subject.whole("sbom_completeness_declared", "/compositions", "statement how complete it is", subject.completeness())),
        (0.2, subject.whole("primary_component", "/metadata", "component that it is about (`metadata.component`)", primary)),
        (0.15, subject.each("comp_with_source_code", "link to its source code", has_source)),
        (0.15, subject.each("comp_with_supplier", "supplier", supplier)),
        (0.1, subject.each("comp_with_purpose", "kind", |component| !component.kind.is_empty())),
    ]
}

fn licensing(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let texts = |component: &Component| component.licenses.iter().filter_map(|choice| choice.text().map(str::to_owned)).collect::<Vec<_>>();
    let listed = |component: &Component| {
        licensed(component)
            && component.licenses.iter().all(|choice| {
                choice.license.as_ref().and_then(|one| one.id.as_deref()).is_some_and(license::is_listed)
                    || choice.expression.as_deref().is_some_and(|text| !text.contains("LicenseRef") && license::check(text).is_ok())
            })
    };
    let declared = |component: &Component| {
        component.licenses.iter().any(|choice| {
            let word = choice.acknowledgement.as_deref().or(choice.license.as_ref().and_then(|one| one.acknowledgement.as_deref()));
            word == Some("declared")
        })
    };
    let data = subject.metadata().is_some_and(|metadata| !metadata.licenses.is_empty()) || subject.opened.version.starts_with("SPDX");
    vec![
        (0.2, subject.each("comp_with_licenses", "licence", licensed)),
        (0.2, subject.each("comp_with_valid_licenses", "licence as SPDX id or expression", spdx_licensed)),
        (0.2, subject.each("comp_with_spdx_listed_licenses", "licence of the SPDX list", listed)),
        (0.15, subject.each("comp_with_declared_licenses", "licence that is said to be declared", declared)),
        (0.1, subject.whole("sbom_data_license", "/metadata", "licence of its own (`metadata.licenses`)", data)),
        (
            0.15,
            subject.each("comp_no_deprecated_licenses", "licence, or one that is deprecated", |component| {
                licensed(component) && texts(component).iter().all(|text| license::deprecated(text).is_empty())
            }),
        ),
        (
            0.2,
            subject.each("comp_no_restrictive_licenses", "licence, or one that is restrictive", |component| {
                licensed(component) && !texts(component).iter().any(|text| license::is_copyleft(text))
            }),
        ),
    ]
}

fn vulnerability(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let cpe = |component: &Component| component.cpe.as_deref().is_some_and(model::bom::grammar::is_cpe);
    vec![
        (0.5, subject.each("comp_with_purl", "package URL", purl)),
        (0.5, subject.each("comp_with_cpe", "CPE name", |component| cpe(component) || property(component, "cpe"))),
    ]
}

fn structural(subject: &Subject<'_, '_>) -> Vec<Weighted> {
    let known = subject.opened.cyclonedx_version().is_some() || matches!(subject.opened.version.as_str(), "SPDX-2.2" | "SPDX-2.3");
    vec![
        (0.3, subject.whole("sbom_spec_declared", "", "specification that it names", !subject.opened.version.is_empty())),
        (0.3, subject.whole("sbom_spec_version", "", "version of the specification that is known", known)),
        (0.2, subject.whole("sbom_file_format", "", "known format", true)),
        (0.2, subject.whole("sbom_schema_valid", "", "form that its specification allows", subject.opened.complaints.is_empty())),
    ]
}
