//! A kept bill of materials that says something else than the lock files.

use std::collections::HashSet;

use document::Source;
use model::bom::{Bom, Opened};
use model::packages::materials::{Drift, DriftKind, Materials, drift};
use model::packages::purl::Purl;
use model::packages::survey::folder_of;
use rule::{Context, Place, Sink};

use super::Bills;

/// Every difference of every document that describes this tree.
pub(super) fn check<'d>(bills: &Bills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    if bills.materials.gaps.iter().any(|gap| gap.kind.is_defect()) {
        // A lock file that nobody could read may hold what seems to be too much.
        return;
    }
    let named: Vec<&str> = cx.setting("documents").into_iter().flat_map(|node| node.items()).map(|item| item.text()).collect();
    for one in &bills.examined {
        let (path, Some(bom)) = (one.source.path(), &one.opened.bom) else { continue };
        if named.contains(&path) || (named.is_empty() && is_about(bom, &bills.materials)) {
            compare(one.source, &one.opened, bom, &below(&bills.materials, folder_of(path)), sink);
        }
    }
}

/// Whether a document describes these packages: at least half of what it lists is locked here, in whatever version.
fn is_about(bom: &Bom, materials: &Materials) -> bool {
    let identity = |text: &str| Purl::parse(text).ok().map(|purl| purl.without_version().to_string());
    let locked: HashSet<String> = materials.components.iter().filter_map(|component| identity(component.purl.as_deref()?)).collect();
    let listed: Vec<String> =
        bom.components.iter().flat_map(|component| component.walk()).filter_map(|one| identity(one.purl.as_deref()?)).collect();
    let shared = listed.iter().filter(|one| locked.contains(*one)).count();
    !listed.is_empty() && shared * 2 >= listed.len()
}

/// What the projects below a folder hold; everything, where there is none below it (a folder of documents).
fn below(materials: &Materials, folder: &str) -> Materials {
    let inside = |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let any = materials.projects.iter().any(|project| inside(&project.folder));
    materials.only(|path| !any || inside(folder_of(path)))
}

/// Reports the differences of one document.
pub(super) fn compare(source: &Source, opened: &Opened<'_>, bom: &Bom, materials: &Materials, sink: &mut Sink) {
    for one in drift(materials, bom) {
        let place = match one.component {
            Some(index) => Place::Span(source, opened.span(&format!("/components/{index}"))),
            None => Place::Path(source.path()),
        };
        let kind = match one.kind {
            DriftKind::Missing => "missing",
            DriftKind::Extra => "extra",
            DriftKind::Version => "version",
            DriftKind::Hash => "hash",
        };
        sink.report(place, words(&one))
            .subject(format!("{kind} {} {}", one.package, one.document))
            .property("kind", kind)
            .property("package", one.package.as_str());
    }
}

fn words(one: &Drift) -> String {
    let at = one.place.as_ref().map_or(String::new(), |(path, line)| format!(" ({path}:{line})"));
    let package = &one.package;
    match one.kind {
        DriftKind::Missing => format!("`{package}` {} is locked{at} and not in the document", one.locked),
        DriftKind::Extra => format!("`{package}` {} is in the document and locked nowhere", one.document),
        DriftKind::Version => format!("`{package}` is {} in the document and {} in the lock file{at}", one.document, one.locked),
        DriftKind::Hash => format!("`{package}` has another hash in the lock file{at} than in the document"),
    }
}
