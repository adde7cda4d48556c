//! The policy as `ent.yaml` says it.

use rule::{Context, NotJudged, Setting, SettingKind, Severity};

use super::policy::{Policy, Stability};

const LEVELS: SettingKind = SettingKind::Choice(&["error", "warning", "info"]);

const fn level(key: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, kind: LEVELS, default, doc }
}

/// What the gate can be told.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: "base",
        kind: SettingKind::String,
        default: "",
        doc: "The revision to compare with (`origin/main`), where neither `--base` nor a pull request says one; with `revision`, the older description.",
    },
    Setting { key: "revision", kind: SettingKind::String, default: "", doc: "The newer description: a file, a folder, GITREF:PATH." },
    Setting {
        key: "only",
        kind: SettingKind::Strings,
        default: "[]",
        doc: "The descriptions that are compared, by path or folder; empty: every one in the repository.",
    },
    Setting {
        key: "follow_urls",
        kind: SettingKind::Bool,
        default: "false",
        doc: "Whether references to URLs are fetched; otherwise two references to one URL mean the same, and others are not decided.",
    },
    Setting {
        key: "stability",
        kind: SettingKind::Choice(&["draft", "alpha", "beta", "stable"]),
        default: "beta",
        doc: "Operations whose `x-stability-level` is below it may change freely.",
    },
    Setting {
        key: "deprecation_days_stable",
        kind: SettingKind::Integer,
        default: "0",
        doc: "Days between the announcement and the sunset of what is stable; above 0 a sunset date is mandatory.",
    },
    Setting { key: "deprecation_days_beta", kind: SettingKind::Integer, default: "0", doc: "The same for what is beta." },
    level("required_with_default", "error", "A mandatory parameter or property that has a default."),
    level("optional_removal", "info", "An optional property that responses no longer have."),
    level("parameter_removed", "warning", "A parameter that is gone."),
    level("request_property_removed", "warning", "A request property that is gone, while the object stays open."),
    level("request_body_removed", "error", "A request body that is gone."),
    level("defaults", "warning", "A default of a request that changed."),
    level("operation_ids", "info", "An operation id or a tag that changed: code generators make names of them."),
    Setting {
        key: "servers",
        kind: SettingKind::Choice(&["contract", "warning", "info"]),
        default: "warning",
        doc: "Base paths and variables of servers; `contract`: a change of them breaks.",
    },
    level("error_responses", "info", "A response other than 2xx that is gone."),
    Setting {
        key: "strict_path_params",
        kind: SettingKind::Bool,
        default: "false",
        doc: "Whether a renamed path parameter breaks: generated clients may take arguments by name.",
    },
    Setting {
        key: "documentation",
        kind: SettingKind::Bool,
        default: "false",
        doc: "Whether changed descriptions, summaries and examples are listed.",
    },
    Setting {
        key: "check_version",
        kind: SettingKind::Bool,
        default: "false",
        doc: "Whether `info.version` has to say what the changes mean.",
    },
    Setting { key: "match_path", kind: SettingKind::String, default: "", doc: "Only paths in which this regular expression is found." },
    Setting {
        key: "unmatch_path",
        kind: SettingKind::String,
        default: "",
        doc: "Only paths in which this regular expression is not found.",
    },
    Setting { key: "strip_prefix_base", kind: SettingKind::String, default: "", doc: "Taken from the beginning of the older paths." },
    Setting { key: "strip_prefix_revision", kind: SettingKind::String, default: "", doc: "Taken from the beginning of the newer paths." },
    Setting { key: "prefix_base", kind: SettingKind::String, default: "", doc: "Put before the older paths, after that." },
    Setting { key: "prefix_revision", kind: SettingKind::String, default: "", doc: "Put before the newer paths, after that." },
    Setting {
        key: "severity_levels",
        kind: SettingKind::String,
        default: "",
        doc: "A file of oasdiff with lines `id err|warn|info|none`.",
    },
    Setting { key: "err_ignore", kind: SettingKind::String, default: "", doc: "A file of oasdiff with breaking changes to ignore." },
    Setting { key: "warn_ignore", kind: SettingKind::String, default: "", doc: "A file of oasdiff with warnings to ignore." },
];

/// The policy of a run.
pub fn policy(cx: &Context<'_>) -> Result<Policy, NotJudged> {
    let known = Policy::default();
    let level = |key: &str, default: Severity| match cx.setting_str(key) {
        Some("error" | "contract") => Severity::Error,
        Some("warning") => Severity::Warning,
        Some("info") => Severity::Info,
        _ => default,
    };
    let days = |key: &str| cx.setting_f64(key).map_or(0, |days| days.clamp(0.0, 36_500.0) as u32);
    let flag = |key: &str| cx.setting_bool(key) == Some(true);
    let path_parameters = if flag("strict_path_params") { Severity::Error } else { known.path_parameters };
    Ok(Policy {
        stability: cx.setting_str("stability").and_then(Stability::named).unwrap_or(known.stability),
        deprecation_days_stable: days("deprecation_days_stable"),
        deprecation_days_beta: days("deprecation_days_beta"),
        required_with_default: level("required_with_default", known.required_with_default),
        optional_response_property_removed: level("optional_removal", known.optional_response_property_removed),
        parameter_removed: level("parameter_removed", known.parameter_removed),
        request_property_removed: level("request_property_removed", known.request_property_removed),
        request_body_removed: level("request_body_removed", known.request_body_removed),
        defaults: level("defaults", known.defaults),
        operation_ids: level("operation_ids", known.operation_ids),
        servers: level("servers", known.servers),
        error_responses: level("error_responses", known.error_responses),
        path_parameters,
        documentation: flag("documentation"),
        check_version: flag("check_version"),
        match_path: matcher(cx)?,
        levels: super::decisions::levels(cx)?,
    })
}

fn matcher(cx: &Context<'_>) -> Result<Option<super::policy::PathFilter>, NotJudged> {
    let Some(text) = cx.setting_str("match_path").filter(|text| !text.is_empty()) else { return Ok(None) };
    super::policy::PathFilter::new(text).map(Some).map_err(|why| {
        NotJudged::surroundings(format!("`match_path` is no regular expression: {why}"), "mend `gates.api-diff.match_path` in ent.yaml")
    })
}
