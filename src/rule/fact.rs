//! Shared models, computed once per run and only when asked.

use std::any::{Any, TypeId, type_name};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use crate::store::lock;
use crate::{Context, NotJudged};

/// A model that several gates share. It borrows no document: it holds ids of sources and nodes, and what it read from them.
pub trait Fact: Send + Sync + Sized + 'static {
    /// Computes it. A fact that cannot be had says why, and every gate that needs it inherits the reason.
    fn load(cx: &Context<'_>) -> Result<Self, NotJudged>;
}

type Loaded = Result<Arc<dyn Any + Send + Sync>, NotJudged>;

/// The facts of one run.
#[derive(Default)]
pub(crate) struct Facts {
    slots: Mutex<HashMap<TypeId, Arc<Slot>>>,
    /// Which fact asked for which, while it was computed.
    asks: Mutex<HashMap<TypeId, BTreeSet<TypeId>>>,
}

#[derive(Default)]
struct Slot {
    value: OnceLock<(Loaded, BTreeSet<String>, Vec<NotJudged>)>,
}

thread_local! {
    /// The facts that this thread is computing, outermost first.
    static CHAIN: RefCell<Vec<(TypeId, &'static str)>> = const { RefCell::new(Vec::new()) };
}

impl Facts {
    /// The fact, computed by whoever asks first, while others wait. Gates run on plain threads, so a waiting thread never steals another gate.
    pub(crate) fn get<F: Fact>(&self, cx: &Context<'_>) -> Result<Arc<F>, NotJudged> {
        assert!(rayon::current_thread_index().is_none(), "a rayon job asked for the fact {}", type_name::<F>());
        let id = TypeId::of::<F>();
        self.refuse_circle::<F>(id);
        let slot = Arc::clone(lock(&self.slots).entry(id).or_default());
        let (loaded, inputs, notes) = slot.value.get_or_init(|| {
            let inner = cx.for_fact();
            let guard = Chain::enter(id, type_name::<F>());
            let value = F::load(&inner).map(|fact| Arc::new(fact) as Arc<dyn Any + Send + Sync>);
            drop(guard);
            (value, inner.take_inputs(), inner.take_not_judged())
        });
        cx.inherit(inputs, notes);
        match loaded {
            Ok(fact) => Arc::clone(fact).downcast::<F>().map_err(|_| NotJudged::surroundings("a fact has another type", "")),
            Err(why) => Err(why.clone()),
        }
    }

    /// Facts that ask for each other in a circle would wait for ever: panic with the chain instead, also across threads.
    fn refuse_circle<F>(&self, id: TypeId) {
        let chain = CHAIN.with_borrow(Clone::clone);
        let Some((asking, _)) = chain.last() else { return };
        let mut asks = lock(&self.asks);
        asks.entry(*asking).or_default().insert(id);
        if reaches(&asks, id, *asking) {
            let names: Vec<_> = chain.iter().map(|(_, name)| *name).chain([type_name::<F>()]).collect();
            drop(asks);
            panic!("facts ask for each other in a circle: {}", names.join(" → "));
        }
    }
}

fn reaches(asks: &HashMap<TypeId, BTreeSet<TypeId>>, from: TypeId, to: TypeId) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(asks.get(&id).into_iter().flatten());
        }
    }
    false
}

/// Keeps the chain right even when a fact panics.
struct Chain;

impl Chain {
    fn enter(id: TypeId, name: &'static str) -> Self {
        CHAIN.with_borrow_mut(|chain| chain.push((id, name)));
        Chain
    }
}

impl Drop for Chain {
    fn drop(&mut self) {
        CHAIN.with_borrow_mut(|chain| chain.pop());
    }
}
