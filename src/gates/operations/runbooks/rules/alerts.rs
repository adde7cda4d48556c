//! Alerts lead to runbooks, and runbooks name alerts that exist.

use rule::{Context, NotJudged, Sink};

use crate::prose::slug;
use crate::runbooks::Operations;
use crate::runbooks::alerts::Alert;

/// What came of following a link from an alert.
enum Led {
    /// To a runbook of this tree.
    Home,
    /// To nothing, though it points into this tree.
    Nowhere(String),
    /// Out of this tree.
    Away,
}

pub(super) fn without_runbook<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let mut away = Vec::new();
    for alert in model.alerts.list.iter().filter(|alert| alert.calls) {
        let name = alert.name.text();
        let Some(link) = alert.runbook else {
            sink.report(alert.name, format!("the alert {name} has no `runbook_url`")).subject(name);
            continue;
        };
        match follow(link.text(), alert, model, cx) {
            Led::Home => {}
            Led::Away => away.push(link.text()),
            Led::Nowhere(why) => {
                sink.report(link, format!("the alert {name} leads to no runbook: {why}")).subject(name);
            }
        }
    }
    if let Some(first) = away.first() {
        let message = match away.len() {
            1 => format!("an alert links to a runbook outside this tree: {first}"),
            count => format!("{count} alerts link to runbooks outside this tree, such as {first}"),
        };
        sink.not_judged(NotJudged::surroundings(message, "keep the runbooks beside the alerts, or link to their path in this repository"));
    }
}

fn follow(url: &str, alert: &Alert<'_>, model: &Operations<'_>, cx: &Context<'_>) -> Led {
    let url = url.trim().replace(' ', "");
    let url = url.replace("{{$labels.alertname}}", alert.name.text());
    let path = url.split(['#', '?']).next().unwrap_or(&url).trim_end_matches('/');
    let target = model.runbooks.iter().find(|page| leads_to(path, page.path, page.text("id")));
    if let Some(page) = target {
        let anchor = url.split_once('#').map(|(_, anchor)| anchor.to_lowercase()).filter(|anchor| !anchor.is_empty());
        return match anchor {
            Some(anchor) if !page.anchors.contains(&anchor) => Led::Nowhere(format!("{} has no heading #{anchor}", page.path)),
            _ => Led::Home,
        };
    }
    if model.unread.iter().any(|unread| leads_to(path, unread, None)) {
        return Led::Home;
    }
    if url.contains("{{") {
        return Led::Away;
    }
    let web = url.contains("://");
    if !web || points_home(path, model) {
        // A document that is no runbook by its name may still be one by its content, if somebody links to it from an alert.
        let there = !web && cx.exists(path.trim_start_matches("./").trim_start_matches('/'));
        return Led::Nowhere(if there { format!("{path} is not a runbook") } else { format!("there is no {path}") });
    }
    Led::Away
}

/// Whether a path or the path of an address ends in the runbook's path, or names its id.
fn leads_to(path: &str, page: &str, id: Option<&str>) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    let bare = path.trim_start_matches("./").trim_start_matches('/');
    let stem = page.rsplit('/').next().unwrap_or(page).split('.').next().unwrap_or(page);
    bare == page
        || path.ends_with(&format!("/{page}"))
        || id == Some(last)
        || (path.contains("://") && (last == stem || last == slug(stem)))
}

/// Whether an address of the web has the folder of this tree's runbooks in it: then it means this tree.
fn points_home(path: &str, model: &Operations<'_>) -> bool {
    model.runbooks.iter().filter_map(|page| page.path.rsplit_once('/')).any(|(folder, _)| path.contains(&format!("/{folder}/")))
}

pub(super) fn unknown<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    let named: Vec<_> =
        model.runbooks.iter().flat_map(|page| page.list("alerts")).filter(|alert| !alert.text().trim().is_empty()).collect();
    if named.is_empty() {
        return;
    }
    if !model.alerts.defined_here {
        sink.not_judged(NotJudged::surroundings(
            "whether the alerts that runbooks name exist: no alert rule is in this tree",
            "keep the Prometheus rule files in this repository",
        ));
        return;
    }
    for alert in named.into_iter().filter(|alert| !model.alerts.knows(alert.text().trim())) {
        sink.report(alert, format!("no rule file has an alert {}", alert.text().trim())).subject(alert.text());
    }
}
