//! The severity law: what a change does to the set of accepted values, and who sends them, decide how much it weighs.

use rule::Severity;

/// What a change does to the set of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Less is accepted or returned than before.
    Narrows,
    /// More is accepted or returned than before.
    Widens,
    /// Some values went, others came.
    Incomparable,
    /// Not decidable.
    Unknown,
    /// The same meaning.
    None,
    /// A declared policy is broken.
    Violation,
}

impl Effect {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Narrows => "narrows",
            Effect::Widens => "widens",
            Effect::Incomparable => "incomparable",
            Effect::Unknown => "unknown",
            Effect::None => "none",
            Effect::Violation => "violation",
        }
    }

    /// The effect of the same change seen through a negation.
    pub(crate) fn inverted(self) -> Effect {
        match self {
            Effect::Narrows => Effect::Widens,
            Effect::Widens => Effect::Narrows,
            other => other,
        }
    }
}

/// Who sends the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// The client sends.
    Request,
    /// The server sends.
    Response,
    /// Nobody: paths, security, metadata.
    None,
}

impl Direction {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Request => "request",
            Direction::Response => "response",
            Direction::None => "none",
        }
    }

    /// The other way round, as inside webhooks and callbacks.
    pub(crate) fn flipped(self) -> Direction {
        match self {
            Direction::Request => Direction::Response,
            Direction::Response => Direction::Request,
            Direction::None => Direction::None,
        }
    }
}

/// Weight of an effect in a direction.
pub fn severity(effect: Effect, direction: Direction) -> Severity {
    match (effect, direction) {
        (Effect::Incomparable | Effect::Violation, _) => Severity::Error,
        (Effect::Unknown, _) => Severity::Warning,
        (Effect::Narrows, Direction::Request | Direction::None) | (Effect::Widens, Direction::Response) => Severity::Error,
        _ => Severity::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_is_the_table() {
        use Direction::{Request, Response};
        for (effect, request, response) in [
            (Effect::Narrows, Severity::Error, Severity::Info),
            (Effect::Widens, Severity::Info, Severity::Error),
            (Effect::Incomparable, Severity::Error, Severity::Error),
            (Effect::Unknown, Severity::Warning, Severity::Warning),
            (Effect::None, Severity::Info, Severity::Info),
            (Effect::Violation, Severity::Error, Severity::Error),
        ] {
            assert_eq!(severity(effect, Request), request, "{effect:?}");
            assert_eq!(severity(effect, Response), response, "{effect:?}");
        }
    }
}
