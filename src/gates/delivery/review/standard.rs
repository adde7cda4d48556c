//! The code-review standard: how soon a change is answered, and what a reviewer looks at.

use document::{Document, Node};

use crate::dora::duration;

/// Where it lies.
pub(super) const PATH: &str = ".github/review-standard.yaml";

/// What Google's guide tells reviewers to look at, with the words by which each is known.
pub(super) const AREAS: &[(&str, &[&str])] = &[
    ("design", &["design", "architecture", "desenho", "arquitetura"]),
    ("functionality", &["functionality", "function", "behaviour", "behavior", "funcionalidade", "comportamento"]),
    ("complexity", &["complexity", "complexidade"]),
    ("tests", &["tests", "test", "testing", "testes"]),
    ("naming", &["naming", "names", "nomes"]),
    ("comments", &["comments", "comentarios", "comentários"]),
    ("style", &["style", "estilo"]),
    ("docs", &["docs", "documentation", "documentacao", "documentação"]),
    ("every line", &["every line", "each line", "lines", "cada linha"]),
    ("context", &["context", "contexto"]),
];

const TARGETS: &[&str] = &["first_response", "response_time", "target_time", "target"];

/// A standard as written.
pub(super) struct Standard<'d> {
    /// Its file.
    pub(super) document: &'d Document,
}

impl<'d> Standard<'d> {
    /// The node that holds its fields: under `spec` where there is one.
    fn body(&self) -> Node<'d> {
        self.document.root().get("spec").unwrap_or(self.document.root())
    }

    /// The time within which a change gets its first answer.
    pub(super) fn target(&self) -> Option<Node<'d>> {
        let body = self.body();
        let places = [body.get("targets"), Some(body)];
        places
            .into_iter()
            .flatten()
            .find_map(|place| TARGETS.iter().find_map(|key| place.get(key)))
            .filter(|node| !node.is_null() && !node.is_mapping())
    }

    /// The hours in which people work.
    pub(super) fn business_hours(&self) -> Option<Node<'d>> {
        self.body().path(["targets", "business_hours"])
    }

    /// That time in seconds, where it can be read.
    pub(super) fn target_seconds(&self) -> Option<f64> {
        self.target().and_then(|node| duration::seconds(node.text()))
    }

    /// The areas that it does not name.
    pub(super) fn missing_areas(&self) -> Vec<&'static str> {
        let named: Vec<String> = self.body().get("areas").map(names).unwrap_or_default();
        let names_it = |words: &[&str]| named.iter().any(|name| words.contains(&name.as_str()));
        AREAS.iter().filter(|(_, words)| !names_it(words)).map(|(area, _)| *area).collect()
    }
}

fn names(areas: Node<'_>) -> Vec<String> {
    let tidy = |text: &str| text.trim().to_lowercase().replace(['_', '-'], " ");
    let name = |item: Node<'_>| ["area", "name", "id"].iter().find_map(|key| item.get(key)).unwrap_or(item).text().to_string();
    if areas.is_mapping() {
        return areas.entries().iter().map(|entry| tidy(entry.name())).collect();
    }
    areas.items().map(|item| tidy(&name(item))).collect()
}
