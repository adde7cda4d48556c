//! The scoreboard: how far each row of the blueprint is, by which evidence, and what comes next.

mod age;
mod assess;
mod evidence;
mod papers;
mod render;
mod rows;
mod words;

pub use age::Ages;
pub use assess::{Assessment, Given, Level, assess};
pub use evidence::Evidence;
pub use papers::{Paper, Papers};
pub use render::{html, json, markdown, terminal};
pub use rows::{AREAS, ROWS, Row};
