//! A change as the comparison sees it, before it becomes a finding.

use std::rc::Rc;

use model::apis::At;
use rule::Severity;

use super::law::{Direction, Effect, severity};
use super::schema::Json;

/// Nodes that say a change, in the older and in the newer description.
pub(crate) type Told = (Option<At>, Option<At>);

/// One change of an API description.
#[derive(Debug, Clone)]
pub struct Change {
    /// Id without the gate's name.
    pub id: String,
    /// What it does to the set of values.
    pub effect: Effect,
    /// Who sends them.
    pub direction: Direction,
    /// What it weighs, by the law and the policy.
    pub severity: Severity,
    /// What changed, in one sentence.
    pub message: String,
    /// Operations that see it, in the order of the document; the first one leads.
    pub uses: Vec<String>,
    /// Where in the older description.
    pub base: Option<At>,
    /// Where in the newer description.
    pub revision: Option<At>,
    /// A value that one side accepts and the other refuses.
    pub(crate) witness: Option<Rc<Json>>,
    /// Why it could not be decided.
    pub why: Option<String>,
    /// The semantic place, for the fingerprint.
    pub subject: String,
    /// The id of oasdiff, where another one than the table's fits.
    pub oasdiff: Option<&'static str>,
    /// What happened, without saying where: what tells apart two changes of one place.
    pub(crate) words: String,
    /// The nodes that say it, without those that merely stand around it.
    pub(crate) told: Told,
    /// Where in the schema, as people read it: `address.street`.
    pub property: Option<String>,
}

impl Change {
    /// A change that weighs what the law says.
    pub(crate) fn new(id: impl Into<String>, effect: Effect, direction: Direction, message: impl Into<String>) -> Change {
        Change {
            id: id.into(),
            effect,
            direction,
            severity: severity(effect, direction),
            message: message.into(),
            uses: Vec::new(),
            base: None,
            revision: None,
            witness: None,
            why: None,
            subject: String::new(),
            oasdiff: None,
            words: String::new(),
            told: (None, None),
            property: None,
        }
    }

    /// A value that one side accepts and the other refuses.
    pub fn witness(&self) -> Option<serde_json::Value> {
        self.witness.as_ref().map(|value| value.to_serde())
    }

    /// The id of oasdiff that means the same, where there is one.
    pub fn oasdiff_id(&self) -> Option<&'static str> {
        self.oasdiff.or_else(|| super::ids::oasdiff(&self.id))
    }

    /// The same change with another weight.
    pub(crate) fn weighs(mut self, severity: Severity) -> Change {
        self.severity = severity;
        self
    }

    /// The same change under another name of oasdiff.
    pub(crate) fn known_as(mut self, id: &'static str) -> Change {
        self.oasdiff = Some(id);
        self
    }

    /// The same change with a semantic place of its own.
    pub(crate) fn of(mut self, subject: impl Into<String>) -> Change {
        self.subject = subject.into();
        self
    }

    /// The same change at these places.
    pub(crate) fn at(mut self, base: Option<At>, revision: Option<At>) -> Change {
        self.base = base;
        self.revision = revision;
        self
    }
}
