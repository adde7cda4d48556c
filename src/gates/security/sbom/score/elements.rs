//! Questions about a component or a document that several profiles ask.

use model::bom::{Component, Hash, Metadata, Organization, license};
use model::packages::purl::Purl;

use super::{Element, Missing, Subject};
use crate::sbom::faults::label;

/// Whether a text says something.
pub(super) fn says(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty() && !matches!(text.as_str(), "NOASSERTION" | "NONE"))
}

/// An organisation with a name.
pub(super) fn named(organization: Option<&Organization>) -> bool {
    organization.is_some_and(|organization| says(organization.name.as_ref()))
}

/// An organisation that can be reached: by mail, or by a URL.
pub(super) fn reachable(organization: Option<&Organization>) -> bool {
    organization
        .is_some_and(|one| one.contact.iter().any(|contact| says(contact.email.as_ref())) || one.url.iter().any(|url| !url.is_empty()))
}

/// Who supplies or made a component.
pub(super) fn supplier(component: &Component) -> bool {
    named(component.supplier.as_ref()) || named(component.manufacturer.as_ref())
}

/// At least one identifier that others can look up.
pub(super) fn identifier(component: &Component) -> bool {
    let listed = |key: &str| component.rest.get(key).and_then(serde_json::Value::as_array).is_some_and(|list| !list.is_empty());
    purl(component) || says(component.cpe.as_ref()) || component.swid.is_some() || listed("omniborId") || listed("swhid")
}

/// A package URL that can be read.
pub(super) fn purl(component: &Component) -> bool {
    component.purl.as_deref().is_some_and(|text| Purl::parse(text).is_ok())
}

/// A digest of one of these algorithms, or stronger.
pub(super) fn digest(hashes: &[Hash], weak: &[&str]) -> bool {
    hashes.iter().any(|hash| !hash.content.is_empty() && !weak.contains(&hash.alg.as_str()))
}

/// A licence of any kind.
pub(super) fn licensed(component: &Component) -> bool {
    component.licenses.iter().any(|choice| choice.text().is_some_and(|text| !text.is_empty() && !matches!(text, "NOASSERTION" | "NONE")))
}

/// Licences that are all SPDX ids or expressions.
pub(super) fn spdx_licensed(component: &Component) -> bool {
    licensed(component)
        && component.licenses.iter().all(|choice| {
            let id = choice.license.as_ref().and_then(|license| license.id.as_deref());
            let name = choice.license.as_ref().and_then(|license| license.name.as_deref());
            id.is_some_and(license::is_cyclonedx_id)
                || choice.expression.as_deref().is_some_and(|text| license::check(text).is_ok())
                || name.is_some_and(|name| name.starts_with("LicenseRef-"))
        })
}

/// A link of one of these kinds.
pub(super) fn link(component: &Component, kinds: &[&str]) -> bool {
    component.external_references.iter().any(|link| kinds.contains(&link.kind.as_str()) && !link.url.is_empty())
}

/// A property of a name.
pub(super) fn property(component: &Component, name: &str) -> bool {
    component.properties.iter().any(|property| property.name == name && says(property.value.as_ref()))
}

/// People, tools or organisations that answer for the document.
pub(super) fn has_author(metadata: Option<&Metadata>) -> bool {
    metadata.is_some_and(|metadata| {
        let person = metadata.authors.iter().any(|author| says(author.name.as_ref()) || says(author.email.as_ref()));
        person
            || named(metadata.manufacturer.as_ref())
            || named(metadata.supplier.as_ref())
            || named(metadata.manufacture.as_ref())
            || has_tool(Some(metadata))
    })
}

/// A tool with a name.
pub(super) fn has_tool(metadata: Option<&Metadata>) -> bool {
    metadata.and_then(|metadata| metadata.tools.as_ref()).is_some_and(|tools| tools.names().iter().any(|(name, _)| !name.is_empty()))
}

impl Subject<'_, '_> {
    /// An element that every component must have.
    pub(super) fn each(&self, name: &'static str, what: &str, has: impl Fn(&Component) -> bool) -> Element {
        let lacking = self.components.iter().filter(|(_, component)| !has(component));
        let missing: Vec<Missing> = lacking
            .map(|(pointer, component)| Missing { pointer: pointer.clone(), message: format!("`{}` has no {what}", label(component)) })
            .collect();
        let total = self.components.len();
        Element { name, have: total - missing.len(), total, missing }
    }

    /// An element of the document as a whole.
    pub(super) fn whole(&self, name: &'static str, pointer: &str, what: &str, has: bool) -> Element {
        let missing =
            if has { Vec::new() } else { vec![Missing { pointer: pointer.to_owned(), message: format!("the document has no {what}") }] };
        Element { name, have: usize::from(has), total: 1, missing }
    }

    pub(super) fn metadata(&self) -> Option<&Metadata> {
        self.bom.metadata.as_ref()
    }

    pub(super) fn timestamp(&self) -> bool {
        self.metadata().and_then(|metadata| metadata.timestamp.as_deref()).is_some_and(model::bom::grammar::is_date_time)
    }

    /// Whether the dependencies of every component are stated, if only as none.
    pub(super) fn in_graph(&self, component: &Component) -> bool {
        let reference = component.bom_ref.as_deref();
        reference.is_some() && self.bom.dependencies.iter().any(|one| Some(one.reference.as_str()) == reference)
    }

    /// Whether it is said how complete the dependencies are.
    pub(super) fn completeness(&self) -> bool {
        self.bom.compositions.iter().any(|one| !matches!(one.aggregate.as_str(), "" | "not_specified"))
    }
}
