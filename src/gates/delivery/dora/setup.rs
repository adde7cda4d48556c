//! What the configuration and the command line ask for.

use std::collections::BTreeMap;

use document::{Node, SyntaxError};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use model::delivery::from_git::whole;
use model::delivery::read::import::{Form, Import};
use model::delivery::{Window, WindowError, parse_bound};
use rule::{Context, NotJudged, Setting, SettingKind, strict};

use super::duration;
use super::online::Online;
use super::scale::{self, Chosen};
use super::settings::{Clock, Settings, Unit};
use super::targets::{OnUnknown, Targets, targets};

/// Where deployments come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Tags that match; `None`: only those of services.
    Tags(Option<String>),
    /// Files with records.
    Files(Vec<String>),
}

/// A service as this gate is told of it.
#[derive(Debug, Clone, Default)]
pub struct ServiceSetup {
    /// Its team.
    pub team: Option<String>,
    /// Globs of its paths; empty: all.
    pub paths: Vec<String>,
    /// Expression of its own tags.
    pub tags: Option<String>,
    /// Its own targets.
    pub targets: Targets,
}

/// How a significant turn for the worse counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trend {
    /// A warning.
    #[default]
    Warn,
    /// An error.
    Fail,
    /// It is not looked for.
    Off,
}

/// Everything asked for.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where deployments come from; `None` where nobody said.
    pub source: Option<Source>,
    /// Files with incidents; `None` where nobody gave any.
    pub incidents: Option<Vec<String>>,
    /// Files with pull requests; `None` where nobody gave any.
    pub pulls: Option<Vec<String>>,
    /// Whether each release line of tags (major.minor) is shown by itself.
    pub by_line: bool,
    /// How files of other tools are read.
    pub import: Import,
    /// What GitHub is asked for; `None`: nothing.
    pub online: Option<Online>,
    /// Tags that are unplanned deployments.
    pub hotfix: Option<String>,
    /// The window.
    pub window: Window,
    /// How it is counted.
    pub settings: Settings,
    /// What an unknown measure with a target means.
    pub on_unknown: OnUnknown,
    /// What a significant turn for the worse means.
    pub trend: Trend,
    /// Targets of every service.
    pub targets: Targets,
    /// By service.
    pub services: BTreeMap<String, ServiceSetup>,
    /// What figures are measured against beside targets.
    pub scale: Chosen,
    /// Targets by team.
    pub teams: BTreeMap<String, Targets>,
}

const fn setting(key: &'static str, kind: SettingKind, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, kind, default, doc }
}

const CLOCKS: &[&str] = &["committer", "author", "merge", "pr-first-commit"];

