//! Fields and sections of a runbook.

use document::Node;
use rule::{Context, Place, Sink};

use crate::prose::{Page, Section, day, fold, interval, says_something};
use crate::runbooks::Operations;

/// Required fields that are texts or lists of texts.
const FIELDS: &[&str] = &["id", "title", "service", "owner", "alerts", "last_reviewed", "escalation"];

/// Required sections: the English name, and every folded name that is taken for it.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Symptoms", &["symptoms", "symptom", "sintomas", "sintoma"]),
    ("Impact", &["impact", "impacto"]),
    ("Diagnosis", &["diagnosis", "diagnostics", "diagnostico"]),
    ("Mitigation", super::MITIGATION),
    ("Rollback", &["rollback", "roll back", "reversao"]),
    ("Verification", &["verification", "verificacao"]),
    ("Escalation", &["escalation", "escalonamento"]),
];

/// Words that fill a place without saying anything.
const FILLERS: &[&str] = &["todo", "tbd", "tba", "fixme", "a definir", "a preencher", "preencher", "to be defined", "..."];

pub(super) fn missing<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for page in &model.runbooks {
        if page.front.is_none() {
            let known = SECTIONS.iter().filter(|(_, names)| page.section(names).is_some()).count();
            let sections = match known {
                0 => ", and none of the required sections",
                _ => "",
            };
            let message = format!("the runbook has no front matter (it needs {}){sections}", FIELDS.join(", "));
            sink.report(page.path, message).subject("front matter");
            if known == 0 {
                continue;
            }
        } else {
            fields(page, sink);
            values(page, cx, sink);
        }
        sections(page, sink);
    }
}

fn fields(page: &Page<'_>, sink: &mut Sink) {
    for name in FIELDS.iter().filter(|name| page.field(name).is_none()) {
        let there = page.front.and_then(|front| front.entry(name));
        let (place, what) = match there {
            Some(entry) => (Place::Node(entry.key), "is empty"),
            None => (page.head(), "is missing"),
        };
        sink.report(place, format!("the field `{name}` {what}")).subject(*name);
    }
}

/// Fields that say something that cannot be used.
fn values(page: &Page<'_>, cx: &Context<'_>, sink: &mut Sink) {
    for name in ["last_reviewed", "last_exercised"] {
        let Some(node) = page.field(name) else { continue };
        match day(node) {
            None => {
                sink.report(node, format!("`{name}` is no date (write it as 2026-01-31)")).subject(name);
            }
            // A day of grace for time zones.
            Some(day) if day.date > cx.today().tomorrow().unwrap_or(day.date) => {
                sink.report(node, format!("`{name}` lies in the future")).subject(name);
            }
            Some(_) => {}
        }
    }
    if let Some(node) = page.field("review_interval").filter(|node| interval(node.text()).is_none()) {
        sink.report(node, "`review_interval` is no duration (write it as P90D)").subject("review_interval");
    }
    for step in page.field("escalation").into_iter().flat_map(Node::items) {
        for name in ["role", "contact"].iter().filter(|name| !step.get(name).is_some_and(says_something)) {
            sink.report(step, format!("a step of `escalation` has no `{name}`"));
        }
    }
}

fn sections(page: &Page<'_>, sink: &mut Sink) {
    for (name, names) in SECTIONS {
        match page.section(names) {
            None => {
                sink.report(page.head(), format!("the section \"{name}\" is missing")).subject(*name);
            }
            Some(section) if is_empty(page, section) => {
                sink.report(section.place, format!("the section \"{}\" is empty", section.title)).subject(*name);
            }
            Some(_) => {}
        }
    }
}

/// Whether a section, with all that is nested in it, says nothing.
pub(super) fn is_empty(page: &Page<'_>, section: &Section<'_>) -> bool {
    let mut said = page.blocks_of(section).map(|block| fold(&block.text));
    !said.any(|text| {
        let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '`');
        !text.is_empty() && !FILLERS.contains(&text)
    })
}

pub(super) fn length<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let limit = cx.setting_f64("max_words").unwrap_or(1000.0) as usize;
    for page in model.runbooks.iter().filter(|page| page.words > limit) {
        let message = format!("the runbook has {} words: more than about two pages ({limit} words)", page.words);
        sink.report(page.path, message);
    }
}

pub(super) fn severity<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.runbooks {
        let Some(field) = page.field("severity") else { continue };
        if field.is_mapping() {
            // With thresholds: `sev1: "error rate > 5 %"`.
            for entry in field.entries() {
                on_scale(entry.key, sink);
                if !entry.value.text().contains(|c: char| c.is_ascii_digit()) {
                    let message = format!("the threshold of {} names no number that a metric could reach", entry.name());
                    sink.report(entry.value, message);
                }
            }
        }
        page.list("severity").into_iter().filter(|node| !node.is_mapping()).for_each(|node| on_scale(node, sink));
    }
}

fn on_scale(node: Node<'_>, sink: &mut Sink) {
    let text = node.text().trim().to_ascii_lowercase();
    let digit = text.strip_prefix("sev").map(|rest| rest.trim_start_matches(['-', ' ']));
    if !digit.is_some_and(|digit| matches!(digit, "1" | "2" | "3" | "4" | "5")) {
        sink.report(node, format!("`{}` is not on the scale sev1 to sev5", node.text().trim()));
    }
}
