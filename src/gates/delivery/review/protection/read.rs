//! From the JSON of GitHub to a guard.

use serde_json::Value;

use super::Guard;

/// The guard that rules of rulesets make (`type` and `parameters`). Whether administrators are bound stands elsewhere.
pub(crate) fn rules(rules: &[Value]) -> Guard {
    let mut guard = Guard { administrators: None, ..Guard::none() };
    for rule in rules {
        let parameters = rule.get("parameters").unwrap_or(&Value::Null);
        match rule.get("type").and_then(Value::as_str).unwrap_or_default() {
            "non_fast_forward" => guard.no_force_push = Some(true),
            "deletion" => guard.no_deletion = Some(true),
            "merge_queue" => guard.up_to_date = Some(true),
            "pull_request" => {
                let count = parameters.get("required_approving_review_count").and_then(Value::as_u64).unwrap_or(0);
                guard.approvals = guard.approvals.max(Some(count));
                raise(&mut guard.last_push, flag(parameters, "require_last_push_approval"));
                raise(&mut guard.code_owners, flag(parameters, "require_code_owner_review"));
                raise(&mut guard.dismiss_stale, flag(parameters, "dismiss_stale_reviews_on_push"));
            }
            "required_status_checks" | "workflows" => {
                let checks = ["required_status_checks", "workflows"].iter().find_map(|key| parameters.get(key)?.as_array());
                guard.checks = guard.checks.max(Some(checks.map_or(0, |checks| checks.len() as u64)));
                raise(&mut guard.up_to_date, flag(parameters, "strict_required_status_checks_policy"));
            }
            _ => {}
        }
    }
    guard
}

/// The guard that classic protection makes, as the API answers (`{"enabled": true}`) or as files write it (`true`).
pub(crate) fn classic(protection: &Value) -> Guard {
    let reviews = protection.get("required_pull_request_reviews").filter(|value| value.is_object());
    let checks = protection.get("required_status_checks").filter(|value| value.is_object());
    let of_reviews = |key: &str| Some(reviews.is_some_and(|reviews| flag(reviews, key)));
    let named = checks.map_or(0, |checks| {
        let count = |key: &str| checks.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        count("contexts").max(count("checks")) as u64
    });
    // What requires reviews asks for one unless it says otherwise.
    let approvals = reviews.map_or(0, |reviews| reviews.get("required_approving_review_count").and_then(Value::as_u64).unwrap_or(1));
    Guard {
        no_force_push: Some(!flag(protection, "allow_force_pushes")),
        no_deletion: Some(!flag(protection, "allow_deletions")),
        approvals: Some(approvals),
        up_to_date: Some(checks.is_some_and(|checks| flag(checks, "strict"))),
        last_push: of_reviews("require_last_push_approval"),
        checks: Some(named),
        code_owners: of_reviews("require_code_owner_reviews"),
        dismiss_stale: of_reviews("dismiss_stale_reviews"),
        administrators: Some(flag(protection, "enforce_admins")),
        partial: false,
    }
}

fn flag(value: &Value, key: &str) -> bool {
    match value.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Object(object)) => object.get("enabled").and_then(Value::as_bool).unwrap_or(false),
        _ => false,
    }
}

fn raise(demand: &mut Option<bool>, met: bool) {
    if met {
        *demand = Some(true);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_of_rulesets() {
        let guard = rules(&[
            json!({"type": "deletion"}),
            json!({"type": "non_fast_forward"}),
            json!({"type": "pull_request", "parameters": {"required_approving_review_count": 2, "require_last_push_approval": true, "require_code_owner_review": true, "dismiss_stale_reviews_on_push": false}}),
            json!({"type": "required_status_checks", "parameters": {"strict_required_status_checks_policy": true, "required_status_checks": [{"context": "ci"}]}}),
        ]);
        assert_eq!(guard.standing(4).tier, 4);
        assert_eq!(guard.standing(5).missing, ["a push takes approvals away"]);
        assert_eq!(guard.standing(5).unknown, ["administrators are bound too"]);
    }

    #[test]
    fn classic_protection_as_the_api_and_as_a_file_has_it() {
        let guard = classic(&json!({
            "required_pull_request_reviews": {"require_last_push_approval": true},
            "required_status_checks": {"strict": true, "contexts": [], "checks": [{"context": "ci"}]},
            "enforce_admins": {"enabled": true}, "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": false}
        }));
        assert_eq!((guard.standing(3).tier, guard.administrators, guard.approvals), (3, Some(true), Some(1)));
        let open = classic(&json!({"required_pull_request_reviews": null, "required_status_checks": null, "allow_force_pushes": true}));
        assert_eq!(open.standing(1).missing, ["force pushes are refused"]);
    }
}
