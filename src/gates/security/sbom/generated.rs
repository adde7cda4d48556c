//! The bill of materials that this tree would give, judged like a kept one where a profile or a score is asked for and none is kept.

use model::bom::{BomFormat, SpecVersion, write};
use model::packages::materials::{Described, Materials, to_bom};
use rule::Context;

use super::documents::{self, Examined};

/// Name under which reports show it.
const SHOWN: &str = "(generated from the lock files)";

/// Generates and judges it; nothing where nobody asks for it or the tree holds no package.
pub(super) fn examine<'d>(cx: &Context<'d>, materials: &Materials) -> Option<Examined<'d>> {
    let asked =
        cx.setting_str("profile").is_some_and(|profile| profile != "none") || cx.setting_f64("min_score").is_some_and(|least| least > 0.0);
    if !asked || materials.components.is_empty() {
        return None;
    }
    let described = Described {
        kind: "application",
        fallback_name: "project",
        timestamp: cx.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        tool_version: env!("CARGO_PKG_VERSION"),
        version: SpecVersion::V1_6,
    };
    let written = write(&to_bom(materials, &described), BomFormat::CycloneDxJson, SpecVersion::V1_6).ok()?;
    cx.run().store().add_bytes(SHOWN, written.text.into_bytes());
    documents::examine(cx, SHOWN).map_err(|why| cx.not_judged(why)).ok()
}
