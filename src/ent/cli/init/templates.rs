//! The starter documents: `templates/init/<language>/<name>/<where it goes>`.

use std::collections::BTreeSet;

use clap::ValueEnum;
use rule::FileKind;
use rust_embed::RustEmbed;

use super::Page;
use crate::blueprint::{ROWS, Row};
use crate::inventory::{classes, classify};

/// The folder `templates/init/`.
#[derive(RustEmbed)]
#[folder = "../../templates/init"]
struct Folder;

/// Language of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// English
    #[value(name = "en")]
    English,
    /// Brazilian Portuguese
    #[value(name = "pt-BR", alias = "pt")]
    Portuguese,
}

impl Language {
    fn folder(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Portuguese => "pt-BR",
        }
    }
}

/// The files of a template, sorted. A template without words of its own stands under `any/`.
pub(super) fn of(name: &str, language: Language) -> Vec<Page> {
    let mut pages = Vec::new();
    for folder in [language.folder(), "any"] {
        let prefix = format!("{folder}/{name}/");
        for file in Folder::iter() {
            let Some(path) = file.strip_prefix(&prefix) else { continue };
            let Some(data) = Folder::get(&file) else { continue };
            pages.push(Page { path: path.to_string(), text: String::from_utf8_lossy(&data.data).into_owned() });
        }
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

/// Names of all templates, sorted.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = Folder::iter().filter_map(|path| path.split('/').nth(1).map(str::to_string)).collect();
    names.sort();
    names.dedup();
    names
}

/// The templates with the rows of the blueprint that they serve and the files they write.
pub(super) fn list() -> String {
    let mut text = format!("{:<22} {:<16} files\n", "template", "rows");
    for name in names() {
        let pages = of(&name, Language::English);
        let paths: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        text.push_str(&format!("{name:<22} {:<16} {}\n", rows(&pages).join(" "), paths.join(", ")));
    }
    text.push_str("\nWrite one with `ent init NAME`, in Portuguese with `--lang pt-BR`; complete each ‹…› in it.\n");
    text
}

/// The rows for which the inventory takes these files as evidence, in the order of the blueprint.
fn rows(pages: &[Page]) -> Vec<&'static str> {
    let kinds: BTreeSet<FileKind> = pages.iter().flat_map(|page| classify(&page.path, page.text.as_bytes()).kinds).collect();
    let shows = |row: &&Row| classes().iter().any(|class| kinds.contains(&class.kind) && class.rows.contains(&row.id));
    ROWS.iter().filter(shows).map(|row| row.id).collect()
}