/// The keys under `gates.dora`.
pub const SETTINGS: &[Setting] = &[
    setting("tags", SettingKind::String, "\"\"", "Tags that are deployments: an expression that the whole name has to match."),
    setting(
        "deployments",
        SettingKind::Strings,
        "[]",
        "Files with records of deployments (JSON Lines, JSON, CSV, or an export of a known tool).",
    ),
    setting("incidents", SettingKind::Strings, "[]", "Files with incidents. Without them three measures are unknown."),
    setting("pulls", SettingKind::Strings, "[]", "Files with pull requests."),
    setting(
        "from",
        SettingKind::Strings,
        "[]",
        "Forms of the files, where their content does not tell: jsonl, csv, github, gitlab, cdevents, cloudevents, argocd, pagerduty, opsgenie, devlake.",
    ),
    setting("service", SettingKind::String, "\"\"", "Service of records whose export names none."),
    setting("service_names", SettingKind::Map, "{}", "Services by the names other tools have for them: `{\"Shop (EU)\": shop}`."),
    setting("incident_labels", SettingKind::Strings, "[incident]", "Labels that make an issue an incident."),
    setting(
        "github",
        SettingKind::String,
        "\"\"",
        "Repository to ask GitHub for what no file gives: OWNER/NAME, or `auto` for that of the checkout. Needs a token.",
    ),
    setting(
        "github_deployments",
        SettingKind::Choice(&["deployments", "releases"]),
        "deployments",
        "What is a deployment, when GitHub is asked: its deployments, or its releases.",
    ),
    setting(
        "hotfix",
        SettingKind::String,
        "\"\"",
        "Tags that are unplanned deployments: an expression. Without it tags tell no rework rate.",
    ),
    setting(
        "by_line",
        SettingKind::Bool,
        "false",
        "Whether each release line of tags (major.minor) is shown by itself; each commit counts in the line that brought it first.",
    ),
    setting("window", SettingKind::Duration, "P90D", "Length of the window that ends now."),
    setting("since", SettingKind::String, "\"\"", "Begin of the window: a date (midnight UTC) or an instant with an offset."),
    setting("until", SettingKind::String, "\"\"", "End of the window, which lies outside it."),
    setting("clock", SettingKind::Choice(CLOCKS), "committer", "Where the lead time of a change begins."),
    setting("unit", SettingKind::Choice(&["commit", "pr"]), "commit", "What one change is."),
    setting(
        "cherry_pick",
        SettingKind::Choice(&["commit", "origin"]),
        "commit",
        "Where a cherry-pick (`git cherry-pick -x`) is measured from: its own commit, or the commit that it was picked from.",
    ),
    setting("environments", SettingKind::Strings, "[production]", "Names of the environments that are production."),
    setting(
        "link_window",
        SettingKind::Duration,
        "PT24H",
        "Longest time from a deployment to an incident that is blamed on it by time alone.",
    ),
    setting("coalesce_window", SettingKind::Duration, "PT0S", "Deployments of one commit within this time are one (several regions)."),
    setting("max_lead", SettingKind::Duration, "", "Changes that took longer are left out of lead time, and counted."),
    setting(
        "merge_overlaps",
        SettingKind::Bool,
        "false",
        "Whether overlapping incidents of a service count as one in the time to restore.",
    ),
    setting("time_zone", SettingKind::String, "UTC", "Where days and weeks begin; the window itself is UTC."),
    setting("bots.include", SettingKind::Bool, "false", "Whether changes of bots count in lead time."),
    setting("bots.exclude", SettingKind::Strings, "[]", "Names of authors that are bots; `*` at either end stands for anything."),
    setting(
        "on_unknown",
        SettingKind::Choice(&["inconclusive", "fail", "warn"]),
        "inconclusive",
        "What a target means whose measure is unknown.",
    ),
    setting(
        "trend",
        SettingKind::Choice(&["warn", "fail", "off"]),
        "warn",
        "What it means when a measure is significantly worse than in the window before.",
    ),
    setting(
        "targets",
        SettingKind::Any,
        "{}",
        "Targets of every service by measure, `{max: P1D}`, `{min: 3}`, `{mode: baseline+improvement, improve: 0.05}`; or a file of the kind DoraTargets.",
    ),
    setting(
        "scale",
        SettingKind::String,
        "quickcheck-2025",
        "What figures are measured against beside targets: quickcheck-2025, quickcheck-2024 (0 to 10), the levels of a report (2019, 2021, 2021-devlake, 2022, 2023, 2023-devlake, 2024), or a file of the kind DoraLevels.",
    ),
    setting("services", SettingKind::Map, "{}", "By service: `team`, `targets`."),
    setting("teams", SettingKind::Map, "{}", "By team: `targets`, of all its services together."),
];

/// Reads the settings of the gate.
///
/// # Errors
/// A setting that cannot be used, at its place.
pub fn read(cx: &Context<'_>) -> Result<Setup, NotJudged> {
    let targets_file = cx.setting("targets").filter(|node| node.as_str().is_some()).map(Node::text);
    let mut setup = Setup {
        source: None,
        incidents: files(cx, "incidents")?,
        pulls: files(cx, "pulls")?,
        by_line: cx.setting_bool("by_line").unwrap_or(false),
        import: import(cx)?,
        online: online(cx)?,
        hotfix: filled(cx, "hotfix"),
        window: window(cx, None)?,
        settings: settings(cx)?,
        on_unknown: choice(cx, "on_unknown", OnUnknown::NAMES)?,
        trend: choice(cx, "trend", &[("warn", Trend::Warn), ("fail", Trend::Fail), ("off", Trend::Off)])?,
        targets: Targets::default(),
        services: BTreeMap::new(),
        scale: scale::read(cx, &filled(cx, "scale").unwrap_or_else(|| scale::DEFAULT.into()))?,
        teams: BTreeMap::new(),
    };
    for service in cx.services() {
        let (paths, tags) = (service.paths.clone(), service.tags.clone());
        let own = ServiceSetup { team: service.owner.clone(), paths, tags, targets: Targets::default() };
        setup.services.insert(service.name.clone(), own);
    }
    let length = match (targets_file, cx.setting("targets")) {
        (Some(path), _) => super::targets_file::read(cx, path, &mut setup)?,
        (None, Some(node)) => {
            setup.targets = targets(node)?;
            None
        }
        (None, None) => None,
    };
    setup.window = window(cx, length)?;
    check_expressions(cx, &setup.services)?;
    setup.source = source(cx, &setup.services)?;
    read_services(cx, &mut setup)?;
    Ok(setup)
}

