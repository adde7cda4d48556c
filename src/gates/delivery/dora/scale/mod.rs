//! What figures are measured against beside a team's own targets: the score of the Quick Check, or the levels of one year's report.

pub mod quickcheck;
pub mod table;

use std::sync::Arc;

use document::{Format, Limits, Source, SourceId, SyntaxError};
use rule::{Context, NotJudged};

use quickcheck::Edition;
use table::{Fault, Table};

/// What figures are measured against.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// The score of DORA's Quick Check.
    QuickCheck(Edition),
    /// A table of levels.
    Levels(Box<Table>),
}

impl Scale {
    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Scale::QuickCheck(edition) => format!("quickcheck-{}", edition.year()),
            Scale::Levels(table) => table.name.clone(),
        }
    }
}

/// A scale, and where its file is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The scale.
    pub scale: Scale,
    /// Its file, where it is one of the user's.
    pub file: Option<String>,
    /// What is wrong with that file.
    pub faults: Vec<Fault>,
}

/// The built-in tables, by name.
const TABLES: [(&str, &str); 7] = [
    ("2019", include_str!("data/2019.yaml")),
    ("2021", include_str!("data/2021.yaml")),
    ("2021-devlake", include_str!("data/2021-devlake.yaml")),
    ("2022", include_str!("data/2022.yaml")),
    ("2023", include_str!("data/2023.yaml")),
    ("2023-devlake", include_str!("data/2023-devlake.yaml")),
    ("2024", include_str!("data/2024.yaml")),
];

/// The scale where nobody chose one.
pub const DEFAULT: &str = "quickcheck-2025";

/// The names of all built-in scales.
pub fn names() -> Vec<&'static str> {
    [DEFAULT, "quickcheck-2024"].into_iter().chain(TABLES.iter().map(|(name, _)| *name)).collect()
}

/// The built-in scale of a name.
pub fn built_in(name: &str) -> Option<Result<Scale, SyntaxError>> {
    match name {
        "quickcheck-2025" => Some(Ok(Scale::QuickCheck(Edition::Y2025))),
        "quickcheck-2024" => Some(Ok(Scale::QuickCheck(Edition::Y2024))),
        _ => {
            let (name, text) = TABLES.iter().find(|(own, _)| *own == name)?;
            let source = Arc::new(Source::new(SourceId(u32::MAX - 3), format!("levels {name}"), *text));
            let document = document::parse(source, Format::Yaml, &Limits::default());
            Some(document.and_then(|document| Table::read(&document)).map(|(table, _)| Scale::Levels(Box::new(table))))
        }
    }
}

/// The scale that a setting names: a built-in one, or a file of the kind DoraLevels.
///
/// # Errors
/// A file that is missing or malformed.
pub fn read(cx: &Context<'_>, named: &str) -> Result<Chosen, NotJudged> {
    if let Some(scale) = built_in(named) {
        return Ok(Chosen { scale: scale?, file: None, faults: Vec::new() });
    }
    let document = cx.open_as(named, Format::Yaml)?;
    let (mut table, faults) = Table::read(document)?;
    if table.name.is_empty() {
        table.name = named.into();
    }
    Ok(Chosen { scale: Scale::Levels(Box::new(table)), file: Some(named.into()), faults })
}

#[cfg(test)]
mod tests;
