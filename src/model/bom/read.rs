//! From text to the model: which format and version a document is of, what is wrong with it, and where each part stands.

use std::collections::BTreeMap;

use document::{Document, Limits, Node, Source, Span, SyntaxError};
use serde::Deserialize as _;
use serde_json::Value;

use super::grammar::{Violation, check_json, check_xml, xml_version};
use super::{Bom, BomFormat, Loss, SpecVersion, spdx};

/// Something in a document that its specification forbids.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// Where.
    pub span: Span,
    /// What does not move when lines do: a pointer, or the names of the elements.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it, where that can be said.
    pub help: Option<String>,
}

/// A document that was read.
pub struct Opened<'d> {
    /// What it is written in.
    pub format: BomFormat,
    /// The version it names, as it names it: `1.6`, `SPDX-2.3`; empty where it names none.
    pub version: String,
    /// What its specification forbids; empty for a valid document.
    pub complaints: Vec<Complaint>,
    /// What its specification tolerates and does not know.
    pub strangers: Vec<Complaint>,
    /// Keys that stand twice in an object; the last one counts.
    pub duplicates: Vec<Complaint>,
    /// The document as the CycloneDX model has it; absent where it is too broken to be read so.
    pub bom: Option<Bom>,
    /// The document as CycloneDX JSON has it (of SPDX: converted).
    pub value: Value,
    /// What the model has no place for.
    pub lost: Vec<Loss>,
    places: Places<'d>,
}

enum Places<'d> {
    Document(&'d Document),
    Spans(&'d Source, BTreeMap<String, Span>),
    /// Pointers of the model to pointers of the document.
    Mapped(&'d Document, BTreeMap<String, String>),
}

impl Opened<'_> {
    /// Where the part with a pointer (into the CycloneDX form) stands; of what has no place of its own, the nearest part around it.
    pub fn span(&self, pointer: &str) -> Span {
        let mut at = pointer;
        loop {
            if let Some(span) = self.exact(at) {
                return span;
            }
            match at.rfind('/') {
                Some(cut) => at = &at[..cut],
                None => return self.whole(),
            }
        }
    }

    fn exact(&self, pointer: &str) -> Option<Span> {
        match &self.places {
            Places::Document(document) => document.at_pointer(pointer).map(Node::span),
            Places::Spans(_, spans) => spans.get(pointer).copied(),
            Places::Mapped(document, map) => document.at_pointer(map.get(pointer)?).map(Node::span),
        }
    }

    fn whole(&self) -> Span {
        match &self.places {
            Places::Document(document) | Places::Mapped(document, _) => document.root().span(),
            Places::Spans(source, _) => source.whole(),
        }
    }

    /// The version of CycloneDX, if it is one that exists.
    pub fn cyclonedx_version(&self) -> Option<SpecVersion> {
        if self.format == BomFormat::SpdxJson { None } else { SpecVersion::parse(&self.version) }
    }
}

/// Whether a text is to be read as XML.
pub fn is_xml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// Reads a JSON document: CycloneDX, or SPDX where it says so.
pub fn from_json(document: &Document) -> Opened<'_> {
    let root = document.root();
    if root.get("spdxVersion").is_some() || root.get("SPDXID").is_some() {
        return from_spdx(document);
    }
    let named = root.get("specVersion");
    let version = named.and_then(Node::as_str).unwrap_or_default().to_owned();
    let complaints = match SpecVersion::parse(&version) {
        Some(version) => check_json(root, version).into_iter().map(complaint).collect(),
        None => vec![unknown_version(root, named)],
    };
    let strangers = match SpecVersion::parse(&version).filter(|version| *version < SpecVersion::V1_4) {
        Some(version) => super::grammar::strangers(root, version).into_iter().map(complaint).collect(),
        None => Vec::new(),
    };
    let value: Value = plain(root);
    let bom = Bom::from_value(&value);
    let places = Places::Document(document);
    let duplicates = duplicates(document);
    Opened { format: BomFormat::CycloneDxJson, version, complaints, strangers, duplicates, bom, value, lost: Vec::new(), places }
}

fn duplicates(document: &Document) -> Vec<Complaint> {
    let twice = document.duplicates().iter().map(|duplicate| {
        let (first, second) = (document.node(duplicate.first), document.node(duplicate.second));
        let line = document.position(first.span().start).line;
        let message =
            format!("`{}` stands twice in this object, first on line {line}; the last one counts", super::grammar::shorten(second.text()));
        let place = second.parent().map(Node::pointer).unwrap_or_default();
        Complaint { span: second.span(), place: format!("{place}/{}", second.text()), message, help: None }
    });
    twice.collect()
}

