//! For every class a file that is one and a file that looks like one.

/// A path and a content.
type Pair = (&'static str, &'static str);

/// Examples of one class.
pub(super) struct Example {
    pub(super) class: &'static str,
    /// Certainly of the class.
    pub(super) is: &'static [Pair],
    /// Perhaps of the class.
    pub(super) may_be: &'static [Pair],
    /// Not of the class.
    pub(super) is_not: &'static [Pair],
}

const fn sure(class: &'static str, is: &'static [Pair], is_not: &'static [Pair]) -> Example {
    Example { class, is, may_be: &[], is_not }
}

const fn both(class: &'static str, is: &'static [Pair], may_be: &'static [Pair], is_not: &'static [Pair]) -> Example {
    Example { class, is, may_be, is_not }
}

const fn guess(class: &'static str, may_be: &'static [Pair], is_not: &'static [Pair]) -> Example {
    Example { class, is: &[], may_be, is_not }
}

/// Of a class that one content makes and another does not, whatever the name.
const LINE: &str = "x\n";

pub(super) const EXAMPLES: &[Example] = &[
    // ent's own
    sure("ent-config", &[("ent.yaml", "version: 1\n")], &[("docs/ent.yaml", "version: 1\n")]),
    sure("ent-waivers", &[(".ent/waivers.yaml", LINE)], &[("waivers.yaml", LINE)]),
    sure("ent-baseline", &[(".ent/baseline.json", "{}")], &[("baseline.json", "{}")]),
    sure("ent-rule", &[(".ent/rules/slo/owner.yaml", "id: x\n")], &[("rules/slo/owner.yaml", "id: x\n")]),
    sure(
        "ent-report",
        &[("run.json", r#"{"schema_version":1,"tool":{},"verdict":"passed"}"#)],
        &[("run.json", r#"{"schema_version":1,"tool":{}}"#)],
    ),
    sure("ledger", &[("audit/entries.jsonl", "{\"seq\":0,\"prev\":\"\"}\n")], &[("audit/entries.jsonl", "{\"seq\":0}\n")]),
    sure("template", &[("a/nginx.conf.j2", ""), ("x.yaml", "a: {{ b }}\n")], &[("x.yaml", "a: '{{ b }}'\n")]),
    sure("generated", &[("static/app.min.js", ""), ("api_pb2.py", "")], &[("static/minimal.js", ""), ("pb2.py", "")]),
    sure("source-code", &[("src/main.rs", ""), ("web/app.tsx", "")], &[("src/main.rs.txt", ""), ("a.css", "")]),
    sure("script", &[("bin/deploy.sh", "")], &[("bin/deploy.sha256", "")]),
    // 1
    both(
        "delivery-log",
        &[
            ("log.jsonl", "{\"kind\":\"deployment\",\"id\":\"1\"}\n"),
            ("i.ndjson", "{\"id\":\"1\",\"started_at\":\"x\",\"resolved_at\":null}\n"),
        ],
        &[("dora/deployments.jsonl", "")],
        &[("log.jsonl", "{\"kind\":\"request\"}\n"), ("deployments.json", "[]")],
    ),
    sure(
        "dora-targets",
        &[("t.yaml", "apiVersion: ent/v1\nkind: DoraTargets\n")],
        &[("t.yaml", "apiVersion: other/v1\nkind: DoraTargets\n")],
    ),
    sure("github-workflow", &[(".github/workflows/ci.yaml", "on: push\n")], &[(".github/ci.yaml", "on: push\n")]),
    sure("github-action", &[("action.yml", "name: x\nruns:\n  using: node20\n")], &[("action.yml", "name: x\nsteps: []\n")]),
    sure("gitlab-ci", &[(".gitlab-ci.yml", "stages: []\n")], &[("gitlab-ci-guide.yml", "stages: []\n")]),
    sure("ci-pipeline", &[("Jenkinsfile", ""), (".circleci/config.yml", "")], &[("jenkinsfile.md", ""), ("circleci/config.yml", "")]),
    sure("tekton-pipeline", &[("t.yaml", "apiVersion: tekton.dev/v1\nkind: Task\n")], &[("t.yaml", "apiVersion: v1\nkind: Task\n")]),
    sure("codeowners", &[(".github/CODEOWNERS", "* @x\n")], &[("codeowners.md", "* @x\n")]),
    sure("review-standard", &[(".github/review-standard.yaml", "a: 1\n")], &[("review-standard.yaml", "a: 1\n")]),
    guess("review-guide", &[("docs/code-review.md", "# x\n")], &[("docs/reviewers.md", "# x\n")]),
    sure("contributing", &[("CONTRIBUTING.md", "")], &[("contributing-guide.md", "")]),
    sure("pull-request-template", &[(".github/PULL_REQUEST_TEMPLATE.md", "")], &[("src/pull_request_template.md", "")]),
    both(
        "branch-rules",
        &[(".github/rulesets/main.json", "{}"), ("x.json", r#"{"target":"branch","enforcement":"active","conditions":{},"rules":[]}"#)],
        &[("infra/branch-protection.json", "{}")],
        &[("x.json", r#"{"rules":[],"target":"es6"}"#)],
    ),
    sure("release-policy", &[("release.yaml", "apiVersion: ent/v1\nkind: ReleasePolicy\n")], &[("release.yaml", "kind: Release\n")]),
    sure(
        "argo-rollout",
        &[("r.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n")],
        &[("r.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\n")],
    ),
    sure(
        "argo-analysis",
        &[("a.yml", "apiVersion: v1\nkind: Service\n---\napiVersion: argoproj.io/v1alpha1\nkind: AnalysisTemplate\n")],
        &[("a.yml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\n")],
    ),
    sure(
        "flagger-canary",
        &[("c.yaml", "apiVersion: flagger.app/v1beta1\nkind: Canary\n")],
        &[("c.yaml", "apiVersion: x.app/v1\nkind: Canary\n")],
    ),
    sure(
        "feature-flags",
        &[("f.json", r#"{"flags":{"a":{"state":"ENABLED","variants":{},"defaultVariant":"on"}}}"#), ("x.flagd.json", "{}")],
        &[("f.json", r#"{"flags":["--verbose"]}"#)],
    ),
    both(
        "flag-registry",
        &[("r.yaml", "flags:\n- key: a\n  owner: x\n  created: 2026-01-01\n  expires: 2026-02-01\n")],
        &[("config/flags/registry.yaml", "a: 1\n")],
        &[("registry.yaml", "flags:\n- key: a\n")],
    ),
    sure("flag-code-references", &[(".launchdarkly/coderefs.yaml", "")], &[("coderefs.yaml", "")]),
    // 2 and 3
    sure("service-catalog", &[("catalog-info.yaml", "kind: Component\n")], &[("catalog.yaml", "kind: Component\n")]),
    sure(
        "openslo",
        &[
            ("a.yaml", "apiVersion: openslo/v1\nkind: SLO\n"),
            ("b.yaml", "- apiVersion: openslo/v1\n  kind: SLO\n"),
            ("c.json", r#"[{"apiVersion":"openslo/v1"}]"#),
        ],
        &[("a.yaml", "# openslo/v1\nkind: SLO\n")],
    ),
    sure("sloth", &[("a.yml", "version: \"prometheus/v1\"\nservice: x\nslos: []\n")], &[("a.yml", "version: 2\nslos: []\n")]),
    sure(
        "pyrra",
        &[("a.yaml", "apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n")],
        &[("a.yaml", "apiVersion: x/v1\nkind: ServiceLevelObjective\n")],
    ),
    sure("nobl9", &[("a.yaml", "apiVersion: n9/v1alpha\nkind: SLO\n")], &[("a.yaml", "apiVersion: n90/v1\nkind: SLO\n")]),
    sure(
        "slo-generator",
        &[("a.yaml", "apiVersion: sre.google.com/v2\nkind: ServiceLevelObjective\n")],
        &[("a.yaml", "apiVersion: sre.google/v2\nkind: X\n")],
    ),
    sure("error-budget-policy", &[("a.yaml", "kind: ErrorBudgetPolicy\n")], &[("a.yaml", "kind: ErrorBudget\n")]),
    sure(
        "prometheus-rules",
        &[("a.yaml", "groups:\n- name: x\n  rules:\n  - alert: A\n    expr: up == 0\n    annotations: {s: '{{ $labels.x }}'}\n")],
        &[("a.yaml", "groups:\n- name: x\n  members: []\n")],
    ),
    sure("alertmanager-config", &[("am.yml", "route:\n  receiver: x\nreceivers: []\n")], &[("am.yml", "route: /x\n")]),
    sure("prometheus-config", &[("prometheus.yml", "global: {}\nscrape_configs: []\n")], &[("prometheus.yml", "global: {}\n")]),
    both(
        "otel-collector",
        &[("c.yaml", "receivers: {}\nexporters: {}\nservice: {}\n")],
        &[("otel-collector.yaml", "processors: {}\n")],
        &[("c.yaml", "receivers: {}\nroute: {}\n"), ("otel-collector.yaml", "image: x\n")],
    ),
    sure(
        "otel-instrumentation",
        &[("i.yaml", "apiVersion: opentelemetry.io/v1alpha1\nkind: Instrumentation\n")],
        &[("i.yaml", "kind: Instrumentation\n")],
    ),
    sure("otlp-sample", &[("s.json", r#"{"resourceSpans":[]}"#)], &[("s.json", r#"{"spans":[{"resourceSpans":1}]}"#)]),
    sure("env-file", &[(".env.production", "A=1\n")], &[("environment", "A=1\n")]),
    sure(
        "grafana-dashboard",
        &[("d.json", r#"{"annotations":{},"panels":[],"schemaVersion":39}"#), ("e.json", r#"{"dashboard":{"panels":[]}}"#)],
        &[("d.json", r#"{"panels":[1]}"#)],
    ),
    sure(
        "perses-dashboard",
        &[("d.json", r#"{"kind":"Dashboard","spec":{}}"#)],
        &[("d.json", r#"{"kind":"Dashboard","apiVersion":"x/v1","spec":{}}"#)],
    ),
    sure(
        "k6-script",
        &[("load/a.js", "import http from 'k6/http';\n")],
        &[("load/a.js", "import http from 'http';\n"), ("src/a.js", "import http from 'k6/http';\n")],
    ),
    sure("gatling-simulation", &[("ShopSimulation.scala", "import io.gatling.core.Predef._\n")], &[("ShopSimulation.scala", "import x\n")]),
    sure("locust-file", &[("locustfile.py", "from locust import HttpUser\n")], &[("locustfile.py", "import x\n")]),
    sure("jmeter-plan", &[("shop.jmx", "<jmeterTestPlan/>")], &[("shop.jmx.md", "")]),
    sure("artillery-script", &[("a.yml", "config:\n  phases: []\nscenarios: []\n")], &[("a.yml", "config: {}\nscenarios: []\n")]),
    sure(
        "load-result",
        &[
            ("k6.json", r#"{"metrics":{"http_req_duration":{}},"root_group":{}}"#),
            ("a_stats.csv", ""),
            ("v.json", r#"{"latencies":{},"status_codes":{}}"#),
            ("j.csv", "timeStamp,elapsed,label,responseCode\n"),
            ("l.json", r#"[{"name":"/","num_requests":1,"response_times":{}}]"#),
            ("o.json", "{\"type\":\"Metric\",\"metric\":\"x\"}\n{\"type\":\"Point\",\"metric\":\"x\"}\n"),
        ],
        &[("k6.json", r#"{"metrics":{"up":1}}"#), ("j.csv", "a,b\n")],
    ),
    sure("load-plan", &[("l.yaml", "apiVersion: ent/v1\nkind: LoadTestPlan\n")], &[("load/l.yaml", "kind: Plan\n")]),
    sure("tenancy-model", &[("t.yaml", "kind: TenancyModel\n")], &[("tenancy/model.yaml", "kind: Model\n")]),
    sure("capacity-plan", &[("c.yaml", "apiVersion: ent/v1\nkind: CapacityPlan\n")], &[("c.yaml", "kind: Capacity\n")]),
    sure(
        "autoscaler",
        &[
            ("h.yaml", "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"),
            ("k.yaml", "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\n"),
        ],
        &[("h.yaml", "apiVersion: autoscaling/v1\nkind: Scale\n")],
    ),
    sure(
        "disruption-budget",
        &[("p.yaml", "apiVersion: policy/v1\nkind: PodDisruptionBudget\n")],
        &[("p.yaml", "apiVersion: policy/v1\nkind: Eviction\n")],
    ),
    // 9 and 10
    both(
        "threat-model",
        &[("m.yaml", "meta: {}\nelements: []\nthreats: []\n")],
        &[("threatmodel/shop.yaml", "elements: []\n")],
        &[
            ("threatmodel/labels.yaml", "a: 1\n"),
            ("m.yaml", "meta: {}\nelements: []\n"),
            ("threatmodel/threagile.yaml", "threagile_version: 1\n"),
        ],
    ),
    sure("threagile", &[("t.yaml", "threagile_version: 1.0.0\n")], &[("t.yaml", "technical_assets: {}\n")]),
    sure(
        "threat-dragon",
        &[("t.json", r#"{"version":"2.2.0","summary":{"title":"x"},"detail":{"diagrams":[]}}"#)],
        &[("t.json", r#"{"summary":{},"detail":{}}"#)],
    ),
    sure("open-threat-model", &[("t.otm", "{}"), ("t.yaml", "otmVersion: 0.2.0\n")], &[("t.yaml", "otm: 1\n")]),
    sure("tm-bom", &[("t.tmbom.json", "{}")], &[("t.json", r#"{"trust_zones":[]}"#)]),
    sure(
        "pytm",
        &[("t.json", r#"{"elements":[],"boundaries":[],"findings":[]}"#), ("tm.py", "from pytm import TM\n")],
        &[("tm.py", "import x\n")],
    ),
    sure(
        "threat-model-other",
        &[("m.tm7", ""), ("m.hcl", "threatmodel \"x\" {\n  threat \"y\" {}\n}\n")],
        &[("m.hcl", "threat \"y\" {}\n")],
    ),
    both(
        "runbook",
        &[("docs/x.md", "---\nid: a\nservice: shop\nalerts: [A]\n---\n# X\n")],
        &[("docs/runbooks/latencia.md", "# Latência\n"), ("ops/playbooks/5xx.md", "# 5xx\n"), ("runbook-db.md", "# DB\n")],
        &[("docs/runbooks/README.md", "# List\n"), ("playbooks/site.yml", "- hosts: all\n"), ("docs/x.md", "# alerts: service\n")],
    ),
    both(
        "postmortem",
        &[("x.md", "---\nid: a\nincident: i1\naction_items: []\n---\n")],
        &[("docs/postmortems/2026-01-02.md", "# X\n")],
        &[("docs/postmortems/template.md", "# X\n"), ("x.md", "---\nincident: i1\n---\n")],
    ),
    both(
        "gameday",
        &[("gameday.yaml", "id: a\n"), ("x.yaml", "hypothesis: {}\nsteady_state: []\n")],
        &[("gamedays/2026-q1.yaml", "id: a\nhypothesis: {}\n"), ("gamedays/2026-q2.yaml", "")],
        &[
            ("x.yaml", "hypothesis: {}\n"),
            ("gamedays/compose.yaml", "services: {db: {image: postgres}}\n"),
            ("gamedays/list.yaml", "- a: 1\n"),
        ],
    ),
    sure(
        "chaos-experiment",
        &[
            ("x.json", r#"{"title":"a","steady-state-hypothesis":{},"method":[]}"#),
            ("x.yaml", "apiVersion: chaos-mesh.org/v1alpha1\nkind: Workflow\n"),
            ("fis.json", r#"{"stopConditions":[],"actions":{}}"#),
        ],
        &[("x.json", r#"{"title":"a","method":"GET"}"#)],
    ),
    // 4 and 8
    both(
        "sql-migration",
        &[("db/V1__init.sql", ""), ("x/1_a.up.sql", ""), ("x.sql", "-- +goose Up\n")],
        &[("db/migrations/001_init.sql", ""), ("migrations/a.sql", "")],
        &[("db/queries/001.sql", "select 1;\n"), ("db/V__x.sql", "")],
    ),
    both(
        "code-migration",
        &[("db/migrate/20260101000000_add.rb", "")],
        &[("shop/migrations/0001_initial.py", "")],
        &[("shop/migrations/__init__.py", ""), ("shop/0001_initial.py", "")],
    ),
    sure(
        "liquibase-changelog",
        &[("c.xml", "<?xml?>\n<databaseChangeLog>\n"), ("c.yaml", "databaseChangeLog:\n- x: 1\n")],
        &[("c.xml", "<changes/>")],
    ),
    sure("migration-tool-config", &[("flyway.conf", ""), (".squawk.toml", "")], &[("flyway.md", "")]),
    sure(
        "schema-change",
        &[("changes/a.yaml", "id: a\nphases:\n- name: expand\n- name: contract\n")],
        &[("changes/a.yaml", "phases:\n- name: build\n")],
    ),
    both("sql-schema", &[("db/schema.sql", "")], &[("db/tables/a.sql", "")], &[("db/schemas.txt", ""), ("db/migrations/tables/a.sql", "")]),
    sure("sql", &[("q/a.sql", "")], &[("q/a.sqlx", "")]),
    sure(
        "orm-schema",
        &[
            ("prisma/schema.prisma", ""),
            ("shop/models.py", "class A(models.Model):\n"),
            ("src/entities/user.ts", "@Entity()\nclass A {}\n"),
        ],
        &[("shop/models.py", "x = 1\n"), ("shop/views.py", "models.Model\n"), ("src/entities/user.ts", "class A {}\n")],
    ),
    guess("database-log", &[("log/postgresql-2026.log", "")], &[("log/app.log", "")]),
    sure("database-config", &[("conf/postgresql.conf", "")], &[("conf/postgres.md", "")]),
    sure(
        "test-results",
        &[("r.xml", "<?xml version=\"1.0\"?>\n<testsuites>\n"), ("junit.xml", "")],
        &[("r.xml", "<tests/>"), ("junit5.xml", "<project/>")],
    ),
    // 5: controls, scanners, secrets, keys
    both(
        "control-catalog",
        &[("c.yaml", "apiVersion: ent.dev/v1\nkind: ControlCatalog\n")],
        &[("controls.yaml", "controls: []\n")],
        &[("controls.yaml", "jump: space\n"), ("c.yaml", "apiVersion: v1\nkind: ControlCatalog\n")],
    ),
    sure(
        "standard",
        &[("vendor-asvs.json", r#"{"requirements":[{"chapter_id":"V1","req_id":"V1.1.1"}]}"#)],
        &[("x.json", r#"{"requirements":[{"id":1}]}"#)],
    ),
    sure(
        "oscal",
        &[("c.json", r#"{"catalog":{"uuid":"x","metadata":{"oscal-version":"1.1.2"}}}"#)],
        &[("c.json", r#"{"catalog":{"uuid":"x"}}"#)],
    ),
    sure("security-policy", &[("SECURITY.md", ""), (".well-known/security.txt", "")], &[("security-notes.md", "")]),
    sure("security-insights", &[("SECURITY-INSIGHTS.yml", "")], &[("insights.yml", "")]),
    sure("license-file", &[("LICENSE", ""), ("LICENSE-MIT", ""), ("COPYING.txt", "")], &[("licenses.rs", ""), ("src/license.rs", "")]),
    sure("sarif", &[("r.json", r#"{"version":"2.1.0","runs":[]}"#), ("r.sarif", "{}")], &[("r.json", r#"{"version":"2.0","runs":[1]}"#)]),
    sure(
        "scan-result",
        &[("z.json", r#"{"site":[{"alerts":[]}]}"#), ("s.json", r#"{"errors":[],"results":[{"check_id":"x"}]}"#)],
        &[("z.json", r#"{"site":"x"}"#)],
    ),
    sure("scanner-ignores", &[("osv-scanner.toml", ""), (".trivyignore", "")], &[("osv.toml", "")]),
    sure("scanner-config", &[(".semgrep.yml", ""), ("sonar-project.properties", "")], &[("semgrep-rules.yml", "")]),
    sure("secret-inventory", &[("secrets/inventory.yaml", "a: 1\n")], &[("inventory.yaml", "secrets: []\n")]),
    sure("key-inventory", &[("k.yaml", "keys:\n- id: a\n  kms: arn\n  environment: prod\n")], &[("k.yaml", "keys: [a]\n")]),
    sure("vault-config", &[("p.hcl", "path \"kv/*\" {\n  capabilities = [\"read\"]\n}\n")], &[("p.hcl", "path = 1\n")]),
    sure("sops-config", &[(".sops.yaml", "creation_rules: []\n")], &[("sops.yaml", "creation_rules: []\n")]),
    sure("sops-file", &[("s.yaml", "a: ENC[AES256_GCM,data:x]\nsops:\n  kms: []\n")], &[("s.yaml", "a: b\nsops: 1\n")]),
    sure(
        "private-key",
        &[("k.pem", "-----BEGIN PRIVATE KEY-----\n"), ("id_rsa", "")],
        &[("k.pem", "-----BEGIN PUBLIC KEY-----\n"), ("id_rsa.pub", "")],
    ),
    sure("certificate", &[("c.pem", "-----BEGIN CERTIFICATE-----\n")], &[("c.pem", "-----BEGIN PUBLIC KEY-----\n")]),
    // 5: supply chain
    sure(
        "lock-file",
        &[("Cargo.lock", ""), ("a/b/gradle/verification-metadata.xml", ""), ("Manifest.toml", "")],
        &[("cargo.lock.md", ""), ("manifest.toml", "")],
    ),
    sure("package-manifest", &[("package.json", "{}"), ("requirements-dev.txt", "")], &[("packages.json", "{}"), ("req.txt", "")]),
    sure(
        "cyclonedx",
        &[("b.json", r#"{"bomFormat":"CycloneDX"}"#), ("b.xml", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">")],
        &[("b.json", r#"{"bom":1}"#)],
    ),
    sure(
        "spdx",
        &[("s.json", r#"{"spdxVersion":"SPDX-2.3"}"#), ("s.spdx", ""), ("s.txt", "SPDXVersion: SPDX-2.3\n")],
        &[("s.json", r#"{"spdx":1}"#)],
    ),
    sure("vex", &[("v.json", r#"{"@context":"https://openvex.dev/ns/v0.2.0"}"#)], &[("v.json", r#"{"@context":"https://schema.org"}"#)]),
    sure("advisory", &[("a.json", r#"{"id":"X-1","modified":"x","affected":[]}"#)], &[("a.json", r#"{"id":"X-1","modified":"x"}"#)]),
    sure(
        "renovate-config",
        &[("renovate.json", "{}"), (".github/renovate.json5", "{}"), ("package.json", r#"{"renovate":{}}"#)],
        &[("package.json", r#"{"x":{"renovate":{}}}"#), ("web/package.json", r#"{"renovate":{}}"#), ("web/renovate.json", "{}")],
    ),
    sure(
        "renovate-preset",
        &[("presets/go.json", r#"{"$schema":"https://docs.renovatebot.com/renovate-schema.json"}"#)],
        &[
            ("presets/go.json", r#"{"$schema":"https://x"}"#),
            ("renovate.json", r#"{"$schema":"https://docs.renovatebot.com/renovate-schema.json"}"#),
        ],
    ),
    sure("dependabot-config", &[(".github/dependabot.yml", "version: 2\n")], &[("dependabot.yml", "version: 2\n")]),
    sure(
        "signature-bundle",
        &[("a.sigstore.json", "{}"), ("b.json", r#"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"#)],
        &[("b.json", r#"{"mediaType":"x"}"#)],
    ),
    sure("signature", &[("a.tgz.sig", "")], &[("a.sign", "")]),
    sure("public-key", &[("cosign.pub", "-----BEGIN PUBLIC KEY-----\n")], &[("x.pub", "ssh-rsa AAA\n")]),
    sure(
        "attestation",
        &[("a.intoto.jsonl", ""), ("s.json", r#"{"_type":"https://in-toto.io/Statement/v1"}"#)],
        &[("s.json", r#"{"_type":"x"}"#)],
    ),
    sure(
        "trusted-root",
        &[("t.json", r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}"#)],
        &[("t.json", "{}")],
    ),
    // 5 and 6: privacy, logs, trails
    both(
        "ropa",
        &[("p.yaml", "kind: Ropa\n")],
        &[("privacy/ropa.yaml", "a: 1\n")],
        &[("p.yaml", "kind: Rope\n"), ("europa.yaml", "a: 1\n")],
    ),
    both("ripd", &[("p.yaml", "kind: Ripd\n")], &[("privacy/ripd-checkout.yaml", "a: 1\n")], &[("p.yaml", "kind: Rip\n")]),
    sure("data-map", &[("p.yaml", "kind: DataMap\n")], &[("p.yaml", "kind: ConfigMap\n")]),
    sure("subject-requests", &[("d.jsonl", "{\"request_id\":\"1\",\"right\":\"18.I\"}\n")], &[("d.jsonl", "{\"request_id\":\"1\"}\n")]),
    sure("fides", &[(".fides/a.yml", ""), ("f.yml", "dataset:\n- fides_key: x\n")], &[("f.yml", "dataset: x\n")]),
    sure(
        "retention-job",
        &[("crontab", ""), ("j.yaml", "apiVersion: batch/v1\nkind: CronJob\n")],
        &[("j.yaml", "apiVersion: batch/v1\nkind: Job\n")],
    ),
    sure("log-sample", &[("app.log", "x\n")], &[("log.rs", "")]),
    both("access-log", &[("a.log", "1.1.1.1 - - \"GET / HTTP/1.1\" 200 12\n")], &[("access.log", "")], &[("a.log", "started\n")]),
    sure("har", &[("a.har", "{}"), ("b.json", r#"{"log":{"version":"1.2","creator":{},"entries":[]}}"#)], &[("b.json", r#"{"log":{}}"#)]),
    sure(
        "cloudtrail-digest",
        &[("1_CloudTrail-Digest_us_x.json.gz", ""), ("d.json", r#"{"digestS3Object":"x","digestEndTime":"y"}"#)],
        &[("d.json", "{}")],
    ),
    sure(
        "cloudtrail-log",
        &[("1_CloudTrail_us_x.json.gz", "")],
        &[("1_CloudTrail-Digest_us_x.json.gz", ""), ("l.json", r#"{"Records":[]}"#)],
    ),
    sure("cloudtrail-keys", &[("keys.json", r#"{"PublicKeyList":[{"Fingerprint":"x"}]}"#)], &[("keys.json", r#"{"keys":[]}"#)]),
    sure("audit-policy", &[("a.yaml", "kind: AuditPolicy\n")], &[("a.yaml", "kind: Policy\n")]),
    // 7
    sure(
        "openapi",
        &[
            ("openapi.yaml", ""),
            ("api/v1.json", r#"{"openapi":"3.0.3"}"#),
            ("api/v2.yml", "swagger: '2.0'\n"),
            ("x.yaml", "openapi: 4.0.0\npaths: {}\n"),
        ],
        &[("api/v1.yaml", "openapi_generator: 1\n"), ("api/v1.yaml", "x:\n  openapi: 3.1.0\n")],
    ),
    sure("openapi-overlay", &[("o.yaml", "overlay: 1.0.0\ninfo: {}\nactions: []\n")], &[("o.yaml", "overlay: 1\n")]),
    sure("api-ruleset", &[(".spectral.yaml", "")], &[("spectra.yaml", "")]),
    sure("api-diff-config", &[(".oasdiff.yaml", "")], &[("oasdiff.md", "")]),
    sure(
        "pact",
        &[("pacts/a-b.json", "{}"), ("x.json", r#"{"consumer":{"name":"a"},"interactions":[]}"#)],
        &[("x.json", r#"{"consumer":1}"#)],
    ),
    sure(
        "pact-result",
        &[("r.json", r#"{"providerName":"a","providerApplicationVersion":"1"}"#)],
        &[("r.json", r#"{"providerName":"a"}"#)],
    ),
    sure("retry-policy", &[("r.yaml", "kind: RetryPolicy\n")], &[("r.yaml", "kind: Retry\n")]),
    // 11 and 12
    sure("focus-export", &[("bill.csv", "BilledCost,ChargePeriodStart\n")], &[("bill.csv", "cost,date\n")]),
    sure(
        "tag-policy",
        &[("t.json", r#"{"tags":{"owner":{"tag_key":{"@@assign":"Owner"}}}}"#), ("t.yaml", "apiVersion: ent/v1\nkind: TagPolicy\n")],
        &[("t.json", r#"{"tags":{}}"#), ("t.yaml", "apiVersion: other/v1\nkind: TagPolicy\n")],
    ),
    sure("access-review", &[("a.yaml", "apiVersion: ent/v1\nkind: AccessReview\n")], &[("a.yaml", "kind: Review\n")]),
    sure("cost-policy", &[("c.yaml", "apiVersion: ent/v1\nkind: CostPolicy\n")], &[("c.yaml", "kind: Cost\n")]),
    sure("infracost", &[("i.json", r#"{"diffTotalMonthlyCost":"1"}"#)], &[("i.json", r#"{"totalMonthlyCost":"1"}"#)]),
    both(
        "permission-matrix",
        &[("m.yaml", "kind: PermissionMatrix\n")],
        &[("authz/matrix.yaml", "roles: []\n")],
        &[("matrix.yaml", "roles: []\n"), ("authz/matrix.yaml", "include: []\n")],
    ),
    sure("cedar", &[("p.cedar", ""), ("t.json", r#"{"policies":"a","entities":"b","requests":[]}"#)], &[("t.json", r#"{"policies":"a"}"#)]),
    sure("openfga", &[("m.fga", ""), ("s.yaml", "model: x\ntuples: []\ntests: []\n")], &[("s.yaml", "model: x\ntests: []\n")]),
    sure("spicedb", &[("s.zed", ""), ("v.yaml", "schema: x\nassertions: {}\n")], &[("v.yaml", "schema: x\n")]),
    sure("cerbos", &[("p.yaml", "apiVersion: api.cerbos.dev/v1\n")], &[("p_test.yaml", "tests: []\n")]),
    sure("casbin", &[("model.conf", "[request_definition]\nr = sub\n[matchers]\nm = x\n")], &[("model.conf", "[server]\n")]),
    // 13
    sure("html", &[("public/index.html", "")], &[("index.html.md", "")]),
    sure("web-headers", &[("public/_headers", ""), ("vercel.json", "{}")], &[("headers", "")]),
    both(
        "web-server-config",
        &[("nginx.conf", ""), ("x.conf", "server {\n  listen 80;\n}\n")],
        &[("deploy/nginx/site.conf", "")],
        &[("x.conf", "a = 1\n")],
    ),
    both("web-routes", &[("config/routes.rb", "")], &[("src/router.ts", "")], &[("src/router.md", "")]),
    both(
        "security-headers-code",
        &[("config/initializers/content_security_policy.rb", ""), ("shop/settings.py", "SECURE_HSTS_SECONDS = 1\n")],
        &[("web/helmet.config.ts", "")],
        &[("shop/settings.py", "DEBUG = True\n"), ("shop/setting.py", "SECURE_HSTS_SECONDS = 1\n")],
    ),
    sure("sitemap", &[("sitemap.xml", "<urlset xmlns=\"x\">")], &[("sitemap.xml", "<map/>")]),
    // 14
    sure("terraform", &[("infra/main.tf", ""), ("main.tf.json", "{}")], &[("main.tfx", "")]),
    sure("terraform-variables", &[("prod.tfvars", "")], &[("prod.vars", "")]),
    sure("terraform-lock", &[("infra/.terraform.lock.hcl", "")], &[("infra/lock.hcl", "")]),
    sure("terraform-state", &[("terraform.tfstate", "{}")], &[("terraform.state", "{}")]),
    sure(
        "terraform-plan",
        &[("plan.json", r#"{"format_version":"1.2","terraform_version":"1.9.0"}"#)],
        &[("plan.json", r#"{"format_version":"1.2"}"#)],
    ),
    sure("terragrunt", &[("terragrunt.hcl", "")], &[("grunt.hcl", "")]),
    sure("cloudformation", &[("t.yaml", "AWSTemplateFormatVersion: '2010-09-09'\n")], &[("t.yaml", "Resources: {}\n")]),
    sure("infrastructure-other", &[("Pulumi.yaml", ""), ("site.yml", "- hosts: all\n  tasks: []\n")], &[("site.yml", "- hosts: all\n")]),
    sure("rego", &[("policy/main.rego", "")], &[("policy/main.regex", "")]),
    sure("conftest-config", &[("conftest.toml", "")], &[("conftest.py", "")]),
    sure(
        "gatekeeper",
        &[("c.yaml", "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sLabels\n")],
        &[("c.yaml", "kind: K8sLabels\n")],
    ),
    sure(
        "admission-policy",
        &[("k.yaml", "apiVersion: kyverno.io/v1\nkind: ClusterPolicy\n")],
        &[("k.yaml", "apiVersion: v1\nkind: ClusterPolicy\n")],
    ),
    sure(
        "argocd",
        &[("a.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\n")],
        &[("a.yaml", "apiVersion: app.k8s.io/v1\nkind: Application\n")],
    ),
    sure(
        "flux",
        &[("f.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n")],
        &[("f.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")],
    ),
    sure("drift-report", &[("d.json", r#"{"summary":{},"differences":[]}"#)], &[("d.json", r#"{"summary":{}}"#)]),
    sure(
        "kubernetes-manifest",
        &[("d.yaml", "apiVersion: apps/v1\nkind: Deployment\n"), ("s.json", r#"{"apiVersion":"v1","kind":"Service"}"#)],
        &[("d.yaml", "apiVersion: openslo/v1\nkind: Service\n"), ("d.yaml", "apiVersion: 1\nkind: Pod\n")],
    ),
    sure("kubernetes-secret", &[("s.yaml", "apiVersion: v1\nkind: Secret\n")], &[("s.yaml", "apiVersion: v1\nkind: ConfigMap\n")]),
    sure(
        "encryption-configuration",
        &[("e.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n")],
        &[("e.yaml", "kind: EncryptionConfiguration\n")],
    ),
    sure("helm-chart", &[("chart/Chart.yaml", "name: x\n")], &[("chart.yaml", "name: x\n")]),
    guess("helm-values", &[("chart/values.yaml", "a: 1\n")], &[("chart/value.yaml", "a: 1\n")]),
    sure("kustomization", &[("kustomization.yaml", "resources: []\n")], &[("kustomize.yaml", "resources: []\n")]),
    sure("compose", &[("docker-compose.yml", "services: {}\n"), ("compose.dev.yaml", "")], &[("composer.yaml", "")]),
    sure("dockerfile", &[("Dockerfile", ""), ("api/Dockerfile.dev", "")], &[("Dockerfiles", ""), ("docker.md", "")]),
];
