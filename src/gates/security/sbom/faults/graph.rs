//! The graph of dependencies: it begins at what the document is about, and reaches everything.

use std::collections::{BTreeMap, BTreeSet};

use model::bom::Component;

use super::{Finder, components, label};

/// How many names a message lists.
const SHOWN: usize = 5;

pub(super) fn find(finder: &mut Finder<'_, '_>) {
    let bom = finder.bom;
    if bom.components.is_empty() {
        return;
    }
    let edges: BTreeMap<&str, BTreeSet<&str>> = bom
        .dependencies
        .iter()
        .map(|one| (one.reference.as_str(), one.depends_on.iter().chain(&one.provides).map(String::as_str).collect()))
        .collect();
    cycles(finder, &edges);
    let primary = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
    let Some(primary) = primary else {
        finder.report(
            "sbom/primary-component-missing",
            "/metadata",
            "the document does not say what it is about: there is no `metadata.component`",
        );
        return;
    };
    if bom.dependencies.is_empty() {
        return;
    }
    match primary.bom_ref.as_deref() {
        Some(root) if edges.contains_key(root) => unreachable(finder, primary, root, &edges),
        _ => {
            let message = format!("`{}` is what the document is about, and not part of its graph of dependencies", label(primary));
            finder.report("sbom/primary-component-missing", "/metadata/component", message);
        }
    }
}

fn unreachable(finder: &mut Finder<'_, '_>, primary: &Component, root: &str, edges: &BTreeMap<&str, BTreeSet<&str>>) {
    let bom = finder.bom;
    let all = components(bom);
    let parts: BTreeMap<&str, Vec<&str>> = all
        .iter()
        .filter_map(|(_, component)| {
            Some((component.bom_ref.as_deref()?, component.components.iter().filter_map(|part| part.bom_ref.as_deref()).collect()))
        })
        .collect();
    let mut reached: BTreeSet<&str> = BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(at) = open.pop() {
        let next = edges.get(at).into_iter().flatten().chain(parts.get(at).into_iter().flatten());
        open.extend(next.copied().filter(|next| reached.insert(next)));
    }
    let whole: BTreeSet<&str> = primary.components.iter().filter_map(|part| part.bom_ref.as_deref()).collect();
    let orphans: Vec<&(String, &Component)> = all
        .iter()
        .filter(|(pointer, component)| {
            let reference = component.bom_ref.as_deref().unwrap_or_default();
            !pointer.starts_with("/metadata")
                && !reached.contains(reference)
                && !whole.contains(reference)
                && component.scope.as_deref() != Some("excluded")
        })
        .collect();
    if let Some((pointer, _)) = orphans.first() {
        let names: Vec<String> = orphans.iter().take(SHOWN).map(|(_, component)| format!("`{}`", label(component))).collect();
        let more = orphans.len().saturating_sub(SHOWN);
        let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
        let total = all.len() - 1;
        let message =
            format!("{} of {total} components cannot be reached from `{}`: {}{tail}", orphans.len(), label(primary), names.join(", "));
        let pointer = pointer.clone();
        finder.report("sbom/component-unreachable", &pointer, message);
    }
}

/// One finding for each set of components that all need each other (Tarjan's algorithm, without recursion).
fn cycles(finder: &mut Finder<'_, '_>, edges: &BTreeMap<&str, BTreeSet<&str>>) {
    let bom = finder.bom;
    let places: BTreeMap<&str, usize> = bom.dependencies.iter().enumerate().map(|(place, one)| (one.reference.as_str(), place)).collect();
    for mut cycle in strongly_connected(edges) {
        cycle.sort_unstable();
        let alone = cycle.len() == 1;
        if alone && !edges.get(cycle[0]).is_some_and(|targets| targets.contains(cycle[0])) {
            continue;
        }
        let place = cycle.iter().filter_map(|one| places.get(one)).min().copied().unwrap_or_default();
        let names: Vec<String> = cycle.iter().take(SHOWN).map(|one| format!("`{one}`")).collect();
        let message = if alone {
            format!("{} depends on itself", names[0])
        } else {
            let more = cycle.len().saturating_sub(SHOWN);
            let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("these components depend on each other: {}{tail}", names.join(", "))
        };
        finder.report("sbom/dependency-cycle", &format!("/dependencies/{place}"), message);
    }
}

fn strongly_connected<'g>(edges: &BTreeMap<&'g str, BTreeSet<&'g str>>) -> Vec<Vec<&'g str>> {
    let mut search =
        Search { edges, index: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), on_stack: BTreeSet::new(), found: Vec::new() };
    for start in edges.keys() {
        if !search.index.contains_key(start) {
            search.walk(start);
        }
    }
    search.found
}

struct Search<'e, 'g> {
    edges: &'e BTreeMap<&'g str, BTreeSet<&'g str>>,
    index: BTreeMap<&'g str, usize>,
    low: BTreeMap<&'g str, usize>,
    stack: Vec<&'g str>,
    on_stack: BTreeSet<&'g str>,
    found: Vec<Vec<&'g str>>,
}

impl<'g> Search<'_, 'g> {
    fn enter(&mut self, node: &'g str) -> Vec<&'g str> {
        let number = self.index.len();
        self.index.insert(node, number);
        self.low.insert(node, number);
        self.stack.push(node);
        self.on_stack.insert(node);
        self.edges.get(node).map(|targets| targets.iter().copied().collect()).unwrap_or_default()
    }

    fn lower(&mut self, node: &'g str, to: usize) {
        self.low.entry(node).and_modify(|low| *low = (*low).min(to));
    }

    fn walk(&mut self, start: &'g str) {
        let mut work = vec![(start, self.enter(start))];
        while let Some((node, rest)) = work.last_mut() {
            let node = *node;
            if let Some(next) = rest.pop() {
                if !self.index.contains_key(next) {
                    let children = self.enter(next);
                    work.push((next, children));
                } else if self.on_stack.contains(next) {
                    let number = self.index[next];
                    self.lower(node, number);
                }
                continue;
            }
            work.pop();
            let low = self.low[node];
            if let Some((parent, _)) = work.last() {
                let parent = *parent;
                self.lower(parent, low);
            }
            if low == self.index[node] {
                let at = self.stack.iter().rposition(|one| *one == node).unwrap_or(0);
                let set = self.stack.split_off(at);
                for one in &set {
                    self.on_stack.remove(one);
                }
                self.found.push(set);
            }
        }
    }
}
