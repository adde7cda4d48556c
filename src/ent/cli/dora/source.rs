//! What the three verbs have in common: where records come from, and the run that reads them.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args as ClapArgs;
use gate_delivery::dora::delivered::{Delivered, Missing};
use gate_delivery::dora::{NAME, setup};
use model::delivery::{Window, from_git, parse_bound};
use rule::{Context, NotJudged, Run};
use serde_json::{Map, Value, json};

use super::super::error::CliError;
use super::super::global::Global;
use super::super::session::Session;
use crate::config::ConfigError;

/// Where records come from and how they are counted. What is not given here comes from `gates.dora` in ent.yaml.
#[derive(ClapArgs, Debug, Clone, Default)]
pub(super) struct Source {
    /// Tags that are deployments: an expression that the whole name has to match
    #[arg(long, value_name = "REGEX", conflicts_with = "deployments", help_heading = "Records")]
    tags: Option<String>,
    /// Tags that are unplanned deployments: an expression
    #[arg(long, value_name = "REGEX", help_heading = "Records")]
    hotfix: Option<String>,
    /// Records of deployments: JSON Lines, JSON, CSV, or an export of GitHub, GitLab, Argo CD, DevLake or CDEvents; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Records")]
    deployments: Vec<PathBuf>,
    /// Incidents: records, or an export of PagerDuty, Opsgenie, GitHub, GitLab, DevLake or CDEvents; without them three measures are unknown; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Records")]
    incidents: Vec<PathBuf>,
    /// Pull requests: records, or an export of GitHub or GitLab; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Records")]
    pulls: Vec<PathBuf>,
    /// Form of the files, where their content does not tell; repeatable: the first that can hold what a file is for
    #[arg(long, value_name = "FORM", value_parser = ["jsonl", "csv", "github", "gitlab", "cdevents", "cloudevents", "argocd", "pagerduty", "opsgenie", "devlake"], help_heading = "Records")]
    from: Vec<String>,
    /// Service of records whose export names none
    #[arg(long, value_name = "NAME", help_heading = "Records")]
    service: Option<String>,
    /// Label that makes an issue an incident; repeatable [default: incident]
    #[arg(long, value_name = "LABEL", help_heading = "Records")]
    incident_label: Vec<String>,
    /// Ask GitHub for what no file gives; without a name the repository of the checkout. Needs GITHUB_TOKEN or GH_TOKEN
    #[arg(long, value_name = "OWNER/NAME", num_args = 0..=1, default_missing_value = "auto", help_heading = "Records")]
    github: Option<String>,
    /// With --github: releases are the deployments
    #[arg(long, requires = "github", conflicts_with_all = ["tags", "deployments"], help_heading = "Records")]
    releases: bool,
    /// Begin of the window: a date (midnight UTC) or an instant with an offset [default: 90 days before the end]
    #[arg(long, value_name = "DATE", help_heading = "Window")]
    since: Option<String>,
    /// End of the window, itself outside [default: now]
    #[arg(long, value_name = "DATE", help_heading = "Window")]
    until: Option<String>,
    /// Where the lead time of a change begins
    #[arg(long, value_name = "CLOCK", value_parser = ["committer", "author", "merge", "pr-first-commit"], help_heading = "Counting")]
    clock: Option<String>,
    /// What one change is
    #[arg(long, value_name = "UNIT", value_parser = ["commit", "pr"], help_heading = "Counting")]
    unit: Option<String>,
    /// Where a cherry-pick is measured from: its own commit, or the commit that it was picked from
    #[arg(long, value_name = "FROM", value_parser = ["commit", "origin"], help_heading = "Counting")]
    cherry_pick: Option<String>,
    /// Show each release line of the tags (major.minor) by itself
    #[arg(long, conflicts_with = "deployments", help_heading = "Counting")]
    line: bool,
    /// Changes that took longer are left out of lead time, and counted: 60d, P60D
    #[arg(long, value_name = "DURATION", help_heading = "Counting")]
    max_lead: Option<String>,
    /// Count overlapping incidents of a service as one in the time to restore
    #[arg(long, help_heading = "Counting")]
    merge_overlaps: bool,
    /// What figures are measured against: quickcheck-2025, quickcheck-2024, levels of a report (2019, 2021, 2021-devlake, 2022, 2023,
    /// 2023-devlake, 2024), or a file of levels [default: quickcheck-2025]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Counting")]
    scale: Option<String>,
    /// Where days and weeks begin: America/Sao_Paulo; the window itself is UTC
    #[arg(long, value_name = "ZONE", help_heading = "Counting")]
    tz: Option<String>,
}

/// The tags of most projects, where nobody said which tags are deployments.
const USUAL_TAGS: &str = r"v?\d+(\.\d+){1,3}";

/// A run over the records, and what it read.
pub(super) struct Loaded<'g> {
    /// The session.
    pub(super) session: Session<'g>,
    /// The run.
    pub(super) run: Run,
    /// What was read; an error where an input cannot be had.
    pub(super) delivered: Result<Arc<Delivered>, NotJudged>,
}