fn read_services(cx: &Context<'_>, setup: &mut Setup) -> Result<(), SyntaxError> {
    for entry in cx.setting("services").map(Node::entries).unwrap_or_default() {
        let body = strict::mapping(entry.value, entry.name())?;
        strict::check_keys(body, &["team", "targets"])?;
        let service = setup.services.entry(entry.name().into()).or_default();
        if let Some(team) = body.get("team") {
            service.team = Some(strict::text(team, "team")?.into());
        }
        if let Some(node) = body.get("targets") {
            service.targets = targets(node)?;
        }
    }
    for entry in cx.setting("teams").map(Node::entries).unwrap_or_default() {
        let body = strict::mapping(entry.value, entry.name())?;
        strict::check_keys(body, &["targets"])?;
        setup.teams.insert(entry.name().into(), targets(strict::required(body, "targets")?)?);
    }
    Ok(())
}

/// An expression that is none would match nothing, which looks like a repository without deployments.
fn check_expressions(cx: &Context<'_>, services: &BTreeMap<String, ServiceSetup>) -> Result<(), SyntaxError> {
    for key in ["tags", "hotfix"] {
        if let Some(node) = cx.setting(key).filter(|node| !node.text().is_empty()) {
            whole(node.text()).map_err(|why| strict::error_at(node, why, Some("the whole name has to match".into())))?;
        }
    }
    for (name, service) in services {
        if let Some(expression) = &service.tags {
            whole(expression).map_err(|why| unplaced(format!("`tags` of the service `{name}`: {why}")))?;
        }
    }
    Ok(())
}

fn import(cx: &Context<'_>) -> Result<Import, SyntaxError> {
    let mut import =
        Import { service: filled(cx, "service"), labels: files(cx, "incident_labels")?.unwrap_or_default(), ..Import::default() };
    for name in files(cx, "from")?.unwrap_or_default() {
        let known: Vec<&str> = Form::NAMES.iter().map(|(name, _)| *name).collect();
        let unknown = || match cx.setting("from") {
            Some(node) => strict::error_at(node, format!("`from` is `{name}`, not one of {}", known.join(", ")), None),
            None => unplaced(format!("`from` is `{name}`")),
        };
        import.forms.push(Form::named(&name).ok_or_else(unknown)?);
    }
    for entry in cx.setting("service_names").map(Node::entries).unwrap_or_default() {
        import.names.insert(entry.name().into(), strict::text(entry.value, entry.name())?.into());
    }
    Ok(import)
}

fn online(cx: &Context<'_>) -> Result<Option<Online>, SyntaxError> {
    let releases = choice(cx, "github_deployments", &[("deployments", false), ("releases", true)])?;
    Ok(filled(cx, "github").map(|name| Online { name: (name != "auto").then_some(name), releases }))
}

fn filled(cx: &Context<'_>, key: &str) -> Option<String> {
    cx.setting_str(key).filter(|text| !text.is_empty()).map(str::to_string)
}

fn files(cx: &Context<'_>, key: &str) -> Result<Option<Vec<String>>, SyntaxError> {
    let Some(node) = cx.setting(key).filter(|node| !node.is_null()) else { return Ok(None) };
    if node.as_str() == Some("") {
        return Ok(None);
    }
    let files = strict::texts(node, key)?;
    Ok((!files.is_empty()).then_some(files))
}

