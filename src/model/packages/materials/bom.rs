//! From the set of packages to a bill of materials.

use std::collections::BTreeSet;

use crate::bom::{
    Bom, Component, Composition, Dependency, Evidence, ExternalReference, Hash, LicenseChoice, Lifecycle, Metadata, Occurrence, Property,
    SpecVersion, Tool, Tools,
};

use super::{Material, Materials, Project};
use crate::packages::survey::GapKind;
use crate::packages::{Kind, Origin, Package, Scope, printable};

/// What the document says of itself.
#[derive(Debug, Clone)]
pub struct Described<'t> {
    /// What the document is about, as CycloneDX names it: `application`, `container` …
    pub kind: &'t str,
    /// Name of the project, where no file says it.
    pub fallback_name: &'t str,
    /// Time of the document, RFC 3339.
    pub timestamp: String,
    /// Version of this program.
    pub tool_version: &'t str,
    /// Version of CycloneDX that it is for.
    pub version: SpecVersion,
}

/// A document in JSON, written straight from its model: what [`to_bom`] makes for a version from 1.4 on has nothing that the version has no place
/// for, so that the detour over a tree of values, which big documents feel, is not needed.
///
/// # Errors
/// When a value cannot be written as JSON.
pub fn to_json(bom: &Bom, version: SpecVersion) -> serde_json::Result<String> {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Framed<'b> {
        #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
        schema: Option<String>,
        bom_format: &'static str,
        spec_version: &'static str,
        #[serde(flatten)]
        bom: &'b Bom,
    }
    let schema = (version >= SpecVersion::V1_4).then(|| format!("http://cyclonedx.org/schema/bom-{version}.schema.json"));
    let framed = Framed { schema, bom_format: "CycloneDX", spec_version: version.as_str(), bom };
    // About what a component takes: a text that grows is a text that is copied.
    const COMPONENT: usize = 1024;
    let mut bytes = Vec::with_capacity(COMPONENT * (bom.components.len() + 4));
    serde_json::to_writer_pretty(&mut bytes, &framed)?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Reference of the project as a whole.
const ROOT: &str = "project";

/// A bill of materials of a set of packages. The same set gives the same document.
pub fn to_bom(materials: &Materials, described: &Described<'_>) -> Bom {
    let version = described.version;
    let alone = materials.projects.len() == 1;
    let root = materials.projects.iter().find(|project| alone || project.folder.is_empty());
    let mut project = Component::new(described.kind, root.and_then(Project::name).unwrap_or(described.fallback_name));
    project.version = root.and_then(Project::version).map(str::to_owned);
    project.bom_ref = Some(ROOT.to_owned());
    let others: Vec<&Project> = materials.projects.iter().filter(|project| !alone && !project.folder.is_empty()).collect();
    let mut components: Vec<Component> = materials.components.iter().map(|material| component(material, version)).collect();
    components.extend(others.iter().map(|project| of_project(project)));
    let metadata = Metadata {
        timestamp: Some(described.timestamp.clone()),
        lifecycles: phases(version),
        tools: Some(tools(described)),
        component: Some(project),
        ..Metadata::default()
    };
    let mut bom = Bom {
        version: Some(1),
        metadata: Some(metadata),
        components,
        dependencies: dependencies(materials, root, &others),
        compositions: if version >= SpecVersion::V1_3 { compositions(materials, root, &others) } else { Vec::new() },
        ..Bom::default()
    };
    // Only a value that JSON cannot hold keeps a number from a document, and there is none here.
    let _ = bom.seal();
    bom
}

fn phases(version: SpecVersion) -> Vec<Lifecycle> {
    // Lock files are read before anything is built.
    let phase = Lifecycle { phase: Some("pre-build".to_owned()), ..Lifecycle::default() };
    if version >= SpecVersion::V1_5 { vec![phase] } else { Vec::new() }
}

