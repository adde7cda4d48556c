//! The 61 rows of the blueprint.

/// One row: something that an organisation must be able to show.
#[derive(Debug)]
pub struct Row {
    /// Its number: `10.1`.
    pub id: &'static str,
    /// What is to be shown.
    pub title: &'static str,
    /// The gates that judge it.
    pub gates: &'static [&'static str],
    /// Whether its gate judges against reality, so that passing without a gap proves the row.
    pub proves: bool,
    /// After how many days without a change its documents are stale; 0: they do not age.
    pub review_days: i64,
    /// Whether what its gates judge may show it without any file of its kind: the history, say.
    pub without_files: bool,
    /// What to do when nothing is found.
    pub next: &'static str,
    /// Measures that have to be known for the row to be proven, where its gate judges more than this row; empty: the gate as a whole.
    pub measured: &'static [&'static str],
    /// How the names of the rules begin that are about this row, where its gate judges several rows; empty: all of its rules.
    pub rules: &'static [&'static str],
}

impl Row {
    /// Its area, 1–14.
    pub fn area(&self) -> u8 {
        self.id.split('.').next().and_then(|area| area.parse().ok()).unwrap_or(0)
    }
}

/// A row that the history can show as well as a file.
const fn of_history(row: Row) -> Row {
    Row { without_files: true, ..row }
}

const fn row(
    id: &'static str,
    title: &'static str,
    gates: &'static [&'static str],
    proves: bool,
    review_days: i64,
    next: &'static str,
) -> Row {
    Row { id, title, gates, proves, review_days, without_files: false, next, measured: &[], rules: &[] }
}

/// A row of a gate that judges several: about it are the rules that begin so, and it is proven when these measures are known.
const fn shared(rules: &'static [&'static str], measured: &'static [&'static str], row: Row) -> Row {
    Row { measured, rules, ..row }
}

/// How the rules begin that are about small changes in the trunk, each built.
const TRUNK: &[&str] = &[
    "ci-",
    "branch-",
    "too-many-",
    "merges-",
    "merge-method",
    "direct-push",
    "trunk-",
    "revert-",
    "release-branch-",
    "change-",
    "refactor-",
    "tests-",
    "cycle-",
];
/// How the rules begin that are about owners, the standard and the reviews themselves.
const REVIEWS: &[&str] = &[
    "codeowners-",
    "standard-",
    "guide-",
    "template-",
    "first-response-",
    "review-",
    "merged-without-",
    "self-merged",
    "approv",
    "description-",
];

/// The areas, in order.
pub const AREAS: [&str; 14] = [
    "Delivery",
    "Reliability",
    "Performance",
    "Tenancy",
    "Security",
    "Audit",
    "APIs",
    "Migrations",
    "Threats",
    "Operations",
    "Costs",
    "Access",
    "Front end",
    "Infrastructure",
];

