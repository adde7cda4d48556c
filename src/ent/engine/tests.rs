//! The law of the verdict, case by case; a gate that panics; facts under load.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use document::Limits;
use jiff::Timestamp;
use rule::{
    AnyGate, Context, Effect, Fact, Gate, GateInfo, GateOutcome, Judged, Loaded, NotJudged, Of, Place, Rule, Run, Severity, Sink,
    judge_with,
};

use super::*;

const fn info(name: &'static str) -> GateInfo {
    GateInfo { name, area: 1, summary: "", kinds: &[], needs: &[], settings: &[] }
}

static INFO: GateInfo = info("test");

fn empty_run() -> Run {
    Run::builder(std::path::Path::new("."), Limits::default(), Timestamp::UNIX_EPOCH).build()
}

fn outcome(check: impl FnOnce(&mut Sink) -> Result<(), NotJudged>) -> GateOutcome {
    let run = empty_run();
    judge_with(&INFO, &Context::new(&run, "test"), check)
}

fn finds(severity: Severity) -> GateOutcome {
    outcome(|sink| {
        sink.rule("test/rule", severity).report(Place::Tree, "found");
        Ok(())
    })
}

fn passes() -> GateOutcome {
    outcome(|_| Ok(()))
}

fn lacks() -> GateOutcome {
    outcome(|_| Err(NotJudged::surroundings("no history", "run `git fetch --unshallow`")))
}

fn defect() -> GateOutcome {
    outcome(|_| Err(NotJudged::input("a.yaml", "it is malformed")))
}

fn nothing() -> GateOutcome {
    let mut outcome = passes();
    outcome.judged = Judged::Nothing("no file of its kind".into());
    outcome
}

fn partly() -> GateOutcome {
    outcome(|sink| {
        sink.not_judged(NotJudged::surroundings("no token", "set GITHUB_TOKEN"));
        Ok(())
    })
}

fn broken() -> GateOutcome {
    outcome(|_| panic!("a bug"))
}

const LAW: Law = Law { fail_on: Some(Severity::Error), allow_empty: false };

fn report(outcomes: Vec<(GateOutcome, bool)>, law: Law) -> Report {
    let effects = HashMap::from([("test/defect".to_string(), Effect::Defect), ("test/nothing".to_string(), Effect::Nothing)]);
    let judgements = outcomes.into_iter().map(|(outcome, required)| Judgement { outcome, required, duration_ms: 0 }).collect();
    conclude(judgements, &effects, law)
}

fn single(outcome: GateOutcome, required: bool) -> (Status, u8, Option<String>) {
    let report = report(vec![(outcome, required)], LAW);
    (report.gates[0].status, report.exit_code.0, report.gates[0].reason.clone())
}

#[test]
fn one_gate_ends_as_the_contract_says() {
    let end = |outcome, required| {
        let (status, code, _) = single(outcome, required);
        (status, code)
    };
    assert_eq!(end(passes(), false), (Status::Passed, 0));
    assert_eq!(end(finds(Severity::Error), false), (Status::Failed, 1));
    assert_eq!(end(finds(Severity::Warning), false), (Status::Passed, 0));
    assert_eq!(end(defect(), false), (Status::Inconclusive, 3), "a defect of the input always blocks");
    assert_eq!(end(defect(), true), (Status::Inconclusive, 3));
    assert_eq!(end(lacks(), false), (Status::Skipped, 4), "nothing was judged at all");
    assert_eq!(end(lacks(), true), (Status::Inconclusive, 3));
    assert_eq!(end(nothing(), false), (Status::Skipped, 4));
    assert_eq!(end(nothing(), true), (Status::Skipped, 4));
    assert_eq!(end(partly(), false), (Status::Passed, 0));
    assert_eq!(end(partly(), true), (Status::Inconclusive, 3));
    assert_eq!(end(broken(), false), (Status::Inconclusive, 70));
}

#[test]
fn reasons_begin_as_the_contract_says() {
    let reason = |outcome, required| single(outcome, required).2.unwrap_or_default();
    assert_eq!(reason(lacks(), false), "not judged: no history; run `git fetch --unshallow`");
    assert_eq!(reason(partly(), false), "not judged: no token; set GITHUB_TOKEN");
    assert_eq!(reason(defect(), false), "a.yaml: it is malformed");
    assert_eq!(reason(broken(), false), "internal error: a bug");
}

#[test]
fn codes_of_two_gates_follow_the_precedence() {
    // Each with the code it brings to a run in which another gate judged.
    type Make = fn() -> GateOutcome;
    let cases: [(Make, bool, u8); 6] = [
        (broken, false, 70),
        (|| finds(Severity::Error), false, 1),
        (defect, false, 3),
        (nothing, true, 4),
        (lacks, false, 0),
        (passes, false, 0),
    ];
    let order = [70, 1, 3, 4, 0];
    for (first, first_required, a) in cases {
        for (second, second_required, b) in cases {
            let both = report(vec![(passes(), false), (first(), first_required), (second(), second_required)], LAW);
            let expected = order.into_iter().find(|code| *code == a || *code == b);
            assert_eq!(Some(both.exit_code.0), expected, "{a} with {b}");
        }
    }
}

