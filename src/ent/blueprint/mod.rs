//! The scoreboard: how far each row of the blueprint is, by which evidence, and what comes next.

mod age;
mod assess;
mod render;
mod rows;

pub use age::Ages;
pub use assess::{Assessment, Given, Level, assess, evidence_of};
pub use render::{html, json, markdown, terminal};
pub use rows::{AREAS, ROWS, Row};
