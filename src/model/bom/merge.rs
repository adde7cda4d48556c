//! Several bills of materials become one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bom, Component, Composition, Dependency, Loss, Metadata, Service};
use crate::packages::purl::Purl;

/// How documents are put together.
#[derive(Clone, Debug, Default)]
pub struct Merging {
    /// What the whole is called.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Whether each document's components stay parts of what it is about; otherwise all stand side by side.
    pub hierarchical: bool,
}

/// A merged document, and what could not be carried.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The document.
    pub bom: Bom,
    /// What is not in it.
    pub lost: Vec<Loss>,
    /// Packages that stand in several documents with different digests.
    pub conflicts: Vec<String>,
}

/// Puts documents together, each with a name that tells it from the others (its path).
pub fn merge(inputs: Vec<(String, Bom)>, how: &Merging) -> Merged {
    let mut merger = Merger {
        how,
        taken: BTreeMap::new(),
        bom: Bom::default(),
        places: BTreeMap::new(),
        edges: BTreeMap::new(),
        lost: Vec::new(),
        conflicts: Vec::new(),
    };
    let root = format!("{}@{}", how.name, how.version.as_deref().unwrap_or("0"));
    let mut primary = Component::new("application", how.name.clone());
    primary.version.clone_from(&how.version);
    primary.bom_ref = Some(root.clone());
    merger.taken.insert(root.clone(), String::new());
    merger.edges.insert(root.clone(), BTreeSet::new());
    for (name, bom) in inputs {
        merger.add(&name, bom, &root);
    }
    let mut bom = merger.bom;
    bom.version = Some(1);
    bom.metadata = Some(Metadata { component: Some(primary), ..Metadata::default() });
    bom.components.sort_by(|a, b| (&a.bom_ref, &a.name).cmp(&(&b.bom_ref, &b.name)));
    bom.dependencies = merger.edges.into_iter().map(|(from, to)| Dependency::new(from, to.into_iter().collect())).collect();
    Merged { bom, lost: merger.lost, conflicts: merger.conflicts }
}

struct Merger<'h> {
    how: &'h Merging,
    /// Names in use, with what bears them: the canonical package URL, or the document it came from.
    taken: BTreeMap<String, String>,
    bom: Bom,
    /// Where each component stands, by its name.
    places: BTreeMap<String, usize>,
    edges: BTreeMap<String, BTreeSet<String>>,
    lost: Vec<Loss>,
    conflicts: Vec<String>,
}

impl Merger<'_> {
    fn add(&mut self, name: &str, mut bom: Bom, root: &str) {
        let mut names = BTreeMap::new();
        let primary = bom.metadata.take().and_then(|metadata| metadata.component);
        let primary = primary.unwrap_or_else(|| Component::new("application", name));
        let mut parts = vec![primary];
        parts.append(&mut bom.components);
        for component in &mut parts {
            self.rename(component, name, &mut names);
        }
        for service in &mut bom.services {
            self.rename_service(service, name, &mut names);
        }
        let top = parts[0].bom_ref.clone().unwrap_or_default();
        self.edges.entry(root.to_owned()).or_default().insert(top.clone());
        let named = |reference: &str| names.get(reference).cloned().unwrap_or_else(|| reference.to_owned());
        self.edges.entry(top).or_default();
        for dependency in &bom.dependencies {
            let edges = self.edges.entry(named(&dependency.reference)).or_default();
            edges.extend(dependency.depends_on.iter().chain(&dependency.provides).map(|one| named(one)));
        }
        self.place(parts);
        self.bom.services.append(&mut bom.services);
        self.bom.compositions.extend(bom.compositions.into_iter().map(|one| renamed(one, &named)));
        for mut one in bom.vulnerabilities {
            one.affects.iter_mut().for_each(|target| target.reference = named(&target.reference));
            self.bom.vulnerabilities.push(one);
        }
        for mut one in bom.annotations {
            one.subjects.iter_mut().for_each(|subject| *subject = named(subject));
            self.bom.annotations.push(one);
        }
        let rest = bom.rest.keys().cloned().chain(bom.declarations.map(|_| "declarations".to_owned()));
        self.lost.extend(rest.map(|key| Loss { pointer: format!("/{key}"), what: format!("`{key}` of {name} is not merged") }));
    }

    /// Gives a component and its parts names that no other thing of the whole has.
    fn rename(&mut self, component: &mut Component, document: &str, names: &mut BTreeMap<String, String>) {
        let purl = component
            .purl
            .as_deref()
            .and_then(|text| Purl::parse(text).ok())
            .filter(|purl| purl.version().is_some())
            .map(|purl| purl.to_string());
        let own = component.bom_ref.clone();
        let wanted = purl.clone().or_else(|| own.clone()).unwrap_or_else(|| component.full_name());
        let bearer = purl.unwrap_or_else(|| document.to_owned());
        let mut name = wanted.clone();
        let mut number = 2;
        // Side by side, the same package of two documents is one; in a hierarchy each document has its own.
        let shared = !self.how.hierarchical && wanted.starts_with("pkg:");
        while self.taken.get(&name).is_some_and(|by| *by != bearer || !shared) {
            name = format!("{wanted}#{number}");
            number += 1;
        }
        self.taken.insert(name.clone(), bearer);
        self.edges.entry(name.clone()).or_default();
        names.extend(own.map(|own| (own, name.clone())));
        component.bom_ref = Some(name);
        for part in &mut component.components {
            self.rename(part, document, names);
        }
    }

    fn rename_service(&mut self, service: &mut Service, document: &str, names: &mut BTreeMap<String, String>) {
        if let Some(own) = service.bom_ref.clone() {
            let mut name = own.clone();
            let mut number = 2;
            while self.taken.contains_key(&name) {
                name = format!("{own}#{number}");
                number += 1;
            }
            self.taken.insert(name.clone(), document.to_owned());
            names.insert(own, name.clone());
            service.bom_ref = Some(name);
        }
        for part in &mut service.services {
            self.rename_service(part, document, names);
        }
    }

    fn place(&mut self, mut parts: Vec<Component>) {
        if self.how.hierarchical {
            let mut top = parts.remove(0);
            top.components.append(&mut parts);
            self.bom.components.push(top);
            return;
        }
        for component in parts {
            let name = component.bom_ref.clone().unwrap_or_default();
            match self.places.get(&name).and_then(|place| self.bom.components.get_mut(*place)) {
                Some(known) => self.conflicts.extend(join(known, component)),
                None => {
                    self.places.insert(name, self.bom.components.len());
                    self.bom.components.push(component);
                }
            }
        }
    }
}

