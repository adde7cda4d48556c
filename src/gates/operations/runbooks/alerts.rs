//! Alerts of Prometheus rule files, and the alerts that Sloth will make.

use document::Node;
use rule::{Context, File, FileKind};

use super::model::open;
use super::{PROMETHEUS_RULES, SLOTH};

/// All alerts of the tree.
#[derive(Debug, Default)]
pub(crate) struct Alerts<'d> {
    /// Alerts of rule files.
    pub(crate) list: Vec<Alert<'d>>,
    /// Names of alerts that a generator makes.
    generated: Vec<String>,
    /// Whether anything in the tree defines alerts.
    pub(crate) defined_here: bool,
}

/// One alerting rule.
#[derive(Debug)]
pub(crate) struct Alert<'d> {
    /// The node of its name.
    pub(crate) name: Node<'d>,
    /// The link to its runbook, where one is given.
    pub(crate) runbook: Option<Node<'d>>,
    /// Whether anybody has to act on it: severity `info` and `none` call nobody, and nor do alerts of tests and examples.
    pub(crate) calls: bool,
}

impl<'d> Alerts<'d> {
    pub(crate) fn load(cx: &Context<'d>) -> Self {
        let mut alerts = Alerts::default();
        each_root(cx, PROMETHEUS_RULES, &mut |root, file| alerts.prometheus(root, is_aside(file)));
        each_root(cx, SLOTH, &mut |root, _| alerts.sloth(root));
        alerts
    }

    /// Whether an alert of this name exists.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.list.iter().any(|alert| alert.name.text() == name) || self.generated.iter().any(|known| known == name)
    }

    fn prometheus(&mut self, root: Node<'d>, aside: bool) {
        // Rule files have the groups at the top, PrometheusRule objects under `spec`.
        let groups = root.get("groups").or_else(|| root.path(["spec", "groups"]));
        for rule in groups.into_iter().flat_map(Node::items).filter_map(|group| group.get("rules")).flat_map(Node::items) {
            let Some(name) = rule.get("alert").filter(|name| !name.text().is_empty()) else { continue };
            self.defined_here = true;
            let annotation = |key: &str| rule.path(["annotations", key]).filter(|value| !value.text().trim().is_empty());
            let severity = rule.path(["labels", "severity"]).map_or("", Node::text);
            self.list.push(Alert {
                name,
                runbook: annotation("runbook_url").or_else(|| annotation("runbook")),
                calls: !aside && !matches!(severity.to_ascii_lowercase().as_str(), "info" | "none"),
            });
        }
    }

    fn sloth(&mut self, root: Node<'d>) {
        let slos = root.get("slos").or_else(|| root.path(["spec", "slos"]));
        for alerting in slos.into_iter().flat_map(Node::items).filter_map(|slo| slo.get("alerting")) {
            if let Some(name) = alerting.get("name") {
                self.defined_here = true;
                self.generated.push(name.text().to_string());
            }
        }
    }
}

/// Folders of tests and examples: their alerts reach nobody.
const ASIDE: &[&str] = &[
    "test",
    "tests",
    "__tests__",
    "testdata",
    "test-data",
    "test_data",
    "fixture",
    "fixtures",
    "__fixtures__",
    "example",
    "examples",
    "samples",
];

fn is_aside(file: &File) -> bool {
    file.folder().split('/').any(|part| ASIDE.contains(&part))
}

fn each_root<'d>(cx: &Context<'d>, kind: FileKind, with: &mut dyn FnMut(Node<'d>, &File)) {
    for file in cx.files_of(kind) {
        if let Some(document) = open(cx, file, kind) {
            document.roots().for_each(|root| with(root, file));
        }
    }
}
