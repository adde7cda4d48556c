//! What the outputs for people show: per service and group one row per metric, and the records behind the worst of it.

use gate_delivery::dora::delivered::{Delivered, TREND_WEEKS};
use gate_delivery::dora::failures::{Because, Failure, Recovery};
use gate_delivery::dora::is_significantly_worse;
use gate_delivery::dora::lead::{LEG_NAMES, Lead};
use gate_delivery::dora::measures::{LEG_MEASURES, Value, find};
use gate_delivery::dora::report::{Figures, Report, ServiceReport};
use gate_delivery::dora::scale::Scale;
use gate_delivery::dora::scale::quickcheck::{self, Edition, NoScore, Part, Score};
use gate_delivery::dora::trend::{self, Bucket};
use rule::Measure;

/// The metrics shown, with their headings.
pub(super) const SHOWN: [(&str, &str); 6] = [
    ("change_lead_time_median", "lead time, median"),
    ("deployment_frequency_per_week", "deployment frequency"),
    ("failed_deployment_recovery_time_median", "recovery time, median"),
    ("change_fail_rate", "change fail rate"),
    ("rework_rate", "rework rate"),
    ("time_to_restore_median", "time to restore, median"),
];
/// The slowest changes shown.
const SLOWEST: usize = 5;

/// Everything that is shown.
pub(super) struct Board<'a> {
    /// The report.
    pub(super) report: &'a Report,
    /// One per service.
    pub(super) services: Vec<Section<'a>>,
    /// Teams, then all services together.
    pub(super) groups: Vec<Section<'a>>,
    /// What figures are measured against.
    pub(super) scale: &'a Scale,
    /// Whether to draw with ASCII only.
    pub(super) ascii: bool,
}

/// One service or group.
pub(super) struct Section<'a> {
    /// Heading.
    pub(super) title: String,
    /// Its figures.
    pub(super) figures: &'a Figures,
    /// One row per metric.
    pub(super) rows: Vec<Row<'a>>,
    /// The service; `None` of a group.
    pub(super) service: Option<&'a ServiceReport>,
}

/// One metric of a section.
pub(super) struct Row<'a> {
    /// Heading.
    pub(super) label: &'static str,
    /// Now.
    pub(super) value: &'a Value,
    /// In the window before.
    pub(super) before: Option<&'a Value>,
    /// With its target, where one is set.
    pub(super) measure: Option<&'a Measure>,
    /// Week by week.
    pub(super) trend: Vec<Option<f64>>,
    /// Whether it is significantly worse than before.
    pub(super) worse: bool,
}

impl Row<'_> {
    /// The score, with that of all industries, or the level.
    pub(super) fn rated(&self, scale: &Scale, values: &[Value]) -> String {
        match scale {
            Scale::QuickCheck(edition) => {
                let score = quickcheck::scores(values, *edition).into_iter().find(|score| score.part.metric() == Some(self.value.name));
                score.map(|score| scored(&score, *edition)).unwrap_or_default()
            }
            Scale::Levels(table) => table.words(&table.place(self.value.name, values)),
        }
    }
}

/// A score beside that of all industries.
fn scored(score: &Score, edition: Edition) -> String {
    match (score.score, score.part.benchmark(edition)) {
        (Ok(own), Some((mean, _))) => format!("{own:.1} ({mean:.1})"),
        (Ok(own), None) => format!("{own:.1}"),
        (Err(NoScore::LowN), _) => "few samples".into(),
        (Err(_), _) => String::new(),
    }
}

/// What the scale says of all metrics together.
pub(super) fn verdict(scale: &Scale, values: &[Value]) -> String {
    match scale {
        Scale::QuickCheck(edition) => {
            let all = quickcheck::scores(values, *edition);
            let of = |part: Part, name: &str| {
                let score = all.iter().find(|score| score.part == part).map(|score| scored(score, *edition));
                format!("{name} {}", score.filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".into()))
            };
            let parts = [of(Part::Overall, "overall"), of(Part::Throughput, "throughput"), of(Part::Stability, "stability")];
            format!("quick check {}, 0 to 10 (all industries in brackets): {}", edition.year(), parts.join(", "))
        }
        Scale::Levels(table) => {
            let together = match table.overall(values) {
                Some(level) => format!("all metrics lie in `{level}`"),
                None => "no one level holds all metrics".into(),
            };
            let source = table.source.map_or("unknown", |source| source.name());
            format!("levels {}: {together} (source: {source}; {})", table.name, table.citation)
        }
    }
}

impl<'a> Board<'a> {
    /// The board; `None` where there is no report to show.
    pub(super) fn new(delivered: &'a Delivered, measures: &'a [Measure], ascii: bool) -> Option<Board<'a>> {
        let report = delivered.report.as_ref().ok().filter(|_| delivered.defects.first_blocking().is_none())?;
        let services = report.services.iter().map(|service| section_of(report, service, measures)).collect();
        let groups = report
            .teams
            .iter()
            .map(|team| (format!("team {}", team.name), team))
            .chain(report.all.as_ref().map(|all| ("all services".to_string(), all)));
        let groups = groups
            // A team of one service repeats it, unless it has targets of its own.
            .filter(|(_, group)| group.services.len() > 1 || measures.iter().any(|measure| measure.labels.get("team") == Some(&group.name)))
            .map(|(title, group)| {
                let rows = rows(&group.figures, &[], |name| of_label(measures, "team", &group.name, name));
                Section { title, figures: &group.figures, rows, service: None }
            })
            .collect();
        Some(Board { report, services, groups, scale: &delivered.setup.scale.scale, ascii })
    }
}

