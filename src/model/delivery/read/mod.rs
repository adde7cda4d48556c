//! Reading records from files: the normalised schema as JSON Lines, JSON or CSV, and the exports of other tools. Every defect has its file, line
//! and column.

mod csv;
mod defect;
mod fields;
pub mod import;
mod item;
mod records;
mod rows;

pub use defect::{Defect, DefectKind, Defects};
pub use fields::{Fields, NoInstant, instant};
pub use item::{Item, Value};
pub use records::{Read, deployments, incidents, pulls};
pub use rows::{Layout, rows};
