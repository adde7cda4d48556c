//! A change as the comparison sees it, before it becomes a finding.

use std::rc::Rc;

use model::apis::At;
use rule::Severity;

use super::law::{Direction, Effect, severity};
use super::schema::Json;

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// Id without the gate's name.
    pub(crate) id: String,
    pub(crate) effect: Effect,
    pub(crate) direction: Direction,
    pub(crate) severity: Severity,
    /// What changed, in one sentence.
    pub(crate) message: String,
    /// Operations that see it, in the order of the document; the first one leads.
    pub(crate) uses: Vec<String>,
    pub(crate) base: Option<At>,
    pub(crate) revision: Option<At>,
    /// A value that one side accepts and the other refuses.
    pub(crate) witness: Option<Rc<Json>>,
    /// Why it could not be decided.
    pub(crate) why: Option<String>,
    /// The semantic place, for the fingerprint.
    pub(crate) subject: String,
    /// Where in the schema, as people read it: `address.street`.
    pub(crate) property: Option<String>,
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
            property: None,
        }
    }

    /// The same change with another weight.
    pub(crate) fn weighs(mut self, severity: Severity) -> Change {
        self.severity = severity;
        self
    }

    /// The same change at these places.
    pub(crate) fn at(mut self, base: Option<At>, revision: Option<At>) -> Change {
        self.base = base;
        self.revision = revision;
        self
    }
}
