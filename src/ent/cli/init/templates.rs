//! The starter documents: `templates/init/<language>/<name>/<where it goes>`.

use clap::ValueEnum;
use rust_embed::RustEmbed;

use super::Page;

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

/// The templates with the files they write.
pub(super) fn list() -> String {
    let mut text = String::new();
    for name in names() {
        let paths: Vec<String> = of(&name, Language::English).into_iter().map(|page| page.path).collect();
        text.push_str(&format!("{name:<22} {}\n", paths.join(", ")));
    }
    text
}
