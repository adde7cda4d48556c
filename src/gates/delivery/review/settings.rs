//! What the gate can be told in `ent.yaml`.

use document::Node;
use rule::{Context, Setting, SettingKind};

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
