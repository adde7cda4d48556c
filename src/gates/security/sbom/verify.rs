//! `ent sbom verify`: one document against the lock files of a directory, whatever the document's name and place.

use model::packages::materials::Materials;
use rule::{Context, Gate, GateOutcome, NotJudged, Run, Severity, judge_with};

use super::{NAME, Sbom, drift, open};

/// Compares a document that the run knows by its name with a set of packages.
pub fn verify(run: &Run, path: &str, materials: &Materials) -> GateOutcome {
    let cx = Context::new(run, NAME);
    judge_with(const { &Sbom::INFO }, &cx, |sink| {
        let opened = open(&cx, path)?;
        let Some(bom) = &opened.bom else { return Err(NotJudged::input(path, "it is no bill of materials")) };
        sink.rule("sbom/drift", Severity::Error);
        drift::compare(cx.text(path)?, &opened, bom, materials, sink);
        Ok(())
    })
}
