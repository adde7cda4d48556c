//! All packages of a tree as one set: what several files hold is one component, with every place where it stands.
//!
//! The set does not depend on the order in which files arrive: everything that is merged is a union, a minimum or the word of the first path.

mod bom;
mod drift;
mod serial;
mod service;
mod stream;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::survey::{Found, Gap, PackageFile, folder_of};
use super::{Hash, Kind, LockFile, Package, Role, Scope};

pub use bom::{Described, to_bom};
pub use drift::{Drift, DriftKind, drift};
pub use stream::write_json;

/// One component.
#[derive(Debug, Clone)]
pub struct Material {
    /// Its identity within the set: the package URL, or where it stands.
    pub reference: String,
    /// What is known of it; its own list of dependencies is empty.
    pub package: Package,
    /// Its package URL.
    pub purl: Option<String>,
    /// Numbers of what it needs, sorted, each once.
    pub dependencies: Vec<u32>,
    /// Whether what it needs is known.
    pub edges_known: bool,
    /// Whether a lock file, a manifest or a database of installed packages holds it: else only a pipeline or a container names it.
    pub locked: bool,
    /// Where it stands, sorted, each once.
    pub occurrences: Vec<Place>,
    /// Hashes of the same file, in two places, that differ.
    pub conflict: Option<HashConflict>,
}

/// Path and line; all places of a file share its path.
pub type Place = (Arc<str>, u32);

/// One version of a package with two hashes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashConflict {
    /// A hash.
    pub first: Hash,
    /// Where it stands.
    pub first_place: Place,
    /// Another one of the same function.
    pub second: Hash,
    /// Where that stands.
    pub second_place: Place,
}

/// One project: a folder with lock files.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Its folder, relative to the root; empty for the root.
    pub folder: String,
    /// Its name, where a file says it, with the path of that file.
    name: Option<(String, String)>,
    version: Option<(String, String)>,
    /// Numbers of what it asks for.
    pub direct: BTreeSet<u32>,
    /// Whether that is what the files say; else it is what nobody else needs.
    pub direct_known: bool,
    /// Its files, sorted.
    pub files: BTreeSet<String>,
    /// Whether one of them is more than a pipeline or a container.
    locks: bool,
}

impl Project {
    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|(_, name)| name.as_str())
    }

    /// Its version.
    pub fn version(&self) -> Option<&str> {
        self.version.as_ref().map(|(_, version)| version.as_str())
    }
}

/// All packages of a tree.
#[derive(Debug, Default)]
pub struct Materials {
    /// Components, sorted by reference.
    pub components: Vec<Material>,
    /// Projects, sorted by folder.
    pub projects: Vec<Project>,
    /// What is not covered, sorted.
    pub gaps: Vec<Gap>,
    /// How many lock files, manifests and databases were read.
    pub files: usize,
}

/// Takes what a survey finds, in any order and from any thread.
#[derive(Default)]
pub struct Collector(Mutex<State>);

#[derive(Default)]
struct State {
    by_reference: HashMap<String, u32>,
    components: Vec<Material>,
    /// The first place of each hash of each component, in the order of the package's list.
    hash_places: Vec<Vec<Place>>,
    projects: BTreeMap<String, Project>,
    gaps: Vec<Gap>,
    files: usize,
}

impl Collector {
    /// Adds what was found in one folder.
    pub fn add(&self, found: Found) {
        let prepared: Vec<(PackageFile, Vec<Identity>)> = found.files.into_iter().map(prepare).collect();
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.gaps.extend(found.gaps);
        for (file, references) in prepared {
            state.add(file, references);
        }
    }

    /// Everything that was added.
    pub fn finish(self) -> Materials {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
    }
}

/// Reference and package URL.
type Identity = (String, Option<String>);

/// References and package URLs of a file's packages: the costly part, done before anybody waits.
fn prepare(file: PackageFile) -> (PackageFile, Vec<Identity>) {
    let references = match &file.content {
        Ok(content) => content.packages.iter().map(|package| reference(&file.path, package)).collect(),
        Err(_) => Vec::new(),
    };
    (file, references)
}

