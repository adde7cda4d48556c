//! What guards the trunk, as GitHub answers.

use outside::github::{GithubError, Repository};
use rule::NotJudged;
use serde_json::Value;

use super::wrong;
use crate::review::protection::{Guard, classic, rules};

const WHAT: &str = "branch protection";

/// Rulesets and classic protection together.
pub(super) fn guard(repository: &Repository<'_>, trunk: &str) -> Result<Guard, NotJudged> {
    let ask = |error: &GithubError| wrong(WHAT, error);
    let Some(branch) = repository.branch(trunk).map_err(|error| ask(&error))? else {
        let why = format!("{WHAT}: GitHub has no branch `{trunk}`");
        return Err(NotJudged::surroundings(why, "set `gates.review.trunk`"));
    };
    let of_rulesets = repository.rules_of(trunk).map_err(|error| ask(&error))?;
    let mut guard = rules(&of_rulesets);
    guard.administrators = if of_rulesets.is_empty() { Some(false) } else { bound(repository, &of_rulesets) };
    match repository.protection(trunk) {
        Ok(Some(protection)) => Ok(guard.and(classic(&protection))),
        // GitHub says 404 of what the token may not see as well as of what is not there: `protected` tells the two apart.
        Ok(None) | Err(GithubError::Forbidden { .. }) => {
            let is_protected = branch.get("protected").and_then(Value::as_bool).unwrap_or(false);
            guard.partial = is_protected && (of_rulesets.is_empty() || hidden(&branch));
            Ok(guard)
        }
        Err(error) => Err(ask(&error)),
    }
}

/// Whether the short answer about a branch shows that classic protection is on.
fn hidden(branch: &Value) -> bool {
    branch.pointer("/protection/enabled").and_then(Value::as_bool).unwrap_or(true)
}

/// Whether nobody may go round the rulesets; `None` where the token may not see who may.
fn bound(repository: &Repository<'_>, of_rulesets: &[Value]) -> Option<bool> {
    let mut ids: Vec<u64> = of_rulesets.iter().filter_map(|rule| rule.get("ruleset_id")?.as_u64()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = true;
    for id in ids {
        let ruleset = repository.ruleset(id).ok()?;
        all &= ruleset.get("bypass_actors")?.as_array()?.is_empty();
    }
    Some(all)
}
