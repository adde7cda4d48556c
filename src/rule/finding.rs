//! One thing a rule found.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Location, Severity};

/// One thing a rule found, at its place. Plain data: policy classifies it, reporters show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the rule: `runbooks/owner-unknown`.
    pub rule: Cow<'static, str>,
    /// Name of the gate.
    pub gate: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// A score of its field, such as CVSS 0–10.
    pub score: Option<f64>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub location: Location,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What to do; the rule's own words where the rule book says it for every finding alike.
    pub help: Option<String>,
    /// The semantic place (operation, package, heading …) that the fingerprint hashes; the pointer where empty.
    pub subject: String,
    /// SHA-256 of rule, path and semantic place, in hex; filled when the run ends.
    pub fingerprint: String,
    /// Open, or why not.
    pub disposition: Disposition,
    /// What else the gate wants machines to know.
    pub properties: BTreeMap<String, Value>,
}

impl Finding {
    /// An open finding with nothing but the necessary.
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        gate: impl Into<Cow<'static, str>>,
        severity: Severity,
        location: Location,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            rule: rule.into(),
            gate: gate.into(),
            severity,
            score: None,
            message: message.into(),
            location,
            related: Vec::new(),
            help: None,
            subject: String::new(),
            fingerprint: String::new(),
            disposition: Disposition::Open,
            properties: BTreeMap::new(),
        }
    }
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// What policy made of a finding. Nothing is dropped, only classified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Disposition {
    /// It counts.
    #[default]
    Open,
    /// Ignored in the file itself.
    Ignored {
        /// Why, as written there.
        reason: String,
    },
    /// Waived until a date.
    Waived(WaiverRef),
    /// Known since the baseline.
    Baselined,
}

impl Disposition {
    /// The word used in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Disposition::Open => "open",
            Disposition::Ignored { .. } => "ignored",
            Disposition::Waived(_) => "waived",
            Disposition::Baselined => "baselined",
        }
    }

    /// Whether the finding counts.
    pub fn is_open(&self) -> bool {
        *self == Disposition::Open
    }
}

/// The waiver that covers a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRef {
    /// Name of the waiver.
    pub name: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// Last day on which it holds, `YYYY-MM-DD`.
    pub expires: String,
}
