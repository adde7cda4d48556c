//! What the variables of a pipeline say.

/// Variables that hold the target branch of a pull request, and what has to stand before it to make it a revision.
const TARGETS: &[&str] = &[
    "GITHUB_BASE_REF",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "CHANGE_TARGET",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
];

/// The revision that the change under test will be merged into, where a pipeline runs for a pull request.
pub(super) fn base() -> Option<String> {
    base_of(&|name| std::env::var(name).ok())
}

fn base_of(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    // GitLab knows the commit itself, which is there even where the branch was not fetched.
    if let Some(commit) = set("CI_MERGE_REQUEST_DIFF_BASE_SHA") {
        return Some(commit);
    }
    let branch = TARGETS.iter().find_map(|name| set(name))?;
    Some(format!("origin/{}", branch.trim().trim_start_matches("refs/heads/")))
}

#[cfg(test)]
mod tests {
    use super::base_of;

    #[test]
    fn the_target_of_a_pull_request_is_the_base() {
        for (name, value, base) in [
            ("GITHUB_BASE_REF", "main", Some("origin/main")),
            ("GITHUB_BASE_REF", "", None),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release/1.x", Some("origin/release/1.x")),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "0123abc", Some("0123abc")),
            ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main", Some("origin/main")),
            ("HOME", "main", None),
        ] {
            let found = base_of(&|asked| (asked == name).then(|| value.to_string()));
            assert_eq!(found.as_deref(), base, "{name}={value}");
        }
    }
}