impl Source {
    /// Reads everything.
    pub(super) fn load<'g>(&self, global: &'g Global) -> Result<Loaded<'g>, CliError> {
        self.check()?;
        let session = Session::open(global)?;
        let mut flags = self.flags();
        let mut run = self.run(&session, &flags)?;
        let setup = setup::read(&Context::new(&run, NAME)).map_err(configuration)?;
        if setup.source.is_none() && setup.online.is_none() {
            flags.insert("tags".into(), json!(USUAL_TAGS));
            run = self.run(&session, &flags)?;
        }
        let delivered = Context::new(&run, NAME).fact::<Delivered>();
        Ok(Loaded { session, run, delivered })
    }

    fn run(&self, session: &Session<'_>, flags: &Map<String, Value>) -> Result<Run, CliError> {
        let run = session.run(Vec::new(), Some(&json!({ NAME: flags })))?;
        for path in self.deployments.iter().chain(&self.incidents).chain(&self.pulls) {
            session.name_file(&run, path);
        }
        Ok(run)
    }

    /// Mistakes in the arguments, before anything is read.
    fn check(&self) -> Result<(), CliError> {
        for expression in [&self.tags, &self.hotfix].into_iter().flatten() {
            let help = r"the whole name has to match: 'v\d+\.\d+\.\d+'".to_string();
            from_git::whole(expression).map_err(|why| CliError::usage(why, help))?;
        }
        let bound = |text: &Option<String>| text.as_deref().map(parse_bound).transpose();
        let usage = |error: model::delivery::WindowError| CliError::usage(error.to_string(), None);
        if let (Some(since), Some(until)) = (bound(&self.since).map_err(usage)?, bound(&self.until).map_err(usage)?) {
            Window::new(since, until).map_err(usage)?;
        }
        Ok(())
    }

    /// The options as the strongest layer of settings.
    fn flags(&self) -> Map<String, Value> {
        let mut flags = Map::new();
        let texts = [
            ("tags", &self.tags),
            ("hotfix", &self.hotfix),
            ("since", &self.since),
            ("until", &self.until),
            ("clock", &self.clock),
            ("unit", &self.unit),
            ("max_lead", &self.max_lead),
            ("time_zone", &self.tz),
            ("scale", &self.scale),
            ("cherry_pick", &self.cherry_pick),
            ("service", &self.service),
            ("github", &self.github),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                flags.insert(name.into(), json!(text));
            }
        }
        for (name, paths) in [("deployments", &self.deployments), ("incidents", &self.incidents), ("pulls", &self.pulls)] {
            if !paths.is_empty() {
                let shown: Vec<String> = paths.iter().map(|path| path.to_string_lossy().replace('\\', "/")).collect();
                flags.insert(name.into(), json!(shown));
            }
        }
        for (name, texts) in [("from", &self.from), ("incident_labels", &self.incident_label)] {
            if !texts.is_empty() {
                flags.insert(name.into(), json!(texts));
            }
        }
        if self.releases {
            flags.insert("github_deployments".into(), json!("releases"));
        }
        if self.tags.is_some() {
            // Tags asked for on the command line win over files of the configuration.
            flags.insert("deployments".into(), json!(""));
        }
        if self.line {
            flags.insert("by_line".into(), json!(true));
        }
        if self.merge_overlaps {
            flags.insert("merge_overlaps".into(), json!(true));
        }
        flags
    }
}

/// Settings that cannot be used are the user's, whether they stand in a file or among the arguments.
fn configuration(why: NotJudged) -> CliError {
    CliError::Config(ConfigError::plain(why.to_string(), None))
}

impl Loaded<'_> {
    /// What was read, whatever deployments there are.
    pub(super) fn records(&self) -> Result<&Delivered, CliError> {
        let delivered = self.delivered.as_ref().map_err(|why| CliError::Input(why.clone()))?;
        match delivered.defects.first_blocking() {
            Some(defect) => {
                Err(CliError::Input(NotJudged::Input { path: defect.file.clone(), position: Some(defect.at), why: defect.message.clone() }))
            }
            None => Ok(delivered),
        }
    }

    /// The report, for the verbs that show nothing else: why there is none is their error.
    pub(super) fn delivered(&self) -> Result<&Delivered, CliError> {
        let delivered = self.records()?;
        match &delivered.report {
            Ok(_) => Ok(delivered),
            Err(Missing::NoDeployments(why)) => Err(CliError::Nothing(format!("no deployments: {why}"))),
            Err(Missing::NotConfigured) => Err(CliError::Nothing("no deployments are configured: add --tags or --deployments".into())),
            Err(Missing::Shallow(why)) => Err(CliError::Input(NotJudged::surroundings(why.clone(), outside::git::GitError::Shallow.fix()))),
            Err(Missing::Git(why, fix) | Missing::Corrupt(why, fix)) => Err(CliError::Input(NotJudged::surroundings(why.clone(), *fix))),
        }
    }
}
