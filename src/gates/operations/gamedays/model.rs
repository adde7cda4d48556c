//! GameDays, chaos experiments, and what they stand in relation to.

use document::Node;
use jiff::civil::Date;
use rule::{Context, NotJudged, Place};

use super::{EXPERIMENT, OBJECTIVES};
use crate::prose::{Page, day, fold, says_something};
use crate::runbooks::{GAMEDAY, is_called, open, runbook_pages};

/// Everything about drills.
pub struct Drills<'d> {
    pub(super) gamedays: Vec<GameDay<'d>>,
    /// Roots of chaos experiments.
    pub(super) experiments: Vec<Node<'d>>,
    pub(super) runbooks: Vec<Page<'d>>,
    /// Names and paths of the objectives of this tree.
    pub(super) objectives: Vec<String>,
    /// Whether a GameDay could not be read.
    pub(super) unread: bool,
}

/// One GameDay.
#[derive(Debug)]
pub(super) struct GameDay<'d> {
    pub(super) root: Node<'d>,
    pub(super) date: Option<Date>,
}

impl<'d> Drills<'d> {
    pub(super) fn load(cx: &Context<'d>) -> Self {
        let mut drills = Drills {
            gamedays: Vec::new(),
            experiments: Vec::new(),
            runbooks: runbook_pages(cx),
            objectives: objectives(cx),
            unread: false,
        };
        for file in cx.files_of(GAMEDAY) {
            match open(cx, file, GAMEDAY) {
                Some(document) => drills.gamedays.extend(document.roots().filter(|root| root.is_mapping()).map(GameDay::of)),
                None => drills.unread = true,
            }
            if !drills.gamedays.iter().any(|gameday| gameday.path() == file.path) && !drills.unread {
                cx.not_judged(NotJudged::surroundings(format!("{} holds no GameDay", file.path), "fill it, or remove it"));
                drills.unread = true;
            }
        }
        for file in cx.files_of(EXPERIMENT) {
            drills.experiments.extend(open(cx, file, EXPERIMENT).into_iter().flat_map(|document| document.roots()));
        }
        drills
    }

    pub(super) fn is_empty(&self) -> bool {
        self.gamedays.is_empty() && self.experiments.is_empty() && !self.unread
    }

    /// The GameDays that took place: they have results, and their day has come.
    pub(super) fn done(&self, today: Date) -> impl Iterator<Item = &GameDay<'d>> {
        self.gamedays.iter().filter(move |gameday| gameday.has_results() && gameday.date.is_some_and(|date| date <= today))
    }
}

impl<'d> GameDay<'d> {
    fn of(root: Node<'d>) -> Self {
        // Objects in the style of Kubernetes have the fields under `spec`.
        let root = root.get("spec").filter(|spec| spec.is_mapping()).unwrap_or(root);
        GameDay { root, date: root.get("date").and_then(day).map(|day| day.date) }
    }

    /// The value of a path of keys, where it says something.
    pub(super) fn get(&self, path: &str) -> Option<Node<'d>> {
        self.root.path(path.split('.')).filter(|value| says_something(*value))
    }

    /// The text of a path of keys; empty where there is none.
    pub(super) fn text(&self, path: &str) -> &'d str {
        self.get(path).map_or("", |node| node.text().trim())
    }

    /// The items of a list.
    pub(super) fn items(&self, path: &str) -> Vec<Node<'d>> {
        self.get(path).into_iter().flat_map(Node::items).collect()
    }

    /// The file it is in.
    pub(super) fn path(&self) -> &'d str {
        self.root.document().source().path()
    }

    pub(super) fn has_results(&self) -> bool {
        self.get("results").is_some()
    }

    /// Whether it was called off.
    pub(super) fn is_cancelled(&self) -> bool {
        matches!(fold(self.text("status")).as_str(), "cancelled" | "canceled" | "cancelado" | "cancelada")
    }

    pub(super) fn is_production(&self) -> bool {
        matches!(fold(self.text("environment")).as_str(), "production" | "prod" | "producao" | "prd" | "live")
    }

    pub(super) fn is_of(&self, service: &str) -> bool {
        self.text("service").eq_ignore_ascii_case(service.trim())
    }

    /// Whether another GameDay tries the same: the same service, and the same experiment where both name one.
    pub(super) fn tries_the_same(&self, other: &GameDay<'_>) -> bool {
        let (own, others) = (self.text("fault.ref"), other.text("fault.ref"));
        self.is_of(other.text("service")) && (own.is_empty() || others.is_empty() || own == others)
    }

    /// Whether it exercised a runbook: it names it, or it names none and is of the same service.
    pub(super) fn exercises(&self, page: &Page<'_>) -> bool {
        match self.items("runbooks").as_slice() {
            [] => page.text("service").is_some_and(|service| self.is_of(service)),
            named => named.iter().any(|name| is_called(page, name.text())),
        }
    }

    /// The place of a part, or of the key where the GameDay begins if the part is missing.
    pub(super) fn place(&self, key: &str) -> Place<'d> {
        let there = self.root.entry(key).map(|entry| Place::Node(entry.key));
        there.or_else(|| self.root.entries().first().map(|entry| Place::Node(entry.key))).unwrap_or(Place::Node(self.root))
    }

    /// How it is called in messages.
    pub(super) fn name(&self) -> &'d str {
        match self.text("id") {
            "" => "the GameDay",
            id => id,
        }
    }
}

/// Names by which objectives can be meant: the path of their file, and every name in it.
fn objectives(cx: &Context<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for file in cx.files().iter().filter(|file| OBJECTIVES.iter().any(|kind| file.is(*kind))) {
        names.push(file.path.clone());
        // The gate `slo` says what cannot be read.
        let Ok(document) = cx.open(&file.path) else { continue };
        for root in document.roots() {
            let lists = [root.get("slos"), root.path(["spec", "slos"])];
            let listed = lists.into_iter().flatten().flat_map(Node::items).filter_map(|slo| slo.get("name"));
            let own = [
                root.path(["metadata", "name"]),
                root.path(["spec", "indicator", "metadata", "name"]),
                root.path(["spec", "indicatorRef"]),
            ];
            names.extend(own.into_iter().flatten().chain(listed).map(|name| name.text().to_string()));
        }
    }
    names
}
