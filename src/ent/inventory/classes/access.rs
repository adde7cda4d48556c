//! Areas 11 and 12: costs and access.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("focus-export", &["11.3"], &["costs"], "bill in the FOCUS format")
        .named(&["*.focus.csv"])
        .marked(&[within(CSV, &[Mark::All(&[Mark::Text("BilledCost"), Mark::Text("ChargePeriodStart")])])]),
    Class::new("tag-policy", &["11.2"], &["costs"], "which tags every resource carries (own format, or AWS Organizations)")
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("tags"), Mark::Text("@@assign")])]), within(DATA, &[Mark::Own("TagPolicy")])]),
    Class::new("cost-policy", &["11.1", "11.3"], &["costs"], "budgets and allocation of costs")
        .marked(&[within(DATA, &[Mark::Own("CostPolicy"), Mark::Own("Budget"), Mark::Own("Budgets")])]),
    Class::new("infracost", &["11.1"], &["costs"], "estimate or settings of Infracost")
        .named(&["infracost.{yaml,yml}", "infracost-usage.{yaml,yml}"])
        .marked(&[within(
            JSON,
            &[
                Mark::Key("diffTotalMonthlyCost"),
                Mark::All(&[Mark::Key("totalMonthlyCost"), Mark::Key("projects")]),
                Mark::Key("pastTotalMonthlyCost"),
            ],
        )]),
    Class::new("permission-matrix", &["12.1", "12.3"], &["access"], "permission matrix (roles, scopes, attributes)")
        .placed(&["**/authz/matrix.{yaml,yml}", "authz/matrix.{yaml,yml}"])
        .marked(&[within(DATA, &[Mark::Own("PermissionMatrix")])])
        .telling(&[Mark::Key("roles"), Mark::Key("rules"), Mark::Key("bindings"), Mark::Key("resources")]),
    Class::new("access-review", &["12.1"], &["access"], "review of who holds which permission")
        .marked(&[within(DATA, &[Mark::Own("AccessReview")])]),
    Class::new("cedar", &["12.1", "12.2"], &["access"], "policy, schema or tests of Cedar")
        .named(&["*.{cedar,cedarschema,cedarschema.json,cedarentities.json}"])
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("policies"), Mark::Key("entities"), Mark::Key("requests")])])]),
    Class::new("openfga", &["12.1", "12.2"], &["access"], "model or tests of OpenFGA").named(&["*.fga", "*.fga.{yaml,yml}"]).marked(&[
        within(
            YAML,
            &[Mark::All(&[
                Mark::Any(&[Mark::Key("model"), Mark::Key("model_file")]),
                Mark::Key("tests"),
                Mark::Any(&[Mark::Key("tuples"), Mark::Key("tuple_file"), Mark::Key("tuple_files")]),
            ])],
        ),
    ]),
    Class::new("spicedb", &["12.1", "12.2"], &["access"], "schema or assertions of SpiceDB").named(&["*.zed", "*.zed.{yaml,yml}"]).marked(
        &[within(
            YAML,
            &[Mark::All(&[
                Mark::Any(&[Mark::Key("schema"), Mark::Key("schemaFile")]),
                Mark::Any(&[Mark::Key("assertions"), Mark::Key("validation")]),
            ])],
        )],
    ),
    Class::new("cerbos", &["12.1", "12.2"], &["access"], "policy or tests of Cerbos").marked(&[
        within(DATA, &[Mark::Value("apiVersion", "api.cerbos.dev/")]),
        within(
            &["*_test.{yaml,yml,json}"],
            &[
                Mark::All(&[Mark::Key("principals"), Mark::Key("resources"), Mark::Key("tests")]),
                Mark::All(&[Mark::Key("tests"), Mark::Text("EFFECT_")]),
            ],
        ),
    ]),
    Class::new("casbin", &["12.1"], &["access"], "model of Casbin")
        .marked(&[within(&["*.conf"], &[Mark::All(&[Mark::Text("[request_definition]"), Mark::Text("[matchers]")])])]),
];
