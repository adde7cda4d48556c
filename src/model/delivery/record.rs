//! The normalised records.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

/// Where a record was read: file (or system) and line from 1, 0 where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// File as named on the command line, or the name of the system.
    pub source: Arc<str>,
    /// Line from 1; 0 where lines mean nothing.
    pub line: u32,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(&self.source),
            line => write!(f, "{}:{line}", self.source),
        }
    }
}

/// How a run of a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is live.
    Success,
    /// The attempt failed.
    Failure,
    /// Somebody stopped it.
    Canceled,
    /// It is still running.
    InProgress,
}

impl Status {
    /// The spellings of the normalised schema.
    pub const NAMES: &'static [(&'static str, Status)] =
        &[("success", Status::Success), ("failure", Status::Failure), ("canceled", Status::Canceled), ("in_progress", Status::InProgress)];
}

/// What a deployment was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeployKind {
    /// Something new went live.
    Change,
    /// An earlier version went live again.
    Rollback,
    /// The version that was live already.
    Redeploy,
    /// An unplanned change.
    Hotfix,
    /// New configuration; counts as a change.
    Config,
}

impl DeployKind {
    /// The spellings of the normalised schema.
    pub const NAMES: &'static [(&'static str, DeployKind)] = &[
        ("change", DeployKind::Change),
        ("rollback", DeployKind::Rollback),
        ("redeploy", DeployKind::Redeploy),
        ("hotfix", DeployKind::Hotfix),
        ("config", DeployKind::Config),
    ];

    /// The spelling of the normalised schema.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("change", |(name, _)| name)
    }

    /// Whether it brought something new (and so can fail).
    pub fn is_change(self) -> bool {
        matches!(self, DeployKind::Change | DeployKind::Hotfix | DeployKind::Config)
    }
}

/// One commit that a deployment brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Commit id.
    pub sha: String,
    /// Committer time.
    pub committed_at: Timestamp,
    /// Author time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authored_at: Option<Timestamp>,
    /// Who wrote it; only used to recognise bots, never printed per person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Whether a machine made it.
    pub bot: bool,
    /// Pull request it came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pr: Option<String>,
    /// Commit that it takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverts: Option<String>,
}

/// One run that put a version of a service into an environment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deployment {
    /// Id; records with one id are one deployment.
    pub id: String,
    /// What was deployed.
    pub service: String,
    /// Where to, as the source calls it.
    pub environment: String,
    /// `production`, `staging`, `testing`, `development` or `other`, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env_tier: Option<String>,
    /// How it ended.
    pub status: Status,
    /// What it was for, where the source says so; otherwise it is inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_kind: Option<DeployKind>,
    /// Repository of `sha`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// Commit that went live.
    pub sha: String,
    /// Branch or tag.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Version that went live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Package URL of the artefact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// When it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When it was done: the time of the deployment.
    pub finished_at: Timestamp,
    /// Whether it was unplanned work on a defect that users met.
    pub unplanned: bool,
    /// Whether the attempt itself broke production.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_failure: Option<bool>,
    /// Deployments that it repairs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remediates: Vec<String>,
    /// The commits it brought, where the record lists them; otherwise they come from Git.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
    /// Merge commits it brought; they are no changes.
    #[serde(skip)]
    pub merges: u32,
    /// Team that owns the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Page of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// System the record comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Id in that system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_id: Option<String>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

impl Deployment {
    /// A successful deployment to production with nothing optional.
    pub fn new(id: impl Into<String>, service: impl Into<String>, sha: impl Into<String>, finished_at: Timestamp) -> Self {
        Deployment {
            id: id.into(),
            service: service.into(),
            environment: "production".into(),
            env_tier: None,
            status: Status::Success,
            deploy_kind: None,
            repo: None,
            sha: sha.into(),
            reference: None,
            version: None,
            artifact: None,
            created_at: None,
            started_at: None,
            finished_at,
            unplanned: false,
            caused_failure: None,
            remediates: Vec::new(),
            changes: None,
            merges: 0,
            team: None,
            url: None,
            source: None,
            raw_id: None,
            origin: Origin::default(),
        }
    }
}

/// What made an incident happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A change of ours.
    Change,
    /// Something outside (a provider, a cable).
    External,
    /// Nobody knows yet.
    Unknown,
}

impl Cause {
    /// The spellings of the normalised schema.
    pub const NAMES: &'static [(&'static str, Cause)] =
        &[("change", Cause::Change), ("external", Cause::External), ("unknown", Cause::Unknown)];
}

/// What an incident itself names as its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CausedBy {
    /// Id of a deployment.
    Deployment(String),
    /// A commit.
    Sha(String),
    /// A version.
    Version(String),
    /// A pull request.
    Pr(String),
}

/// A time in which users were hurt.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incident {
    /// Id; of several records with one id the one updated last counts.
    pub id: String,
    /// Services that were hit.
    pub services: Vec<String>,
    /// Environment, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Start of the impact.
    pub started_at: Timestamp,
    /// When somebody noticed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected_at: Option<Timestamp>,
    /// When somebody took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// When users were no longer hurt, the cause still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigated_at: Option<Timestamp>,
    /// When it was over; `None` while it is open.
    pub resolved_at: Option<Timestamp>,
    /// `sev1` to `sev5`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Status as the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What made it happen, where somebody said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What it names as its cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<CausedBy>,
    /// Ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Page of the postmortem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postmortem: Option<String>,
    /// When the record was written; decides between records with one id.
    #[serde(rename = "updated", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}

impl Incident {
    /// An open incident with nothing optional.
    pub fn new(id: impl Into<String>, service: impl Into<String>, started_at: Timestamp) -> Self {
        Incident {
            id: id.into(),
            services: vec![service.into()],
            environment: None,
            started_at,
            detected_at: None,
            acknowledged_at: None,
            mitigated_at: None,
            resolved_at: None,
            severity: None,
            status: None,
            cause: None,
            caused_by: None,
            ticket: None,
            postmortem: None,
            updated_at: None,
            origin: Origin::default(),
        }
    }
}

/// A reviewed change.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct PullRequest {
    /// Id or number.
    pub id: String,
    /// Repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// Branch it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Branch it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Commit it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_sha: Option<String>,
    /// Last commit of the branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sha: Option<String>,
    /// When it was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it left the state of a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// Author time of its first commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_commit_at: Option<Timestamp>,
    /// First review by a person who is not its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_review_at: Option<Timestamp>,
    /// First approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// Last approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_approved_at: Option<Timestamp>,
    /// Commit that the last approval was given for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_sha: Option<String>,
    /// When its branch was pushed to last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pushed_at: Option<Timestamp>,
    /// When it was merged; `None` while it is open or when it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Timestamp>,
    /// When it went live, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed_at: Option<Timestamp>,
    /// When it was closed, merged or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Whether it is a draft, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<bool>,
    /// Lines added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additions: Option<u64>,
    /// Lines deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletions: Option<u64>,
    /// Files touched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// Commits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commits: Option<u64>,
    /// Its author; only compared with reviewers, never ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Whether a machine opened it.
    pub author_is_bot: bool,
    /// Who reviewed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviewers: Vec<String>,
    /// Who approves it; only compared with its author.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<String>,
    /// Who merged it; only compared with its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_by: Option<String>,
    /// Characters of its description, comments of a template left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description_length: Option<u64>,
    /// Whether it names an issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_issue: Option<bool>,
    /// Labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// `merge`, `squash` or `rebase`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_method: Option<String>,
    /// When the record was written; decides between records with one id.
    #[serde(rename = "updated", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Where it was read.
    #[serde(skip)]
    pub origin: Origin,
}
