//! Why something could not be judged.

use std::fmt;

use document::{Position, SyntaxError};

/// Why a gate, a fact or one rule could not judge. A defect of the input always blocks; what is missing around it blocks where the gate is required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotJudged {
    /// A file the gate consumes is unreadable or malformed.
    Input {
        /// The file.
        path: String,
        /// The place in it, where there is one.
        position: Option<Position>,
        /// What is wrong.
        why: String,
    },
    /// Something is missing around the input: network, database, base to compare with, history, token, data.
    Surroundings {
        /// What is missing.
        why: String,
        /// The one command or setting that would change it.
        fix: String,
    },
}

impl NotJudged {
    /// A defect of a file as a whole.
    pub fn input(path: impl Into<String>, why: impl Into<String>) -> Self {
        NotJudged::Input { path: path.into(), position: None, why: why.into() }
    }

    /// Something missing around the input.
    pub fn surroundings(why: impl Into<String>, fix: impl Into<String>) -> Self {
        NotJudged::Surroundings { why: why.into(), fix: fix.into() }
    }

    /// Whether this is a defect of the input, which always blocks.
    pub fn is_defect(&self) -> bool {
        matches!(self, NotJudged::Input { .. })
    }
}

impl From<SyntaxError> for NotJudged {
    fn from(error: SyntaxError) -> Self {
        let why = match error.help {
            Some(help) => format!("{} ({help})", error.message),
            None => error.message,
        };
        NotJudged::Input { path: error.path, position: Some(error.position), why }
    }
}

impl fmt::Display for NotJudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotJudged::Input { path, position: Some(Position { line, column }), why } => write!(f, "{path}:{line}:{column}: {why}"),
            NotJudged::Input { path, position: None, why } => write!(f, "{path}: {why}"),
            NotJudged::Surroundings { why, fix } if fix.is_empty() => f.write_str(why),
            NotJudged::Surroundings { why, fix } => write!(f, "{why}; {fix}"),
        }
    }
}

impl std::error::Error for NotJudged {}
