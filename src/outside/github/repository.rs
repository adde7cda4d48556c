//! The calls about one repository, under the names of GitHub's documentation (<https://docs.github.com/en/rest>).

use serde_json::{Value, json};

use super::{Github, GithubError, Name, segment};

/// The calls about one repository.
pub struct Repository<'g> {
    github: &'g Github,
    name: Name,
}

impl<'g> Repository<'g> {
    pub(super) fn new(github: &'g Github, name: Name) -> Self {
        Repository { github, name }
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// A path below the repository: `rest` begins with `/` or is empty.
    pub fn path(&self, rest: &str) -> String {
        format!("/repos/{}/{}{rest}", self.name.owner(), self.name.name())
    }

    /// The repository itself: `default_branch`, `allow_squash_merge`, `visibility`, …
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving it; [`GithubError::NotFound`] where the token cannot see the repository.
    pub fn about(&self) -> Result<Value, GithubError> {
        self.github.get(&self.path(""))
    }

    /// One branch: `protected`, `commit`; `None` where there is none of this name.
    ///
    /// # Errors
    /// Whatever else keeps GitHub from giving it.
    pub fn branch(&self, branch: &str) -> Result<Option<Value>, GithubError> {
        self.github.find(&self.path(&format!("/branches/{}", segment(branch))))
    }

    /// The classic protection of a branch; `None` where it has none. Needs a token that may administer the repository: others get
    /// [`GithubError::Forbidden`] (or 404, which reads as none: look at [`Repository::branch`] for `protected`).
    ///
    /// # Errors
    /// Whatever else keeps GitHub from giving it.
    pub fn protection(&self, branch: &str) -> Result<Option<Value>, GithubError> {
        self.github.find(&self.path(&format!("/branches/{}/protection", segment(branch))))
    }

    /// The rules of all active rulesets, of the repository and of its organisation, that hold for a branch: `type`, `parameters`, `ruleset_id`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn rules_of(&self, branch: &str) -> Result<Vec<Value>, GithubError> {
        self.github.list(&self.path(&format!("/rules/branches/{}", segment(branch))))
    }

