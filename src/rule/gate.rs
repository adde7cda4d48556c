//! Gates, their rules, and how one gate is run.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use document::SourceId;

use crate::book::declarative;
use crate::{Context, FileKind, Finding, Input, Measure, NotJudged, Setting, Severity, Sink, fingerprint};

/// What a gate is.
pub struct GateInfo {
    /// Name on the command line, in `ent.yaml` and in front of its rules.
    pub name: &'static str,
    /// Area of the blueprint, 1–14.
    pub area: u8,
    /// One sentence: what it guards.
    pub summary: &'static str,
    /// The kinds of file it consumes.
    pub kinds: &'static [FileKind],
    /// What it needs beside files.
    pub needs: &'static [Need],
    /// What it can be told in `ent.yaml` under `gates.<name>`.
    pub settings: &'static [Setting],
}

/// What a gate needs beside files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The history of a Git repository.
    Git,
    /// The network.
    Network,
    /// The time of the run.
    Clock,
    /// A database.
    Database,
}

/// A rule in code: id and standing stand here once; its words and examples stand in `rules/<id>.yaml`.
pub struct Rule<G: Gate> {
    /// `<gate>/<name>`.
    pub id: &'static str,
    /// Severity unless the rule grades or the user overrides.
    pub severity: Severity,
    /// Whether it runs unless asked otherwise.
    pub default: bool,
    /// What a finding means for the gate.
    pub effect: Effect,
    /// The members of a family, each with its severity; empty for a single rule.
    pub members: &'static [(&'static str, Severity)],
    /// Looks at the model and reports.
    pub check: for<'d> fn(&G::Model<'d>, &Context<'d>, &mut Sink),
}

/// What a finding of a rule means for its gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Something is wrong: the gate fails from the `--fail-on` severity up.
    Judges,
    /// An input is unreadable or malformed: the gate is inconclusive, never failed.
    Defect,
    /// Something is missing around the input: not judged.
    Surroundings,
    /// There is nothing to judge.
    Nothing,
}

impl<G: Gate> Rule<G> {
    /// A rule that is on by default.
    pub const fn new(id: &'static str, severity: Severity, check: for<'d> fn(&G::Model<'d>, &Context<'d>, &mut Sink)) -> Self {
        Rule { id, severity, default: true, effect: Effect::Judges, members: &[], check }
    }

    /// The same rule, off unless asked for.
    pub const fn opt_in(mut self) -> Self {
        self.default = false;
        self
    }

    /// The same rule with another effect on its gate.
    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// The same rule as a family.
    pub const fn members(mut self, members: &'static [(&'static str, Severity)]) -> Self {
        self.members = members;
        self
    }
}

/// One gate. The only trait a contributor implements.
pub trait Gate: Sync + Sized + 'static {
    /// What its rules look at; may borrow from the documents.
    type Model<'d>;
    /// What it is.
    const INFO: GateInfo;
    /// Its rules in code, in the order they run.
    const RULES: &'static [Rule<Self>];

    /// Reads what it judges.
    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged>;
}

/// What a gate found to judge.
pub enum Loaded<M> {
    /// Something of its kind is here.
    Found {
        /// What the rules look at.
        model: M,
        /// Inputs beside those opened through the context.
        inputs: Vec<SourceId>,
        /// Measures that need no rule.
        measures: Vec<Measure>,
    },
    /// Something of its kind is here, and none of it can be judged: the rules run only to say why, and switching one of them off
    /// does not make the gate pass.
    Unjudged {
        /// What the rules look at.
        model: M,
        /// Why nothing is judged.
        judged: Judged,
    },
    /// Nothing of its kind is here.
    Absent {
        /// What was looked for.
        why: String,
    },
}

impl<M> Loaded<M> {
    /// A model whose inputs were all opened through the context.
    pub fn found(model: M) -> Self {
        Loaded::Found { model, inputs: Vec::new(), measures: Vec::new() }
    }

    /// Nothing of its kind.
    pub fn absent(why: impl Into<String>) -> Self {
        Loaded::Absent { why: why.into() }
    }
}

/// A rule as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// `<gate>/<name>`.
    pub id: Cow<'static, str>,
    /// Its gate.
    pub gate: &'static str,
    /// Area of the blueprint.
    pub area: u8,
    /// Severity unless overridden.
    pub severity: Severity,
    /// Whether it runs unless asked otherwise.
    pub default: bool,
    /// The family it belongs to, whose file in the rule book has its words.
    pub family: Option<Cow<'static, str>>,
    /// What a finding of it means for the gate.
    pub effect: Effect,
}

/// How far a gate came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// It judged what it found (parts that it could not are in [`GateOutcome::not_judged`]).
    Yes,
    /// Nothing of its kind was there.
    Nothing(String),
    /// It could not judge at all.
    No(NotJudged),
    /// It broke: a bug.
    Broken(String),
}

/// What came of running one gate.
#[derive(Debug, Clone)]
pub struct GateOutcome {
    /// Name of the gate.
    pub gate: &'static str,
    /// Area of the blueprint.
    pub area: u8,
    /// How far it came.
    pub judged: Judged,
    /// Everything found, sorted by place.
    pub findings: Vec<Finding>,
    /// Everything measured, sorted by name and labels.
    pub measures: Vec<Measure>,
    /// Parts that could not be judged.
    pub not_judged: Vec<NotJudged>,
    /// What was read.
    pub inputs: Vec<Input>,
    /// How many rules ran.
    pub rules_run: usize,
}

