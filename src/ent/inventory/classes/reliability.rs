//! Areas 2 and 3: reliability and performance.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("service-catalog", &[], &["slo", "budget", "dashboards"], "entity of a Backstage catalogue")
        .named(&["catalog-info.{yaml,yml}"])
        .marked(&[within(YAML, &[Mark::Kube("backstage.io", &[])])]),
    Class::new("openslo", &["2.1", "2.3"], &["slo", "budget"], "OpenSLO object").marked(&[within(
        DATA,
        &[
            Mark::Value("apiVersion", "openslo/"),
            Mark::Value("apiVersion", "openslo.com/"),
            Mark::ItemValue("apiVersion", "openslo/"),
            Mark::ItemValue("apiVersion", "openslo.com/"),
        ],
    )]),
    Class::new("sloth", &["2.1", "2.3"], &["slo", "budget"], "SLO file of Sloth").marked(&[within(
        DATA,
        &[Mark::Kube("sloth.slok.dev", &[]), Mark::All(&[Mark::Value("version", "prometheus/"), Mark::Key("slos")])],
    )]),
    Class::new("pyrra", &["2.1", "2.3"], &["slo", "budget"], "SLO file of Pyrra").marked(&[within(DATA, &[Mark::Kube("pyrra.dev", &[])])]),
    Class::new("nobl9", &["2.1", "2.3"], &["slo", "budget"], "SLO file of Nobl9")
        .marked(&[within(DATA, &[Mark::Value("apiVersion", "n9/")])]),
    Class::new("slo-generator", &["2.1"], &["slo", "budget"], "SLO file of slo-generator")
        .marked(&[within(DATA, &[Mark::Kube("sre.google.com", &[])])]),
    Class::new("error-budget-policy", &["2.2"], &["budget"], "error-budget policy")
        .marked(&[within(DATA, &[Mark::Own("ErrorBudgetPolicy")])]),
    Class::new("prometheus-rules", &["2.3", "2.4"], &["slo", "budget", "runbooks"], "recording and alerting rules of Prometheus")
        .named(&["*.{rules,alerts}.{yaml,yml}"])
        .marked(&[within(
            DATA,
            &[
                Mark::All(&[
                    Mark::Key("groups"),
                    Mark::Text("rules"),
                    Mark::Text("expr"),
                    Mark::Any(&[Mark::Text("alert"), Mark::Text("record")]),
                ]),
                Mark::Kube("monitoring.coreos.com", &["PrometheusRule"]),
            ],
        )]),
    Class::new("alertmanager-config", &["11.1"], &["slo", "runbooks", "costs"], "routes and receivers of Alertmanager")
        .named(&["alertmanager.{yaml,yml}"])
        .marked(&[within(
            DATA,
            &[Mark::All(&[Mark::Key("route"), Mark::Key("receivers")]), Mark::Kube("monitoring.coreos.com", &["AlertmanagerConfig"])],
        )]),
    Class::new("prometheus-config", &[], &["slo"], "configuration of Prometheus")
        .marked(&[within(YAML, &[Mark::All(&[Mark::Key("scrape_configs"), Mark::Not(&Mark::Key("receivers"))])])]),
    Class::new(
        "otel-collector",
        &["2.5", "5.8", "13.3"],
        &["telemetry", "privacy", "web-privacy"],
        "configuration of the OpenTelemetry collector",
    )
    .marked(&[within(
        DATA,
        &[
            Mark::All(&[Mark::Key("service"), Mark::Key("receivers"), Mark::Any(&[Mark::Key("exporters"), Mark::Key("processors")])]),
            Mark::Kube("opentelemetry.io", &["OpenTelemetryCollector"]),
        ],
    )])
    .placed(&["{otel,otelcol,otel-collector,opentelemetry-collector}*.{yaml,yml}"])
    .telling(&[
        Mark::Key("receivers"),
        Mark::Key("processors"),
        Mark::Key("exporters"),
        Mark::Key("extensions"),
        Mark::Key("connectors"),
    ]),
    Class::new("otel-instrumentation", &["2.5", "2.6"], &["telemetry"], "automatic instrumentation by the OpenTelemetry operator")
        .marked(&[within(DATA, &[Mark::Kube("opentelemetry.io", &["Instrumentation"])])]),
    Class::new("otlp-sample", &["2.5", "2.6"], &["telemetry"], "recorded traces, metrics or logs in OTLP JSON").marked(&[within(
        &["*.json", "*.jsonl", "*.ndjson"],
        &[Mark::Key("resourceSpans"), Mark::Key("resourceMetrics"), Mark::Key("resourceLogs")],
    )]),
    Class::new("env-file", &["2.5", "2.6"], &["telemetry", "secrets"], "environment variables")
        .named(&[".env", ".env.*", "*.env"])
        .sealed(),
    Class::new("grafana-dashboard", &["2.7"], &["dashboards"], "dashboard of Grafana").marked(&[within(
        DATA,
        &[
            Mark::All(&[
                Mark::Key("panels"),
                Mark::Any(&[
                    Mark::Key("annotations"),
                    Mark::Key("schemaVersion"),
                    Mark::Key("templating"),
                    Mark::Key("graphTooltip"),
                    Mark::Key("__inputs"),
                ]),
            ]),
            Mark::All(&[Mark::Key("dashboard"), Mark::Text("\"panels\"")]),
            Mark::Kube("dashboard.grafana.app", &["Dashboard"]),
            Mark::Kube("*.integreatly.org", &["GrafanaDashboard"]),
        ],
    )]),
    Class::new("perses-dashboard", &["2.7"], &["dashboards"], "dashboard of Perses").marked(&[within(
        DATA,
        &[
            Mark::All(&[Mark::Value("kind", "Dashboard"), Mark::Key("spec"), Mark::Not(&Mark::Key("apiVersion"))]),
            Mark::Kube("perses.dev", &["PersesDashboard"]),
        ],
    )]),
    Class::new("load-plan", &["3.1"], &["load"], "plan of load tests with their thresholds")
        .marked(&[within(DATA, &[Mark::Own("LoadTestPlan")])]),
    Class::new("k6-script", &["3.1"], &["load"], "load test for k6").marked(&[within(
        &[
            "*k6*.{js,ts,mjs}",
            "*{load,perf,stress,soak,spike,smoke,bench}*.{js,ts,mjs}",
            "**/{k6,load,load-test,load-tests,loadtest,loadtests,perf,performance,stress,tests,test,scripts,scenarios}/**/*.{js,ts,mjs}",
        ],
        &[Mark::Text("from 'k6"), Mark::Text("from \"k6"), Mark::Text("require('k6"), Mark::Text("require(\"k6")],
    )]),
    Class::new("gatling-simulation", &["3.1"], &["load"], "load test for Gatling").marked(&[within(
        &["*Simulation.{scala,java,kt,js,ts}", "**/gatling/**/*.{scala,java,kt}"],
        &[Mark::Text("io.gatling"), Mark::Text("@gatling.io/")],
    )]),
    Class::new("locust-file", &["3.1"], &["load"], "load test for Locust").marked(&[within(
        &["*locust*.py", "**/{load,perf,performance,locust,loadtest,load-tests,load_tests}/**/*.py"],
        &[Mark::Text("from locust"), Mark::Text("import locust")],
    )]),
    Class::new("jmeter-plan", &["3.1"], &["load"], "test plan of JMeter").named(&["*.jmx"]).sealed(),
    Class::new("artillery-script", &["3.1"], &["load"], "load test for Artillery")
        .marked(&[within(DATA, &[Mark::All(&[Mark::Key("config"), Mark::Key("scenarios"), Mark::Text("phases")])])]),
    Class::new("load-result", &["3.1", "3.2"], &["load", "capacity"], "result of a load test")
        .named(&["*.jtl", "**/simulation.log", "*_stats.csv", "*_stats_history.csv"])
        .marked(&[
            within(
                JSON,
                &[
                    Mark::All(&[Mark::Key("metrics"), Mark::Key("root_group")]),
                    Mark::All(&[
                        Mark::Key("metrics"),
                        Mark::Any(&[Mark::Text("\"http_req_duration\""), Mark::Text("\"iteration_duration\"")]),
                    ]),
                    Mark::All(&[Mark::Key("results"), Mark::Text("\"k6Version\"")]),
                    Mark::All(&[Mark::Key("latencies"), Mark::Any(&[Mark::Key("status_codes"), Mark::Key("throughput")])]),
                    Mark::All(&[Mark::Key("latencyPercentiles"), Mark::Key("summary")]),
                    Mark::All(&[Mark::Key("Total"), Mark::Text("\"sampleCount\"")]),
                    Mark::All(&[Mark::Item("num_requests"), Mark::Item("response_times")]),
                    Mark::All(&[Mark::Key("stats"), Mark::Text("numberOfRequests")]),
                    Mark::Key("numberOfRequests"),
                    Mark::All(&[Mark::Key("aggregate"), Mark::Key("intermediate")]),
                ],
            ),
            within(
                &["*.json", "*.jsonl", "*.ndjson"],
                &[
                    Mark::All(&[Mark::Value("type", "Metric"), Mark::Key("metric")]),
                    Mark::All(&[Mark::Value("type", "Point"), Mark::Key("metric")]),
                    Mark::All(&[Mark::Key("attack"), Mark::Key("latency"), Mark::Key("code")]),
                ],
            ),
            within(
                &["*.csv", "*.log", "*.txt"],
                &[
                    Mark::Begins("metric_name,timestamp,metric_value"),
                    Mark::Begins("timeStamp,elapsed,label"),
                    Mark::Begins("Type,Name,Request Count,"),
                    Mark::Begins("response-time,DNS+dialup,"),
                    Mark::Begins("RUN\t"),
                    Mark::All(&[Mark::Text("Latency distribution:"), Mark::Text("Requests/sec:")]),
                    Mark::All(&[Mark::Text("Latency Distribution"), Mark::Text("Requests/sec:")]),
                ],
            ),
            within(XML, &[Mark::All(&[Mark::Text("<testResults"), Mark::Text("<httpSample")])]),
        ]),
    Class::new("capacity-plan", &["2.4", "3.2"], &["capacity"], "capacity plan").marked(&[within(DATA, &[Mark::Own("CapacityPlan")])]),
    Class::new("autoscaler", &["3.2"], &["capacity", "costs", "drift"], "autoscaler of Kubernetes (HPA, VPA, KEDA)").marked(&[within(
        DATA,
        &[
            Mark::Kube("autoscaling", &["HorizontalPodAutoscaler"]),
            Mark::Kube("autoscaling.k8s.io", &["VerticalPodAutoscaler"]),
            Mark::Kube("keda.sh", &[]),
        ],
    )]),
    Class::new("disruption-budget", &["3.2"], &["capacity"], "PodDisruptionBudget")
        .marked(&[within(DATA, &[Mark::Kube("policy", &["PodDisruptionBudget"])])]),
];
