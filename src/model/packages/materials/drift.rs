//! A bill of materials against the lock files it should follow from: missing, superfluous, other version, other hash.

use std::collections::{BTreeMap, BTreeSet};

use super::{Material, Materials};
use crate::bom::Bom;
use crate::packages::Scope;
use crate::packages::purl::Purl;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// What kind.
    pub kind: DriftKind,
    /// Package URL without its version.
    pub package: String,
    /// Number of the component in the document, where it has one (position among the top-level components).
    pub component: Option<usize>,
    /// What the document says (version or hash).
    pub document: String,
    /// What the lock files say.
    pub locked: String,
    /// Where a lock file says it.
    pub place: Option<super::Place>,
}

/// Kinds of differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// Locked, and not in the document.
    Missing,
    /// In the document, and locked nowhere.
    Extra,
    /// Both have the package, at other versions.
    Version,
    /// Same version, other hash.
    Hash,
}

/// One component of the document.
struct Listed<'b> {
    index: usize,
    purl: Purl,
    hashes: BTreeMap<&'b str, BTreeSet<String>>,
}

/// Every difference, sorted. Of an ecosystem for which the tree has no lock file nothing is said.
pub fn drift(materials: &Materials, bom: &Bom) -> Vec<Drift> {
    let listed = listed(bom);
    let locked: Vec<(&Material, Purl)> = materials
        .components
        .iter()
        .filter(|material| material.locked && material.package.is_foreign())
        .filter_map(|material| Some((material, Purl::parse(material.purl.as_deref()?).ok()?)))
        .collect();
    let types: BTreeSet<String> = locked.iter().map(|(_, purl)| purl.kind().to_owned()).collect();
    let own: BTreeSet<String> = materials
        .components
        .iter()
        .filter(|material| !material.package.is_foreign())
        .filter_map(|material| Some(identity(&Purl::parse(material.purl.as_deref()?).ok()?)))
        .collect();
    let mut by_package: BTreeMap<String, Vec<&Listed<'_>>> = BTreeMap::new();
    for one in &listed {
        by_package.entry(identity(&one.purl)).or_default().push(one);
    }
    let mut drifts = Vec::new();
    let mut matched: BTreeSet<usize> = BTreeSet::new();
    let left_out = scopes_left_out(&locked, &by_package);
    let mut unmatched: Vec<(&Material, &Purl)> = Vec::new();
    for (material, purl) in &locked {
        let same = by_package.get(&identity(purl)).into_iter().flatten().find(|one| one.purl.version() == purl.version());
        match same {
            Some(one) => {
                matched.insert(one.index);
                drifts.extend(other_hash(material, purl, one));
            }
            None if material.package.scope.is_some_and(|scope| left_out.contains(&scope)) => {}
            None => unmatched.push((material, purl)),
        }
    }
    let of_own = |one: &Listed<'_>| own.contains(&identity(&one.purl));
    let mut spare: Vec<&Listed<'_>> =
        listed.iter().filter(|one| !matched.contains(&one.index) && types.contains(one.purl.kind()) && !of_own(one)).collect();
    for (material, purl) in unmatched {
        let other = spare.iter().position(|one| identity(&one.purl) == identity(purl)).map(|at| spare.remove(at));
        drifts.push(match other {
            Some(one) => of_version(material, purl, one),
            None => missing(material, purl),
        });
    }
    drifts.extend(spare.into_iter().map(extra));
    drifts.sort();
    drifts
}

fn listed(bom: &Bom) -> Vec<Listed<'_>> {
    let components =
        bom.components.iter().enumerate().flat_map(|(index, component)| component.walk().into_iter().map(move |part| (index, part)));
    components
        .filter_map(|(index, component)| {
            let mut hashes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
            for hash in &component.hashes {
                hashes.entry(hash.alg.as_str()).or_default().insert(hash.content.to_lowercase());
            }
            Some(Listed { index, purl: Purl::parse(component.purl.as_deref()?).ok()?, hashes })
        })
        .collect()
}

fn identity(purl: &Purl) -> String {
    purl.without_version().to_string()
}

/// Scopes of which the document lists no package at all: left out on purpose.
fn scopes_left_out(locked: &[(&Material, Purl)], by_package: &BTreeMap<String, Vec<&Listed<'_>>>) -> BTreeSet<Scope> {
    let mut left_out = BTreeSet::from([Scope::Optional, Scope::Build, Scope::Development]);
    for (material, purl) in locked {
        if let Some(scope) = material.package.scope.filter(|_| by_package.contains_key(&identity(purl))) {
            left_out.remove(&scope);
        }
    }
    left_out
}

/// A function for which both have values and none is the same.
fn other_hash(material: &Material, purl: &Purl, one: &Listed<'_>) -> Option<Drift> {
    let mut locked: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for hash in &material.package.hashes {
        locked.entry(hash.algorithm.name()).or_default().insert(hash.hex.clone());
    }
    let (_, ours, theirs) = locked.iter().find_map(|(algorithm, ours)| {
        let theirs = one.hashes.get(algorithm)?;
        ours.is_disjoint(theirs).then_some((algorithm, ours, theirs))
    })?;
    Some(Drift {
        kind: DriftKind::Hash,
        package: purl.to_string(),
        component: Some(one.index),
        document: theirs.first().cloned().unwrap_or_default(),
        locked: ours.first().cloned().unwrap_or_default(),
        place: material.occurrences.first().cloned(),
    })
}

fn of_version(material: &Material, purl: &Purl, one: &Listed<'_>) -> Drift {
    Drift {
        kind: DriftKind::Version,
        package: identity(purl),
        component: Some(one.index),
        document: one.purl.version().unwrap_or("").to_owned(),
        locked: purl.version().unwrap_or("").to_owned(),
        place: material.occurrences.first().cloned(),
    }
}

fn missing(material: &Material, purl: &Purl) -> Drift {
    Drift {
        kind: DriftKind::Missing,
        package: identity(purl),
        component: None,
        document: String::new(),
        locked: purl.version().unwrap_or("").to_owned(),
        place: material.occurrences.first().cloned(),
    }
}

fn extra(one: &Listed<'_>) -> Drift {
    Drift {
        kind: DriftKind::Extra,
        package: identity(&one.purl),
        component: Some(one.index),
        document: one.purl.version().unwrap_or("").to_owned(),
        locked: String::new(),
        place: None,
    }
}
