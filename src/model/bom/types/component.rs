//! Components and services, where they come from and how that is known.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AttachedText, Contact, ExternalReference, Hash, LicenseChoice, Organization, Property};
use crate::bom::record::records;

records! {
    /// A thing that the product is made of.
    Component {
        /// `library`, `application`, `container` …
        #[serde(rename = "type")]
        kind: String,
        /// Media type.
        #[serde(rename = "mime-type")]
        mime_type: Option<String>,
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// Who supplies it.
        supplier: Option<Organization>,
        /// Who made it (1.6).
        manufacturer: Option<Organization>,
        /// People who made it (1.6).
        authors: Vec<Contact>,
        /// People who made it, as one text (until 1.5).
        author: Option<String>,
        /// Who published it.
        publisher: Option<String>,
        /// What stands in front of the name: Maven's group, npm's scope.
        group: Option<String>,
        /// Name.
        name: String,
        /// Version.
        version: Option<String>,
        /// Range of versions, for what is not part of the product (1.7).
        version_range: Option<String>,
        /// What it is.
        description: Option<String>,
        /// `required`, `optional`, `excluded`.
        scope: Option<String>,
        /// Digests of the file that is used.
        hashes: Vec<Hash>,
        /// Licences.
        licenses: Vec<LicenseChoice>,
        /// Copyright.
        copyright: Option<String>,
        /// Common Platform Enumeration.
        cpe: Option<String>,
        /// Package URL.
        purl: Option<String>,
        /// SWID tag (ISO/IEC 19770-2).
        swid: Option<Swid>,
        /// Whether it was changed (until 1.2; use the pedigree).
        modified: Option<bool>,
        /// What it was made from.
        pedigree: Option<Pedigree>,
        /// Links.
        external_references: Vec<ExternalReference>,
        /// Names and values of other tools.
        properties: Vec<Property>,
        /// Its parts.
        components: Vec<Component>,
        /// How it is known.
        evidence: Option<Evidence>,
    }

    /// A service that is called.
    Service {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// Who runs it.
        provider: Option<Organization>,
        /// What stands in front of the name.
        group: Option<String>,
        /// Name.
        name: String,
        /// Version.
        version: Option<String>,
        /// What it is.
        description: Option<String>,
        /// Where it is reached.
        endpoints: Vec<String>,
        /// Whether it asks who calls.
        authenticated: Option<bool>,
        /// Whether data leaves the zone of trust.
        #[serde(rename = "x-trust-boundary")]
        trust_boundary: Option<bool>,
        /// The zone of trust it stands in (1.5).
        trust_zone: Option<String>,
        /// What data flows, each with flow and classification.
        data: Vec<Value>,
        /// Licences.
        licenses: Vec<LicenseChoice>,
        /// Links.
        external_references: Vec<ExternalReference>,
        /// Its parts.
        services: Vec<Service>,
        /// Names and values of other tools.
        properties: Vec<Property>,
    }

    /// A SWID tag.
    Swid {
        /// Identifier of the tag.
        tag_id: String,
        /// Name.
        name: String,
        /// Version.
        version: Option<String>,
        /// Edition of the tag.
        tag_version: Option<u64>,
        /// Whether it patches another.
        patch: Option<bool>,
        /// The tag itself.
        text: Option<AttachedText>,
        /// Where the tag is.
        url: Option<String>,
    }

    /// What a component was made from.
    Pedigree {
        /// Where it comes from.
        ancestors: Vec<Component>,
        /// What was made of it.
        descendants: Vec<Component>,
        /// Same origin.
        variants: Vec<Component>,
        /// Changes.
        commits: Vec<Commit>,
        /// Patches.
        patches: Vec<Patch>,
        /// Remarks.
        notes: Option<String>,
    }

    /// A change of the source.
    Commit {
        /// Identifier in version control.
        uid: Option<String>,
        /// Where it is.
        url: Option<String>,
        /// What it does.
        message: Option<String>,
    }

    /// A patch.
    Patch {
        /// `unofficial`, `monkey`, `backport`, `cherry-pick`.
        #[serde(rename = "type")]
        kind: String,
        /// What it resolves.
        resolves: Vec<Issue>,
    }

    /// A defect, an enhancement, a weakness.
    Issue {
        /// `defect`, `enhancement`, `security`.
        #[serde(rename = "type")]
        kind: String,
        /// Identifier at its source.
        id: Option<String>,
        /// Name.
        name: Option<String>,
        /// What it is.
        description: Option<String>,
        /// Where it is told.
        references: Vec<String>,
    }

    /// How a component is known (1.3).
    Evidence {
        /// What identifies it (1.5; several since 1.6).
        identity: Option<OneOrMany<Identity>>,
        /// Where it was seen (1.5).
        occurrences: Vec<Occurrence>,
        /// Licences that were seen.
        licenses: Vec<LicenseChoice>,
        /// Copyrights that were seen, each with its text.
        copyright: Vec<Value>,
    }

    /// What identifies a component, and how sure that is.
    Identity {
        /// `purl`, `name`, `version`, `hash` …
        field: String,
        /// From 0 to 1.
        confidence: Option<f64>,
        /// What was concluded (1.6).
        concluded_value: Option<String>,
        /// How it was found.
        methods: Vec<Value>,
    }

    /// Where a component was seen.
    Occurrence {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// A path.
        location: String,
        /// Line, from 1 (1.6).
        line: Option<u64>,
    }
}

/// One value, or a list of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// Several, or none.
    Many(Vec<T>),
    /// One.
    One(Box<T>),
}

impl<T> OneOrMany<T> {
    /// As a list.
    pub fn as_slice(&self) -> &[T] {
        match self {
            OneOrMany::Many(list) => list,
            OneOrMany::One(one) => std::slice::from_ref(one),
        }
    }
}

impl Component {
    /// A component of a kind.
    pub fn new(kind: &str, name: impl Into<String>) -> Self {
        Component { kind: kind.into(), name: name.into(), ..Component::default() }
    }

    /// This component and all its parts.
    pub fn walk(&self) -> Vec<&Component> {
        let mut all = vec![self];
        let mut at = 0;
        while let Some(component) = all.get(at).copied() {
            all.extend(&component.components);
            at += 1;
        }
        all
    }

    /// Group and name as people say it.
    pub fn full_name(&self) -> String {
        match self.group.as_deref().filter(|group| !group.is_empty()) {
            Some(group) => format!("{group}/{}", self.name),
            None => self.name.clone(),
        }
    }
}
