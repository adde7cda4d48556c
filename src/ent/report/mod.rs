//! One file per output format. A reporter reads a finished run and knows no gate.

mod clean;
mod concise;
mod excerpt;
mod format;
mod json;
mod sarif;
mod terminal;
mod view;

pub use clean::clean;
pub use format::{Format, Output};
pub use json::{report_schema, to_json};
pub use view::{Look, View, Words};

/// A run in one format.
pub fn render(format: Format, view: &View<'_>) -> String {
    match format {
        Format::Terminal => terminal::render(view),
        Format::Json => json::render(view),
        Format::Sarif => sarif::render(view),
        Format::Concise => concise::render(view),
    }
}
