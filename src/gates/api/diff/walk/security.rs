//! Security: what is asked of clients, and how the schemes work.

use std::collections::{BTreeMap, BTreeSet};

use model::apis::{At, Flow, Operation, Scheme};
use rule::Severity;

use crate::diff::law::{Direction, Effect};

use super::{Differ, Here};

/// One way in: schemes that are all needed, each with its scopes.
type Alternative = BTreeMap<String, BTreeSet<String>>;

/// What changed in a list of alternatives, before it has a place.
struct Found {
    id: &'static str,
    effect: Effect,
    words: String,
    subject: String,
    known: &'static str,
}

fn alternatives(list: &[Vec<(String, Vec<String>)>]) -> Vec<Alternative> {
    list.iter().map(|all| all.iter().map(|(scheme, scopes)| (scheme.clone(), scopes.iter().cloned().collect())).collect()).collect()
}

/// Whether who satisfies `own` also satisfies `asked`.
fn satisfies(own: &Alternative, asked: &Alternative) -> bool {
    asked.iter().all(|(scheme, scopes)| own.get(scheme).is_some_and(|held| scopes.is_subset(held)))
}

fn named(alternative: &Alternative) -> String {
    alternative.keys().map(|scheme| format!("`{scheme}`")).collect::<Vec<_>>().join(" and ")
}

fn compare(old: &[Alternative], new: &[Alternative], global: bool) -> Vec<Found> {
    let known = |own: &'static str, document: &'static str| if global { document } else { own };
    let open = |list: &[Alternative]| list.is_empty() || list.iter().any(Alternative::is_empty);
    let removed = known("api-security-removed", "api-global-security-removed");
    let added = known("api-security-added", "api-global-security-added");
    let mut found = Vec::new();
    let mut push = |id, effect, words: String, subject: String, known| found.push(Found { id, effect, words, subject, known });
    if open(old) && !open(new) {
        let asked = new.iter().map(named).collect::<Vec<_>>().join(" or ");
        let id = if old.is_empty() { "security-required-on-anonymous" } else { "security-optional-dropped" };
        push(
            id,
            Effect::Narrows,
            format!("needs {asked} now and was open to everybody"),
            asked,
            if old.is_empty() { added } else { removed },
        );
    }
    for before in old.iter().filter(|before| !before.is_empty()) {
        let twin = new.iter().find(|after| before.keys().eq(after.keys()));
        if let Some(after) = twin {
            let scopes = known("api-security-scope-added", "api-global-security-scope-added");
            let fewer = known("api-security-scope-removed", "api-global-security-scope-removed");
            let excused = new.iter().any(|other| satisfies(before, other));
            for (scheme, scope, is_new) in scope_changes(before, after) {
                let subject = format!("{scheme} {scope}");
                if is_new {
                    let effect = if excused { Effect::None } else { Effect::Narrows };
                    push(scopes, effect, format!("`{scheme}` needs the scope `{scope}` now"), subject, scopes);
                } else {
                    push(fewer, Effect::Widens, format!("`{scheme}` no longer needs the scope `{scope}`"), subject, fewer);
                }
            }
            continue;
        }
        let excused = open(new) || new.iter().any(|after| satisfies(before, after));
        let (id, effect) = match (new.is_empty(), excused) {
            (true, _) => ("security-requirement-emptied", Effect::Widens),
            (false, true) => (removed, Effect::None),
            (false, false) => ("security-alternative-removed", Effect::Narrows),
        };
        push(id, effect, format!("{} is no way in any more", named(before)), named(before), removed);
    }
    let fresh = |after: &&Alternative| !after.is_empty() && !old.iter().any(|before| before.keys().eq(after.keys()));
    for after in new.iter().filter(fresh) {
        if !old.is_empty() {
            push(added, Effect::Widens, format!("{} is a way in now", named(after)), named(after), added);
        }
    }
    if !open(old) && !new.is_empty() && open(new) {
        push(added, Effect::Widens, "nothing is needed to get in any more".to_string(), "open".to_string(), added);
    }
    found
}

/// Scopes that came (`true`) or went, by scheme.
fn scope_changes(old: &Alternative, new: &Alternative) -> Vec<(String, String, bool)> {
    let mut changes = Vec::new();
    for (scheme, scopes) in new {
        let Some(held) = old.get(scheme) else { continue };
        changes.extend(scopes.difference(held).map(|scope| (scheme.clone(), scope.clone(), true)));
        changes.extend(held.difference(scopes).map(|scope| (scheme.clone(), scope.clone(), false)));
    }
    changes
}