fn reference(path: &str, package: &Package) -> Identity {
    // A member without a version is known by its folder alone.
    let own = matches!(package.kind, Kind::Member | Kind::Project);
    let purl = if own && package.version.is_none() { None } else { package.purl().map(|purl| purl.to_string()) };
    let version = package.version.as_deref().unwrap_or("");
    let reference = match &purl {
        Some(purl) => purl.clone(),
        None if own => format!("{}:{}:{}", package.ecosystem.title().to_lowercase(), project_folder(path), package.name),
        None => format!("{}:{}@{version}", package.ecosystem.title().to_lowercase(), package.name),
    };
    (reference, purl)
}

/// The folder of the project that a file belongs to: some formats keep their files below it.
fn project_folder(path: &str) -> &str {
    let folder = folder_of(path);
    let below = [
        ".github/workflows",
        "gradle/dependency-locks",
        "gradle",
        "requirements",
        "node_modules",
        "vendor",
        "lib/apk/db",
        "var/lib/dpkg/status.d",
        "var/lib/dpkg",
    ];
    below
        .iter()
        .find_map(|below| folder.strip_suffix(below).filter(|rest| rest.is_empty() || rest.ends_with('/')))
        .map_or(folder, |rest| rest.trim_end_matches('/'))
}

impl State {
    fn add(&mut self, file: PackageFile, references: Vec<Identity>) {
        let Ok(content) = file.content else { return };
        let locks = file.format.role != Role::Reference;
        if !locks && content.packages.is_empty() {
            return;
        }
        self.files += usize::from(locks);
        let folder = project_folder(&file.path).to_owned();
        let path: Arc<str> = Arc::from(file.path.as_str());
        let ids: Vec<Option<u32>> = content
            .packages
            .iter()
            .zip(references)
            .map(|(package, (reference, purl))| {
                (package.kind != Kind::Project).then(|| self.intern((Arc::clone(&path), package.line), package, reference, purl))
            })
            .collect();
        for (package, id) in content.packages.iter().zip(&ids) {
            let Some(id) = *id else { continue };
            let component = &mut self.components[id as usize];
            component.edges_known |= content.edges_known;
            component.locked |= locks;
            component.dependencies.extend(package.dependencies.iter().filter_map(|&to| ids[to as usize]).filter(|&to| to != id));
            sort_once(&mut component.dependencies);
        }
        self.project(folder, &file.path, &content, &ids).locks |= locks;
    }

    fn project(&mut self, folder: String, path: &str, content: &LockFile, ids: &[Option<u32>]) -> &mut Project {
        let mut direct: BTreeSet<u32> = content.direct.iter().filter_map(|&id| ids[id as usize]).collect();
        if !content.direct_known {
            let needed: BTreeSet<u32> = content.packages.iter().flat_map(|package| &package.dependencies).copied().collect();
            direct.extend((0u32..).zip(ids).filter(|(local, _)| !needed.contains(local)).filter_map(|(_, id)| *id));
        }
        let project = self.projects.entry(folder.clone()).or_insert_with(|| Project { folder, direct_known: true, ..Project::default() });
        // A file that holds nothing takes nothing away from what another one says.
        project.direct_known &= content.direct_known || content.packages.is_empty();
        project.direct.extend(direct);
        project.files.insert(path.to_owned());
        first(&mut project.name, path, content.project.as_deref());
        first(&mut project.version, path, content.project_version.as_deref());
        project
    }

    fn intern(&mut self, place: Place, package: &Package, reference: String, purl: Option<String>) -> u32 {
        let id = match self.by_reference.get(&reference) {
            Some(&id) => {
                self.merge(id, package, &place);
                id
            }
            None => {
                let id = self.components.len() as u32;
                self.by_reference.insert(reference.clone(), id);
                let package = Package { dependencies: Vec::new(), ..package.clone() };
                self.hash_places.push(vec![place.clone(); package.hashes.len()]);
                self.components.push(Material {
                    reference,
                    package,
                    purl,
                    dependencies: Vec::new(),
                    edges_known: false,
                    locked: false,
                    occurrences: Vec::new(),
                    conflict: None,
                });
                id
            }
        };
        self.components[id as usize].occurrences.push(place);
        id
    }

