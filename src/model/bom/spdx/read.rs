//! From SPDX to the model.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::write::split_name;
use super::{ALGORITHMS, PACKAGE, PROPERTY, PURPOSES, element_id};
use crate::bom::{
    Bom, Component, Contact, Dependency, ExternalReference, Hash, License, LicenseChoice, Loss, Metadata, Organization, Property, Tool,
    Tools,
};

/// What an SPDX document says.
pub(crate) struct SpdxReading {
    pub(crate) bom: Bom,
    /// What the model has no place for.
    pub(crate) lost: Vec<Loss>,
    /// Pointers into the CycloneDX form to pointers into the SPDX document.
    pub(crate) places: BTreeMap<String, String>,
}

/// Reads a document as far as it can be read.
pub(crate) fn read(value: &Value) -> SpdxReading {
    let mut reader = Reader { value, lost: Vec::new(), places: BTreeMap::new(), refs: BTreeMap::new() };
    let bom = reader.document();
    SpdxReading { bom, lost: reader.lost, places: reader.places }
}

struct Reader<'v> {
    value: &'v Value,
    lost: Vec<Loss>,
    places: BTreeMap<String, String>,
    /// SPDXID to `bom-ref`.
    refs: BTreeMap<String, String>,
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str).filter(|text| !matches!(*text, "NOASSERTION" | "NONE"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

impl Reader<'_> {
    fn lose(&mut self, pointer: String, what: impl Into<String>) {
        self.lost.push(Loss { pointer, what: what.into() });
    }

    fn document(&mut self) -> Bom {
        let value = self.value;
        self.name_packages();
        let described = self.described();
        let mut metadata = self.metadata();
        let mut components = Vec::new();
        for (key, make) in [("packages", Self::package as fn(&mut Self, &Value, &str) -> Component), ("files", Self::file)] {
            for (place, one) in list(value, key).iter().enumerate() {
                let pointer = format!("/{key}/{place}");
                let component = make(self, one, &pointer);
                let primary = text(one, "SPDXID").is_some_and(|id| described.first().is_some_and(|first| first == id));
                let here = if primary && metadata.component.is_none() {
                    "/metadata/component".to_owned()
                } else {
                    format!("/components/{}", components.len())
                };
                self.map(&here, &pointer, one);
                if primary && metadata.component.is_none() {
                    metadata.component = Some(component);
                } else {
                    components.push(component);
                }
            }
        }
        let dependencies = self.relationships(&mut components);
        for key in ["snippets", "annotations", "revieweds", "externalDocumentRefs", "comment"] {
            if value.get(key).is_some_and(|one| *one != Value::Array(Vec::new())) {
                self.lose(format!("/{key}"), format!("CycloneDX has no `{key}` of a document"));
            }
        }
        let serial = text(value, "documentNamespace")
            .and_then(|namespace| namespace.get(namespace.len().checked_sub(36)?..))
            .filter(|tail| is_uuid(tail));
        Bom {
            serial_number: serial.map(|uuid| format!("urn:uuid:{}", uuid.to_ascii_lowercase())),
            version: Some(1),
            metadata: Some(metadata),
            components,
            dependencies,
            ..Bom::default()
        }
    }

    /// The parts of a component that checks point at.
    fn map(&mut self, here: &str, there: &str, one: &Value) {
        let pairs = [
            ("", ""),
            ("/name", "/name"),
            ("/version", "/versionInfo"),
            ("/hashes", "/checksums"),
            ("/supplier", "/supplier"),
            ("/licenses", "/licenseDeclared"),
            ("/licenses/0", "/licenseDeclared"),
        ];
        for (model, spdx) in pairs {
            self.places.insert(format!("{here}{model}"), format!("{there}{spdx}"));
        }
        for (place, _) in list(one, "checksums").iter().enumerate() {
            self.places.insert(format!("{here}/hashes/{place}/content"), format!("{there}/checksums/{place}/checksumValue"));
        }
        for (place, reference) in list(one, "externalRefs").iter().enumerate() {
            let key = match text(reference, "referenceType") {
                Some("purl") => "/purl",
                Some("cpe23Type" | "cpe22Type") => "/cpe",
                _ => continue,
            };
            self.places.entry(format!("{here}{key}")).or_insert(format!("{there}/externalRefs/{place}/referenceLocator"));
        }
    }

    /// A package is called by its package URL if its SPDXID was made of that, else by what stands behind the usual front of an SPDXID.
    fn name_packages(&mut self) {
        let mut taken = BTreeSet::new();
        for package in list(self.value, "packages").iter().chain(list(self.value, "files")) {
            let Some(id) = text(package, "SPDXID") else { continue };
            let purl = reference(package, &["purl"]).filter(|purl| element_id(purl) == id);
            let own = purl.or(id.strip_prefix(PACKAGE)).filter(|own| !own.is_empty() && taken.insert((*own).to_owned()));
            self.refs.insert(id.to_owned(), own.unwrap_or(id).to_owned());
        }
    }

    fn described(&self) -> Vec<String> {
        let listed = list(self.value, "documentDescribes").iter().filter_map(Value::as_str).map(str::to_owned);
        let related = list(self.value, "relationships").iter().filter_map(|one| match text(one, "relationshipType")? {
            "DESCRIBES" if text(one, "spdxElementId") == Some("SPDXRef-DOCUMENT") => text(one, "relatedSpdxElement"),
            "DESCRIBED_BY" if text(one, "relatedSpdxElement") == Some("SPDXRef-DOCUMENT") => text(one, "spdxElementId"),
            _ => None,
        });
        let mut all: Vec<String> = listed.chain(related.map(str::to_owned)).collect();
        let mut seen = BTreeSet::new();
        all.retain(|id| seen.insert(id.clone()));
        // A document about several things has no one of them as its subject.
        if all.len() == 1 { all } else { Vec::new() }
    }

    fn metadata(&mut self) -> Metadata {
        let info = &self.value["creationInfo"];
        let mut metadata = Metadata { timestamp: text(info, "created").map(str::to_owned), ..Metadata::default() };
        let mut tools = Vec::new();
        for creator in list(info, "creators").iter().filter_map(Value::as_str) {
            match creator.split_once(": ") {
                Some(("Tool", name)) => tools.push(tool(name)),
                Some(("Person", name)) => metadata.authors.push(contact(name)),
                Some(("Organization", name)) if metadata.manufacturer.is_none() => metadata.manufacturer = Some(organization(name)),
                _ => self.lose("/creationInfo/creators".into(), format!("the creator `{creator}`")),
            }
        }
        if !tools.is_empty() {
            metadata.tools = Some(Tools::Legacy(tools));
        }
        metadata
    }

    fn package(&mut self, package: &Value, pointer: &str) -> Component {
        let purpose = text(package, "primaryPackagePurpose").map(|purpose| purpose.replace('_', "-"));
        let kind = purpose
            .as_deref()
            .and_then(|purpose| PURPOSES.iter().find(|(_, known)| *known == purpose))
            .map_or("library", |(kind, _)| *kind);
        let purl = reference(package, &["purl"]);
        let (group, name) = split_name(text(package, "name").unwrap_or_default(), purl);
        let mut component = Component::new(kind, name);
        component.group = group;
        component.bom_ref = text(package, "SPDXID").and_then(|id| self.refs.get(id).cloned());
        component.version = text(package, "versionInfo").map(str::to_owned);
        component.purl = purl.map(str::to_owned);
        component.cpe = reference(package, &["cpe23Type", "cpe22Type"]).map(str::to_owned);
        component.description = text(package, "description").or(text(package, "summary")).map(str::to_owned);
        self.common(package, pointer, &mut component);
        self.agents(package, &mut component);
        self.links(package, &mut component);
        let unknown = [
            "sourceInfo",
            "licenseComments",
            "licenseInfoFromFiles",
            "packageVerificationCode",
            "releaseDate",
            "builtDate",
            "validUntilDate",
            "attributionTexts",
            "packageFileName",
        ];
        for key in unknown.into_iter().filter(|key| package.get(*key).is_some()) {
            self.lose(format!("{pointer}/{key}"), format!("CycloneDX has no `{key}` of a component"));
        }
        component
    }

    fn file(&mut self, file: &Value, pointer: &str) -> Component {
        let mut component = Component::new("file", text(file, "fileName").unwrap_or_default());
        component.bom_ref = text(file, "SPDXID").and_then(|id| self.refs.get(id).cloned());
        self.common(file, pointer, &mut component);
        component
    }

    fn common(&mut self, element: &Value, pointer: &str, component: &mut Component) {
        for (place, checksum) in list(element, "checksums").iter().enumerate() {
            let algorithm = text(checksum, "algorithm").unwrap_or_default();
            match ALGORITHMS.iter().find(|(_, known)| *known == algorithm) {
                Some((name, _)) => component.hashes.push(Hash::new(name, text(checksum, "checksumValue").unwrap_or_default())),
                None => self.lose(format!("{pointer}/checksums/{place}"), format!("CycloneDX has no algorithm `{algorithm}`")),
            }
        }
        if let Some(declared) = text(element, "licenseDeclared") {
            component.licenses.push(self.license(declared));
        }
        let concluded = text(element, "licenseConcluded").filter(|concluded| Some(*concluded) != text(element, "licenseDeclared"));
        if let Some(concluded) = concluded {
            let mut choice = self.license(concluded);
            match &mut choice.license {
                Some(license) => license.acknowledgement = Some("concluded".into()),
                None => choice.acknowledgement = Some("concluded".into()),
            }
            // Before CycloneDX 1.7 an expression stands alone.
            if component.licenses.is_empty()
                || choice.expression.is_none() && component.licenses.iter().all(|choice| choice.expression.is_none())
            {
                component.licenses.push(choice);
            } else {
                self.lose(format!("{pointer}/licenseConcluded"), "a concluded licence beside a declared one");
            }
        }
        component.copyright = text(element, "copyrightText").map(str::to_owned);
        for (place, annotation) in list(element, "annotations").iter().enumerate() {
            let property = text(annotation, "comment").and_then(|comment| comment.strip_prefix(PROPERTY)?.split_once('='));
            match property {
                Some((name, value)) => component.properties.push(Property::new(name, value)),
                None => self.lose(format!("{pointer}/annotations/{place}"), "an annotation of a package"),
            }
        }
    }

    fn license(&self, expression: &str) -> LicenseChoice {
        let mut choice = LicenseChoice::from_text(expression);
        let extracted = list(self.value, "hasExtractedLicensingInfos").iter().find(|one| text(one, "licenseId") == Some(expression));
        if let Some(one) = extracted {
            let name = text(one, "name").unwrap_or(expression).to_owned();
            let content = text(one, "extractedText").filter(|text| *text != name).map(str::to_owned);
            let text = content.map(|content| crate::bom::AttachedText { content, ..Default::default() });
            choice = LicenseChoice { license: Some(License { name: Some(name), text, ..License::default() }), ..LicenseChoice::default() };
        }
        choice
    }

    fn agents(&mut self, package: &Value, component: &mut Component) {
        let agent = |key: &str| text(package, key).and_then(|agent| agent.split_once(": "));
        match agent("supplier") {
            Some(("Person", name)) => component.supplier = Some(Organization { contact: vec![contact(name)], ..Organization::default() }),
            Some((_, name)) => component.supplier = Some(organization(name)),
            None => {}
        }
        match agent("originator") {
            Some(("Person", name)) => component.authors.push(contact(name)),
            Some((_, name)) => component.manufacturer = Some(organization(name)),
            None => {}
        }
    }

    fn links(&mut self, package: &Value, component: &mut Component) {
        for (key, kind) in [("downloadLocation", "distribution"), ("homepage", "website")] {
            if let Some(url) = text(package, key) {
                component.external_references.push(ExternalReference::new(kind, url));
            }
        }
        for reference in list(package, "externalRefs") {
            let kind = text(reference, "referenceType").unwrap_or_default();
            if matches!(kind, "purl" | "cpe23Type" | "cpe22Type") {
                continue;
            }
            let known = crate::bom::grammar::is_link_kind(kind);
            let url = text(reference, "referenceLocator").unwrap_or_default();
            component.external_references.push(ExternalReference::new(if known { kind } else { "other" }, url));
        }
    }

    fn relationships(&mut self, components: &mut [Component]) -> Vec<Dependency> {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (place, one) in list(self.value, "relationships").iter().enumerate() {
            let (Some(from), Some(kind), Some(to)) =
                (text(one, "spdxElementId"), text(one, "relationshipType"), text(one, "relatedSpdxElement"))
            else {
                continue;
            };
            let named = |id: &str| self.refs.get(id).cloned().unwrap_or_else(|| id.to_owned());
            let (from, to) = (named(from), named(to));
            match kind {
                "DESCRIBES" | "DESCRIBED_BY" => {}
                "DEPENDS_ON" | "HAS_PREREQUISITE" | "CONTAINS" => {
                    edges.entry(from).or_default().insert(to);
                }
                "DEPENDENCY_OF" | "PREREQUISITE_FOR" | "CONTAINED_BY" | "RUNTIME_DEPENDENCY_OF" => {
                    edges.entry(to).or_default().insert(from);
                }
                "OPTIONAL_DEPENDENCY_OF" | "DEV_DEPENDENCY_OF" | "TEST_DEPENDENCY_OF" | "BUILD_DEPENDENCY_OF" => {
                    let scope = if kind == "OPTIONAL_DEPENDENCY_OF" { "optional" } else { "excluded" };
                    for component in components.iter_mut().filter(|component| component.bom_ref.as_deref() == Some(&from)) {
                        component.scope = Some(scope.into());
                    }
                }
                _ => self.lose(format!("/relationships/{place}"), format!("CycloneDX has no relationship `{kind}`")),
            }
        }
        let all = components.iter().filter_map(|component| component.bom_ref.clone());
        for one in all {
            edges.entry(one).or_default();
        }
        edges.into_iter().map(|(from, to)| Dependency::new(from, to.into_iter().collect())).collect()
    }
}

fn reference<'v>(package: &'v Value, kinds: &[&str]) -> Option<&'v str> {
    let found = list(package, "externalRefs").iter().find(|one| text(one, "referenceType").is_some_and(|kind| kinds.contains(&kind)));
    found.and_then(|one| text(one, "referenceLocator"))
}

/// `name (address)`.
fn contact(name: &str) -> Contact {
    let (name, email) = named(name);
    Contact { name: Some(name), email, ..Contact::default() }
}

fn organization(name: &str) -> Organization {
    let (name, email) = named(name);
    let contact = email.map(|email| Contact { email: Some(email), ..Contact::default() });
    Organization { name: Some(name), contact: contact.into_iter().collect(), ..Organization::default() }
}

fn named(text: &str) -> (String, Option<String>) {
    match text.trim().strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((name, email)) if email.contains('@') => (name.to_owned(), Some(email.to_owned())),
        _ => (text.trim().trim_end_matches(" ()").to_owned(), None),
    }
}

/// `name-1.2.3`.
fn tool(text: &str) -> Tool {
    let split = text.rsplit_once('-').filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit()));
    let (name, version) = split.map_or((text, None), |(name, version)| (name, Some(version)));
    Tool { name: Some(name.to_owned()), version: version.map(str::to_owned), ..Tool::default() }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.char_indices().all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() })
}
