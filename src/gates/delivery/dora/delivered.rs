//! Everything this gate looks at, loaded once per run: records or tags, and the report made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::delivery::from_git::{self, Brought, Point, Wanted};
use model::delivery::read::import::{self, Import};
use model::delivery::read::{self, Defects};
use model::delivery::{Deployment, Incident, PullRequest, ServicePaths, Window};
use outside::git::{Commits, Git, GitError};
use rule::{Context, Fact, NotJudged};

use super::facts::{Coverage, Shared, Subject};
use super::names::Names;
use super::online;
use super::report::Report;
use super::settings::{Clock, Settings};
use super::setup::{self, Setup, Source};

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// Nobody said where deployments come from.
    NotConfigured,
    /// History is cut off.
    Shallow(String),
    /// There is not one deployment.
    NoDeployments(String),
    /// Git gives no answer.
    Git(String, &'static str),
    /// Git holds an object that cannot be read.
    Corrupt(String, &'static str),
}

/// What this gate looks at.
pub struct Delivered {
    /// What was asked for.
    pub setup: Setup,
    /// The report, or why there is none.
    pub report: Result<Report, Missing>,
    /// The incidents read; `None` where nobody gave any feed.
    pub incidents: Option<Vec<Incident>>,
    /// The pull requests read; `None` where nobody gave any.
    pub pulls: Option<Vec<PullRequest>>,
    /// What is wrong with the records.
    pub defects: Defects,
    /// What the feed covers.
    pub coverage: Coverage,
    /// The first deployment of all, in seconds since 1970, where deployments are tags.
    pub first: Option<i64>,
    /// Deployments without commits because their commit is not in the repository.
    pub unknown_commits: usize,
}

impl Fact for Delivered {
    fn load(cx: &Context<'_>) -> Result<Self, NotJudged> {
        load(cx, setup::read(cx)?)
    }
}

/// Name of the service where none is configured.
pub const DEFAULT_SERVICE: &str = "default";

/// Trends are shown for so many weeks.
pub const TREND_WEEKS: i64 = 12;

fn load(cx: &Context<'_>, mut setup: Setup) -> Result<Delivered, NotJudged> {
    let since = wanted(&setup).since;
    online::fetch(cx, &mut setup, since)?;
    let mut loading = Loading { cx, setup: &setup, defects: Defects::default(), unknown_commits: 0, first: None };
    let incidents = setup.incidents.as_ref().map(|paths| loading.records(paths, import::incidents)).transpose()?;
    let pulls = setup.pulls.as_ref().map(|paths| loading.records(paths, import::pulls)).transpose()?;
    let source = setup.source.clone();
    let subjects = match &source {
        None => Err(Missing::NotConfigured),
        Some(Source::Tags(tags)) => loading.tags(tags.as_deref()),
        Some(Source::Files(paths)) => {
            let records = loading.records(paths, import::deployments)?;
            loading.files(records)
        }
    };
    let (defects, first, unknown_commits) = (loading.defects, loading.first, loading.unknown_commits);
    let coverage = match (&source, &subjects) {
        (Some(Source::Files(_)), Ok(subjects)) => Coverage::of(subjects.iter().flat_map(|subject| &subject.deployments)),
        _ => Coverage::Always,
    };
    let report = subjects.map(|subjects| report(subjects, incidents.clone(), pulls.clone(), coverage, &setup));
    Ok(Delivered { report, incidents, pulls, defects, coverage, first, unknown_commits, setup })
}

fn report(
    subjects: Vec<Subject>,
    incidents: Option<Vec<Incident>>,
    pulls: Option<Vec<PullRequest>>,
    coverage: Coverage,
    setup: &Setup,
) -> Report {
    let names = Arc::new(Names::of(subjects.iter().flat_map(|subject| &subject.deployments)));
    let shared = Shared { incidents, pulls, names, coverage };
    Report::of(subjects, &shared, setup.window, true, setup.settings.clone())
}

/// What history has to tell.
fn wanted(setup: &Setup) -> Wanted {
    let window = setup.window;
    let weeks = jiff::SignedDuration::from_hours(24 * 7 * TREND_WEEKS);
    let trend = window.until.checked_sub(weeks).unwrap_or(window.since);
    let before = window.previous().map_or(window.since, |before: Window| before.since);
    Wanted {
        since: trend.min(before).min(window.since),
        window,
        author_clock: setup.settings.clock == Clock::Author,
        authors: !setup.settings.bots.is_empty(),
        cherry_pick_origin: setup.settings.cherry_pick_origin,
    }
}

struct Loading<'a, 'd> {
    cx: &'a Context<'d>,
    setup: &'a Setup,
    defects: Defects,
    unknown_commits: usize,
    first: Option<i64>,
}

impl Loading<'_, '_> {
    /// The records of several files.
    fn records<T>(&mut self, paths: &[String], reader: fn(&str, &str, &Import) -> read::Read<T>) -> Result<Vec<T>, NotJudged> {
        let mut records = Vec::new();
        for path in paths {
            let source = self.cx.text(path)?;
            let read = reader(path, source.text(), &self.setup.import);
            records.extend(read.records);
            self.defects.join(read.defects);
        }
        Ok(records)
    }

    fn wanted(&self) -> Wanted {
        wanted(self.setup)
    }

    fn git(&self) -> Result<Git, Missing> {
        let git = Git::open(self.cx.root()).map_err(missing)?;
        git.refuse_shallow().map_err(missing)?;
        Ok(git)
    }

    /// Tags as deployments: one walk for all services that share an expression.
    fn tags(&mut self, common: Option<&str>) -> Result<Vec<Subject>, Missing> {
        let git = self.git()?;
        let commits = git.commits().map_err(missing)?;
        let mut by_expression: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, service) in &self.setup.services {
            if let Some(expression) = service.tags.as_deref().or(common) {
                by_expression.entry(expression).or_default().push(name);
            }
        }
        if by_expression.is_empty() {
            by_expression.insert(common.unwrap_or_default(), vec![DEFAULT_SERVICE]);
        }
        let mut subjects = Vec::new();
        for (expression, services) in by_expression {
            subjects.extend(self.tagged(&git, &commits, expression, &services)?);
        }
        if subjects.iter().all(|subject| subject.deployments.is_empty()) {
            let expression = common.unwrap_or("the services' own expressions");
            return Err(Missing::NoDeployments(format!("no tag matches `{expression}`")));
        }
        Ok(subjects)
    }

    fn tagged(&mut self, git: &Git, commits: &Commits<'_>, expression: &str, services: &[&str]) -> Result<Vec<Subject>, Missing> {
        let malformed = |why: String| Missing::Git(why, "write a regular expression that matches the whole name of a tag");
        let whole = from_git::whole(expression).map_err(malformed)?;
        let points = from_git::tag_points(git, commits, &whole).map_err(missing)?;
        self.first = self.first.into_iter().chain(points.first().map(|point| point.time)).min();
        let paths = self.paths(services)?;
        let brought = from_git::brought(commits, &points, &self.wanted(), paths.as_ref()).map_err(missing)?;
        let subjects = services.iter().enumerate().map(|(place, service)| self.tag_subject(service, place, &points, &brought));
        let subjects: Vec<Subject> = subjects.collect::<Result<_, _>>()?;
        Ok(if self.setup.by_line { subjects.into_iter().flat_map(lines).collect() } else { subjects })
    }

    fn tag_subject(&self, service: &str, place: usize, points: &[Point], brought: &Brought) -> Result<Subject, Missing> {
        let own = self.setup.services.get(service);
        let filter = own.filter(|own| !own.paths.is_empty()).map(|_| place);
        let mut deployments = from_git::tag_deployments(service, points, brought, filter);
        let malformed = |why: String| Missing::Git(why, "write a regular expression that matches the whole name of a tag");
        if let Some(hotfix) = &self.setup.hotfix {
            let hotfix = from_git::whole(hotfix).map_err(malformed)?;
            deployments.iter_mut().for_each(|record| record.unplanned = hotfix.is_match(&record.id));
        }
        let team = own.and_then(|own| own.team.clone());
        Ok(Subject { service: service.into(), team, deployments, tells_plan: self.setup.hotfix.is_some() })
    }

    fn paths(&self, services: &[&str]) -> Result<Option<ServicePaths>, Missing> {
        let globs = |service: &&str| self.setup.services.get(*service).map(|own| own.paths.as_slice()).unwrap_or_default();
        let all: Vec<&[String]> = services.iter().map(globs).collect();
        if all.iter().all(|globs| globs.is_empty()) {
            return Ok(None);
        }
        let malformed = |why: String| Missing::Git(why, "write a glob such as services/pay/**");
        ServicePaths::new(all).map(Some).map_err(malformed)
    }

    /// Records as deployments, service by service; commits from Git where records list none and a repository is here.
    fn files(&mut self, records: Vec<Deployment>) -> Result<Vec<Subject>, Missing> {
        let settings = &self.setup.settings;
        if records.is_empty() {
            return Err(Missing::NoDeployments("the files hold no deployment".into()));
        }
        if !records.iter().any(|record| in_production(record, settings)) {
            let names = settings.environments.join(", ");
            return Err(Missing::NoDeployments(format!("no record is a deployment to production ({names})")));
        }
        let mut by_service: BTreeMap<String, Vec<Deployment>> = BTreeMap::new();
        for record in records {
            by_service.entry(record.service.clone()).or_default().push(record);
        }
        self.fill(&mut by_service)?;
        let subject = |(service, deployments): (String, Vec<Deployment>)| {
            let own = self.setup.services.get(&service).and_then(|own| own.team.clone());
            let team = own.or_else(|| deployments.iter().max_by_key(|record| record.finished_at).and_then(|record| record.team.clone()));
            Subject { service, team, deployments, tells_plan: true }
        };
        Ok(by_service.into_iter().map(subject).collect())
    }

    fn fill(&mut self, by_service: &mut BTreeMap<String, Vec<Deployment>>) -> Result<(), Missing> {
        let settings = self.setup.settings.clone();
        let lists_none = |record: &Deployment| record.changes.is_none() && in_production(record, &settings);
        if !by_service.values().flatten().any(lists_none) {
            return Ok(());
        }
        let git = match self.git() {
            Ok(git) => git,
            // Without a repository the commits are simply unknown; a cut-off or damaged one is an answer that may not be used.
            Err(Missing::Git(..)) => return Ok(()),
            Err(other) => return Err(other),
        };
        let commits = git.commits().map_err(missing)?;
        let wanted = self.wanted();
        by_service.values_mut().flatten().for_each(|record| from_git::resolve_tag(&git, record));
        for (service, records) in by_service.iter_mut() {
            let paths = self.paths(&[service])?;
            let place = paths.as_ref().map(|paths| (paths, 0));
            self.unknown_commits +=
                from_git::fill_changes(&commits, records, &wanted, |record| in_production(record, &settings), place).map_err(missing)?;
        }
        Ok(())
    }
}

