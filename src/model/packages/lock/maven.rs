//! `pom.xml` of Maven and `gradle/libs.versions.toml`: manifests, so direct dependencies only. What they leave open is noted, never guessed.

use std::collections::HashMap;
use std::sync::Arc;

use document::{Document, Node, Source, SyntaxError};

use super::tree::{entries, text};
use super::xml;
use crate::packages::{Ecosystem, LockFile, NoteKind, Package, Scope};

/// Longest chain of parents and of properties that is followed.
const CHAIN: usize = 8;

/// What a project object model says, parents included.
#[derive(Default)]
struct Model {
    properties: HashMap<String, String>,
    /// `group:artifact` → version of `dependencyManagement`.
    managed: HashMap<String, String>,
}

/// Reads a `pom.xml`; `beside` gives files by their path relative to it.
pub(crate) fn read_pom(source: &Source, beside: &dyn Fn(&str) -> Option<Arc<Source>>) -> Result<LockFile, SyntaxError> {
    let mut model = Model::default();
    let document = xml::parse(source)?;
    let root = xml::root(source, &document, "project")?;
    model.take(root);
    model.parents(root, beside);
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let group = xml::child_text(root, "groupId").or_else(|| xml::child_text(xml::child(root, "parent")?, "groupId"));
    file.project = xml::child_text(root, "artifactId").map(|artifact| format!("{}:{artifact}", group.unwrap_or("")));
    file.project_version = model.properties.get("project.version").map(|version| model.fill(version));
    let profiles = xml::child(root, "profiles").into_iter().flat_map(|profiles| xml::children(profiles, "profile"));
    for holder in std::iter::once(root).chain(profiles) {
        for dependency in xml::child(holder, "dependencies").into_iter().flat_map(|list| xml::children(list, "dependency")) {
            model.dependency(source, dependency, &mut file);
        }
    }
    Ok(file)
}

impl Model {
    /// Takes what is not known yet: the child's word counts before its parent's.
    fn take(&mut self, root: roxmltree::Node<'_, '_>) {
        let parent = xml::child(root, "parent");
        for field in ["groupId", "version", "artifactId"] {
            let own = xml::child_text(root, field);
            let inherited = parent.filter(|_| field != "artifactId").and_then(|parent| xml::child_text(parent, field));
            if let Some(value) = own.or(inherited) {
                for key in [format!("project.{field}"), format!("pom.{field}")] {
                    self.properties.entry(key).or_insert_with(|| value.to_owned());
                }
            }
        }
        for property in xml::child(root, "properties").into_iter().flat_map(|list| list.children().filter(roxmltree::Node::is_element)) {
            self.properties.entry(property.tag_name().name().to_owned()).or_insert_with(|| property.text().unwrap_or("").trim().to_owned());
        }
        let management = xml::child(root, "dependencyManagement").and_then(|management| xml::child(management, "dependencies"));
        for dependency in management.into_iter().flat_map(|list| xml::children(list, "dependency")) {
            if let Some((key, version)) = coordinates(dependency).zip(xml::child_text(dependency, "version")) {
                self.managed.entry(key).or_insert_with(|| version.to_owned());
            }
        }
    }

    /// Parents in the tree; one in a repository stays unknown.
    fn parents(&mut self, root: roxmltree::Node<'_, '_>, beside: &dyn Fn(&str) -> Option<Arc<Source>>) {
        let mut folder = String::new();
        let mut path = parent_path(root);
        for _ in 0..CHAIN {
            let Some(relative) = path else { return };
            folder.push_str(&relative);
            let Some(source) = beside(&folder) else { return };
            let Ok(document) = xml::parse(&source) else { return };
            self.take(document.root_element());
            path = parent_path(document.root_element());
            folder.truncate(folder.rfind('/').map_or(0, |at| at + 1));
        }
    }

    fn dependency(&self, source: &Source, dependency: roxmltree::Node<'_, '_>, file: &mut LockFile) {
        let Some(name) = coordinates(dependency).map(|name| self.fill(&name)) else { return };
        let span = xml::span(source, dependency);
        let declared = xml::child_text(dependency, "version").or_else(|| self.managed.get(&name).map(String::as_str));
        let Some(version) = declared.map(|version| self.fill(version)) else {
            file.note(
                NoteKind::Unresolved,
                name,
                "has no version here: a parent or an imported list of versions outside the tree says it",
                span,
            );
            return;
        };
        if version.contains("${") {
            file.note(NoteKind::Unresolved, name, format!("has the version `{version}`, whose property is not set in the tree"), span);
            return;
        }
        if version.starts_with(['[', '(']) || matches!(version.as_str(), "LATEST" | "RELEASE") {
            file.note(NoteKind::Unpinned, name, format!("`{version}` names no exact version"), span);
            return;
        }
        let mut package = Package::new(Ecosystem::Maven, name, Some(&version), span);
        let optional = xml::child_text(dependency, "optional") == Some("true");
        package.scope = Some(match xml::child_text(dependency, "scope") {
            Some("test") => Scope::Development,
            Some("provided" | "system") => Scope::Build,
            _ if optional => Scope::Optional,
            _ => Scope::Runtime,
        });
        for (key, element) in [("classifier", "classifier"), ("type", "type")] {
            let value = xml::child_text(dependency, element).filter(|value| *value != "jar");
            package.qualifiers.extend(value.map(|value| (key, self.fill(value))));
        }
        let id = file.push(package);
        file.direct.push(id);
    }

