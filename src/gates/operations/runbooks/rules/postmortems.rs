//! Postmortems: in time, complete, and with action items that somebody closes.

use std::sync::LazyLock;

use document::Node;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use regex::Regex;
use rule::{Context, NotJudged, Sink};

use crate::prose::{Block, BlockKind, Page, day, fold, moment, says_something};
use crate::runbooks::Operations;
use crate::runbooks::incidents::Incident;

/// Business days until the meeting, unless set.
const DAYS: i64 = 5;
/// The part of an error budget that, burned by one incident, asks for a postmortem.
const BUDGET: f64 = 0.2;

/// Required fields.
const FIELDS: &[&str] = &["id", "incident", "owner", "severity", "services", "incident_started_at", "meeting_at"];

const ACTION_ITEMS: &[&str] = &["action items", "actions", "acoes", "itens de acao", "plano de acao", "follow-up", "acompanhamento"];
const TIMELINE: &[&str] = &["timeline", "linha do tempo", "cronologia"];

/// Required sections: the English name, and every folded name that is taken for it.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Overview", &["overview", "summary", "visao geral", "resumo"]),
    ("What happened", &["what happened", "o que aconteceu", "description", "descricao"]),
    (
        "Contributing factors",
        &["contributing factors", "root cause", "causes", "fatores contribuintes", "fatores que contribuiram", "causa"],
    ),
    ("Resolution", &["resolution", "resolucao", "recovery"]),
    ("Impact", &["impact", "impacto"]),
    ("Responders", &["responders", "participants", "responsaveis", "participantes", "quem respondeu"]),
    ("Timeline", TIMELINE),
    ("What went well", &["what went well", "o que foi bem", "o que funcionou", "o que deu certo"]),
    (
        "What didn't go well",
        &[
            "what didn't go well",
            "what didn’t go well",
            "what did not go well",
            "what went wrong",
            "what went poorly",
            "what went badly",
            "o que nao foi bem",
            "o que nao funcionou",
            "o que deu errado",
            "o que foi mal",
        ],
    ),
    ("Action items", ACTION_ITEMS),
];

pub(super) fn sections<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.postmortems {
        if page.front.is_none() {
            let message = format!("the postmortem has no front matter (it needs {})", FIELDS.join(", "));
            sink.report(page.path, message).subject("front matter");
            if !SECTIONS.iter().any(|(_, names)| page.section(names).is_some()) {
                continue;
            }
        } else {
            for name in FIELDS.iter().filter(|name| page.field(name).is_none()) {
                sink.report(page.head(), format!("the field `{name}` is missing or empty")).subject(*name);
            }
            times(page, sink);
        }
        for (name, names) in SECTIONS {
            let in_front = *name == "Action items" && page.field("action_items").is_some();
            match page.section(names) {
                None if in_front => {}
                None => {
                    sink.report(page.head(), format!("the section \"{name}\" is missing")).subject(*name);
                }
                Some(section) if super::fields::is_empty(page, section) && !in_front => {
                    sink.report(section.place, format!("the section \"{}\" is empty", section.title)).subject(*name);
                }
                Some(_) => {}
            }
        }
    }
}

fn times(page: &Page<'_>, sink: &mut Sink) {
    for name in ["incident_started_at", "incident_resolved_at", "meeting_at"] {
        if let Some(node) = page.field(name).filter(|node| moment(node.text()).is_none()) {
            sink.report(node, format!("`{name}` is no time with an offset (write it as 2026-01-31T14:05:00Z)")).subject(name);
        }
    }
}

pub(super) fn late<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let allowed = allowed_days(cx);
    let holidays = holidays(cx);
    for page in &model.postmortems {
        let time = |name: &str| page.field(name).and_then(|node| moment(node.text()));
        let (Some(ended), Some(meeting)) = (time("incident_resolved_at").or_else(|| time("incident_started_at")), page.field("meeting_at"))
        else {
            continue;
        };
        let Some(held) = moment(meeting.text()) else { continue };
        let last = add_business_days(date(ended), allowed, &holidays);
        if date(held) > last {
            let message = format!("the meeting on {} is later than {allowed} business days after the incident (by {last})", date(held));
            sink.report(meeting, message);
        }
    }
}

