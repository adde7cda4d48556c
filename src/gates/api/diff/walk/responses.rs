//! Responses: statuses, headers, media types, links.

use model::apis::{At, Header, MediaType, Operation, Response};
use rule::Severity;

use crate::diff::law::{Direction, Effect};
use crate::diff::schema::Side;

use super::Differ;
use super::bodies::{covers, is_json, parse};
use super::spot::{Place, Spot, Wire};

/// Whether a status says that the request succeeded.
fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Whether a status is a range such as `2XX`.
fn is_range(status: &str) -> bool {
    status.len() == 3 && status.ends_with("XX")
}

/// Whether the range `range` holds the status.
fn in_range(range: &str, status: &str) -> bool {
    is_range(range) && !is_range(status) && status.len() == 3 && range[..1] == status[..1]
}

impl Differ<'_, '_> {
    pub(crate) fn responses(&mut self, old: &Operation, new: &Operation) {
        let mut taken = vec![false; new.responses.len()];
        let mut gone = Vec::new();
        for before in &old.responses {
            match new.responses.iter().position(|after| after.status == before.status) {
                Some(at) => {
                    taken[at] = true;
                    self.response(before, &new.responses[at]);
                }
                None => gone.push(before),
            }
        }
        for before in gone {
            self.gone_response(before, old, new, &mut taken);
        }
        for (_, after) in new.responses.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            self.new_response(after, old, new);
        }
    }

    /// A status that is not written any more: a range may still hold it, or only a part of it may be left.
    fn gone_response(&mut self, before: &Response, old: &Operation, new: &Operation, taken: &mut [bool]) {
        let range = new.responses.iter().find(|after| in_range(&after.status, &before.status));
        // `default` describes what goes wrong, whatever it covers by the letter: a success is not found again in it.
        let default = || {
            let was = is_success(&before.status) || old.responses.iter().any(|other| other.status == "default");
            new.responses.iter().find(|after| after.status == "default" && !was)
        };
        if let Some(after) = range.or_else(default) {
            return self.response(before, after);
        }
        let part: Vec<usize> =
            (0..new.responses.len()).filter(|&at| !taken[at] && in_range(&before.status, &new.responses[at].status)).collect();
        if !part.is_empty() {
            let names = part.iter().map(|&at| new.responses[at].status.as_str()).collect::<Vec<_>>().join(", ");
            let severity = if is_success(&before.status) { Severity::Error } else { self.policy.error_responses };
            let change = self.fixed(
                "response-range-narrowed",
                severity,
                format!("of the statuses `{}` only {names} are described now", before.status),
            );
            self.note(change.at(Some(before.at), Some(new.at)).of(before.status.as_str()));
            for at in part {
                taken[at] = true;
                self.response(before, &new.responses[at]);
            }
            return;
        }
        let (id, severity) = match before.status.as_str() {
            "default" => ("default-response-removed", Severity::Warning),
            status if is_success(status) => ("response-success-status-removed", Severity::Error),
            _ => ("response-non-success-status-removed", self.policy.error_responses),
        };
        let change = self.fixed(id, severity, format!("the response `{}` is gone", before.status));
        self.note(change.at(Some(before.at), Some(new.at)).of(before.status.as_str()));
    }

    fn new_response(&mut self, after: &Response, old: &Operation, new: &Operation) {
        // What a range said of this status before still counts.
        let covered = old.responses.iter().find(|before| in_range(&before.status, &after.status));
        if let Some(before) = covered.filter(|before| new.responses.iter().any(|other| other.status == before.status)) {
            self.response(before, after);
        }
        let id = if is_success(&after.status) { "response-success-status-added" } else { "response-non-success-status-added" };
        let change = self.fixed(id, Severity::Info, format!("the response `{}` is new", after.status));
        self.note(change.at(Some(old.at), Some(after.at)).of(after.status.as_str()));
    }

    fn response(&mut self, old: &Response, new: &Response) {
        if self.same(old.at, new.at) {
            return;
        }
        self.headers(old, new);
        self.response_content(old, new);
        self.links(old, new);
    }

    fn response_content(&mut self, old: &Response, new: &Response) {
        let mut used = vec![false; new.content.len()];
        let mut gone = Vec::new();
        for before in &old.content {
            match new.content.iter().position(|after| parse(&after.name) == parse(&before.name)) {
                Some(at) => {
                    used[at] = true;
                    self.media_type(before, &new.content[at], Place::ResponseBody);
                }
                None => gone.push(before),
            }
        }
        for before in gone {
            let free = |at: &usize| !used[*at];
            let find = |test: &dyn Fn(&MediaType) -> bool| (0..new.content.len()).filter(free).find(|&at| test(&new.content[at]));
            let alike = find(&|after| parse(&after.name).0 == parse(&before.name).0);
            let related = alike.or_else(|| find(&|after| related(&before.name, &after.name)));
            match related {
                Some(at) => {
                    used[at] = true;
                    self.renamed_media_type(before, &new.content[at], new.status.as_str());
                    self.media_type(before, &new.content[at], Place::ResponseBody);
                }
                None => {
                    let words = format!("the response `{}` is not offered as `{}` any more", old.status, before.name);
                    let change = self.fixed("response-media-type-removed", Severity::Error, words);
                    self.note(change.at(Some(before.at), Some(new.at)).of(format!("{} {}", old.status, parse(&before.name).0)));
                }
            }
        }
        for (_, after) in new.content.iter().enumerate().filter(|(at, _)| !used[*at]) {
            let words = format!("the response `{}` is offered as `{}` too", new.status, after.name);
            let change = self.fixed("response-media-type-added", Severity::Info, words);
            self.note(change.at(Some(old.at), Some(after.at)).of(format!("{} {}", new.status, parse(&after.name).0)));
        }
    }

    /// A media type that goes by another name now.
    fn renamed_media_type(&mut self, old: &MediaType, new: &MediaType, status: &str) {
        let ((bare, before), (other, after)) = (parse(&old.name), parse(&new.name));
        let (id, severity) = if bare == other {
            match (before.is_empty(), after.is_empty()) {
                (true, _) => ("response-media-type-parameter-added", Severity::Info),
                (_, true) => ("response-media-type-parameter-removed", Severity::Error),
                _ => ("response-media-type-parameter-changed", Severity::Error),
            }
        } else if covers(&old.name, &new.name) || is_suffix_of(&bare, &other) {
            ("response-media-type-name-specialized", Severity::Info)
        } else if covers(&new.name, &old.name) || is_suffix_of(&other, &bare) {
            ("response-media-type-name-generalized", Severity::Error)
        } else {
            ("response-media-type-name-changed", Severity::Error)
        };
        let words = format!("the response `{status}` is `{}` instead of `{}`", new.name, old.name);
        let change = self.fixed(id, severity, words);
        self.note(change.at(Some(old.at), Some(new.at)).of(format!("{status} {bare}")));
    }

    fn headers(&mut self, old: &Response, new: &Response) {
        for before in &old.headers {
            match new.headers.iter().find(|after| after.name.eq_ignore_ascii_case(&before.name)) {
                Some(after) => self.header(before, after, &new.status),
                None => {
                    let (id, effect) = if before.required {
                        ("required-response-header-removed", Effect::Widens)
                    } else {
                        ("optional-response-header-removed", Effect::None)
                    };
                    let words = format!("the header `{}` of the response `{}` is gone", before.name, old.status);
                    let change = self.sent(id, effect, Direction::Response, words);
                    self.note(change.at(Some(before.at), Some(new.at)).of(header_subject(&old.status, before)));
                }
            }
        }
        for after in new.headers.iter().filter(|after| !old.headers.iter().any(|before| after.name.eq_ignore_ascii_case(&before.name))) {
            let effect = if after.required { Effect::Narrows } else { Effect::None };
            let words = format!("the header `{}` of the response `{}` is new", after.name, new.status);
            let change = self.sent("response-header-added", effect, Direction::Response, words);
            self.note(change.at(Some(old.at), Some(after.at)).of(header_subject(&new.status, after)));
        }
    }

    fn header(&mut self, old: &Header, new: &Header, status: &str) {
        if self.same(old.at, new.at) {
            return;
        }
        if old.required != new.required {
            let (aspect, effect, word) = if new.required {
                ("became-required", Effect::Narrows, "always there")
            } else {
                ("became-optional", Effect::Widens, "optional")
            };
            let words = format!("the header `{}` of the response `{status}` is {word} now", new.name);
            let change = self.sent(&format!("response-header-{aspect}"), effect, Direction::Response, words);
            let at = (self.entry(Side::Base, old.at, "required"), self.entry(Side::Revision, new.at, "required"));
            self.note(change.at(at.0.or(Some(old.at)), at.1.or(Some(new.at))).of(header_subject(status, new)));
        }
        let trail = format!("{status} {}", new.name);
        match (old.schema, new.schema, old.content.first(), new.content.first()) {
            (Some(before), Some(after), _, _) => {
                let (before, after) = (self.engine.pool.node(Side::Base, before), self.engine.pool.node(Side::Revision, after));
                self.root(before, after, Spot::new(Place::ResponseHeader, self.here.frame, Wire::Text(false)), &trail);
            }
            (None, None, Some(before), Some(after)) if parse(&before.name) == parse(&after.name) => {
                let wire = if is_json(&after.name) { Wire::Json } else { Wire::Text(false) };
                if let (Some(before), Some(after)) = (self.schema_of(Side::Base, before), self.schema_of(Side::Revision, after)) {
                    self.root(before, after, Spot::new(Place::ResponseHeader, self.here.frame, wire), &trail);
                }
            }
            (None, None, None, None) => {}
            (None, None, None, _) | (None, Some(_), None, _) => {}
            _ => {
                let words = format!("the header `{}` of the response `{status}` is written in another way now", new.name);
                let change = self.sent("response-header-content-changed", Effect::Incomparable, Direction::Response, words);
                self.note(change.at(Some(old.at), Some(new.at)).of(header_subject(status, new)));
            }
        }
    }

    fn links(&mut self, old: &Response, new: &Response) {
        for (name, before) in &old.links {
            match new.links.iter().find(|(other, _)| other == name) {
                None => {
                    let change = self.fixed(
                        "link-removed",
                        Severity::Warning,
                        format!("the link `{name}` of the response `{}` is gone", old.status),
                    );
                    self.note(change.at(Some(*before), Some(new.at)).of(format!("{} link {name}", old.status)));
                }
                Some((_, after)) => self.link(name, *before, *after, &new.status),
            }
        }
        for (name, after) in new.links.iter().filter(|(name, _)| !old.links.iter().any(|(other, _)| other == name)) {
            let change = self.fixed("link-added", Severity::Info, format!("the link `{name}` of the response `{}` is new", new.status));
            self.note(change.at(Some(old.at), Some(*after)).of(format!("{} link {name}", new.status)));
        }
    }

    fn link(&mut self, name: &str, before: At, after: At, status: &str) {
        let target = |differ: &Self, side, at| {
            let at = differ.settled_node(side, at);
            let node = differ.node(side, at);
            let text = |key: &str| node.get(key).map(|value| value.text().to_string());
            text("operationId").or_else(|| text("operationRef")).unwrap_or_default()
        };
        let (was, is) = (target(self, Side::Base, before), target(self, Side::Revision, after));
        if was != is {
            let words = format!("the link `{name}` of the response `{status}` leads to `{is}` instead of `{was}`");
            let change = self.fixed("link-target-changed", Severity::Warning, words);
            self.note(change.at(Some(before), Some(after)).of(format!("{status} link {name}")));
        }
    }

    /// The node behind a `$ref`, or the node itself where that leads nowhere.
    fn settled_node(&self, side: Side, at: At) -> At {
        self.engine.pool.side(side).files.follow(at).unwrap_or(at)
    }
}

