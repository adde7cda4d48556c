//! The trunk is guarded.

use rule::{Context, NotJudged, Place, Sink};

use crate::review::Model;
use crate::review::platform::red_spans;
use crate::review::protection::{Guard, Standing, TIERS};
use crate::review::settings::{number_or, seconds_or, text};

pub(super) fn below_tier<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let asked = number_or(cx, "protection.tier", 3.0).clamp(1.0, f64::from(TIERS)) as u8;
    let from_files = text(cx, "protection.source") == Some("files");
    for declared in &model.declared {
        let standing = declared.guard.standing(asked);
        if let Some(message) = message(model, &standing, asked, "as this file declares it") {
            let root = declared.document.root();
            sink.report(root, message).subject("protection").property("tier", standing.tier);
        }
    }
    if from_files {
        if model.declared.is_empty() {
            let why = "branch protection: no file of the tree declares it for the trunk";
            sink.not_judged(NotJudged::surroundings(why, "write one (`ent init branch-rules`)"));
        }
        return;
    }
    match live(model) {
        Ok(guard) => {
            let standing = guard.standing(asked);
            if let Some(message) = message(model, &standing, asked, "as GitHub enforces it") {
                sink.report(Place::Tree, message).subject("protection").property("tier", standing.tier);
            } else if !standing.unknown.is_empty() {
                let why = format!("branch protection: the token may not see whether {}", standing.unknown.join(", "));
                sink.not_judged(NotJudged::surroundings(why, "give the token the permission to read the administration of the repository"));
            }
        }
        Err(why) => sink.not_judged(why),
    }
}

fn live<'m>(model: &'m Model<'_>) -> Result<&'m Guard, NotJudged> {
    let nobody = || NotJudged::surroundings("branch protection: nobody asked GitHub", "run `ent check review`");
    match &model.platform {
        Err(why) => Err(why.clone()),
        Ok(platform) => platform.guard.as_ref().ok_or_else(nobody)?.as_ref().map_err(Clone::clone),
    }
}

fn message(model: &Model<'_>, standing: &Standing, asked: u8, how: &str) -> Option<String> {
    let trunk = model.trunk.as_deref().unwrap_or("the trunk");
    (!standing.missing.is_empty()).then(|| {
        format!(
            "`{trunk}`, {how}, is protected up to tier {} of {asked}; it is not demanded that {}",
            standing.tier,
            standing.missing.join(", that ")
        )
    })
}

pub(super) fn red_too_long<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let spans = match runs(model, cx) {
        Ok(spans) => spans,
        Err(why) => return sink.not_judged(why),
    };
    let (warn, fail) = (seconds_or(cx, "targets.trunk_red", 600.0), seconds_or(cx, "targets.trunk_red_fail", 3_600.0));
    let length = |red: &crate::review::platform::Red| (red.until.unwrap_or(cx.now()).as_second() - red.since.as_second()) as f64;
    for red in spans.iter().filter(|red| red.until.is_none() && length(red) > warn.min(fail)) {
        let severity = if length(red) > fail { rule::Severity::Error } else { rule::Severity::Warning };
        let message = format!(
            "`{}` has been red on the trunk for {} (limit {})",
            red.workflow,
            crate::dora::duration::words(length(red)),
            crate::dora::duration::words(warn)
        );
        sink.report(Place::Tree, message).severity(severity).subject(format!("red {}", red.workflow));
    }
    let past: Vec<f64> = spans.iter().filter(|red| red.until.is_some()).map(length).filter(|length| *length > fail).collect();
    if let Some(longest) = past.iter().copied().reduce(f64::max) {
        let message = format!(
            "the trunk was red for longer than {} {} times, at most for {}",
            crate::dora::duration::words(fail),
            past.len(),
            crate::dora::duration::words(longest)
        );
        sink.report(Place::Tree, message).severity(rule::Severity::Warning).subject("was red");
    }
}

/// The red times of the trunk: from the files that are set, else from GitHub.
fn runs(model: &Model<'_>, cx: &Context<'_>) -> Result<Vec<crate::review::platform::Red>, NotJudged> {
    let trunk = model.trunk.as_deref();
    let files = crate::review::settings::texts(cx, "runs");
    if files.is_empty() {
        let platform = model.platform.as_ref().map_err(Clone::clone)?;
        let nobody = || NotJudged::surroundings("CI of the trunk: nobody asked GitHub", "run `ent check review`");
        let runs = platform.runs.as_ref().ok_or_else(nobody)?.as_ref().map_err(Clone::clone)?;
        return Ok(red_spans(&serde_json::Value::from(runs.clone()), trunk));
    }
    let mut found = Vec::new();
    for path in files {
        let source = cx.text(&path)?;
        let answer: serde_json::Value = serde_json::from_str(source.text()).map_err(|why| NotJudged::input(&path, why.to_string()))?;
        found.extend(red_spans(&answer, trunk));
    }
    Ok(found)
}
