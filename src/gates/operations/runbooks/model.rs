//! What the gate looks at: pages, alerts, owners, incidents and drills.

use document::{Document, Format};
use jiff::civil::Date;
use rule::{Context, File, FileKind, NotJudged};

use super::alerts::Alerts;
use super::incidents::Incidents;
use super::owners::Owners;
use super::{GAMEDAY, POSTMORTEM, RUNBOOK};
use crate::prose::{Page, day};

/// Everything that operations wrote down.
pub struct Operations<'d> {
    pub(crate) runbooks: Vec<Page<'d>>,
    /// Runbooks that could not be read: they exist, and more is not known of them.
    pub(crate) unread: Vec<&'d str>,
    pub(crate) postmortems: Vec<Page<'d>>,
    pub(crate) alerts: Alerts<'d>,
    pub(crate) owners: Owners,
    pub(crate) incidents: Incidents<'d>,
    pub(crate) drills: Vec<Drill>,
}

/// A GameDay that took place, as far as runbooks are concerned.
#[derive(Debug)]
pub(crate) struct Drill {
    pub(crate) service: String,
    pub(crate) date: Date,
    /// Ids or paths of the runbooks it used; empty where it does not say.
    pub(crate) runbooks: Vec<String>,
}

impl<'d> Operations<'d> {
    pub(crate) fn load(cx: &Context<'d>) -> Self {
        let runbooks = runbook_pages(cx);
        let paths = cx.files_of(RUNBOOK).map(|file| file.path.as_str());
        let unread = paths.filter(|path| !runbooks.iter().any(|page| page.path == *path)).collect();
        Operations {
            runbooks,
            unread,
            postmortems: pages(cx, POSTMORTEM),
            alerts: Alerts::load(cx),
            owners: Owners::load(cx),
            incidents: Incidents::load(cx),
            drills: drills(cx),
        }
    }

    /// Whether nothing is there that the gate could judge.
    pub(crate) fn is_empty(&self) -> bool {
        self.runbooks.is_empty()
            && self.unread.is_empty()
            && self.postmortems.is_empty()
            && !self.alerts.list.iter().any(|alert| alert.calls)
    }

    /// The runbook of an id or a path.
    pub(crate) fn runbook(&self, name: &str) -> Option<&Page<'d>> {
        self.runbooks.iter().find(|page| is_called(page, name))
    }
}

/// Whether a runbook is meant by a name: its id, its path, or the end of its path.
pub(crate) fn is_called(page: &Page<'_>, name: &str) -> bool {
    let name = name.trim().trim_start_matches("./").trim_start_matches('/');
    page.text("id") == Some(name) || page.path == name || page.path.ends_with(&format!("/{name}"))
}

/// All runbooks of the tree.
pub(crate) fn runbook_pages<'d>(cx: &Context<'d>) -> Vec<Page<'d>> {
    pages(cx, RUNBOOK)
}

fn pages<'d>(cx: &Context<'d>, kind: FileKind) -> Vec<Page<'d>> {
    cx.files_of(kind).filter_map(|file| page(cx, file, kind)).collect()
}

fn page<'d>(cx: &Context<'d>, file: &'d File, kind: FileKind) -> Option<Page<'d>> {
    let document = open(cx, file, kind)?;
    if document.format() == Format::Markdown {
        return Some(Page::markdown(&file.path, document.source(), front_matter(document)));
    }
    Some(Page::yaml(&file.path, document.root()))
}

fn front_matter(document: &Document) -> Option<document::Node<'_>> {
    document.root().get("front_matter").filter(|front| front.is_mapping())
}

/// The tree of a file; one that cannot be read is noted: as a defect where the file is of its class beyond doubt.
pub(crate) fn open<'d>(cx: &Context<'d>, file: &'d File, kind: FileKind) -> Option<&'d Document> {
    match cx.open(&file.path) {
        Ok(document) => Some(document),
        Err(why) if file.is_certainly(kind) => {
            cx.not_judged(why);
            None
        }
        Err(why) => {
            cx.not_judged(NotJudged::surroundings(format!("taken for a {kind}, but it cannot be read: {why}"), "mend or move the file"));
            None
        }
    }
}

fn drills(cx: &Context<'_>) -> Vec<Drill> {
    let mut drills = Vec::new();
    for file in cx.files_of(GAMEDAY) {
        // The gate `gamedays` says what cannot be read.
        let Ok(document) = cx.open(&file.path) else { continue };
        for root in document.roots() {
            let took_place = root.get("results").is_some_and(crate::prose::says_something);
            let date = root.get("date").and_then(day).map(|day| day.date).filter(|date| *date <= cx.today());
            let (Some(date), true) = (date, took_place) else { continue };
            let service = root.get("service").map_or("", document::Node::text).to_string();
            let used = root.get("runbooks").map(|list| list.items().map(|item| item.text().to_string()).collect());
            drills.push(Drill { service, date, runbooks: used.unwrap_or_default() });
        }
    }
    drills
}
