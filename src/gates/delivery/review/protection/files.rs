//! Protection as files of the tree declare it: exported rulesets, `.github/settings.yml`, bodies of the API.

use document::{Document, Node};
use rule::Context;
use serde_json::Value;

use super::{Guard, classic, rules};
use crate::review::BRANCH_RULES;

/// What a file declares for the trunk.
pub(crate) struct Declared<'d> {
    /// The file.
    pub(crate) document: &'d Document,
    /// The guard.
    pub(crate) guard: Guard,
}

/// All files that declare something for the trunk, by path.
pub(crate) fn declared<'d>(cx: &Context<'d>, trunk: &str) -> Vec<Declared<'d>> {
    let mut found = Vec::new();
    for file in cx.files_of(BRANCH_RULES) {
        let Some(document) = cx.open_or_note(&file.path) else { continue };
        if let Some(guard) = guard(&value(document.root()), trunk) {
            found.push(Declared { document, guard });
        }
    }
    found
}

/// The guard of one file; `None` where it says nothing of the trunk.
fn guard(file: &Value, trunk: &str) -> Option<Guard> {
    if let Some(list) = file.as_array() {
        return list.iter().filter_map(|item| guard(item, trunk)).reduce(Guard::and);
    }
    if let Some(branches) = file.get("branches").and_then(Value::as_array) {
        let own = branches.iter().filter(|branch| branch.get("name").and_then(Value::as_str) == Some(trunk));
        let protection = |branch: &Value| branch.get("protection").filter(|value| value.is_object()).map(classic);
        return own.map(|branch| protection(branch).unwrap_or_else(Guard::none)).reduce(Guard::and);
    }
    if let Some(list) = file.get("rulesets").and_then(Value::as_array) {
        return list.iter().filter_map(|item| guard(item, trunk)).reduce(Guard::and);
    }
    if let Some(list) = file.get("rules").and_then(Value::as_array) {
        let target = file.get("target").and_then(Value::as_str).unwrap_or("branch");
        let active = file.get("enforcement").and_then(Value::as_str).unwrap_or("active") == "active";
        return (target == "branch" && active && holds_for(file, trunk)).then(|| {
            let bound = file.get("bypass_actors").and_then(Value::as_array).is_none_or(Vec::is_empty);
            Guard { administrators: Some(bound), ..rules(list) }
        });
    }
    ["required_pull_request_reviews", "required_status_checks", "enforce_admins", "allow_force_pushes"]
        .iter()
        .any(|key| file.get(key).is_some())
        .then(|| classic(file))
}

/// Whether the conditions of a ruleset hold for the trunk.
fn holds_for(ruleset: &Value, trunk: &str) -> bool {
    let names = |key: &str| -> Vec<String> {
        let list = ruleset.pointer(&format!("/conditions/ref_name/{key}")).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_string)).collect()
    };
    let full = format!("refs/heads/{trunk}");
    let meant = |pattern: &String| {
        let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
        matches!(pattern.as_str(), "~DEFAULT_BRANCH" | "~ALL") || glob.is_ok_and(|glob| glob.compile_matcher().is_match(&full))
    };
    names("include").iter().any(meant) && !names("exclude").iter().any(meant)
}

/// A document as a JSON value.
fn value(node: Node<'_>) -> Value {
    let node = node.resolve();
    if node.is_mapping() {
        return Value::Object(node.entries().iter().map(|entry| (entry.name().to_string(), value(entry.value))).collect());
    }
    if node.is_sequence() {
        return Value::Array(node.items().map(value).collect());
    }
    if node.is_null() {
        return Value::Null;
    }
    if let Some(flag) = node.as_bool() {
        return Value::Bool(flag);
    }
    match node.as_i64() {
        Some(number) => Value::from(number),
        None => Value::String(node.text().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ruleset(include: &str, enforcement: &str) -> Value {
        json!({"name": "main", "target": "branch", "enforcement": enforcement, "conditions": {"ref_name": {"include": [include], "exclude": []}},
            "rules": [{"type": "deletion"}, {"type": "non_fast_forward"}], "bypass_actors": []})
    }

    #[test]
    fn a_ruleset_counts_where_it_is_active_and_meant() {
        for include in ["~DEFAULT_BRANCH", "~ALL", "refs/heads/main", "refs/heads/m*"] {
            assert_eq!(guard(&ruleset(include, "active"), "main").map(|guard| guard.standing(1).tier), Some(1), "{include}");
        }
        assert_eq!(guard(&ruleset("refs/heads/release/*", "active"), "main"), None);
        assert_eq!(guard(&ruleset("~ALL", "disabled"), "main"), None);
    }

    #[test]
    fn settings_of_the_repository() {
        let settings =
            json!({"branches": [{"name": "main", "protection": {"required_status_checks": {"strict": true, "contexts": ["ci"]}}}]});
        assert_eq!(guard(&settings, "main").and_then(|guard| guard.checks), Some(1));
        assert_eq!(guard(&settings, "other"), None);
        let open = json!({"branches": [{"name": "main", "protection": null}]});
        assert_eq!(guard(&open, "main"), Some(Guard::none()));
    }
}
