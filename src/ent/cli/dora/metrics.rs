//! The report for machines that draw: CSV, OpenMetrics, and a Grafana dashboard over its names.

use gate_delivery::dora::measures::{Unit, Value};
use gate_delivery::dora::report::ServiceReport;
use gate_delivery::dora::scale::Scale;
use gate_delivery::dora::scale::quickcheck::{self, Score};
use model::delivery::DeployKind;

use super::figures::Board;
use crate::report::{Family, Panel, Sample, csv_row, dashboard, families};

/// One row per measure of each service, team and everything together.
pub(super) fn csv(board: &Board<'_>) -> String {
    let head = ["kind", "name", "since", "until", "measure", "value", "unit", "low_95", "high_95", "n", "before", "reason"];
    let mut text = csv_row(head);
    let (since, until) = (board.report.window.since.to_string(), board.report.window.until.to_string());
    let mut section = |kind: &str, name: &str, values: &[Value], before: &[Value]| {
        for value in values {
            let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
            let earlier = before.iter().find(|earlier| earlier.name == value.name).and_then(|earlier| earlier.value);
            text.push_str(&csv_row([
                kind,
                name,
                &since,
                &until,
                value.name,
                &number(value.value),
                value.unit.name(),
                &number(value.interval.map(|interval| interval.low)),
                &number(value.interval.map(|interval| interval.high)),
                &value.n.to_string(),
                &number(earlier),
                value.reason.map_or("", |reason| reason.code()),
            ]));
        }
    };
    for service in &board.report.services {
        section("service", &service.facts.service, &service.figures.values, &service.figures.before);
    }
    for team in &board.report.teams {
        section("team", &team.name, &team.figures.values, &team.figures.before);
    }
    if let Some(all) = &board.report.all {
        section("all", &all.name, &all.figures.values, &all.figures.before);
    }
    text
}

/// Upper bounds of the buckets of lead time: an hour, a day, a week, a month, half a year.
const BUCKETS: [(&str, f64); 5] =
    [("3600.0", 3_600.0), ("86400.0", 86_400.0), ("604800.0", 604_800.0), ("2592000.0", 2_592_000.0), ("15724800.0", 15_724_800.0)];

pub(super) fn openmetrics(board: &Board<'_>) -> String {
    let services = &board.report.services;
    let each = |samples: &dyn Fn(&ServiceReport) -> Vec<Sample>| services.iter().flat_map(samples).collect::<Vec<_>>();
    families(&[
        family("ent_dora_deployments", "gauge", "", "Deployments in the window, by kind", each(&deployments)),
        family(
            "ent_dora_deployment_frequency_per_week",
            "gauge",
            "",
            "Deployments per week, without redeploys",
            each(&|s| one(s, "deployment_frequency_per_week")),
        ),
        family("ent_dora_changes", "gauge", "", "Changes whose lead time was measured", each(&|s| one(s, "changes"))),
        family("ent_dora_lead_time_seconds", "gauge", "seconds", "Lead time of changes, by quantile", each(&quantiles)),
        family(
            "ent_dora_lead_time_distribution_seconds",
            "gaugehistogram",
            "seconds",
            "Distribution of the lead time of changes",
            each(&histogram),
        ),
        family(
            "ent_dora_change_fail_ratio",
            "gauge",
            "ratio",
            "Share of change deployments that failed",
            each(&|s| one(s, "change_fail_rate")),
        ),
        family(
            "ent_dora_recovery_seconds",
            "gauge",
            "seconds",
            "Median time to recover from a failed deployment",
            each(&|s| one(s, "failed_deployment_recovery_time_median")),
        ),
        family(
            "ent_dora_restore_seconds",
            "gauge",
            "seconds",
            "Median time to restore service after an incident",
            each(&|s| one(s, "time_to_restore_median")),
        ),
        family(
            "ent_dora_rework_ratio",
            "gauge",
            "ratio",
            "Share of deployments that were unplanned work",
            each(&|s| one(s, "rework_rate")),
        ),
        family(
            "ent_dora_quickcheck_score",
            "gauge",
            "",
            "Score of the Quick Check, 0 to 10, by metric",
            each(&|service| scores(service, board.scale)),
        ),
        family("ent_dora_unknown", "gauge", "", "1 for each metric that is not known, with the reason", each(&unknown)),
        family(
            "ent_dora_window_end_timestamp_seconds",
            "gauge",
            "seconds",
            "End of the window",
            vec![Sample { suffix: "", labels: Vec::new(), value: board.report.window.until.as_second() as f64 }],
        ),
    ])
}

fn family(name: &str, kind: &'static str, unit: &'static str, help: &str, samples: Vec<Sample>) -> Family {
    Family { name: name.into(), kind, unit, help: help.into(), samples }
}

