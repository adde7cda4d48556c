//! The rules, by theme.

mod experiments;
mod plan;
mod results;
mod timing;

use rule::Rule;
use rule::Severity::{Error, Warning};

use super::GameDays;

pub(super) const RULES: &[Rule<GameDays>] = &[
    Rule::<GameDays>::new("gamedays/hypothesis-not-falsifiable", Error, plan::hypothesis),
    Rule::<GameDays>::new("gamedays/abort-condition-missing", Error, plan::abort),
    Rule::<GameDays>::new("gamedays/rollback-missing", Error, plan::rollback),
    Rule::<GameDays>::new("gamedays/blast-radius-unbounded", Error, plan::blast_radius),
    Rule::<GameDays>::new("gamedays/steady-state-without-slo", Warning, plan::steady_state),
    Rule::<GameDays>::new("gamedays/production-before-staging", Error, timing::production),
    Rule::<GameDays>::new("gamedays/cadence-overdue", Warning, timing::cadence),
    Rule::<GameDays>::new("gamedays/playbook-never-exercised", Warning, timing::playbooks),
    Rule::<GameDays>::new("gamedays/results-missing", Error, results::missing),
    Rule::<GameDays>::new("gamedays/finding-incomplete-or-overdue", Error, results::findings),
    Rule::<GameDays>::new("gamedays/refuted-without-retest", Warning, results::retest),
    Rule::<GameDays>::new("gamedays/stop-condition-none", Error, experiments::stop_condition),
    Rule::<GameDays>::new("gamedays/experiment-incomplete", Error, experiments::incomplete),
];