    /// The rulesets, those of the organisation too, in short: without their rules.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn rulesets(&self) -> Result<Vec<Value>, GithubError> {
        self.github.list(&self.path("/rulesets?includes_parents=true"))
    }

    /// One ruleset in full: `enforcement`, `conditions`, `rules`, `bypass_actors` (where the token may see them).
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving it.
    pub fn ruleset(&self, id: u64) -> Result<Value, GithubError> {
        self.github.get(&self.path(&format!("/rulesets/{id}?includes_parents=true")))
    }

    /// Pull requests that were updated at `since` or later (RFC 3339 in UTC, with `Z`), open and closed, newest update first.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn pulls_updated_since(&self, since: &str) -> Result<Vec<Value>, GithubError> {
        let path = self.path("/pulls?state=all&sort=updated&direction=desc");
        self.github.list_while(&path, |pull| is_at_or_after(pull, "updated_at", since))
    }

    /// The reviews of pull requests, in the order of the requests given, each as GitHub lists it (`number` and `updated_at` are read).
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn reviews(&self, pulls: &[Value]) -> Result<Vec<Vec<Value>>, GithubError> {
        self.below_pulls(pulls, "reviews")
    }

    /// The commits of pull requests, in the order of the requests given. GitHub gives at most 250 of each.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn commits(&self, pulls: &[Value]) -> Result<Vec<Vec<Value>>, GithubError> {
        self.below_pulls(pulls, "commits")
    }

    fn below_pulls(&self, pulls: &[Value], what: &str) -> Result<Vec<Vec<Value>>, GithubError> {
        let questions: Vec<(String, Option<String>)> = pulls
            .iter()
            .map(|pull| {
                let number = pull.get("number").and_then(Value::as_u64).unwrap_or_default();
                let stamp = pull.get("updated_at").and_then(Value::as_str).map(str::to_string);
                (self.path(&format!("/pulls/{number}/{what}")), stamp)
            })
            .collect();
        self.github.lists(&questions)
    }

    /// Deployments that were created at `since` or later (RFC 3339 in UTC, with `Z`), newest first.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn deployments_since(&self, since: &str) -> Result<Vec<Value>, GithubError> {
        self.github.list_while(&self.path("/deployments"), |deployment| is_at_or_after(deployment, "created_at", since))
    }

    /// The statuses of deployments, in the order of the deployments given.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn deployment_statuses(&self, deployments: &[Value]) -> Result<Vec<Vec<Value>>, GithubError> {
        let questions: Vec<(String, Option<String>)> = deployments
            .iter()
            .map(|deployment| {
                let id = deployment.get("id").and_then(Value::as_u64).unwrap_or_default();
                let stamp = deployment.get("updated_at").and_then(Value::as_str).map(str::to_string);
                (self.path(&format!("/deployments/{id}/statuses")), stamp)
            })
            .collect();
        self.github.lists(&questions)
    }

    /// All releases, drafts too where the token may see them.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn releases(&self) -> Result<Vec<Value>, GithubError> {
        self.github.list(&self.path("/releases"))
    }

    /// Issues with all of the labels, open and closed, updated at `since` or later (RFC 3339 in UTC). Pull requests are among them, with a field `pull_request`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn issues(&self, labels: &[&str], since: &str) -> Result<Vec<Value>, GithubError> {
        let labels = labels.iter().map(|label| segment(label)).collect::<Vec<_>>().join(",");
        self.github.list(&self.path(&format!("/issues?state=all&labels={labels}&since={}", segment(since))))
    }

    /// Whether a team of the organisation that owns the repository can be seen, by its slug.
    ///
    /// # Errors
    /// Whatever keeps GitHub from telling.
    pub fn team(&self, slug: &str) -> Result<Option<Value>, GithubError> {
        self.github.find(&format!("/orgs/{}/teams/{}", segment(self.name.owner()), segment(slug)))
    }

    /// What GitHub itself finds wrong with the CODEOWNERS file of a revision: `errors` with `line`, `column`, `kind`, `message`.
    ///
    /// # Errors
    /// Whatever keeps GitHub from telling.
    pub fn codeowners_errors(&self, revision: Option<&str>) -> Result<Value, GithubError> {
        let query = revision.map_or_else(String::new, |revision| format!("?ref={}", segment(revision)));
        self.github.get(&self.path(&format!("/codeowners/errors{query}")))
    }

    /// The comments in the conversation of a pull request or issue, oldest first.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving them.
    pub fn comments(&self, number: u64) -> Result<Vec<Value>, GithubError> {
        self.github.list(&self.path(&format!("/issues/{number}/comments")))
    }

    /// Adds a comment to the conversation.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn add_comment(&self, number: u64, body: &str) -> Result<Value, GithubError> {
        self.github.post(&self.path(&format!("/issues/{number}/comments")), &json!({ "body": body }))
    }

    /// Replaces the text of a comment.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn replace_comment(&self, comment: u64, body: &str) -> Result<Value, GithubError> {
        self.github.patch(&self.path(&format!("/issues/comments/{comment}")), &json!({ "body": body }))
    }

    /// Removes a comment.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn remove_comment(&self, comment: u64) -> Result<(), GithubError> {
        self.github.delete(&self.path(&format!("/issues/comments/{comment}")))
    }

    /// The commits that tags lead to, in the order given; `None` for a tag that is not there.
    ///
    /// # Errors
    /// Whatever keeps GitHub from telling.
    pub fn commits_of_tags(&self, tags: &[String]) -> Result<Vec<Option<String>>, GithubError> {
        let path = |tag: &String| self.path(&format!("/commits/{}", segment(&format!("refs/tags/{tag}"))));
        let sha = |found: Option<Value>| found.as_ref().and_then(|found| found.get("sha")).and_then(Value::as_str).map(str::to_string);
        tags.iter().map(|tag| self.github.find(&path(tag)).map(sha)).collect()
    }
}

/// GitHub writes instants as `2025-03-03T10:00:00Z`: they compare as texts.
fn is_at_or_after(item: &Value, field: &str, since: &str) -> bool {
    item.get(field).and_then(Value::as_str).is_none_or(|at| at >= since)
}
