//! What the verbs share: configuration, catalogue and run of one invocation, and the way from outcomes to outputs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Document, Format as Language, Limits, Source, SourceId};
use rule::{AnyGate, File, GateOutcome, NotJudged, Run, RunBuilder, strict};

use super::base::Base;
use super::error::CliError;
use super::exceptions::Exceptions;
use super::global::Global;
use super::output;
use super::pipeline;
use crate::catalogue::{Catalogue, WordBook};
use crate::config::{Config, ConfigError, RuleSetting};
use crate::engine::{self, ExitCode, Judgement, Law, Report, Request};
use crate::gates::{self, GATES};
use crate::inventory;
use crate::policy::{self, Override, Pattern, Selection};
use crate::report::{self, Look, View};

/// One invocation of a verb.
pub(crate) struct Session<'g> {
    /// The options.
    pub(crate) global: &'g Global,
    /// The directory the run looks at.
    pub(crate) root: PathBuf,
    /// The configuration.
    pub(crate) config: Config,
    /// Every rule.
    pub(crate) catalogue: Catalogue,
    /// The revision to compare with: the one that was named, else the target of the pull request that a pipeline runs for.
    pub(crate) base: Option<String>,
    /// The severity from which on findings fail the run, or `never`.
    pub(crate) fail_on: String,
    selection: Selection,
    exceptions: Exceptions,
}

impl<'g> Session<'g> {
    /// Reads configuration and user rules.
    pub(crate) fn open(global: &'g Global) -> Result<Self, CliError> {
        let root = global.directory.clone();
        if !root.is_dir() {
            return Err(CliError::usage(format!("{} is no directory", root.display()), "name a directory with -C".to_string()));
        }
        let config = Config::load(&root, &global.config_choice(), &gates::infos())?;
        let catalogue = Catalogue::load(&root).map_err(|why| ConfigError::plain(why.to_string(), None))?;
        let selection = selection(global, &config, &catalogue)?;
        let exceptions = Exceptions::read(global, &root)?;
        let fail_on = global.fail_on.as_deref().or_else(|| config.text("fail_on")).unwrap_or("error").to_string();
        Ok(Session { global, root, config, catalogue, base: pipeline::base(), fail_on, selection, exceptions })
    }

