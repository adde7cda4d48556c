//! The exceptions of a repository: waivers and baseline, read once, and what they make of a run.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};
use rule::{Finding, Judged, NotJudged, RuleInfo, Run};

use super::error::CliError;
use super::global::Global;
use super::session::{Session, unreadable};
use crate::config::ConfigError;
use crate::engine::Judgement;
use crate::policy::{self, Baseline, Pattern, Policy, WAIVERS_PATH, WaiverLaw, Waivers};

/// Waivers and baseline of one repository.
pub(crate) struct Exceptions {
    /// The waivers.
    pub(super) waivers: Waivers,
    /// The waiver file, if there is one.
    pub(super) document: Option<Document>,
    /// The baseline, if there is one.
    pub(super) baseline: Option<Baseline>,
}

impl Exceptions {
    /// Reads both. A file that is malformed, or missing though named, is a mistake of configuration.
    pub(super) fn read(global: &Global, root: &Path) -> Result<Self, CliError> {
        let document = waiver_document(root)?;
        let waivers = match &document {
            Some(document) => Waivers::read(document.root()).map_err(|error| ConfigError::at(error, document))?,
            None => Waivers::default(),
        };
        Ok(Exceptions { waivers, document, baseline: baseline(global, root)? })
    }

    /// Classifies the findings of a run; what policy finds itself stands under its own heading.
    pub(super) fn classify(
        &self,
        session: &Session<'_>,
        run: &Run,
        judgements: &mut Vec<Judgement>,
        changed: Option<&[String]>,
    ) -> Result<(), CliError> {
        let judged: HashSet<&str> =
            judgements.iter().filter(|judgement| judgement.outcome.judged == Judged::Yes).map(|judgement| judgement.outcome.gate).collect();
        let mut inputs: Vec<String> =
            judgements.iter().flat_map(|judgement| judgement.outcome.inputs.iter().map(|input| input.path.clone())).collect();
        inputs.sort();
        inputs.dedup();
        let mut findings: Vec<Finding> =
            judgements.iter_mut().flat_map(|judgement| std::mem::take(&mut judgement.outcome.findings)).collect();
        // Read when an ignore asks for it; a rule book that cannot be read is told behind.
        let ids: std::cell::OnceCell<Result<Vec<RuleInfo>, document::SyntaxError>> = std::cell::OnceCell::new();
        let known = |text: &str| {
            let ids = ids.get_or_init(|| session.catalogue.all());
            ids.as_ref().is_ok_and(|ids| Pattern::new(text).matches_any(ids.iter().map(|rule| rule.id.as_ref())))
        };
        let is_judged = |gate: &str| judged.contains(gate);
        let law = WaiverLaw {
            strict: session.config.boolean("waivers.strict").unwrap_or(false),
            max_days: session.config.integer("waivers.max_days"),
            max_active: session.config.integer("waivers.max_active"),
            max_renewals: session.config.integer("waivers.max_renewals"),
        };
        let today = session.global.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let policy = Policy {
            waivers: &self.waivers,
            law,
            baseline: self.baseline.as_ref(),
            today,
            known_rules: &known,
            judged: &is_judged,
            changed,
        };
        let mut own = policy::apply(&mut findings, run.store(), &inputs, &policy);
        if let Some(Err(error)) = ids.into_inner() {
            return Err(unreadable(error));
        }
        // Judged strictly, all of these rules are on, unless one is switched off by name.
        let rules: Vec<RuleInfo> =
            policy::rules().into_iter().map(|rule| RuleInfo { default: rule.default || law.strict, ..rule }).collect();
        own.retain(|finding| rules.iter().any(|rule| rule.id == finding.rule && session.is_on(rule)));
        session.selection().apply(&mut own);
        drop(judged);
        for judgement in judgements.iter_mut() {
            let gate = judgement.outcome.gate;
            let (mine, others) = findings.into_iter().partition(|finding| finding.gate == gate);
            judgement.outcome.findings = mine;
            findings = others;
        }
        if !own.is_empty() {
            judgements.push(Judgement { outcome: policy_outcome(own, self, run), required: false, duration_ms: 0 });
        }
        Ok(())
    }
}

fn policy_outcome(findings: Vec<Finding>, exceptions: &Exceptions, run: &Run) -> rule::GateOutcome {
    let cx = rule::Context::new(run, policy::INFO.name);
    let mut outcome = rule::judge_with(&policy::INFO, &cx, |_| Ok(()));
    outcome.findings = findings;
    let paths = [exceptions.document.as_ref().map(|_| WAIVERS_PATH), exceptions.baseline.as_ref().map(|baseline| baseline.path.as_str())];
    outcome.inputs =
        paths.into_iter().flatten().filter(|path| run.store().bytes(path).is_ok()).map(|path| run.store().input(path)).collect();
    outcome
}

fn waiver_document(root: &Path) -> Result<Option<Document>, CliError> {
    let bytes = match std::fs::read(root.join(WAIVERS_PATH)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ConfigError::plain(format!("{WAIVERS_PATH} cannot be read: {error}"), None).into()),
    };
    let limits = Limits::default();
    let plain = |error: document::SyntaxError| ConfigError::plain(error.to_string(), error.help);
    let source = Arc::new(Source::from_bytes(SourceId(u32::MAX - 3), WAIVERS_PATH, &bytes, &limits).map_err(plain)?);
    match document::parse(Arc::clone(&source), Format::Yaml, &limits) {
        Ok(document) => Ok(Some(document)),
        Err(error) => {
            Err(ConfigError { message: error.message.clone(), help: error.help.clone(), at: Some(Box::new((error, source))) }.into())
        }
    }
}

/// Where the baseline lies: as named, or in its place.
pub(super) fn baseline_path(global: &Global) -> PathBuf {
    global.baseline.clone().unwrap_or_else(|| PathBuf::from(Baseline::PATH))
}

fn baseline(global: &Global, root: &Path) -> Result<Option<Baseline>, CliError> {
    let path = baseline_path(global);
    let shown = path.to_string_lossy().replace('\\', "/");
    match std::fs::read_to_string(root.join(&path)) {
        Ok(text) => Baseline::read(&text, &shown)
            .map(Some)
            .map_err(|why| ConfigError::plain(why, Some("`ent baseline write` makes a new one".into())).into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && global.baseline.is_none() => Ok(None),
        Err(error) => Err(NotReadable(shown, error).into()),
    }
}

/// A baseline that was named and cannot be read.
struct NotReadable(String, std::io::Error);

impl From<NotReadable> for CliError {
    fn from(NotReadable(path, error): NotReadable) -> Self {
        let help = Some("`ent baseline write --baseline FILE` makes one".to_string());
        ConfigError::plain(NotJudged::input(path, format!("the baseline cannot be read: {error}")).to_string(), help).into()
    }
}
