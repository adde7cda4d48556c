//! Single edits of a whole description: paths, security, servers, lifecycle, versions. Each with the id and the weight that the table asks for.

use rule::Severity::{self, Error, Info, Warning};

use super::told;
use crate::diff::change::Change;
use crate::diff::policy::{Policy, Stability};
use crate::diff::testing::changes;

const BASE: &str = "
openapi: 3.1.0
info: {title: T, version: 1.2.0}
servers: [{url: 'https://{region}.example.com/v1', variables: {region: {enum: [eu, us], default: eu}}}, {url: 'https://old.example.com/v1'}]
security: [{key: []}]
paths:
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getUser, responses: {'200': {description: d}}}
    delete: {responses: {'204': {description: d}}}
  /open:
    get: {security: [], responses: {'200': {description: d}}}
  /both:
    get: {security: [{key: []}, {oauth: [read, write]}, {}], responses: {'200': {description: d}}}
  /old:
    get: {deprecated: true, x-sunset: 2026-01-01, responses: {'200': {description: d}}}
  /later:
    get: {deprecated: true, x-sunset: 2099-01-01, responses: {'200': {description: d}}}
  /draft:
    get: {x-stability-level: draft, responses: {'200': {description: d}}}
  /beta:
    get: {x-stability-level: beta, responses: {'200': {description: d}}}
webhooks:
  event: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}, responses: {'200': {description: d}}}}
components:
  securitySchemes:
    key: {type: apiKey, name: X-Key, in: header}
    web: {type: http, scheme: basic}
    oauth:
      type: oauth2
      flows:
        clientCredentials: {tokenUrl: 'https://example.com/token', scopes: {read: r, write: w}}
        password: {tokenUrl: 'https://example.com/token', scopes: {}}
  schemas:
    Unused: {type: object}
";