fn allowed_days(cx: &Context<'_>) -> i64 {
    cx.setting_f64("postmortem_days").map_or(DAYS, |days| days as i64)
}

fn holidays(cx: &Context<'_>) -> Vec<Date> {
    cx.setting("holidays").into_iter().flat_map(Node::items).filter_map(|node| day(node).map(|day| day.date)).collect()
}

fn date(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

fn add_business_days(from: Date, days: i64, holidays: &[Date]) -> Date {
    let mut date = from;
    let mut left = days;
    while left > 0 {
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&date) {
            left -= 1;
        }
    }
    date
}

pub(super) fn incomplete<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.postmortems {
        let items = page.field("action_items").map(Node::items).into_iter().flatten().collect::<Vec<_>>();
        for item in &items {
            let lacking: Vec<_> =
                ["owner", "ticket", "due"].into_iter().filter(|name| !item.get(name).is_some_and(says_something)).collect();
            if !lacking.is_empty() {
                sink.report(*item, format!("the action item {} has no {}", named(*item), lacking.join(", no ")));
            }
            if let Some(due) = item.get("due").filter(|due| says_something(*due) && day(*due).is_none()) {
                sink.report(due, "`due` is no date (write it as 2026-01-31)");
            }
        }
        if items.is_empty() {
            written(page, sink);
        }
    }
}

fn named(item: Node<'_>) -> String {
    match item.get("title").map(Node::text).filter(|title| !title.is_empty()) {
        Some(title) => format!("\"{title}\""),
        None => "without a title".into(),
    }
}

static OWNER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"@\w|\b(?:owner|responsavel|dono|dona)\b").ok());
static TICKET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"#\d+|\b[a-z][a-z0-9]+-\d+\b|https?://").ok());
static DUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b").ok());

/// Action items that stand in the text and not in the front matter.
fn written(page: &Page<'_>, sink: &mut Sink) {
    let Some(section) = page.section(ACTION_ITEMS) else { return };
    for block in page.blocks_of(section).filter(|block| block.kind == BlockKind::Step) {
        let text = fold(&block.text);
        let has = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&text));
        let ticket = has(&TICKET) || !block.links.is_empty();
        let lacking: Vec<_> = [("owner", has(&OWNER)), ("ticket", ticket), ("due date", has(&DUE))]
            .into_iter()
            .filter(|(_, there)| !there)
            .map(|(name, _)| name)
            .collect();
        if !lacking.is_empty() {
            sink.report(block.place, format!("the action item has no {}", lacking.join(", no ")));
        }
    }
}

pub(super) fn overdue<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    for page in &model.postmortems {
        for item in page.field("action_items").map(Node::items).into_iter().flatten() {
            let Some(due) = item.get("due").and_then(day) else { continue };
            if due.date < cx.today() && !is_done(item) {
                let message = format!("the action item {} was due on {} and is not done", named(item), due.date);
                sink.report(due.node, message);
            }
        }
    }
}

fn is_done(item: Node<'_>) -> bool {
    let status = item.get("status").map_or(String::new(), |status| fold(status.text()));
    let words = [
        "done",
        "closed",
        "resolved",
        "completed",
        "cancelled",
        "canceled",
        "wontfix",
        "feito",
        "feita",
        "concluido",
        "concluida",
        "fechado",
        "fechada",
        "cancelado",
        "cancelada",
    ];
    words.contains(&status.as_str())
}

