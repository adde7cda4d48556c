//! By which words a file that may hold anything shows a row.

/// Class, rows, and the words of which one has to be there, whatever their case.
type Line = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Names of tools that scan.
const SCANNERS: &[&str] = &[
    "codeql",
    "semgrep",
    "sonar",
    "snyk",
    "trivy",
    "grype",
    "zaproxy",
    "owasp/zap",
    "nuclei",
    "bandit",
    "gosec",
    "govulncheck",
    "osv-scanner",
    "dependency-review",
    "dependency-check",
    "checkov",
    "tfsec",
    "brakeman",
    "cargo audit",
    "cargo-audit",
    "cargo deny",
    "cargo-deny",
    "npm audit",
    "pip-audit",
    "ent scans",
    "ent vulns",
    "sast.gitlab-ci.yml",
    "dast.gitlab-ci.yml",
];
const SBOM: &[&str] = &["cyclonedx", "syft", "spdx", "sbom"];
const SIGNING: &[&str] =
    &["cosign", "attest-build-provenance", "attest-sbom", "slsa-github-generator", "sigstore", "ent sign", "attestations: write"];
const DRIFT: &[&str] = &["drift", "detailed-exitcode"];
const KEYS: &[&str] = &["aws_kms", "google_kms", "azurerm_key_vault_key", "vault_transit", "hcloud_kms"];
const TRAIL: &[&str] = &[
    "aws_cloudtrail",
    "object_lock",
    "google_logging",
    "retention_policy",
    "immutability_policy",
    "azurerm_monitor_diagnostic",
    "vault_audit",
];
const BUDGETS: &[&str] = &["aws_budgets", "billing_budget", "consumption_budget", "aws_ce_"];
const TAGS: &[&str] = &["default_tags", "default_labels", "tags_all", "cost_center", "costcenter", "cost-center"];
const ROW_SECURITY: &[&str] = &["row level security", "create policy", "alter policy", "enable_rls", "row_level_security"];
const TENANT_SCOPE: &[&str] = &[
    "TenantManager",
    "TenantScope",
    "tenant_scope",
    "TenantQuerySet",
    "TenantAware",
    "acts_as_tenant",
    "BelongsToTenant",
    "current_tenant",
    "CurrentTenant",
    "multitenan",
    "app.tenant_id",
];
const FIELD_ENCRYPTION: &[&str] = &[
    "pgp_sym_encrypt",
    "pgp_pub_encrypt",
    "pgcrypto",
    "EncryptedField",
    "EncryptedCharField",
    "EncryptedType",
    "attr_encrypted",
    "lockbox_",
    "filter_parameters",
    "RedactingFilter",
    "MaskingConverter",
    "mask_pii",
    "redact_pii",
    "SensitiveDataFilter",
];
const ENFORCEMENT: &[&str] = &[
    "@PreAuthorize",
    "@RolesAllowed",
    "@Secured",
    "permission_classes",
    "has_object_permission",
    "@UseGuards",
    "policy_scope",
    "load_and_authorize_resource",
    "cedar_policy",
    "enforcer.enforce",
    "require_permission",
    "check_permission",
];
const CSP: &[&str] =
    &["content-security-policy", "contentSecurityPolicy", "content_security_policy", "trusted-types", "trustedTypes", "CSP_DEFAULT_SRC"];
const CLIENT_DATA: &[&str] =
    &["beforeSend", "before_send", "sendDefaultPii", "send_default_pii", "maskAllText", "maskAllInputs", "data-private", "referrer-policy"];
const REDACTION: &[&str] = &["redaction", "action: delete", "action: hash", "replace_pattern", "replace_all_patterns", "delete_key"];
const RETENTION: &[&str] = &["retention", "retencao", "retenção", "expurgo", "purge", "erasure", "anonymi", "anonimiza", "eliminar_dados"];