fn source(cx: &Context<'_>, services: &BTreeMap<String, ServiceSetup>) -> Result<Option<Source>, SyntaxError> {
    if let Some(paths) = files(cx, "deployments")? {
        return Ok(Some(Source::Files(paths)));
    }
    let own = services.values().any(|service| service.tags.is_some());
    let tags = filled(cx, "tags");
    Ok((tags.is_some() || own).then_some(Source::Tags(tags)))
}

fn choice<T: Copy>(cx: &Context<'_>, key: &str, known: &[(&str, T)]) -> Result<T, SyntaxError> {
    let Some(node) = cx.setting(key) else { return Ok(known[0].1) };
    let found = known.iter().find(|(word, _)| *word == node.text()).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        strict::error_at(node, format!("`{key}` takes one of {}", words.join(", ")), None)
    })
}

fn length(cx: &Context<'_>, key: &str) -> Result<Option<f64>, SyntaxError> {
    let Some(node) = cx.setting(key).filter(|node| !node.is_null() && !node.text().is_empty()) else { return Ok(None) };
    let seconds = duration::seconds(node.text());
    seconds.map(Some).ok_or_else(|| strict::error_at(node, format!("`{key}` takes a duration such as P90D, 24h or 2w"), None))
}

fn settings(cx: &Context<'_>) -> Result<Settings, SyntaxError> {
    let mut settings = Settings { clock: choice(cx, "clock", Clock::NAMES)?, ..Settings::default() };
    settings.unit = choice(cx, "unit", &[("commit", Unit::Commit), ("pr", Unit::PullRequest)])?;
    if let Some(names) = files(cx, "environments")? {
        settings.environments = names;
    }
    settings.link_window = length(cx, "link_window")?.unwrap_or(settings.link_window);
    settings.coalesce = length(cx, "coalesce_window")?.filter(|seconds| *seconds > 0.0);
    settings.cherry_pick_origin = choice(cx, "cherry_pick", &[("commit", false), ("origin", true)])?;
    settings.max_lead = length(cx, "max_lead")?;
    settings.merge_overlaps = cx.setting_bool("merge_overlaps").unwrap_or(false);
    settings.exclude_bots = !cx.setting_bool("bots.include").unwrap_or(false);
    settings.bots = files(cx, "bots.exclude")?.unwrap_or_default();
    if let Some(node) = cx.setting("time_zone").filter(|node| !matches!(node.text(), "" | "UTC")) {
        let unknown = || strict::error_at(node, format!("unknown time zone `{}`", node.text()), Some("such as America/Sao_Paulo".into()));
        settings.time_zone = TimeZone::get(node.text()).map_err(|_| unknown())?;
    }
    Ok(settings)
}

fn window(cx: &Context<'_>, default: Option<f64>) -> Result<Window, SyntaxError> {
    let bound = |key: &str| -> Result<Option<(Node<'_>, Timestamp)>, SyntaxError> {
        let Some(node) = cx.setting(key).filter(|node| !node.text().is_empty()) else { return Ok(None) };
        let at = parse_bound(node.text()).map_err(|error| strict::error_at(node, format!("`{key}`: {error}"), None))?;
        Ok(Some((node, at)))
    };
    let (since, until) = (bound("since")?, bound("until")?);
    let end = until.map_or(cx.now(), |(_, at)| at);
    let begin = match since {
        Some((_, at)) => at,
        None => {
            let seconds = length(cx, "window")?.or(default).unwrap_or(90.0 * 86_400.0);
            end.checked_sub(SignedDuration::from_secs_f64(seconds)).unwrap_or(Timestamp::MIN)
        }
    };
    let place = until.or(since).map(|(node, _)| node).or_else(|| cx.setting("window"));
    Window::new(begin, end).map_err(|error: WindowError| match place {
        Some(node) => strict::error_at(node, error.to_string(), None),
        None => unplaced(error.to_string()),
    })
}

fn unplaced(message: String) -> SyntaxError {
    let source = document::Source::new(document::SourceId(u32::MAX), "ent.yaml", "");
    SyntaxError::new(&source, source.whole(), message)
}