#[test]
fn findings_that_do_not_judge_never_fail_their_gate() {
    let found = |rule: &'static str| {
        outcome(|sink| {
            sink.rule(rule, Severity::Error).report(Place::Path("a.yaml"), "not readable");
            Ok(())
        })
    };
    assert_eq!(single(found("test/defect"), false), (Status::Inconclusive, 3, Some("a.yaml: not readable".into())));
    assert_eq!(single(found("test/nothing"), true).1, 4);
}

#[test]
fn never_and_allow_empty_bend_only_what_they_name() {
    let never = Law { fail_on: None, allow_empty: false };
    let counted = report(vec![(finds(Severity::Error), false)], never);
    assert_eq!((counted.exit_code.0, counted.verdict, counted.gates[0].counts.error), (0, Verdict::Passed, 1));
    assert_eq!(report(vec![(defect(), false)], never).exit_code.0, 3);
    let empty = report(vec![(nothing(), true)], Law { allow_empty: true, ..LAW });
    assert_eq!((empty.exit_code.0, empty.verdict), (0, Verdict::NothingToCheck));
    let inconclusive = report(vec![(lacks(), true)], Law { allow_empty: true, ..LAW });
    assert_eq!(inconclusive.exit_code.0, 3);
}

struct Panics;
struct Calm;

impl Gate for Panics {
    type Model<'d> = ();
    const INFO: GateInfo = info("panics");
    const RULES: &'static [Rule<Self>] = &[Rule::new("panics/rule", Severity::Error, |_, _, _| panic!("a rule broke"))];
    fn load<'d>(_: &Context<'d>) -> Result<Loaded<()>, NotJudged> {
        Ok(Loaded::found(()))
    }
}

impl Gate for Calm {
    type Model<'d> = ();
    const INFO: GateInfo = info("calm");
    const RULES: &'static [Rule<Self>] = &[Rule::new("calm/rule", Severity::Error, |_, _, sink| {
        sink.report(Place::Tree, "found");
    })];
    fn load<'d>(_: &Context<'d>) -> Result<Loaded<()>, NotJudged> {
        Ok(Loaded::found(()))
    }
}

fn request(gate: &'static dyn AnyGate) -> Request<'static> {
    Request { gate, extra: Vec::new(), required: false }
}

#[test]
fn a_gate_that_panics_leaves_the_others_their_say() {
    let done = run(&empty_run(), &[request(&Of(Panics)), request(&Of(Calm))]);
    let report = conclude(done, &HashMap::new(), LAW);
    assert_eq!((report.exit_code.0, report.verdict), (70, Verdict::Inconclusive));
    assert_eq!(report.gates[1].reason.as_deref(), Some("internal error: a rule broke"));
    assert_eq!((report.gates[0].status, report.findings.len()), (Status::Failed, 1));
}

static LOADS: AtomicUsize = AtomicUsize::new(0);

struct Slow(usize);

impl Fact for Slow {
    fn load(_: &Context<'_>) -> Result<Self, NotJudged> {
        use rayon::prelude::*;
        LOADS.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(std::time::Duration::from_millis(100));
        Ok(Slow((0..10_000_usize).into_par_iter().map(|n| n % 7).sum()))
    }
}

#[test]
fn sixteen_threads_on_one_slow_parallel_fact_never_hang() {
    let run = empty_run();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for gate in ["a", "b", "c", "d"] {
                    assert!(Context::new(&run, gate).fact::<Slow>().unwrap().0 > 0);
                }
            });
        }
    });
    assert_eq!(LOADS.load(Ordering::SeqCst), 1, "computed once");
}

#[derive(Debug)]
struct Egg;
#[derive(Debug)]
struct Hen;

impl Fact for Egg {
    fn load(cx: &Context<'_>) -> Result<Self, NotJudged> {
        cx.fact::<Hen>().map(|_| Egg)
    }
}

impl Fact for Hen {
    fn load(cx: &Context<'_>) -> Result<Self, NotJudged> {
        std::thread::sleep(std::time::Duration::from_millis(20));
        cx.fact::<Egg>().map(|_| Hen)
    }
}

#[test]
fn facts_in_a_circle_panic_with_the_chain_also_across_threads() {
    let run = empty_run();
    let ask = |hen: bool| {
        let cx = Context::new(&run, "test");
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| if hen { cx.fact::<Hen>().is_ok() } else { cx.fact::<Egg>().is_ok() }))
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(|| ask(true)), scope.spawn(|| ask(false))];
        let panics = threads.into_iter().filter_map(|thread| thread.join().unwrap().err());
        let texts: Vec<String> = panics.filter_map(|panic| panic.downcast::<String>().ok()).map(|text| *text).collect();
        assert!(!texts.is_empty() && texts.iter().all(|text| text.contains("in a circle") && text.contains("Hen")), "{texts:?}");
    });
}