fn section_of<'a>(report: &'a Report, service: &'a ServiceReport, measures: &'a [Measure]) -> Section<'a> {
    let name = &service.facts.service;
    let weeks = trend::weeks(&service.facts, &report.incidents, report.window.until, TREND_WEEKS, &report.settings);
    let rows = rows(&service.figures, &weeks, |measure| of_label(measures, "service", name, measure));
    let title = match &service.facts.team {
        Some(team) => format!("{name} (team {team})"),
        None => name.clone(),
    };
    Section { title, figures: &service.figures, rows, service: Some(service) }
}

fn of_label<'a>(measures: &'a [Measure], label: &str, of: &str, name: &str) -> Option<&'a Measure> {
    measures.iter().find(|measure| measure.name == name && measure.labels.get(label).is_some_and(|value| value == of))
}

fn rows<'a>(figures: &'a Figures, weeks: &[Bucket], measure: impl Fn(&str) -> Option<&'a Measure>) -> Vec<Row<'a>> {
    let row = |(name, label): &(&'static str, &'static str)| {
        let value = find(&figures.values, name)?;
        let before = find(&figures.before, name);
        Some(Row {
            label,
            value,
            before,
            measure: measure(name),
            trend: weeks.iter().map(|week| week.value(name)).collect(),
            worse: before.is_some_and(|before| is_significantly_worse(value, before)),
        })
    };
    SHOWN.iter().filter_map(row).collect()
}

impl Section<'_> {
    /// The legs of the lead time with their medians in seconds; empty without pull requests.
    pub(super) fn legs(&self) -> Vec<(&'static str, f64)> {
        let median = |name: &str| find(&self.figures.values, name).and_then(|value| value.value);
        LEG_NAMES.into_iter().zip(LEG_MEASURES).filter_map(|(leg, name)| Some((leg, median(name)?))).collect()
    }

    /// The slowest changes of the window, slowest first.
    pub(super) fn slowest(&self, report: &Report) -> Vec<(&Lead, &str)> {
        let Some(service) = self.service else { return Vec::new() };
        let live = &service.facts.timeline.live;
        let inside = |lead: &&Lead| lead.left_out.is_none() && report.window.contains(live[lead.deployment].at());
        let mut leads: Vec<&Lead> = service.facts.leads.iter().filter(inside).collect();
        leads.sort_by(|a, b| b.seconds.unwrap_or(0.0).total_cmp(&a.seconds.unwrap_or(0.0)).then(a.change.cmp(&b.change)));
        leads.into_iter().take(SLOWEST).map(|lead| (lead, live[lead.deployment].record.id.as_str())).collect()
    }

    /// The failed deployments of the window, in order.
    pub(super) fn failed(&self, report: &Report) -> Vec<Failed> {
        let Some(service) = self.service else { return Vec::new() };
        let live = &service.facts.timeline.live;
        let inside = |failure: &&Failure| report.window.contains(live[failure.deployment].at());
        let failed = service.facts.failures.failed.iter().filter(inside);
        failed
            .map(|failure| Failed {
                id: live[failure.deployment].record.id.clone(),
                at: live[failure.deployment].at().to_string(),
                recovery: failure.recovery,
                because: failure.because.iter().map(|because| in_words(because, service, report)).collect(),
            })
            .collect()
    }
}

/// A failed deployment in words.
pub(super) struct Failed {
    pub(super) id: String,
    pub(super) at: String,
    pub(super) recovery: Recovery,
    pub(super) because: Vec<String>,
}

impl Failed {
    /// How it was repaired.
    pub(super) fn recovery_words(&self) -> String {
        match self.recovery {
            Recovery::After(seconds) => format!("recovered after {}", gate_delivery::dora::duration::words(seconds)),
            Recovery::Open => "still open".into(),
            Recovery::Unknown => "nobody recorded the recovery".into(),
        }
    }
}

/// What speaks for a failure.
pub(super) fn in_words(because: &Because, service: &ServiceReport, report: &Report) -> String {
    let incident = |place: &usize| report.incidents.get(*place).map_or("?", |incident| incident.id.as_str());
    match because {
        Because::Named(place) => format!("incident {} names it", incident(place)),
        Because::Began(place, after) => {
            format!("incident {} began {} after it", incident(place), gate_delivery::dora::duration::words(*after))
        }
        Because::RolledBack(place) => format!("{} rolled it back", service.facts.timeline.live[*place].record.id),
        Because::Declared => "its record says so".into(),
    }
}
