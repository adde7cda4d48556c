//! Bills of materials that are kept in the tree, judged as documents: their form, what they say, what a profile asks of them.

use document::{Format, Source};
use model::bom::{Opened, from_json, from_xml, is_xml};
use rule::{Context, NotJudged, Sink};

use super::faults::{self, Fault};
use super::score::{self, Profile, Score};
use super::{Bills, CYCLONEDX, SPDX};

/// One of them, judged.
pub(crate) struct Examined<'d> {
    pub(super) source: &'d Source,
    pub(super) opened: Opened<'d>,
    faults: Vec<Fault>,
    score: Option<(Option<Profile>, Score)>,
}

/// Folders whose documents are somebody's examples.
const EXAMPLES: [&str; 7] = ["fixtures", "testdata", "test", "tests", "examples", "example", "samples"];

/// The documents that are kept: CycloneDX in JSON or XML, SPDX in JSON. Examples only where the settings name them.
pub(crate) fn kept<'d>(cx: &Context<'d>) -> Vec<&'d str> {
    let named: Vec<&str> = cx.setting("documents").into_iter().flat_map(|node| node.items()).map(|item| item.text()).collect();
    let spdx = cx.files_of(SPDX).filter(|file| file.path.ends_with(".json"));
    let mut paths: Vec<&str> = cx.files_of(CYCLONEDX).chain(spdx).map(|file| file.path.as_str()).collect();
    paths.retain(|path| named.contains(path) || !path.split('/').rev().skip(1).any(|folder| EXAMPLES.contains(&folder)));
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// Reads and judges one document, whatever it is written in.
///
/// # Errors
/// A file that cannot be read, or whose text is neither JSON nor XML.
pub(crate) fn examine<'d>(cx: &Context<'d>, path: &str) -> Result<Examined<'d>, NotJudged> {
    let opened = open(cx, path)?;
    let faults = faults::find(&opened);
    let profile = cx.setting_str("profile").and_then(Profile::parse);
    let asked = profile.is_some() || cx.setting("min_score").is_some();
    let score = (asked && opened.bom.is_some()).then(|| (profile, score::score(&opened, profile)));
    Ok(Examined { source: cx.text(path)?, opened, faults, score })
}

/// Opens a document, whatever it is written in.
///
/// # Errors
/// A file that cannot be read, or whose text is neither JSON nor XML.
pub fn open<'d>(cx: &Context<'d>, path: &str) -> Result<Opened<'d>, NotJudged> {
    let source = cx.text(path)?;
    if source.text().trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(NotJudged::input(path, "the file is empty"));
    }
    if is_xml(source.text()) {
        return Ok(from_xml(source, cx.run().store().limits())?);
    }
    Ok(from_json(cx.open_as(path, Format::Json)?))
}

/// Reports the faults of one rule, by its number in [`faults::RULES`].
pub(crate) fn fault<const RULE: usize>(bills: &Bills<'_>, _: &Context<'_>, sink: &mut Sink) {
    let (rule, _) = faults::RULES[RULE];
    for one in &bills.examined {
        faults::report(&one.faults, one.source, Some(rule), sink, |fault| fault.severity);
    }
}

/// Reports what the profile asks for and the documents lack, by rule.
pub(crate) fn element<const RULE: usize>(bills: &Bills<'_>, _: &Context<'_>, sink: &mut Sink) {
    for one in &bills.examined {
        if let Some((Some(_), score)) = &one.score {
            score::report(score, &one.opened, one.source, Some(score::RULES[RULE]), sink, None);
        }
    }
}

/// Reports documents below the score that was agreed.
pub(crate) fn threshold(bills: &Bills<'_>, cx: &Context<'_>, sink: &mut Sink) {
    let Some(least) = cx.setting_f64("min_score") else { return };
    for one in &bills.examined {
        if let Some((_, Score { value: Some(value), .. })) = &one.score {
            below(one.source.path(), *value, least, sink);
        }
    }
}

/// Reports a score below its threshold.
pub fn below(path: &str, value: f64, least: f64, sink: &mut Sink) {
    if value < least {
        let _ = sink.report(path, format!("the score {value:.2} is below {least}")).subject("score");
    }
}
