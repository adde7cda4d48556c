//! The part of a tree that belongs to one service: what the lock files in its folders hold, and what its members of a workspace need.

use std::collections::{BTreeSet, HashMap};

use super::{Material, Materials, Project};
use crate::packages::survey::folder_of;
use crate::packages::{Kind, Origin};

impl Materials {
    /// What a service is made of; `inside` says which paths belong to it. `None` where no lock file and no member of a workspace does.
    pub fn of_service(&self, name: &str, inside: impl Fn(&str) -> bool) -> Option<Materials> {
        let own: Vec<u32> =
            self.ids().filter(|&id| self.components[id as usize].occurrences.iter().any(|(path, _)| inside(path))).collect();
        let locked = self.projects.iter().any(|project| project.files.iter().any(|path| inside(path)));
        let members: Vec<u32> = self.ids().filter(|&id| self.is_member(id, &inside)).collect();
        if !locked && members.is_empty() {
            return None;
        }
        let mut part = self.keep(&self.reached(own.iter().chain(&members).copied()), |path| inside(path));
        if members.is_empty() {
            part.projects.retain(|project| project.files.iter().any(|path| inside(path)));
            for project in &mut part.projects {
                project.files.retain(|path| inside(path));
            }
        } else {
            part.projects = vec![part.project_of(name, members.iter().map(|&id| self.components[id as usize].reference.as_str()))];
        }
        let folders: BTreeSet<&str> = self
            .projects
            .iter()
            .filter(|project| project.files.iter().any(|path| inside(path)))
            .map(|project| project.folder.as_str())
            .collect();
        part.gaps.retain(|gap| inside(&gap.path) || folders.contains(folder_of(&gap.path)));
        part.files = part.projects.iter().map(|project| project.files.len()).sum();
        Some(part)
    }

    fn ids(&self) -> std::ops::Range<u32> {
        0..self.components.len() as u32
    }

    /// Whether a component is a member of a workspace whose folder is inside; its lock file may stand anywhere above.
    fn is_member(&self, id: u32, inside: &impl Fn(&str) -> bool) -> bool {
        let component = &self.components[id as usize];
        let Origin::Path(folder) = &component.package.origin else { return false };
        let within = |(path, _): &super::Place| {
            let above = folder_of(path);
            let separator = if above.is_empty() { "" } else { "/" };
            inside(&format!("{above}{separator}{}/x", folder.trim_start_matches("./")))
        };
        component.package.kind == Kind::Member && !folder.is_empty() && folder != "." && component.occurrences.iter().any(within)
    }

    /// Components and all that they need.
    fn reached(&self, from: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        let mut open: Vec<u32> = from.collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(&self.components[id as usize].dependencies);
            }
        }
        seen
    }

    /// The set of some components; of one that stands inside and outside only the places inside are kept.
    fn keep(&self, ids: &BTreeSet<u32>, inside: impl Fn(&str) -> bool) -> Materials {
        let order: HashMap<u32, u32> = ids.iter().copied().zip(0..).collect();
        let component = |&id: &u32| {
            let mut component: Material = self.components[id as usize].clone();
            component.dependencies = component.dependencies.iter().filter_map(|to| order.get(to).copied()).collect();
            if component.occurrences.iter().any(|(path, _)| inside(path)) {
                component.occurrences.retain(|(path, _)| inside(path));
            }
            component
        };
        let project = |project: &Project| {
            let direct = project.direct.iter().filter_map(|id| order.get(id).copied()).collect();
            Project { direct, ..project.clone() }
        };
        Materials {
            components: ids.iter().map(component).collect(),
            projects: self.projects.iter().map(project).collect(),
            gaps: self.gaps.clone(),
            files: 0,
        }
    }

    /// The service as a project that is made of members.
    fn project_of<'r>(&self, name: &str, members: impl Iterator<Item = &'r str>) -> Project {
        let direct: BTreeSet<u32> = members
            .filter_map(|reference| self.components.binary_search_by(|one| one.reference.as_str().cmp(reference)).ok())
            .map(|at| at as u32)
            .collect();
        let files = self.components.iter().flat_map(|one| &one.occurrences).map(|(path, _)| path.to_string()).collect();
        Project { name: Some((String::new(), name.to_owned())), direct, direct_known: true, files, locks: true, ..Project::default() }
    }
}