impl Differ<'_, '_> {
    /// Security of one operation, where it or the operation before says anything of its own.
    pub(crate) fn security(&mut self, old: &Operation, new: &Operation) {
        if old.security.is_none() && new.security.is_none() {
            return;
        }
        let (before, after) = (alternatives(self.base.security_of(old)), alternatives(self.revision.security_of(new)));
        if before == after {
            return;
        }
        let place = |own: &Operation| own.security.as_ref().map_or(own.at, |security| security.at);
        let places = (Some(place(old)), Some(place(new)));
        for found in compare(&before, &after, false) {
            let change = self.sent(found.id, found.effect, Direction::Request, format!("{}: {}", self.here.operation, found.words));
            self.note(change.at(places.0, places.1).of(found.subject).known_as(found.known));
        }
    }

    /// Security of the document, and the schemes.
    pub(crate) fn schemes(&mut self) {
        self.here = Here::default();
        self.document_security();
        let (base, revision) = (self.base, self.revision);
        for old in &base.schemes {
            match revision.schemes.iter().find(|new| new.name == old.name) {
                Some(new) if old != new => self.scheme(old, new),
                Some(_) => {}
                None => {
                    let words = format!("the security scheme `{}` is gone", old.name);
                    let change = self.fixed("api-security-component-removed", Severity::Info, words).at(Some(old.at), None);
                    self.note(change.of(format!("scheme {}", old.name)));
                }
            }
        }
        for new in revision.schemes.iter().filter(|new| !base.schemes.iter().any(|old| old.name == new.name)) {
            let words = format!("the security scheme `{}` is new", new.name);
            let change = self.fixed("api-security-component-added", Severity::Info, words).at(None, Some(new.at));
            self.note(change.of(format!("scheme {}", new.name)));
        }
    }

    fn document_security(&mut self) {
        let list = |security: Option<&model::apis::Security>| alternatives(security.map_or(&[], |security| &security.alternatives));
        let (old, new) = (list(self.base.security.as_ref()), list(self.revision.security.as_ref()));
        if old == new {
            return;
        }
        let place = |security: &Option<model::apis::Security>, root: At| security.as_ref().map_or(root, |security| security.at);
        let base = place(&self.base.security, self.base.files.root());
        let revision = place(&self.revision.security, self.revision.files.root());
        let mut uses = Vec::new();
        for path in &self.revision.paths {
            let own = path.operations.iter().filter(|operation| operation.security.is_none());
            uses.extend(own.map(|operation| format!("{} {}", operation.method, path.name)));
        }
        for found in compare(&old, &new, true) {
            let mut change = self.sent(found.id, found.effect, Direction::Request, format!("by default: {}", found.words));
            // Where every operation has its own list, the document's says nothing.
            if uses.is_empty() && change.severity == Severity::Error && !self.revision.paths.is_empty() {
                change = change.weighs(Severity::Info);
                change.effect = Effect::None;
            }
            change.uses.clone_from(&uses);
            self.note(change.at(Some(base), Some(revision)).of(format!("document {}", found.subject)).known_as(found.known));
        }
    }

    /// Operations that need a scheme, on both sides.
    fn users_of(&self, name: &str) -> Vec<String> {
        let mut users = Vec::new();
        for path in &self.base.paths {
            for operation in &path.operations {
                let asked = self.base.security_of(operation).iter().flatten().any(|(scheme, _)| scheme == name);
                if asked {
                    users.push(format!("{} {}", operation.method, path.name));
                }
            }
        }
        users
    }

    fn scheme(&mut self, old: &Scheme, new: &Scheme) {
        let uses = self.users_of(&old.name);
        let used = !uses.is_empty();
        let mut found: Vec<(&'static str, Severity, String, Option<&'static str>)> = Vec::new();
        let error = if used { Severity::Error } else { Severity::Info };
        let warning = if used { Severity::Warning } else { Severity::Info };
        let name = &old.name;
        if old.kind != new.kind {
            let id = if used { "security-scheme-type-changed" } else { "api-security-component-type-changed" };
            found.push((
                id,
                error,
                format!("the type of `{name}` is `{}` instead of `{}`", new.kind, old.kind),
                Some("api-security-component-type-changed"),
            ));
        } else {
            if !old.key_name.eq_ignore_ascii_case(&new.key_name) || (old.key_place != "header" && old.key_name != new.key_name) {
                found.push((
                    "api-key-name-changed",
                    error,
                    format!("the key of `{name}` is called `{}` instead of `{}`", new.key_name, old.key_name),
                    None,
                ));
            }
            if old.key_place != new.key_place {
                found.push((
                    "api-key-place-changed",
                    error,
                    format!("the key of `{name}` belongs in `{}` instead of `{}`", new.key_place, old.key_place),
                    None,
                ));
            }
            if old.http_scheme != new.http_scheme {
                found.push((
                    "http-scheme-changed",
                    error,
                    format!("`{name}` uses the HTTP scheme `{}` instead of `{}`", new.http_scheme, old.http_scheme),
                    None,
                ));
            }
            if old.discovery != new.discovery {
                found.push((
                    "openid-url-changed",
                    warning,
                    format!("`{name}` is discovered at `{}` instead of `{}`", new.discovery, old.discovery),
                    None,
                ));
            }
        }
        for before in &old.flows {
            match new.flows.iter().find(|after| after.name == before.name) {
                Some(after) => flow(before, after, name, warning, &mut found),
                None if old.kind == new.kind => {
                    found.push(("oauth-flow-removed", error, format!("`{name}` has no `{}` flow any more", before.name), None))
                }
                None => {}
            }
        }
        for (id, severity, words, known) in found {
            let mut change =
                self.fixed(id, severity, words.clone()).at(Some(old.at), Some(new.at)).of(format!("scheme {name} {}", subject(&words)));
            change.oasdiff = known;
            change.uses.clone_from(&uses);
            self.note(change);
        }
    }
}

