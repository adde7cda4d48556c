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

/// Reference of the project as a whole.
const ROOT: &str = "project";

/// A bill of materials of a set of packages. The same set gives the same document.
pub fn to_bom(materials: &Materials, described: &Described<'_>) -> Bom {
    let draft = Draft::of(materials, described);
    Bom {
        serial_number: Some(draft.serial_number()),
        version: Some(1),
        metadata: Some(draft.metadata()),
        components: draft.components().collect(),
        dependencies: draft.dependencies().collect(),
        compositions: draft.compositions(),
        ..Bom::default()
    }
}

/// The parts of a document, made when they are asked for.
pub(super) struct Draft<'m> {
    materials: &'m Materials,
    described: &'m Described<'m>,
    /// The project that the document is about, where a folder stands for it.
    root: Option<&'m Project>,
    /// The other projects: components.
    others: Vec<&'m Project>,
}

impl<'m> Draft<'m> {
    pub(super) fn of(materials: &'m Materials, described: &'m Described<'m>) -> Draft<'m> {
        let alone = materials.projects.len() == 1;
        let root = materials.projects.iter().find(|project| alone || project.folder.is_empty());
        let others = materials.projects.iter().filter(|project| !alone && !project.folder.is_empty()).collect();
        Draft { materials, described, root, others }
    }

    /// The name of what the document is about.
    fn name(&self) -> &'m str {
        self.root.and_then(Project::name).unwrap_or(self.described.fallback_name)
    }

    pub(super) fn serial_number(&self) -> String {
        super::serial::serial_number(self.materials, self.described, self.name())
    }

    pub(super) fn metadata(&self) -> Metadata {
        let mut project = Component::new(self.described.kind, self.name());
        project.version = self.root.and_then(Project::version).map(str::to_owned);
        project.bom_ref = Some(ROOT.to_owned());
        Metadata {
            timestamp: Some(self.described.timestamp.clone()),
            lifecycles: phases(self.described.version),
            tools: Some(tools(self.described)),
            component: Some(project),
            ..Metadata::default()
        }
    }

    pub(super) fn components(&self) -> impl Iterator<Item = Component> {
        let packages = self.materials.components.iter().map(|material| component(material, self.described.version));
        packages.chain(self.others.iter().map(|project| of_project(project)))
    }

    fn names(&self, ids: impl Iterator<Item = u32>) -> Vec<String> {
        ids.map(|id| self.materials.components[id as usize].reference.clone()).collect()
    }

    /// The graph. A component of which nobody knows what it needs has no entry: that is not the same as needing nothing.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = Dependency> {
        let direct = |project: &Project| self.names(project.direct.iter().copied());
        let mut of_root = self.root.map(direct).unwrap_or_default();
        of_root.extend(self.others.iter().map(|project| project_reference(project)));
        let projects = self.others.iter().map(move |project| Dependency::new(project_reference(project), direct(project)));
        let known = self.materials.components.iter().filter(|material| material.edges_known);
        let packages = known.map(|material| Dependency::new(&material.reference, self.names(material.dependencies.iter().copied())));
        std::iter::once(Dependency::new(ROOT, of_root)).chain(projects).chain(packages)
    }

    /// What the document knows about its own completeness.
    pub(super) fn compositions(&self) -> Vec<Composition> {
        if self.described.version < SpecVersion::V1_3 {
            return Vec::new();
        }
        let whole = Composition {
            aggregate: if has_holes(self.materials) { "incomplete" } else { "complete" }.to_owned(),
            assemblies: vec![ROOT.to_owned()],
            ..Composition::default()
        };
        let projects = std::iter::once((ROOT.to_owned(), self.root.is_none_or(|root| root.direct_known)))
            .chain(self.others.iter().map(|project| (project_reference(project), project.direct_known)));
        let components = self.materials.components.iter().map(|material| (material.reference.clone(), material.edges_known));
        let (known, unknown): (Vec<_>, Vec<_>) = projects.chain(components).partition(|(_, known)| *known);
        let of = |aggregate: &str, references: Vec<(String, bool)>| {
            let references: Vec<String> = references.into_iter().map(|(reference, _)| reference).collect();
            (!references.is_empty()).then(|| Composition::of_dependencies(aggregate, references))
        };
        [Some(whole), of("complete", known), of("unknown", unknown)].into_iter().flatten().collect()
    }
}

/// Whether something of the tree is not in the set.
pub(super) fn has_holes(materials: &Materials) -> bool {
    materials.gaps.iter().any(|gap| !matches!(gap.kind, GapKind::InsidePackages | GapKind::LocksDisagree | GapKind::Hostile))
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
    // Members of a workspace of Cargo are crates.
    let application = package.kind == Kind::Member && package.ecosystem != crate::packages::Ecosystem::Cargo;
    let kind = if application && package.origin != Origin::Path(String::new()) { "application" } else { "library" };
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

/// `git@host:path` and `ssh://git@host:path`, which Git or npm understand and no URL is, as a URL: what follows a colon there is no port.
fn as_url(place: &str) -> String {
    let (scheme, rest) = place.split_once("://").unwrap_or(("", place));
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let Some(at) = authority.rfind(':') else { return place.to_owned() };
    let (host, after) = (&rest[..at], &rest[at + 1..]);
    let is_port = authority[at + 1..].bytes().all(|byte| byte.is_ascii_digit()) || authority.ends_with(']');
    match scheme {
        "" if host.contains('@') => format!("ssh://{host}/{after}"),
        "" => place.to_owned(),
        _ if is_port => place.to_owned(),
        _ => format!("{scheme}://{host}/{after}"),
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
    let occurrence = |(path, line): &super::Place| Occurrence {
        location: if version >= SpecVersion::V1_6 { printable(path) } else { format!("{}:{line}", printable(path)) },
        line: (version >= SpecVersion::V1_6 && *line > 0).then_some(u64::from(*line)),
        ..Occurrence::default()
    };
    Some(Evidence { occurrences: material.occurrences.iter().map(occurrence).collect(), ..Evidence::default() })
}

#[cfg(test)]
mod tests {
    use super::as_url;

    #[test]
    fn places_of_git_become_urls() {
        let urls = [
            ("git@example.org:acme/a.git", "ssh://git@example.org/acme/a.git"),
            ("ssh://git@example.org:acme/a", "ssh://git@example.org/acme/a"),
            ("git+ssh://gitlab:acme/a", "git+ssh://gitlab/acme/a"),
            ("ssh://git@example.org:2222/acme/a", "ssh://git@example.org:2222/acme/a"),
            ("https://[::1]/a", "https://[::1]/a"),
            ("https://example.org/a:b", "https://example.org/a:b"),
            ("../folder", "../folder"),
        ];
        for (place, url) in urls {
            assert_eq!(as_url(place), url);
        }
    }
}
