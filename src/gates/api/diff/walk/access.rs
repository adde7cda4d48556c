//! `readOnly` and `writeOnly`.

use rule::Severity;

use crate::diff::include::Position;
use crate::diff::law::Effect;

use super::Differ;
use super::members::Property;
use super::pairs::Current;
use super::spot::{Place, Spot};

/// The id of a change inside a subtree that does not take part: one of its own where it exists, else the plain one, which then weighs nothing.
pub(crate) fn hidden_id(spot: Spot, id: &str) -> Option<String> {
    let prefix = spot.frame.prefix();
    let aspect = id.strip_prefix(prefix)?.strip_prefix(spot.place.label())?.strip_prefix('-')?;
    let kind = match spot.place {
        Place::RequestProperty => "request-read-only-property",
        Place::ResponseProperty => "response-write-only-property",
        _ => return None,
    };
    let own = format!("{prefix}{kind}-{aspect}");
    Some(if crate::diff::ids::listed(&own).is_some() { own } else { id.to_string() })
}

impl Differ<'_, '_> {
    /// A property that begins or ceases to be for one direction only.
    pub(crate) fn access(&mut self, current: &Current, name: &str, old: Property, new: Property) {
        let place = current.spot.inner().place;
        if !matches!(place, Place::RequestProperty | Place::ResponseProperty) || current.spot.hidden {
            return;
        }
        for (keyword, was, is) in [("read-only", old.read_only, new.read_only), ("write-only", old.write_only, new.write_only)] {
            if was != is {
                self.access_change(current, name, keyword, is, old, new);
            }
        }
    }

    fn access_change(&mut self, current: &Current, name: &str, keyword: &str, is: bool, old: Property, new: Property) {
        let spot = current.spot;
        let place = spot.inner().place;
        let key = if keyword == "read-only" { "readOnly" } else { "writeOnly" };
        let matters = (keyword == "read-only") == (spot.position() == Position::Request);
        let presence = if new.required { "required" } else { "optional" };
        let not = if is { "" } else { "not-" };
        let side = if place == Place::RequestProperty { "request" } else { "response" };
        let id = format!("{}{side}-{presence}-property-became-{not}{keyword}", spot.frame.prefix());
        let (base, revision) = (self.place(old.id, key), self.place(new.id, key));
        let words = if is { format!("`{key}` set") } else { format!("`{key}` removed") };
        // What a property means that leaves its direction: a server ignores it in requests, and no longer sends it in responses.
        let (effect, severity) = match (matters, is, spot.position()) {
            (false, _, _) => (Effect::None, None),
            (true, true, Position::Request) => (Effect::None, Some(Severity::Warning)),
            (true, true, _) if old.required => (Effect::Widens, Some(Severity::Error)),
            (true, true, _) => (Effect::None, Some(Severity::Warning)),
            (true, false, Position::Request) if new.required => (Effect::Narrows, Some(Severity::Error)),
            (true, false, _) => (Effect::None, None),
        };
        let number = self.change_id(&current.narrow(name), id, effect, base, revision, words);
        if let (Some(number), Some(severity)) = (number, severity) {
            self.changes[number].severity = severity;
        }
    }
}
