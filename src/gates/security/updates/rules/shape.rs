//! There is a configuration, it can be read, and it is switched on.

use document::Node;
use rule::{Context, Place, Sink, strict};

use crate::updates::Model;
use crate::updates::dependabot::{Dependabot, ECOSYSTEMS, directories, is_silent};
use crate::updates::renovate::Renovate;

pub(super) fn missing<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if model.is_configured() {
        return;
    }
    let names: Vec<_> = model.found.iter().map(|found| found.ecosystem.name).collect();
    let report = sink.report(Place::Tree, format!("nothing keeps the dependencies up to date ({})", names.join(", ")));
    let first = model.found.first().and_then(|found| found.files.first());
    if let Some(file) = first {
        report.related(&file.path, "dependencies are declared here");
    }
}

pub(super) fn invalid<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    for broken in &model.broken {
        sink.report(broken.place, format!("{} cannot be read: {}", broken.path, broken.why)).subject("syntax");
    }
    if let Some(renovate) = &model.renovate {
        of_renovate(renovate, sink);
    }
    if let Some(dependabot) = &model.dependabot {
        of_dependabot(dependabot, sink);
    }
}

fn of_renovate(renovate: &Renovate<'_>, sink: &mut Sink) {
    if !renovate.root.is_mapping() {
        sink.report(renovate.root, "a configuration of Renovate is a mapping");
        return;
    }
    for (key, takes) in [("packageRules", "a list of mappings"), ("enabledManagers", "a list of names")] {
        if let Some(value) = renovate.root.get(key).filter(|value| !value.is_sequence()) {
            sink.report(value, format!("`{key}` takes {takes}"));
        }
    }
    if let Some(extends) = renovate.root.get("extends").filter(|value| !value.is_sequence() && value.as_str().is_none()) {
        sink.report(extends, "`extends` takes a list of presets");
    }
    for rule in renovate.package_rules().filter(|rule| !rule.is_mapping()) {
        sink.report(rule, "a rule of `packageRules` is a mapping");
    }
    if let Some(value) = renovate.root.get("enabled").filter(|value| value.as_bool().is_none()) {
        sink.report(value, "`enabled` takes true or false");
    }
}

fn of_dependabot(dependabot: &Dependabot<'_>, sink: &mut Sink) {
    let root = dependabot.root;
    if !root.is_mapping() {
        sink.report(root, "a configuration of Dependabot is a mapping with `version: 2` and `updates`");
        return;
    }
    match root.get("version") {
        Some(version) if version.text() == "2" => {}
        Some(version) => {
            sink.report(version, format!("version {} of the format is not known: it is 2", version.text()));
        }
        None => {
            sink.report(Place::Path(dependabot.path()), "`version: 2` is missing").subject("version");
        }
    }
    if dependabot.updates().is_empty() {
        sink.report(Place::Path(dependabot.path()), "`updates` lists nothing").subject("updates");
    }
    for entry in dependabot.updates() {
        of_entry(entry, sink);
    }
}

fn of_entry(entry: Node<'_>, sink: &mut Sink) {
    match entry.get("package-ecosystem") {
        None => {
            sink.report(entry, "the entry has no `package-ecosystem`");
        }
        Some(name) if !ECOSYSTEMS.contains(&name.text()) => {
            let hint = strict::did_you_mean(name.text(), ECOSYSTEMS.iter().copied()).unwrap_or_default();
            sink.report(name, format!("Dependabot knows no ecosystem `{}` {hint}", name.text()).trim_end());
        }
        Some(_) => {}
    }
    if directories(entry).is_empty() {
        sink.report(entry, "the entry has neither `directory` nor `directories`").subject("directory");
    }
    // An entry of a group of ecosystems takes its schedule from the group.
    if entry.path(["schedule", "interval"]).is_none() && entry.get("multi-ecosystem-group").is_none() {
        sink.report(entry, "the entry has no `schedule.interval`").subject("schedule");
    }
}

pub(super) fn disabled<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    // One bot that works is enough.
    let other = |there: bool| there && model.renovate.is_some() && model.dependabot.is_some();
    if let Some((node, why)) = model.renovate.as_ref().and_then(Renovate::switched_off)
        && !other(model.dependabot.as_ref().is_some_and(is_at_work))
    {
        sink.report(node, why);
    }
    let Some(dependabot) = &model.dependabot else { return };
    if other(model.renovate.as_ref().is_some_and(|renovate| renovate.switched_off().is_none())) {
        return;
    }
    for (entry, limit) in dependabot.updates().into_iter().filter_map(|entry| Some((entry, is_silent(entry)?))) {
        let name = entry.get("package-ecosystem").map_or("this entry", Node::text);
        sink.report(limit, format!("`open-pull-requests-limit: 0` switches the updates of {name} off: only security fixes come"));
    }
}

fn is_at_work(dependabot: &Dependabot<'_>) -> bool {
    dependabot.updates().iter().any(|entry| is_silent(*entry).is_none())
}

pub(super) fn legacy_preset<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let presets = model.renovate.iter().flat_map(Renovate::presets);
    for preset in presets.filter(|preset| preset.text() == "config:base") {
        sink.report(preset, "`config:base` is the old name of `config:recommended`");
    }
}
