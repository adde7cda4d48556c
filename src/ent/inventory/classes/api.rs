//! Area 7: APIs.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new(
        "openapi",
        &["7.1", "7.2", "7.4", "7.5", "7.6", "7.7", "13.1"],
        &["api-lint", "api-diff", "api-contract", "api-probe", "access", "privacy", "web-privacy", "load", "threats"],
        "OpenAPI or Swagger description of an HTTP API",
    )
    .named(&["{openapi,swagger}.{yaml,yml,json}", "*.{openapi,swagger}.{yaml,yml,json}"])
    .marked(&[within(
        DATA,
        &[
            Mark::Value("openapi", "3."),
            Mark::Value("swagger", "2.0"),
            Mark::All(&[Mark::Key("openapi"), Mark::Any(&[Mark::Key("paths"), Mark::Key("info")])]),
            Mark::All(&[Mark::Key("swagger"), Mark::Key("paths")]),
        ],
    )]),
    Class::new("openapi-overlay", &["7.1"], &["api-lint"], "OpenAPI overlay")
        .marked(&[within(DATA, &[Mark::All(&[Mark::Key("overlay"), Mark::Key("actions")])])]),
    Class::new("api-ruleset", &["7.1"], &["api-lint"], "rules of another API linter")
        .named(&[
            ".spectral.{yaml,yml,json,js}",
            "spectral.{yaml,yml,json}",
            "redocly.{yaml,yml}",
            ".redocly.{yaml,yml}",
            ".redocly.lint-ignore.{yaml,yml}",
            "vacuum-ruleset*.{yaml,yml}",
            "vacuum.conf.yaml",
        ])
        .sealed(),
    Class::new("api-diff-config", &["7.2"], &["api-diff"], "severities or ignores of oasdiff")
        .named(&[".oasdiff.{yaml,yml,json,toml}", "oasdiff.{yaml,yml,json,toml}", "oasdiff-{levels,err-ignore,warn-ignore}*.txt"])
        .sealed(),
    Class::new("pact", &["7.3"], &["api-contract"], "contract between a consumer and a provider")
        .named(&["**/pacts/*.json", "pacts/*.json"])
        .marked(&[within(
            JSON,
            &[Mark::All(&[Mark::Key("consumer"), Mark::Any(&[Mark::Key("interactions"), Mark::Key("messages"), Mark::Key("provider")])])],
        )])
        .except(&["package.json"]),
    Class::new("pact-result", &["7.3"], &["api-contract"], "result of verifying a pact").marked(&[within(
        JSON,
        &[
            Mark::All(&[Mark::Key("providerName"), Mark::Key("providerApplicationVersion")]),
            Mark::All(&[Mark::Key("success"), Mark::Key("testResults")]),
        ],
    )]),
    Class::new("retry-policy", &["7.6"], &["api-probe"], "how a client repeats requests").marked(&[within(
        DATA,
        &[
            Mark::Own("RetryPolicy"),
            Mark::Kube("gateway.envoyproxy.io", &["BackendTrafficPolicy"]),
            Mark::Kube("networking.istio.io", &["VirtualService"]),
        ],
    )]),
];
