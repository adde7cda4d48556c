//! Each critical service has the three playbooks.

use rule::{Context, NotJudged, Place, Service, Sink};

use crate::prose::{Page, fold};
use crate::runbooks::Operations;

/// The three playbooks: name, value of the field `playbook`, and the words by which id, title or file name show one.
const PLAYBOOKS: &[(&str, &str, &[&str])] = &[
    ("latency", "latency", &["latenc", "lentidao", "slow", "p95", "p99"]),
    ("error spike", "error-spike", &["error", "erro", "5xx"]),
    (
        "cross-tenant leak",
        "tenant-leak",
        &["tenant", "inquilino", "locatario", "vazamento entre", "vazamento-entre", "isolation", "isolamento"],
    ),
];

pub(super) fn playbooks<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    if cx.services().is_empty() {
        sink.not_judged(NotJudged::surroundings(
            "the three playbooks of each critical service: no service is named",
            "name the `services` in ent.yaml, with `critical: true` where it holds",
        ));
        return;
    }
    for service in cx.services().iter().filter(|service| service.critical) {
        let own: Vec<_> = model.runbooks.iter().filter(|page| is_of(page, service)).collect();
        for (name, value, _) in PLAYBOOKS.iter().filter(|(_, value, words)| {
            let unread = model.unread.iter().any(|path| path.contains(&service.name) && shows(file_name(path), words));
            !unread && !own.iter().any(|page| is_playbook(page, value, words))
        }) {
            let place = own.first().map_or_else(|| configuration(cx), |page| Place::Path(page.path));
            let message = format!("the critical service {} has no playbook for {name}", service.name);
            let report = sink.report(place, message).subject(format!("{}: {value}", service.name));
            report.help(format!("write one (`ent init runbook`) with `service: {}` and `playbook: {value}`", service.name));
        }
    }
}

fn is_of(page: &Page<'_>, service: &Service) -> bool {
    page.list("service").iter().any(|name| name.text().trim().eq_ignore_ascii_case(&service.name))
}

fn is_playbook(page: &Page<'_>, value: &str, words: &[&str]) -> bool {
    if let Some(playbook) = page.text("playbook") {
        return fold(playbook) == value;
    }
    let names = [page.text("id"), page.text("title"), page.title.as_deref(), Some(file_name(page.path))];
    names.into_iter().flatten().any(|name| shows(name, words))
}

fn shows(name: &str, words: &[&str]) -> bool {
    let name = fold(name);
    words.iter().any(|word| name.contains(word))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn configuration<'d>(cx: &Context<'d>) -> Place<'d> {
    let found = cx.files().iter().find(|file| matches!(file.path.as_str(), "ent.yaml" | ".ent.yaml" | ".config/ent.yaml"));
    found.map_or(Place::Tree, |file| Place::Path(&file.path))
}
