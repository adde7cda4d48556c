//! What a repository delivered, put together from several lists: each deployment with its statuses, each pull request with its reviews and
//! commits, each release with its commit. The fields keep GitHub's names; what nobody reads is left out.

use serde_json::{Map, Value, json};

use super::{GithubError, Repository};

const DEPLOYMENT: &[&str] = &[
    "id",
    "sha",
    "ref",
    "task",
    "environment",
    "production_environment",
    "transient_environment",
    "created_at",
    "updated_at",
    "statuses_url",
    "repository_url",
];
const STATUS: &[&str] = &["state", "created_at", "environment"];
const RELEASE: &[&str] = &["url", "html_url", "tag_name", "target_commitish", "draft", "prerelease", "created_at", "published_at"];
const PULL: &[&str] =
    &["number", "state", "html_url", "draft", "created_at", "updated_at", "closed_at", "merged_at", "merge_commit_sha", "labels", "user"];
const ISSUE: &[&str] = &[
    "number",
    "state",
    "state_reason",
    "html_url",
    "repository_url",
    "created_at",
    "updated_at",
    "closed_at",
    "labels",
    "pull_request",
    "body",
];

impl Repository<'_> {
    /// Deployments since an instant (RFC 3339 in UTC, with `Z`), newest first, each with its `statuses`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn delivered(&self, since: &str) -> Result<Vec<Value>, GithubError> {
        let deployments = self.deployments_since(since)?;
        let statuses = self.deployment_statuses(&deployments)?;
        let join = |(deployment, statuses): (&Value, Vec<Value>)| {
            let mut kept = only(deployment, DEPLOYMENT);
            kept.insert("statuses".into(), statuses.iter().map(|status| Value::Object(only(status, STATUS))).collect());
            Value::Object(kept)
        };
        Ok(deployments.iter().zip(statuses).map(join).collect())
    }

    /// Published releases since an instant, each with the commit of its tag as `sha`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn released(&self, since: &str) -> Result<Vec<Value>, GithubError> {
        let mut releases = self.releases()?;
        releases.retain(|release| release.get("published_at").and_then(Value::as_str).is_none_or(|at| at >= since));
        let tag = |release: &Value| release.get("tag_name").and_then(Value::as_str).unwrap_or_default().to_string();
        let tags: Vec<String> = releases.iter().map(tag).collect();
        let commits = self.commits_of_tags(&tags)?;
        let join = |(release, commit): (&Value, Option<String>)| {
            let mut kept = only(release, RELEASE);
            kept.extend(commit.map(|sha| ("sha".to_string(), json!(sha))));
            Value::Object(kept)
        };
        Ok(releases.iter().zip(commits).map(join).collect())
    }

    /// Merged pull requests that were updated since an instant, each with its `reviews` and `commits`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn merged(&self, since: &str) -> Result<Vec<Value>, GithubError> {
        let mut pulls = self.pulls_updated_since(since)?;
        pulls.retain(|pull| pull.get("merged_at").is_some_and(Value::is_string));
        let reviews = self.reviews(&pulls)?;
        let commits = self.commits(&pulls)?;
        let join = |((pull, reviews), commits): ((&Value, Vec<Value>), Vec<Value>)| {
            let mut kept = only(pull, PULL);
            kept.insert("head".into(), json!({ "ref": pull["head"]["ref"], "sha": pull["head"]["sha"] }));
            kept.insert("base".into(), json!({ "ref": pull["base"]["ref"], "repo": { "full_name": pull["base"]["repo"]["full_name"] } }));
            kept.insert(
                "reviews".into(),
                reviews.iter().map(|review| Value::Object(only(review, &["user", "state", "submitted_at"]))).collect(),
            );
            let commit =
                |commit: &Value| json!({ "sha": commit["sha"], "commit": { "author": { "date": commit["commit"]["author"]["date"] } } });
            kept.insert("commits".into(), commits.iter().map(commit).collect());
            Value::Object(kept)
        };
        Ok(pulls.iter().zip(reviews).zip(commits).map(join).collect())
    }

    /// Issues with any of the labels that were updated since an instant, each once.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn troubles(&self, labels: &[String], since: &str) -> Result<Vec<Value>, GithubError> {
        let mut found: Vec<Value> = Vec::new();
        for label in labels {
            for issue in self.issues(&[label], since)? {
                if !found.iter().any(|known| known["number"] == issue["number"]) {
                    found.push(Value::Object(only(&issue, ISSUE)));
                }
            }
        }
        Ok(found)
    }
}

/// The named fields, and of a user the two that are read.
fn only(value: &Value, names: &[&str]) -> Map<String, Value> {
    let field = |name: &&str| {
        let value = value.get(*name)?;
        let value = match *name {
            "user" => json!({ "login": value["login"], "type": value["type"] }),
            _ => value.clone(),
        };
        Some((name.to_string(), value))
    };
    names.iter().filter_map(field).collect()
}