fn tools(described: &Described<'_>) -> Tools {
    if described.version < SpecVersion::V1_5 {
        let tool = Tool { name: Some("ent".to_owned()), version: Some(described.tool_version.to_owned()), ..Tool::default() };
        return Tools::Legacy(vec![tool]);
    }
    let mut tool = Component::new("application", "ent");
    tool.version = Some(described.tool_version.to_owned());
    Tools::Listed { components: vec![tool], services: Vec::new() }
}

fn project_reference(project: &Project) -> String {
    format!("{ROOT}:{}", project.folder)
}

fn of_project(project: &Project) -> Component {
    let mut component = Component::new("application", project.name().unwrap_or(&project.folder));
    component.version = project.version().map(str::to_owned);
    component.bom_ref = Some(project_reference(project));
    component.properties = vec![Property::new("ent:folder", project.folder.clone())];
    component
}

fn component(material: &Material, version: SpecVersion) -> Component {
    let package = &material.package;
    let kind = if package.kind == Kind::Member && package.origin != Origin::Path(String::new()) { "application" } else { "library" };
    let kind = if package.ecosystem == crate::packages::Ecosystem::Image { "container" } else { kind };
    let (group, name) = package.split_name();
    let mut component = Component::new(kind, printable(name));
    component.group = group.map(printable);
    component.bom_ref = Some(material.reference.clone());
    component.version = package.version.as_deref().map(printable);
    if component.version.is_none() && version < SpecVersion::V1_4 {
        // Until 1.3 every component has a version.
        component.version = Some(String::new());
    }
    component.purl.clone_from(&material.purl);
    component.scope = package.scope.map(|scope| scope_word(scope).to_owned());
    component.hashes = hashes(package);
    component.licenses = licenses(package, version);
    component.external_references = references(package, version);
    component.properties = if version >= SpecVersion::V1_3 { properties(material, version) } else { Vec::new() };
    component.evidence = evidence(material, version);
    component
}

/// CycloneDX knows three scopes; what is needed to build and to test is used and not delivered.
fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Runtime => "required",
        Scope::Optional => "optional",
        Scope::Build | Scope::Development => "excluded",
    }
}

/// Each value once: a package of several files has several.
fn hashes(package: &Package) -> Vec<Hash> {
    let values: BTreeSet<(&str, &str)> = package.hashes.iter().map(|hash| (hash.algorithm.name(), hash.hex.as_str())).collect();
    values.into_iter().map(|(algorithm, hex)| Hash::new(algorithm, hex)).collect()
}

/// Several licences in a lock file are a choice.
fn licenses(package: &Package, version: SpecVersion) -> Vec<LicenseChoice> {
    let declared = |mut choice: LicenseChoice| {
        if version >= SpecVersion::V1_6 {
            match &mut choice.license {
                Some(license) => license.acknowledgement = Some("declared".to_owned()),
                None => choice.acknowledgement = Some("declared".to_owned()),
            }
        }
        choice
    };
    match package.licenses.as_slice() {
        [] => Vec::new(),
        [one] => vec![declared(LicenseChoice::from_text(one))],
        several => {
            let parts: Vec<String> =
                several.iter().map(|text| if text.contains(' ') { format!("({text})") } else { text.clone() }).collect();
            let expression = parts.join(" OR ");
            match crate::bom::license::check(&expression) {
                Ok(_) => vec![declared(LicenseChoice::expression(expression))],
                Err(_) => several.iter().map(|text| declared(LicenseChoice::name(text))).collect(),
            }
        }
    }
}

fn references(package: &Package, version: SpecVersion) -> Vec<ExternalReference> {
    let mut references = Vec::new();
    match &package.origin {
        Origin::Repository { url, .. } => references.push(ExternalReference::new("vcs", as_url(url))),
        Origin::Url(url) => references.push(ExternalReference::new("distribution", url)),
        _ => {}
    }
    let files: BTreeSet<&str> = package.hashes.iter().filter_map(|hash| hash.file.as_deref()).filter(|file| file.contains("://")).collect();
    for file in files {
        let url = crate::packages::without_credentials(file);
        let mut reference = ExternalReference::new("distribution", url);
        if version >= SpecVersion::V1_3 {
            let own = package.hashes.iter().filter(|hash| hash.file.as_deref() == Some(file));
            reference.hashes = own.map(|hash| Hash::new(hash.algorithm.name(), &hash.hex)).collect();
        }
        references.push(reference);
    }
    references
}

