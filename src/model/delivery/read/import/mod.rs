//! Exports of other tools as records. Which tool wrote a file is seen from its content, or said by the user.
//!
//! What an export holds and a record does not need is passed over. What a record needs is checked, at its place. A record that is understood but not
//! counted (a draft, an event of another kind, a status that nobody knows) is set aside and said: nothing is dropped in silence.

mod argocd;
mod cdevents;
mod devlake;
mod form;
mod github;
mod github_pulls;
mod gitlab;
mod opsgenie;
mod pagerduty;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use document::Position;

use super::defect::{DefectKind, Defects};
use super::fields::Fields;
use super::item::{Item, Value};
use super::records::{self, Read, origin};
use super::rows::{Layout, rows};
use crate::delivery::{Deployment, Incident, Origin, PullRequest};

pub use form::Form;

/// How exports are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// Forms the user named: the first that can hold what is wanted is taken; none: the content decides.
    pub forms: Vec<Form>,
    /// Service of records whose export names none.
    pub service: Option<String>,
    /// Services by the names other tools have for them.
    pub names: BTreeMap<String, String>,
    /// Labels that make an issue an incident; empty: `incident`.
    pub labels: Vec<String>,
}

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Deployments.
    Deployments,
    /// Incidents.
    Incidents,
    /// Pull requests.
    Pulls,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Deployments => "deployments",
            Kind::Incidents => "incidents",
            Kind::Pulls => "pull requests",
        }
    }
}

/// Deployments of a file of any known form.
pub fn deployments(name: &str, text: &str, import: &Import) -> Read<Deployment> {
    read(name, text, import, Kind::Deployments, |form, items, cx, read| match form {
        Form::Github => github::deployments(items, cx),
        Form::Gitlab => gitlab::deployments(items, cx),
        Form::Cdevents => cdevents::deployments(items, cx),
        Form::Argocd => argocd::deployments(items, cx),
        Form::Devlake => devlake::deployments(items, cx),
        _ => {
            records::deployments_of(items, name, read);
            Vec::new()
        }
    })
}

/// Incidents of a file of any known form.
pub fn incidents(name: &str, text: &str, import: &Import) -> Read<Incident> {
    let mut read = read(name, text, import, Kind::Incidents, |form, items, cx, read| match form {
        Form::Github => github::incidents(items, cx),
        Form::Gitlab => gitlab::incidents(items, cx),
        Form::Cdevents => cdevents::incidents(items, cx),
        Form::Pagerduty => pagerduty::incidents(items, cx),
        Form::Opsgenie => opsgenie::incidents(items, cx),
        Form::Devlake => devlake::incidents(items, cx),
        _ => {
            records::incidents_of(items, name, read);
            Vec::new()
        }
    });
    records::last_incidents(name, &mut read);
    read
}

/// Pull requests of a file of any known form.
pub fn pulls(name: &str, text: &str, import: &Import) -> Read<PullRequest> {
    let mut read = read(name, text, import, Kind::Pulls, |form, items, cx, read| match form {
        Form::Github => github_pulls::pulls(items, cx),
        Form::Gitlab => gitlab::pulls(items, cx),
        _ => {
            records::pulls_of(items, name, read);
            Vec::new()
        }
    });
    records::last_pulls(name, &mut read);
    read
}

fn read<T>(
    name: &str,
    text: &str,
    import: &Import,
    kind: Kind,
    reader: impl Fn(Form, Vec<Item>, &mut Importing<'_>, &mut Read<T>) -> Vec<T>,
) -> Read<T> {
    let mut read = Read::default();
    let asked = import.forms.iter().copied().find(|form| form.holds(kind));
    let layout = match asked {
        Some(Form::JsonLines) => Layout::JsonLines,
        Some(Form::Csv) => Layout::Csv,
        _ => Layout::guess(name, text),
    };
    let items = unwrapped(rows(name, text, layout, &mut read.defects));
    let form = asked.unwrap_or_else(|| if layout == Layout::Csv { Form::Csv } else { Form::of(&items) });
    if !form.holds(kind) {
        let at = items.first().map_or(Position { line: 1, column: 1 }, |item| item.at);
        let message = format!("this is an export of {}: it holds no {}", form.words(), kind.words());
        read.defects.add(DefectKind::Invalid, name, at, message);
        return read;
    }
    let mut cx = Importing { file: name, import, defects: Defects::default(), aside: BTreeMap::new() };
    let records = reader(form, items, &mut cx, &mut read);
    read.records.extend(records);
    read.defects.join(cx.finish());
    read.defects.sort();
    read
}

/// Pages put together (`[[…], […]]`) and lists in an envelope (`{"incidents": […]}`) as one list.
fn unwrapped(items: Vec<Item>) -> Vec<Item> {
    let mut all = Vec::new();
    for item in items {
        match item.value {
            Value::List(inner) => all.extend(unwrapped(inner)),
            Value::Map(_) => match form::envelope(&item) {
                Some(inner) => all.extend(unwrapped(inner)),
                None => all.push(item),
            },
            _ => all.push(item),
        }
    }
    all
}

/// The reading of one file.
struct Importing<'a> {
    file: &'a str,
    import: &'a Import,
    defects: Defects,
    aside: BTreeMap<String, (Position, usize)>,
}