fn complaint(found: Violation<Node<'_>>) -> Complaint {
    let node = if found.key { found.at.key().unwrap_or(found.at) } else { found.at };
    Complaint { span: node.span(), place: found.at.pointer(), message: found.message, help: found.help }
}

fn unknown_version(root: Node<'_>, named: Option<Node<'_>>) -> Complaint {
    let message = match named {
        Some(node) if node.as_str().is_some() => format!("there is no CycloneDX {}", super::grammar::shorten(node.text())),
        Some(_) => "`specVersion` must be text".to_owned(),
        None if root.get("bomFormat").is_some() => "`specVersion` is missing".to_owned(),
        None => "this is neither a CycloneDX nor an SPDX document: `bomFormat` and `specVersion`, or `spdxVersion`, are missing".to_owned(),
    };
    let at = named.unwrap_or(root);
    let help = "known versions are 1.2 to 1.7 of CycloneDX and 2.2 and 2.3 of SPDX".to_owned();
    Complaint { span: at.span(), place: at.pointer(), message, help: Some(help) }
}

fn from_spdx(document: &Document) -> Opened<'_> {
    let root = document.root();
    let version = root.get("spdxVersion").map(Node::text).unwrap_or_default().to_owned();
    let complaints = spdx::check(root);
    let reading = spdx::read(&plain(root));
    let value = reading.bom.to_value(SpecVersion::V1_6).unwrap_or_default();
    Opened {
        format: BomFormat::SpdxJson,
        version,
        complaints,
        strangers: Vec::new(),
        duplicates: duplicates(document),
        bom: Some(reading.bom),
        value,
        lost: reading.lost,
        places: Places::Mapped(document, reading.places),
    }
}

/// Reads a CycloneDX document in XML.
///
/// # Errors
/// When the text is no well-formed XML, or passes a limit.
pub fn from_xml<'d>(source: &'d Source, limits: &Limits) -> Result<Opened<'d>, SyntaxError> {
    let document = document::xml::parse(source, limits)?;
    let root = document.root();
    let Some(version) = xml_version(root) else {
        let message =
            "the outermost element must be `bom` of the namespace `http://cyclonedx.org/schema/bom/` with a version from 1.2 to 1.7";
        let complaint = Complaint { span: root.name_span(), place: root.name().to_owned(), message: message.to_owned(), help: None };
        return Ok(Opened {
            format: BomFormat::CycloneDxXml,
            version: String::new(),
            complaints: vec![complaint],
            strangers: Vec::new(),
            duplicates: Vec::new(),
            bom: None,
            value: Value::Null,
            lost: Vec::new(),
            places: Places::Spans(source, BTreeMap::new()),
        });
    };
    let complaints = check_xml(root, version)
        .into_iter()
        .map(|found| Complaint { span: found.span, place: found.path, message: found.message, help: found.help })
        .collect();
    let reading = super::xml::read(root, version);
    Ok(Opened {
        format: BomFormat::CycloneDxXml,
        version: version.to_string(),
        complaints,
        strangers: Vec::new(),
        duplicates: Vec::new(),
        bom: Bom::from_value(&reading.value),
        value: reading.value,
        lost: reading.lost,
        places: Places::Spans(source, reading.places),
    })
}

/// A tree as a plain value; of duplicate keys the last counts.
fn plain(node: Node<'_>) -> Value {
    use document::Kind;
    match node.resolve().kind() {
        Kind::Mapping => Value::Object(node.raw_entries().map(|entry| (entry.name().to_owned(), plain(entry.value))).collect()),
        Kind::Sequence => Value::Array(node.items().map(plain).collect()),
        Kind::Bool => Value::Bool(node.as_bool().unwrap_or_default()),
        Kind::Null => Value::Null,
        Kind::Integer | Kind::Float => serde_json::from_str(node.text()).unwrap_or(Value::Null),
        _ => Value::String(node.text().to_owned()),
    }
}

impl Bom {
    /// The model of a CycloneDX JSON value; nothing where it is too broken.
    pub fn from_value(value: &Value) -> Option<Self> {
        let mut bom = Bom::deserialize(value).ok()?;
        for key in ["$schema", "bomFormat", "specVersion"] {
            bom.rest.shift_remove(key);
        }
        Some(bom)
    }
}
