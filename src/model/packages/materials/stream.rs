//! The document of a big set, written part by part: it is never held as a whole, neither as a model nor as a text.

use std::io::Write;

use serde::ser::{Serialize, Serializer};

use super::Materials;
use super::bom::{Described, Draft};
use crate::bom::{Composition, Metadata, SpecVersion};

/// A list whose items are made when they are written.
struct Lazy<F>(F);

impl<F, I> Serialize for Lazy<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<C: Serialize, D: Serialize> {
    #[serde(rename = "$schema")]
    schema: String,
    bom_format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<C>,
    dependencies: D,
    compositions: Vec<Composition>,
}

/// Writes the bill of materials of a set as CycloneDX JSON, byte by byte what [`super::to_bom`] gives. Such a document has nothing that a version
/// from 1.4 on has no place for; earlier ones take the way over the model.
///
/// # Errors
/// When the target refuses.
pub fn write_json(materials: &Materials, described: &Described<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    debug_assert!(described.version >= SpecVersion::V1_4);
    let draft = Draft::of(materials, described);
    let document = Document {
        schema: format!("http://cyclonedx.org/schema/bom-{}.schema.json", described.version),
        bom_format: "CycloneDX",
        spec_version: described.version.as_str(),
        serial_number: draft.serial_number(),
        version: 1,
        metadata: draft.metadata(),
        components: draft.components().next().is_some().then_some(Lazy(|| draft.components())),
        dependencies: Lazy(|| draft.dependencies()),
        compositions: draft.compositions(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