    fn merge(&mut self, id: u32, other: &Package, place: &Place) {
        let places = &mut self.hash_places[id as usize];
        let package = &mut self.components[id as usize].package;
        for hash in &other.hashes {
            match package.hashes.iter().position(|known| known == hash) {
                Some(at) if *place < places[at] => places[at] = place.clone(),
                Some(_) => {}
                None => {
                    package.hashes.push(hash.clone());
                    places.push(place.clone());
                }
            }
        }
        package.kind = package.kind.min(other.kind);
        package.scope = [package.scope, other.scope].into_iter().flatten().min();
        add_new(&mut package.licenses, &other.licenses);
        add_new(&mut package.properties, &other.properties);
    }

    fn finish(mut self) -> Materials {
        for (component, places) in self.components.iter_mut().zip(&self.hash_places) {
            component.conflict = conflict(&component.package.hashes, places);
            sort_once(&mut component.occurrences);
            let package = &mut component.package;
            package.hashes.sort();
            package.licenses.sort();
            package.properties.sort();
        }
        let (components, order) = sorted(self.components);
        let renumber = |id: &u32| order[*id as usize];
        let mut components = components;
        for component in &mut components {
            component.dependencies = component.dependencies.iter().map(renumber).collect();
            component.dependencies.sort_unstable();
        }
        let projects = with_references(self.projects);
        let renumbered = |project: Project| Project { direct: project.direct.iter().map(renumber).collect(), ..project };
        let projects = projects.into_values().map(renumbered).collect();
        self.gaps
            .sort_by(|a, b| (&a.path, a.bytes, a.kind, &a.subject, &a.message).cmp(&(&b.path, b.bytes, b.kind, &b.subject, &b.message)));
        self.gaps.dedup();
        Materials { components, projects, gaps: self.gaps, files: self.files }
    }
}

/// A folder that holds pipelines or containers alone is no project: they belong to the nearest one above, to the only one, or to the whole.
fn with_references(projects: BTreeMap<String, Project>) -> BTreeMap<String, Project> {
    let (mut own, others): (BTreeMap<_, _>, BTreeMap<_, _>) = projects.into_iter().partition(|(_, project)| project.locks);
    let only = own.keys().next().filter(|_| own.len() == 1).cloned();
    for (folder, project) in others {
        let above = std::iter::successors(Some(folder.as_str()), |folder| (!folder.is_empty()).then(|| folder_of(folder)));
        let home =
            above.into_iter().find(|folder| own.contains_key(*folder)).map(str::to_owned).or_else(|| only.clone()).unwrap_or_default();
        let empty = || Project { folder: home.clone(), direct_known: true, ..Project::default() };
        let home = own.entry(home.clone()).or_insert_with(empty);
        home.direct.extend(project.direct);
        home.files.extend(project.files);
    }
    own
}

/// Components sorted by reference, and the new number of each old one.
fn sorted(components: Vec<Material>) -> (Vec<Material>, Vec<u32>) {
    let mut numbered: Vec<(usize, Material)> = components.into_iter().enumerate().collect();
    numbered.sort_by(|a, b| a.1.reference.cmp(&b.1.reference));
    let mut order = vec![0; numbered.len()];
    for (new, (old, _)) in numbered.iter().enumerate() {
        order[*old] = new as u32;
    }
    (numbered.into_iter().map(|(_, component)| component).collect(), order)
}

/// New numbers for old ones, in whose order they are; what has none goes.
fn renumber(ids: &mut Vec<u32>, order: &[Option<u32>]) {
    *ids = ids.iter().filter_map(|&id| order[id as usize]).collect();
}

fn sort_once<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}

/// Adds what is not there.
fn add_new<T: PartialEq + Clone>(list: &mut Vec<T>, others: &[T]) {
    for other in others {
        if !list.contains(other) {
            list.push(other.clone());
        }
    }
}

/// The word of the file whose path comes first.
fn first(known: &mut Option<(String, String)>, path: &str, word: Option<&str>) {
    let Some(word) = word else { return };
    if known.as_ref().is_none_or(|(from, _)| path < from.as_str()) {
        *known = Some((path.to_owned(), word.to_owned()));
    }
}

