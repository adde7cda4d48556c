//! What the gate can be told in `ent.yaml`.

use document::Node;
use rule::{Context, Setting, SettingKind};

use crate::dora::duration;

const fn setting(key: &'static str, kind: SettingKind, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, kind, default, doc }
}

/// The keys under `gates.review`.
pub(super) const SETTINGS: &[Setting] = &[
    setting(
        "host",
        SettingKind::Choice(&["auto", "github", "gitlab"]),
        "auto",
        "Whose rules CODEOWNERS follows; `auto`: by the remote, then by the files.",
    ),
    setting(
        "trunk",
        SettingKind::String,
        "\"\"",
        "Name of the trunk; without it the default branch of the remote, else `main`, `master` or `trunk`.",
    ),
    setting(
        "ci",
        SettingKind::Choice(&["here", "elsewhere"]),
        "here",
        "`elsewhere`: a system whose configuration is not in this tree, or not read by `ent`, builds every change; you vouch for it.",
    ),
    setting(
        "codeowners_bytes",
        SettingKind::Integer,
        "3145728",
        "The size from which on GitHub does not load CODEOWNERS; for servers of your own.",
    ),
    setting(
        "owners",
        SettingKind::Strings,
        "[]",
        "Owners that exist (`@user`, `@organisation/team`, addresses): CODEOWNERS may name no others.",
    ),
    setting("window", SettingKind::Duration, "P90D", "How far back what came to the trunk, and pull requests, are looked at."),
    setting(
        "bots",
        SettingKind::Strings,
        "[]",
        "Names or addresses under which machines of your own commit, beside those that end with `[bot]`.",
    ),
    setting("branches.warn_after", SettingKind::Duration, "P2D", "Age of a branch from which on it is a warning."),
    setting("branches.fail_after", SettingKind::Duration, "P5D", "Age of a branch from which on it is an error."),
    setting(
        "branches.active_within",
        SettingKind::Duration,
        "P30D",
        "A branch without a commit for so long is left, and no longer active.",
    ),
    setting("branches.ignore", SettingKind::Strings, "[]", "Globs of branches that are not looked at; those of bots never are."),
    setting("branches.release", SettingKind::Strings, "[release/**, releases/**, release-*, hotfix/**]", "Globs of branches of releases."),
    setting("branches.max_active", SettingKind::Integer, "3", "Active branches per service or team."),
    setting("branches.max_authors", SettingKind::Integer, "2", "People who work on one branch."),
    setting("branches.max_behind", SettingKind::Integer, "50", "Commits of the trunk that a branch may lack."),
    setting("max_freeze", SettingKind::Duration, "P7D", "How long nothing may come to the trunk while branches are worked on."),
    setting("max_revert_rate", SettingKind::Number, "0.05", "Share of changes that may be taken back."),
    setting(
        "merge_method",
        SettingKind::Choice(&["any", "merge", "squash", "rebase"]),
        "any",
        "How changes come to the trunk: nothing but merges, or none.",
    ),
    setting("change.warn_lines", SettingKind::Integer, "200", "Lines of a change from which on it is a warning."),
    setting("change.fail_lines", SettingKind::Integer, "400", "Lines of a change from which on it is an error."),
    setting("change.warn_files", SettingKind::Integer, "20", "Files of a change from which on it is a warning."),
    setting("change.fail_files", SettingKind::Integer, "50", "Files of a change from which on it is an error."),
    setting(
        "change.generated",
        SettingKind::Strings,
        "[]",
        "Globs of files that machines write, beside lock files and what `.gitattributes` marks as `linguist-generated`.",
    ),
    setting("change.tests", SettingKind::Strings, "[]", "Globs of tests at unusual places."),
    setting("repository", SettingKind::String, "\"\"", "OWNER/NAME on GitHub; without it the first remote that leads there."),
    setting(
        "protection.source",
        SettingKind::Choice(&["auto", "files"]),
        "auto",
        "Where protection of the trunk is looked at: on GitHub, or (`files`) in the files of this tree that declare it.",
    ),
    setting(
        "protection.tier",
        SettingKind::Integer,
        "3",
        "The tier of protection that the trunk needs, 1 to 5, as OpenSSF Scorecard grades them.",
    ),
    setting(
        "pulls",
        SettingKind::Strings,
        "[]",
        "Files with pull requests and their reviews (JSON Lines, JSON or CSV); without them GitHub is asked.",
    ),
    setting(
        "runs",
        SettingKind::Strings,
        "[]",
        "Files with runs of CI on the trunk, as `gh api repos/OWNER/NAME/actions/runs` writes them; without them GitHub is asked.",
    ),
    setting("time_zone", SettingKind::String, "UTC", "Where working days begin."),
    setting("workdays", SettingKind::Strings, "[mon, tue, wed, thu, fri]", "Days on which people work."),
    setting(
        "work_hours",
        SettingKind::String,
        "\"\"",
        "Hours in which people work, such as `09:00-18:00`; without them a working day has all its hours.",
    ),
    setting("holidays", SettingKind::Strings, "[]", "Dates on which nobody works."),
    setting("description.min_length", SettingKind::Integer, "20", "Characters that the description of a pull request has at least."),
    setting("description.require_issue", SettingKind::Bool, "false", "Whether a pull request has to name an issue."),
    setting(
        "targets.first_response",
        SettingKind::Duration,
        "P1D",
        "Working time until the first review from which on it is a warning; without it that of the review standard.",
    ),
    setting(
        "targets.first_response_fail",
        SettingKind::Duration,
        "P2D",
        "Working time until the first review from which on it is an error; twice the other unless set.",
    ),
    setting(
        "targets.review_to_merge",
        SettingKind::Duration,
        "PT18H",
        "Time from the first review to the merge that three quarters of the requests keep.",
    ),
    setting(
        "targets.cycle",
        SettingKind::Duration,
        "PT161H",
        "Time from the first commit to production that three quarters of the requests keep.",
    ),
    setting("targets.trunk_red", SettingKind::Duration, "PT10M", "How long CI of the trunk may be red before it is a warning."),
    setting("targets.trunk_red_fail", SettingKind::Duration, "PT1H", "How long CI of the trunk may be red before it is an error."),
    setting("targets.merges_per_day", SettingKind::Number, "1", "Changes per working day and team that come to the trunk."),
    setting("targets.merged_within_day", SettingKind::Number, "", "Share of branches that are merged within a day of their first commit."),
];

/// A list of texts among the settings.
pub(super) fn texts(cx: &Context<'_>, key: &str) -> Vec<String> {
    let list = |node: Node<'_>| -> Vec<String> {
        if node.is_sequence() { node.items().map(|item| item.text().to_string()).collect() } else { vec![node.text().to_string()] }
    };
    cx.setting(key).map(list).unwrap_or_default()
}

/// A text among the settings, where it is not empty.
pub(super) fn text<'d>(cx: &Context<'d>, key: &str) -> Option<&'d str> {
    cx.setting_str(key).map(str::trim).filter(|text| !text.is_empty())
}

/// A duration among the settings, in seconds.
pub(super) fn seconds_or(cx: &Context<'_>, key: &str, usual: f64) -> f64 {
    text(cx, key).and_then(duration::seconds).unwrap_or(usual)
}

/// A number among the settings.
pub(super) fn number_or(cx: &Context<'_>, key: &str, usual: f64) -> f64 {
    cx.setting_f64(key).unwrap_or(usual)
}