/// A gate behind a pointer. Implemented once, for [`Of`].
pub trait AnyGate: Sync {
    /// What it is.
    fn info(&self) -> &'static GateInfo;
    /// Its rules in code, families member by member.
    fn rules(&self) -> Vec<RuleInfo>;
    /// Loads and judges; never panics.
    fn run(&self, cx: &Context<'_>, extra: &[declarative::DeclarativeRule]) -> GateOutcome;
}

/// Makes an [`AnyGate`] of a [`Gate`].
pub struct Of<G>(pub G);

impl<G: Gate> AnyGate for Of<G> {
    fn info(&self) -> &'static GateInfo {
        const { &G::INFO }
    }

    fn rules(&self) -> Vec<RuleInfo> {
        G::RULES.iter().flat_map(infos).collect()
    }

    fn run(&self, cx: &Context<'_>, extra: &[declarative::DeclarativeRule]) -> GateOutcome {
        let mut outcome = match catch_unwind(AssertUnwindSafe(|| judge::<G>(cx, extra))) {
            Ok(outcome) => outcome,
            Err(panic) => {
                let mut broken = empty::<G>();
                broken.judged = Judged::Broken(panic_text(&*panic));
                broken
            }
        };
        outcome.not_judged.extend(cx.take_not_judged());
        outcome.inputs = cx.inputs();
        tidy(&mut outcome);
        outcome
    }
}

fn judge<G: Gate>(cx: &Context<'_>, extra: &[declarative::DeclarativeRule]) -> GateOutcome {
    let mut outcome = empty::<G>();
    let (model, inputs, measures) = match G::load(cx) {
        Ok(Loaded::Found { model, inputs, measures }) => (model, inputs, measures),
        Ok(Loaded::Unjudged { model, judged }) => {
            outcome.judged = judged;
            (model, Vec::new(), Vec::new())
        }
        Ok(Loaded::Absent { why }) => {
            outcome.judged = Judged::Nothing(why);
            return outcome;
        }
        Err(why) => {
            outcome.judged = Judged::No(why);
            return outcome;
        }
    };
    for id in inputs {
        if let Some(source) = cx.run().store().source_by_id(id) {
            let _ = cx.text(source.path());
        }
    }
    let mut sink = Sink::new(G::INFO.name);
    for rule in G::RULES.iter().filter(|rule| infos(rule).iter().any(|info| cx.run().is_on(info))) {
        sink.begin(Cow::Borrowed(rule.id), rule.severity, rule.members);
        (rule.check)(&model, cx, &mut sink);
        outcome.rules_run += 1;
    }
    for rule in extra.iter().filter(|rule| cx.run().is_on(&rule.info)) {
        sink.begin(rule.info.id.clone(), rule.info.severity, &[]);
        rule.check(G::INFO.kinds, cx, &mut sink);
        outcome.rules_run += 1;
    }
    let members_on: std::collections::HashSet<Cow<'static, str>> =
        G::RULES.iter().flat_map(infos).filter(|info| !cx.run().is_on(info)).map(|info| info.id).collect();
    sink.findings.retain(|finding| !members_on.contains(&finding.rule));
    outcome.findings = sink.findings;
    outcome.measures = measures.into_iter().chain(sink.measures).collect();
    outcome.not_judged = sink.not_judged;
    outcome
}

/// Judges outside a gate's own `load`: for verbs that bring their own input. Panics are caught as for every gate.
pub fn judge_with(info: &'static GateInfo, cx: &Context<'_>, check: impl FnOnce(&mut Sink) -> Result<(), NotJudged>) -> GateOutcome {
    let mut outcome = blank(info);
    let mut sink = Sink::new(info.name);
    match catch_unwind(AssertUnwindSafe(|| check(&mut sink))) {
        Ok(Ok(())) => outcome.rules_run = 1,
        Ok(Err(why)) => outcome.judged = Judged::No(why),
        Err(panic) => outcome.judged = Judged::Broken(panic_text(&*panic)),
    }
    outcome.findings = sink.findings;
    outcome.measures = sink.measures;
    outcome.not_judged = sink.not_judged;
    outcome.not_judged.extend(cx.take_not_judged());
    outcome.inputs = cx.inputs();
    tidy(&mut outcome);
    outcome
}

fn infos<G: Gate>(rule: &Rule<G>) -> Vec<RuleInfo> {
    let info = |id: &'static str, severity, family| RuleInfo {
        id: Cow::Borrowed(id),
        gate: G::INFO.name,
        area: G::INFO.area,
        severity,
        default: rule.default,
        family,
        effect: rule.effect,
    };
    if rule.members.is_empty() {
        return vec![info(rule.id, rule.severity, None)];
    }
    rule.members.iter().map(|(id, severity)| info(id, *severity, Some(Cow::Borrowed(rule.id)))).collect()
}

fn empty<G: Gate>() -> GateOutcome {
    blank(const { &G::INFO })
}

fn blank(info: &'static GateInfo) -> GateOutcome {
    GateOutcome {
        gate: info.name,
        area: info.area,
        judged: Judged::Yes,
        findings: Vec::new(),
        measures: Vec::new(),
        not_judged: Vec::new(),
        inputs: Vec::new(),
        rules_run: 0,
    }
}

/// One order whatever ran first, and the fingerprints that depend on it.
fn tidy(outcome: &mut GateOutcome) {
    outcome.findings.sort_by(|a, b| {
        let key = |f: &Finding| {
            (f.location.path.clone(), f.location.line, f.location.column, f.rule.clone(), f.subject.clone(), f.message.clone())
        };
        key(a).cmp(&key(b))
    });
    fingerprint::fill(&mut outcome.findings);
    outcome.measures.sort_by(|a, b| (&a.name, &a.labels).cmp(&(&b.name, &b.labels)));
    outcome.not_judged.sort_by_key(|why| (!why.is_defect(), why.to_string()));
    outcome.not_judged.dedup();
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".into())
}