/// The same package of two documents: what one does not say, the other adds.
fn join(known: &mut Component, other: Component) -> Option<String> {
    let conflict = known.hashes.iter().any(|hash| {
        let mut same = other.hashes.iter().filter(|one| one.alg == hash.alg).peekable();
        same.peek().is_some() && !same.any(|one| one.content.eq_ignore_ascii_case(&hash.content))
    });
    let algorithms: BTreeSet<String> = known.hashes.iter().map(|hash| hash.alg.clone()).collect();
    known.hashes.extend(other.hashes.into_iter().filter(|hash| !algorithms.contains(&hash.alg)));
    if known.licenses.is_empty() {
        known.licenses = other.licenses;
    }
    known.supplier = known.supplier.take().or(other.supplier);
    known.description = known.description.take().or(other.description);
    known.cpe = known.cpe.take().or(other.cpe);
    // What one of them needs, the whole needs.
    if other.scope.as_deref() != Some("excluded") && known.scope.as_deref() == Some("excluded") {
        known.scope = other.scope;
    }
    for link in other.external_references {
        if !known.external_references.contains(&link) {
            known.external_references.push(link);
        }
    }
    for property in other.properties {
        if !known.properties.contains(&property) {
            known.properties.push(property);
        }
    }
    conflict.then(|| known.bom_ref.clone().unwrap_or_default())
}

fn renamed(mut composition: Composition, named: &impl Fn(&str) -> String) -> Composition {
    for list in [&mut composition.assemblies, &mut composition.dependencies] {
        list.iter_mut().for_each(|one| *one = named(one));
    }
    composition
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bom::Hash;

    fn service(name: &str, library: &str, digest: &str) -> (String, Bom) {
        let component = |kind: &str, name: &str, reference: &str, purl: Option<&str>| Component {
            bom_ref: Some(reference.into()),
            purl: purl.map(str::to_owned),
            ..Component::new(kind, name)
        };
        let mut library = component("library", library, "lib", Some(&format!("pkg:npm/{library}@1.0.0")));
        library.hashes = vec![Hash::new("SHA-256", digest)];
        let metadata = Metadata { component: Some(component("application", name, "root", None)), ..Metadata::default() };
        let dependencies = vec![Dependency::new("root", vec!["lib".into()]), Dependency::new("lib", vec![])];
        (format!("{name}.json"), Bom { metadata: Some(metadata), components: vec![library], dependencies, ..Bom::default() })
    }

    fn merged(hierarchical: bool) -> Merged {
        let how = Merging { name: "shop".into(), version: Some("2".into()), hierarchical };
        merge(vec![service("api", "left-pad", "aa"), service("web", "left-pad", "bb")], &how)
    }

    #[test]
    fn the_same_package_stands_once_and_names_do_not_meet() {
        let whole = merged(false);
        let names: Vec<&str> = whole.bom.components.iter().filter_map(|one| one.bom_ref.as_deref()).collect();
        assert_eq!(names, ["pkg:npm/left-pad@1.0.0", "root", "root#2"]);
        assert_eq!(whole.conflicts, ["pkg:npm/left-pad@1.0.0"]);
        let edges: Vec<(&str, Vec<&str>)> = whole
            .bom
            .dependencies
            .iter()
            .map(|one| (one.reference.as_str(), one.depends_on.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            edges,
            [
                ("pkg:npm/left-pad@1.0.0", vec![]),
                ("root", vec!["pkg:npm/left-pad@1.0.0"]),
                ("root#2", vec!["pkg:npm/left-pad@1.0.0"]),
                ("shop@2", vec!["root", "root#2"]),
            ]
        );
    }

    #[test]
    fn in_a_hierarchy_each_document_keeps_its_parts() {
        let whole = merged(true);
        let parts: Vec<usize> = whole.bom.components.iter().map(|one| one.components.len()).collect();
        assert_eq!(parts, [1, 1]);
        let names: BTreeSet<&str> =
            whole.bom.components.iter().flat_map(Component::walk).filter_map(|one| one.bom_ref.as_deref()).collect();
        assert_eq!(names.len(), 4);
    }
}
