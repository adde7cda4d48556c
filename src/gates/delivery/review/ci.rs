//! CI: which pipelines the tree has, and whether one of them builds every change.

use document::{Document, Node};

/// How a workflow of GitHub Actions comes to run on changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Runs {
    /// Not on changes.
    Never,
    /// On pushes to a branch, but not on those to the trunk, and on no pull request.
    ElsewhereOnly,
    /// On pull requests, in the merge queue, or on pushes to the trunk.
    OnChanges,
}

/// Actions that look after pull requests and build nothing.
const HOUSEKEEPING: &[&str] = &[
    "actions/checkout",
    "actions/labeler",
    "actions/stale",
    "actions/first-interaction",
    "actions/github-script",
    "actions/add-to-project",
    "amannn/action-semantic-pull-request",
    "contributor-assistant/github-action",
    "dependabot/fetch-metadata",
    "dessant/lock-threads",
    "kentaro-m/auto-assign-action",
    "peter-evans/create-or-update-comment",
    "release-drafter/release-drafter",
    "thollander/actions-comment-pull-request",
    "toshimaru/auto-author-assign",
];

/// Whether a workflow runs on changes to a trunk, by its triggers.
pub(crate) fn runs(workflow: &Document, trunk: Option<&str>) -> Runs {
    let Some(on) = workflow.root().get("on") else { return Runs::Never };
    if !on.is_mapping() {
        let names: Vec<&str> = if on.is_sequence() { on.items().map(Node::text).collect() } else { vec![on.text()] };
        return if names.iter().any(|name| CHANGES.contains(name) || *name == "push") { Runs::OnChanges } else { Runs::Never };
    }
    let asked = CHANGES.iter().filter_map(|name| on.entry(name)).map(|entry| reaches(entry.value, trunk)).max();
    let pushed = on.entry("push").map(|entry| if tags_only(entry.value) { Runs::Never } else { reaches(entry.value, trunk) });
    asked.into_iter().chain(pushed).max().unwrap_or(Runs::Never)
}

/// Events of a change that is not in the trunk yet.
const CHANGES: &[&str] = &["pull_request", "pull_request_target", "merge_group"];

fn tags_only(push: Node<'_>) -> bool {
    let has = |key: &str| push.get(key).is_some();
    (has("tags") || has("tags-ignore")) && !has("branches") && !has("branches-ignore")
}

/// Whether the branches of an event hold the trunk; where nobody knows its name, any branch may be it.
fn reaches(event: Node<'_>, trunk: Option<&str>) -> Runs {
    let Some(trunk) = trunk else { return Runs::OnChanges };
    let any = |node: Node<'_>| matches_branch(&texts(node), trunk);
    let taken = event.get("branches").is_none_or(any);
    let left_out = event.get("branches-ignore").is_some_and(any);
    if taken && !left_out { Runs::OnChanges } else { Runs::ElsewhereOnly }
}

fn texts(node: Node<'_>) -> Vec<&str> {
    if node.is_sequence() { node.items().map(Node::text).collect() } else { vec![node.text()] }
}

/// Whether a list of branch filters takes a branch: the last that matches decides, `!` takes back.
fn matches_branch(filters: &[&str], branch: &str) -> bool {
    let mut taken = false;
    for filter in filters {
        let (pattern, take) = filter.strip_prefix('!').map_or((*filter, true), |rest| (rest, false));
        // What is no pattern (an expression, say) may match anything.
        let pattern = globset::GlobBuilder::new(pattern).literal_separator(true).build();
        if pattern.map_or(true, |glob| glob.compile_matcher().is_match(branch)) {
            taken = take;
        }
    }
    taken
}

/// Whether a job of a workflow builds something: a command, a reusable workflow, or an action that is not mere housekeeping.
pub(crate) fn builds(workflow: &Document) -> bool {
    let jobs = workflow.root().get("jobs");
    jobs.into_iter().flat_map(|jobs| jobs.entries()).any(|job| {
        let steps = job.value.get("steps");
        job.value.get("uses").is_some()
            || steps.into_iter().flat_map(|steps| steps.items()).any(|step| {
                let action = step.get("uses").map(|uses| uses.text().split('@').next().unwrap_or_default());
                step.get("run").is_some() || action.is_some_and(|action| !HOUSEKEEPING.contains(&action))
            })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use document::{Format, Limits, Source, SourceId};

    use super::*;

    fn workflow(text: &str) -> Document {
        document::parse(Arc::new(Source::new(SourceId(0), "ci.yml", text)), Format::Yaml, &Limits::default()).unwrap()
    }

    #[test]
    fn triggers_and_their_branches() {
        for (on, expected) in [
            ("pull_request", Runs::OnChanges),
            ("[push, workflow_dispatch]", Runs::OnChanges),
            ("workflow_dispatch", Runs::Never),
            ("{pull_request: null}", Runs::OnChanges),
            ("{pull_request: {branches: [release/**]}}", Runs::ElsewhereOnly),
            ("{push: {branches: [\"m*\", \"!main\"]}}", Runs::ElsewhereOnly),
            ("{push: {branches: [main]}}", Runs::OnChanges),
            ("{push: {branches-ignore: [main]}}", Runs::ElsewhereOnly),
            ("{push: {tags: [v*]}}", Runs::Never),
            ("{push: {tags: [v*], branches: ['**']}}", Runs::OnChanges),
            ("{schedule: [{cron: '0 3 * * *'}]}", Runs::Never),
            ("{merge_group: null, schedule: []}", Runs::OnChanges),
        ] {
            assert_eq!(runs(&workflow(&format!("on: {on}\njobs: {{}}\n")), Some("main")), expected, "{on}");
        }
        assert_eq!(runs(&workflow("on: {push: {branches: [dev]}}\n"), None), Runs::OnChanges);
    }

    #[test]
    fn a_labeller_builds_nothing() {
        let job = |steps: &str| builds(&workflow(&format!("jobs:\n  a:\n    steps: {steps}\n")));
        assert!(!job("[{uses: actions/checkout@v4}, {uses: actions/labeler@v5}]"));
        assert!(job("[{uses: actions/checkout@v4}, {run: make}]"));
        assert!(job("[{uses: docker/build-push-action@v6}]"));
        assert!(builds(&workflow("jobs: {a: {uses: acme/ci/.github/workflows/build.yml@v1}}\n")));
        assert!(!builds(&workflow("jobs: {}\n")));
    }
}
