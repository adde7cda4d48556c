//! What a bill of materials of this tree would not show.

use std::collections::BTreeMap;

use document::Span;
use model::packages::survey::{Gap, GapKind};
use rule::{Context, Place, Report, Severity, Sink};

use super::Bills;

/// One finding per gap of a kind.
fn of_kind(bills: &Bills<'_>, cx: &Context<'_>, sink: &mut Sink, kind: GapKind) {
    for gap in bills.materials.gaps.iter().filter(|gap| gap.kind == kind) {
        report(gap, cx, sink);
    }
}

fn report<'s>(gap: &Gap, cx: &Context<'_>, sink: &'s mut Sink) -> Report<'s> {
    let name = gap.path.rsplit('/').next().unwrap_or(&gap.path);
    let message = match gap.subject.is_empty() || gap.message.contains(&gap.subject) {
        true => format!("`{name}`: {}", gap.message),
        false => format!("`{}` {}", gap.subject, gap.message),
    };
    let source = gap.bytes.and_then(|bytes| Some((cx.text(&gap.path).ok()?, bytes)));
    let place = match source {
        Some((source, (start, end))) => Place::Span(source, Span::new(source.id(), start, end)),
        None => Place::Path(&gap.path),
    };
    let subject = if gap.subject.is_empty() { gap.path.clone() } else { gap.subject.clone() };
    sink.report(place, message).subject(subject)
}

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident: $kind:ident,)*) => { $(
        $(#[$meta])*
        pub(super) fn $name<'d>(bills: &Bills<'d>, cx: &Context<'d>, sink: &mut Sink) {
            of_kind(bills, cx, sink, GapKind::$kind);
        }
    )* };
}

rules! {
    /// A lock file that is not of its format.
    unparsable: Unparsable,
    /// A lock file with merge-conflict markers.
    conflicted: Conflicted,
    /// A lock file over the size limit.
    too_large: TooLarge,
    /// A lock file that only its own tool reads.
    binary: Binary,
    /// A lock file of a format that is not read.
    unknown: UnknownFormat,
    /// A lock file among installed packages.
    inside_packages: InsidePackages,
    /// A lock file that holds nothing at all.
    emptied: Emptied,
    /// A package that is needed and not in the file, or a file that ends too early.
    incomplete: Incomplete,
    /// Two lock files that disagree.
    disagree: LocksDisagree,
    /// A manifest without a lock file.
    without_lock: ManifestWithoutLock,
    /// A version that the tree does not say.
    unresolved: Unresolved,
    /// A name no registry accepts.
    hostile: Hostile,
}

/// Names of requirements that a finding shows.
const SHOWN: usize = 3;

/// A file with requirements without an exact version: one finding, however many they are, since one command mends all.
pub(super) fn unpinned<'d>(bills: &Bills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let mut files: BTreeMap<&str, Vec<&Gap>> = BTreeMap::new();
    for gap in bills.materials.gaps.iter().filter(|gap| gap.kind == GapKind::Unpinned) {
        files.entry(&gap.path).or_default().push(gap);
    }
    for (path, gaps) in files {
        let Some(first) = gaps.first() else { continue };
        if gaps.len() == 1 {
            report(first, cx, sink).subject(path);
            continue;
        }
        let names: Vec<String> = gaps.iter().take(SHOWN).map(|gap| format!("`{}`", gap.subject)).collect();
        let more = if gaps.len() > SHOWN { format!(" and {} more", gaps.len() - SHOWN) } else { String::new() };
        let message = format!("{} requirements name no exact version: {}{more}", gaps.len(), names.join(", "));
        let report = match first.bytes.and_then(|bytes| Some((cx.text(path).ok()?, bytes))) {
            Some((source, (start, end))) => sink.report(Place::Span(source, Span::new(source.id(), start, end)), message),
            None => sink.report(Place::Path(path), message),
        };
        report.subject(path);
    }
}

/// Lock files, and no package in any of them.
pub(super) fn empty<'d>(bills: &Bills<'d>, _: &Context<'d>, sink: &mut Sink) {
    let materials = &bills.materials;
    let explained = materials.gaps.iter().any(|gap| gap.kind != GapKind::InsidePackages);
    if materials.files > 0 && !materials.components.iter().any(|one| one.locked) && !explained {
        let files: Vec<&str> = materials.projects.iter().flat_map(|project| &project.files).map(String::as_str).collect();
        // The one format in which needing nothing is usual: the file is there because of the module's name.
        if files.iter().all(|path| path.rsplit('/').next() == Some("go.mod")) {
            let report = sink.report(Place::Tree, "no module is required by go.mod, so there is no package to list").subject("empty");
            report.severity(Severity::Info).help("Nothing to do while the module needs no other one.");
            return;
        }
        let shown = files.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        sink.report(Place::Tree, format!("no package in any of {} lock files ({shown})", files.len())).subject("empty");
    }
}

/// One version with two hashes: somebody delivers something else under the same name.
pub(super) fn hash_conflict<'d>(bills: &Bills<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for component in &bills.materials.components {
        let Some(conflict) = &component.conflict else { continue };
        let (path, line) = &conflict.second_place;
        let message = format!(
            "{} of `{}` is {} here and {} in {}:{}",
            conflict.first.algorithm.name(),
            component.reference,
            short(&conflict.second.hex),
            short(&conflict.first.hex),
            conflict.first_place.0,
            conflict.first_place.1
        );
        line_place(cx, path, *line, |place| {
            sink.report(place, &message).subject(&component.reference);
        });
    }
    // And within the documents that are kept.
    super::documents::fault::<8>(bills, cx, sink);
}

fn short(hex: &str) -> String {
    format!("{}…", hex.get(..12).unwrap_or(hex))
}

/// Calls back with the place of a line.
pub(super) fn line_place(cx: &Context<'_>, path: &str, line: u32, report: impl FnOnce(Place<'_>)) {
    let Ok(source) = cx.text(path) else { return report(Place::Path(path)) };
    let text = source.line(line);
    let start = text.as_ptr() as usize - source.text().as_ptr() as usize;
    if text.is_empty() || start > source.text().len() {
        return report(Place::Path(path));
    }
    let indent = text.len() - text.trim_start().len();
    report(Place::Span(source, source.span(start + indent, start + text.trim_end().len())));
}