/// Text before, text after, the id that must be there (empty: nothing may be above `info`), its weight.
type Edit = (&'static str, &'static str, &'static str, Severity);

const EDITS: &[Edit] = &[
    // Paths and operations.
    ("    delete: {responses: {'204': {description: d}}}\n", "", "api-removed-without-deprecation", Error),
    ("  /open:\n    get: {security: [], responses: {'200': {description: d}}}\n", "", "api-path-removed-without-deprecation", Error),
    (
        "  /old:\n    get: {deprecated: true, x-sunset: 2026-01-01, responses: {'200': {description: d}}}\n",
        "",
        "api-path-removed-with-deprecation",
        Info,
    ),
    (
        "  /later:\n    get: {deprecated: true, x-sunset: 2099-01-01, responses: {'200': {description: d}}}\n",
        "",
        "api-path-removed-before-sunset",
        Error,
    ),
    ("  /draft:\n    get: {x-stability-level: draft, responses: {'200': {description: d}}}\n", "", "", Info),
    ("/users/{id}:\n    parameters: [{name: id,", "/users/{user}:\n    parameters: [{name: user,", "path-parameter-renamed", Info),
    ("    get: {operationId: getUser, ", "    head: {operationId: getUser, ", "operation-moved", Error),
    ("  /open:\n", "  /wide-open:\n", "api-path-removed-without-deprecation", Error),
    ("  /open:\n", "  /{any}: {get: {responses: {'200': {description: d}}}}\n  /open:\n", "endpoint-added", Info),
    (
        "  /open:\n",
        "  /{any}/{id}: {get: {responses: {'200': {description: d}}}}\n  /{a}/b: {get: {responses: {'200': {description: d}}}}\n  /c/{d}: {get: {responses: {'200': {description: d}}}}\n  /open:\n",
        "path-template-ambiguous",
        Warning,
    ),
    ("schema: {type: string}}]\n    get", "schema: {type: integer}}]\n    get", "request-parameter-type-changed", Error),
    (
        "    parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        "    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, required: true, schema: {type: string}}]",
        "new-required-request-default-parameter-to-existing-path",
        Error,
    ),
    (
        "    parameters: [{name: id, in: path, required: true, schema: {type: string}}]",
        "    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]",
        "new-optional-request-default-parameter-to-existing-path",
        Info,
    ),
    // Webhooks.
    (
        "webhooks:\n  event: {post: {requestBody: {content: {application/json: {schema: {type: object}}}}, responses: {'200': {description: d}}}}\n",
        "",
        "webhook-removed",
        Error,
    ),
    ("webhooks:\n", "webhooks:\n  more: {post: {responses: {'200': {description: d}}}}\n", "webhook-added", Info),
    // Security.
    ("get: {security: [], ", "get: {security: [{key: []}], ", "security-required-on-anonymous", Error),
    ("get: {security: [], ", "get: {", "security-required-on-anonymous", Error),
    ("security: [{key: []}]\npaths", "security: []\npaths", "security-requirement-emptied", Info),
    ("security: [{key: []}]\npaths", "paths", "security-requirement-emptied", Info),
    ("security: [{key: []}]\npaths", "security: [{key: [], web: []}]\npaths", "security-alternative-removed", Error),
    ("security: [{key: []}]\npaths", "security: [{key: []}, {web: []}]\npaths", "api-global-security-added", Info),
    ("security: [{key: []}]\npaths", "security: [{web: []}]\npaths", "security-alternative-removed", Error),
    ("{oauth: [read, write]}, {}]", "{oauth: [read, write]}]", "security-optional-dropped", Error),
    ("[{key: []}, {oauth: [read, write]}, {}]", "[{oauth: [read, write]}, {}]", "api-security-removed", Info),
    ("[{key: []}, {oauth: [read, write]}, {}]", "[{key: []}, {oauth: [read]}, {}]", "api-security-scope-removed", Info),
    (
        "get: {security: [{key: []}, {oauth: [read, write]}, {}], ",
        "get: {security: [{oauth: [read, write, admin]}], ",
        "api-security-scope-added",
        Error,
    ),
    ("get: {security: [], ", "get: {security: [{}], ", "", Info),
    // Schemes.
    ("name: X-Key", "name: X-Token", "api-key-name-changed", Error),
    ("name: X-Key", "name: x-key", "", Info),
    ("in: header}\n    web", "in: query}\n    web", "api-key-place-changed", Error),
    ("key: {type: apiKey, name: X-Key, in: header}", "key: {type: http, scheme: bearer}", "security-scheme-type-changed", Error),
    ("web: {type: http, scheme: basic}", "web: {type: http, scheme: bearer}", "http-scheme-changed", Info),
    ("        password: {tokenUrl: 'https://example.com/token', scopes: {}}\n", "", "oauth-flow-removed", Error),
    (
        "clientCredentials: {tokenUrl: 'https://example.com/token'",
        "clientCredentials: {tokenUrl: 'https://example.com/oauth'",
        "oauth-url-changed",
        Warning,
    ),
    ("scopes: {read: r, write: w}", "scopes: {read: r}", "api-security-component-oauth-scope-removed", Info),
    ("scopes: {read: r, write: w}", "scopes: {read: r, write: w, admin: a}", "api-security-component-oauth-scope-added", Info),
    ("    web: {type: http, scheme: basic}\n", "", "api-security-component-removed", Info),
    // Servers.
    (", {url: 'https://old.example.com/v1'}]", "]", "server-removed", Warning),
    ("https://old.example.com/v1", "https://old.example.com/v2", "server-url-changed", Warning),
    ("https://old.example.com/v1", "https://new.example.com/v1", "server-host-changed", Info),
    ("enum: [eu, us]", "enum: [eu]", "server-variable-enum-narrowed", Warning),
    ("enum: [eu, us]", "enum: [eu, us, ap]", "", Info),
    ("default: eu}}", "default: us}}", "server-variable-default-changed", Warning),
    // Lifecycle.
    ("    delete: {responses", "    delete: {deprecated: true, responses", "endpoint-deprecated", Info),
    ("    delete: {responses", "    delete: {deprecated: true, x-sunset: 2099-01-01, responses", "endpoint-deprecated-with-sunset", Info),
    ("    delete: {responses", "    delete: {deprecated: true, x-sunset: soon, responses", "api-deprecated-sunset-parse", Error),
    ("get: {deprecated: true, x-sunset: 2099-01-01, ", "get: {", "endpoint-reactivated", Info),
    ("get: {deprecated: true, x-sunset: 2099-01-01, ", "get: {deprecated: true, ", "sunset-deleted", Error),
    ("x-stability-level: beta", "x-stability-level: alpha", "api-stability-decreased", Error),
    ("x-stability-level: beta", "x-stability-level: stable", "api-stability-increased", Info),
    ("x-stability-level: beta", "x-stability-level: wobbly", "api-invalid-stability-level", Error),
    // What is no part of the contract.
    ("    Unused: {type: object}\n", "    Unused: {type: string}\n", "", Info),
    ("    Unused: {type: object}\n", "    Other: {type: object}\n", "api-schema-removed", Info),
    ("title: T", "title: U", "", Info),
    ("version: 1.2.0", "version: 1.1.0", "", Info),
    ("openapi: 3.1.0", "openapi: 3.1.1", "", Info),
];

