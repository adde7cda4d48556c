//! Area 1: delivery.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("delivery-log", &["1.1"], &["dora", "runbooks"], "deployments, incidents or pull requests, one JSON object per line")
        .placed(&["{deployments,deploys,incidents,pulls,pull-requests}.{jsonl,ndjson}"])
        .marked(&[within(
            LINES,
            &[
                Mark::Value("kind", "deployment"),
                Mark::Value("kind", "incident"),
                Mark::Value("kind", "pull_request"),
                Mark::All(&[Mark::Key("environment"), Mark::Key("finished_at"), Mark::Key("sha")]),
                Mark::All(&[Mark::Key("started_at"), Mark::Any(&[Mark::Key("resolved_at"), Mark::Key("caused_by")])]),
            ],
        )]),
    Class::new("dora-targets", &["1.1"], &["dora"], "targets of the DORA metrics")
        .named(&["dora-targets.{yaml,yml}"])
        .marked(&[within(YAML, &[Mark::Own("DoraTargets")])]),
    Class::new(
        "github-workflow",
        &["1.2", "1.5", "5.3", "5.4", "5.10", "14.4"],
        &["pipeline", "review", "scans", "sbom", "updates", "controls", "drift"],
        "workflow of GitHub Actions",
    )
    .named(&[".github/workflows/*.{yaml,yml}"])
    .sealed(),
    Class::new("github-action", &["1.5"], &["pipeline", "scans", "updates"], "action of GitHub Actions")
        .marked(&[within(&["action.yml", "action.yaml"], &[Mark::All(&[Mark::Key("name"), Mark::Key("runs")])])]),
    Class::new("gitlab-ci", &["1.2", "1.5", "5.3", "14.4"], &["pipeline", "review", "scans", "drift"], "pipeline of GitLab CI")
        .named(&[".gitlab-ci.yml", ".gitlab-ci.yaml", "*.gitlab-ci.yml", ".gitlab/ci/**/*.{yaml,yml}"])
        .sealed(),
    Class::new("ci-pipeline", &["1.2", "1.5"], &["pipeline", "review"], "pipeline of another CI system").named(&[
        "Jenkinsfile",
        "Jenkinsfile.*",
        "azure-pipelines*.{yaml,yml}",
        ".azure-pipelines/**/*.{yaml,yml}",
        "bitbucket-pipelines.yml",
        ".circleci/config.{yaml,yml}",
        ".travis.yml",
        ".drone.{yaml,yml}",
        ".woodpecker.{yaml,yml}",
        ".woodpecker/*.{yaml,yml}",
        ".buildkite/*.{yaml,yml}",
        ".forgejo/workflows/*.{yaml,yml}",
        ".gitea/workflows/*.{yaml,yml}",
        ".cirrus.{yaml,yml}",
        "cloudbuild{,.*,-*}.{yaml,yml}",
        "buildspec.{yaml,yml}",
        "appveyor.yml",
    ]),
    Class::new("tekton-pipeline", &["1.2", "1.5"], &["pipeline"], "pipeline of Tekton")
        .marked(&[within(DATA, &[Mark::Kube("tekton.dev", &[])])]),
    Class::new("codeowners", &["1.3"], &["review", "controls", "runbooks"], "who owns which paths")
        .named(&["/CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
        .sealed(),
    Class::new("review-standard", &["1.3"], &["review"], "code-review standard with a target time")
        .named(&[".github/review-standard.{yaml,yml}"])
        .marked(&[within(YAML, &[Mark::Own("ReviewStandard")])]),
    Class::new("review-guide", &["1.3"], &["review"], "guide for reviewers").placed(&[
        "code-review*.md",
        "code_review*.md",
        "reviewing*.md",
        "review-guide*.md",
        "revisao-de-codigo*.md",
    ]),
    Class::new("contributing", &["1.3"], &["review"], "guide for contributors").named(&["contributing{,.md,.rst,.txt,.adoc}"]).sealed(),
    Class::new("pull-request-template", &["1.3"], &["review"], "template of pull or merge requests")
        .named(&[
            "/{,.github/,docs/}pull_request_template{,.md,.txt}",
            "/{,.github/,docs/}pull_request_template/*.md",
            ".gitlab/merge_request_templates/*.md",
        ])
        .sealed(),
    Class::new("branch-rules", &["1.2", "5.2"], &["review", "controls"], "branch protection or rulesets as a file")
        .named(&[".github/rulesets/*.json", ".github/settings.{yaml,yml}", ".github/branch-protection.{json,yaml,yml}"])
        .placed(&["branch-protection*.json", "rulesets/*.json"])
        .marked(&[within(
            JSON,
            &[
                Mark::All(&[Mark::Key("enforcement"), Mark::Key("conditions"), Mark::Key("rules"), Mark::Key("target")]),
                Mark::All(&[Mark::Key("required_status_checks"), Mark::Key("required_pull_request_reviews")]),
            ],
        )]),
    Class::new("release-policy", &["1.4"], &["release"], "stages, promotion and rollback criteria of a release")
        .marked(&[within(DATA, &[Mark::Own("ReleasePolicy")])]),
    Class::new("argo-rollout", &["1.4"], &["release"], "Rollout of Argo Rollouts")
        .marked(&[within(DATA, &[Mark::Kube("argoproj.io", &["Rollout"])])]),
    Class::new("argo-analysis", &["1.4"], &["release"], "analysis template, run or experiment of Argo Rollouts").marked(&[within(
        DATA,
        &[Mark::Kube("argoproj.io", &["AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun", "Experiment"])],
    )]),
    Class::new("flagger-canary", &["1.4"], &["release"], "Canary, metric template or alert provider of Flagger")
        .marked(&[within(DATA, &[Mark::Kube("flagger.app", &[])])]),
    Class::new("feature-flags", &["1.4", "8.3"], &["flags", "release", "migrations"], "feature flags in the format of flagd")
        .named(&["*.flagd.{json,yaml,yml}"])
        .marked(&[within(
            DATA,
            &[
                Mark::Value("$schema", "https://flagd.dev/schema/"),
                Mark::All(&[
                    Mark::Key("flags"),
                    Mark::Text("variants"),
                    Mark::Any(&[Mark::Text("ENABLED"), Mark::Text("DISABLED"), Mark::Text("defaultVariant")]),
                ]),
                Mark::Kube("core.openfeature.dev", &["FeatureFlag", "FeatureFlagConfiguration"]),
            ],
        )]),
    Class::new("flag-registry", &["1.4", "8.3"], &["flags"], "register of feature flags with owner, type and expiry")
        .placed(&["**/flags/registry.{yaml,yml,json}", "flag-registry.{yaml,yml,json}", "flags-registry.{yaml,yml,json}"])
        .marked(&[within(
            DATA,
            &[
                Mark::Own("FlagRegistry"),
                Mark::All(&[Mark::Key("flags"), Mark::Text("owner"), Mark::Text("expires"), Mark::Text("created")]),
            ],
        )]),
    Class::new("flag-code-references", &["1.4"], &["flags"], "settings of the search for flags in code")
        .named(&[".launchdarkly/coderefs.{yaml,yml}"])
        .sealed(),
];
