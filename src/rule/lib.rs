//! What a rule, a finding, a measure and a gate are; the rule book; what a gate sees of the run.
//!
//! A gate implements [`Gate`]: it loads a model from the files of the run and lists its rules. A rule is a function over that model which
//! reports to a [`Sink`]. Everything a gate may see comes through its [`Context`]; nothing here knows waivers, verdicts or output formats.

pub mod book;
mod context;
mod fact;
mod file;
mod finding;
mod fingerprint;
mod gate;
mod measure;
mod not_judged;
mod place;
mod run;
mod service;
mod settings;
mod severity;
mod sink;
mod store;
pub mod strict;

pub use context::Context;
pub use fact::Fact;
pub use file::*;
pub use finding::{Disposition, Finding, Related, WaiverRef};
pub use fingerprint::fill as fingerprints;
pub use gate::{AnyGate, Effect, Gate, GateInfo, GateOutcome, Judged, Loaded, Need, Of, Rule, RuleInfo, judge_with};
pub use measure::{Limit, Measure, MeasureStatus, Op};
pub use not_judged::NotJudged;
pub use place::{Location, Place};
pub use run::{Run, RunBuilder, Switch};
pub use service::Service;
pub use settings::{Setting, SettingKind};
pub use severity::Severity;
pub use sink::{Report, Sink};
pub use store::{Input, Store};