/// The table. A class that stands here for a row shows that row only by such a word; for its other rows its files speak for themselves.
pub(super) const SPEAKS_OF: &[Line] = &[
    ("github-workflow", &["5.3"], SCANNERS),
    ("github-workflow", &["5.4"], SBOM),
    ("github-workflow", &["5.10"], SIGNING),
    ("github-workflow", &["14.4"], DRIFT),
    ("gitlab-ci", &["5.3"], SCANNERS),
    ("gitlab-ci", &["14.4"], DRIFT),
    ("contributing", &["1.3"], &["review", "revisão", "revisao"]),
    ("prometheus-rules", &["2.3"], &["latency", "duration", "error", "5..", "saturation", "utiliz", "burn", "slo", "latencia"]),
    ("prometheus-rules", &["2.4"], &["queue", "backlog", "consumer_lag", "consumergroup_lag", "fila"]),
    ("alertmanager-config", &["11.1"], &["budget", "cost", "orcamento", "finops"]),
    ("otel-collector", &["5.8", "13.3"], REDACTION),
    ("otel-instrumentation", &["2.6"], &["tracecontext"]),
    ("env-file", &["2.5"], &["OTEL_"]),
    ("env-file", &["2.6"], &["OTEL_PROPAGATORS"]),
    ("kubernetes-secret", &["5.7a"], &["SealedSecret", "ExternalSecret", "SecretStore", "ENC[AES256"]),
    ("package-manifest", &["2.5"], &["opentelemetry"]),
    ("test-results", &["4.3"], &["isolation", "isolamento", "tenant", "inquilino"]),
    ("test-results", &["7.3"], &["pact", "contract", "contrato"]),
    ("test-results", &["12.2"], &["authz", "authoriz", "autoriza", "permission", "permissao", "forbidden"]),
    ("sql-migration", &["4.1"], ROW_SECURITY),
    ("sql-migration", &["8.1"], &["ent:phase"]),
    ("code-migration", &["4.1"], ROW_SECURITY),
    ("code-migration", &["8.1"], &["ent:phase"]),
    ("liquibase-changelog", &["8.1"], &["ent:phase"]),
    ("sql-schema", &["4.1"], ROW_SECURITY),
    ("sql-schema", &["5.8"], FIELD_ENCRYPTION),
    ("sql", &["4.1"], ROW_SECURITY),
    ("sql", &["5.9"], RETENTION),
    ("orm-schema", &["4.2"], TENANT_SCOPE),
    ("orm-schema", &["5.8"], FIELD_ENCRYPTION),
    ("database-log", &["4.2"], &["tenant_id", "inquilino_id"]),
    ("schema-change", &["8.3"], &["flag"]),
    ("source-code", &["2.6"], &["TraceContextPropagator", "TraceContextTextMapPropagator", "traceparent"]),
    ("source-code", &["4.2"], TENANT_SCOPE),
    ("source-code", &["5.8"], FIELD_ENCRYPTION),
    ("source-code", &["12.3"], ENFORCEMENT),
    ("source-code", &["13.1"], CLIENT_DATA),
    ("source-code", &["13.2"], CSP),
    ("script", &["5.9"], RETENTION),
    ("retention-job", &["5.9"], RETENTION),
    ("openapi", &["7.4"], &["application/problem+json", "application/problem+xml"]),
    ("openapi", &["7.5"], &["\"429\"", "'429'", "429:", "ratelimit", "retry-after"]),
    ("openapi", &["7.6"], &["idempotency-key", "idempotencykey", "idempotency_key"]),
    ("openapi", &["7.7"], &["if-match", "if-none-match", "etag"]),
    ("har", &["7.4"], &["application/problem+json"]),
    ("rego", &["12.1"], &["package authz", "package app.authz", "allow "]),
    ("html", &["13.2"], CSP),
    ("web-headers", &["13.1"], &["referrer-policy", "permissions-policy"]),
    ("web-headers", &["13.2"], CSP),
    ("web-server-config", &["7.5"], &["limit_req", "ratelimit", "rate_limit", "local_ratelimit"]),
    ("web-server-config", &["13.1"], &["referrer-policy", "log_format"]),
    ("web-server-config", &["13.2"], CSP),
    ("security-headers-code", &["13.2"], CSP),
    ("terraform", &["5.7b", "5.7c"], KEYS),
    ("terraform", &["6.1", "6.3"], TRAIL),
    ("terraform", &["11.1"], BUDGETS),
    ("terraform", &["11.2"], TAGS),
    ("terraform-plan", &["6.1"], TRAIL),
    ("terraform-plan", &["11.1"], BUDGETS),
    ("terraform-plan", &["14.4"], &["resource_drift"]),
    ("argocd", &["14.4"], &["selfHeal"]),
    ("flux", &["14.4"], &["driftDetection"]),
    ("kubernetes-manifest", &["11.2"], TAGS),
];
