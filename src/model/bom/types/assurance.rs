//! Declarations: who attests that which claims about conformance hold (1.6).

use serde_json::Value;

use super::{Component, ExternalReference, Organization, Property, Service};
use crate::bom::record::records;

records! {
    /// Attestations of conformance with standards.
    Declarations {
        /// Who judges.
        assessors: Vec<Assessor>,
        /// What is attested.
        attestations: Vec<Attestation>,
        /// What is claimed.
        claims: Vec<Claim>,
        /// What shows it.
        evidence: Vec<Value>,
        /// About what.
        targets: Option<Targets>,
        /// Who stands for it.
        affirmation: Option<Affirmation>,
    }

    /// Who judges.
    Assessor {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// Whether from outside.
        third_party: Option<bool>,
        /// Who.
        organization: Option<Organization>,
    }

    /// An attestation.
    Attestation {
        /// In short.
        summary: Option<String>,
        /// Who judges, by reference.
        assessor: Option<String>,
        /// Which requirement which claims meet.
        map: Vec<Value>,
    }

    /// A claim.
    Claim {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// About what, by reference.
        target: Option<String>,
        /// What is said of it.
        predicate: Option<String>,
        /// What is done where it does not hold, by reference.
        mitigation_strategies: Vec<String>,
        /// Why it holds.
        reasoning: Option<String>,
        /// What shows it, by reference.
        evidence: Vec<String>,
        /// What speaks against it, by reference.
        counter_evidence: Vec<String>,
        /// Links.
        external_references: Vec<ExternalReference>,
    }

    /// About what the claims are.
    Targets {
        /// Organisations.
        organizations: Vec<Organization>,
        /// Components.
        components: Vec<Component>,
        /// Services.
        services: Vec<Service>,
    }

    /// Who stands for it.
    Affirmation {
        /// What is affirmed.
        statement: Option<String>,
        /// Who affirms it.
        signatories: Vec<Value>,
        /// Names and values of other tools.
        properties: Vec<Property>,
    }
}