    /// The limits of reading.
    pub(crate) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        if let Some(bytes) = self.config.integer("limits.file_bytes").and_then(|bytes| u64::try_from(bytes).ok()) {
            limits.bytes = bytes;
        }
        limits
    }

    /// The files of the tree.
    pub(crate) fn inventory(&self) -> Result<inventory::Inventory, CliError> {
        let options = inventory::Options { exclude: self.config.texts("exclude"), ..inventory::Options::default() };
        inventory::walk(&self.root, &options).map_err(|why| CliError::usage(why.to_string(), None))
    }

    /// A run over files; settings from flags come first in `flags`, as JSON under the gate's name.
    pub(crate) fn run(&self, files: Vec<File>, flags: Option<&serde_json::Value>) -> Result<Run, CliError> {
        self.run_in(&self.root, files, flags)
    }

    /// The same over another directory.
    pub(super) fn run_in(&self, root: &Path, files: Vec<File>, flags: Option<&serde_json::Value>) -> Result<Run, CliError> {
        let mut builder: RunBuilder = Run::builder(root, self.limits(), self.global.now()).files(files);
        if let Some(flags) = flags {
            let document = flag_layer(flags)?;
            let root = document.root().id();
            builder = builder.settings(document, root);
        }
        for (document, gates) in self.config.gate_settings() {
            builder = builder.settings(document, gates);
        }
        let selection = self.selection.clone();
        let run = builder
            .services(self.config.services())
            .teams(self.config.texts("teams"))
            .offline(self.global.offline)
            .base(self.base.clone())
            .switch(Box::new(move |rule| selection.is_on(rule)))
            .build();
        Ok(run)
    }

    /// The gates to run, each with its declarative rules: those named, else all that are enabled.
    pub(crate) fn requests(&self, named: &[String]) -> Result<Vec<Request<'static>>, CliError> {
        let chosen: Vec<&'static dyn AnyGate> = if named.is_empty() {
            GATES.iter().copied().filter(|gate| self.config.enables(gate.info().name)).collect()
        } else {
            named.iter().map(|name| find_gate(name)).collect::<Result<_, _>>()?
        };
        let mut requests = Vec::new();
        for gate in chosen {
            let name = gate.info().name;
            let extra = self.catalogue.declarative_of(gate).map_err(|error| ConfigError::plain(error.to_string(), error.help))?;
            let required = !named.is_empty() || self.config.requires(name);
            requests.push(Request { gate, extra, required });
        }
        Ok(requests)
    }

    /// Runs gates and concludes.
    pub(crate) fn judge(&self, run: &Run, requests: &[Request<'_>]) -> Result<Report, CliError> {
        self.conclude(run, engine::run(run, requests), None)
    }

    /// Runs a verb's own gate outcome through policy and verdict; the gate is required, as its verb was called.
    pub(crate) fn conclude_verb(&self, run: &Run, outcome: GateOutcome, duration_ms: u64) -> Result<Report, CliError> {
        self.conclude(run, vec![Judgement { outcome, required: true, duration_ms }], None)
    }

    pub(super) fn conclude(&self, run: &Run, mut judgements: Vec<Judgement>, base: Option<&Base>) -> Result<Report, CliError> {
        self.refuse_settings(&judgements)?;
        let strict = self.global.strict || self.config.boolean("strict").unwrap_or(false);
        for judgement in &mut judgements {
            self.selection.apply(&mut judgement.outcome.findings);
            // Under --strict a gate that applies is required; one that found nothing of its kind does not apply.
            judgement.required |= strict && !matches!(judgement.outcome.judged, rule::Judged::Nothing(_));
        }
        self.exceptions.classify(self, run, &mut judgements, base.map(|base| base.changed.as_slice()))?;
        if let Some(base) = base {
            base.classify(&mut judgements);
        }
        Ok(engine::conclude(judgements, &self.catalogue.effects(), self.law()))
    }

    /// What a gate cannot use of its settings is a mistake in the configuration, and then nothing is judged.
    fn refuse_settings(&self, judgements: &[Judgement]) -> Result<(), CliError> {
        for outcome in judgements.iter().map(|judgement| &judgement.outcome) {
            let whole = match &outcome.judged {
                rule::Judged::No(why) => Some(why),
                _ => None,
            };
            for why in whole.into_iter().chain(&outcome.not_judged) {
                if let NotJudged::Input { path, .. } = why
                    && self.config.is_own_file(path)
                {
                    return Err(ConfigError::plain(why.to_string(), None).into());
                }
            }
        }
        Ok(())
    }

    /// Runs gates, and reports only what policy finds about the exceptions.
    pub(crate) fn judge_waivers(&self, run: &Run, requests: &[Request<'_>]) -> Result<Report, CliError> {
        let mut judgements = engine::run(run, requests);
        judgements.iter_mut().for_each(|judgement| self.selection.apply(&mut judgement.outcome.findings));
        self.exceptions.classify(self, run, &mut judgements, None)?;
        judgements.retain(|judgement| judgement.outcome.gate == policy::INFO.name);
        if judgements.is_empty() {
            let cx = rule::Context::new(run, policy::INFO.name);
            let outcome = rule::judge_with(&policy::INFO, &cx, |_| Ok(()));
            judgements.push(Judgement { outcome, required: true, duration_ms: 0 });
        }
        Ok(engine::conclude(judgements, &self.catalogue.effects(), self.law()))
    }

    /// The waivers of the repository.
    pub(crate) fn waivers(&self) -> &policy::Waivers {
        &self.exceptions.waivers
    }

    /// The baseline of the repository.
    pub(crate) fn baseline(&self) -> Option<&policy::Baseline> {
        self.exceptions.baseline.as_ref()
    }

    /// Whether a rule is on.
    pub(super) fn is_on(&self, rule: &rule::RuleInfo) -> bool {
        self.selection.is_on(rule) || (!self.selection.select.is_empty() && rule.gate == policy::INFO.name && rule.default)
    }

    /// Which rules run, and with which severity.
    pub(super) fn selection(&self) -> &Selection {
        &self.selection
    }

    fn law(&self) -> Law {
        Law { fail_on: self.fail_on.parse().ok(), allow_empty: self.global.allow_empty }
    }

    /// Writes the outputs asked for and gives the exit code.
    pub(crate) fn finish(&self, report: &Report, run: Option<&Run>, next: Vec<String>) -> Result<ExitCode, CliError> {
        self.finish_with(report, run, next, &|_, _| None)
    }

    /// The same for a verb that writes some formats itself: `own` gives their text.
    pub(crate) fn finish_with(
        &self,
        report: &Report,
        run: Option<&Run>,
        next: Vec<String>,
        own: &dyn Fn(report::Format, &View<'_>) -> Option<String>,
    ) -> Result<ExitCode, CliError> {
        let book = WordBook::new(&self.catalogue).and_then(|book| book.of(report.findings.iter().map(|finding| finding.rule.as_ref())));
        let words = book.map_err(unreadable)?;
        let outputs = self.global.outputs();
        for out in &outputs {
            let look = Look {
                color: out.path.is_none() && self.global.color(),
                width: terminal_width(),
                verbose: self.global.verbose > 0,
                quiet: self.global.quiet,
                open_only: self.global.sarif_profile == "github",
                place: output::place_in_checkout(out.format, &self.root),
                next: next.clone(),
            };
            let view = View { report, store: run.map(Run::store), words: &words, look };
            let text = own(out.format, &view).unwrap_or_else(|| report::render(out.format, &view));
            if out.format == report::Format::Github {
                output::job_summary(&report::job_summary(&view))?;
            }
            match &out.path {
                Some(path) => output::write(&self.root.join(path), text.as_bytes())?,
                None => output::print(&text).or_else(|error| if matches!(error, CliError::ClosedPipe) { Ok(()) } else { Err(error) })?,
            }
        }
        Ok(report.exit_code)
    }

    /// Lets the run read a file that the user named, wherever it lies; the name it is shown under.
    pub(crate) fn name_file(&self, run: &Run, path: &Path) -> String {
        let shown = path.to_string_lossy().replace('\\', "/");
        run.store().name_file(&shown, self.root.join(path));
        shown
    }
}

/// The gate of a name, or an error with the nearest one.
pub(crate) fn find_gate(name: &str) -> Result<&'static dyn AnyGate, CliError> {
    gates::find(name).ok_or_else(|| {
        let names = GATES.iter().map(|gate| gate.info().name);
        let help =
            strict::did_you_mean(name, names.clone()).unwrap_or_else(|| format!("known gates: {}", names.collect::<Vec<_>>().join(", ")));
        CliError::usage(format!("unknown gate `{name}`"), help)
    })
}

fn selection(global: &Global, config: &Config, catalogue: &Catalogue) -> Result<Selection, CliError> {
    let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect::<Vec<_>>();
    let mut selection = Selection { select: patterns(&global.select), ignore: patterns(&global.ignore), ..Selection::default() };
    selection.everything = global.profile.as_deref() == Some("enterprise");
    let overrides = config.rule_overrides();
    if selection.select.is_empty() && selection.ignore.is_empty() && overrides.is_empty() {
        return Ok(selection);
    }
    let rules = catalogue.all().map_err(|error| ConfigError::plain(error.to_string(), error.help))?;
    let ids = || rules.iter().map(|rule| rule.id.as_ref());
    let known = |pattern: &Pattern| pattern.matches_any(ids());
    let hint = |text: &str| strict::did_you_mean(text, ids()).or_else(|| Some("`ent rules list` shows all rules".into()));
    for pattern in selection.select.iter().chain(&selection.ignore) {
        if !known(pattern) {
            return Err(CliError::usage(format!("unknown rule `{}`", pattern.as_str()), hint(pattern.as_str())));
        }
    }
    for entry in overrides {
        let pattern = Pattern::new(entry.pattern);
        if !known(&pattern) {
            return Err(config.error_at(entry.key, format!("unknown rule `{}`", entry.pattern), hint(entry.pattern)).into());
        }
        let setting = match entry.setting {
            RuleSetting::Off => Override::Off,
            RuleSetting::On => Override::On,
            RuleSetting::Severity(severity) => Override::Severity(severity),
        };
        selection.overrides.push((pattern, setting));
    }
    Ok(selection)
}

/// A rule book that cannot be read ends the run: nothing is judged by rules that nobody can explain.
pub(super) fn unreadable(error: document::SyntaxError) -> CliError {
    ConfigError::plain(error.to_string(), error.help).into()
}

/// Flags as the strongest layer of settings.
fn flag_layer(flags: &serde_json::Value) -> Result<Arc<Document>, CliError> {
    let source = Arc::new(Source::new(SourceId(u32::MAX - 2), "command line", flags.to_string()));
    document::parse(source, Language::Json, &Limits::default()).map(Arc::new).map_err(|error| CliError::usage(error.to_string(), None))
}

fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.or_else(|| comfy_table::Table::new().width().map(usize::from)).unwrap_or(100)
}