/// Two hashes of one function for a package that is delivered as one file. Where files have names, only those of one name are compared.
fn conflict(hashes: &[Hash], places: &[Place]) -> Option<HashConflict> {
    let mut hashes: Vec<(&Hash, &Place)> = hashes.iter().zip(places).collect();
    hashes.sort_unstable();
    let apart = |a: &(&Hash, &Place), b: &(&Hash, &Place)| {
        a.0.algorithm == b.0.algorithm && a.0.hex != b.0.hex && a.0.file == b.0.file && a.1.0 != b.1.0
    };
    // Formats without names of files list one hash per file: where one place lists several, nothing can be compared.
    let alone = |one: &(&Hash, &Place)| {
        one.0.file.is_some()
            || hashes.iter().filter(|other| other.1.0 == one.1.0 && other.0.algorithm == one.0.algorithm && other.0.file.is_none()).count()
                == 1
    };
    let (first, second) = hashes.iter().enumerate().find_map(|(index, a)| {
        let b = hashes[index + 1..].iter().find(|b| apart(a, b) && alone(a) && alone(b))?;
        Some((a, b))
    })?;
    Some(HashConflict { first: first.0.clone(), first_place: first.1.clone(), second: second.0.clone(), second_place: second.1.clone() })
}

impl Materials {
    /// Leaves out components of some scopes, and every edge to them.
    pub fn without(mut self, scopes: &[Scope]) -> Materials {
        let keep: Vec<bool> = self.components.iter().map(|one| !one.package.scope.is_some_and(|scope| scopes.contains(&scope))).collect();
        let mut order = Vec::with_capacity(keep.len());
        let mut next = 0u32;
        for kept in &keep {
            order.push(kept.then_some(next));
            next += u32::from(*kept);
        }
        let mut flags = keep.iter();
        self.components.retain(|_| flags.next().copied().unwrap_or(true));
        for component in &mut self.components {
            renumber(&mut component.dependencies, &order);
        }
        for project in &mut self.projects {
            project.direct = project.direct.iter().filter_map(|&id| order[id as usize]).collect();
        }
        self
    }

    /// The same set as that of one project, of which nobody says what it asks for: what is installed together.
    pub fn as_one(mut self) -> Materials {
        let mut one = Project::default();
        let needed: BTreeSet<u32> = self.components.iter().flat_map(|component| &component.dependencies).copied().collect();
        one.direct = (0..self.components.len() as u32).filter(|id| !needed.contains(id)).collect();
        one.files = self.projects.drain(..).flat_map(|project| project.files).collect();
        if !one.files.is_empty() {
            self.projects.push(one);
        }
        self
    }

    /// One set per project: what it reaches from what it asks for, and what its own files hold.
    pub fn split(&self) -> Vec<Materials> {
        self.projects.iter().map(|project| self.only(|path| project.files.contains(path))).collect()
    }

    /// What the files hold whose paths are wanted.
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Materials {
        let keep: Vec<bool> = self.components.iter().map(|component| component.occurrences.iter().any(|(path, _)| wanted(path))).collect();
        let mut order = vec![None; keep.len()];
        let mut components = Vec::new();
        for (old, component) in self.components.iter().enumerate().filter(|(old, _)| keep[*old]) {
            order[old] = Some(components.len() as u32);
            let mut component = component.clone();
            component.occurrences.retain(|(path, _)| wanted(path));
            components.push(component);
        }
        for component in &mut components {
            renumber(&mut component.dependencies, &order);
        }
        let mut projects = Vec::new();
        for project in self.projects.iter().filter(|project| project.files.iter().any(|path| wanted(path))) {
            let files: BTreeSet<String> = project.files.iter().filter(|path| wanted(path)).cloned().collect();
            let direct = project.direct.iter().filter_map(|&id| order[id as usize]).collect();
            projects.push(Project { direct, files, ..project.clone() });
        }
        let folders: BTreeSet<&str> = projects.iter().map(|project| project.folder.as_str()).collect();
        let gaps = self.gaps.iter().filter(|gap| folders.contains(folder_of(&gap.path))).cloned().collect();
        let files = projects.iter().map(|project| project.files.len()).sum();
        Materials { components, projects, gaps, files }
    }

    /// How many packages are somebody else's.
    pub fn foreign(&self) -> usize {
        self.components.iter().filter(|component| component.package.is_foreign()).count()
    }

    /// The component of a reference.
    pub fn by_reference(&self, reference: &str) -> Option<&Material> {
        let at = self.components.binary_search_by(|component| component.reference.as_str().cmp(reference)).ok()?;
        self.components.get(at)
    }
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