fn header_subject(status: &str, header: &Header) -> String {
    format!("{status} header {}", header.name.to_ascii_lowercase())
}

/// `application/problem+json` is a kind of `application/json`.
fn is_suffix_of(general: &str, special: &str) -> bool {
    let (Some((kind, sub)), Some((other, special))) = (general.split_once('/'), special.split_once('/')) else { return false };
    kind == other && special.rsplit_once('+').is_some_and(|(_, suffix)| suffix == sub)
}

/// Whether one media type is written in the place of the other: they share type and syntax.
fn related(a: &str, b: &str) -> bool {
    let ((a, _), (b, _)) = (parse(a), parse(b));
    if covers(&a, &b) || covers(&b, &a) || is_suffix_of(&a, &b) || is_suffix_of(&b, &a) {
        return true;
    }
    let syntax = |name: &str| -> Option<(String, String)> {
        let (kind, sub) = name.split_once('/')?;
        Some((kind.to_string(), sub.rsplit_once('+')?.1.to_string()))
    };
    syntax(&a).is_some() && syntax(&a) == syntax(&b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_their_statuses() {
        assert!(in_range("2XX", "204"));
        assert!(!in_range("2XX", "404"));
        assert!(!in_range("200", "200"));
        assert!(!in_range("2XX", "2XX"));
        assert!(!in_range("default", "200"));
    }

    #[test]
    fn a_suffix_names_the_syntax() {
        assert!(is_suffix_of("application/json", "application/problem+json"));
        assert!(!is_suffix_of("application/problem+json", "application/json"));
        assert!(related("application/vnd.a+json", "application/vnd.b+json"));
        assert!(!related("application/xml", "application/json"));
        assert!(related("application/*", "application/json"));
    }
}
