//! Where in an operation a schema stands, and what follows from it.

use crate::diff::include::Position;
use crate::diff::law::{Direction, Effect};

/// Whether an operation is called by clients or by the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Frame {
    /// Clients call it.
    #[default]
    Plain,
    /// The provider calls it: a webhook.
    Webhook,
    /// The provider calls it: a callback.
    Callback,
}

impl Frame {
    /// What stands in front of ids.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Frame::Plain => "",
            Frame::Webhook => "webhook-",
            Frame::Callback => "callback-",
        }
    }

    /// The direction by the law: swapped where the provider calls.
    pub(crate) fn direction(self, label: Direction) -> Direction {
        if self == Frame::Plain { label } else { label.flipped() }
    }
}

/// The kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    RequestBody,
    RequestProperty,
    RequestParameter,
    ParameterProperty,
    /// A property inside a header parameter, which has ids of its own.
    HeaderParameter,
    HeaderParameterProperty,
    ResponseBody,
    ResponseProperty,
    ResponseHeader,
    ResponseHeaderProperty,
}

impl Place {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Place::RequestBody => "request-body",
            Place::RequestProperty => "request-property",
            Place::RequestParameter | Place::HeaderParameter => "request-parameter",
            Place::ParameterProperty | Place::HeaderParameterProperty => "request-parameter-property",
            Place::ResponseBody => "response-body",
            Place::ResponseProperty => "response-property",
            Place::ResponseHeader => "response-header",
            Place::ResponseHeaderProperty => "response-header-property",
        }
    }

    fn inner(self) -> Place {
        match self {
            Place::RequestBody | Place::RequestProperty => Place::RequestProperty,
            Place::RequestParameter | Place::ParameterProperty => Place::ParameterProperty,
            Place::HeaderParameter | Place::HeaderParameterProperty => Place::HeaderParameterProperty,
            Place::ResponseBody | Place::ResponseProperty => Place::ResponseProperty,
            Place::ResponseHeader | Place::ResponseHeaderProperty => Place::ResponseHeaderProperty,
        }
    }

    pub(crate) fn is_request(self) -> bool {
        !matches!(self, Place::ResponseBody | Place::ResponseProperty | Place::ResponseHeader | Place::ResponseHeaderProperty)
    }

    pub(crate) fn is_body(self) -> bool {
        matches!(self, Place::RequestBody | Place::ResponseBody)
    }

    pub(crate) fn is_parameter(self) -> bool {
        matches!(self, Place::RequestParameter | Place::HeaderParameter)
    }

    /// What people call it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Place::RequestBody => "the request body",
            Place::RequestProperty => "the request property",
            Place::RequestParameter | Place::HeaderParameter => "the parameter",
            Place::ParameterProperty | Place::HeaderParameterProperty => "the parameter's property",
            Place::ResponseBody => "the response body",
            Place::ResponseProperty => "the response property",
            Place::ResponseHeader => "the response header",
            Place::ResponseHeaderProperty => "the response header's property",
        }
    }
}

/// How an inner schema takes part in the outer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Polarity {
    /// Narrowing it narrows the whole.
    Same,
    /// Narrowing it widens the whole (`not`).
    Negated,
    /// Either may happen (`if`).
    Mixed,
}

/// How values are written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Wire {
    /// Types are visible.
    Json,
    /// Everything is text; `true`: an exploded form, where one value is a list of one.
    Text(bool),
}

/// A place with everything that decides ids and weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Spot {
    pub(crate) place: Place,
    pub(crate) frame: Frame,
    pub(crate) polarity: Polarity,
    pub(crate) wire: Wire,
    /// The subtree does not take part in this direction (`readOnly`, `writeOnly`).
    pub(crate) hidden: bool,
}

impl Spot {
    pub(crate) fn new(place: Place, frame: Frame, wire: Wire) -> Spot {
        Spot { place, frame, polarity: Polarity::Same, wire, hidden: false }
    }

    /// The spot of a schema inside.
    pub(crate) fn inner(self) -> Spot {
        let wire = if let Wire::Text(_) = self.wire { Wire::Text(false) } else { self.wire };
        Spot { place: self.place.inner(), wire, ..self }
    }

    /// The same place inside `not`.
    pub(crate) fn negated(self) -> Spot {
        let polarity = match self.polarity {
            Polarity::Same => Polarity::Negated,
            Polarity::Negated => Polarity::Same,
            Polarity::Mixed => Polarity::Mixed,
        };
        Spot { polarity, ..self.inner() }
    }

    /// The same place inside `if`.
    pub(crate) fn mixed(self) -> Spot {
        Spot { polarity: Polarity::Mixed, ..self.inner() }
    }

    pub(crate) fn direction(self) -> Direction {
        self.frame.direction(if self.place.is_request() { Direction::Request } else { Direction::Response })
    }

    pub(crate) fn position(self) -> Position {
        if self.direction() == Direction::Request { Position::Request } else { Position::Response }
    }

    pub(crate) fn id(self, aspect: &str) -> String {
        format!("{}{}-{aspect}", self.frame.prefix(), self.place.label())
    }

    /// The effect on the whole of an effect on this schema.
    pub(crate) fn effect(self, effect: Effect) -> Effect {
        match self.polarity {
            Polarity::Same => effect,
            Polarity::Negated => effect.inverted(),
            Polarity::Mixed if effect == Effect::None => Effect::None,
            Polarity::Mixed => Effect::Unknown,
        }
    }
}