/// All rows, in order.
pub const ROWS: &[Row] = &[
    of_history(row(
        "1.1",
        "Delivery metrics with targets",
        &["dora"],
        true,
        0,
        "set targets: `ent init dora-targets`, then `ent dora report --tags REGEX`",
    )),
    shared(
        TRUNK,
        &["active_branches", "change_lines_p75"],
        row(
            "1.2",
            "Trunk-based work in small changes, CI on each",
            &["review"],
            true,
            0,
            "run CI on every change (`ent init --ci github`) and protect the trunk: `ent init branch-rules`",
        ),
    ),
    shared(
        REVIEWS,
        &["review_pickup_p75", "review_merge_p75"],
        row(
            "1.3",
            "Code review with owners and a target time",
            &["review"],
            true,
            0,
            "say who reviews what, how soon and how: `ent init codeowners`, `ent init review-standard`, `ent init review-guide`, `ent init pull-request`",
        ),
    ),
    row(
        "1.4",
        "Safe release with promotion and rollback criteria",
        &["release", "flags"],
        false,
        0,
        "write the stages, what promotes and what rolls back: `ent init release-policy`; with flags: `ent init flag-registry`",
    ),
    row(
        "1.5",
        "Pipelines whose stages block",
        &["pipeline"],
        false,
        0,
        "add the stages to the pipeline and make them required checks: `ent init --ci github`",
    ),
    row("2.1", "SLOs for every critical service", &["slo"], false, 0, "write the objectives of each critical service: `ent init slo`"),
    row(
        "2.2",
        "Error budget and what happens when it is spent",
        &["budget"],
        false,
        180,
        "write what happens when the budget is spent, and who decides: `ent init error-budget-policy`",
    ),
    row(
        "2.3",
        "Latency, throughput, errors and saturation covered",
        &["slo"],
        false,
        0,
        "give each service an objective for each of the four signals: `ent init slo`",
    ),
    row(
        "2.4",
        "Queue limits and targets for fewer errors",
        &["slo", "capacity"],
        false,
        180,
        "declare queue limits and the error target of the period: `ent init capacity-plan`",
    ),
    row("2.5", "Traces, metrics and logs by OpenTelemetry", &["telemetry"], false, 0, "configure an OpenTelemetry collector and the SDK"),
    row("2.6", "One trace context from end to end", &["telemetry"], false, 0, "configure the W3C propagators in every service"),
    row("2.7", "A dashboard per service", &["dashboards"], false, 0, "keep the dashboards as files"),
    row(
        "3.1",
        "Load tests that gate",
        &["load"],
        false,
        0,
        "plan the load tests and their thresholds (`ent init load-plan`), and keep scripts and results",
    ),
    row("3.2", "Capacity plan and autoscaling by SLO", &["capacity"], false, 90, "write the capacity plan: `ent init capacity-plan`"),
    row(
        "4.1",
        "Row-level security per tenant",
        &["tenancy"],
        false,
        0,
        "write down what keeps tenants apart (`ent init tenancy-model`), and add policies to the tenant tables' migrations",
    ),
    row("4.2", "Tenant scope in every query by default", &["tenancy"], false, 0, "put the tenant scope into the managers or repositories"),
    row(
        "4.3",
        "Tests of isolation",
        &["tenancy"],
        false,
        0,
        "add tests that try to cross tenants, and name them: `ent init tenancy-model`",
    ),
    row(
        "5.1",
        "Controls of ASVS, SAMM and Top 10 with owners",
        &["controls"],
        false,
        365,
        "keep a control catalogue with a responsible role per control: `ent init controls`",
    ),
    row(
        "5.2",
        "SSDF practices",
        &["controls"],
        false,
        365,
        "map the SSDF tasks to their evidence (`ent init controls`), and say how to report a vulnerability: `ent init security-policy`",
    ),
    row("5.3", "SAST, DAST and SCA all the time", &["scans"], false, 0, "add the scanners to the pipeline and keep their SARIF"),
    row("5.4", "Bill of materials", &["sbom"], true, 0, "`ent sbom generate . > sbom.cdx.json` in the release pipeline"),
    row("5.5", "Dependency updates by a bot", &["updates"], true, 0, "add renovate.json or .github/dependabot.yml: `ent init renovate`"),
    row("5.6", "A high CVSS breaks the build", &["vulns"], false, 0, "run a vulnerability gate with a threshold"),
    row(
        "5.7a",
        "Secrets outside the tree, rotated",
        &["secrets", "crypto"],
        false,
        0,
        "keep secrets in a vault, and register them with their rotation: `ent init secret-inventory`",
    ),
    row("5.7b", "Envelope encryption with a KMS", &["crypto"], false, 0, "declare the keys in the infrastructure code"),
    row("5.7c", "Keys per environment", &["crypto"], false, 180, "keep a key inventory: `ent init key-inventory`"),
    row(
        "5.8",
        "Personal fields encrypted, logs masked",
        &["crypto", "privacy"],
        false,
        180,
        "keep a data map (`ent init data-map`) and a log filter",
    ),
    row(
        "5.9",
        "LGPD: processing records, impact, retention, erasure",
        &["privacy"],
        false,
        365,
        "write the record of processing, the impact report and the log of requests: `ent init ropa`, `ent init ripd`, `ent init subject-requests`",
    ),
    row(
        "5.10",
        "Signed artifacts with provenance",
        &["signatures"],
        false,
        0,
        "sign artifacts and attest their provenance in the release pipeline",
    ),
    row("6.1", "Audit trail that nobody can change", &["audit"], false, 0, "lock the objects of the audit bucket"),
    row("6.2", "Audit trail whose integrity is checked", &["audit"], false, 0, "switch on log file validation and keep the digests"),
    row(
        "6.3",
        "Retention of and access to the trails",
        &["audit"],
        false,
        365,
        "write the retention and access policy of the trails: `ent init audit-policy`",
    ),
    row("6.4", "Gate decisions that show tampering", &["evidence"], false, 0, "record the decisions in a ledger"),
    row("7.1", "Contract first, and linted", &["api-lint"], false, 0, "describe the API in an OpenAPI file"),
    row("7.2", "Changes that break nobody", &["api-diff"], true, 0, "run `ent api diff --base origin/main` on pull requests"),
    row("7.3", "Contract tests between consumers and producers", &["api-contract"], false, 0, "keep the pacts"),
    row("7.4", "Errors as problem details", &["api-lint", "api-probe"], false, 0, "declare application/problem+json responses"),
    row("7.5", "Rate limits that are told", &["api-lint", "api-probe"], false, 0, "declare 429 with Retry-After"),
    row(
        "7.6",
        "Idempotent changes, clients that back off",
        &["api-lint", "api-probe"],
        false,
        0,
        "declare an idempotency key on mutations, and how clients repeat: `ent init retry-policy`",
    ),
    row("7.7", "Conditional requests", &["api-lint", "api-probe"], false, 0, "declare ETag and If-Match, 412 and 428"),
    row(
        "8.1",
        "Expand, backfill, switch, contract",
        &["migrations"],
        false,
        0,
        "plan each schema change in phases: `ent init schema-change`",
    ),
    row("8.2", "No blocking schema change", &["migrations"], false, 0, "keep the migrations as files"),
    row(
        "8.3",
        "Schema changes behind flags",
        &["migrations", "flags"],
        false,
        0,
        "link each schema change to the flag that switches the code: `ent init schema-change`",
    ),
    row(
        "9.1",
        "Threat model by STRIDE",
        &["threats"],
        false,
        180,
        "write a threat model of every element and data flow: `ent init threat-model`",
    ),
    row(
        "9.2",
        "Privacy threats by LINDDUN",
        &["threats"],
        false,
        180,
        "extend the threat model to privacy (`methodology: [stride, linddun]`): `ent init threat-model`",
    ),
    row("9.3", "Mitigations in the backlog", &["threats"], false, 0, "link every mitigation to an issue"),
    row("10.1", "Playbooks for latency, errors and tenant leaks", &["runbooks"], true, 0, "write the three playbooks: `ent init runbook`"),
    row("10.2", "GameDays with a hypothesis and results", &["gamedays"], true, 0, "plan a GameDay: `ent init gameday`"),
    row(
        "11.1",
        "Budgets and alerts per environment",
        &["costs"],
        false,
        0,
        "set the budgets (`ent init cost-policy`), and declare them in the infrastructure code",
    ),
    row("11.2", "The same cost tags everywhere", &["costs"], false, 0, "write the tag policy: `ent init tag-policy`"),
    row(
        "11.3",
        "Costs shown or charged to who causes them",
        &["costs"],
        false,
        0,
        "say how costs are shared out (`ent init cost-policy`), and keep the FOCUS export",
    ),
    row(
        "12.1",
        "Permission matrix",
        &["access"],
        false,
        180,
        "write the permission matrix (`ent init permission-matrix`), and review who holds what: `ent init access-review`",
    ),
    row("12.2", "Tests of authorization", &["access"], false, 0, "generate a test per cell of the matrix"),
    row("12.3", "Authorization in the backend, per object", &["access"], false, 0, "mark the points of enforcement"),
    row("13.1", "Little data on the client, none personal in URLs", &["web-privacy"], false, 0, "review what the client stores and sends"),
    row("13.2", "Strict content security policy", &["csp"], false, 0, "send a policy with nonces or hashes"),
    row("13.3", "Redaction in the telemetry pipeline", &["telemetry"], false, 0, "add redaction processors to the collector"),
    row("14.1", "Infrastructure as code", &["terraform"], false, 0, "keep the infrastructure as Terraform files"),
    row("14.2", "Policy as code", &["policy", "local"], false, 0, "write policies in Rego, or rules under .ent/rules/local/"),
    row("14.3", "GitOps", &["gitops"], false, 0, "keep the Argo CD Applications as files"),
    row("14.4", "Drift found and attributed", &["drift"], false, 0, "run a scheduled drift job"),
];