fn worst(changes: &[Change]) -> Severity {
    super::verdict(changes)
}

#[test]
fn edits_of_descriptions_have_the_id_and_the_weight_of_the_table() {
    let mut wrong = Vec::new();
    for (old, new, id, severity) in EDITS {
        assert_eq!(BASE.matches(old).count(), 1, "{old} must stand once");
        let found = changes(BASE, &BASE.replace(old, new), &Policy::default());
        let has = id.is_empty() || found.iter().any(|change| change.id == *id && change.severity == *severity);
        let listed = found.iter().all(|change| crate::diff::ids::listed(&change.id).is_some());
        if !has || worst(&found) != *severity || !listed {
            wrong.push(format!("{old} → {new}: {id} {severity} expected{}", told(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} went wrong:\n{}", wrong.len(), EDITS.len(), wrong.join("\n"));
}

/// Edits whose weight a team may decide otherwise.
#[test]
fn policies_weigh_otherwise() {
    type Set = fn(&mut Policy);
    let days: Set = |policy| policy.deprecation_days_stable = 100;
    let cases: &[(&str, &str, Set, &str, Severity)] = &[
        ("    delete: {responses", "    delete: {deprecated: true, responses", days, "api-deprecated-sunset-missing", Error),
        (
            "    delete: {responses",
            "    delete: {deprecated: true, x-sunset: 2026-12-01, responses",
            days,
            "api-sunset-date-too-small",
            Error,
        ),
        ("x-sunset: 2099-01-01", "x-sunset: 2026-12-01", days, "api-sunset-date-changed-too-small", Error),
        ("https://old.example.com/v1", "https://old.example.com/v2", |policy| policy.servers = Error, "server-url-changed", Error),
        (
            "/users/{id}:\n    parameters: [{name: id,",
            "/users/{user}:\n    parameters: [{name: user,",
            |policy| policy.path_parameters = Error,
            "path-parameter-renamed",
            Error,
        ),
        ("operationId: getUser", "operationId: readUser", |policy| policy.operation_ids = Warning, "api-operation-id-removed", Warning),
        ("version: 1.2.0", "version: 1.1.0", |policy| policy.check_version = true, "api-version-decreased", Info),
        (
            "  /beta:\n    get: {x-stability-level: beta, responses: {'200': {description: d}}}\n",
            "",
            |policy| policy.stability = Stability::Stable,
            "",
            Info,
        ),
        (
            "    delete: {responses: {'204': {description: d}}}\n",
            "",
            |policy| {
                policy.levels.insert("api-removed-without-deprecation".into(), Some(Warning));
            },
            "api-removed-without-deprecation",
            Warning,
        ),
        (
            "    delete: {responses: {'204': {description: d}}}\n",
            "",
            |policy| {
                policy.levels.insert("api-removed-without-deprecation".into(), None);
            },
            "",
            Info,
        ),
        ("title: T, version: 1.2.0}", "title: T, version: 1.2.0, description: x}", |_| {}, "", Info),
    ];
    for (old, new, set, id, severity) in cases {
        let mut policy = Policy::default();
        set(&mut policy);
        let found = changes(BASE, &BASE.replace(old, new), &policy);
        let has = id.is_empty() || found.iter().any(|change| change.id == *id && change.severity == *severity);
        assert!(has && worst(&found) == *severity, "{old} → {new}: {id} {severity} expected{}", told(&found));
    }
}
