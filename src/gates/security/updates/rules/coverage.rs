//! Every ecosystem is covered, and the bot is at work.

use document::Node;
use jiff::Span;
use rule::{Context, NotJudged, Sink};

use crate::updates::Model;
use crate::updates::activity::{Activity, look};
use crate::updates::ecosystems::Found;

const ACTIVE_WITHIN: &str = "P90D";

pub(super) fn ecosystems<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    // A configuration that is missing, switched off or broken is the matter of other rules.
    let renovate = model.renovate.as_ref().filter(|renovate| renovate.root.is_mapping());
    if !model.broken.is_empty() || (renovate.is_none() && model.dependabot.is_none()) {
        return;
    }
    if renovate.is_some_and(|renovate| renovate.switched_off().is_some()) && model.dependabot.is_none() {
        return;
    }
    for Found { ecosystem, files } in &model.found {
        let covered = |path: &str, folder: &str| {
            renovate.is_some_and(|renovate| renovate.switched_off().is_none() && renovate.covers(ecosystem.renovate, path))
                || model.dependabot.as_ref().is_some_and(|dependabot| dependabot.covers(ecosystem.dependabot, folder))
        };
        let bare: Vec<_> = files.iter().filter(|file| !covered(&file.path, file.folder())).collect();
        let Some(first) = bare.first() else { continue };
        let more = match bare.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        let message = format!("no update bot looks at {} in {}{more}", ecosystem.name, first.path);
        let mut report = sink.report(&first.path, message).subject(ecosystem.name);
        if let Some(configuration) = model.configuration() {
            report = report.related(configuration, "the configuration");
        }
        report.property("ecosystem", ecosystem.name).property("files", bare.iter().map(|file| file.path.clone()).collect::<Vec<_>>());
    }
}

pub(super) fn activity<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let Some(place) = model.configuration() else { return };
    let path = place.locate().path;
    let within = cx.setting_str("active_within").unwrap_or(ACTIVE_WITHIN);
    let Some(since) = within.parse::<Span>().ok().and_then(|span| before(cx, span)) else {
        sink.not_judged(NotJudged::surroundings(
            format!("whether the bot is at work: `{within}` is no duration"),
            "write `gates.updates.active_within` as P90D",
        ));
        return;
    };
    let authors: Vec<String> = cx.setting("authors").into_iter().flat_map(texts).collect();
    let authors =
        authors.into_iter().chain(model.renovate.iter().filter_map(|renovate| Some(renovate.root.get("gitAuthor")?.text().to_string())));
    match look(cx, since, &path, &authors.collect::<Vec<_>>()) {
        Ok(Activity::NotSeen) => {
            let message = format!("the bot has neither committed nor opened a branch within {within}: it is configured, and asleep");
            sink.report(place, message).subject("activity");
        }
        Ok(Activity::Seen | Activity::TooYoung) => {}
        Err(why) => sink.not_judged(why),
    }
}

fn before(cx: &Context<'_>, span: Span) -> Option<jiff::Timestamp> {
    let now = cx.now().to_zoned(jiff::tz::TimeZone::UTC);
    now.checked_sub(span).ok().map(|then| then.timestamp())
}

fn texts(node: Node<'_>) -> Vec<String> {
    if node.is_sequence() { node.items().map(|item| item.text().to_string()).collect() } else { vec![node.text().to_string()] }
}
