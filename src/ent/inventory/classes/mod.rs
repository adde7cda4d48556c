//! The table of classes: what a repository may hold that the blueprint asks for. One file per group of areas.
//!
//! To add a class, add an entry to the file of its area; the tests beside the table want one example and one near miss of it.

mod access;
mod api;
mod data;
mod delivery;
mod frontend;
mod infrastructure;
mod kubernetes;
mod operations;
mod own;
mod privacy;
mod reliability;
mod security;
mod supply;

use std::sync::OnceLock;

use super::class::{Class, Content, Mark};
use rule::FileKind;

/// A file that another tool makes into the real one: Helm, Jinja, cookiecutter … Never anything else besides.
pub const TEMPLATE: FileKind = FileKind("template");

/// Every class, in the order of the blueprint.
pub fn classes() -> &'static [Class] {
    static ALL: OnceLock<Vec<Class>> = OnceLock::new();
    ALL.get_or_init(|| {
        let groups = [
            own::CLASSES,
            delivery::CLASSES,
            reliability::CLASSES,
            operations::CLASSES,
            data::CLASSES,
            security::CLASSES,
            supply::CLASSES,
            privacy::CLASSES,
            api::CLASSES,
            access::CLASSES,
            frontend::CLASSES,
            infrastructure::CLASSES,
            kubernetes::CLASSES,
        ];
        groups.concat()
    })
}

/// The class of a name.
pub fn class(kind: FileKind) -> Option<&'static Class> {
    classes().iter().find(|class| class.kind == kind)
}

/// Files whose outline is YAML.
const YAML: &[&str] = &["*.yaml", "*.yml"];
/// Files whose outline is JSON.
const JSON: &[&str] = &["*.json"];
/// Files whose outline is YAML or JSON.
const DATA: &[&str] = &["*.yaml", "*.yml", "*.json"];
/// One JSON value per line.
const LINES: &[&str] = &["*.jsonl", "*.ndjson"];
/// Markdown with front matter.
const MARKDOWN: &[&str] = &["*.md", "*.markdown"];
/// XML.
const XML: &[&str] = &["*.xml"];
/// Tables.
const CSV: &[&str] = &["*.csv"];

/// Any of `marks` in a file named like one of `among`.
const fn within(among: &'static [&'static str], marks: &'static [Mark]) -> Content {
    Content { among, marks }
}
