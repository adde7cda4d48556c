//! From the model to SPDX.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{ALGORITHMS, PROPERTY, PURPOSES, element_id, identifier};
use crate::bom::{Bom, Component, LicenseChoice, Loss, Organization};
use crate::packages::purl::Purl;

const UNKNOWN: &str = "NOASSERTION";
const DOCUMENT: &str = "SPDXRef-DOCUMENT";

/// Writes an SPDX 2.3 document; what it has no place for is listed.
pub(crate) fn write(bom: &Bom) -> (Value, Vec<Loss>) {
    let mut writer = Writer {
        bom,
        ids: BTreeMap::new(),
        taken: BTreeSet::new(),
        extracted: BTreeMap::new(),
        relationships: Vec::new(),
        lost: Vec::new(),
    };
    let document = writer.document();
    (document, writer.lost)
}

struct Writer<'b> {
    bom: &'b Bom,
    /// `bom-ref` to SPDXID.
    ids: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    /// Licences without an SPDX id: LicenseRef to name and text.
    extracted: BTreeMap<String, (String, String)>,
    relationships: Vec<(String, &'static str, String)>,
    lost: Vec<Loss>,
}

impl Writer<'_> {
    fn lose(&mut self, pointer: String, what: &str) {
        self.lost.push(Loss { pointer, what: format!("SPDX 2.3 has no {what}") });
    }

    fn created(&self) -> String {
        let time = self.bom.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_deref());
        let time = time.and_then(|text| text.parse::<jiff::Timestamp>().ok()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn document(&mut self) -> Value {
        let bom = self.bom;
        let root = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
        let name = root.map_or("bill-of-materials".to_owned(), Component::full_name);
        let serial = bom.serial_number.as_deref().and_then(|serial| serial.strip_prefix("urn:uuid:"));
        let serial = serial.map_or_else(|| crate::bom::digest::uuid_v5(name.as_bytes()), str::to_owned);
        let mut packages = Vec::new();
        if let Some(root) = root {
            let id = self.package(root, "/metadata/component", None, &mut packages);
            self.relationships.push((DOCUMENT.into(), "DESCRIBES", id));
        }
        let described = root.and_then(|_| self.relationships.last().map(|(_, _, id)| id.clone()));
        for (place, component) in bom.components.iter().enumerate() {
            let id = self.package(component, &format!("/components/{place}"), described.as_deref(), &mut packages);
            if root.is_none() {
                self.relationships.push((DOCUMENT.into(), "DESCRIBES", id));
            }
        }
        if packages.is_empty() {
            self.relationships.push((DOCUMENT.into(), "DESCRIBES", UNKNOWN.into()));
        }
        self.edges();
        self.rest();
        let mut document = json!({
            "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": DOCUMENT, "name": name,
            "documentNamespace": format!("https://spdx.org/spdxdocs/{}-{serial}", identifier(&name)),
            "creationInfo": {"created": self.created(), "creators": self.creators()},
            "packages": packages,
        });
        if !self.extracted.is_empty() {
            let texts = self.extracted.iter().map(|(id, (name, text))| json!({"licenseId": id, "name": name, "extractedText": text}));
            document["hasExtractedLicensingInfos"] = texts.collect();
        }
        let mut seen = BTreeSet::new();
        let relationships = self.relationships.iter().filter(|one| seen.insert((*one).clone()));
        let relationships: Vec<Value> = relationships
            .map(|(from, kind, to)| json!({"spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to}))
            .collect();
        document["relationships"] = json!(relationships);
        document
    }

    fn creators(&self) -> Vec<String> {
        let mut creators = Vec::new();
        if let Some(metadata) = &self.bom.metadata {
            for (name, version) in metadata.tools.iter().flat_map(crate::bom::Tools::names) {
                creators.push(format!("Tool: {name}{}", version.map(|version| format!("-{version}")).unwrap_or_default()));
            }
            creators.extend(
                metadata.authors.iter().filter_map(|author| Some(agent("Person", author.name.as_deref()?, author.email.as_deref()))),
            );
            creators.extend(metadata.manufacturer.as_ref().and_then(organization));
        }
        if creators.is_empty() {
            creators.push("Tool: ent".into());
        }
        creators
    }

    fn id(&mut self, component: &Component) -> String {
        let bom_ref = component
            .bom_ref
            .clone()
            .unwrap_or_else(|| format!("{}-{}", component.full_name(), component.version.as_deref().unwrap_or("")));
        let wanted = element_id(&bom_ref);
        let mut id = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        self.ids.entry(bom_ref).or_insert_with(|| id.clone());
        id
    }

    fn package(&mut self, component: &Component, pointer: &str, root: Option<&str>, packages: &mut Vec<Value>) -> String {
        let id = self.id(component);
        let mut package = Map::new();
        package.insert("SPDXID".into(), json!(id));
        package.insert("name".into(), json!(component.full_name()));
        if let Some(version) = component.version.as_ref().filter(|version| !version.is_empty()) {
            package.insert("versionInfo".into(), json!(version));
        }
        self.origin(component, &mut package);
        package.insert("filesAnalyzed".into(), json!(false));
        self.checksums(component, pointer, &mut package);
        self.licenses(component, &mut package);
        package.insert("copyrightText".into(), json!(component.copyright.as_deref().unwrap_or(UNKNOWN)));
        if let Some(description) = &component.description {
            package.insert("description".into(), json!(description));
        }
        match PURPOSES.iter().find(|(kind, _)| *kind == component.kind) {
            Some((_, purpose)) => drop(package.insert("primaryPackagePurpose".into(), json!(purpose))),
            None => self.lose(format!("{pointer}/type"), &format!("kind of package `{}`", component.kind)),
        }
        self.references(component, &mut package);
        self.properties(component, pointer, &mut package);
        match (component.scope.as_deref(), root) {
            (Some("optional"), Some(root)) => self.relationships.push((id.clone(), "OPTIONAL_DEPENDENCY_OF", root.to_owned())),
            (Some("excluded"), Some(root)) => self.relationships.push((id.clone(), "DEV_DEPENDENCY_OF", root.to_owned())),
            (Some("optional" | "excluded"), None) => self.lose(format!("{pointer}/scope"), "scope without a primary package"),
            _ => {}
        }
        self.not_carried(component, pointer);
        packages.push(Value::Object(package));
        for (place, part) in component.components.iter().enumerate() {
            let inner = self.package(part, &format!("{pointer}/components/{place}"), root, packages);
            self.relationships.push((id.clone(), "CONTAINS", inner));
        }
        id
    }

    fn origin(&mut self, component: &Component, package: &mut Map<String, Value>) {
        let link = |kind: &str| component.external_references.iter().find(|link| link.kind == kind).map(|link| link.url.as_str());
        package.insert("downloadLocation".into(), json!(link("distribution").unwrap_or(UNKNOWN)));
        if let Some(homepage) = link("website") {
            package.insert("homepage".into(), json!(homepage));
        }
        if let Some(supplier) = component.supplier.as_ref().and_then(organization) {
            package.insert("supplier".into(), json!(supplier));
        }
        let person = component.author.as_deref().map(|author| agent("Person", author, None));
        let named = component.authors.first().and_then(|author| Some(agent("Person", author.name.as_deref()?, author.email.as_deref())));
        if let Some(originator) = component.manufacturer.as_ref().and_then(organization).or(named).or(person) {
            package.insert("originator".into(), json!(originator));
        }
    }

    fn checksums(&mut self, component: &Component, pointer: &str, package: &mut Map<String, Value>) {
        let mut checksums = Vec::new();
        for (place, hash) in component.hashes.iter().enumerate() {
            match ALGORITHMS.iter().find(|(known, _)| *known == hash.alg) {
                Some((_, algorithm)) => checksums.push(json!({"algorithm": algorithm, "checksumValue": hash.content})),
                None => self.lose(format!("{pointer}/hashes/{place}"), &format!("algorithm `{}`", hash.alg)),
            }
        }
        if !checksums.is_empty() {
            package.insert("checksums".into(), json!(checksums));
        }
    }

    fn licenses(&mut self, component: &Component, package: &mut Map<String, Value>) {
        let is_concluded = |choice: &LicenseChoice| {
            let word = choice.acknowledgement.as_deref().or(choice.license.as_ref().and_then(|license| license.acknowledgement.as_deref()));
            word == Some("concluded")
        };
        for (key, wanted) in [("licenseConcluded", true), ("licenseDeclared", false)] {
            let terms: Vec<String> =
                component.licenses.iter().filter(|choice| is_concluded(choice) == wanted).filter_map(|choice| self.term(choice)).collect();
            let text = match &terms[..] {
                [] => UNKNOWN.to_owned(),
                [one] => one.clone(),
                many => many
                    .iter()
                    .map(|term| if term.contains(' ') { format!("({term})") } else { term.clone() })
                    .collect::<Vec<_>>()
                    .join(" AND "),
            };
            package.insert(key.into(), json!(text));
        }
    }

    fn term(&mut self, choice: &LicenseChoice) -> Option<String> {
        if let Some(expression) = &choice.expression {
            return Some(expression.clone());
        }
        let license = choice.license.as_ref()?;
        if let Some(id) = &license.id {
            return Some(id.clone());
        }
        let name = license.name.as_deref()?;
        let id = if name.starts_with("LicenseRef-") { name.to_owned() } else { format!("LicenseRef-{}", identifier(name)) };
        let text = license.text.as_ref().map_or(name, |text| text.content.as_str());
        self.extracted.entry(id.clone()).or_insert_with(|| (name.to_owned(), text.to_owned()));
        Some(id)
    }

    fn references(&mut self, component: &Component, package: &mut Map<String, Value>) {
        let mut references = Vec::new();
        let mut add = |category: &str, kind: &str, locator: &str| {
            references.push(json!({"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}));
        };
        if let Some(purl) = &component.purl {
            add("PACKAGE-MANAGER", "purl", purl);
        }
        if let Some(cpe) = &component.cpe {
            add("SECURITY", if cpe.starts_with("cpe:2.3:") { "cpe23Type" } else { "cpe22Type" }, cpe);
        }
        let (mut site, mut download) = (false, false);
        for link in &component.external_references {
            let first = match link.kind.as_str() {
                "website" => !std::mem::replace(&mut site, true),
                "distribution" => !std::mem::replace(&mut download, true),
                _ => false,
            };
            if !first {
                add("OTHER", &link.kind, &link.url);
            }
        }
        if !references.is_empty() {
            package.insert("externalRefs".into(), json!(references));
        }
    }

    fn properties(&mut self, component: &Component, pointer: &str, package: &mut Map<String, Value>) {
        let created = self.created();
        let mut annotations: Vec<Value> = Vec::new();
        for (place, property) in component.properties.iter().enumerate() {
            let comment = format!("{PROPERTY}{}={}", property.name, property.value.as_deref().unwrap_or(""));
            let annotation = json!({"annotationDate": created, "annotationType": "OTHER", "annotator": "Tool: ent", "comment": comment});
            if property.name.contains('=') || annotations.contains(&annotation) {
                self.lose(format!("{pointer}/properties/{place}"), "place for this property");
            } else {
                annotations.push(annotation);
            }
        }
        if !annotations.is_empty() {
            package.insert("annotations".into(), json!(annotations));
        }
    }

    fn not_carried(&mut self, component: &Component, pointer: &str) {
        let parts = [
            ("publisher", component.publisher.is_some()),
            ("swid", component.swid.is_some()),
            ("pedigree", component.pedigree.is_some()),
            ("evidence", component.evidence.is_some()),
            ("modified", component.modified.is_some()),
            ("mime-type", component.mime_type.is_some()),
            ("versionRange", component.version_range.is_some()),
        ];
        for (name, _) in parts.into_iter().filter(|(_, there)| *there) {
            self.lose(format!("{pointer}/{name}"), &format!("`{name}` of a package"));
        }
        for name in component.rest.keys() {
            self.lose(format!("{pointer}/{name}"), &format!("`{name}` of a package"));
        }
        for (place, link) in
            component.external_references.iter().enumerate().filter(|(_, link)| !link.hashes.is_empty() || link.comment.is_some())
        {
            self.lose(format!("{pointer}/externalReferences/{place}"), &format!("digest or comment of a link (`{}`)", link.kind));
        }
    }

    fn edges(&mut self) {
        for (place, dependency) in self.bom.dependencies.iter().enumerate() {
            let Some(from) = self.ids.get(&dependency.reference).cloned() else {
                self.lose(format!("/dependencies/{place}"), "dependency of what is no package");
                continue;
            };
            for target in &dependency.depends_on {
                match self.ids.get(target).cloned() {
                    Some(to) => self.relationships.push((from.clone(), "DEPENDS_ON", to)),
                    None => self.lose(format!("/dependencies/{place}/dependsOn"), "dependency on what is no package"),
                }
            }
            if !dependency.provides.is_empty() {
                self.lose(format!("/dependencies/{place}/provides"), "`provides`");
            }
        }
    }

    fn rest(&mut self) {
        let bom = self.bom;
        let parts = [
            ("services", bom.services.len()),
            ("externalReferences", bom.external_references.len()),
            ("compositions", bom.compositions.len()),
            ("vulnerabilities", bom.vulnerabilities.len()),
            ("annotations", bom.annotations.len()),
            ("declarations", usize::from(bom.declarations.is_some())),
            ("properties", bom.properties.len()),
        ];
        for (name, _) in parts.into_iter().filter(|(_, count)| *count > 0) {
            self.lose(format!("/{name}"), &format!("`{name}` of a document"));
        }
        for name in bom.rest.keys() {
            self.lose(format!("/{name}"), &format!("`{name}` of a document"));
        }
        let Some(metadata) = &bom.metadata else { return };
        let parts = [
            ("lifecycles", !metadata.lifecycles.is_empty()),
            ("supplier", metadata.supplier.is_some()),
            ("manufacture", metadata.manufacture.is_some()),
            ("licenses", !metadata.licenses.is_empty()),
            ("properties", !metadata.properties.is_empty()),
        ];
        for (name, _) in parts.into_iter().filter(|(_, there)| *there) {
            self.lose(format!("/metadata/{name}"), &format!("`{name}` of a document"));
        }
    }
}

fn organization(organization: &Organization) -> Option<String> {
    let email = organization.contact.iter().find_map(|contact| contact.email.as_deref());
    Some(agent("Organization", organization.name.as_deref()?, email))
}

fn agent(kind: &str, name: &str, email: Option<&str>) -> String {
    match email {
        Some(email) => format!("{kind}: {name} ({email})"),
        None => format!("{kind}: {name}"),
    }
}

/// The name without the group that the package URL says too.
pub(super) fn split_name(name: &str, purl: Option<&str>) -> (Option<String>, String) {
    let purl = purl.and_then(|text| Purl::parse(text).ok());
    let fitting = purl.as_ref().filter(|purl| purl.namespace().is_some() && purl.full_name().eq_ignore_ascii_case(name));
    match fitting.and(name.rsplit_once('/')) {
        Some((group, name)) => (Some(group.to_owned()), name.to_owned()),
        None => (None, name.to_owned()),
    }
}
