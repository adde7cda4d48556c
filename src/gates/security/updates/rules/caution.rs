//! Updates come with care: security fixes at once, everything else after a while, nothing big without a person.

use document::Node;
use rule::{Context, NotJudged, Place, Sink};

use crate::updates::Model;
use crate::updates::dependabot::is_silent;
use crate::updates::renovate::{Renovate, days, list};

/// Days that a release has to be old.
const MIN_AGE: f64 = 3.0;

pub(super) fn alerts<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let Some(renovate) = &model.renovate else { return };
    if let Some(preset) = renovate.presets().into_iter().find(|preset| preset.text() == ":disableVulnerabilityAlerts") {
        sink.report(preset, "the preset `:disableVulnerabilityAlerts` keeps security fixes away");
    }
    let alerts = renovate.root.get("vulnerabilityAlerts");
    let off = alerts.and_then(|alerts| alerts.get("enabled").or_else(|| Some(alerts).filter(|alerts| alerts.as_bool().is_some())));
    if let Some(off) = off.filter(|off| off.as_bool() == Some(false)) {
        sink.report(off, "`vulnerabilityAlerts` is switched off: security fixes wait like every other update");
    }
}

pub(super) fn release_age<'d>(model: &Model<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let wanted = cx.setting_str("min_release_age").and_then(duration_days).unwrap_or(MIN_AGE);
    if let Some(renovate) = &model.renovate {
        age_of_renovate(renovate, model, wanted, sink);
    }
    let entries = model.dependabot.iter().flat_map(|dependabot| dependabot.updates());
    // An entry that only brings security fixes has nothing to wait for.
    let hasty: Vec<_> = entries.filter(|entry| is_silent(*entry).is_none() && cooldown(*entry) < wanted).collect();
    if let Some(first) = hasty.first() {
        let names: Vec<_> = hasty.iter().filter_map(|entry| entry.get("package-ecosystem")).map(Node::text).collect();
        let message =
            format!("releases are proposed before they are {wanted} days old ({}): set `cooldown.default-days`", names.join(", "));
        let place = first.path(["cooldown", "default-days"]).or_else(|| first.get("package-ecosystem")).unwrap_or(*first);
        sink.report(place, message).subject("cooldown");
    }
}

fn duration_days(text: &str) -> Option<f64> {
    let span: jiff::Span = text.trim().parse().ok()?;
    let from = jiff::civil::Date::new(2026, 1, 1).ok()?;
    span.total((jiff::Unit::Day, jiff::SpanRelativeTo::from(from))).ok()
}

fn cooldown(entry: Node<'_>) -> f64 {
    entry.path(["cooldown", "default-days"]).and_then(Node::as_f64).unwrap_or(0.0)
}

fn age_of_renovate(renovate: &Renovate<'_>, model: &Model<'_>, wanted: f64, sink: &mut Sink) {
    if let Some(age) = renovate.root.path(["vulnerabilityAlerts", "minimumReleaseAge"]).filter(|age| !age.is_null()) {
        sink.report(age, "security fixes wait too: `vulnerabilityAlerts.minimumReleaseAge` has to be null");
    }
    let key = |node: Node<'_>| ["minimumReleaseAge", "stabilityDays"].iter().any(|key| node.get(key).is_some());
    if let Some(age) = renovate.root.get("minimumReleaseAge").or_else(|| renovate.root.get("stabilityDays")) {
        let known = days(age.text()).or_else(|| age.as_f64());
        if known.is_none_or(|known| known < wanted) {
            sink.report(age, format!("releases are proposed before they are {wanted} days old"));
        }
        return;
    }
    if renovate.package_rules().any(key) {
        return;
    }
    if let Some(preset) = renovate.foreign_preset() {
        sink.not_judged(elsewhere("the age of releases", preset));
        return;
    }
    let npm_only = ["config:best-practices", "security:minimumReleaseAgeNpm"].iter().any(|preset| renovate.extends(preset));
    let others: Vec<_> = model.found.iter().map(|found| found.ecosystem.name).filter(|name| !npm_only || *name != "npm").collect();
    if npm_only && others.is_empty() {
        return;
    }
    let message = match npm_only {
        true => format!("its preset makes releases of npm wait, not those of {}: set `minimumReleaseAge`", others.join(", ")),
        false => "releases are proposed on the day they appear: set `minimumReleaseAge`".to_string(),
    };
    sink.report(top(renovate), message).subject("minimumReleaseAge");
}

fn elsewhere(what: &str, preset: &str) -> NotJudged {
    NotJudged::surroundings(format!("{what}: the preset {preset} is not in this tree"), "say it in this configuration as well")
}

/// Where something that is missing belongs.
fn top<'d>(renovate: &Renovate<'d>) -> Place<'d> {
    let extends = renovate.root.get("extends").map(Place::KeyOf);
    extends.unwrap_or_else(|| renovate.root.entries().first().map_or(Place::Node(renovate.root), |entry| Place::Node(entry.key)))
}