/// One subject per release line (`2.4` of `v2.4.1`); each commit stays with the first deployment of all lines that brought it.
fn lines(subject: Subject) -> Vec<Subject> {
    let mut by_line: BTreeMap<String, Vec<Deployment>> = BTreeMap::new();
    for mut record in subject.deployments {
        let line = line_of(&record.id).map_or_else(|| "other".to_string(), |(major, minor)| format!("{major}.{minor}"));
        let name = if subject.service == DEFAULT_SERVICE { line } else { format!("{} {line}", subject.service) };
        record.service.clone_from(&name);
        by_line.entry(name).or_default().push(record);
    }
    let (team, tells_plan) = (subject.team, subject.tells_plan);
    by_line.into_iter().map(|(service, deployments)| Subject { service, team: team.clone(), deployments, tells_plan }).collect()
}

/// Major and minor version in the name of a tag.
fn line_of(tag: &str) -> Option<(u64, u64)> {
    let version = tag.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = version.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn in_production(record: &Deployment, settings: &Settings) -> bool {
    record.env_tier.as_deref() == Some("production")
        || settings.environments.iter().any(|name| name.eq_ignore_ascii_case(&record.environment))
}

fn missing(error: GitError) -> Missing {
    let (text, fix) = (error.to_string(), error.fix());
    match error {
        GitError::Shallow => Missing::Shallow(text),
        GitError::Object { .. } | GitError::References { .. } => Missing::Corrupt(text, fix),
        _ => Missing::Git(text, fix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_tag_is_major_and_minor() {
        let lines = ["v2.4.1", "pay-v10.0.3-rc1", "2.4", "release-7", "nightly"].map(line_of);
        assert_eq!(lines, [Some((2, 4)), Some((10, 0)), Some((2, 4)), None, None]);
    }
}