pub(super) fn of_incidents<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    if !model.incidents.recorded {
        if !model.postmortems.is_empty() {
            sink.not_judged(NotJudged::surroundings(
                "whether each major incident has a postmortem: no incident records are in this tree",
                "keep them in incidents.jsonl",
            ));
        }
        return;
    }
    let on_record = |id: &str| model.incidents.list.iter().any(|incident| incident.id == id);
    let named = model.postmortems.iter().filter_map(|page| page.text("incident"));
    if let Some(id) = named.into_iter().find(|id| !on_record(id)) {
        sink.not_judged(NotJudged::surroundings(
            format!("whether each major incident has a postmortem: the records leave out {id}, which has one"),
            "complete the records of incidents",
        ));
    }
    let holidays = holidays(cx);
    for incident in model.incidents.list.iter().filter(|incident| asks_for_one(incident)) {
        let due = add_business_days(date(incident.resolved_at.unwrap_or(incident.started_at)), allowed_days(cx), &holidays);
        if cx.today() <= due || has_postmortem(incident, model, cx) {
            continue;
        }
        let why = match incident.severity.as_str() {
            "sev1" | "sev2" => incident.severity.clone(),
            _ => "more than 20 % of an error budget".into(),
        };
        sink.report(incident.place, format!("the incident {} ({why}) has no postmortem", incident.id)).subject(incident.id.clone());
    }
}

fn asks_for_one(incident: &Incident<'_>) -> bool {
    matches!(incident.severity.as_str(), "sev1" | "sev2") || incident.budget_burned.is_some_and(|burned| burned > BUDGET)
}

fn has_postmortem(incident: &Incident<'_>, model: &Operations<'_>, cx: &Context<'_>) -> bool {
    if model.postmortems.iter().any(|page| page.text("incident") == Some(&incident.id)) {
        return true;
    }
    incident.postmortem.as_deref().is_some_and(|link| {
        let path = link.split('#').next().unwrap_or(link);
        let here = model.postmortems.iter().any(|page| path.ends_with(page.path));
        here || link.contains("://") || cx.exists(path.trim_start_matches("./"))
    })
}

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(?:[01]?\d|2[0-3])(?::[0-5]\d|h[0-5]\d)").ok());
static UTC: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d ?z\b|\butc\b|\bgmt\b|\bzulu\b|[+]00:?00\b").ok());
static LOCAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:brt|brst|est|edt|cst|cdt|pst|pdt|cet|cest|bst)\b|horario de brasilia|(?:utc|gmt) ?[-+−] ?[1-9]|\d[-+]0[1-9]:?[0-5]\d\b",
    )
    .ok()
});

pub(super) fn timeline<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.postmortems {
        let Some(section) = page.section(TIMELINE) else { continue };
        let blocks: Vec<_> = page.blocks_of(section).collect();
        let has = |pattern: &LazyLock<Option<Regex>>, text: &str| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&fold(text)));
        let local: Option<&&Block<'_>> = blocks.iter().find(|block| has(&LOCAL, &block.text));
        let says_utc = has(&UTC, &section.title) || blocks.iter().any(|block| has(&UTC, &block.text));
        let timed = blocks.iter().find(|block| has(&TIME, &block.text));
        if let Some(block) = local {
            sink.report(block.place, "a time of the timeline is in a local time zone, not in UTC").subject("timeline");
        } else if let Some(block) = timed.filter(|_| !says_utc && !has(&LOCAL, &section.title)) {
            sink.report(block.place, "the timeline does not say that its times are in UTC").subject("timeline");
        } else if has(&LOCAL, &section.title) {
            sink.report(section.place, "the timeline is in a local time zone, not in UTC").subject("timeline");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_leave_out_weekends_and_holidays() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(add_business_days(date("2026-11-20"), 5, &[]), date("2026-11-27"));
        assert_eq!(add_business_days(date("2026-11-21"), 5, &[]), date("2026-11-27"));
        assert_eq!(add_business_days(date("2026-12-21"), 5, &[date("2026-12-25")]), date("2026-12-29"));
    }
}
