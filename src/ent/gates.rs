//! Every gate, in blueprint order: one line each.

use rule::book::declarative::DeclarativeRule;
use rule::{AnyGate, Context, Gate, GateInfo, GateOutcome, Judged, Loaded, NotJudged, Of, Rule, RuleInfo};

/// All gates.
pub static GATES: &[&dyn AnyGate] = &[
    &Of(gate_delivery::Dora),
    &Of(gate_delivery::Review),
    &Of(gate_security::Sbom),
    &Of(gate_security::Updates),
    &Of(gate_api::diff::ApiDiff),
    &Of(gate_operations::Runbooks),
    &Of(gate_operations::GameDays),
    // Rules of the user's own come last.
    &Local,
];

/// Name of the gate that holds rules of the user's own.
pub const LOCAL: &str = "local";

/// The gate of a name.
pub fn find(name: &str) -> Option<&'static dyn AnyGate> {
    GATES.iter().copied().find(|gate| gate.info().name == name)
}

/// What all gates are, for the configuration.
pub fn infos() -> Vec<&'static GateInfo> {
    GATES.iter().map(|gate| gate.info()).collect()
}

/// The gate of the rules under `.ent/rules/local/`: policy as code that belongs to no other gate. It has no rule of its own.
struct Local;

struct LocalRules;

impl Gate for LocalRules {
    type Model<'d> = ();
    const INFO: GateInfo = GateInfo {
        name: LOCAL,
        area: 14,
        summary: "Declarative rules of your own, under .ent/rules/local/",
        kinds: &[],
        needs: &[],
        settings: &[],
    };
    const RULES: &'static [Rule<Self>] = &[];

    fn load<'d>(_: &Context<'d>) -> Result<Loaded<()>, NotJudged> {
        Ok(Loaded::found(()))
    }
}

impl AnyGate for Local {
    fn info(&self) -> &'static GateInfo {
        Of(LocalRules).info()
    }

    fn rules(&self) -> Vec<RuleInfo> {
        Vec::new()
    }

    fn run(&self, cx: &Context<'_>, extra: &[DeclarativeRule]) -> GateOutcome {
        let mut outcome = Of(LocalRules).run(cx, extra);
        if extra.is_empty() {
            outcome.judged = Judged::Nothing("no rule under .ent/rules/local/".into());
        } else if !extra.iter().any(|rule| rule.files(&[], cx).next().is_some()) {
            outcome.judged = Judged::Nothing("the rules under .ent/rules/local/ match no file".into());
        }
        outcome
    }
}
