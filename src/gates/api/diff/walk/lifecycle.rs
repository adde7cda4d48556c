//! Deprecation, sunset and stability.

use jiff::civil::Date;
use model::apis::{At, Operation, Parameter};
use rule::Severity;

use crate::diff::change::Change;
use crate::diff::law::{Direction, Effect};
use crate::diff::policy::Stability;
use crate::diff::schema::{Id, Side};

use super::Differ;
use super::pairs::Current;
use super::spot::Place;

/// The date after which something may be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sunset {
    Missing,
    Invalid(String),
    On(Date),
}

impl Sunset {
    /// A date or a date with time, as RFC 3339 writes them.
    pub(crate) fn read(text: &str) -> Sunset {
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        let time = || text.parse::<jiff::Timestamp>().ok().map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date());
        date.or_else(time).map_or_else(|| Sunset::Invalid(text.to_string()), Sunset::On)
    }
}

impl Differ<'_, '_> {
    pub(crate) fn sunset(&self, side: Side, at: At) -> Sunset {
        self.node(side, at).get("x-sunset").map_or(Sunset::Missing, |node| Sunset::read(node.text()))
    }

    /// The level of an operation; an unknown word is an error with that word.
    pub(crate) fn stability_of(&self, side: Side, operation: &Operation) -> Result<Stability, String> {
        self.level(side, operation.at).map(|level| level.unwrap_or(Stability::Stable))
    }

    fn level(&self, side: Side, at: At) -> Result<Option<Stability>, String> {
        let Some(node) = self.node(side, at).get("x-stability-level") else { return Ok(None) };
        Stability::named(node.text()).map(Some).ok_or_else(|| node.text().to_string())
    }

    /// Whether the operation promises anything; notes what is wrong with its stability.
    pub(crate) fn in_scope(&mut self, old: &Operation, new: &Operation) -> bool {
        let (before, after) = (self.stability_of(Side::Base, old), self.stability_of(Side::Revision, new));
        let (Ok(before), Ok(after)) = (before.clone(), after.clone()) else {
            let word = after.err().or(before.err()).unwrap_or_default();
            let at = self.entry(Side::Revision, new.at, "x-stability-level");
            let words = format!("`{word}` is no stability level (draft, alpha, beta, stable)");
            let change = self.violation("api-invalid-stability-level", words).at(None, at.or(Some(new.at)));
            self.note(change);
            return true;
        };
        if before < self.policy.stability {
            if after > before && after >= self.policy.stability {
                let change = self.fixed(
                    "api-stability-increased",
                    Severity::Info,
                    format!("stability raised from {before:?} to {after:?}").to_lowercase(),
                );
                self.note(change.at(Some(old.at), Some(new.at)));
            }
            return false;
        }
        if before != after {
            let words = format!("stability changed from {before:?} to {after:?}").to_lowercase();
            let change = if after < before {
                self.violation("api-stability-decreased", words)
            } else {
                self.fixed("api-stability-increased", Severity::Info, words)
            };
            self.note(change.at(Some(old.at), Some(new.at)));
        }
        true
    }

    fn violation(&self, id: &str, words: String) -> Change {
        Change::new(format!("{}{id}", self.here.frame.prefix()), Effect::Violation, Direction::None, words)
    }

    fn days(&self, level: Stability) -> u32 {
        match level {
            Stability::Draft | Stability::Alpha => 0,
            Stability::Beta => self.policy.deprecation_days_beta,
            Stability::Stable => self.policy.deprecation_days_stable,
        }
    }

    fn days_left(&self, date: Date) -> i64 {
        let span = self.today.until((jiff::Unit::Day, date));
        span.map_or(i64::MAX, |span| i64::from(span.get_days()))
    }