/// What tells changes of one scheme apart: the quoted parts, in which no wording is.
fn subject(words: &str) -> String {
    words.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(" ")
}

fn flow(old: &Flow, new: &Flow, name: &str, warning: Severity, found: &mut Vec<(&'static str, Severity, String, Option<&'static str>)>) {
    let flow = &old.name;
    for (what, was, is, known) in [
        ("authorization", &old.authorization, &new.authorization, Some("api-security-component-oauth-url-changed")),
        ("token", &old.token, &new.token, Some("api-security-component-oauth-token-url-changed")),
        ("refresh", &old.refresh, &new.refresh, None),
    ] {
        if was != is {
            let words = format!("the {what} URL of the `{flow}` flow of `{name}` is `{is}` instead of `{was}`");
            found.push(("oauth-url-changed", warning, words, known));
        }
    }
    for (scope, words) in &old.scopes {
        match new.scopes.iter().find(|(other, _)| other == scope) {
            None => {
                let text = format!("the `{flow}` flow of `{name}` has no scope `{scope}` any more");
                found.push(("api-security-component-oauth-scope-removed", Severity::Info, text, None));
            }
            Some((_, other)) if other != words => {
                let text = format!("the scope `{scope}` of the `{flow}` flow of `{name}` is described in other words");
                found.push(("api-security-component-oauth-scope-changed", Severity::Info, text, None));
            }
            Some(_) => {}
        }
    }
    for (scope, _) in new.scopes.iter().filter(|(scope, _)| !old.scopes.iter().any(|(other, _)| other == scope)) {
        let text = format!("the `{flow}` flow of `{name}` has the new scope `{scope}`");
        found.push(("api-security-component-oauth-scope-added", Severity::Info, text, None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &[&[&str]]) -> Vec<Alternative> {
        let one = |part: &&str| match part.split_once(':') {
            Some((scheme, scopes)) => (scheme.to_string(), scopes.split(',').map(str::to_string).collect()),
            None => ((*part).to_string(), BTreeSet::new()),
        };
        text.iter().map(|all| all.iter().map(one).collect()).collect()
    }

    fn ids(old: &[&[&str]], new: &[&[&str]]) -> Vec<(&'static str, Effect)> {
        compare(&list(old), &list(new), false).into_iter().map(|found| (found.id, found.effect)).collect()
    }

    #[test]
    fn credentials_that_still_suffice_break_nothing() {
        assert_eq!(ids(&[], &[&["key"]]), [("security-required-on-anonymous", Effect::Narrows)]);
        assert_eq!(ids(&[&["key"]], &[]), [("security-requirement-emptied", Effect::Widens)]);
        assert_eq!(ids(&[&["key"], &[]], &[&["key"]]), [("security-optional-dropped", Effect::Narrows)]);
        assert_eq!(ids(&[&["key"], &["token"]], &[&["key"]]), [("security-alternative-removed", Effect::Narrows)]);
        assert_eq!(
            ids(&[&["key", "token"]], &[&["key"]]),
            [("api-security-removed", Effect::None), ("api-security-added", Effect::Widens)]
        );
        assert_eq!(ids(&[&["o:a"]], &[&["o:a,b"]]), [("api-security-scope-added", Effect::Narrows)]);
        assert_eq!(ids(&[&["o:a,b"]], &[&["o:a"]]), [("api-security-scope-removed", Effect::Widens)]);
        assert_eq!(ids(&[&["key"]], &[&["key"], &["token"]]), [("api-security-added", Effect::Widens)]);
    }
}
