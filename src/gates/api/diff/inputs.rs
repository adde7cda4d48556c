//! Which descriptions are compared: two documents that the settings name, or every changed description against the base of the run.

use document::Document;
use model::apis::{Files, Opener};
use rule::{Context, NotJudged};

/// What there is to compare.
pub(super) enum Pairs<'d> {
    /// Nothing, and what was looked for.
    Absent(String),
    /// Older and newer descriptions.
    Found(Vec<(Files<'d>, Files<'d>)>),
}

/// Opens further files of a description in the tree under check.
struct Tree<'c, 'd> {
    cx: &'c Context<'d>,
}

impl<'d> Opener<'d> for Tree<'_, 'd> {
    fn open(&mut self, path: &str) -> Result<&'d Document, String> {
        self.cx.open(path).map_err(|why| why.to_string())
    }
}

/// The pairs of this run.
pub(super) fn pairs<'d>(cx: &Context<'d>) -> Result<Pairs<'d>, NotJudged> {
    let (Some(base), Some(revision)) = (cx.setting_str("base"), cx.setting_str("revision")) else {
        return Ok(Pairs::Absent("no two descriptions to compare: `ent api diff BASE REVISION` names them".to_string()));
    };
    let side = |path: &str| -> Result<Files<'d>, NotJudged> {
        let entry = cx.open(path)?;
        Ok(Files::load(path, entry, &mut Tree { cx }))
    };
    Ok(Pairs::Found(vec![(side(base)?, side(revision)?)]))
}