    pub(crate) fn lifecycle(&mut self, old: &Operation, new: &Operation) {
        let level = self.stability_of(Side::Revision, new).unwrap_or(Stability::Stable);
        let days = self.days(level);
        let at = |key: &str, differ: &Self| (differ.entry(Side::Base, old.at, key), differ.entry(Side::Revision, new.at, key));
        let (old_sunset, new_sunset) = (self.sunset(Side::Base, old.at), self.sunset(Side::Revision, new.at));
        if old.deprecated != new.deprecated {
            let (base, revision) = at("deprecated", self);
            let change = if new.deprecated {
                self.deprecation(&new_sunset, days)
            } else {
                self.fixed("endpoint-reactivated", Severity::Info, "is no longer deprecated".to_string())
            };
            self.note(change.at(base, revision.or(Some(new.at))));
        }
        if !new.deprecated || old_sunset == new_sunset || (!old.deprecated && old_sunset == Sunset::Missing) {
            return;
        }
        let (base, revision) = at("x-sunset", self);
        let change = match (&old_sunset, &new_sunset) {
            (Sunset::Missing, _) => return,
            (_, Sunset::Missing) => {
                self.violation("sunset-deleted", "the sunset date is gone while the operation is still deprecated".to_string())
            }
            (Sunset::Invalid(text), _) | (_, Sunset::Invalid(text)) => {
                self.violation("api-path-sunset-parse", format!("the sunset `{text}` is no date"))
            }
            (Sunset::On(before), Sunset::On(after)) if before > after && self.days_left(*after) < i64::from(days) => self.violation(
                "api-sunset-date-changed-too-small",
                format!("the sunset moved from {before} to {after}, less than {days} days from now"),
            ),
            _ => return,
        };
        self.note(change.at(base, revision.or(Some(new.at))));
    }

    fn deprecation(&self, sunset: &Sunset, days: u32) -> Change {
        match sunset {
            Sunset::Missing if days > 0 => {
                self.violation("api-deprecated-sunset-missing", format!("deprecated without a sunset date (at least {days} days from now)"))
            }
            Sunset::Missing => self.fixed("endpoint-deprecated", Severity::Info, "deprecated".to_string()),
            Sunset::Invalid(text) => {
                self.violation("api-deprecated-sunset-parse", format!("deprecated, and the sunset `{text}` is no date"))
            }
            Sunset::On(date) if self.days_left(*date) < i64::from(days) => {
                self.violation("api-sunset-date-too-small", format!("deprecated with a sunset on {date}, less than {days} days from now"))
            }
            Sunset::On(date) => self.fixed("endpoint-deprecated-with-sunset", Severity::Info, format!("deprecated, sunset on {date}")),
        }
    }

    pub(crate) fn parameter_lifecycle(&mut self, old: &Parameter, new: &Parameter, level: Stability, name: &str) {
        let days = self.days(level);
        let (old_sunset, new_sunset) = (self.sunset(Side::Base, old.at), self.sunset(Side::Revision, new.at));
        let at = (Some(old.at), self.entry(Side::Revision, new.at, "deprecated").or(Some(new.at)));
        if old.deprecated != new.deprecated {
            let change = match (&new_sunset, new.deprecated) {
                (_, false) => self.fixed("request-parameter-reactivated", Severity::Info, format!("{name} is no longer deprecated")),
                (Sunset::Missing, _) if days > 0 => {
                    self.violation("request-parameter-deprecated-sunset-missing", format!("{name} is deprecated without a sunset date"))
                }
                (Sunset::Invalid(text), _) => {
                    self.violation("request-parameter-sunset-parse", format!("{name} is deprecated, and the sunset `{text}` is no date"))
                }
                (Sunset::On(date), _) if self.days_left(*date) < i64::from(days) => self.violation(
                    "request-parameter-sunset-date-too-small",
                    format!("{name} is deprecated with a sunset on {date}, less than {days} days from now"),
                ),
                _ => self.fixed("request-parameter-deprecated", Severity::Info, format!("{name} is deprecated")),
            };
            self.note(change.at(at.0, at.1).of(format!("{} {}", new.place, new.name)));
        }
        if !new.deprecated || old_sunset == new_sunset || old_sunset == Sunset::Missing {
            return;
        }
        let change = match (&old_sunset, &new_sunset) {
            (_, Sunset::Missing) => self
                .violation("request-parameter-sunset-deleted", format!("the sunset date of {name} is gone while it is still deprecated")),
            (Sunset::Invalid(text), _) | (_, Sunset::Invalid(text)) => {
                self.violation("request-parameter-sunset-parse", format!("the sunset `{text}` of {name} is no date"))
            }
            (Sunset::On(before), Sunset::On(after)) if before > after && self.days_left(*after) < i64::from(days) => self.violation(
                "request-parameter-sunset-date-changed-too-small",
                format!("the sunset of {name} moved from {before} to {after}"),
            ),
            _ => return,
        };
        self.note(change.at(at.0, at.1).of(format!("{} {} sunset", new.place, new.name)));
    }

