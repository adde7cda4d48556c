//! The rules, by theme.

mod caution;
mod coverage;
mod schedule;
mod shape;

use rule::Severity::{Error, Info, Warning};
use rule::{Effect, Rule};

use super::Updates;

pub(super) const RULES: &[Rule<Updates>] = &[
    Rule::<Updates>::new("updates/config-missing", Error, shape::missing),
    Rule::<Updates>::new("updates/config-invalid", Error, shape::invalid).effect(Effect::Defect),
    Rule::<Updates>::new("updates/disabled", Error, shape::disabled),
    Rule::<Updates>::new("updates/preset-legacy", Info, shape::legacy_preset),
    Rule::<Updates>::new("updates/ecosystem-not-covered", Error, coverage::ecosystems),
    Rule::<Updates>::new("updates/no-recent-activity", Error, coverage::activity),
    Rule::<Updates>::new("updates/security-alerts-off", Error, caution::alerts),
    Rule::<Updates>::new("updates/no-release-age", Warning, caution::release_age),
    Rule::<Updates>::new("updates/digests-unpinned", Warning, caution::digests),
    Rule::<Updates>::new("updates/automerge-too-broad", Warning, caution::automerge),
    Rule::<Updates>::new("updates/schedule-impossible", Error, schedule::impossible),
];