pub(super) fn digests<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    let uses: Vec<&str> = model.workflows.iter().flat_map(|source| source.text().lines()).filter_map(action).collect();
    let loose: Vec<&&str> = uses.iter().filter(|action| !is_pinned(action)).collect();
    let Some(first) = loose.first() else { return };
    let count = format!("{} of {} actions go by a tag that can be moved, such as {first}", loose.len(), uses.len());
    if let Some(renovate) = &model.renovate {
        if pins(renovate) {
            return;
        }
        if let Some(preset) = renovate.foreign_preset() {
            sink.not_judged(elsewhere("whether digests are pinned", preset));
            return;
        }
        let message = format!("{count}, and nothing pins them: extend `helpers:pinGitHubActionDigests`");
        sink.report(top(renovate), message).subject("pinDigests");
    } else if let Some(dependabot) = &model.dependabot {
        let message = format!("{count}: Dependabot keeps digests fresh, and pins none");
        let report = sink.report(Place::Path(dependabot.path()), message).subject("pinDigests");
        report.help("Name each action once by the SHA of its commit, with the version in a comment: Dependabot updates both.");
    }
}

/// The action of a line of a workflow: `- uses: actions/checkout@v4`. Local ones and container images are not meant.
fn action(line: &str) -> Option<&str> {
    let rest = line.trim_start().trim_start_matches("- ").trim_start().strip_prefix("uses:")?;
    let name = rest.split(" #").next()?.trim().trim_matches(['"', '\'']);
    (name.contains('@') && !name.starts_with("./") && !name.starts_with("docker://")).then_some(name)
}

fn is_pinned(action: &str) -> bool {
    action.rsplit('@').next().is_some_and(|revision| revision.len() >= 40 && revision.chars().all(|c| c.is_ascii_hexdigit()))
}

fn pins(renovate: &Renovate<'_>) -> bool {
    let presets = ["config:best-practices", "helpers:pinGitHubActionDigests", "helpers:pinGitHubActionDigestsToSemver"];
    let pins = |node: Node<'_>| node.get("pinDigests").and_then(Node::as_bool) == Some(true);
    let own = renovate.root.get("github-actions").is_some_and(pins);
    presets.iter().any(|preset| renovate.extends(preset)) || pins(renovate.root) || own || renovate.package_rules().any(pins)
}

/// Updates that may be merged without a person.
const SMALL: &[&str] = &["patch", "pin", "pinDigest", "digest", "lockFileMaintenance", "bump"];

pub(super) fn automerge<'d>(model: &Model<'d>, _: &Context<'d>, sink: &mut Sink) {
    if let Some(renovate) = &model.renovate {
        automerge_of_renovate(renovate, model, sink);
    }
    if model.dependabot.is_some() {
        model.workflows.iter().for_each(|source| automerge_by_workflow(source, sink));
    }
}

fn automerge_of_renovate(renovate: &Renovate<'_>, model: &Model<'_>, sink: &mut Sink) {
    let merges = |node: Node<'_>| node.get("automerge").and_then(Node::as_bool) == Some(true);
    let mut all = Vec::new();
    if merges(renovate.root) {
        all.extend(renovate.root.get("automerge"));
    }
    for preset in
        renovate.presets().into_iter().filter(|preset| matches!(preset.text(), ":automergeAll" | ":automergeMajor" | ":automergeMinor"))
    {
        sink.report(preset, format!("the preset `{}` merges more than patches without a person", preset.text()));
    }
    for broad in
        ["major", "minor"].iter().filter_map(|kind| renovate.root.path([*kind, "automerge"])).filter(|node| node.as_bool() == Some(true))
    {
        sink.report(broad, "more than patches are merged without a person");
    }
    for rule in renovate.package_rules().filter(|rule| merges(*rule)) {
        let types = list(rule, "matchUpdateTypes");
        let broad = types.is_empty() || types.iter().any(|kind| !SMALL.contains(&kind.text()));
        if let Some(automerge) = rule.get("automerge").filter(|_| broad) {
            let what = if types.is_empty() { "updates of every size" } else { "more than patches" };
            sink.report(automerge, format!("{what} are merged without a person: limit the rule to `matchUpdateTypes: [patch]`"));
        }
    }
    for node in &all {
        sink.report(*node, "every update, also a major one, is merged without a person");
    }
    without_tests(renovate, model, !all.is_empty() || renovate.package_rules().any(merges), sink);
}

fn without_tests(renovate: &Renovate<'_>, model: &Model<'_>, merges: bool, sink: &mut Sink) {
    let ignored = renovate.root.get("ignoreTests").into_iter().chain(renovate.package_rules().filter_map(|rule| rule.get("ignoreTests")));
    for node in ignored.filter(|node| node.as_bool() == Some(true)) {
        sink.report(node, "`ignoreTests` lets updates be merged while tests fail");
    }
    if merges && !model.has_pipeline {
        sink.report(top(renovate), "updates are merged without a person, and no pipeline tests them").subject("no pipeline");
    }
}

/// `gh pr merge --auto` for Dependabot in a workflow, without a look at the size of the update.
fn automerge_by_workflow(source: &document::Source, sink: &mut Sink) {
    let text = source.text();
    if !text.contains("dependabot[bot]") {
        return;
    }
    let limited = text.contains("semver-patch") && !text.contains("semver-minor") && !text.contains("semver-major");
    // `!= 'version-update:semver-major'` still lets minor ones through.
    let Some(at) = text.find("gh pr merge").filter(|_| !limited) else { return };
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    sink.report(Place::Span(source, source.span(at, end)), "more than patches of Dependabot are merged without a person")
        .subject("gh pr merge");
}
