//! The review standard, the template of pull requests, the guide for reviewers.

use rule::{Context, Place, Sink};

use crate::review::Model;
use crate::review::standard::PATH;

pub(super) fn standard_missing<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    if model.standard.is_none() && !cx.exists(PATH) {
        sink.report(PATH, "there is no code-review standard").subject("standard");
    }
}

pub(super) fn standard_incomplete<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(standard) = &model.standard else { return };
    let root = standard.document.root();
    if !root.is_mapping() {
        sink.report(root, "the standard says nothing: it is no mapping").subject("standard");
        return;
    }
    match (standard.target(), standard.target_seconds()) {
        (None, _) => {
            let message = "the standard names no time within which a change is answered (`first_response`)";
            sink.report(root, message).subject("first_response");
        }
        (Some(node), None) => {
            sink.report(node, format!("`{}` is no duration such as P1D or PT4H", node.text())).subject("first_response");
        }
        (Some(_), Some(_)) => {}
    }
    let missing = standard.missing_areas();
    if !missing.is_empty() {
        let place = root.get("areas").unwrap_or(root);
        let message = format!("the standard does not say that reviewers look at: {}", missing.join(", "));
        sink.report(place, message).subject("areas").property("areas", missing);
    }
}

pub(super) fn template_missing<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if model.templates.is_empty() {
        sink.report(Place::Tree, "there is no template for pull requests").subject("template");
    }
}

pub(super) fn template_empty<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for path in &model.templates {
        match cx.text(path) {
            Ok(source) if source.text().trim().is_empty() => {
                sink.report(*path, "the template for pull requests is empty");
            }
            Ok(_) => {}
            Err(why) => sink.not_judged(why),
        }
    }
}

pub(super) fn guide_missing<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if model.guides.is_empty() {
        sink.report(Place::Tree, "no guide tells people how changes are reviewed here").subject("guide");
    }
}