    /// Puts properties in; what is not known stays as it is written.
    fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for _ in 0..CHAIN {
            let Some((before, rest)) = filled.split_once("${") else { break };
            let Some((key, after)) = rest.split_once('}') else { break };
            let Some(value) = self.properties.get(key) else { break };
            filled = format!("{before}{value}{after}");
        }
        filled
    }
}

fn coordinates(dependency: roxmltree::Node<'_, '_>) -> Option<String> {
    Some(format!("{}:{}", xml::child_text(dependency, "groupId")?, xml::child_text(dependency, "artifactId")?))
}

/// Where a parent is looked for: `../pom.xml` unless said otherwise; an empty path means "in the repository".
fn parent_path(root: roxmltree::Node<'_, '_>) -> Option<String> {
    let parent = xml::child(root, "parent")?;
    let Some(path) = xml::child(parent, "relativePath") else { return Some("../pom.xml".to_owned()) };
    let path = path.text().map(str::trim).filter(|path| !path.is_empty())?;
    Some(if path.ends_with(".xml") { path.to_owned() } else { format!("{}/pom.xml", path.trim_end_matches('/')) })
}

/// Reads a version catalog of Gradle.
pub(crate) fn read_catalog(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let Some(root) = super::tree::root_with(document, &["libraries", "versions", "plugins", "bundles", "metadata"])? else {
        return Ok(file);
    };
    for entry in entries(root, "libraries") {
        let value = entry.value;
        let short = value.as_str().and_then(|text| text.rsplit_once(':')).filter(|(name, _)| name.contains(':'));
        let module =
            text(value, "module").map(str::to_owned).or_else(|| Some(format!("{}:{}", text(value, "group")?, text(value, "name")?)));
        let (name, version) = match short {
            Some((name, version)) => (name.to_owned(), Some(version)),
            None => (module.or_else(|| value.as_str().map(str::to_owned)).unwrap_or_default(), catalog_version(root, value)),
        };
        let span = entry.key.span();
        match version.filter(|version| !version.contains(['[', '(', '+', ','])) {
            Some(version) => {
                let id = file.push(Package::new(Ecosystem::Maven, name, Some(version), span));
                file.direct.push(id);
            }
            None => file.note(NoteKind::Unpinned, name, "names no exact version", span),
        }
    }
    Ok(file)
}

/// `version = "1"`, `version.ref = "key"`, `version = { strictly | require | prefer = "1" }`.
fn catalog_version<'d>(root: Node<'d>, library: Node<'d>) -> Option<&'d str> {
    let version = library.get("version")?;
    let version = match text(version, "ref") {
        Some(key) => root.path(["versions", key])?,
        None => version,
    };
    super::tree::scalar(version).or_else(|| ["strictly", "require", "prefer"].iter().find_map(|key| text(version, key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    const POM: &str =
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>a</artifactId>
<dependencies>
<dependency><groupId>x</groupId><artifactId>y</artifactId><version>${y.version}</version></dependency>
<dependency><groupId>x</groupId><artifactId>z</artifactId><scope>test</scope></dependency>
<dependency><groupId>x</groupId><artifactId>q</artifactId><version>${unknown}</version></dependency>
<dependency><groupId>x</groupId><artifactId>r</artifactId><version>[1,2)</version></dependency>
</dependencies></project>";
    const PARENT: &str = "<project><artifactId>p</artifactId><properties><y.version>2.0</y.version></properties>
<dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>z</artifactId><version>3.0</version></dependency></dependencies></dependencyManagement></project>";

    #[test]
    fn parents_properties_and_managed_versions() {
        let beside = |path: &str| (path == "../pom.xml").then(|| Arc::new(Source::new(SourceId(1), "pom.xml", PARENT)));
        let file = read_pom(&Source::new(SourceId(0), "a/pom.xml", POM), &beside).unwrap();
        let names: Vec<_> = file.packages.iter().map(|p| (p.name.as_str(), p.version.as_deref(), p.scope)).collect();
        assert_eq!(names, [("x:y", Some("2.0"), Some(Scope::Runtime)), ("x:z", Some("3.0"), Some(Scope::Development))]);
        let notes: Vec<_> = file.notes.iter().map(|note| note.kind).collect();
        assert_eq!(notes, [NoteKind::Unresolved, NoteKind::Unpinned]);
        assert_eq!((file.project.as_deref(), file.project_version.as_deref()), (Some("g:a"), Some("1")));
    }
}
