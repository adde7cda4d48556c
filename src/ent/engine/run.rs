//! Runs gates: each on its own plain thread, two at a time per core, results in one order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rule::book::declarative::DeclarativeRule;
use rule::{AnyGate, Context, Run};

use super::status::Judgement;

/// One gate to run.
pub struct Request<'g> {
    /// The gate.
    pub gate: &'g dyn AnyGate,
    /// Declarative rules that run beside its own.
    pub extra: Vec<DeclarativeRule>,
    /// Whether it has to judge.
    pub required: bool,
}

/// Runs gates over one run and returns their judgements in the order of the requests, whatever the threads did.
///
/// Gates are plain scoped threads: as rayon jobs a gate that waits for a fact could steal another that asks for the same fact, and hang.
pub fn run(run: &Run, requests: &[Request<'_>]) -> Vec<Judgement> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Judgement)>> = Mutex::new(Vec::with_capacity(requests.len()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(requests.len());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(request) = requests.get(index) else { break };
            let judgement = judge(run, request);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((index, judgement));
        }
    };
    if threads <= 1 {
        work();
    } else {
        std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    }
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, judgement)| judgement).collect()
}

fn judge(run: &Run, request: &Request<'_>) -> Judgement {
    let started = Instant::now();
    let cx = Context::new(run, request.gate.info().name);
    let outcome = request.gate.run(&cx, &request.extra);
    Judgement { outcome, required: request.required, duration_ms: started.elapsed().as_millis() as u64 }
}