impl Importing<'_> {
    /// The fields of an object. One that is none is a defect.
    fn fields<'i>(&'i mut self, item: &'i Item) -> Fields<'i> {
        let is_object = matches!(item.value, Value::Map(_));
        let mut fields = Fields::new(item, self.file, &mut self.defects);
        if !is_object {
            fields.invalid(item.at, "a record is an object: { … }");
        }
        fields
    }

    /// Notes that something is not counted.
    fn aside(&mut self, at: Position, why: impl Into<String>) {
        self.aside.entry(why.into()).or_insert((at, 0)).1 += 1;
    }

    fn origin(&self, item: &Item) -> Origin {
        origin(self.file, item)
    }

    /// The service of a record: by the user's names for it, else as the export calls it, else the one service the user named.
    fn service(&self, own: Option<&str>) -> Option<String> {
        let own = own.map(str::trim).filter(|own| !own.is_empty());
        let named = own.map(|own| self.import.names.get(own).cloned().unwrap_or_else(|| own.to_string()));
        named.or_else(|| self.import.service.clone())
    }

    /// The service of a record of a whole repository: the one the user named, else the repository's own name.
    fn service_of_repository(&self, repository: Option<&str>) -> Option<String> {
        if let Some(service) = &self.import.service {
            return Some(service.clone());
        }
        self.service(repository.map(|path| path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)))
    }

    fn is_incident_label(&self, label: &str) -> bool {
        let own = &self.import.labels;
        if own.is_empty() { label.eq_ignore_ascii_case("incident") } else { own.iter().any(|own| own.eq_ignore_ascii_case(label)) }
    }

    fn finish(mut self) -> Defects {
        for (why, (at, count)) in std::mem::take(&mut self.aside) {
            let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
            self.defects.add(DefectKind::SetAside, self.file, at, format!("{why}{more}"));
        }
        self.defects
    }
}

/// What labels such as `service:pay`, `severity/sev2`, `cause::external` say.
#[derive(Debug, Default)]
struct Labels {
    services: Vec<String>,
    severity: Option<String>,
    is_external: bool,
}

impl Labels {
    fn read<'l>(labels: impl Iterator<Item = &'l str>) -> Labels {
        let mut all = Labels::default();
        for label in labels {
            let split = label.split_once("::").or_else(|| label.split_once(':')).or_else(|| label.split_once('/'));
            let (key, value) = split.map_or((label.trim(), ""), |(key, value)| (key.trim(), value.trim()));
            match key.to_ascii_lowercase().as_str() {
                "service" if !value.is_empty() => all.services.push(value.into()),
                "cause" => all.is_external |= value.eq_ignore_ascii_case("external"),
                "severity" => all.severity = all.severity.take().or_else(|| severity(value)),
                _ if value.is_empty() => all.severity = all.severity.take().or_else(|| severity(key)),
                _ => {}
            }
        }
        all.services.sort();
        all.services.dedup();
        all
    }
}

/// `sev1`, `SEV-1`, `S1`, `P1`, `1`, `critical` … as `sev1` to `sev5`.
fn severity(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let named = [("critical", 1), ("high", 2), ("medium", 3), ("low", 4)];
    if let Some((_, level)) = named.iter().find(|(name, _)| *name == lower) {
        return Some(format!("sev{level}"));
    }
    let rest = lower.strip_prefix("sev").or_else(|| lower.strip_prefix('s')).or_else(|| lower.strip_prefix('p')).unwrap_or(&lower);
    let level: u8 = rest.trim_start_matches(['-', '_', ' ']).parse().ok()?;
    (1..=5).contains(&level).then(|| format!("sev{level}"))
}

/// The commit that a text blames, as `root cause: SHA`, `caused by: SHA`.
fn blamed(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let begin = ["root cause:", "caused by:"].iter().filter_map(|mark| lower.find(mark).map(|at| at + mark.len())).min()?;
    let rest = lower[begin..].trim_start_matches([' ', '\t', '`', '*']);
    let sha: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    (7..=64).contains(&sha.len()).then_some(sha)
}

/// The path of a repository (`acme/shop`) in an address of an API or a page; `None` where it does not look like one.
fn repository(address: &str) -> Option<String> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    let path = path.split("/-/").next().unwrap_or(path);
    let mut parts = path.trim_end_matches(".git").split('/').filter(|part| !part.is_empty()).peekable();
    if host.starts_with("api.") || path.starts_with("api/v3/") {
        parts.by_ref().find(|part| *part == "repos")?;
        let (owner, name) = (parts.next()?, parts.next()?);
        return Some(format!("{owner}/{name}"));
    }
    let all: Vec<&str> = parts.collect();
    (all.len() >= 2).then(|| all.join("/"))
}
