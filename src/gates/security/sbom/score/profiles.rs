//! What authorities ask of a bill of materials.
//!
//! NTIA: "The Minimum Elements For a Software Bill of Materials" (2021). CISA: the draft of 22 August 2025 of its successor. BSI: TR-03183-2,
//! version 2.1.0 (2025); of its elements only those that are required whatever the component is.

use std::collections::BTreeSet;

use model::bom::{BomFormat, SpecVersion};

use super::elements::{
    digest, has_author, has_tool, identifier, licensed, link, named, property, reachable, says, spdx_licensed, supplier,
};
use super::{Element, Subject};

/// An authority's list of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// NTIA 2021.
    Ntia,
    /// CISA 2025, draft.
    Cisa2025,
    /// BSI TR-03183-2, version 2.1.
    Bsi21,
}

impl Profile {
    /// All, in the order in which they are offered.
    pub const ALL: [Profile; 3] = [Profile::Ntia, Profile::Cisa2025, Profile::Bsi21];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Profile::Ntia => "ntia",
            Profile::Cisa2025 => "cisa-2025",
            Profile::Bsi21 => "bsi-2.1",
        }
    }

    /// From its name on the command line.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == text)
    }
}

pub(super) fn elements(subject: &Subject<'_, '_>, profile: Profile) -> Vec<Element> {
    match profile {
        Profile::Ntia => ntia(subject),
        Profile::Cisa2025 => cisa(subject),
        Profile::Bsi21 => bsi(subject),
    }
}

fn ntia(subject: &Subject<'_, '_>) -> Vec<Element> {
    vec![
        subject.whole("sbom author", "/metadata", "author: a person, an organisation or a tool", has_author(subject.metadata())),
        subject.whole("timestamp", "/metadata", "time (`metadata.timestamp`)", subject.timestamp()),
        subject.each("supplier name", "supplier", supplier),
        subject.each("component name", "name", |component| !component.name.trim().is_empty()),
        subject.each("component version", "version", |component| says(component.version.as_ref())),
        subject.each("other unique identifiers", "package URL, CPE or SWID", identifier),
        subject.whole("dependency relationship", "", "dependencies", has_graph(subject)),
    ]
}

fn cisa(subject: &Subject<'_, '_>) -> Vec<Element> {
    let phase = subject.metadata().is_some_and(|metadata| metadata.lifecycles.iter().any(|one| one.phase.is_some() || one.name.is_some()));
    vec![
        subject.whole("sbom author", "/metadata", "author: a person or an organisation", has_person(subject)),
        subject.whole("timestamp", "/metadata", "time (`metadata.timestamp`)", subject.timestamp()),
        subject.whole("tool name", "/metadata", "name of the tool that made it (`metadata.tools`)", has_tool(subject.metadata())),
        subject.whole("generation context", "/metadata", "phase in which it was made (`metadata.lifecycles`)", phase),
        subject.each("software producer", "producer (`supplier` or `manufacturer`)", supplier),
        subject.each("component name", "name", |component| !component.name.trim().is_empty()),
        subject.each("component version", "version", |component| says(component.version.as_ref())),
        subject.each("software identifiers", "package URL, CPE, OmniBOR or SWHID", identifier),
        listed("coverage", subject),
        subject.each("component hash", "digest", |component| digest(&component.hashes, &[])),
        subject.each("license", "licence", licensed),
    ]
}

fn bsi(subject: &Subject<'_, '_>) -> Vec<Element> {
    let metadata = subject.metadata();
    let author = metadata.is_some_and(|metadata| metadata.authors.iter().any(|author| says(author.email.as_ref())));
    let creator =
        author || metadata.is_some_and(|metadata| reachable(metadata.manufacturer.as_ref()) || reachable(metadata.supplier.as_ref()));
    let deployable = |component: &model::bom::Component| {
        let links =
            component.external_references.iter().filter(|link| matches!(link.kind.as_str(), "distribution" | "distribution-intake"));
        links.flat_map(|link| &link.hashes).chain(&component.hashes).any(|hash| hash.alg == "SHA-512" && !hash.content.is_empty())
    };
    let mail = |component: &model::bom::Component| {
        let person = component.authors.iter().any(|author| says(author.email.as_ref()));
        person || reachable(component.manufacturer.as_ref()) || reachable(component.supplier.as_ref())
    };
    vec![
        subject.whole(
            "format",
            "",
            "format that the guideline accepts: CycloneDX from 1.6 on (or SPDX from 3.0.1 on)",
            is_new_enough(subject),
        ),
        subject.whole("creator of the SBOM", "/metadata", "creator with an e-mail address or a URL", creator),
        subject.whole("timestamp", "/metadata", "time (`metadata.timestamp`)", subject.timestamp()),
        subject.each("component creator", "creator with an e-mail address or a URL (`manufacturer`)", mail),
        subject.each("component name", "name", |component| !component.name.trim().is_empty()),
        subject.each("component version", "version", |component| says(component.version.as_ref())),
        subject
            .each("filename", "file name (property `bsi:component:filename`)", |component| property(component, "bsi:component:filename")),
        listed("dependencies", subject),
        subject.whole("completeness", "/compositions", "statement how complete it is (`compositions[].aggregate`)", subject.completeness()),
        subject.each("distribution licences", "licence as SPDX id or expression", spdx_licensed),
        subject.each("hash value of the deployable component", "SHA-512 digest of the file that is delivered", deployable),
        subject.each("executable property", "property `bsi:component:executable`", |component| {
            property(component, "bsi:component:executable")
        }),
        subject.each("archive property", "property `bsi:component:archive`", |component| property(component, "bsi:component:archive")),
        subject.each("structured property", "property `bsi:component:structured`", |component| {
            property(component, "bsi:component:structured")
        }),
    ]
}

fn is_new_enough(subject: &Subject<'_, '_>) -> bool {
    subject.opened.format != BomFormat::SpdxJson && subject.opened.cyclonedx_version() >= Some(SpecVersion::V1_6)
}

fn has_person(subject: &Subject<'_, '_>) -> bool {
    subject.metadata().is_some_and(|metadata| {
        let person = metadata.authors.iter().any(|author| says(author.name.as_ref()) || says(author.email.as_ref()));
        person || named(metadata.manufacturer.as_ref()) || named(metadata.supplier.as_ref()) || named(metadata.manufacture.as_ref())
    })
}

/// What the document is about needs something, or it is said that it needs nothing.
fn has_graph(subject: &Subject<'_, '_>) -> bool {
    let primary = subject.metadata().and_then(|metadata| metadata.component.as_ref());
    match primary {
        Some(primary) => subject.in_graph(primary),
        None => !subject.bom.dependencies.is_empty(),
    }
}

/// Each component's own dependencies are stated, or it is said that they are unknown.
fn listed(name: &'static str, subject: &Subject<'_, '_>) -> Element {
    let stated: BTreeSet<&str> = subject.bom.dependencies.iter().map(|one| one.reference.as_str()).collect();
    let flagged: BTreeSet<&str> =
        subject.bom.compositions.iter().flat_map(|one| one.dependencies.iter().chain(&one.assemblies)).map(String::as_str).collect();
    subject.each(name, "statement of its dependencies, not even that there are none", |component| {
        component.bom_ref.as_deref().is_some_and(|reference| stated.contains(reference) || flagged.contains(reference))
    })
}

/// The kinds of links that lead to source code.
pub(super) fn has_source(component: &model::bom::Component) -> bool {
    link(component, &["vcs", "source-distribution"])
}
