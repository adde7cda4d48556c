use super::super::measures::{Unit, Value};
use super::table::{self, Placed};
use super::*;

fn table(name: &str) -> Table {
    match built_in(name).unwrap().unwrap() {
        Scale::Levels(table) => *table,
        Scale::QuickCheck(_) => panic!("{name} is no table"),
    }
}

fn values(lead: f64, per_week: f64, deploy_days: f64, fails: f64, recovery: f64) -> Vec<Value> {
    let value = |name, value| Value { name, value: Some(value), unit: Unit::Count, interval: None, reason: None, n: 20 };
    vec![
        value("change_lead_time_median", lead),
        value("deployment_frequency_per_week", per_week),
        value("deploy_days_per_week_median", deploy_days),
        value("change_fail_rate", fails),
        value("failed_deployment_recovery_time_median", recovery),
    ]
}

const DAY: f64 = 86_400.0;

#[test]
fn every_table_says_where_it_comes_from_and_is_in_order_where_one_metric_is_enough() {
    for (name, text) in TABLES {
        let source = Arc::new(Source::new(SourceId(0), name, text));
        let document = document::parse(source, Format::Yaml, &Limits::default()).unwrap();
        let (table, faults) = Table::read(&document).unwrap();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert!(table.name == name && table.year.is_some() && !table.citation.is_empty(), "{name}");
        // What was not compared with the report must not claim to be it.
        assert!(name != "2022" && name != "2024" || table.source == Some(table::Provenance::Secondary), "{name}");
    }
}

#[test]
fn a_cluster_is_named_where_its_range_holds_the_value_and_a_gap_is_a_gap() {
    let table = table("2019");
    let all = values(2.0 * DAY, 3.0, 3.0, 0.1, 7_200.0);
    assert_eq!(table.place("change_lead_time_median", &all), Placed::In(vec![1]));
    assert_eq!(table.place("change_fail_rate", &all), Placed::In(vec![0, 1, 2]));
    assert_eq!(table.overall(&all), Some("high"));
    assert_eq!(table.place("change_fail_rate", &values(1.0, 1.0, 1.0, 0.3, 1.0)), Placed::Gap);
    assert_eq!(table.overall(&values(2.0 * DAY, 0.5, 1.0, 0.1, 7_200.0)), None, "no cluster holds all four");
}

#[test]
fn a_fail_rate_alone_gives_no_level_where_only_means_are_published() {
    let all = values(0.5 * DAY, 20.0, 7.0, 0.12, 1_800.0);
    assert_eq!(table("2024").place("change_fail_rate", &all), Placed::OnlyMeans);
    assert_eq!(table("2024").overall(&all), Some("elite"));
}

#[test]
fn the_interpolated_tables_agree_with_the_dashboards_they_come_from() {
    let table = table("2023-devlake");
    let place = |name: &str, all: &[Value]| table.words(&table.place(name, all));
    let all = values(0.9 * DAY, 9.0, 5.0, 0.05, 3_600.0);
    assert_eq!(place("change_lead_time_median", &all), "elite");
    assert_eq!(place("deployment_frequency_per_week", &all), "elite");
    assert_eq!(place("deployment_frequency_per_week", &values(1.0, 9.0, 4.0, 0.0, 1.0)), "high");
    assert_eq!(place("change_fail_rate", &all), "elite");
    assert_eq!(place("failed_deployment_recovery_time_median", &all), "high");
}

#[test]
fn few_samples_give_no_level() {
    let mut all = values(2.0 * DAY, 3.0, 3.0, 0.1, 7_200.0);
    all[0].n = 4;
    assert_eq!(table("2019").place("change_lead_time_median", &all), Placed::LowN);
    assert_eq!(table("2019").overall(&all), None);
}
