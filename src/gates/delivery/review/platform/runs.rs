//! Runs of CI on the trunk: when it was red.

use std::collections::BTreeMap;

use jiff::Timestamp;
use outside::github::{Github, Repository, segment};
use rule::NotJudged;
use serde_json::Value;

use super::wrong;

/// The last runs on the trunk, as GitHub lists them.
pub(super) fn runs(github: &Github, repository: &Repository<'_>, trunk: &str) -> Result<Vec<Value>, NotJudged> {
    let path = repository.path(&format!("/actions/runs?branch={}&event=push&per_page=100", segment(trunk)));
    let answer = github.get(&path).map_err(|error| wrong("CI of the trunk", &error))?;
    Ok(list(&answer))
}

/// The runs of an answer: a list, or what stands under `workflow_runs`.
pub(crate) fn list(answer: &Value) -> Vec<Value> {
    answer.get("workflow_runs").unwrap_or(answer).as_array().cloned().unwrap_or_default()
}

/// A time in which a workflow failed on the trunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Red {
    /// Name of the workflow.
    pub(crate) workflow: String,
    /// Since when.
    pub(crate) since: Timestamp,
    /// Until when; `None`: still.
    pub(crate) until: Option<Timestamp>,
}

/// The red times of each workflow: from the end of the first run that failed to the end of the next that passed.
pub(crate) fn red_spans(answer: &Value, trunk: Option<&str>) -> Vec<Red> {
    let text = |run: &Value, key: &str| run.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let mut by_workflow: BTreeMap<String, Vec<(Timestamp, bool)>> = BTreeMap::new();
    for run in list(answer) {
        let on_trunk = trunk.is_none_or(|trunk| run.get("head_branch").and_then(Value::as_str).is_none_or(|branch| branch == trunk));
        let passed = match run.get("conclusion").and_then(Value::as_str) {
            Some("success") => true,
            Some("failure" | "timed_out" | "startup_failure") => false,
            _ => continue,
        };
        let ended = text(&run, "updated_at").parse::<Timestamp>();
        if let (Ok(ended), true) = (ended, on_trunk) {
            by_workflow.entry(text(&run, "name")).or_default().push((ended, passed));
        }
    }
    let mut found = Vec::new();
    for (workflow, mut runs) in by_workflow {
        runs.sort();
        let mut since = None;
        for (at, passed) in runs {
            match (since, passed) {
                (None, false) => since = Some(at),
                (Some(began), true) => {
                    found.push(Red { workflow: workflow.clone(), since: began, until: Some(at) });
                    since = None;
                }
                _ => {}
            }
        }
        found.extend(since.map(|since| Red { workflow, since, until: None }));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_workflow_is_red_from_its_first_failure_to_its_next_success() {
        let run = |name: &str, at: &str, conclusion: &str| json!({"name": name, "updated_at": at, "conclusion": conclusion, "head_branch": "main"});
        let answer = json!({"workflow_runs": [
            run("ci", "2026-01-01T12:00:00Z", "success"), run("ci", "2026-01-01T11:00:00Z", "failure"), run("ci", "2026-01-01T11:30:00Z", "failure"),
            run("ci", "2026-01-01T11:40:00Z", "cancelled"), run("deploy", "2026-01-01T13:00:00Z", "timed_out"),
        ]});
        let spans = red_spans(&answer, Some("main"));
        assert_eq!(spans.len(), 2);
        assert_eq!(
            (spans[0].since.to_string().as_str(), spans[0].until.map(|at| at.to_string()).as_deref()),
            ("2026-01-01T11:00:00Z", Some("2026-01-01T12:00:00Z"))
        );
        assert_eq!((spans[1].workflow.as_str(), spans[1].until), ("deploy", None));
        assert!(red_spans(&answer, Some("dev")).is_empty());
    }
}
