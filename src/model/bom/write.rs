//! From the typed model to text. The same model gives the same bytes.

use serde_json::{Map, Value, json};

use super::{Bom, BomFormat, SpecVersion, grammar};

/// Something that the chosen format or version has no place for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Where it stood, as a JSON Pointer into the CycloneDX document.
    pub pointer: String,
    /// What could not be carried, and why.
    pub what: String,
}

/// A document, and what it could not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The document.
    pub text: String,
    /// What is not in it; empty when nothing was lost.
    pub lost: Vec<Loss>,
}

/// Why a document could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bill of materials cannot be written: {0}")]
pub struct WriteError(pub(crate) String);

/// Writes a document.
///
/// # Errors
/// When the model cannot be put into the format at all.
pub fn write(bom: &Bom, format: BomFormat, version: SpecVersion) -> Result<Written, WriteError> {
    if format == BomFormat::SpdxJson {
        let (value, lost) = super::spdx::write(bom);
        return finished(pretty(&value)?, lost);
    }
    write_value(bom.to_value(version)?, format, version)
}

/// Writes a CycloneDX document from the value of its JSON form, in this or another version or form.
///
/// # Errors
/// When the value cannot be put into the format.
pub fn write_value(mut value: Value, format: BomFormat, version: SpecVersion) -> Result<Written, WriteError> {
    let mut lost = if grammar::fits(&value, version) { Vec::new() } else { grammar::prune(&mut value, version) };
    let text = match format {
        BomFormat::CycloneDxJson => pretty(&value)?,
        BomFormat::CycloneDxXml => {
            let (text, more) = super::xml::write(&value, version);
            lost.extend(more);
            text
        }
        BomFormat::SpdxJson => {
            let bom = Bom::from_value(&value).ok_or_else(|| WriteError("the document is too broken".into()))?;
            return write(&bom, format, version);
        }
    };
    finished(text, lost)
}

fn finished(text: String, mut lost: Vec<Loss>) -> Result<Written, WriteError> {
    lost.sort();
    lost.dedup();
    Ok(Written { text, lost })
}

/// JSON as people read it, with a line break at its end.
pub(crate) fn pretty(value: &Value) -> Result<String, WriteError> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| WriteError(error.to_string()))?;
    text.push('\n');
    Ok(text)
}

impl Bom {
    /// The document as CycloneDX JSON has it, under the name of a version.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn to_value(&self, version: SpecVersion) -> Result<Value, WriteError> {
        let mut object = Map::new();
        if version >= SpecVersion::V1_4 {
            object.insert("$schema".into(), json!(format!("http://cyclonedx.org/schema/bom-{version}.schema.json")));
        }
        object.insert("bomFormat".into(), json!("CycloneDX"));
        object.insert("specVersion".into(), json!(version.as_str()));
        let Value::Object(fields) = serde_json::to_value(self).map_err(|error| WriteError(error.to_string()))? else {
            return Err(WriteError("the model is no object".into()));
        };
        for (key, value) in fields {
            if !object.contains_key(&key) {
                object.insert(key, value);
            }
        }
        if version < SpecVersion::V1_4 || object.contains_key("serialNumber") {
            object.entry("version").or_insert(json!(1));
        }
        Ok(Value::Object(object))
    }

    /// Gives the document the serial number that follows from its content, time left out.
    ///
    /// # Errors
    /// When a value cannot be written as JSON.
    pub fn seal(&mut self) -> Result<(), WriteError> {
        self.serial_number = None;
        let time = self.metadata.as_mut().and_then(|metadata| metadata.timestamp.take());
        let content = serde_json::to_vec(self).map_err(|error| WriteError(error.to_string()))?;
        if let Some(metadata) = &mut self.metadata {
            metadata.timestamp = time;
        }
        self.serial_number = Some(format!("urn:uuid:{}", super::digest::uuid_v5(&content)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bom::{Component, Dependency, Metadata};

    fn small() -> Bom {
        let mut library = Component::new("library", "left-pad");
        library.bom_ref = Some("pkg:npm/left-pad@1.3.0".into());
        library.purl = library.bom_ref.clone();
        let metadata = Metadata { component: Some(Component::new("application", "shop")), ..Metadata::default() };
        Bom {
            metadata: Some(metadata),
            components: vec![library],
            dependencies: vec![Dependency::new("shop", vec!["b".into(), "a".into(), "b".into()])],
            ..Bom::default()
        }
    }

    #[test]
    fn the_same_model_gives_the_same_bytes() {
        let mut bom = small();
        bom.seal().unwrap();
        let text = write(&bom, BomFormat::CycloneDxJson, SpecVersion::V1_6).unwrap().text;
        assert_eq!(write(&bom, BomFormat::CycloneDxJson, SpecVersion::V1_6).unwrap().text, text);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["dependencies"][0]["dependsOn"], json!(["a", "b"]));
        assert_eq!(value["specVersion"], "1.6");
        assert!(value.get("services").is_none());
        assert_eq!(serde_json::from_value::<Bom>(value).unwrap().components, bom.components);
    }

    #[test]
    fn the_serial_number_follows_from_the_content_and_not_from_the_time() {
        let (mut early, mut late, mut other) = (small(), small(), small());
        early.metadata.as_mut().unwrap().timestamp = Some("2020-01-01T00:00:00Z".into());
        late.metadata.as_mut().unwrap().timestamp = Some("2030-01-01T00:00:00Z".into());
        other.components[0].name = "right-pad".into();
        for bom in [&mut early, &mut late, &mut other] {
            bom.seal().unwrap();
        }
        assert_eq!(early.serial_number, late.serial_number);
        assert_ne!(early.serial_number, other.serial_number);
    }
}
