//! The whole report: services and teams in a window, against the window before.

use std::collections::BTreeMap;

use model::delivery::{Incident, Window};

use super::facts::{Facts, Shared, Subject};
use super::measures::{Value, measures};
use super::settings::Settings;
use super::tally::Tally;

/// What is reported, with everything it was computed from.
#[derive(Debug, Clone)]
pub struct Report {
    /// The window.
    pub window: Window,
    /// The window of equal length before it.
    pub before: Option<Window>,
    /// How it was counted.
    pub settings: Settings,
    /// One per service, by name.
    pub services: Vec<ServiceReport>,
    /// One per team that has services, by name.
    pub teams: Vec<GroupReport>,
    /// All services together; `None` where there is one.
    pub all: Option<GroupReport>,
    /// The incidents, to which facts refer by place.
    pub incidents: Vec<Incident>,
}

/// One service.
#[derive(Debug, Clone)]
pub struct ServiceReport {
    /// What is known of it.
    pub facts: Facts,
    /// Its figures.
    pub figures: Figures,
}

/// Several services together: their samples pooled.
#[derive(Debug, Clone)]
pub struct GroupReport {
    /// Name of the team; `all` for everything.
    pub name: String,
    /// Its services.
    pub services: Vec<String>,
    /// Its figures.
    pub figures: Figures,
}

/// Figures of a window and of the window before.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Samples of the window.
    pub tally: Tally,
    /// Measures of the window.
    pub values: Vec<Value>,
    /// Measures of the window before; empty where nobody asked.
    pub before: Vec<Value>,
    /// Samples of the window before.
    pub tally_before: Option<Tally>,
}

impl Figures {
    fn new(tally: Tally, tally_before: Option<Tally>) -> Figures {
        let before = tally_before.as_ref().map(measures).unwrap_or_default();
        Figures { values: measures(&tally), before, tally_before, tally }
    }
}

impl Report {
    /// Computes the report. `compare` asks for the window before.
    pub fn of(subjects: Vec<Subject>, shared: &Shared, window: Window, compare: bool, settings: Settings) -> Report {
        let incidents = shared.incidents.clone().unwrap_or_default();
        let before = window.previous().filter(|_| compare);
        let mut services: Vec<ServiceReport> = subjects
            .into_iter()
            .map(|subject| {
                let facts = Facts::of(subject, shared, &settings);
                let tally = |window: &Window| Tally::of(&facts, &incidents, window, &settings);
                let figures = Figures::new(tally(&window), before.as_ref().map(tally));
                ServiceReport { facts, figures }
            })
            .collect();
        services.sort_by(|a, b| a.facts.service.cmp(&b.facts.service));
        let teams = teams(&services);
        let all = (services.len() > 1).then(|| group("all", &services.iter().collect::<Vec<_>>())).flatten();
        Report { window, before, settings, services, teams, all, incidents }
    }

    /// The report of a service.
    pub fn service(&self, name: &str) -> Option<&ServiceReport> {
        self.services.iter().find(|service| service.facts.service == name)
    }
}

fn teams(services: &[ServiceReport]) -> Vec<GroupReport> {
    let mut members: BTreeMap<&str, Vec<&ServiceReport>> = BTreeMap::new();
    for service in services {
        if let Some(team) = &service.facts.team {
            members.entry(team).or_default().push(service);
        }
    }
    members.into_iter().filter_map(|(team, services)| group(team, &services)).collect()
}

fn group(name: &str, services: &[&ServiceReport]) -> Option<GroupReport> {
    let tally = Tally::pooled(services.iter().map(|service| &service.figures.tally))?;
    let before = Tally::pooled(services.iter().filter_map(|service| service.figures.tally_before.as_ref()));
    Some(GroupReport {
        name: name.into(),
        services: services.iter().map(|service| service.facts.service.clone()).collect(),
        figures: Figures::new(tally, before),
    })
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
