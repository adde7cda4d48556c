//! Rules of CODEOWNERS.

use std::collections::BTreeSet;

use rule::{Context, NotJudged, Place, Sink};

use crate::review::model::Owners;
use crate::review::{Model, settings};

/// Files named in one message.
const NAMED: usize = 3;

fn owners<'m, 'd>(model: &'m Model<'d>) -> Option<&'m Owners<'d>> {
    model.owners.as_ref()?.as_ref().ok()
}

pub(super) fn missing<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if model.owners.is_none() && model.overlooked.is_empty() {
        sink.report(Place::Tree, "there is no CODEOWNERS: nobody in particular is asked to review a change").subject("CODEOWNERS");
    }
}

pub(super) fn overlooked<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    for (path, read) in &model.overlooked {
        let message = match read {
            Some(read) => format!("this file is not read: {read} comes first"),
            None => "this file is not read: its host does not look here".to_string(),
        };
        let report = sink.report(*path, message);
        if let Some(read) = read {
            report.related(*read, "the file that counts");
        }
    }
}

pub(super) fn too_large<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if let Some(Err(large)) = &model.owners {
        let message = format!("GitHub loads no CODEOWNERS of {} bytes or more: nothing has an owner", large.limit);
        sink.report(large.path, message);
    }
}

pub(super) fn syntax<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    for fault in &owners.file.faults {
        sink.report(Place::Span(owners.source, fault.span), &fault.why);
    }
}

pub(super) fn invalid<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    let mut seen = BTreeSet::new();
    for owner in owners.file.lines.iter().flat_map(|line| &line.owners) {
        // Default owners of a section stand at each of its lines, and are one fault.
        if let Some(why) = owner.fault.filter(|_| seen.insert(owner.span.start)) {
            let message = format!("`{}` is no owner: {why}", owner.text);
            sink.report(Place::Span(owners.source, owner.span), message);
        }
    }
}

pub(super) fn unknown<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    let known: BTreeSet<String> = settings::texts(cx, "owners").iter().map(|owner| comparable(owner)).collect();
    if known.is_empty() {
        return unknown_to_github(model, owners, sink);
    }
    let mut seen = BTreeSet::new();
    for owner in owners.file.lines.iter().flat_map(|line| &line.owners).filter(|owner| owner.fault.is_none()) {
        if !known.contains(&comparable(&owner.text)) && !owner.text.starts_with("@@") && seen.insert(owner.span.start) {
            let message = format!("nobody knows the owner `{}`: it is not among `gates.review.owners`", owner.text);
            sink.report(Place::Span(owners.source, owner.span), message).property("owner", owner.text.clone());
        }
    }
}

/// What GitHub says of the file on the trunk, where it still stands so here.
fn unknown_to_github(model: &Model<'_>, owners: &Owners<'_>, sink: &mut Sink) {
    let errors = match model.platform.as_ref().map(|platform| platform.owners.as_ref()) {
        Ok(Some(Ok(errors))) => errors,
        Ok(Some(Err(why))) => return sink.not_judged(why.clone()),
        Ok(None) => return,
        Err(why) => return sink.not_judged(not_asked(why)),
    };
    for error in errors.iter().filter(|error| error.kind == "Unknown owner" && error.path == owners.source.path()) {
        let stands_at = |span: document::Span| {
            let at = owners.source.position(span.start);
            (at.line as usize, at.column as usize) == (error.line, error.column)
        };
        if let Some(owner) = owners.file.lines.iter().flat_map(|line| &line.owners).find(|owner| stands_at(owner.span)) {
            let message = format!("GitHub knows no owner `{}` who may write here", owner.text);
            sink.report(Place::Span(owners.source, owner.span), message).property("owner", owner.text.clone());
        }
    }
}

/// Without GitHub and without a list nobody is known.
fn not_asked(why: &NotJudged) -> NotJudged {
    match why {
        NotJudged::Surroundings { fix, .. } => NotJudged::surroundings(
            "whether the owners of CODEOWNERS exist: nobody could be asked",
            format!("set `gates.review.owners`, or {fix}"),
        ),
        other => other.clone(),
    }
}

/// Names and addresses are compared without case.
fn comparable(owner: &str) -> String {
    owner.trim().trim_start_matches('@').to_lowercase()
}

pub(super) fn duplicates<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    for (place, line) in owners.file.lines.iter().enumerate() {
        let same = |other: &&crate::review::codeowners::Line| other.section == line.section && other.text == line.text;
        if let Some(later) = owners.file.lines[place + 1..].iter().find(same) {
            let message = format!("the pattern `{}` stands twice; only the last one counts", line.text);
            sink.report(Place::Span(owners.source, line.span), message).related(Place::Span(owners.source, later.span), "this one counts");
        }
    }
}

pub(super) fn unmatched<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    for (line, matches) in owners.file.lines.iter().zip(&owners.coverage.matches) {
        if line.pattern.is_ok() && *matches == 0 {
            sink.report(Place::Span(owners.source, line.span), format!("the pattern `{}` matches no file", line.text));
        }
    }
}

pub(super) fn shadowed<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    let file = &owners.file;
    for (place, line) in file.lines.iter().enumerate().filter(|(_, line)| line.counts(file.host) && !line.exclusion) {
        // A pattern that stands twice is the matter of another rule.
        let Some(by) = owners.coverage.overridden_by(place).map(|by| &file.lines[by]).filter(|by| by.text != line.text) else { continue };
        let message = format!("every file of `{}` goes to the owners of `{}`: the last match wins", line.text, by.text);
        sink.report(Place::Span(owners.source, line.span), message).related(Place::Span(owners.source, by.span), "this pattern takes them");
    }
}

pub(super) fn unowned<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(owners) = owners(model) else { return };
    let without = &owners.coverage.unowned;
    if without.is_empty() {
        return;
    }
    // A new folder without an owner is a new fault; another file in one that has none is not.
    let tops: BTreeSet<&str> = without.iter().map(|path| path.split('/').next().unwrap_or(path)).collect();
    let named = without.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = if without.len() > NAMED { format!(" and {} more", without.len() - NAMED) } else { String::new() };
    let message = format!("{} of {} files have no owner: {named}{more}", without.len(), owners.coverage.files);
    sink.report(owners.source, message).subject(tops.into_iter().collect::<Vec<_>>().join(" ")).property("files", without.len());
}
