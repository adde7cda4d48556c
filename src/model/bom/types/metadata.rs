//! Who made the document, about what; links, hashes, the graph and how complete it is.

use serde::{Deserialize, Serialize};

use super::{Component, LicenseChoice, Service};
use crate::bom::record::records;

records! {
    /// Who made the document, when, and about what.
    Metadata {
        /// RFC 3339.
        timestamp: Option<String>,
        /// When in the product's life the data was taken (1.5).
        lifecycles: Vec<Lifecycle>,
        /// What made it.
        tools: Option<Tools>,
        /// People who made it.
        authors: Vec<Contact>,
        /// What the document is about.
        component: Option<Component>,
        /// Who made what the document is about (until 1.5).
        manufacture: Option<Organization>,
        /// Who made the document (1.6).
        manufacturer: Option<Organization>,
        /// Who supplies what the document is about.
        supplier: Option<Organization>,
        /// Licences of the document itself.
        licenses: Vec<LicenseChoice>,
        /// Names and values of other tools.
        properties: Vec<Property>,
    }

    /// A phase by its known name, or one of the team's own.
    Lifecycle {
        /// `design`, `pre-build`, `build` …
        phase: Option<String>,
        /// A phase that the specification does not name.
        name: Option<String>,
        /// What it is.
        description: Option<String>,
    }

    /// A tool as documents until 1.4 have it.
    Tool {
        /// Who made it.
        vendor: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Its version.
        version: Option<String>,
        /// Digests of it.
        hashes: Vec<Hash>,
        /// Links.
        external_references: Vec<ExternalReference>,
    }

    /// A person.
    Contact {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// Name.
        name: Option<String>,
        /// Address for mail.
        email: Option<String>,
        /// Telephone.
        phone: Option<String>,
    }

    /// An organisation.
    Organization {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// Name.
        name: Option<String>,
        /// Its sites.
        url: Vec<String>,
        /// Its people.
        contact: Vec<Contact>,
    }

    /// A digest.
    Hash {
        /// As CycloneDX writes it: `SHA-256`.
        alg: String,
        /// In hexadecimal.
        content: String,
    }

    /// A link.
    ExternalReference {
        /// Where it leads.
        url: String,
        /// Why.
        comment: Option<String>,
        /// `vcs`, `website`, `distribution` …
        #[serde(rename = "type")]
        kind: String,
        /// Digests of what is there (1.3).
        hashes: Vec<Hash>,
    }

    /// A name and a value of another tool (1.3).
    Property {
        /// Name, with a namespace in front.
        name: String,
        /// Value.
        value: Option<String>,
    }

    /// What one component needs.
    Dependency {
        /// The one that needs.
        #[serde(rename = "ref")]
        reference: String,
        /// What it needs.
        depends_on: Vec<String>,
        /// What it implements (1.6).
        provides: Vec<String>,
    }

    /// How complete a part of the document is (1.3).
    Composition {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// `complete`, `incomplete`, `unknown` …
        aggregate: String,
        /// Components whose parts are meant.
        assemblies: Vec<String>,
        /// Components whose dependencies are meant.
        dependencies: Vec<String>,
        /// Vulnerabilities that are meant (1.5).
        vulnerabilities: Vec<String>,
    }

    /// A remark about parts of the document (1.5).
    Annotation {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// What it is about.
        subjects: Vec<String>,
        /// Who says it.
        annotator: Option<Annotator>,
        /// When, RFC 3339.
        timestamp: Option<String>,
        /// What is said.
        text: Option<String>,
    }

    /// Who says it: one of these.
    Annotator {
        /// An organisation.
        organization: Option<Organization>,
        /// A person.
        individual: Option<Contact>,
        /// A tool.
        component: Option<Component>,
        /// A service.
        service: Option<Service>,
    }
}

/// What made a document or found a vulnerability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Tools {
    /// Until 1.4, tolerated since.
    Legacy(Vec<Tool>),
    /// Since 1.5.
    Listed {
        /// Programs.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        components: Vec<Component>,
        /// Services.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        services: Vec<Service>,
    },
}

impl Tools {
    /// Name and version of each tool.
    pub fn names(&self) -> Vec<(&str, Option<&str>)> {
        match self {
            Tools::Legacy(tools) => tools.iter().filter_map(|tool| Some((tool.name.as_deref()?, tool.version.as_deref()))).collect(),
            Tools::Listed { components, services } => {
                let programs = components.iter().map(|tool| (tool.name.as_str(), tool.version.as_deref()));
                programs.chain(services.iter().map(|tool| (tool.name.as_str(), tool.version.as_deref()))).collect()
            }
        }
    }
}

impl Hash {
    /// A digest from its algorithm, in any usual spelling (`sha256`, `SHA-256`), and its hexadecimal digits.
    pub fn new(algorithm: &str, hex: impl Into<String>) -> Self {
        Hash { alg: crate::bom::digest::canonical_algorithm(algorithm), content: hex.into(), ..Hash::default() }
    }
}

impl Property {
    /// A name with a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Property { name: name.into(), value: Some(value.into()), ..Property::default() }
    }
}

impl ExternalReference {
    /// A link of a kind.
    pub fn new(kind: &str, url: impl Into<String>) -> Self {
        ExternalReference { kind: kind.into(), url: url.into(), ..ExternalReference::default() }
    }
}

impl Dependency {
    /// What one component needs, sorted.
    pub fn new(reference: impl Into<String>, mut depends_on: Vec<String>) -> Self {
        depends_on.sort();
        depends_on.dedup();
        Dependency { reference: reference.into(), depends_on, ..Dependency::default() }
    }
}

impl Composition {
    /// States how complete the dependencies of these components are.
    pub fn of_dependencies(aggregate: &str, dependencies: Vec<String>) -> Self {
        Composition { aggregate: aggregate.into(), dependencies, ..Composition::default() }
    }
}
