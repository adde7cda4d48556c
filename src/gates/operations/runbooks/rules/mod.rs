//! The rules, by theme.

mod alerts;
mod commands;
mod coverage;
mod fields;
mod freshness;
mod links;
mod people;
mod postmortems;
mod private;

use rule::Rule;
use rule::Severity::{Error, Info, Warning};

use super::Runbooks;

/// Folded names of the section that says how to stop the damage.
const MITIGATION: &[&str] = &["mitigation", "mitigacao"];

pub(super) const RULES: &[Rule<Runbooks>] = &[
    Rule::<Runbooks>::new("runbooks/field-or-section-missing", Error, fields::missing),
    Rule::<Runbooks>::new("runbooks/review-overdue", Warning, freshness::review),
    Rule::<Runbooks>::new("runbooks/never-exercised", Warning, freshness::exercise),
    Rule::<Runbooks>::new("runbooks/alert-without-runbook", Error, alerts::without_runbook),
    Rule::<Runbooks>::new("runbooks/alert-unknown", Warning, alerts::unknown),
    Rule::<Runbooks>::new("runbooks/link-dead", Error, links::dead),
    Rule::<Runbooks>::new("runbooks/mitigation-step-without-action", Warning, commands::step_without_action),
    Rule::<Runbooks>::new("runbooks/destructive-command-unguarded", Error, commands::destructive),
    Rule::<Runbooks>::new("runbooks/secret-or-phone-in-text", Error, private::in_text),
    Rule::<Runbooks>::new("runbooks/owner-unknown", Error, people::owner),
    Rule::<Runbooks>::new("runbooks/playbook-missing", Error, coverage::playbooks),
    Rule::<Runbooks>::new("runbooks/too-long", Info, fields::length),
    Rule::<Runbooks>::new("runbooks/severity-scale-invalid", Warning, fields::severity),
    Rule::<Runbooks>::new("runbooks/postmortem-late", Warning, postmortems::late),
    Rule::<Runbooks>::new("runbooks/postmortem-section-missing", Error, postmortems::sections),
    Rule::<Runbooks>::new("runbooks/action-item-incomplete", Error, postmortems::incomplete),
    Rule::<Runbooks>::new("runbooks/action-item-overdue", Warning, postmortems::overdue),
    Rule::<Runbooks>::new("runbooks/incident-without-postmortem", Error, postmortems::of_incidents),
    Rule::<Runbooks>::new("runbooks/timeline-not-utc", Warning, postmortems::timeline),
];