fn labels(service: &ServiceReport, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = std::iter::once(("service", service.facts.service.as_str()));
    own.chain(more.iter().copied()).map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn one(service: &ServiceReport, name: &str) -> Vec<Sample> {
    let value = service.figures.values.iter().find(|value| value.name == name).and_then(|value| value.value);
    value.map(|value| Sample { suffix: "", labels: labels(service, &[]), value }).into_iter().collect()
}

fn deployments(service: &ServiceReport) -> Vec<Sample> {
    let tally = &service.figures.tally;
    if !tally.covered {
        return Vec::new();
    }
    let rollbacks = tally.rollbacks;
    let counts = [
        (DeployKind::Change, tally.deployed.len().saturating_sub(rollbacks)),
        (DeployKind::Rollback, rollbacks),
        (DeployKind::Redeploy, tally.left_out.redeploys),
    ];
    let sample = |(kind, count): (DeployKind, usize)| Sample {
        suffix: "",
        labels: labels(service, &[("env", "production"), ("kind", kind.name())]),
        value: count as f64,
    };
    counts.map(sample).into()
}

fn quantiles(service: &ServiceReport) -> Vec<Sample> {
    let names = [("0.5", "change_lead_time_median"), ("0.75", "change_lead_time_p75"), ("0.9", "change_lead_time_p90")];
    let value = |name: &str| service.figures.values.iter().find(|value| value.name == name).and_then(|value| value.value);
    let sample = |(quantile, name): &(&str, &str)| {
        Some(Sample { suffix: "", labels: labels(service, &[("quantile", quantile)]), value: value(name)? })
    };
    names.iter().filter_map(sample).collect()
}

fn histogram(service: &ServiceReport) -> Vec<Sample> {
    let lead = &service.figures.tally.lead;
    if lead.is_empty() {
        return Vec::new();
    }
    let below = |bound: f64| lead.partition_point(|seconds| *seconds <= bound) as f64;
    let bucket =
        |(bound, seconds): &(&str, f64)| Sample { suffix: "_bucket", labels: labels(service, &[("le", bound)]), value: below(*seconds) };
    let mut samples: Vec<Sample> = BUCKETS.iter().map(bucket).collect();
    samples.push(Sample { suffix: "_bucket", labels: labels(service, &[("le", "+Inf")]), value: lead.len() as f64 });
    samples.push(Sample { suffix: "_gcount", labels: labels(service, &[]), value: lead.len() as f64 });
    samples.push(Sample { suffix: "_gsum", labels: labels(service, &[]), value: lead.iter().sum() });
    samples
}

fn scores(service: &ServiceReport, scale: &Scale) -> Vec<Sample> {
    let Scale::QuickCheck(edition) = scale else { return Vec::new() };
    let year = edition.year().to_string();
    let sample = |score: &Score| {
        let metric = score.part.name().trim_start_matches("quickcheck_");
        Some(Sample { suffix: "", labels: labels(service, &[("metric", metric), ("edition", &year)]), value: score.score.ok()? })
    };
    quickcheck::scores(&service.figures.values, *edition).iter().filter_map(sample).collect()
}

fn unknown(service: &ServiceReport) -> Vec<Sample> {
    let unknown = service.figures.values.iter().filter_map(|value| Some((value.name, value.reason?)));
    unknown
        .map(|(name, reason)| Sample { suffix: "", labels: labels(service, &[("metric", name), ("reason", reason.code())]), value: 1.0 })
        .collect()
}

/// The dashboard over these names.
pub(super) fn grafana() -> String {
    let of = |metric: &str, more: &str, legend: &str| (format!("{metric}{{service=~\"$service\"{more}}}"), legend.to_string());
    let stat = |title: &str, metric: &str, unit: Unit, description: &str| Panel {
        title: title.into(),
        description: format!("{description} A gap means unknown, not zero."),
        kind: "stat",
        queries: vec![of(metric, if metric == "ent_dora_lead_time_seconds" { ",quantile=\"0.5\"" } else { "" }, "{{service}}")],
        unit: unit_name(unit),
        width: 6,
    };
    let series = |title: &str, queries: Vec<(String, String)>, unit: Unit, description: &str| Panel {
        title: title.into(),
        description: description.into(),
        kind: "timeseries",
        queries,
        unit: unit_name(unit),
        width: 12,
    };
    let panels = [
        stat("Change lead time, median", "ent_dora_lead_time_seconds", Unit::Seconds, "From the commit to the deployment."),
        stat("Deployments per week", "ent_dora_deployment_frequency_per_week", Unit::PerWeek, "Redeploys of the same commit are left out."),
        stat("Change fail rate", "ent_dora_change_fail_ratio", Unit::Ratio, "Failed change deployments / change deployments."),
        stat("Recovery time, median", "ent_dora_recovery_seconds", Unit::Seconds, "From a failed deployment to its repair."),
        series(
            "Lead time",
            vec![
                of("ent_dora_lead_time_seconds", ",quantile=\"0.5\"", "{{service}} median"),
                of("ent_dora_lead_time_seconds", ",quantile=\"0.9\"", "{{service}} p90"),
            ],
            Unit::Seconds,
            "Median and 90th percentile.",
        ),
        series("Deployments in the window", vec![of("ent_dora_deployments", "", "{{service}} {{kind}}")], Unit::Count, "By kind."),
        series(
            "Instability",
            vec![
                of("ent_dora_change_fail_ratio", "", "{{service}} change fail rate"),
                of("ent_dora_rework_ratio", "", "{{service}} rework rate"),
            ],
            Unit::Ratio,
            "Change fail rate and rework rate.",
        ),
        series(
            "Recovery and restore",
            vec![of("ent_dora_recovery_seconds", "", "{{service}} recovery"), of("ent_dora_restore_seconds", "", "{{service}} restore")],
            Unit::Seconds,
            "Medians.",
        ),
        series(
            "Unknown metrics",
            vec![of("ent_dora_unknown", "", "{{service}} {{metric}}: {{reason}}")],
            Unit::Count,
            "What could not be computed, and why.",
        ),
    ];
    dashboard("ent-dora", "DORA metrics (ent)", &[("service", "ent_dora_deployments")], &panels)
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "s",
        Unit::Ratio => "percentunit",
        Unit::PerWeek | Unit::Count => "short",
    }
}