    /// Deprecation and stability of a property.
    pub(crate) fn property_lifecycle(&mut self, current: &Current, name: &str, old: Id, new: Id, hidden: bool) {
        let side = match current.spot.inner().place {
            Place::RequestProperty => "request",
            Place::ResponseProperty => "response",
            _ => return,
        };
        if hidden || current.spot.hidden || self.is_unchanged(old, new) {
            return;
        }
        let prefix = current.spot.frame.prefix();
        let narrow = current.narrow(name);
        let text = |differ: &mut Self, id: Id, key: &str| differ.find_all(id, key).first().map(|(at, node)| (*at, node.text().to_string()));
        let (was, is) = (text(self, old, "deprecated"), text(self, new, "deprecated"));
        let flag = |value: &Option<(At, String)>| value.as_ref().is_some_and(|(_, text)| text == "true");
        let (base, revision) = (was.as_ref().map(|(at, _)| *at), is.as_ref().map(|(at, _)| *at));
        if flag(&was) != flag(&is) {
            let sunset = text(self, new, "x-sunset").map_or(Sunset::Missing, |(_, text)| Sunset::read(&text));
            let days = self.policy.deprecation_days_stable;
            let (aspect, effect, words) = match (&sunset, flag(&is)) {
                (_, false) => ("reactivated", Effect::None, "is no longer deprecated".to_string()),
                (Sunset::Missing, _) if days > 0 => {
                    ("deprecated-sunset-missing", Effect::Violation, "deprecated without a sunset date".to_string())
                }
                (Sunset::Missing, _) => ("deprecated", Effect::None, "deprecated".to_string()),
                (Sunset::Invalid(text), _) => {
                    ("deprecated-sunset-invalid", Effect::Violation, format!("deprecated, and the sunset `{text}` is no date"))
                }
                (Sunset::On(date), _) if self.days_left(*date) < i64::from(days) => (
                    "sunset-date-too-small",
                    Effect::Violation,
                    format!("deprecated with a sunset on {date}, less than {days} days from now"),
                ),
                (Sunset::On(date), _) => ("deprecated-with-sunset", Effect::None, format!("deprecated, sunset on {date}")),
            };
            self.change_id(&narrow, format!("{prefix}{side}-property-{aspect}"), effect, base, revision, words);
        }
        let level = |value: Option<(At, String)>| value.map_or(Some(Stability::Stable), |(_, text)| Stability::named(&text));
        let (before, after) = (level(text(self, old, "x-stability-level")), level(text(self, new, "x-stability-level")));
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            let (aspect, effect) =
                if after < before { ("stability-decreased", Effect::Violation) } else { ("stability-increased", Effect::None) };
            let words = format!("stability changed from {before:?} to {after:?}").to_lowercase();
            self.change_id(&narrow, format!("{prefix}{side}-property-{aspect}"), effect, None, None, words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_rfc_3339_writes_them() {
        assert_eq!(Sunset::read("2099-12-31"), Sunset::On(jiff::civil::date(2099, 12, 31)));
        assert_eq!(Sunset::read("2099-12-31T10:00:00Z"), Sunset::On(jiff::civil::date(2099, 12, 31)));
        assert_eq!(Sunset::read("invalid"), Sunset::Invalid("invalid".into()));
        assert_eq!(Sunset::read("20991231"), Sunset::Invalid("20991231".into()));
    }
}
