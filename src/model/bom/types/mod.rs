//! The nouns of CycloneDX 1.2 to 1.7, named and ordered as the specification has them.

mod assurance;
mod component;
mod license;
mod metadata;
mod vulnerability;

pub use assurance::{Affirmation, Assessor, Attestation, Claim, Declarations, Targets};
pub use component::{Commit, Component, Evidence, Identity, Issue, Occurrence, OneOrMany, Patch, Pedigree, Service, Swid};
pub use license::{AttachedText, License, LicenseChoice};
pub use metadata::{
    Annotation, Annotator, Composition, Contact, Dependency, ExternalReference, Hash, Lifecycle, Metadata, Organization, Property, Tool,
    Tools,
};
pub use vulnerability::{Affected, AffectedVersion, Analysis, Rating, VulnSource, Vulnerability};

use super::record::records;

records! {
    /// A bill of materials. Which version of the specification it follows is said when it is read and when it is written.
    Bom {
        /// `urn:uuid:…`, new for every edition of the content.
        serial_number: Option<String>,
        /// Edition under the same serial number, from 1.
        version: Option<u64>,
        /// Who made it, when, and about what.
        metadata: Option<Metadata>,
        /// What it lists.
        components: Vec<Component>,
        /// Services that are called.
        services: Vec<Service>,
        /// Links about the document.
        external_references: Vec<ExternalReference>,
        /// The graph.
        dependencies: Vec<Dependency>,
        /// How complete it is.
        compositions: Vec<Composition>,
        /// Vulnerabilities and their analysis (VEX).
        vulnerabilities: Vec<Vulnerability>,
        /// Remarks.
        annotations: Vec<Annotation>,
        /// Attestations of conformance.
        declarations: Option<Declarations>,
        /// Names and values of other tools.
        properties: Vec<Property>,
    }
}