/// `git@host:path`, which Git understands and no URL is, as a URL.
fn as_url(place: &str) -> String {
    match place.split_once(':') {
        Some((host, path)) if !place.contains("://") && host.contains('@') && !host.contains('/') => format!("ssh://{host}/{path}"),
        _ => place.to_owned(),
    }
}

fn properties(material: &Material, version: SpecVersion) -> Vec<Property> {
    let package = &material.package;
    let mut properties: Vec<Property> = package.properties.iter().map(|(name, value)| Property::new(*name, printable(value))).collect();
    if let Some(scope @ (Scope::Build | Scope::Development)) = package.scope {
        properties.push(Property::new("ent:scope", scope.name()));
    }
    if let Origin::Path(path) = &package.origin {
        properties.extend((!path.is_empty()).then(|| Property::new("ent:path", printable(path))));
    }
    if package.origin == Origin::Toolchain {
        properties.push(Property::new("ent:origin", "toolchain"));
    }
    if version < SpecVersion::V1_5 {
        properties.extend(material.occurrences.iter().map(|(path, line)| Property::new("ent:location", format!("{path}:{line}"))));
    }
    properties
}

fn evidence(material: &Material, version: SpecVersion) -> Option<Evidence> {
    if version < SpecVersion::V1_5 {
        return None;
    }
    let occurrence = |(path, line): &(String, u32)| Occurrence {
        location: if version >= SpecVersion::V1_6 { printable(path) } else { format!("{}:{line}", printable(path)) },
        line: (version >= SpecVersion::V1_6 && *line > 0).then_some(u64::from(*line)),
        ..Occurrence::default()
    };
    Some(Evidence { occurrences: material.occurrences.iter().map(occurrence).collect(), ..Evidence::default() })
}

/// The graph. A component of which nobody knows what it needs has no entry: that is not the same as needing nothing.
fn dependencies(materials: &Materials, root: Option<&Project>, others: &[&Project]) -> Vec<Dependency> {
    let names = |ids: &BTreeSet<u32>| ids.iter().map(|&id| materials.components[id as usize].reference.clone()).collect::<Vec<_>>();
    let mut of_root = root.map(|root| names(&root.direct)).unwrap_or_default();
    of_root.extend(others.iter().map(|project| project_reference(project)));
    let mut all = vec![Dependency::new(ROOT, of_root)];
    all.extend(others.iter().map(|project| Dependency::new(project_reference(project), names(&project.direct))));
    let known = materials.components.iter().filter(|material| material.edges_known);
    all.extend(known.map(|material| Dependency::new(material.reference.clone(), names(&material.dependencies))));
    all
}

/// What the document knows about its own completeness.
fn compositions(materials: &Materials, root: Option<&Project>, others: &[&Project]) -> Vec<Composition> {
    let holes = materials.gaps.iter().any(|gap| !matches!(gap.kind, GapKind::InsidePackages | GapKind::LocksDisagree | GapKind::Hostile));
    let whole = Composition {
        aggregate: if holes { "incomplete" } else { "complete" }.to_owned(),
        assemblies: vec![ROOT.to_owned()],
        ..Composition::default()
    };
    let projects = std::iter::once((ROOT.to_owned(), root.is_none_or(|root| root.direct_known)))
        .chain(others.iter().map(|project| (project_reference(project), project.direct_known)));
    let components = materials.components.iter().map(|material| (material.reference.clone(), material.edges_known));
    let (known, unknown): (Vec<_>, Vec<_>) = projects.chain(components).partition(|(_, known)| *known);
    let of = |aggregate: &str, references: Vec<(String, bool)>| {
        let references: Vec<String> = references.into_iter().map(|(reference, _)| reference).collect();
        (!references.is_empty()).then(|| Composition::of_dependencies(aggregate, references))
    };
    [Some(whole), of("complete", known), of("unknown", unknown)].into_iter().flatten().collect()
}
